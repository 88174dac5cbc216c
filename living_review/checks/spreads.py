"""What can a number after ± be on a scale with two ends: standard deviation, or standard error?

No sample between two bounds spreads wider than one of which all members stand at the bounds.
"""

import math
from dataclasses import replace

import pandas as pd

from living_review.checks.findings import (
    Finding,
    Verdict,
    as_table,
    cannot_tell,
    cell,
    group_size,
    number,
    spread,
)
from living_review.evidence.printed_numbers import PrintedNumber, widest_interval
from living_review.statistics.summary_tests import SpreadReading

CHECK = "spread between the ends of the scale"
ENTRY = "spread within the entry criterion"


def widest_standard_deviation(mean: float, low: float, high: float, n: int) -> float:
    """Greatest sample standard deviation that n values between two bounds can have.

    Notes
    -----
    The variance with n in the denominator is at most (mean - low)(high - mean); the sample's
    is n/(n-1) times that.

    Examples
    --------
    >>> widest_standard_deviation(5.0, 0.0, 10.0, 2)
    7.0710678118654755
    """
    return math.sqrt(max((mean - low) * (high - mean), 0.0) * n / (n - 1))


def check_spreads(groups: pd.DataFrame) -> pd.DataFrame:
    """Check which readings of printed spreads the ends of the scale allow.

    Parameters
    ----------
    groups : pandas.DataFrame
        ``row_id``, and as printed ``value``, ``spread``, ``n`` (blank where not), ``minimum``
        and ``maximum`` of the scale.

    Returns
    -------
    pandas.DataFrame
        Findings, one per row.

    Raises
    ------
    BadRowError
        If a cell can't be read, or the mean lies outside the scale.
    """
    return as_table(_check(row) for _, row in groups.iterrows())


def check_entry_spreads(groups: pd.DataFrame) -> pd.DataFrame:
    """Check printed spreads of people who were selected by their score.

    Parameters
    ----------
    groups : pandas.DataFrame
        As in `check_spreads`, with ``entry_minimum`` and ``entry_maximum``: the lowest and highest
        score with which people were taken in.

    Returns
    -------
    pandas.DataFrame
        Findings, one per row. *Question*: the criterion leaves no room for the spread, whatever
        it is. People may have been selected at another time than they were measured, so it is
        never called impossible.

    Raises
    ------
    BadRowError
        As `check_spreads`.
    """
    findings = []
    for _, row in groups.iterrows():
        bounds = {"minimum": row["entry_minimum"], "maximum": row["entry_maximum"]}
        one = _check(pd.concat([row.drop(list(bounds)), pd.Series(bounds)]))
        verdict, words = one.verdict, one.assumption
        if verdict is Verdict.IMPOSSIBLE:
            verdict = Verdict.QUESTION
            words = "neither reading fits, unless people were selected at another time"
        steps = (
            f"People were taken in with a score from {bounds['minimum']} to {bounds['maximum']}.",
            *(step.replace("Scale", "Scores") for step in one.steps),
        )
        findings.append(replace(one, check=ENTRY, verdict=verdict, assumption=words, steps=steps))
    return as_table(findings)


def readings_on_scale(groups: pd.DataFrame) -> pd.DataFrame:
    """Which readings of printed spreads the ends of the scale allow.

    Returns
    -------
    pandas.DataFrame
        ``row_id``, ``reading`` (of `SpreadReading`) and ``allowed``, for the rows that
        `check_spreads` can judge.
    """
    allowed = {
        Verdict.CANNOT_TELL: (True, True),
        Verdict.CONSISTENT: (True, False),
        Verdict.CONDITIONAL: (False, True),
        Verdict.IMPOSSIBLE: (False, False),
    }
    readings = [
        {"row_id": row["row_id"], "reading": reading, "allowed": both[place]}
        for row, both in ((row, allowed[_check(row).verdict]) for _, row in groups.iterrows())
        for place, reading in enumerate((SpreadReading.SD, SpreadReading.SE))
    ]
    return pd.DataFrame(readings, columns=["row_id", "reading", "allowed"])


def _check(row: pd.Series) -> Finding:
    low, high = (
        cell(row, name, lambda text: PrintedNumber(text).value) for name in ("minimum", "maximum")
    )

    def on_scale(text: str) -> tuple[float, float]:
        least, most = widest_interval(text)
        if most < low or least > high:
            raise ValueError(
                f"the scale goes from {low:g} to {high:g}: look at the mean, or at "
                "which scale the row names"
            )
        return max(least, low), min(most, high)

    least, most = cell(row, "value", on_scale)
    best = min(max((low + high) / 2, least), most)  # of the means, the one that leaves most room
    n = cell(row, "n", group_size) if row["n"] else None
    if n == 1:
        return cannot_tell(
            row,
            CHECK,
            f"± {row['spread']}",
            "one member has no spread",
            "One member has no spread.",
        )
    widest = widest_standard_deviation(best, low, high, n or 2)
    least_spread = cell(row, "spread", spread)[0]
    as_sd = least_spread <= widest
    # The standard error is widest for two members, and without a size any could be meant.
    as_se = least_spread * math.sqrt(n or 2) <= widest
    size = f"{n} people" if n else "two people, the case that leaves most room"
    steps = (
        f"Scale from {low:g} to {high:g}, mean {row['value']}, {size}: no standard deviation above "
        f"√(({number(best)} - {low:g})({high:g} - {number(best)}) · {n or 2}/{(n or 2) - 1}) "
        f"= {number(widest)}.",
        f"Read as a standard deviation, {row['spread']} is "
        f"{'possible' if as_sd else 'impossible'}.",
        f"Read as a standard error it would be a standard deviation of {row['spread']} · "
        f"√{n or 2} = {number(PrintedNumber(row['spread']).value * math.sqrt(n or 2))}, which is "
        f"{'possible' if as_se else 'impossible'}.",
    )
    verdict, words = {
        (True, True): (Verdict.CANNOT_TELL, "the scale allows both readings"),
        (True, False): (Verdict.CONSISTENT, "it is a standard deviation"),
        (False, True): (Verdict.CONDITIONAL, "only if it is a standard error"),
        (False, False): (Verdict.IMPOSSIBLE, "neither reading is possible"),
    }[as_sd, as_se]
    return Finding(
        row["row_id"],
        CHECK,
        verdict,
        f"{row['value']} ± {row['spread']}",
        f"standard deviation up to {number(widest)}",
        words,
        steps,
    )
