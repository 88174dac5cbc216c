"""Two printed groups held against each other: table in, table out.

A group is a row of data with the columns ``value`` (the mean, as printed), ``spread``, ``unit``
and ``substance``. What a source leaves out (group sizes, what the spread is) is not guessed:
every function gives the answer under each reading. Differences are group 1 minus group 2.
"""

import math

import numpy as np
import pandas as pd

from living_review.evidence.printed_numbers import (
    PrintedNumber,
    RoundingRule,
    parse_p_value,
    spread_interval,
    values,
)
from living_review.evidence.units import convert
from living_review.statistics.effect_sizes.standardised import hedges_g
from living_review.statistics.normal_intervals import NORMAL_95
from living_review.statistics.smallest_p import smallest_p_of_standard_errors
from living_review.statistics.summary_tests import (
    SpreadReading,
    as_sd,
    limiting_p_value,
    pooled_test,
    welch_test,
)

SIZES = tuple(range(2, 101))
PAST = ("superseded", "discontinued")  # of an interval that is out of use
# Tests and divisions that stand beside the main reading: equal groups under Welch's test.
DIVISIONS = (("Welch", 1, 1), ("pooled variance", 1, 1), ("Welch", 2, 1), ("Welch", 1, 2))
TESTS = {"Welch": welch_test, "pooled variance": pooled_test}
# Between the corners of the rounding box p need not be monotone in the spreads (the degrees of
# freedom move too), so that their sides are sampled; a test compares with a dense random sample.
SAMPLES_PER_SIDE = 9


def in_units(groups: pd.DataFrame, units: list[str], substances: pd.DataFrame) -> pd.DataFrame:
    """Means and spreads as printed, and converted into further units.

    Parameters
    ----------
    groups : pandas.DataFrame
        Rows with ``value``, ``spread``, ``unit``, ``substance``.
    units : list of str
        Units to convert into.
    substances : pandas.DataFrame
        Molar masses, see `living_review.evidence.units`.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``printed`` and, per unit, ``mean in …`` and ``spread in …`` (floats).
    """
    table = groups.reset_index(drop=True).copy()
    table["printed"] = [_printed(row) for _, row in table.iterrows()]
    for unit in units:
        for name, column in (("mean", "value"), ("spread", "spread")):
            table[f"{name} in {unit}"] = [
                convert(number, row["unit"], unit, substances, row["substance"])
                for number, (_, row) in zip(values(table[column]), table.iterrows(), strict=True)
            ]
    return table


def _printed(row: pd.Series) -> str:
    spread = f" ± {row['spread']}" if row["spread"] else ""
    return f"{row['value']}{spread} {row['unit']}"


def intervals_in(unit: str, intervals: pd.DataFrame, substances: pd.DataFrame) -> pd.DataFrame:
    """Reference intervals in one unit, sorted by their lower limit.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``printed``, and ``low_converted`` and ``high_converted`` in ``unit``
        (NaN where a limit is not printed).
    """
    table = intervals.reset_index(drop=True).copy()
    table["printed"] = [
        f"{row['low']} to {row['high']} {row['unit']}"
        if row["high"]
        else f"from {row['low']} {row['unit']}"
        for _, row in table.iterrows()
    ]
    for limit in ("low", "high"):
        table[f"{limit}_converted"] = [
            convert(number, row["unit"], unit, substances, row["substance"])
            for number, (_, row) in zip(values(table[limit]), table.iterrows(), strict=True)
        ]
    return table.sort_values("low_converted", kind="stable", ignore_index=True)


def place(value: float, low: float, high: float) -> str:
    """Where a value lies against an interval: below, inside or above.

    Examples
    --------
    >>> place(1.0, 2.0, 3.0), place(2.0, 2.0, 3.0), place(4.0, 2.0, float("nan"))
    ('below', 'inside', 'inside')
    """
    if value < low:
        return "below"
    return "above" if value > high else "inside"


