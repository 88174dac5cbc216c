"""Do printed means, spreads and sizes give the printed p?

`p_readings` says which p they give under every reading; printed p values are intervals too, and
which plain p they stand for hangs on the kind of test that the source names.
"""

from decimal import Decimal
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from living_review.checks.findings import Finding, Verdict, as_table, cannot_tell, cell, number
from living_review.checks.named_tests import (
    OF_MEANS,
    TWO_GROUPS,
    Correction,
    NamedTest,
    Sides,
    member,
    two_sided_intervals,
)
from living_review.checks.p_readings import (
    INDEPENDENT,
    PRINTED,
    SAME_PEOPLE,
    UNPRINTED,
    Readings,
    ends_of,
    readings_of,
)
from living_review.evidence.comparison_rows import ONE_CHANGE
from living_review.evidence.printed_numbers import PrintedNumber, RoundingRule, p_value_interval
from living_review.statistics.summary_tests import SpreadReading

CHECK = "p from means and spreads"
CHANGE_CHECK = "p from a change and its spread"
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
TESTED = {
    INDEPENDENT: TWO_GROUPS,
    SAME_PEOPLE: {NamedTest.PAIRED_T},
    ONE_CHANGE: {NamedTest.PAIRED_T},
}
# What a named test says of the variances, and what it would take if p fits the other test only.
VARIANCES = {
    NamedTest.WELCH_T: ("Welch", "variances were pooled"),
    NamedTest.STUDENT_T: ("pooled variance", "variances were not pooled"),
}


def p_interval(text: str) -> tuple[float, float]:
    """Closed interval of p values that would be printed like this, by rounding or by cutting off.

    A last digit of 1 in the third decimal or beyond is often printed for anything smaller, so it
    reaches down to 0.

    Examples
    --------
    >>> p_interval("0.64"), p_interval("<0.05"), p_interval(">0.05")
    ((0.635, 0.65), (0.0, 0.05), (0.05, 1.0))
    >>> p_interval("0.001"), p_interval("0.01"), p_interval("0.000")
    ((0.0, 0.002), (0.005, 0.02), (0.0, 0.0005))
    """
    low, high = p_value_interval(text, RoundingRule.EITHER)
    digits = text.lstrip("=")
    if digits[:1] in "0123456789." and "e" not in digits.lower():
        exact = PrintedNumber(f"0{digits}" if digits.startswith(".") else digits)
        if exact.decimals >= SMALLEST_DECIMALS and Decimal(exact.text) == exact.last_digit:
            low = 0.0
    return low, high


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


def check_p_values(comparisons: pd.DataFrame, check: str = CHECK) -> pd.DataFrame:
    """Check every printed p value of a comparison of two printed groups, or of one change.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        ``row_id``, ``relation`` (*independent groups*, *same people* or *one change against
        none*), ``p_value`` as printed, and for both groups (suffixes ``_first`` and ``_second``;
        a single change is the first) ``label``, ``value``, ``spread``, ``unit``, ``n`` and
        ``n_total``, all as printed and blank where not; ``kind``, which is *change* for a change;
        ``named_test``, of `NamedTest`; and, where told, ``sides`` and ``correction``, of `Sides`
        and `Correction`.
    check : str
        Name of the check.

    Returns
    -------
    pandas.DataFrame
        Findings, one per comparison; see `findings.Finding`. *Inconsistent* is said only where
        the source names the test that was tried. Tests of ranks and adjusted ones do not follow
        from means and spreads, and can't be told.

    Raises
    ------
    BadRowError
        If a cell can't be read, or the test is none of the vocabulary.
    """
    return as_table(_check(row, check) for _, row in comparisons.iterrows())


class _Named(NamedTuple):
    """What the source says of the test."""

    test: NamedTest
    sides: Sides
    correction: Correction


class _Tested(NamedTuple):
    """Readings of one comparison, and the sizes that meet the printed p."""

    wanted: tuple[float, float]
    readings: Readings
    sizes: dict[str, np.ndarray]
    assumed: str  # what the printed p has to stand for, in words; blank for the plain one

    @property
    def fitting(self) -> list[str]:
        """Readings that give the printed p with some size."""
        return [name for name, sizes in self.sizes.items() if len(sizes)]


