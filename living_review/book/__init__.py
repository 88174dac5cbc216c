"""The book's machinery: what cells show, how chapters run, and the Sphinx extension.

Chapters import `show`, `glue_numbers` and `panels` from here; the rest works behind them.
"""

from living_review.book.cells import glue_numbers, show

__all__ = ["glue_numbers", "show"]
