"""What each trial's printed result says of its standardised effect, and how far it was derived.

A result is a row of data that names means, a difference, a p value or words. Where means are
printed the effect follows; where a p value or *not significant* is printed the effect lies in a
region that the test gives. What is not printed is an assumption, and every assumption can be
changed.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from living_review.evidence.printed_numbers import PrintedNumber, parse_p_value
from living_review.statistics.effect_sizes.conversions import from_final_means, from_p_value
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.normal_intervals import NORMAL_95
from living_review.statistics.partly_reported.regions import (
    Comparison,
    Direction,
    FullResult,
    PartialResult,
    adjusted_for_baseline,
    crossover,
    not_significant,
    omnibus_not_significant,
    one_of_several_arms,
    region_of_omnibus_p_value,
    region_of_p_value,
    two_arms,
)

ALPHA = 0.05  # level of a result that is only called not significant


class Tier(StrEnum):
    """How far an effect was derived, from the most direct; a forest plot shows it."""

    DIRECT = "means and spreads"
    INTERVAL = "difference and interval"
    P_VALUE = "p value"
    ASSUMED = "p value, group sizes assumed"
    BOUND = "bound, from not significant"
    NONE = "no result that can be used"


@dataclass(frozen=True)
class Assumptions:
    """What is assumed where a source is silent; the values here are those of the main analysis.

    Parameters
    ----------
    coding : str
        ``final``, or ``change`` where a trial prints changes from the start as well.
    share_in_group1 : float
        Share of all people in group 1 where no sizes are printed.
    correlation : float
        Of the two periods of a crossover, within people.
    adjusted_correlation : float
        Of start and end, where a comparison of several groups may be adjusted for the start; 0
        gives the widest bound.
    p_adjusted_correlation : float
        Of start and end, where a p value of a test that is not told is taken to be adjusted for
        the start; 0 takes it as a plain t test of scores at the end.
    margins : bool
        Whether a factorial trial is compared at its margins (everybody with the treatment against
        everybody without) instead of the treatment alone against neither.
    words_count : bool
        Whether words of no change, of which no comparison of the groups is told, are taken as
        *not significant*.
    spread_factor : float
        Standard deviations from elsewhere are multiplied by this.
    """

    coding: str = "final"
    share_in_group1: float = 0.5
    correlation: float = 0.5
    adjusted_correlation: float = 0.0
    p_adjusted_correlation: float = 0.0
    margins: bool = False
    words_count: bool = False
    spread_factor: float = 1.0


@dataclass(frozen=True)
class TrialEffect:
    """One trial's result, as far as it is known.

    Parameters
    ----------
    trial : str
        Its key.
    tier : Tier
        How it was derived.
    result : FullResult, PartialResult or None
        For the likelihood; None if the printed result says nothing usable.
    point : EffectSize or None
        A single effect and variance where one can be had, for pools that need one.
    steps : tuple of str
        How it was derived, in words.
    people : float
        How many people the result is of.
    """

    trial: str
    tier: Tier
    result: FullResult | PartialResult | None
    point: EffectSize | None
    steps: tuple[str, ...]
    people: float = 0.0


class UnusableRowError(ValueError):
    """A row whose cells can't be read together; the message names row, column and value."""


def trial_effects(
    results: pd.DataFrame, spreads: pd.DataFrame, assumptions: Assumptions | None = None
) -> list[TrialEffect]:
    """Effects of the trials' main results.

    Parameters
    ----------
    results : pandas.DataFrame
        One row per trial, as printed: ``row_id trial design scale n1 n2 n_total test df1 p_value
        printed_words words_say direction``; where means are printed ``value_first spread_first
        n_first`` and the same of ``second``; where a difference is, ``difference ci_low ci_high``.
    spreads : pandas.DataFrame
        ``scale`` and ``sd``: standard deviations from elsewhere, for differences in points.
    assumptions : Assumptions, optional
        Those of the main analysis unless given.

    Returns
    -------
    list of TrialEffect
        In the order of the rows. Negative effects favour group 1; more of every scale is worse.

    Raises
    ------
    UnusableRowError
        If a cell can't be read, a size is below 2, or a standard deviation that a difference
        needs is not in ``spreads``.
    """
    assumed = assumptions or Assumptions()
    known = dict(zip(spreads["scale"], spreads["sd"].astype(float), strict=True))
    effects = []
    for _, row in results.iterrows():
        try:
            effects.append(_effect(row, known, assumed))
        except ValueError as error:
            raise UnusableRowError(f"row {row['row_id']} ({row['trial']}): {error}") from None
    return effects


