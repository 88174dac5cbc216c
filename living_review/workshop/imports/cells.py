"""Cells of a table that another program wrote: its encoding, its separator, its decimal sign."""

import csv
import io
import re

from living_review.evidence.text_checks.characters import tidied
from living_review.workshop.imports.proposals import Proposal

BLANK = {"", "na", "n/a", "nan", "null", "none", "."}
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
# So many decimals come from a calculation or from a column's format, never from print.
NEVER_PRINTED = 6


def decoded(raw: bytes, proposal: Proposal) -> str:
    """Text of a file, without a byte order mark and with plain line ends.

    What is not UTF-8 is read as Windows-1252, which old spreadsheets write, and said so.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        proposal.say(place, "encoding", "", "is not UTF-8; read as Windows-1252: look at accents")
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_rows(text: str) -> list[dict[str, str]]:
    r"""Rows of a table, whatever separates its cells; no two columns share a name.

    Raises
    ------
    ValueError
        If it can't be parted into cells.

    Examples
    --------
    >>> read_rows('"";"study";"g"\n"1";"Doe, 2001";-0,45\n')
    [{'column 1': '1', 'study': 'Doe, 2001', 'g': '-0,45'}]
    """
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    plain = io.StringIO(text.replace("\0", "\ufffd"), newline="")
    try:
        lines = list(csv.reader(plain, delimiter=separator))
    except csv.Error as error:
        raise ValueError(f"can't be parted into cells: {error}") from None
    names = _names(lines[0] if lines else [], max(map(len, lines), default=0))
    return [
        dict(zip(names, line, strict=False))
        for line in lines[1:]
        if any(cell.strip() for cell in line)
    ]


def _names(header: list[str], width: int) -> list[str]:
    """A name for each column, also for one that has none or has another one's."""
    names: list[str] = []
    for number in range(1, width + 1):
        name = tidied(header[number - 1]) if number <= len(header) else ""
        name = name or f"column {number}"
        names.append(f"{name} (column {number})" if name in names else name)
    return names


def text_of(row: dict[str, str], *columns: str) -> str:
    """The first of some columns that says something, in plain characters."""
    for column in columns:
        said = tidied(row.get(column) or "")
        if said.lower() not in BLANK:
            return said
    return ""


def number_of(row: dict[str, str], column: str) -> str:
    """A number in the review's form: a decimal point, no exponent, no padding of a column.

    Zeros that pad a number beyond what is ever printed are dropped; all other digits stay.

    Examples
    --------
    >>> row = {"a": "-1,14", "b": "5,27000000000000", "c": "27,670", "d": "NA", "e": "15"}
    >>> [number_of(row, column) for column in "abcde"]
    ['-1.14', '5.27', '27.670', '', '15']
    """
    said = text_of(row, column).replace(",", ".").lstrip("+")
    if not NUMBER.fullmatch(said):
        return ""
    if "e" in said.lower():
        said = f"{float(said):.17f}"
    whole, _, decimals = said.partition(".")
    if len(decimals) > NEVER_PRINTED:
        decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def count_of(row: dict[str, str], column: str) -> str:
    """A whole number; empty where the cell holds none.

    Examples
    --------
    >>> count_of({"n": "15,000"}, "n"), count_of({"n": "16.0"}, "n"), count_of({"n": "3.4"}, "n")
    ('15', '16', '')
    """
    whole, _, decimals = number_of(row, column).partition(".")
    return whole.lstrip("0") or whole[:1] if whole.isdigit() and not decimals.strip("0") else ""