def against_intervals(
    groups: pd.DataFrame, intervals: pd.DataFrame, unit: str, substances: pd.DataFrame
) -> pd.DataFrame:
    """Place of every printed mean against every reference interval.

    Parameters
    ----------
    groups : pandas.DataFrame
        With ``label``, ``value``, ``unit``, ``substance``.
    intervals : pandas.DataFrame
        Rows of the table of reference intervals.

    Returns
    -------
    pandas.DataFrame
        One row per interval as of `intervals_in`, one further column per group's label with
        *below*, *inside* or *above*.
    """
    table = intervals_in(unit, intervals, substances)
    means = in_units(groups, [unit], substances)
    for _, group in means.iterrows():
        table[group["label"]] = [
            place(group[f"mean in {unit}"], row["low_converted"], row["high_converted"])
            for _, row in table.iterrows()
        ]
    return table


def beside_intervals(
    groups: pd.DataFrame, intervals: pd.DataFrame, unit: str, substances: pd.DataFrame
) -> pd.DataFrame:
    """Printed groups, and below them the reference intervals with both limits, on one scale.

    Parameters
    ----------
    groups : pandas.DataFrame
        With ``label``, ``value``, ``spread``, ``unit``, ``substance``.
    intervals : pandas.DataFrame
        Rows of the table of reference intervals; those out of use come last and say so.

    Returns
    -------
    pandas.DataFrame
        ``label kind value low high`` in ``unit``: of a group, its label as kind, its mean, and
        the mean less and plus its printed spread; of an interval, *interval*, NaN and its limits.
    """
    measured = in_units(groups, [unit], substances)
    mean, spread = measured[f"mean in {unit}"], measured[f"spread in {unit}"]
    ranges = intervals_in(unit, intervals, substances).dropna(subset=["high_converted"])
    ranges = ranges.sort_values("status", key=lambda status: status.isin(PAST), kind="stable")
    past = ranges["status"].where(ranges["status"].isin(PAST), "").map(lambda x: x and f" ({x})")
    rows = (
        measured.assign(kind=measured["label"], value=mean, low=mean - spread, high=mean + spread),
        ranges.assign(
            label=ranges["laboratory_or_group"] + past,
            kind="interval",
            value=math.nan,
            low=ranges["low_converted"],
            high=ranges["high_converted"],
        ),
    )
    columns = ["label", "kind", "value", "low", "high"]
    return pd.concat([part[columns] for part in rows], ignore_index=True)


def implied_by_intervals(
    spread: float, intervals: pd.DataFrame, unit: str, substances: pd.DataFrame
) -> pd.DataFrame:
    """Standard deviation of the people behind a reference interval, beside a printed spread.

    Parameters
    ----------
    spread : float
        Printed spread in ``unit``.

    Returns
    -------
    pandas.DataFrame
        The intervals that have both limits, with ``implied_sd`` in ``unit``, ``ratio`` (implied
        SD over spread) and ``size_if_se``: the group size at which the spread, read as a
        standard error, would give that SD.

    Notes
    -----
    SD = width / (2 · 1.96): assumes that values are normal and the interval holds 95 % of them.
    """
    table = intervals_in(unit, intervals, substances).dropna(subset=["high_converted"])
    table["implied_sd"] = (table["high_converted"] - table["low_converted"]) / (2 * NORMAL_95)
    table["ratio"] = table["implied_sd"] / spread
    table["size_if_se"] = table["ratio"] ** 2
    return table.reset_index(drop=True)


def _box(group: pd.Series, rule: RoundingRule) -> tuple[tuple[float, float], np.ndarray]:
    mean = PrintedNumber(group["value"]).rounding_interval(rule)
    low, high = spread_interval(group["spread"], rule)
    low = max(low, high * 1e-9)  # a spread of exactly 0 has no test
    return mean, np.linspace(low, high, SAMPLES_PER_SIDE)


