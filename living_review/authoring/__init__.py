"""New claims, numbers, studies and chapters: asked for, checked, and put in their place."""

from living_review.authoring.chapters import new_chapter
from living_review.authoring.entries import new_row, new_study

__all__ = ["new_chapter", "new_row", "new_study"]
