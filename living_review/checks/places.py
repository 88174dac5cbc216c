"""Means of blood and tissue against every reference interval of the same substance.

An interval of a laboratory holds for its own method and people, so a mean outside one of them says
little. A mean that lies outside all of them raises a question: of the unit, or of the people.
"""

import math

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
from living_review.evidence.units import convert
from living_review.statistics.group_comparisons import implied_by_intervals, intervals_in, place
from living_review.statistics.summary_tests import SpreadReading

CHECK = "place in the reference intervals"
# How far from the widths of reference intervals a spread may lie before it is remarked on. Of the
# spreads that sources call standard deviations none reaches either (a test looks).
NARROW, WIDE = 0.5, 5.0


def check_places(
    values: pd.DataFrame, intervals: pd.DataFrame, substances: pd.DataFrame
) -> pd.DataFrame:
    """Say where printed means lie against all intervals that fit them.

    Parameters
    ----------
    values : pandas.DataFrame
        ``row_id``, ``substance``, ``matrix``, ``fraction``, ``unit``, and ``mean`` as printed.
    intervals : pandas.DataFrame
        Rows of the table of reference intervals, with ``laboratory_or_group``. One whose matrix
        names that of a value among others (*serum or plasma*) fits too.
    substances : pandas.DataFrame
        Molar masses, see `living_review.evidence.units`.

    Returns
    -------
    pandas.DataFrame
        Findings. *Question*: the mean lies outside every interval, however it was rounded.

    Raises
    ------
    BadRowError
        If a mean or a unit can't be read.
    """
    known = _Intervals(intervals, substances)
    return as_table(_check(row, known, substances) for _, row in values.iterrows())


def width_pointers(
    values: pd.DataFrame, intervals: pd.DataFrame, substances: pd.DataFrame
) -> pd.DataFrame:
    """What the widths of reference intervals say of printed spreads.

    Parameters
    ----------
    values : pandas.DataFrame
        ``row_id substance matrix fraction unit spread n`` as printed.
    intervals, substances : pandas.DataFrame
        As in `check_places`.

    Returns
    -------
    pandas.DataFrame
        ``row_id``, ``reading`` (of `SpreadReading`) that the widths speak for, and ``why``; no row
        where they speak for neither.

    Notes
    -----
    An interval that holds 95 % of people is 3.92 standard deviations wide. A spread below half
    of the narrowest of these is too small for people who differ as people do. A spread that, as
    a standard error of so many people, would mean a standard deviation above five times the
    widest is too large for one. Laboratories and people differ, so neither is proof.
    """
    pointers, known = [], _Intervals(intervals, substances)
    for _, row in values.iterrows():
        if not row["unit"] or known.fitting(row).empty:
            continue
        implied = cell(row, "unit", lambda _, row=row: known.implied(row))
        if implied.empty:
            continue
        low, high = cell(row, "spread", spread)
        people = cell(row, "n", group_size) if row["n"] else None
        widths = f"{number(implied.min())} to {number(implied.max())} {row['unit']}"
        why = f"the widths of reference intervals, which imply standard deviations of {widths}"
        if high < implied.min() * NARROW:
            pointers.append((row["row_id"], SpreadReading.SE, why))
        elif people and low * math.sqrt(people) > implied.max() * WIDE:
            pointers.append((row["row_id"], SpreadReading.SD, why))
    return pd.DataFrame(pointers, columns=["row_id", "reading", "why"])


class _Intervals:
    """Intervals that fit what was measured, each converted once for each unit."""

    def __init__(self, intervals: pd.DataFrame, substances: pd.DataFrame):
        self._intervals, self._substances, self._known = intervals, substances, {}

    def _once(self, key: tuple, make):
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def fitting(self, row: pd.Series) -> pd.DataFrame:
        """Those of the same substance and fraction; *serum or plasma* fits either."""
        substance, matrix, fraction = row["substance"], row["matrix"], row["fraction"]
        rows = self._intervals
        return self._once(
            (substance, matrix, fraction),
            lambda: rows[
                (rows["substance"] == substance)
                & (rows["fraction"] == fraction)
                & rows["matrix"].map(lambda named: matrix in named.split(" or "))
            ],
        )

    def table(self, row: pd.Series, unit: str) -> pd.DataFrame:
        """Those that fit, in a unit."""
        key = (row["substance"], row["matrix"], row["fraction"], unit)
        return self._once(key, lambda: intervals_in(unit, self.fitting(row), self._substances))

    def implied(self, row: pd.Series) -> pd.Series:
        """Standard deviations that their widths imply, in the unit of the row."""
        key = (row["substance"], row["matrix"], row["fraction"], row["unit"], "implied")
        return self._once(
            key,
            lambda: implied_by_intervals(1.0, self.fitting(row), row["unit"], self._substances)[
                "implied_sd"
            ],
        )


def _check(row: pd.Series, known: _Intervals, substances: pd.DataFrame) -> Finding:
    printed = f"{row['mean']} {row['unit']}".strip()
    fitting = known.fitting(row)
    if not row["unit"] or fitting.empty:
        why = "no unit is reported" if not row["unit"] else "no interval in the data fits it"
        return cannot_tell(row, CHECK, printed, why, f"Not compared, since {why}.")
    unit = fitting["unit"].iloc[0]

    def in_unit(_) -> tuple[float, float]:
        ends = widest_interval(row["mean"])
        low, high = (convert(end, row["unit"], unit, substances, row["substance"]) for end in ends)
        return float(low), float(high)

    cell(row, "mean", PrintedNumber)
    low, high = cell(row, "unit", in_unit)
    table = known.table(row, unit)
    lows, highs = table["low_converted"], table["high_converted"]
    # Inside for one rounding is not outside.
    places = [
        place(high, a, b) if high < a else place(low, a, b)
        for a, b in zip(lows, highs, strict=True)
    ]
    counts = {name: places.count(name) for name in ("below", "inside", "above")}
    told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    outside = counts["inside"] == 0
    steps = (
        f"{printed} is {number(low)} to {number(high)} {unit}, rounding allowed for.",
        *(
            f"{where} that of {interval['laboratory_or_group']}, {interval['printed']}: "
            f"{number(interval['low_converted'])} to {_end(interval['high_converted'])} {unit}."
            for where, (_, interval) in zip(
                map(str.capitalize, places), table.iterrows(), strict=True
            )
        ),
    )
    return Finding(
        row["row_id"],
        CHECK,
        Verdict.QUESTION if outside else Verdict.CONSISTENT,
        printed,
        f"{told} of {len(places)} intervals",
        "the mean of a group, and intervals of other laboratories",
        steps,
    )


def _end(high: float) -> str:
    return number(high) if high == high else "no upper limit"