def _over_box(group1, group2, n1, n2, reading, test, rule):
    """Lowest and highest p over the rounding of means and spreads, for arrays of group sizes."""
    (low1, high1), spreads1 = _box(group1, rule)
    (low2, high2), spreads2 = _box(group2, rule)
    smallest, largest = sorted((low1 - high2, high1 - low2), key=abs)
    if (low1 - high2) * (high1 - low2) <= 0:
        smallest = 0.0
    n1, n2 = n1[:, None, None], n2[:, None, None]
    sd1 = as_sd(spreads1[None, :, None], n1, reading)
    sd2 = as_sd(spreads2[None, None, :], n2, reading)
    best = test(largest, sd1, n1, 0.0, sd2, n2).p.min(axis=(1, 2))
    worst = test(smallest, sd1, n1, 0.0, sd2, n2).p.max(axis=(1, 2))
    return best, worst


def compare(
    group1: pd.Series,
    group2: pd.Series,
    n1,
    n2,
    reading: SpreadReading,
    test: str = "Welch",
    rule: RoundingRule = RoundingRule.NEAREST,
) -> pd.DataFrame:
    """Test two printed groups for given group sizes under one reading of their spreads.

    Parameters
    ----------
    group1, group2 : pandas.Series
        With ``value`` and ``spread`` as printed, in one unit.
    n1, n2 : array_like of int
        Group sizes from 2, of equal length.
    reading : SpreadReading
        What the spreads are taken to be.
    test : str
        ``"Welch"`` or ``"pooled variance"``.
    rule : RoundingRule
        How the printed numbers were shortened.

    Returns
    -------
    pandas.DataFrame
        Per pair of sizes ``n1 n2 reading test t df p g`` at the printed values, and ``p_low``
        ``p_high`` over everything that would be printed the same.

    Raises
    ------
    ValueError
        If the units differ or a group size is below 2.
    """
    if group1["unit"] != group2["unit"]:
        raise ValueError(f"units differ: {group1['unit']!r} and {group2['unit']!r}")
    n1, n2 = np.atleast_1d(np.asarray(n1, float)), np.atleast_1d(np.asarray(n2, float))
    mean1, mean2 = PrintedNumber(group1["value"]).value, PrintedNumber(group2["value"]).value
    sd1 = as_sd(PrintedNumber(group1["spread"]).value, n1, reading)
    sd2 = as_sd(PrintedNumber(group2["spread"]).value, n2, reading)
    result = TESTS[test](mean1, sd1, n1, mean2, sd2, n2)
    p_low, p_high = _over_box(group1, group2, n1, n2, reading, TESTS[test], rule)
    return pd.DataFrame(
        {
            "n1": n1.astype(int),
            "n2": n2.astype(int),
            "reading": str(reading),
            "test": test,
            "t": result.t,
            "df": result.df,
            "p": result.p,
            "p_low": p_low,
            "p_high": p_high,
            "g": hedges_g(mean1, sd1, n1, mean2, sd2, n2),
        }
    )


def over_group_sizes(
    group1: pd.Series, group2: pd.Series, sizes=SIZES, test: str = "Welch"
) -> pd.DataFrame:
    """The comparison at equal group sizes, under both readings of the spread.

    Returns
    -------
    pandas.DataFrame
        As of `compare`, with ``n`` (per group); first all rows of one reading, then the other.
    """
    parts = [compare(group1, group2, sizes, sizes, reading, test) for reading in SpreadReading]
    return pd.concat(parts, ignore_index=True).assign(n=lambda table: table["n1"])


def over_splits(group1: pd.Series, group2: pd.Series, total: int) -> pd.DataFrame:
    """The comparison for every division of a total number of people into two groups.

    Returns
    -------
    pandas.DataFrame
        As of `compare`, for group 1 from 2 to ``total`` − 2, under both readings.
    """
    if total < 4:
        raise ValueError("two groups of at least 2 need a total of at least 4")
    n1 = np.arange(2, total - 1)
    parts = [compare(group1, group2, n1, total - n1, reading) for reading in SpreadReading]
    return pd.concat(parts, ignore_index=True)


