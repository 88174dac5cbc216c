"""Notices about a publication as sources tell of them, in one set of kinds.

A word that is not known here becomes *other*, and stays beside it as the source wrote it.
"""

from typing import NamedTuple

OTHER = "other"
KINDS = {
    # of PubMed, on the record that the notice is about
    "RetractionIn": "retraction",
    "RetractedandRepublishedIn": "retraction and republication",
    "PartialRetractionIn": "partial retraction",
    "ExpressionOfConcernIn": "expression of concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction and republication",
    "RepublishedIn": "republication",
    "UpdateIn": "update",
    # of Crossref
    "retraction": "retraction",
    "removal": "retraction",
    "withdrawal": "retraction",
    "partial_retraction": "partial retraction",
    "expression_of_concern": "expression of concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "update",
    "clarification": "update",
    "new_edition": "update",
    "new_version": "update",
    "reinstatement": "reinstatement",
}


class Notice(NamedTuple):
    """A notice about a publication, as one source tells of it.

    ``kind`` is a value of `KINDS` or *other*; ``notice`` the identifier of the notice, such as
    ``pubmed:12``, ``doi:10.1000/182``, or its reference after ``reference:``; ``told_as`` what the
    source calls it; ``stated_by`` who says so there; ``stated_on`` a day, or blank.
    """

    kind: str
    notice: str
    told_as: str
    stated_by: str
    stated_on: str = ""


def kind_of(word: str) -> str:
    """Kind of a notice by the word of its source.

    Examples
    --------
    >>> kind_of("RetractionIn"), kind_of("corrigendum"), kind_of("expression of concern")
    ('retraction', 'correction', 'expression of concern')
    >>> kind_of("something new")
    'other'
    """
    return KINDS.get(word.strip()) or KINDS.get(plain_kind(word), OTHER)


def plain_kind(word: str) -> str:
    """A word for a kind with small letters and underscores alone.

    Examples
    --------
    >>> plain_kind(" Expression of-Concern ")
    'expression_of_concern'
    """
    return "_".join(word.lower().replace("-", " ").replace("_", " ").split())
