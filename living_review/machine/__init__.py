"""The machine that a build runs on: its Python environment, and a browser.

Nothing here knows what a review is. Modules of every other room may use it.
"""
