"""P values that printed means, spreads and sizes give, under every reading of them.

Nothing is guessed: the spread is read as a standard deviation and as a standard error, the
variances are taken as unequal and as equal, and every input moves over its rounding interval,
so that each reading gives an interval of the two-sided p.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from living_review.checks.findings import cell, group_size, spread
from living_review.evidence.comparison_rows import ONE_CHANGE
from living_review.evidence.printed_numbers import PrintedNumber, RoundingRule, widest_interval
from living_review.statistics.group_comparisons import TESTS, compare
from living_review.statistics.summary_tests import SpreadReading, as_sd, paired_test

INDEPENDENT, SAME_PEOPLE = "independent groups", "same people"
CORRELATIONS = np.linspace(-1, 1, 41)
SMALLEST_GROUP = 2
LARGEST_UNPRINTED = 200  # per group, where no size is printed at all
# Between the sampled points of a rounding box p may lie a little beyond them: no false alarm.
SLACK = 1e-3
PRINTED = "as printed"
UNPRINTED = f"none reported, so equal groups from {SMALLEST_GROUP} to {LARGEST_UNPRINTED} are tried"
GROUP = ("label", "value", "spread", "unit", "n", "n_total")


class Readings(NamedTuple):
    """P under every reading of one comparison: lowest and highest for each size of group 1."""

    groups: tuple[pd.Series, ...]
    n1: np.ndarray
    ends: dict[str, tuple[np.ndarray, np.ndarray]]
    how: str

    def sizes(self, interval: tuple[float, float]) -> dict[str, np.ndarray]:
        """Per reading, the sizes of group 1 with which p can lie in an interval."""
        # For one pair of sizes p takes every value of its range; from size to size it jumps.
        return {
            name: self.n1[(low <= interval[1]) & (high >= interval[0])]
            for name, (low, high) in self.ends.items()
        }


def ends_of(row: pd.Series) -> tuple[str, ...]:
    """Suffixes of the groups of a comparison: one for a single change, else two."""
    return ("first",) if row["relation"] == ONE_CHANGE else ("first", "second")


def readings_of(row: pd.Series) -> Readings | str:
    """P under every reading of a row of comparisons, or why there is none.

    Parameters
    ----------
    row : pandas.Series
        See `p_values.check_p_values`.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    ends = [f"_{end}" for end in ends_of(row)]
    used = ("row_id", "relation", *(name + end for end in ends for name in GROUP))
    return _readings(tuple((name, row[name]) for name in used))


@lru_cache(maxsize=512)  # two checks ask for the same
def _readings(cells: tuple[tuple[str, str], ...]) -> Readings | str:
    row = pd.Series(dict(cells))
    ends = ends_of(row)
    if not all(row[f"spread_{end}"] for end in ends):
        return "no spread is reported"
    groups = tuple(_group(row, end) for end in ends)
    units = [group["unit"] for group in groups]
    if len(set(units)) > 1:
        return f"the units differ: {', '.join(units)}"
    if not all(PrintedNumber(group["spread"]).value for group in groups):
        return "a printed spread of 0 says less than its rounding"
    n1, n2, how = _sizes(row, ends)
    if not len(n1) or min(n1.min(), n2.min()) < SMALLEST_GROUP:
        return f"a group of fewer than {SMALLEST_GROUP} has no spread"
    if row["relation"] == ONE_CHANGE:
        return Readings(groups, n1, _one_change(*groups, n1), how)
    if row["relation"] == SAME_PEOPLE:
        how += "; any correlation of the two times"
        return Readings(groups, n1, _paired(*groups, n1), how)
    return Readings(groups, n1, _independent(*groups, n1, n2), how)


def _group(row: pd.Series, which: str) -> pd.Series:
    for column, parse in (("value", PrintedNumber), ("spread", spread)):
        cell(row, f"{column}_{which}", parse)
    return pd.Series({name: row[f"{name}_{which}"] for name in GROUP})


def _sizes(row: pd.Series, ends: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, str]:
    """Pairs of group sizes that are possible, and how they are known."""
    known = [cell(row, f"n_{end}", group_size) if row[f"n_{end}"] else None for end in ends]
    if all(known):
        return np.array(known[:1]), np.array(known[-1:]), PRINTED
    totals = [f"n_total_{end}" for end in ends if row[f"n_total_{end}"]]
    if totals and row["relation"] == INDEPENDENT:
        total = cell(row, totals[0], group_size)
        n1 = np.arange(SMALLEST_GROUP, total - SMALLEST_GROUP + 1)
        return n1, total - n1, f"every division of the {total} printed"
    if totals:  # a group within it may be any part of the whole
        n1 = np.arange(SMALLEST_GROUP, cell(row, totals[0], group_size) + 1)
        return n1, n1, f"any part of the {n1[-1] if len(n1) else 0} printed"
    sizes = np.arange(SMALLEST_GROUP, LARGEST_UNPRINTED + 1)
    return sizes, sizes, UNPRINTED


def _widened(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return low * (1 - SLACK), np.minimum(high * (1 + SLACK), 1.0)


def _independent(first, second, n1, n2) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per reading, lowest and highest p for each pair of sizes."""
    readings = {}
    for reading in SpreadReading:
        for test in TESTS:
            tested = compare(first, second, n1, n2, reading, test, RoundingRule.EITHER)
            low, high = tested["p_low"].to_numpy(), tested["p_high"].to_numpy()
            readings[f"{reading}, {test}"] = _widened(low, high)
    return readings


def _paired(first, second, n1) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per reading, lowest and highest p for each number of people, over all correlations."""
    (low1, high1), (low2, high2) = (widest_interval(g["value"]) for g in (first, second))
    gaps = low1 - high2, high1 - low2
    smallest = 0.0 if gaps[0] * gaps[1] <= 0 else min(map(abs, gaps))
    largest = max(map(abs, gaps))
    spreads = [np.maximum(spread(g["spread"]), np.finfo(float).tiny) for g in (first, second)]
    grid = np.meshgrid([smallest, largest], *spreads, CORRELATIONS)
    gap, sd1, sd2, r = (axis.ravel()[None, :] for axis in grid)
    n = n1[:, None]
    readings = {}
    for reading in SpreadReading:
        p = paired_test(gap, as_sd(sd1, n, reading), 0.0, as_sd(sd2, n, reading), n, r).p
        readings[f"{reading}, paired"] = _widened(np.nanmin(p, axis=1), np.nanmax(p, axis=1))
    return readings


def _one_change(change, n) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per reading, lowest and highest p of a change against none, for each number of people.

    t is the change over sd/√n, or over the standard error; df is n − 1.
    """
    ends = sorted(abs(end) for end in widest_interval(change["value"]))
    smallest = 0.0 if np.prod(widest_interval(change["value"])) <= 0 else ends[0]
    least, most = np.maximum(spread(change["spread"]), np.finfo(float).tiny)
    readings = {}
    for reading in SpreadReading:
        root = np.sqrt(n) if reading is SpreadReading.SD else np.ones(len(n))
        low, high = (
            2 * stats.t.sf(size / width * root, n - 1)
            for size, width in ((ends[1], least), (smallest, most))
        )
        readings[f"{reading}, paired"] = _widened(low, high)
    return readings