def _named(row: pd.Series) -> _Named:
    row = pd.Series({"sides": "", "correction": "", **row})
    return _Named(
        cell(row, "named_test", member(NamedTest)),
        cell(row, "sides", member(Sides)),
        cell(row, "correction", member(Correction)),
    )


def _tested(row: pd.Series, named: _Named) -> _Tested | str:
    """The test under every reading, or why there is none."""
    wanted = cell(row, "p_value", p_interval)
    readings = readings_of(row)
    if isinstance(readings, str):
        return readings
    intervals = two_sided_intervals(wanted, named.sides, named.correction)
    tried = [
        _Tested(wanted, readings, readings.sizes(interval), assumed)
        for assumed, interval in intervals.items()
    ]
    return next((tested for tested in tried if tested.fitting), tried[0])


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
        are printed, at least together, by a test that follows from means and whose p stands for
        one plain p only.
    """
    fitting = []
    for _, row in comparisons.iterrows():
        named = _named(row)
        tested = _tested(row, named)
        if isinstance(tested, str) or tested.readings.how.startswith(UNPRINTED):
            continue
        if named.test not in OF_MEANS or named.sides is Sides.ONE or named.correction:
            continue
        for reading in SpreadReading:
            allowed = any(name.startswith(str(reading)) for name in tested.fitting)
            fitting.append({"row_id": row["row_id"], "reading": reading, "allowed": allowed})
    return pd.DataFrame(fitting, columns=["row_id", "reading", "allowed"])


def _check(row: pd.Series, check: str) -> Finding:
    named = _named(row)
    if named.test not in OF_MEANS:
        why = f"the p of a test named {named.test} does not follow from means and spreads"
        return _unanswered(row, check, why)
    tested = _tested(row, named)
    if isinstance(tested, str):
        return _unanswered(row, check, tested)
    verdict, words, more = _judged(row, named, tested)
    return Finding(
        row_id=row["row_id"],
        check=check,
        verdict=verdict,
        printed=f"p {shown_p(row['p_value'])}",
        could_be=_in_short(tested.readings.ends),
        assumption=words,
        steps=(*_steps(row, tested), *more),
    )


def _judged(row: pd.Series, named: _Named, tested: _Tested) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict, what it assumes, and further steps."""
    verdict, words = _verdict(tested), _assumption(tested)
    if verdict is Verdict.INCONSISTENT:
        return _otherwise(row, named, words)
    others = [tested.assumed] if tested.assumed else []
    test, otherwise = VARIANCES.get(named.test, ("", ""))
    if tested.fitting and not any(name.endswith(test) for name in tested.fitting):
        others.append(f"{otherwise}, though the source names a {named.test}")
    if others and verdict is Verdict.CONSISTENT:
        verdict = Verdict.CONDITIONAL
    if others and verdict is Verdict.CONDITIONAL:
        words = f"only if {' and '.join(others)}; {words}"
    return verdict, words, ()


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


def _otherwise(row: pd.Series, named: _Named, words: str) -> tuple[Verdict, str, tuple[str, ...]]:
    """Verdict on a p value that no reading gives, after other readings of what is printed."""
    if order := _other_order(row, named):
        return Verdict.CONDITIONAL, f"only if {order}", (f"The numbers give it if {order}.",)
    if named.sides is Sides.NOT_TOLD:
        one_sided = _tested(row, named._replace(sides=Sides.ONE))
        if one_sided.fitting and not one_sided.assumed:
            told = "a one-sided test would give it, and the source does not tell the sides"
            return Verdict.QUESTION, told, (f"{told[0].upper()}{told[1:]}.",)
    if named.correction is Correction.OTHER:
        return Verdict.QUESTION, f"{words}; p was corrected in a way that was not tried", ()
    if named.test in TESTED[row["relation"]]:
        return Verdict.INCONSISTENT, f"{words}; the source names a {named.test}", ()
    told = f"a {named.test}" if named.test else "no test"
    other = f"the source names {told}, and tests of ranks or adjusted ones were not tried"
    return Verdict.QUESTION, f"{words}; {other}", ()


