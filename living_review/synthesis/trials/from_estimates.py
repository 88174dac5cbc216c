"""From a printed estimate with its interval to a trial's effect, by what the estimate measures.

A difference in points is divided by the spread of its scale; what is standardised already is taken
as it is; an odds ratio becomes a standardised difference. Of other measures there is no sourced
conversion, so they are not used.
"""

import math

from living_review.statistics.effect_sizes.counts import smd_from_odds_ratio
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    hedges_g_variance,
    oriented,
    small_sample_correction,
)
from living_review.statistics.effect_sizes.summaries import standard_error_from_interval
from living_review.statistics.partly_reported.regions import Direction, FullResult
from living_review.synthesis.trials.from_means import told_point
from living_review.synthesis.trials.labels import Design, HigherIs, PrintedMeasure
from living_review.synthesis.trials.orientation import (
    SIGNS,
    check_words,
    direction_of_difference,
    favoured,
    more_is_better,
    told_orientation,
)
from living_review.synthesis.trials.people import group_sizes, people_in_both, told_sizes
from living_review.synthesis.trials.printed_interval import check_interval
from living_review.synthesis.trials.printed_result import PrintedEstimate, PrintedResult
from living_review.synthesis.trials.trial_effect import Assumptions, Tier, TrialEffect

POINTS = "points"
USUAL_LEVEL = 95.0  # of an interval whose level is not printed, in percent
STANDARDISED = (PrintedMeasure.STANDARDISED, PrintedMeasure.HEDGES_G, PrintedMeasure.COHENS_D)


def effect_of_estimate(
    printed: PrintedResult, spreads: dict[str, float], assumed: Assumptions
) -> TrialEffect:
    """Effect of a result of which an estimate with its interval is printed.

    Parameters
    ----------
    printed : PrintedResult
        With ``estimate``.
    spreads : dict of str to float
        Standard deviations of scales from elsewhere, in points.
    assumed : Assumptions
        For what is not printed.

    Raises
    ------
    ValueError
        If the numbers can't be of the measure that they are called, or words contradict them.
    """
    estimate = printed.estimate
    if estimate.measure.is_ratio:
        _check_ratio(estimate)
    if estimate.low is not None:
        check_interval(estimate)
    if estimate.measure is PrintedMeasure.DIFFERENCE:
        return _of_difference(printed, spreads, assumed)
    if estimate.measure in STANDARDISED:
        return _of_standardised(printed, assumed)
    if estimate.measure is PrintedMeasure.ODDS_RATIO:
        return _of_odds_ratio(printed)
    steps = (
        f"{_told(estimate)}. From a {estimate.measure} no standardised difference follows by any "
        "formula with a source that we know, so it is not used.",
    )
    return TrialEffect(printed.trial, Tier.NONE, None, None, steps)


def _check_ratio(estimate: PrintedEstimate):
    numbers = {"estimate": estimate.value, "ci_low": estimate.low, "ci_high": estimate.high}
    for column, number in numbers.items():
        if number is not None and not number.value > 0:
            raise estimate.cells.refusal(
                column,
                f"a {estimate.measure} is above 0; if this is its logarithm, enter the ratio and "
                "its limits as the source prints them",
            )


def _of_difference(
    printed: PrintedResult, spreads: dict[str, float], assumed: Assumptions
) -> TrialEffect:
    estimate, scale = printed.estimate, printed.scale.name
    if estimate.unit not in ("", POINTS):
        raise estimate.cells.refusal(
            "unit", f"the spread of scale {scale!r} is in {POINTS}; find the difference in points"
        )
    if scale not in spreads:
        raise printed.cells.refusal(
            "scale",
            "no standard deviation of it is in the table outcome_spreads; add one with its source",
        )
    sd = spreads[scale] * assumed.spread_factor
    unit = "" if estimate.unit else ", whose unit is not reported and is taken as points"
    how = f"{_told(estimate)}{unit}, over a standard deviation of {sd:g} from elsewhere."
    value, se = estimate.value.value / sd, _standard_error(estimate) / sd
    return _as_counted(printed, Tier.INTERVAL, value, se, how)


def _of_standardised(printed: PrintedResult, assumed: Assumptions) -> TrialEffect:
    estimate = printed.estimate
    if printed.design is Design.CROSSOVER:
        raise estimate.cells.refusal(
            "measure",
            "of a crossover it is not known which spread it was divided by; name the means of "
            "both treatments or the difference in points",
        )
    if estimate.unit:
        raise estimate.cells.refusal("unit", f"a {estimate.measure} has none; look at the measure")
    value, se, how = _corrected(printed, assumed)
    how = f"{_told(estimate)}{how}."
    return _as_counted(printed, Tier.STANDARDISED, value, se, how)


