"""From a printed p value, or from words on significance, to the region of a trial's effect.

The region is what the test that was printed allows; of a test that is not of means, or that does
not fit the design, nothing follows, and the steps say so.
"""

import math

from scipy import stats

from living_review.evidence.printed_numbers import p_value_interval, parse_p_value
from living_review.statistics.effect_sizes.conversions import from_p_value
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.partly_reported.regions import (
    Comparison,
    Direction,
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
from living_review.synthesis.trials.from_means import told_point
from living_review.synthesis.trials.labels import Design, Test, WordsSay
from living_review.synthesis.trials.orientation import (
    AS_COUNTED,
    SIGNS,
    favoured,
    more_is_better,
    told_orientation,
)
from living_review.synthesis.trials.people import group_sizes, people_in_both, told_sizes
from living_review.synthesis.trials.printed_result import PrintedResult
from living_review.synthesis.trials.trial_effect import Assumptions, Tier, TrialEffect

ALPHA = 0.05  # level of a result that is only called not significant
NOT_OF_MEANS = {
    Test.RANKS: "a test of ranks compares orders and not means",
    Test.COUNTS: "a test of counts compares numbers of people and not scores",
}
OF_OTHER_PEOPLE = (Test.TWO_GROUPS, Test.WELCH, Test.COVARIANCE)  # each group its own people


def effect_of_p_value(printed: PrintedResult, assumed: Assumptions) -> TrialEffect:
    """Effect of a result of which only a p value is printed: a region, and a point if it has one.

    Raises
    ------
    ValueError
        If the text is no p value, people are not told, or words contradict it.
    """
    relation, p = _p_value(printed)
    _check_significance(printed, relation, p)
    if why := _unusable(printed):
        return _not_used(printed, f"Reported: p {printed.p_value}. Nothing follows from it: {why}.")
    side = favoured(printed)
    if printed.test is Test.ONE_SIDED:
        return _of_one_sided(printed, assumed, side)
    comparison, guessed, told = _comparison(printed, assumed)
    told = (*told, *_told_side(printed))
    if printed.test.is_of_all_groups:
        result = region_of_omnibus_p_value(comparison, printed.df1, printed.p_value, side)
        words = f"p {printed.p_value} for all groups together"
        return _bound(printed, result, told, words, _people(printed, assumed))
    result = region_of_p_value(comparison, printed.p_value, side)
    if relation == ">" or side is Direction.UNTOLD:
        return _bound(printed, result, told, f"p {printed.p_value}", comparison.people)
    point = _point(printed, assumed, p, side)
    tier = Tier.ASSUMED if guessed else Tier.P_VALUE
    return _regional(printed, tier, result, point, told, comparison.people)


def effect_of_words(printed: PrintedResult, assumed: Assumptions) -> TrialEffect:
    """Effect of a result of which only words are printed: a bound, or nothing."""
    words, say = printed.words or "nothing", printed.words_say
    if say is not WordsSay.NO_DIFFERENCE and not (
        say is WordsSay.NO_CHANGE and assumed.words_count
    ):
        why = {
            WordsSay.NO_CHANGE: "they are about change over time, not about a difference "
            "between the groups",
            WordsSay.NOTHING: "they say nothing about a difference between the groups",
        }.get(say, "they contain no number")
        return _not_used(printed, f"Reported words: {words}. No effect follows from them; {why}.")
    why = _unusable(printed)
    if printed.test is Test.ONE_SIDED:
        why = "a one-sided test limits the effect on one side only"
    if why:
        return _not_used(printed, f"Reported words: {words}. No effect follows from them; {why}.")
    comparison, _, told = _comparison(printed, assumed)
    side = favoured(printed) if printed.direction != "not printed" else Direction.UNTOLD
    if printed.test.is_of_all_groups or (printed.df1 or 0) > 1:
        result = omnibus_not_significant(comparison, printed.df1, ALPHA, side)
    else:
        result = not_significant(comparison, ALPHA, side)
    return _bound(printed, result, told, words, _people(printed, assumed))


def _p_value(printed: PrintedResult) -> tuple[str, float]:
    try:
        return parse_p_value(printed.p_value)
    except ValueError as error:
        raise printed.cells.refusal("p_value", str(error)) from None


def _check_significance(printed: PrintedResult, relation: str, p: float):
    if printed.words_say is WordsSay.NO_DIFFERENCE and relation != ">" and p < ALPHA:
        raise printed.cells.refusal(
            "words_say",
            f"column p_value is {printed.p_value!r}; look at both in the source, and at which "
            "comparison each is of",
        )


def _unusable(printed: PrintedResult) -> str:
    """Why nothing follows from the test; empty if something does."""
    if printed.test in NOT_OF_MEANS:
        return NOT_OF_MEANS[printed.test]
    if printed.design is Design.CROSSOVER and printed.test in OF_OTHER_PEOPLE:
        return (
            f"in a crossover the same people have both treatments, and a {printed.test} takes "
            "them for other people"
        )
    return ""


def _comparison(
    printed: PrintedResult, assumed: Assumptions
) -> tuple[Comparison, bool, tuple[str, ...]]:
    """The test that was printed, whether sizes were assumed, and how it was read."""
    if printed.design is Design.CROSSOVER:
        return _of_pairs(printed, assumed)
    n1, n2, guessed = group_sizes(printed, assumed)
    people = told_sizes(n1, n2, guessed)
    if printed.test.is_of_all_groups:
        comparison, told = _of_several(printed, assumed, n1, n2)
        return comparison, guessed, (f"{people} {told}",)
    plain = two_arms(printed.trial, n1, n2)
    if printed.test.is_unadjusted:
        welch = " Welch's test is read as Student's." if printed.test is Test.WELCH else ""
        return plain, guessed, (f"{people}{welch}",)
    r = assumed.p_adjusted_correlation
    if printed.p_value and r:
        comparison = adjusted_for_baseline(printed.trial, n1, n2, r)
        return (
            comparison,
            guessed,
            (f"{people} Taken as adjusted for the start, correlation {r:g}.",),
        )
    return plain, guessed, (f"{people} {_named(printed.test)}",)


def _of_pairs(
    printed: PrintedResult, assumed: Assumptions
) -> tuple[Comparison, bool, tuple[str, ...]]:
    people = people_in_both(printed)
    told = (
        f"{people} people in both periods; correlation of the periods taken as "
        f"{assumed.correlation:g}."
    )
    if printed.test is not Test.CROSSOVER:
        told += f" {_named(printed.test, 'paired t test')}"
    return crossover(printed.trial, people, assumed.correlation), False, (told,)


def _of_several(
    printed: PrintedResult, assumed: Assumptions, n1: float, n2: float
) -> tuple[Comparison, str]:
    arms, factorial = printed.df1 + 1, printed.design is Design.FACTORIAL
    everybody = 2 * (n1 + n2) if factorial else arms * (n1 + n2) / 2
    rest = (everybody / 2 if assumed.margins and factorial else everybody) - arms
    r = assumed.adjusted_correlation
    told = f"Comparison of {arms} groups: |t| of two of them is at most √({printed.df1} · F)."
    if printed.test is Test.ALL_GROUPS_ADJUSTED:
        widest = ", which gives the widest limits" if r == 0 else ""
        told += f" It is adjusted; correlation of start and end taken as {r:g}{widest}."
    return one_of_several_arms(printed.trial, n1, n2, rest, r), told


def _named(test: Test, taken: str = "t test of scores at the end") -> str:
    if test is Test.NOT_TOLD:
        return f"No test is named, so a {taken} is taken."
    return f"The test is named as “{test}” and not told further, so a {taken} is taken."


def _point(
    printed: PrintedResult, assumed: Assumptions, p: float, side: Direction
) -> EffectSize | None:
    """The effect that would print this p value; None where no single one is taken."""
    if printed.design is Design.CROSSOVER:
        return None
    n1, n2, _ = group_sizes(printed, assumed)
    point = from_p_value(p, n1, n2, SIGNS[side])
    if printed.test.is_unadjusted:
        return point
    shrunk = 1 - assumed.p_adjusted_correlation**2
    return EffectSize(point.yi * math.sqrt(shrunk), point.vi * shrunk)


def _of_one_sided(printed: PrintedResult, assumed: Assumptions, side: Direction) -> TrialEffect:
    """Effect of a one-sided p value, which in its own direction is half of a two-sided one."""
    relation, p = _p_value(printed)
    low, high = p_value_interval(printed.p_value)
    if relation == ">" or high > 0.5:
        return _not_used(
            printed,
            f"Reported: p {printed.p_value}, one-sided. It leaves the effect open on one side.",
        )
    comparison, guessed, told = _comparison(printed, assumed)
    ends = [
        float(comparison.effect(stats.t.isf(x, comparison.degrees_of_freedom))) for x in (high, low)
    ]
    below, above = (-ends[1], -ends[0]), (ends[0], ends[1])
    regions = {Direction.LOWER: (below,), Direction.HIGHER: (above,)}.get(side, (below, above))
    result = PartialResult(printed.trial, regions, comparison.variance(), printed.p_value)
    told = (
        *told,
        *_told_side(printed),
        "The test is one-sided; in its direction a two-sided p is twice as large.",
    )
    if side is Direction.UNTOLD:
        return _bound(printed, result, told, f"p {printed.p_value}", comparison.people)
    point = _point(printed, assumed, 2 * p, side)
    tier = Tier.ASSUMED if guessed else Tier.P_VALUE
    return _regional(printed, tier, result, point, told, comparison.people)


def _told_side(printed: PrintedResult) -> tuple[str, ...]:
    """How the scale was turned for words that name the lower group."""
    by_words = AS_COUNTED[printed.direction]
    if by_words is Direction.UNTOLD:
        return ()
    return told_orientation(printed, more_is_better(printed, by_words))


def _people(printed: PrintedResult, assumed: Assumptions) -> float:
    if printed.design is Design.CROSSOVER:
        return float(people_in_both(printed))
    return sum(group_sizes(printed, assumed)[:2])


def _regional(printed, tier: Tier, result: PartialResult, point, told, people) -> TrialEffect:
    way = printed.direction if printed.direction != "not printed" else printed.words_say
    said = f"Reported: p {printed.p_value}, {printed.with_groups(way)}."
    steps = (said, *told, _told_region(result))
    steps = (*steps, *((told_point(point),) if point else ()))
    return TrialEffect(printed.trial, tier, result, point, steps, people)


def _bound(
    printed: PrintedResult, result: PartialResult, told: tuple[str, ...], words: str, people: float
) -> TrialEffect:
    steps = (f"Reported: {words}.", *told, _told_region(result))
    return TrialEffect(printed.trial, Tier.BOUND, result, None, steps, people)


def _not_used(printed: PrintedResult, why: str) -> TrialEffect:
    return TrialEffect(printed.trial, Tier.NONE, None, None, (why,))


def _told_region(result: PartialResult) -> str:
    parts = [
        f"between {low:.2f} and {high:.2f}"
        if math.isfinite(low) and math.isfinite(high)
        else f"below {high:.2f}"
        if math.isfinite(high)
        else f"above {low:.2f}"
        for low, high in result.regions
    ]
    return f"So the measured g is {' or '.join(parts)}."
