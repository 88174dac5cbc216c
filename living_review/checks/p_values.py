"""Do printed means, spreads and sizes give the printed p?

Nothing is guessed: the spread is read as a standard deviation and as a standard error, the
variances are taken as unequal and as equal, and every input moves over its rounding interval,
so that each reading gives an interval of p. Printed p values are intervals too.
"""

from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
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
from living_review.evidence.printed_numbers import (
    PrintedNumber,
    RoundingRule,
    parse_p_value,
    widest_interval,
)
from living_review.statistics.group_comparisons import TESTS, compare
from living_review.statistics.summary_tests import SpreadReading, as_sd, paired_test

CHECK = "p from means and spreads"
INDEPENDENT, SAME_PEOPLE = "independent groups", "same people"
CORRELATIONS = np.linspace(-1, 1, 41)
SMALLEST_GROUP = 2
LARGEST_UNPRINTED = 200  # per group, where no size is printed at all
# Between the sampled points of a rounding box p may lie a little beyond them: no false alarm.
SLACK = 1e-3
# Where the test is not told: a t test, a likelihood ratio, a test of trend move p, mostly by less.
OTHER_TESTS = 2.0
SMALLEST_SHOWN = 0.0001
SMALLEST_DECIMALS = 3  # from here on a last digit of 1 may stand for anything smaller
CHANGE = "change"
# Groups whose mean and spread may stand in the other order.
ORDERS = {
    ("first", "second"): "both groups",
    ("first",): "the first group",
    ("second",): "the second group",
}
PRINTED = "as printed"
UNPRINTED = f"none printed, so equal groups from {SMALLEST_GROUP} to {LARGEST_UNPRINTED} are tried"


def p_interval(text: str) -> tuple[float, float]:
    """Closed interval of p values that would be printed like this, by rounding or by cutting off.

    A last digit of 1 in the third decimal or beyond is often printed for anything smaller, so it
    reaches down to 0.

    Examples
    --------
    >>> p_interval("0.64"), p_interval("<0.05"), p_interval(">0.05")
    ((0.635, 0.65), (0.0, 0.05), (0.05, 1.0))
    >>> p_interval("0.001"), p_interval("0.01")
    ((0.0, 0.002), (0.005, 0.02))
    """
    relation, bound = parse_p_value(text)
    if relation == "<":
        return 0.0, bound
    if relation == ">":
        return bound, 1.0
    shown = text.lstrip("=")
    printed = f"0{shown}" if shown.startswith(".") else shown
    low, high = widest_interval(printed)
    exact = PrintedNumber(printed)
    if exact.decimals >= SMALLEST_DECIMALS and Decimal(printed) == exact.last_digit:
        low = 0.0
    return max(low, 0.0), min(high, 1.0)


def within_other_tests(low: float, high: float, wanted: tuple[float, float]) -> Verdict:
    """Verdict on a printed p beside the range that one usual test gives.

    Examples
    --------
    >>> [str(within_other_tests(0.04, 0.05, p_interval(p))) for p in ("0.04", "0.09", "0.2")]
    ['consistent', 'question', 'inconsistent']
    """
    if low <= wanted[1] and wanted[0] <= high:
        return Verdict.CONSISTENT
    near = low <= wanted[1] * OTHER_TESTS and wanted[0] <= high * OTHER_TESTS
    return Verdict.QUESTION if near else Verdict.INCONSISTENT