def _other_order(row: pd.Series, named: _Named) -> str:
    """In which other order the numbers of changes would give p; blank if in none."""
    ends = ends_of(row)
    if row.get("order") == PRINTED or any(row[f"kind_{end}"] != CHANGE for end in ends):
        return ""
    orders = {which: told for which, told in ORDERS.items() if set(which) <= set(ends)}
    for (which, told), falls in product(orders.items(), (False, True)[: len(ends)]):
        tested = _tested(_exchanged(row, which, falls), named)
        fitting = [] if isinstance(tested, str) or tested.assumed else tested.fitting
        if any(name.startswith(str(SpreadReading.SD)) for name in fitting):
            # A change without a sign may be a rise or a fall.
            way = " and one of the two changes is a fall" if falls else ""
            whose = f" of {told}" if len(ends) > 1 else ""
            return f"mean and spread{whose} are swapped{way}"
    return ""


def shown_p(text: str) -> str:
    """A printed p value after the letter p.

    Examples
    --------
    >>> shown_p("<0.05"), shown_p("0.05")
    ('<0.05', '= 0.05')
    """
    return text if text[:1] in "<>=≤≥" else f"= {text}"


def _in_short(ends: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """The range of p for each reading of the spread, whatever the test and the sizes."""
    parts = []
    for reading in SpreadReading:
        both = [pair for name, pair in ends.items() if name.startswith(str(reading))]
        low, high = min(low.min() for low, _ in both), max(high.max() for _, high in both)
        parts.append(f"p {_interval(low, high)} if the spreads are {reading}s")
    return ", ".join(parts)


def _interval(low: float, high: float) -> str:
    if high < SMALLEST_SHOWN:
        return f"below {SMALLEST_SHOWN:.4f}"
    low_text, high_text = number(low, 3), number(high, 3)
    return low_text if low_text == high_text else f"{low_text} to {high_text}"


def _unanswered(row: pd.Series, check: str, why: str) -> Finding:
    return cannot_tell(
        row, check, f"p {shown_p(row['p_value'])}", why, f"Not computed, since {why}."
    )


def _verdict(tested: _Tested) -> Verdict:
    readings, fitting, how = tested.readings.ends, tested.fitting, tested.readings.how
    if how.startswith(UNPRINTED):  # larger and unequal groups were not tried
        some = 0 < len(fitting) < len(readings)
        return Verdict.CONDITIONAL if some else Verdict.CANNOT_TELL
    if not fitting:
        return Verdict.INCONSISTENT
    as_sd = [name for name in fitting if name.startswith(str(SpreadReading.SD))]
    return Verdict.CONSISTENT if as_sd and how.startswith(PRINTED) else Verdict.CONDITIONAL


def _assumption(tested: _Tested) -> str:
    fitting, how = tested.fitting, tested.readings.how
    sizes = "" if how == PRINTED else f"; group sizes {how}"
    if not fitting:
        return f"none of the readings gives it{sizes}"
    if len(fitting) == len(tested.readings.ends):
        return f"every reading can give it{sizes}"
    return f"if the spread is a {'; or a '.join(fitting)}{sizes}"


def _steps(row: pd.Series, tested: _Tested) -> tuple[str, ...]:
    ends = ends_of(row)
    printed = " and ".join(row[f"n_{end}"] or "not printed" for end in ends)
    groups = "; ".join(map(_group_in_words, tested.readings.groups))
    steps = [
        f"The source prints: {groups}; group sizes {printed}.",
        f"Group sizes used: {tested.readings.how}.",
        f"The printed p {shown_p(row['p_value'])} covers {_interval(*tested.wanted)}.",
    ]
    if tested.assumed:
        steps.append(f"The numbers give it if {tested.assumed}.")
    for name, (low, high) in tested.readings.ends.items():
        p = _interval(low.min(), high.max())
        steps.append(
            f"Spread as {name}: p {p}, over everything that rounds to these numbers; "
            f"{_met_by(tested.sizes[name], len(low))}."
        )
    return tuple(steps)


def _met_by(sizes: np.ndarray, tried: int) -> str:
    """Which group sizes give the printed p."""
    if not len(sizes):
        return "this does not give the printed p"
    if tried == 1:
        return "this gives the printed p"
    least, most = sizes.min(), sizes.max()
    return f"this gives the printed p with {least} to {most} people in the first group"


def _group_in_words(group: pd.Series) -> str:
    return f"{group['label']} {group['value']} ± {group['spread']} {group['unit']}"
