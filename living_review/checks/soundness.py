"""What the ledger needs of the rows that it checks: every check runs on every row."""

from collections.abc import Iterator
from contextlib import suppress

import pandas as pd

from living_review.checks.findings import BadRowError
from living_review.checks.ledger import GROUPS, Check, ledger, parts
from living_review.evidence import tables
from living_review.evidence.problems import Line, Problem, Rows, lines

LOOK = "look at the source again, and mend the row or leave the cell blank"


def check_ledger(read: Rows) -> list[Problem]:
    """Rows on which a check of the ledger can't be run, all at once.

    Parameters
    ----------
    read : dict
        Rows of each table, by its name.
    """
    with suppress(Exception):  # what is wrong, and in which rows, is found below
        ledger()
        return []
    problems: list[Problem] = []
    for rows_of, check in parts():
        try:
            rows = rows_of()
        except Exception as error:  # which row is the culprit, the join does not say
            wrong = f"rows of {rows_of.__name__} can't be joined ({type(error).__name__}: {error})"
            problems.append(Problem(tables.DESCRIPTOR, 0, "", "", wrong, LOOK))
            continue
        problems += _each_bad_row(rows, check, read)
    return problems


def _each_bad_row(rows: pd.DataFrame, check: Check, read: Rows) -> Iterator[Problem]:
    """The rows that a check refuses; each is left out, and the rest tried again."""
    while len(rows):
        try:
            check(rows)
            return
        except BadRowError as error:
            bad, problem = error.row_id, _of_error(error, read)
        except Exception as error:
            bad, problem = _alone(rows, check, read, error)
        yield problem
        # A check that reads the culprit anew, as evidence for other rows, blames it for ever.
        if bad not in set(rows["row_id"]):
            return
        rows = rows[rows["row_id"] != bad].reset_index(drop=True)


def _alone(
    rows: pd.DataFrame, check: Check, read: Rows, error: Exception
) -> tuple[str | None, Problem]:
    """The first row that a check can't be run on, where its error does not name one."""
    for place, row_id in enumerate(rows["row_id"]):
        try:
            check(rows.iloc[[place]].reset_index(drop=True))
        except Exception as own:
            line = line_of(row_id, read)
            wrong = f"{row_id} can't be checked ({type(own).__name__}: {own})"
            return row_id, line.problem(_key(line), wrong, LOOK)
    wrong = f"rows can't be checked together ({type(error).__name__}: {error})"
    return None, Problem(tables.DESCRIPTOR, 0, "", "", wrong, LOOK)


def _of_error(error: BadRowError, read: Rows) -> Problem:
    """The problem at the cell that an error names, which may stand in a row that is named."""
    line = line_of(error.row_id, read)
    name, _, end = error.column.rpartition("_")
    column = error.column
    if column not in line.row and end in line.row:
        line, column = line_of(line[end], read), name
    elif column not in line.row and end == "other":
        line, column = line_of(line["compared_with"], read), name
    if column == "value":
        column = GROUPS.get(line.table, column)
    return line.problem(column if column in line.row else _key(line), error.reason, LOOK)


def line_of(row_id: str, read: Rows) -> Line:
    """A row of evidence with its place.

    Raises
    ------
    KeyError
        If there is no such row.
    """
    table = tables.table_of(row_id)
    return next(line for line in lines(read, table) if row_id in line.row.values())


def _key(line: Line) -> str:
    return next(iter(line.row))
