"""Record pages: one for each claim, trial, table and checked publication, made from data.

Here is what stands on them and where they are. Writing them is the book's.
"""
