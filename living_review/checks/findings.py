"""What a check says of a printed number: a verdict, the range, the assumption, the arithmetic."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from living_review.evidence.printed_numbers import widest_interval


class Verdict(StrEnum):
    """Verdicts, from the gravest; a chart and a table keep this order.

    *Impossible* is said only where no data at all could print so, under any rounding convention.
    *Inconsistent* means that numbers printed together disagree under every reading that was
    tried; which of them is wrong is not said. A *question* is neither.
    """

    IMPOSSIBLE = "impossible"
    INCONSISTENT = "inconsistent"
    QUESTION = "question"
    CONDITIONAL = "consistent under an assumption"
    CANNOT_TELL = "cannot tell"
    CONSISTENT = "consistent"


COLUMNS = ("row_id", "check", "verdict", "printed", "could_be", "assumption", "steps")


@dataclass(frozen=True)
class Finding:
    """One check of one printed number.

    Parameters
    ----------
    row_id : str
        Row of the data.
    check : str
        Name of the check.
    verdict : Verdict
        What it says.
    printed : str
        The number as printed.
    could_be : str
        Range that the other numbers allow, in words.
    assumption : str
        Under which assumption the verdict holds.
    steps : tuple of str
        The arithmetic, one step each, so that a reader can repeat it.
    """

    row_id: str
    check: str
    verdict: Verdict
    printed: str
    could_be: str
    assumption: str
    steps: tuple[str, ...]


def cannot_tell(row: pd.Series, check: str, printed: str, why: str, step: str) -> Finding:
    """The finding of a check that can't be made of a row.

    Parameters
    ----------
    row : pandas.Series
        With its ``row_id``.
    check, printed : str
        Name of the check, and the number as printed.
    why, step : str
        What is missing, in a few words, and the same as the one sentence of the arithmetic.
    """
    return Finding(row["row_id"], check, Verdict.CANNOT_TELL, printed, "", why, (step,))


def as_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table, one row each, with the columns of `Finding`."""
    rows = [{column: getattr(finding, column) for column in COLUMNS} for finding in findings]
    return pd.DataFrame(rows, columns=list(COLUMNS))


class BadRowError(ValueError):
    """A row that no check can read; the message names row, column and value.

    Parameters
    ----------
    row : pandas.Series
        With its ``row_id``.
    column, message : str
        Which cell, and what is wrong with it.
    """

    def __init__(self, row: pd.Series, column: str, message: str):
        self.row_id, self.column, self.reason = row["row_id"], column, message
        super().__init__(f"row {self.row_id}, column {column}, value {row[column]!r}: {message}")


def cell(row: pd.Series, column: str, parse: Callable):
    """Read one cell of a row.

    Raises
    ------
    BadRowError
        If it can't be read, naming the row, the column and the value.

    Examples
    --------
    >>> cell(pd.Series({"row_id": "r-1", "n": "0"}), "n", group_size)
    Traceback (most recent call last):
    ...
    living_review.checks.findings.BadRowError: row r-1, column n, value '0': a group has at least \
1 member; write a whole number, or leave it blank if none is printed
    """
    try:
        return parse(row[column])
    except ValueError as error:
        raise BadRowError(row, column, str(error)) from None


def group_size(text) -> int:
    """A printed number of people.

    Raises
    ------
    ValueError
        If it is no whole number from 1.

    Examples
    --------
    >>> group_size("26")
    26
    """
    written = str(text)
    if not (written.isascii() and written.isdigit() and int(written) >= 1):
        raise ValueError(
            "a group has at least 1 member; write a whole number, or leave it blank if none is "
            "printed"
        )
    return int(written)


def spread(text: str) -> tuple[float, float]:
    """Interval of a printed spread under any rounding.

    Raises
    ------
    ValueError
        If it is negative or no number.
    """
    if text.startswith("-"):
        raise ValueError("a spread is not negative; look for a dash that is no minus sign")
    low, high = widest_interval(text)
    return max(low, 0.0), high


def number(value: float, digits: int = 4) -> str:
    """A computed number for a step of arithmetic, to significant digits.

    Examples
    --------
    >>> number(0.0171234), number(36.204), number(0.0000004)
    ('0.01712', '36.2', '0.0000004')
    """
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{value:.{max(0, digits + 6)}f}".rstrip("0").rstrip(".")
    return text or "0"