def _effect(row: pd.Series, spreads: dict[str, float], assumed: Assumptions) -> TrialEffect:
    if row["value_first"] and row["spread_first"]:
        return _from_means(row)
    if row["difference"]:
        return _from_difference(row, spreads, assumed)
    if row["p_value"]:
        return _from_p_value(row, assumed)
    return _from_words(row, assumed)


def _sizes(row: pd.Series, assumed: Assumptions) -> tuple[float, float, bool]:
    """Group sizes, and whether they were assumed."""
    if row["n1"] and row["n2"]:
        # At the margins of a two-by-two design each side holds two of its four groups.
        times = 2 if assumed.margins and row["design"] == "factorial" else 1
        return times * float(row["n1"]), times * float(row["n2"]), False
    if not row["n_total"]:
        raise ValueError("columns n1, n2 and n_total are blank: a result needs a number of people")
    total = float(row["n_total"])
    first = round(total * assumed.share_in_group1)
    return float(first), total - first, True


def _number(row: pd.Series, column: str) -> float:
    try:
        return PrintedNumber(row[column]).value
    except ValueError as error:
        raise ValueError(f"column {column}, value {row[column]!r}: {error}") from None


def _told_sizes(n1: float, n2: float, assumed: bool) -> str:
    how = (
        ", taken as equal groups since only the total is printed"
        if assumed and n1 == n2
        else (", divided by assumption" if assumed else "")
    )
    return f"{n1:.0f} and {n2:.0f} people{how}."


def _from_means(row: pd.Series) -> TrialEffect:
    mean1, sd1, mean2, sd2 = (
        _number(row, f"{name}_{which}")
        for which in ("first", "second")
        for name in ("value", "spread")
    )
    n1, n2, guessed = _sizes(
        {**row, "n1": row["n_first"] or row["n1"], "n2": row["n_second"] or row["n2"]},
        Assumptions(),
    )
    point = from_final_means(mean1, sd1, n1, mean2, sd2, n2)
    steps = (
        f"{row['value_first']} ± {row['spread_first']} against {row['value_second']} ± "
        f"{row['spread_second']}; the spreads are read as standard deviations.",
        _told_sizes(n1, n2, guessed),
        _told(point),
    )
    result = FullResult(row["trial"], float(point.yi), float(point.vi))
    return TrialEffect(row["trial"], Tier.DIRECT, result, point, steps, n1 + n2)


def _told(point: EffectSize) -> str:
    return f"Hedges' g {float(point.yi):.2f}, standard error {math.sqrt(float(point.vi)):.2f}."


def _from_difference(
    row: pd.Series, spreads: dict[str, float], assumed: Assumptions
) -> TrialEffect:
    if row["scale"] not in spreads:
        raise ValueError(
            f"column scale, value {row['scale']!r}: no standard deviation of it is in "
            "the table of spreads; add one with its source"
        )
    sd = spreads[row["scale"]] * assumed.spread_factor
    difference, low, high = (_number(row, name) for name in ("difference", "ci_low", "ci_high"))
    if not low < difference < high:
        raise ValueError(
            f"column estimate: {difference:g} lies outside its interval {low:g} to {high:g}"
        )
    se = (high - low) / (2 * NORMAL_95)
    point = EffectSize(difference / sd, (se / sd) ** 2)
    steps = (
        f"Difference {row['difference']} (interval {row['ci_low']} to {row['ci_high']}), over "
        f"a standard deviation of {sd:g} from elsewhere.",
        _told(point),
    )
    result = FullResult(row["trial"], float(point.yi), float(point.vi))
    people = float(row["n_total"] or 0)
    return TrialEffect(row["trial"], Tier.INTERVAL, result, point, steps, people)


DIRECTIONS = {"lower in group 1": (Direction.LOWER, -1), "higher in group 1": (Direction.HIGHER, 1)}
NO_DIFFERENCE, NO_CHANGE = "no difference between the groups", "no change over time"
SEVERAL = ("comparison of all groups", "comparison of all groups, adjusted")


