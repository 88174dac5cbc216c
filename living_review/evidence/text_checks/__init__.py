"""Text that looks right and is not: characters, names, identifiers and numbers.

Each module finds one kind and says what to do about it. What a cell means is not asked here.
"""
