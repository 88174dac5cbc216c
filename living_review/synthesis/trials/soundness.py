"""What the pools need of trials' rows: an effect of every result, and answers of every set."""

from collections.abc import Iterator
from functools import cache

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.problems import Line, Problem, Rows, lines
from living_review.evidence.soundness.numbers import CONFIRM
from living_review.synthesis.trials.effects import UnusableRowError, trial_effects
from living_review.synthesis.trials.pools import readings
from living_review.synthesis.trials.response import ratios
from living_review.synthesis.trials.tables import printed_responses, printed_results, selection
from living_review.synthesis.trials.trial_effect import Assumptions, TrialEffect, doubtful

ABSURD = "effect beyond what trials show"
LOOK = "look at the source again, and mend the row"
NAMED = ("group_statistics", "printed_estimates")


def check_effects(read: Rows) -> list[Problem]:
    """Results of trials that give no effect, or one that no trial shows, under any reading.

    Parameters
    ----------
    read : dict
        Rows of each table, by its name.

    Returns
    -------
    list of Problem
        Every result that some reading takes is tried under each of them, also of trials that are
        in no pool today.
    """
    results = {line["row_id"]: line for line in lines(read, "trial_results")}
    problems: list[Problem] = list(_unselected())
    joined = cache(printed_results)
    told: dict[str, list[Problem]] = {}  # a result is told of once, whichever reading brings it out
    for assumed in readings().values():
        try:
            printed = joined(assumed.coding)
        except (ValueError, KeyError) as error:
            wrong = f"the results can't be joined with what they name: {error}"
            problems.append(Problem("data/trial_results.csv", 0, "", "", wrong, LOOK))
            continue
        for row_id, of_row in _under(assumed, printed, results, read):
            told.setdefault(row_id, of_row)
    return [*problems, *(p for of_row in told.values() for p in of_row), *_responses(read)]


def _unselected() -> Iterator[Problem]:
    """The trial that the rules of eligibility can't place."""
    try:
        selection()
    except (ValueError, KeyError) as error:
        yield Problem("data/trials.csv", 0, "", "", f"no trial can be placed: {error}", LOOK)


def _under(
    assumed: Assumptions, printed: pd.DataFrame, results: dict[str, Line], read: Rows
) -> Iterator[tuple[str, list[Problem]]]:
    """Results with what is wrong with each, under one reading; only those that have something."""
    spreads = tables.read("outcome_spreads")
    spreads = spreads[spreads["sd"].astype(float) > 0]  # one of 0 is told where it stands
    try:
        effects = trial_effects(printed, spreads, assumed)
    except Exception as error:
        if len(printed) > 1:  # which rows are to blame shows when each is tried alone
            for place in range(len(printed)):
                yield from _under(assumed, printed.iloc[[place]], results, read)
            return
        line = results[printed["row_id"].iloc[0]]
        yield line["row_id"], [_of_error(error, line, read)]
        return
    for row_id, effect in zip(printed["row_id"], effects, strict=True):
        if asked := _beyond(effect, results[row_id], read):
            yield row_id, asked


def _of_error(error: Exception, line: Line, read: Rows) -> Problem:
    """The problem at the cell that an error names; its row is the result's or one it names."""
    if not isinstance(error, UnusableRowError):
        wrong = f"{line['row_id']} gives no effect ({type(error).__name__}: {error})"
        return line.problem("row_id", wrong, LOOK)
    named = (
        one for one in lines(read, error.table) if error.row_id in (one["row_id"], one["scale"])
    )
    place = next(named, line)
    column = error.column if error.column in place.row else "row_id"
    return place.problem(column, error.reason, error.remedy)


def _beyond(effect: TrialEffect, line: Line, read: Rows) -> list[Problem]:
    """Questions about every cell from which an effect beyond all that trials show comes."""
    wrong = doubtful(effect)
    if not wrong:
        return []
    cells = [(line[which], name) for which in ("first", "second") for name in ("value", "spread")]
    if not line["first"]:
        cells = [(line["estimate"], name) for name in ("estimate", "ci_low", "ci_high")]
    asked = [
        place.problem(name, wrong, CONFIRM, ABSURD)
        for row_id, name in cells
        for table in NAMED
        for place in lines(read, table)
        if place["row_id"] == row_id
    ]
    return asked or [line.problem("p_value", wrong, CONFIRM, ABSURD)]


def _responses(read: Rows) -> Iterator[Problem]:
    """Counts of people who got better of which no ratio can be had."""
    try:
        counts = printed_responses()
    except (ValueError, KeyError) as error:
        wrong = f"the counts can't be joined with what they name: {error}"
        yield Problem("data/trial_responses.csv", 0, "", "", wrong, LOOK)
        return
    known = {line["row_id"]: line for line in lines(read, "trial_responses")}
    for place in range(len(counts)):
        part = counts.iloc[[place]]
        try:
            ratios(part)
        except ValueError as error:
            line = known[part["row_id"].iloc[0]]
            yield line.problem("first", f"gives no ratio: {error}", LOOK)
