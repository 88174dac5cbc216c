"""New claims, numbers, studies and chapters; verdicts that moved or are confirmed."""

from living_review.workshop.authoring.chapters import new_chapter
from living_review.workshop.authoring.entries import new_row, new_study
from living_review.workshop.authoring.verdicts import confirm, record_verdicts, unrecorded

__all__ = ["confirm", "new_chapter", "new_row", "new_study", "record_verdicts", "unrecorded"]
