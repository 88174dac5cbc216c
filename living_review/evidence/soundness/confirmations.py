"""Odd values that somebody looked at again: what was asked, and that it holds as printed."""

from collections.abc import Sequence

from living_review.evidence.problems import Line, Problem, Rows, lines

TABLE = "confirmed_as_printed"


def without_confirmed(problems: Sequence[Problem], read: Rows) -> list[Problem]:
    """Problems without the questions that are confirmed, and what is wrong with confirmations.

    Parameters
    ----------
    problems : sequence of Problem
        Those with a question are asked about.
    read : dict
        Rows of each table by its name.

    Returns
    -------
    list of Problem
        A confirmation holds for one cell, one question and one value: once the value is another,
        it is void, and told so.
    """
    owners = {
        row["row_id"]: (f"data/{table}.csv", number, row)
        for table, rows in read.items()
        if table != TABLE
        for number, row in enumerate(rows, 2)
        if row.get("row_id") and "source" in row
    }
    confirmed, wrong = set(), []
    for line in lines(read, TABLE):
        file, number, row = owners.get(line["row_id"], ("", 0, {}))
        if told := _void(line, row):
            wrong.append(line.problem(*told))
        else:
            confirmed.add((file, number, line["column"], line["question"]))
    still = [p for p in problems if (p.file, p.line, p.column, p.question) not in confirmed]
    return [*still, *wrong]


def _void(line: Line, row: dict) -> tuple[str, str, str] | None:
    """Column, what is wrong and the remedy, of a confirmation that confirms nothing."""
    if not row:
        return "row_id", "no table of evidence has this row", "name a row_id that exists"
    if line["column"] not in row:
        return "column", f"{line['row_id']} has no such column", f"use one of: {', '.join(row)}"
    if line["value"] != row[line["column"]]:
        wrong = f"was confirmed, and {line['row_id']} says {row[line['column']]!r} now"
        return "value", wrong, "look at the source again, and confirm what it says or take this out"
    return None
