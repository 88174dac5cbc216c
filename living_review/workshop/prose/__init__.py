"""Prose lint: numbers that are typed in a chapter instead of being glued from a cell.

`lint` says which and where, `chapter_trees` parses, `shown_texts` picks what a reader sees of a
page, `numbers_in_text` finds numbers in a text, `declared` holds what may be typed.
A number that is glued under the wrong name, and what is drawn in a picture, no lint can see.
"""
