"""The record page of a table: every row as it is in the data, with what it is used for."""

import html
from collections import defaultdict

import pandas as pd

from living_review.evidence import tables
from living_review.pages.claim_section import RELATIONS
from living_review.pages.page_table import Folded, PageTable
from living_review.pages.record_pages.addresses import (
    claim_address,
    identifiers,
    key_columns,
    row_address,
    row_anchor,
    table_address,
    trial_address,
)
from living_review.pages.record_pages.parts import UP, Facts, Record, Section, linked
from living_review.pages.rows_in_words import row_in_words
from living_review.pages.sources import publication_address, view_address

PUBLICATIONS, CLAIMS, TRIALS = "publications", "claims", "trials"
OF_PUBLICATION = ("source", "study", "paper", "first_source", "second_source")
MANY = 100  # rows from which on a field searches them
OF_ENTRY = ("authors", "title", "journal", "year")


class Rows:
    """The rows of a table as entries, each with an anchor of its own.

    Parameters
    ----------
    table : str
        Name of the table.
    """

    def __init__(self, table: str):
        self.table = table
        self.key = key_columns(table)
        self.rows = tables.read(table)
        self.points_to = _points_to(table)
        self.in_words = table in set(tables.evidence_tables().values())
        self.used = _claims_of_rows() if self.in_words or table == "printed_statistics" else {}
        self.known = set(tables.bibliography())
        self.identifiers = identifiers()
        self.read_there = _rows_of_sources() if table == PUBLICATIONS else {}

    def to_html(self) -> str:
        """All rows; with a field that searches them, if there are many and scripts run."""
        entries = "".join(self._entry(row) for _, row in self.rows.iterrows())
        if not self.are_many:
            return entries
        return (
            '<div class="review-findings" data-filters="" data-names="" data-search="Find rows">'
            f'<div class="review-entries">{entries}</div></div>'
        )

    @property
    def are_many(self) -> bool:
        """Whether there are so many rows that a reader has to search."""
        return len(self.rows) >= MANY

    def _entry(self, row: pd.Series) -> str:
        key = [str(row[column]) for column in self.key]
        anchor = html.escape(row_anchor(*key), quote=True)
        name = html.escape(" · ".join(key))
        words = html.escape(row_in_words(self.table, row)) if self.in_words else ""
        told = f"<p>{words}</p>" if words else ""
        return (
            f'<article id="{anchor}"><h2><a href="#{anchor}">{name}</a></h2>{told}'
            f"{Facts(tuple(self._facts(row))).to_html()}{self._use(row)}</article>"
        )

    def _facts(self, row: pd.Series):
        for column in self.rows.columns:
            if column not in self.key or column in self.points_to:
                text = str(row[column])
                yield column, text, self._leads_to(column, text)
        if self.table == PUBLICATIONS:
            entry = tables.entry(row["source"])
            address = publication_address(row["source"])
            for name in OF_ENTRY:
                yield name, entry.get(name, ""), address if name == "title" else ""
        elif {"source", "view"} <= set(self.rows.columns) and row["source"]:
            address = view_address(row["source"], row["view"])
            yield "read at", address, address

    def _leads_to(self, column: str, text: str) -> str:
        if not text:
            return ""
        if text in self.identifiers and column not in self.points_to:
            return UP + self.identifiers[text]
        if text.startswith("https://"):
            return text
        if column == "chapter":
            return f"{UP}chapters/{text}.html"
        if column == "row_id" and column in self.points_to:
            return UP + row_address(tables.table_of(text), text)
        if column in OF_PUBLICATION and column not in self.points_to:
            return UP + row_address(PUBLICATIONS, text) if text in self.known else ""
        if column in self.points_to:
            return UP + self._record_of(*self.points_to[column], text)
        return ""

    @staticmethod
    def _record_of(table: str, column: str, text: str) -> str:
        """Where the row of a table is that holds a value in a column."""
        if table == CLAIMS:
            return claim_address(text)
        if table == TRIALS:
            return trial_address(text)
        named = tables.read(table, **{column: text})
        return row_address(table, *(str(named[key].iloc[0]) for key in key_columns(table)))

    def _use(self, row: pd.Series) -> str:
        """Where the row is used: claims that it bears on, its own page, rows read from it."""
        if self.table == CLAIMS:
            links = [("its record", claim_address(row["claim_id"]))]
        elif self.table == TRIALS:
            links = [("its record", trial_address(row["trial"]))]
        elif self.table == PUBLICATIONS:
            links = [(r, row_address(t, r)) for t, r in self.read_there.get(row["source"], ())]
        else:
            links = [
                (f"{claim} ({RELATIONS.get(relation, relation)})", claim_address(claim))
                for claim, relation in self.used.get(str(row[self.key[0]]), ())
            ]
        if not links:
            return ""
        before = "Read from it" if self.table == PUBLICATIONS else "Used for"
        joined = ", ".join(linked(text, UP + address) for text, address in links)
        return f'<p class="record-use">{before}: {joined}</p>'


def _points_to(table: str) -> dict[str, tuple[str, str]]:
    """Column → table and column of the row that it names, where it names one by itself."""
    found = {}
    for key in tables.resource(table)["schema"].get("foreignKeys", []):
        columns, named = key["fields"], key["reference"]
        if isinstance(columns, str):
            columns, named = [columns], {**named, "fields": [named["fields"]]}
        if len(columns) == 1:
            found[columns[0]] = (named["resource"] or table, named["fields"][0])
    own = key_columns(table)
    columns = [field["name"] for field in tables.resource(table)["schema"]["fields"]]
    if "row_id" in columns and own != ["row_id"]:
        found["row_id"] = ("", "")  # of whichever table holds it
    return found


def _claims_of_rows() -> dict[str, list[tuple[str, str]]]:
    """Row → claims that it bears on, and how."""
    found = defaultdict(list)
    ties = tables.read("claim_evidence", ("claim_id", "row_id", "relation"))
    for tie in ties.itertuples():
        found[tie.row_id].append((tie.claim_id, tie.relation))
    return found


def _rows_of_sources() -> dict[str, list[tuple[str, str]]]:
    """Publication → tables and rows of evidence that were read from it."""
    found = defaultdict(list)
    for table in sorted(set(tables.evidence_tables().values())):
        for row in tables.read(table, ("row_id", "source")).itertuples():
            found[row.source].append((table, row.row_id))
    return found


def _columns(table: str) -> Folded:
    """What each column of a table means, of which kind it is and what it allows."""
    labels = {"column": "Column", "meaning": "Meaning", "type": "Type", "allowed": "Allowed"}
    columns = PageTable(tables.dictionary(table), f"Columns of {table}", labels)
    return Folded("What each column means, and which values it allows", columns)


def table_record(table: str) -> Record:
    """Record page of a table.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    described = tables.resource(table)
    rows = Rows(table)
    files = ", ".join(linked(kind.upper(), f"{UP}data/{table}.{kind}") for kind in ("csv", "json"))
    head = (
        f"<p>{html.escape(described['description'])}</p>"
        f"<p>{len(rows.rows)} rows. The whole table as {files}.</p>"
    )
    return Record(
        table_address(table),
        "Table",
        table,
        described["title"],
        head,
        (Section("", (_columns(table), rows)),),
        searched=rows.are_many,
    )
