"""One printed group at two times: paired tests for every correlation and number of people.

A group is a row of data with ``value`` (the mean), ``spread`` and ``unit`` as printed. Neither the
correlation of the two times nor what the spread is gets guessed: every function gives the answer
under each. Differences are after minus before.
"""

import numpy as np
import pandas as pd

from living_review.evidence.printed_numbers import PrintedNumber, RoundingRule
from living_review.statistics.summary_tests import SpreadReading, TestResult, as_sd, paired_test

# Correlations of two times within people that are tried where none is printed. Below 0 the later
# value would run against the earlier one; at 1 everybody would change alike.
CORRELATIONS = tuple(round(step / 10, 1) for step in range(-5, 10))
# Numbers of people that a picture shows. The fewest that are enough are not looked up among them.
CHANGE_SIZES = (*range(2, 21), 25, 30, 35, 40, 50, 60, 70, 80, 90, 100)
LARGEST_SIZE = 10**9  # beyond which no group is thinkable


def change_over_correlations(
    before: pd.Series, after: pd.Series, sizes=CHANGE_SIZES, correlations=CORRELATIONS
) -> pd.DataFrame:
    """Paired test of two printed times for every correlation and number of people.

    Parameters
    ----------
    before, after : pandas.Series
        With ``value``, ``spread`` and ``unit`` as printed.
    sizes, correlations : sequence
        Numbers of people from 2, and correlations of the two times within people.

    Returns
    -------
    pandas.DataFrame
        ``n correlation reading t df p``; the difference is after minus before, so a positive t is
        a rise.

    Notes
    -----
    Assumes that the same people were measured twice and that changes are normally distributed.
    A printed pair of times does not say whether the change comes from the treatment.
    """
    grid = pd.MultiIndex.from_product([sizes, correlations], names=["n", "correlation"])
    table = grid.to_frame(index=False)
    n, r = table["n"].to_numpy(float), table["correlation"].to_numpy(float)
    parts = []
    for reading in SpreadReading:
        result = _paired(before, after, n, r, reading)
        parts.append(table.assign(reading=str(reading), t=result.t, df=result.df, p=result.p))
    return pd.concat(parts, ignore_index=True)


def _paired(before: pd.Series, after: pd.Series, n, r, reading: SpreadReading) -> TestResult:
    if before["unit"] != after["unit"]:
        raise ValueError(f"units differ: {before['unit']!r} and {after['unit']!r}")
    (mean1, sd1), (mean2, sd2) = (
        (PrintedNumber(row["value"]).value, as_sd(PrintedNumber(row["spread"]).value, n, reading))
        for row in (after, before)
    )
    return paired_test(mean1, sd1, mean2, sd2, n, r)


def smallest_numbers_of_people(
    before: pd.Series, after: pd.Series, bound: float, correlations=CORRELATIONS
) -> pd.DataFrame:
    """Smallest number of people at which p falls below a bound, per reading and correlation.

    Parameters
    ----------
    before, after : pandas.Series
        With ``value``, ``spread`` and ``unit`` as printed.
    bound : float
        Bound on p, between 0 and 1.
    correlations : sequence of float
        Correlations of the two times within people.

    Returns
    -------
    pandas.DataFrame
        ``reading correlation smallest``; NaN where no number of people is enough.

    Notes
    -----
    More people never raise p: read as standard deviations, t grows with √n; read as standard
    errors, t stays and its distribution narrows. So the smallest number is found exactly by
    doubling and halving.

    Examples
    --------
    >>> time = {"spread": "2.0", "unit": "points"}
    >>> before, after = (pd.Series({"value": mean, **time}) for mean in ("10.0", "11.3"))
    >>> smallest_numbers_of_people(before, after, 0.05, (0.0, 0.1))["smallest"].tolist()
    [21.0, 19.0, nan, nan]
    """
    r = np.array(correlations, float)
    parts = []
    for reading in SpreadReading:

        def enough(n, reading=reading):
            return _paired(before, after, n, r, reading).p < bound

        smallest = np.where(enough(np.full(len(r), LARGEST_SIZE)), _smallest(enough, r), np.nan)
        part = {"reading": str(reading), "correlation": correlations, "smallest": smallest}
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def _smallest(enough, r: np.ndarray) -> np.ndarray:
    """Smallest n from 2 that is enough, where some n is; every larger n is enough too."""
    low, high = np.ones(len(r), int), np.full(len(r), LARGEST_SIZE)
    while np.any(high - low > 1):
        middle = np.maximum((low + high) // 2, 2)
        reached = enough(middle)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high


def share_of_gap_closed(
    before: pd.Series,
    after: pd.Series,
    reference: pd.Series,
    rule: RoundingRule = RoundingRule.NEAREST,
) -> tuple[float, float, float]:
    """How much of the gap between a first value and a reference value a second one closes.

    Returns
    -------
    tuple of float
        The share at the printed values, and its lowest and highest value over the rounding of
        all three; 0 is no change, 1 reaches the reference.

    Raises
    ------
    ValueError
        If the rounding of the first value and of the reference overlap: there is no gap then.

    Examples
    --------
    >>> rows = [pd.Series({"value": v}) for v in ("40.0", "55.0", "60.0")]
    >>> [round(x, 3) for x in share_of_gap_closed(*rows)]
    [0.75, 0.745, 0.755]
    """
    first, second, third = (PrintedNumber(row["value"]) for row in (before, after, reference))
    boxes = [number.rounding_interval(rule) for number in (first, second, third)]
    if boxes[0][0] <= boxes[2][1] and boxes[2][0] <= boxes[0][1]:
        raise ValueError("the first value and the reference can't be told apart: no gap to close")
    shares = [(b - a) / (c - a) for a in boxes[0] for b in boxes[1] for c in boxes[2]]
    share = (second.value - first.value) / (third.value - first.value)
    return share, min(shares), max(shares)