def _corrected(printed: PrintedResult, assumed: Assumptions) -> tuple[float, float, str]:
    """Hedges' g and its standard error from what is printed as standardised, and how."""
    estimate, how = printed.estimate, ", taken as it is"
    of_cohen = estimate.measure is PrintedMeasure.COHENS_D
    if estimate.low is not None and not of_cohen:
        return estimate.value.value, _standard_error(estimate), how
    n1, n2, guessed = group_sizes(printed, assumed)
    value, people = estimate.value.value, told_sizes(n1, n2, guessed).removesuffix(".")
    correction = float(small_sample_correction(n1 + n2 - 2)) if of_cohen else 1.0
    if of_cohen:
        how = f", times {correction:.3f} for small samples of {people}"
    if estimate.low is not None:
        return correction * value, correction * _standard_error(estimate), how
    se = math.sqrt(float(hedges_g_variance(correction * value, n1, n2)))
    return correction * value, se, f"{how}; its standard error is that of {people}"


def _of_odds_ratio(printed: PrintedResult) -> TrialEffect:
    estimate = printed.estimate
    if printed.design is Design.CROSSOVER:
        raise estimate.cells.refusal(
            "measure", "no conversion of the odds ratio of a crossover; name the means"
        )
    side = favoured(printed)
    if side is Direction.UNTOLD:
        raise printed.cells.refusal(
            "direction",
            "an odds ratio does not tell which group lies lower on the scale, since its event may "
            "be a good or a bad one; enter what the words say",
        )
    size = smd_from_odds_ratio(*_kept_between(estimate), level=_level(estimate) / 100)
    point = EffectSize(SIGNS[side] * abs(size.yi), size.vi)
    steps = (
        f"{_told(estimate)}; its logarithm times √3/π, the sign from the words: "
        f"{printed.direction if printed.direction != 'not printed' else printed.words_say}.",
    )
    if printed.scale.higher_is:
        steps += told_orientation(printed, printed.scale.higher_is is HigherIs.BETTER)
    return _finished(printed, Tier.RATIO, point, steps)


def _as_counted(
    printed: PrintedResult, tier: Tier, value: float, se: float, how: str
) -> TrialEffect:
    """Effect of a standardised difference as the scale counts, turned where more is better."""
    estimate = printed.estimate
    by_numbers = direction_of_difference(value)
    check_words(
        printed,
        by_numbers,
        f"{estimate.cells.place} with {estimate.value.text} in column estimate",
    )
    steps, better = (how,), False
    if by_numbers is not Direction.UNTOLD:
        better = more_is_better(printed, by_numbers)
        steps += told_orientation(printed, better)
    return _finished(printed, tier, oriented(value, se**2, better), steps)


def _finished(
    printed: PrintedResult, tier: Tier, point: EffectSize, steps: tuple[str, ...]
) -> TrialEffect:
    result = FullResult(printed.trial, float(point.yi), float(point.vi))
    steps = (*steps, told_point(point))
    return TrialEffect(printed.trial, tier, result, point, steps, _people(printed))


def _people(printed: PrintedResult) -> float:
    if printed.design is Design.CROSSOVER:
        return float(people_in_both(printed))
    sizes = (printed.n1, printed.n2)
    return float(sum(sizes) if all(sizes) else printed.n_total or 0)


def _level(estimate: PrintedEstimate) -> float:
    return USUAL_LEVEL if estimate.level is None else estimate.level


def _kept_between(estimate: PrintedEstimate) -> tuple[float, float, float]:
    """Estimate and limits; an estimate that only rounding puts outside is moved to the limit."""
    if estimate.low is None:
        raise estimate.cells.refusal(
            "ci_low",
            "blank, and so is the upper limit: without them the estimate has no standard error; "
            "find them, or leave estimate blank in the result, so that its p value is taken",
        )
    low, high = estimate.low.value, estimate.high.value
    return min(max(estimate.value.value, low), high), low, high


def _standard_error(estimate: PrintedEstimate) -> float:
    """Standard error from the interval, by the quantile of the normal distribution."""
    numbers = _kept_between(estimate)
    return float(standard_error_from_interval(*numbers, level=_level(estimate) / 100))


NAMES = {PrintedMeasure.DIFFERENCE: "Difference"}


def _told(estimate: PrintedEstimate) -> str:
    """The estimate and its interval as printed, in words."""
    text = estimate.cells.text
    against = text("compared_with") and f"compared with {text('compared_with')}"
    told = (text("comparison"), against, text("age_group"))
    more = "".join(f", {part}" for part in told if part)
    name = NAMES.get(estimate.measure, str(estimate.measure))
    return f"{name[0].upper()}{name[1:]} {estimate.value.text} ({_told_interval(estimate)}){more}"


def _told_interval(estimate: PrintedEstimate) -> str:
    if estimate.low is None:
        return "no interval is reported"
    interval = f"interval {estimate.low.text} to {estimate.high.text}"
    if estimate.level is None:
        return f"{interval}; its level is not reported and is taken as {USUAL_LEVEL:g}%"
    return f"{interval}, level {estimate.level:g}%"