def check_p_values(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Check every printed p value of a comparison of two printed groups.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        ``row_id``, ``relation`` (*independent groups* or *same people*), ``p_value`` as printed,
        and for both groups (suffixes ``_first`` and ``_second``) ``label``, ``value``,
        ``spread``, ``unit``, ``n`` and ``n_total``, all as printed and blank where not;
        ``kind``, which is *change* for a change; ``named_test``, which the source names, or blank.

    Returns
    -------
    pandas.DataFrame
        Findings, one per comparison; see `findings.Finding`.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    return as_table(_check(row) for _, row in comparisons.iterrows())


def _group(row: pd.Series, which: str) -> pd.Series:
    for column, parse in (("value", PrintedNumber), ("spread", spread)):
        cell(row, f"{column}_{which}", parse)
    names = ("label", "value", "spread", "unit", "n", "n_total")
    return pd.Series({name: row[f"{name}_{which}"] for name in names})


class _Tested(NamedTuple):
    """What the readings of one comparison give, and which sizes meet the printed p."""

    wanted: tuple[float, float]
    groups: tuple[pd.Series, pd.Series]
    readings: dict[str, tuple[np.ndarray, np.ndarray]]
    sizes: dict[str, np.ndarray]
    how: str

    @property
    def fitting(self) -> list[str]:
        """Readings that give the printed p with some size."""
        return [name for name, found in self.sizes.items() if len(found)]


def _tested(row: pd.Series) -> _Tested | str:
    """The test under every reading, or why there is none."""
    return _test(tuple(row.items()))


@lru_cache(maxsize=512)  # two checks ask for the same tests
def _test(cells: tuple[tuple[str, str], ...]) -> _Tested | str:
    row = pd.Series(dict(cells))
    wanted = cell(row, "p_value", p_interval)
    if not (row["spread_first"] and row["spread_second"]):
        return "no spread is printed"
    first, second = _group(row, "first"), _group(row, "second")
    if row["unit_first"] != row["unit_second"]:
        return f"the units differ: {row['unit_first']}, {row['unit_second']}"
    if not all(PrintedNumber(group["spread"]).value for group in (first, second)):
        return "a printed spread of 0 says less than its rounding"
    n1, n2, how = _sizes(row)
    if not len(n1) or min(n1.min(), n2.min()) < SMALLEST_GROUP:
        return f"a group of fewer than {SMALLEST_GROUP} has no spread"
    paired = row["relation"] == SAME_PEOPLE
    readings = (_paired if paired else _independent)(first, second, n1, n2)
    how += "; any correlation of the two times" if paired else ""
    # For one pair of sizes p takes every value of its range; from size to size it jumps.
    sizes = {
        name: n1[(low <= wanted[1]) & (high >= wanted[0])] for name, (low, high) in readings.items()
    }
    return _Tested(wanted, (first, second), readings, sizes, how)


def readings_that_fit(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Which readings of the spreads the printed p values allow.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        See `check_p_values`.

    Returns
    -------
    pandas.DataFrame
        ``row_id``, ``reading`` (of `SpreadReading`) and ``allowed``, for comparisons whose sizes
        are printed, at least together.
    """
    fitting = []
    for _, row in comparisons.iterrows():
        tested = _tested(row)
        if isinstance(tested, str) or tested.how.startswith(UNPRINTED):
            continue
        for reading in SpreadReading:
            allowed = any(name.startswith(str(reading)) for name in tested.fitting)
            fitting.append({"row_id": row["row_id"], "reading": reading, "allowed": allowed})
    return pd.DataFrame(fitting, columns=["row_id", "reading", "allowed"])


def _check(row: pd.Series) -> Finding:
    tested = _tested(row)
    if isinstance(tested, str):
        return _unanswered(row, tested)
    verdict = _verdict(tested.readings, tested.fitting, tested.how)
    words, more = _assumption(tested.readings, tested.fitting, tested.how), ()
    if verdict is Verdict.INCONSISTENT:
        verdict, words, more = _otherwise(row, words)
    return Finding(
        row_id=row["row_id"],
        check=CHECK,
        verdict=verdict,
        printed=f"p {shown_p(row['p_value'])}",
        could_be=_in_short(tested.readings),
        assumption=words,
        steps=(*_steps(row, tested), *more),
    )


def _exchanged(row: pd.Series, which: tuple[str, ...], falls: bool) -> pd.Series:
    """The row with mean and spread of some groups in the other order, the second maybe a fall."""
    swapped = {}
    for end in which:
        swapped |= {
            f"value_{end}": row[f"spread_{end}"],
            f"spread_{end}": row[f"value_{end}"].lstrip("-"),
        }
    changed = {**row, **swapped}
    if falls:
        changed["value_second"] = f"-{changed['value_second'].lstrip('-')}"
    return pd.Series(changed)


def _otherwise(row: pd.Series, words: str) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict on a p value that no reading gives, after other readings of what is printed."""
    if row["kind_first"] == row["kind_second"] == CHANGE:
        for (which, told), falls in product(ORDERS.items(), (False, True)):
            tested = _tested(_exchanged(row, which, falls))
            fitting = [] if isinstance(tested, str) else tested.fitting
            if any(name.startswith(str(SpreadReading.SD)) for name in fitting):
                # A change without a sign may be a rise or a fall.
                way = " and one of the two changes is a fall" if falls else ""
                order = f"mean and spread of {told} stand in the other order{way}"
                return Verdict.CONDITIONAL, f"only if {order}", (f"It is met if {order}.",)
    if "t test" in row["named_test"]:
        return Verdict.INCONSISTENT, f"{words}; the source names a {row['named_test']}", ()
    named = f"a {row['named_test']}" if row["named_test"] else "no test"
    other = f"the source names {named}, and tests of ranks or adjusted ones were not tried"
    return Verdict.QUESTION, f"{words}; {other}", ()


def shown_p(text: str) -> str:
    """A printed p value after the letter p.

    Examples
    --------
    >>> shown_p("<0.05"), shown_p("0.05")
    ('<0.05', '= 0.05')
    """
    return text if text[:1] in "<>=" else f"= {text}"


def _in_short(readings: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """The range of p for each reading of the spread, whatever the test and the sizes."""
    parts = []
    for reading in SpreadReading:
        both = [ends for name, ends in readings.items() if name.startswith(str(reading))]
        low, high = min(low.min() for low, _ in both), max(high.max() for _, high in both)
        parts.append(f"p {_interval(low, high)} if the spreads are {reading}s")
    return ", ".join(parts)


def _interval(low: float, high: float) -> str:
    if high < SMALLEST_SHOWN:
        return f"below {SMALLEST_SHOWN:.4f}"
    low_text, high_text = number(low, 3), number(high, 3)
    return low_text if low_text == high_text else f"{low_text} to {high_text}"


def _unanswered(row: pd.Series, why: str) -> Finding:
    return cannot_tell(
        row, CHECK, f"p {shown_p(row['p_value'])}", why, f"Not computed, since {why}."
    )


def _sizes(row: pd.Series) -> tuple[np.ndarray, np.ndarray, str]:
    """Pairs of group sizes that are possible, and how they are known."""
    known = [
        cell(row, f"n_{which}", group_size) if row[f"n_{which}"] else None
        for which in ("first", "second")
    ]
    total = row["n_total_first"] or row["n_total_second"]
    if all(known):
        return np.array(known[:1]), np.array(known[1:]), PRINTED
    if total:
        total = cell(row, "n_total_first" if row["n_total_first"] else "n_total_second", group_size)
        n1 = np.arange(SMALLEST_GROUP, total - SMALLEST_GROUP + 1)
        return n1, total - n1, f"every division of the {total} printed"
    sizes = np.arange(SMALLEST_GROUP, LARGEST_UNPRINTED + 1)
    return sizes, sizes, UNPRINTED


def _independent(first, second, n1, n2) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per reading, lowest and highest p for each pair of sizes."""
    readings = {}
    for reading in SpreadReading:
        for test in TESTS:
            tested = compare(first, second, n1, n2, reading, test, RoundingRule.EITHER)
            low, high = tested["p_low"].to_numpy(), tested["p_high"].to_numpy()
            readings[f"{reading}, {test}"] = _widened(low, high)
    return readings


def _widened(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return low * (1 - SLACK), np.minimum(high * (1 + SLACK), 1.0)


def _paired(first, second, n1, _) -> dict[str, tuple[np.ndarray, np.ndarray]]:
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


def _verdict(readings: dict, fitting: list[str], how: str) -> Verdict:
    if how.startswith(UNPRINTED):  # larger and unequal groups were not tried
        some = 0 < len(fitting) < len(readings)
        return Verdict.CONDITIONAL if some else Verdict.CANNOT_TELL
    if not fitting:
        return Verdict.INCONSISTENT
    as_sd = [name for name in fitting if name.startswith(str(SpreadReading.SD))]
    return Verdict.CONSISTENT if as_sd and how.startswith(PRINTED) else Verdict.CONDITIONAL


def _assumption(readings: dict, fitting: list[str], how: str) -> str:
    sizes = "" if how == PRINTED else f"; group sizes {how}"
    if not fitting:
        return f"none of the readings gives it{sizes}"
    if len(fitting) == len(readings):
        return f"every reading can give it{sizes}"
    return f"if the spread is a {'; or a '.join(fitting)}{sizes}"


def _steps(row: pd.Series, tested: _Tested) -> tuple[str, ...]:
    printed = f"{row['n_first'] or 'not printed'} and {row['n_second'] or 'not printed'}"
    first, second = map(_group_in_words, tested.groups)
    steps = [
        f"Printed: {first}; {second}; group sizes {printed}.",
        f"Group sizes used: {tested.how}.",
        f"The printed p {shown_p(row['p_value'])} stands for {_interval(*tested.wanted)}.",
    ]
    for name, (low, high) in tested.readings.items():
        ends = _interval(low.min(), high.max())
        steps.append(
            f"Spread as {name}: p {ends}, over all that would be printed so; "
            f"{_met_by(tested.sizes[name], len(low))}."
        )
    return tuple(steps)


def _met_by(sizes: np.ndarray, tried: int) -> str:
    """Which group sizes give the printed p."""
    if not len(sizes):
        return "the printed p is not met"
    if tried == 1:
        return "the printed p is met"
    least, most = sizes.min(), sizes.max()
    return f"the printed p is met with {least} to {most} in the first group"


def _group_in_words(group: pd.Series) -> str:
    return f"{group['label']} {group['value']} ± {group['spread']} {group['unit']}"
