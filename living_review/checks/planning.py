"""Sample-size sentences: does the planned number follow from difference, spread and power?

Trials plan with several formulas, so a number that the two-sided t test does not give is asked
about, not accused. A larger number than needed is no fault: people leave trials.
"""

import math

import pandas as pd

from living_review.checks.findings import (
    BadRowError,
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
from living_review.statistics.sample_size import group_size as smallest_group

CHECK = "planned number of people"
LEAVING = 0.5  # a plan with more than half as many people again is asked about


def check_sample_sizes(plans: pd.DataFrame) -> pd.DataFrame:
    """Check planned group sizes against the difference, spread, power and level they name.

    Parameters
    ----------
    plans : pandas.DataFrame
        ``row_id``; as printed ``groups`` (their number), ``n_per_group`` or ``n_total`` (blank
        where not), ``difference`` and ``spread`` (a standard deviation) in one unit, ``power``
        and ``alpha`` in percent.

    Returns
    -------
    pandas.DataFrame
        Findings. *Question*: fewer people than the two-sided t test needs, or many more. *Cannot
        tell*: more than two groups, or no number of people printed.

    Raises
    ------
    BadRowError
        If a cell can't be read, or a number lies outside its range.
    """
    return as_table(_check(row) for _, row in plans.iterrows())


def _check(row: pd.Series) -> Finding:
    printed = (
        f"{row['difference']} {row['unit']}, standard deviation {row['spread']}, power "
        f"{row['power']} %, level {row['alpha']} %"
    )
    groups = cell(row, "groups", group_size)
    if groups != 2:
        return cannot_tell(
            row,
            CHECK,
            printed,
            "made for more than two groups, where other formulas hold",
            f"{groups} groups are planned; the t test compares two.",
        )
    needs, low, high = _needed(row)
    needed = f"{needs} per group" + ("" if low == high else f", {low} to {high} with rounding")
    steps = [
        f"A two-sided t test with power {row['power']} % for {row['difference']} "
        f"{row['unit']} needs {needed}."
    ]
    planned, told = _planned(row)
    if planned is None:
        return Finding(
            row["row_id"],
            CHECK,
            Verdict.CANNOT_TELL,
            printed,
            needed,
            "no number of people is reported",
            tuple(steps),
        )
    steps.append(told)
    verdict, words = _verdict(planned, low, high)
    return Finding(
        row["row_id"],
        CHECK,
        verdict,
        f"{printed}; {number(planned)} per group",
        needed,
        words,
        tuple(steps),
    )


def _needed(row: pd.Series) -> tuple[int, int, int]:
    """Fewest people per group as printed, and the range over the rounding of what is expected.

    Power and level are chosen, so they are meant as printed.
    """
    differences = cell(row, "difference", _difference)
    spreads = cell(row, "spread", lambda text: (PrintedNumber(text).value, *spread(text)))
    power, alpha = (cell(row, name, _share) for name in ("power", "alpha"))
    pairs = zip(differences, spreads, strict=True)
    try:
        as_printed, least, most = (
            smallest_group(difference, sd, power, alpha) for difference, sd in pairs
        )
    except ValueError as error:
        raise BadRowError(row, "difference", str(error)) from None
    return as_printed, least, most


def _difference(text: str) -> tuple[float, float, float]:
    """Size of a difference as printed, and the largest and smallest that are printed so."""
    low, high = widest_interval(text)
    if low <= 0 <= high:
        raise ValueError("a difference of 0 is never found: look at the number, or its decimals")
    smallest, largest = sorted((abs(low), abs(high)))
    return abs(PrintedNumber(text).value), largest, smallest


def _share(text: str) -> float:
    share = PrintedNumber(text).value / 100
    if not 0 < share < 1:
        raise ValueError("it has to be a percentage between 0 and 100")
    return share


def _planned(row: pd.Series) -> tuple[float | None, str]:
    if row["n_per_group"]:
        n = cell(row, "n_per_group", group_size)
        return float(n), f"Planned are {n} per group."
    if row["n_total"]:
        n = cell(row, "n_total", group_size)
        return n / 2, f"Planned are {n} in all, taken as two equal groups of {number(n / 2)}."
    return None, ""


def _verdict(planned: float, low: int, high: int) -> tuple[Verdict, str]:
    if math.floor(planned) < low - 1:  # the normal formula asks for one fewer
        return Verdict.QUESTION, "fewer than the t test needs; another formula may have been used"
    if planned <= high + 1:
        return Verdict.CONSISTENT, "two-sided t test, equal groups"
    extra = f"{100 * (planned / high - 1):.0f} % more than needed"
    if planned > high * (1 + LEAVING):
        return Verdict.QUESTION, f"{extra}; another formula may have been used"
    return Verdict.CONDITIONAL, f"{extra}, if people were expected to leave"