def _comparison(row: pd.Series, assumed: Assumptions) -> tuple[Comparison, bool, str]:
    """The test that was printed, whether sizes were assumed, and how it was read."""
    if row["test"] == "crossover" or row["design"] == "crossover":
        return (
            crossover(row["trial"], float(row["n_total"]), assumed.correlation),
            False,
            f"{row['n_total']} people in both periods; correlation of the periods taken as "
            f"{assumed.correlation:g}.",
        )
    n1, n2, guessed = _sizes(row, assumed)
    if row["test"] in SEVERAL:
        arms = int(row["df1"]) + 1
        everybody = 2 * (n1 + n2) if row["design"] == "factorial" else arms * (n1 + n2) / 2
        rest = (
            everybody / 2 if assumed.margins and row["design"] == "factorial" else everybody
        ) - arms
        told = (
            f"{_told_sizes(n1, n2, guessed)} Comparison of {arms} groups: |t| of two of them "
            f"is at most √({row['df1']} · F)."
        )
        return (
            one_of_several_arms(row["trial"], n1, n2, rest, assumed.adjusted_correlation),
            guessed,
            told,
        )
    told = _told_sizes(n1, n2, guessed)
    if row["test"] == "two-group t test":
        return two_arms(row["trial"], n1, n2), guessed, told
    if row["p_value"] and assumed.p_adjusted_correlation:
        r = assumed.p_adjusted_correlation
        return (
            adjusted_for_baseline(row["trial"], n1, n2, r),
            guessed,
            f"{told} Taken as adjusted for the start, correlation {r:g}.",
        )
    return (
        two_arms(row["trial"], n1, n2),
        guessed,
        f"{told} {_named(row['test'])}, so a t test of scores at the end is taken.",
    )


def _named(test: str) -> str:
    return f"The test is named as “{test}” and not told further" if test else "No test is named"


def _from_p_value(row: pd.Series, assumed: Assumptions) -> TrialEffect:
    comparison, guessed, told = _comparison(row, assumed)
    direction, sign = DIRECTIONS.get(row["direction"], (Direction.UNTOLD, 0))
    if row["test"] in SEVERAL:
        result = region_of_omnibus_p_value(comparison, int(row["df1"]), row["p_value"], direction)
        return _bound(
            row, result, told, f"p {row['p_value']} for all groups together", _people(row, assumed)
        )
    result = region_of_p_value(comparison, row["p_value"], direction)
    relation, p = parse_p_value(row["p_value"])
    if relation == ">" or sign == 0:
        return _bound(row, result, told, f"p {row['p_value']}", comparison.people)
    point = None
    if row["design"] != "crossover":
        n1, n2, _ = _sizes(row, assumed)
        point = from_p_value(p, n1, n2, sign)
        if assumed.p_adjusted_correlation and row["test"] != "two-group t test":
            shrunk = 1 - assumed.p_adjusted_correlation**2
            point = EffectSize(point.yi * math.sqrt(shrunk), point.vi * shrunk)
    steps = (f"Printed: p {row['p_value']}, {row['direction']}.", told, _told_region(result))
    steps = (*steps, *((_told(point),) if point else ()))
    tier = Tier.ASSUMED if guessed else Tier.P_VALUE
    return TrialEffect(row["trial"], tier, result, point, steps, comparison.people)


def _from_words(row: pd.Series, assumed: Assumptions) -> TrialEffect:
    words = row["printed_words"] or "nothing"
    counts = row["words_say"] == NO_DIFFERENCE or (
        row["words_say"] == NO_CHANGE and assumed.words_count
    )
    if not counts:
        why = (
            "they tell of change over time, not of a difference between the groups"
            if row["words_say"] == NO_CHANGE
            else "they hold no number"
        )
        steps = (f"Printed words: {words}. No effect can be taken from them; {why}.",)
        return TrialEffect(row["trial"], Tier.NONE, None, None, steps)
    comparison, _, told = _comparison(row, assumed)
    direction = DIRECTIONS.get(row["direction"], (Direction.UNTOLD, 0))[0]
    if row["test"] in SEVERAL or row["df1"]:
        result = omnibus_not_significant(comparison, int(row["df1"]), ALPHA, direction)
    else:
        result = not_significant(comparison, ALPHA, direction)
    return _bound(row, result, told, words, _people(row, assumed))


def _people(row: pd.Series, assumed: Assumptions) -> float:
    n1, n2, _ = _sizes(row, assumed)
    return n1 + n2


def _bound(
    row: pd.Series, result: PartialResult, told: str, printed: str, people: float
) -> TrialEffect:
    steps = (f"Printed: {printed}.", told, _told_region(result))
    return TrialEffect(row["trial"], Tier.BOUND, result, None, steps, people)


def _told_region(result: PartialResult) -> str:
    parts = [
        f"between {low:.2f} and {high:.2f}"
        if math.isfinite(low) and math.isfinite(high)
        else f"below {high:.2f}"
        if math.isfinite(high)
        else f"above {low:.2f}"
        for low, high in result.regions
    ]
    return f"So the g that was measured lies {' or '.join(parts)}."
