"""The Sphinx extension and what works behind it: running chapters, gluing numbers, addresses.

`cells` is what a chapter's cells call. Nothing here computes or decides what a page says.
"""
