"""What a page shows: figures, tables, cards, lists, and the names that readers know things by.

A module here reads rows through `tables`, has them computed, and hands them to a chart or a table.
It holds no formula of its own.
"""
