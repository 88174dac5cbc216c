"""Record pages: one for each claim, each trial and each table, made from data.

Here is what stands on them and where they are. Writing them is the book's.
"""
