"""Trailing zeros that may be lost: numbers of one place in a source that differ in decimals.

A spreadsheet turns 5.20 into 5.2, and every check that reasons from the last digit grows softer.
Where most numbers of a kind have two decimals and one has fewer, either its zero was stripped or
the source prints it so. Only the source can tell, so this asks.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from living_review.evidence.problems import Problem

QUESTION = "fewer decimals than beside it"
# A bound such as <0.001 is round by nature, and zero as exact as 0.0.
NUMBER = re.compile(r"=?(?!0$)-?[0-9]*(\.[0-9]+)?")
# Columns that a source prints alike, as a rule: each alone, and some of them together.
FAMILIES = (
    ("value",),
    ("mean",),
    ("spread",),
    ("mean", "spread"),
    ("value", "spread"),
    ("value", "value_high", "ci_low", "ci_high"),
    ("estimate", "ci_low", "ci_high"),
    ("low", "high"),
    ("percentage",),
    ("p_value",),
    ("dose",),
    ("second_value",),
    ("second_spread",),
)
# Numbers that agree in all of these are of one kind and stand in one place.
PLACE = ("study", "paper", "source", "view", "locator", "unit", "dose_unit", "measure", "matrix")
PLACE += ("qualifier", "spread_type")
SMALL_P = 0.01  # smaller p values are printed with more decimals
ENDS_IN_ZERO = 0.1
# Rarer than this, so many last zeros are no accident: then the source prints so.
ACCIDENT = 0.01

Groups = list[list[tuple[int, dict]]]


def check_decimals(read: dict[str, list[dict]], package: dict) -> list[Problem]:
    """Numbers as printed that have fewer decimals than their like: what is asked of each.

    Parameters
    ----------
    read : dict
        Name of a table → its rows, as text.
    package : dict
        The descriptor.

    Returns
    -------
    list of Problem
        Each a question, at most one for a cell. None where accident would hardly have ended so
        many numbers in zeros: a tenth of last digits are zero, and the limit is one in a hundred.
    """
    asked: dict[tuple, Problem] = {}
    for described in package["resources"]:
        fields = [f["name"] for f in described["schema"]["fields"] if f.get("asPrinted")]
        families = [family for family in FAMILIES if not set(family).isdisjoint(fields)]
        if not families:
            continue
        file = f"data/{described['path']}"
        places = _places(read.get(described["name"], []))
        for family in families:
            columns = [column for column in family if column in fields]
            for line, column, text, like in _short(places, columns):
                problem = Problem(file, line, column, text, *_words(text, like), QUESTION)
                asked.setdefault((file, line, column), problem)
    return [asked[cell] for cell in sorted(asked)]


def decimals(text: str) -> int:
    """Digits after the point.

    Examples
    --------
    >>> decimals("5.20"), decimals("<0.001"), decimals("12")
    (2, 3, 0)
    """
    return len(text.partition(".")[2])


@cache
def could_be_accident(short: int, numbers: int) -> bool:
    """Whether so many of some numbers may have ended in a zero that is no longer there.

    Examples
    --------
    >>> could_be_accident(1, 4), could_be_accident(2, 2), could_be_accident(3, 4)
    (True, False, False)
    """
    chances = (
        math.comb(numbers, zeros) * ENDS_IN_ZERO**zeros * (1 - ENDS_IN_ZERO) ** (numbers - zeros)
        for zeros in range(short, numbers + 1)
    )
    return sum(chances) > ACCIDENT + 1e-12


def _places(rows: list[dict]) -> Groups:
    """Rows with their lines, those of one place together."""
    places = defaultdict(list)
    for line, row in enumerate(rows, 2):
        places[tuple(row.get(name) or "" for name in PLACE)].append((line, row))
    return list(places.values())


def _short(places: Groups, columns: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Cells with fewer decimals than a number beside them, and that number."""
    for rows in places:
        cells = [
            (line, column, row[column])
            for line, row in rows
            for column in columns
            if row.get(column) and _compares(column, row[column])
        ]
        most = max((decimals(text) for *_, text in cells), default=0)
        short = [cell for cell in cells if decimals(cell[2]) < most]
        if short and could_be_accident(len(short), len(cells)):
            longest = max((text for *_, text in cells), key=decimals)
            yield from ((*cell, longest) for cell in short)


@cache
def _compares(column: str, text: str) -> bool:
    if not NUMBER.fullmatch(text):
        return False
    number = text.lstrip("=")
    return column != "p_value" or (number not in ("-", "") and float(number) >= SMALL_P)


def _words(value: str, like: str) -> tuple[str, str]:
    missing = decimals(like) - decimals(value)
    whole = f"{value}{'' if '.' in value else '.'}{'0' * missing}"
    wrong = f"has {decimals(value)} decimals where {like} in the same place has {decimals(like)}"
    return wrong, f"look at the source: write {whole} if it prints that, or confirm {value}"
