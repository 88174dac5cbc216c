"""What a new row has to say, column by column, as the schema of its table tells it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from living_review.evidence import tables

FAMILY = ("seed", "source")  # rows that share one of these count their identifiers together
# What stands for bytes that could not be read as UTF-8.
UNREADABLE = re.compile(r"[\udc80-\udcff]")
MOST_CHOICES = 15  # more than these are not listed


@dataclass(frozen=True)
class Question:
    """One column of a new row.

    Parameters
    ----------
    column, meaning : str
        Name, and what it means.
    choices : tuple of str
        The only values allowed; empty where any text will do.
    pattern : str
        Form that the value must have; empty where any will do.
    required : bool
        Whether it may be blank.
    proposal : str
        Taken if nothing is said.
    """

    column: str
    meaning: str
    choices: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False
    proposal: str = ""

    def refusal(self, value: str) -> str:
        """Why a value can't stand here, or an empty text."""
        if not value:
            return "it can't be blank" if self.required else ""
        if UNREADABLE.search(value):
            return "the terminal's letters are not UTF-8: set LC_ALL=C.UTF-8 and type it again"
        if self.choices and value not in self.choices:
            return f"use one of: {', '.join(self.choices)}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"write it in the form {self.pattern}"
        return ""

    def in_words(self) -> str:
        """The question as an author reads it."""
        lines = [f"{self.column}: {self.meaning}"]
        if self.choices:
            lines.append(f"  one of: {', '.join(self.choices)}")
        if not self.required:
            lines.append("  may stay blank")
        return "\n".join(lines)


def questions(table: str) -> list[Question]:
    """The columns of a table as questions; the identifier comes last, since others shape it.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    described = tables.resource(table)
    keys = described["schema"]["primaryKey"]
    linked = _linked_choices(described)
    asked = []
    for field in described["schema"]["fields"]:
        constraints = field.get("constraints", {})
        choices = tuple(constraints.get("enum", ())) or linked.get(field["name"], ())
        asked.append(
            Question(
                field["name"],
                field["description"],
                choices,
                constraints.get("pattern", ""),
                bool(constraints.get("required")),
                field.get("proposal", ""),
            )
        )
    return sorted(asked, key=lambda question: [question.column] == keys)


def _linked_choices(described: dict) -> dict[str, tuple[str, ...]]:
    """Values of a short table that a column names, such as the readers."""
    found = {}
    for link in described["schema"].get("foreignKeys", []):
        if len(link["fields"]) == 1:
            target = link["reference"]
            values = tuple(tables.read(target["resource"])[target["fields"][0]])
            if len(values) <= MOST_CHOICES:
                found[link["fields"][0]] = values
    return found


def next_identifier(table: str, row: Mapping[str, str]) -> str:
    """The identifier that a new row of a table would have.

    It follows the highest one of the rows that share its seed or source; where that number is
    another row's already, since all rows are numbered together, it follows the highest of all.

    Returns
    -------
    str
        Empty if the table's identifiers are not running numbers, or if there are several
        series and none of them is this row's.
    """
    keys = tables.resource(table)["schema"]["primaryKey"]
    known = tables.read(table)
    if len(keys) != 1 or known.empty:
        return ""
    series = (
        known[keys[0]]
        .str.extract(r"^(?P<prefix>.*?)(?P<number>[0-9]+)$")
        .assign(**{name: known[name] for name in FAMILY if name in known})
    )
    if series["prefix"].notna().any():  # parts of what was split have a letter behind the number
        series = series.dropna(subset=["prefix"])
    family = next((name for name in FAMILY if name in series and name != keys[0]), "")
    own = series[series[family] == row.get(family, "")] if family else series.iloc[:0]
    proposed = _after_highest(series if own.empty else own)
    return _after_highest(series) if proposed in set(known[keys[0]]) else proposed


def _after_highest(series: pd.DataFrame) -> str:
    """The next running number of one series; empty where there are several or none."""
    if series["prefix"].isna().any() or series["prefix"].nunique() != 1:
        return ""
    width = series["number"].str.len().max()
    highest = series["number"].astype(int).max()
    return f"{series['prefix'].iloc[0]}{highest + 1:0{width}d}"


def fill(
    asked: list[Question],
    given: Mapping[str, str],
    ask: Callable[[Question], str] | None = None,
    propose: Callable[[str, Mapping[str, str]], str] = lambda column, row: "",
) -> dict[str, str]:
    """Answers to questions, from what is given and what is asked.

    Parameters
    ----------
    asked : list of Question
        In the order of asking.
    given : mapping of str to str
        Column → value; taken as it is.
    ask : callable, optional
        Called for every other column; without it, proposals are taken.
    propose : callable, optional
        What to propose for a column, given the row so far.

    Raises
    ------
    ValueError
        Naming each column that is unknown, blank or not allowed, with its meaning.
    """
    names = [question.column for question in asked]
    unknown = [name for name in given if name not in names]
    if unknown:
        raise ValueError(f"no column {', '.join(unknown)}; the columns are: {', '.join(names)}")
    row: dict[str, str] = {}
    refused = []
    for question in asked:
        proposal = question.proposal or propose(question.column, row)
        if question.column in given:
            value = given[question.column].strip()
        else:
            value = ask(replace(question, proposal=proposal)) if ask else proposal
        row[question.column] = value
        if why := question.refusal(value):
            refused.append(f"{question.column}={value!r}: {why}\n  {question.in_words()}")
    if refused:
        raise ValueError("\n".join(refused))
    return row


def fill_row(
    table: str, given: Mapping[str, str], ask: Callable[[Question], str] | None = None
) -> dict[str, str]:
    """A new row of a table, its columns in the order of the file; see `fill`."""
    described = tables.resource(table)
    keys = described["schema"]["primaryKey"]
    row = fill(
        questions(table),
        given,
        ask,
        lambda column, row: next_identifier(table, row) if [column] == keys else "",
    )
    return {field["name"]: row[field["name"]] for field in described["schema"]["fields"]}
