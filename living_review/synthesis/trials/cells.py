"""Cells of a row of data, read as numbers and labels; errors tell the place and the remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from living_review.evidence.printed_numbers import PrintedNumber

WHOLE = re.compile("[0-9]+")
RESULTS = "trial_results"  # the table whose rows the others belong to
LOOK = "look at the source again, and mend the row"
MOST = 10**9  # people; beyond it a number is a misreading


class CellError(ValueError):
    """A cell that can't be read, or not with the others; says where, why and what to do.

    Parameters
    ----------
    table, row_id, column, value : str
        Where it stands, and what it says.
    why : str
        What is wrong; what to do stands behind the last semicolon.
    """

    def __init__(self, table: str, row_id: str, column: str, value: str, why: str):
        place = "" if table == RESULTS else f"data/{table}.csv, row {row_id}, "
        super().__init__(f"{place}column {column}, value {value!r}: {why}")
        self.table, self.row_id, self.column, self.value = table, row_id, column, value
        reason, _, remedy = why.rpartition("; ")
        self.reason, self.remedy = reason or why, remedy if reason else LOOK


@dataclass(frozen=True)
class Cells:
    """Cells of one row of a table, within a joined row that has them under names of their own."""

    row: Mapping[str, str]
    table: str
    row_id: str
    pattern: str = "{}"

    @property
    def place(self) -> str:
        """Table and row, for the message of another cell."""
        return f"row {self.row_id} of data/{self.table}.csv"

    def text(self, column: str) -> str:
        """A cell as it stands."""
        return self.row[self.pattern.format(column)]

    def refusal(self, column: str, why: str) -> CellError:
        """The error of this cell."""
        return CellError(self.table, self.row_id, column, self.text(column), why)

    def number(self, column: str) -> PrintedNumber | None:
        """A printed number; None where the cell is blank."""
        if not self.text(column):
            return None
        try:
            return PrintedNumber(self.text(column))
        except ValueError as error:
            raise self.refusal(column, str(error)) from None

    def whole(self, column: str, least: int, remedy: str) -> int | None:
        """A whole number from ``least`` on; None where the cell is blank."""
        text = self.text(column)
        if not text:
            return None
        if not WHOLE.fullmatch(text) or not least <= int(text) <= MOST:
            raise self.refusal(column, f"a whole number from {least} is needed; {remedy}")
        return int(text)

    def people(self, column: str) -> int | None:
        """How many people are in a group; None where the cell is blank."""
        return self.whole(column, 2, "an effect needs two people at least: look at the number")

    def label(self, column: str, kind: type[StrEnum], blank: StrEnum | None = None) -> StrEnum:
        """A label of a vocabulary."""
        text = self.text(column)
        if not text and blank is not None:
            return blank
        try:
            return kind(text)
        except ValueError:
            allowed = ", ".join(member for member in kind if member)
            raise self.refusal(column, f"is no known label; write one of: {allowed}") from None
