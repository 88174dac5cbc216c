"""Cells of a row of data, read as numbers and labels; errors tell the place and the remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from living_review.evidence.printed_numbers import PrintedNumber

WHOLE = re.compile("[0-9]+")
MOST = 10**9  # people; beyond it a number is a misreading


@dataclass(frozen=True)
class Cells:
    """Cells of one row of a table, within a joined row; errors name table, row and column."""

    row: Mapping[str, str]
    pattern: str = "{}"
    place: str = ""

    def text(self, column: str) -> str:
        """A cell as it stands."""
        return self.row[self.pattern.format(column)]

    def refusal(self, column: str, why: str) -> ValueError:
        """The error that names this cell; ``why`` ends with the remedy."""
        return ValueError(f"{self.place}column {column}, value {self.text(column)!r}: {why}")

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