def smallest_group_sizes(
    group1: pd.Series, group2: pd.Series, p_value: str, sizes=SIZES
) -> pd.DataFrame:
    """Smallest groups with which the printed significance can hold, under each assumption.

    Parameters
    ----------
    p_value : str
        As printed, such as ``"<0.05"``: the bound to be reached.
    sizes : sequence of int
        Sizes of the smaller group that are tried, ascending.

    Returns
    -------
    pandas.DataFrame
        ``reading``, ``test``, ``division`` (people in group 1 and 2), ``smallest`` (of the
        smaller group, at the printed values; NaN where none is), ``earliest`` and ``latest``
        (over the rounding), ``limiting_p`` (most favourable rounding, groups without limit), and
        ``in_words``. *Never* is said only where no group size at all reaches the bound.
    """
    _, bound = parse_p_value(p_value)
    rows = []
    for reading in SpreadReading:
        limit = _limiting_p(group1, group2, reading)
        for test, share1, share2 in DIVISIONS:
            sizes1, sizes2 = share1 * np.array(sizes), share2 * np.array(sizes)
            tested = compare(group1, group2, sizes1, sizes2, reading, test).assign(size=sizes)
            row = {
                "reading": str(reading),
                "test": test,
                "division": f"{share1} to {share2}",
                "smallest": _first(tested, "p", bound),
                "earliest": _first(tested, "p_low", bound),
                "latest": _first(tested, "p_high", bound),
                "limiting_p": limit,
            }
            words = _smallest_in_words(row, bound, max(sizes), share1, share2)
            rows.append({**row, "in_words": words})
    return pd.DataFrame(rows)


def fewest_people(group1: pd.Series, group2: pd.Series, p_value: str) -> dict[str, float]:
    """Fewest people per group, groups being equal, with which Welch's test reaches a p value.

    Parameters
    ----------
    p_value : str
        As printed, such as ``"<0.05"``.

    Returns
    -------
    dict of str to float
        What the printed spread may be → people per group at the printed values; infinite where
        more than the largest of `SIZES` are needed, NaN where no number is enough.
    """
    test, share1, share2 = DIVISIONS[0]
    found = smallest_group_sizes(group1, group2, p_value)
    found = found[(found["test"] == test) & (found["division"] == f"{share1} to {share2}")]
    _, bound = parse_p_value(p_value)
    untried = found["smallest"].isna() & (found["limiting_p"] < bound)
    smallest = found["smallest"].mask(untried, math.inf)
    return dict(zip(found["reading"], smallest, strict=True))


def _limiting_p(group1: pd.Series, group2: pd.Series, reading: SpreadReading) -> float:
    """Smallest p that unlimited groups could give, over the rounding of all four numbers."""
    (low1, high1), spreads1 = _box(group1, RoundingRule.NEAREST)
    (low2, high2), spreads2 = _box(group2, RoundingRule.NEAREST)
    largest = max(abs(low1 - high2), abs(high1 - low2))
    return limiting_p_value(largest, spreads1[0], 0.0, spreads2[0], reading)


def smallest_p_of_any_size(group1: pd.Series, group2: pd.Series) -> float:
    """Smallest p that any sizes, either test and any rounding give, spreads read as SE.

    Over which sizes it is the smallest: see `smallest_p.smallest_p_of_standard_errors`.
    """
    (low1, high1), spreads1 = _box(group1, RoundingRule.NEAREST)
    (low2, high2), spreads2 = _box(group2, RoundingRule.NEAREST)
    largest = max(abs(low1 - high2), abs(high1 - low2))
    return smallest_p_of_standard_errors(largest, spreads1[0], 0.0, spreads2[0]).p


def _first(found: pd.DataFrame, column: str, bound: float) -> float:
    reached = found.loc[found[column] < bound, "size"]
    return float(reached.iloc[0]) if len(reached) else math.nan


def _smallest_in_words(row: dict, bound: float, largest: int, share1: int, share2: int) -> str:
    def sizes(smaller: float) -> str:
        return f"{share1 * smaller:.0f} and {share2 * smaller:.0f}"

    if math.isnan(row["smallest"]):
        return "never" if row["limiting_p"] >= bound else f"not up to {sizes(largest)}"
    if row["earliest"] == row["latest"]:
        return sizes(row["smallest"])
    latest = "more" if math.isnan(row["latest"]) else sizes(row["latest"])
    return f"{sizes(row['smallest'])} (by rounding, {sizes(row['earliest'])} to {latest})"
