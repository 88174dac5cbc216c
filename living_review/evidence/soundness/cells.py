"""Cells that a type check passes but a page or a calculation must not meet."""

import itertools
import re
from datetime import date
from functools import lru_cache

from living_review.evidence.printed_numbers import PrintedNumber, parse_p_value
from living_review.evidence.problems import Line, Problem, Rows, lines
from living_review.evidence.text_checks.references import TAG_OR_ENTITY

TAG = ("holds a tag or an entity", "write plain text: <0.05 and & are fine")
ISO_DATE = re.compile(r"(?<![\w-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![\w-])")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WRITTEN_DATE = re.compile(rf"\b([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})\b")
WITHOUT_DOI = re.compile(r"(?i)https?://(?:dx\.)?doi\.org/(?!10\.[0-9]{4,9}/)\S*")
WITHOUT_HOST = re.compile(r"(?i)https?://(?![\w-]+(?:\.[\w-]+)+)\S*")
NOT_OF_A_NUMBER = (
    (re.compile(r"[⁰¹²³⁴-⁹ªº*†‡§¶#]"), "holds a footnote mark"),
    (re.compile(r"(?<=[0-9.])\s+(?=[0-9.])"), "holds a space within the number"),
    (re.compile(r"(?<=[0-9]),(?=[0-9])"), "holds a comma"),
)
AS_PRINTED = "copy the number as it is printed; words belong in another column"


def check_cells(read: Rows, package: dict) -> list[Problem]:
    """Order of rows, and cells of every table."""
    problems = []
    for described in package["resources"]:
        schema = described["schema"]
        numeric = {f["name"] for f in schema["fields"] if _is_number(f)}
        printed = {f["name"] for f in schema["fields"] if f.get("asPrinted")}
        problems += _order(list(lines(read, described["name"])), schema["primaryKey"])
        for line in lines(read, described["name"]):
            for column, value in line.row.items():
                if described.get("retrieved") or not isinstance(value, str):
                    continue  # a source's texts are its own; the schema sees to their form
                if told := _wrong(column, value, column in numeric, column in printed):
                    problems.append(line.problem(column, *told))
    return problems


def _is_number(field: dict) -> bool:
    """Whether a column holds a number and nothing else, by its form."""
    pattern = field.get("constraints", {}).get("pattern", "")
    return bool(field.get("asPrinted")) or (
        " " not in pattern and pattern.startswith(("-?[0-9]", "[0-9]+", "[<>=]?[0-9]"))
    )


def _order(rows: list[Line], key: list[str]) -> list[Problem]:
    keyed = [(tuple(line[name] for name in key), line) for line in rows]
    return [
        Problem(
            f"data/{line.table}.csv",
            line.number,
            key[0],
            " ".join(after),
            f"stands after {' '.join(before)}; rows are sorted by key",
            "run: make canonical",
        )
        for (before, _), (after, line) in itertools.pairwise(keyed)
        if after < before
    ]


@lru_cache(maxsize=1 << 17)  # most cells are as they were when the last edit was checked
def _wrong(column: str, value: str, numeric: bool, printed: bool) -> tuple[str, str] | None:
    """What is wrong with a cell and the remedy, or None."""
    if TAG_OR_ENTITY.search(value):
        return TAG
    if value != value.strip():
        return "begins or ends with a space", "take the space away"
    if "\n" in value or "\r" in value:
        return "holds a line break", "write it on one line"
    if numeric and value and (told := _typeset(value)):
        return told
    if printed and value and (told := _unreadable(column, value)):
        return told
    return wrong_date(value) or ("://" in value and wrong_address(value)) or None


def _typeset(value: str) -> tuple[str, str] | None:
    """Marks that come along when a number is copied out of a typeset page."""
    for pattern, wrong in NOT_OF_A_NUMBER:
        if pattern.search(value):
            return wrong, (
                "type the digits with - (the hyphen of the keyboard) and a decimal point, and "
                "nothing else; what a mark says belongs in the note"
            )
    return None


def _unreadable(column: str, value: str) -> tuple[str, str] | None:
    try:
        parse_p_value(value) if column == "p_value" else PrintedNumber(value)
    except ValueError as error:
        return str(error), AS_PRINTED
    return None


def wrong_date(text: str) -> tuple[str, str] | None:
    """What is wrong with a day that a text names, or None.

    Examples
    --------
    >>> wrong_date("seen on 30 February 2026")[0]
    '30 February 2026 is no day of the calendar'
    >>> wrong_date("seen on 2026-02-28")
    """
    days = [(m[0], m[1], m[2], m[3]) for m in ISO_DATE.finditer(text)]
    days += [(m[0], m[3], str(MONTHS.index(m[2]) + 1), m[1]) for m in WRITTEN_DATE.finditer(text)]
    for written, year, month, day in days:
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return f"{written} is no day of the calendar", "look at the date again"
    return None


def wrong_address(text: str) -> tuple[str, str] | None:
    """What is wrong with an address of the web in a text, or None.

    Examples
    --------
    >>> wrong_address("https://doi.org/jrsm.1429")[0]
    'holds an address of doi.org without a DOI'
    >>> wrong_address("https://doi.org/10.1002/jrsm.1429")
    """
    if WITHOUT_DOI.search(text):
        return (
            "holds an address of doi.org without a DOI",
            "a DOI begins with 10., four digits or more and a slash; look it up again",
        )
    if WITHOUT_HOST.search(text):
        return "holds an address without the name of a site", "copy the address again"
    return None
