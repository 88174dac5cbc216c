"""Rows of the review's tables as an import fills them: identifiers, blanks, and what was read."""

import re

from living_review.evidence import tables
from living_review.workshop.imports.cells import text_of
from living_review.workshop.imports.proposals import Proposal

NUMBERED = ("group_statistics", "printed_counts", "trial_results", "trial_responses")


class Placing:
    """Where cells of a file go, and which of its columns found a place.

    Parameters
    ----------
    proposal : Proposal
        Takes rows and remarks.
    source : str
        Key of the publication of the file; cells for it stay blank where it is not known.
    """

    def __init__(self, proposal: Proposal, source: str):
        self.proposal, self.source = proposal, source
        self.placed: set[tuple[str, str, str]] = set()
        self.numbers = {table: _highest(table) for table in NUMBERED}

    def take(self, row: dict[str, str], *columns: str) -> str:
        """The first of some columns that says something, which has found its place."""
        for column in columns:
            if said := text_of(row, column):
                self.placed.add((text_of(row, "study"), column, said))
                return said
        return ""

    def row(self, table: str, given: dict[str, str], locator: str) -> dict[str, str]:
        """A row with every column of its table, blank where nothing is known."""
        seen = {"source": self.source, "view": "data" if self.source else "", "locator": locator}
        columns = [field["name"] for field in tables.resource(table)["schema"]["fields"]]
        if table in self.numbers:
            prefix, number = self.numbers[table]
            self.numbers[table] = (prefix, number + 1)
            seen["row_id"] = f"{prefix}{number + 1:03d}"
        return {column: {**seen, **given}.get(column, "") for column in columns}


def choices(table: str, column: str) -> list[str]:
    """Values that a column allows; empty where any will do."""
    fields = {field["name"]: field for field in tables.resource(table)["schema"]["fields"]}
    return fields[column].get("constraints", {}).get("enum", [])


def _highest(table: str) -> tuple[str, int]:
    """Prefix and highest number of the identifiers of a table."""
    fields = {field["name"]: field for field in tables.resource(table)["schema"]["fields"]}
    prefix = re.split(r"[\[\\(]", fields["row_id"]["constraints"]["pattern"])[0]
    identifiers = tables.read(table, ("row_id",))["row_id"]
    numbers = [one.removeprefix(prefix) for one in identifiers if one.startswith(prefix)]
    return prefix, max((int(one) for one in numbers if one.isdigit()), default=0)
