"""What kind of evidence speaks for a claim and against it: people, animals, cells or texts."""

import pandas as pd

from living_review.charts.evidence_marks import DIRECT
from living_review.evidence import tables
from living_review.pages.claims import linked_rows
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.rows_in_words import row_in_words
from living_review.pages.sources import with_sources

PEOPLE, ANIMALS, CELLS, TEXTS = "people", "animals", "cells and enzymes", "reviews and texts"
KINDS = (PEOPLE, ANIMALS, CELLS, TEXTS)
# Designs of findings that are not of people.
OF_DESIGN = {
    "animal experiment": ANIMALS,
    "experiment in tissue or cells": CELLS,
    "biochemical assay": CELLS,
    "database": CELLS,
    "narrative review": TEXTS,
    "product information": TEXTS,
    "guideline": TEXTS,
    "diagnostic manual": TEXTS,
}
OF_TABLE = {"animal_experiments": ANIMALS, "provenance_facts": TEXTS}
WORDS = {
    "supports": "evidence for it",
    "opposes": "evidence against it",
    "inconclusive": "leaves it open",
}
NOTHING = "no evidence yet"
NOT_CHOSEN = "no row was chosen"  # of a table whose rows a chapter picks


def kind_of(table: str, row: pd.Series) -> str:
    """Whether a row of evidence is of people, animals, cells and enzymes, or is a text."""
    if table in OF_TABLE:
        return OF_TABLE[table]
    return OF_DESIGN.get(row.get("design", ""), PEOPLE)


@tables.frozen()
def evidence_rows(claims: dict[str, str]) -> pd.DataFrame:
    """Every row that is tied to one of the claims and not as context.

    Parameters
    ----------
    claims : dict of str to str
        Claim to a short name for it, in order.

    Returns
    -------
    pandas.DataFrame
        ``claim_id name kind relation directness row_id found``, by claim, then by relation.
    """
    pieces = []
    for claim_id, name in claims.items():
        links = tables.read("claim_evidence", claim_id=claim_id)
        links = links[links["relation"].isin(WORDS)].sort_values("directness", kind="stable")
        shown = linked_rows(links, tuple(WORDS))  # direct rows first within each relation
        for row in shown.itertuples():
            table = tables.table_of(row.row_id)
            kind = kind_of(table, tables.row(table, row.row_id))
            pieces.append(
                {
                    "claim_id": claim_id,
                    "name": name,
                    "kind": kind,
                    "relation": row.relation,
                    "directness": row.directness,
                    "row_id": row.row_id,
                    "found": f"{row.shown} ({row.reference})",
                }
            )
    columns = ["claim_id", "name", "kind", "relation", "directness", "row_id", "found"]
    return pd.DataFrame(pieces, columns=columns)


def evidence_counts_table(claims: dict[str, str], caption: str) -> PageTable:
    """How many rows speak for each claim, against it or leave it open, by kind of evidence."""
    rows = evidence_rows(claims)
    lines = []
    for claim_id, name in claims.items():
        mine = rows[rows["claim_id"] == claim_id]
        cells = {kind: _counts(mine[mine["kind"] == kind]) for kind in KINDS}
        lines.append({"claim_id": claim_id, "name": name, **cells})
    labels = {"name": "Claim", "claim_id": "Number", **{kind: kind.capitalize() for kind in KINDS}}
    return PageTable(pd.DataFrame(lines), caption, labels)


def _counts(rows: pd.DataFrame) -> str:
    counts = rows["relation"].value_counts()
    short = {"supports": "for", "opposes": "against", "inconclusive": "open"}
    return ", ".join(f"{counts[name]} {word}" for name, word in short.items() if name in counts)


def described_evidence(claims: dict[str, str], rows: pd.DataFrame) -> str:
    """A picture of the evidence in words.

    Parameters
    ----------
    claims : dict of str to str
        As of `evidence_rows`.
    rows : pandas.DataFrame
        Its rows.
    """
    parts = []
    for claim_id, name in claims.items():
        mine = rows[rows["claim_id"] == claim_id]
        kinds = [
            f"{kind}: {words}" for kind in KINDS if (words := _counts(mine[mine["kind"] == kind]))
        ]
        parts.append(f"{name} ({claim_id}): {'; '.join(kinds) or NOTHING}")
    return (
        f"{len(rows)} pieces of evidence, one mark each, a line per claim and a column per kind of "
        f"evidence. {int((rows['directness'] == DIRECT).sum())} are direct. {'. '.join(parts)}."
    )


def evidence_title(rows: pd.DataFrame) -> str:
    """How many rows of evidence there are, and what they say of their claims.

    Examples
    --------
    >>> evidence_title(pd.DataFrame({"relation": ["supports"]}))
    '1 result bears on these claims: 1 for, 0 against, 0 open'
    """
    said = rows["relation"].value_counts()
    return (
        f"{several(len(rows), 'result bears', 'results bear')} on these claims: "
        f"{said.get('supports', 0)} for, {said.get('opposes', 0)} against, "
        f"{said.get('inconclusive', 0)} open"
    )


def side_by_side_table(
    questions: dict[str, tuple[str, str]], heads: tuple[str, str], caption: str
) -> PageTable:
    """Two things beside each other: for each question, rows of evidence on the one and the other.

    Parameters
    ----------
    questions : dict of str to (str, str)
        Question to the identifiers of rows on either side, parted by spaces; blank where no row
        answers, which the table then says.
    heads : (str, str)
        Headings of the two sides.
    """
    lines = [
        {"question": question, "first": _told(first), "second": _told(second)}
        for question, (first, second) in questions.items()
    ]
    labels = {"question": "Question", "first": heads[0], "second": heads[1]}
    return PageTable(pd.DataFrame(lines), caption, labels)


@tables.frozen()
def _told(row_ids: str) -> str:
    words = []
    for row_id in row_ids.split():
        table = tables.table_of(row_id)
        row = tables.row(table, row_id)
        reference = with_sources(pd.DataFrame([row]))["reference"].iloc[0]
        words.append(f"{row_in_words(table, row)} ({row_id}, {reference})")
    return "; ".join(words) or NOT_CHOSEN
