"""A problem of the data: what is wrong, where it stands, and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Rows of each table by its name, as text.
Rows = dict[str, list[dict]]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what to do about it.

    Parameters
    ----------
    file, line, column, value : str, int, str, str
        The place; line 0 stands for the whole file.
    wrong, remedy : str
        What is wrong, and what to do.
    question : str
        Where the value is odd but can be true: the kind of question, which a row of the table of
        confirmations answers. Empty where the value can't be true.
    """

    file: str
    line: int
    column: str
    value: str
    wrong: str
    remedy: str
    question: str = ""

    def __str__(self):
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f", column {self.column}" if self.column else ""
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        value = f", value {shown!r}" if self.value else ""
        asked = f"asked about ({self.question}): " if self.question else ""
        return f"{place}{column}{value}: {asked}{self.wrong}\n    remedy: {self.remedy}"


@dataclass(frozen=True)
class Line:
    """One row of a table with its place.

    Parameters
    ----------
    table : str
        Name of the table.
    number : int
        Line of the file; the header is line 1.
    row : mapping of str to str
        Its cells.
    """

    table: str
    number: int
    row: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.row.get(column) or ""

    def problem(self, column: str, wrong: str, remedy: str, question: str = "") -> Problem:
        """A problem of one of its cells."""
        value = self[column] if column else ""
        return Problem(
            f"data/{self.table}.csv", self.number, column, value, wrong, remedy, question
        )


def lines(read: Rows, table: str) -> Iterator[Line]:
    """Rows of a table with their places; none if the table could not be read."""
    return (Line(table, number, row) for number, row in enumerate(read.get(table, []), 2))


def of_file(file: str, wrong: str, remedy: str, column: str = "", value: str = "") -> Problem:
    """A problem of a file as a whole, or of one that has no lines to name."""
    return Problem(file, 0, column, value, wrong, remedy)


def unique(problems: Iterable[Problem]) -> list[Problem]:
    """One message per cell: the most specific check comes first in the list."""
    seen: dict[tuple, Problem] = {}
    for problem in problems:
        key = (problem.file, problem.line, problem.column, problem.value)
        seen.setdefault(key if problem.line else (*key, problem.wrong), problem)
    return list(seen.values())
