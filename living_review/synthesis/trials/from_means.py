"""From two printed means with their spreads to a trial's effect.

Scores at the end, changes from the start, and scores in both periods of a crossover each have their
own formula; a spread is what its label says.
"""

import math

from living_review.checks.spreads import widest_standard_deviation
from living_review.statistics.effect_sizes.changes import from_changes
from living_review.statistics.effect_sizes.conversions import from_final_means
from living_review.statistics.effect_sizes.crossover import from_crossover_means
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.effect_sizes.summaries import sd_from_interval, sd_from_standard_error
from living_review.statistics.partly_reported.regions import Direction, FullResult
from living_review.synthesis.trials.labels import Design, KindOfSpread, KindOfValue
from living_review.synthesis.trials.orientation import (
    check_words,
    direction_of_difference,
    more_is_better,
    told_orientation,
)
from living_review.synthesis.trials.people import people_in_both, sizes_of_means, told_sizes
from living_review.synthesis.trials.printed_result import PrintedMean, PrintedResult
from living_review.synthesis.trials.signs_of_changes import signed_changes
from living_review.synthesis.trials.trial_effect import Assumptions, Tier, TrialEffect

SD, SE, OPEN = KindOfSpread.SD, KindOfSpread.SE, KindOfSpread.NOT_LABELLED


def effect_of_means(printed: PrintedResult, assumed: Assumptions) -> TrialEffect:
    """Effect of a result of which two means with spreads are printed.

    Parameters
    ----------
    printed : PrintedResult
        With ``means`` that both have a spread.
    assumed : Assumptions
        For what is not printed.

    Raises
    ------
    ValueError
        If the labels allow no conversion, or words and numbers contradict each other.
    """
    first = printed.means[0]
    if first.kind is KindOfValue.SHARE:
        raise first.cells.refusal("kind", "a share is no mean score; enter counts of people")
    values, told_signs = _values(printed)
    by_numbers = direction_of_difference(values[0] - values[1])
    check_words(printed, by_numbers, _place(printed))
    sizes, told_people = _sizes(printed, assumed)
    sds = [_read(mean, n, printed, assumed) for mean, n in zip(printed.means, sizes, strict=True)]
    better = by_numbers is not Direction.UNTOLD and more_is_better(printed, by_numbers)
    point = _point(printed, values, sds, sizes, better, assumed)
    steps = (
        f"{_printed(printed)}; {_told_spreads(printed, sds, sizes, assumed)}.",
        *told_signs,
        told_people,
        *(told_orientation(printed, better) if by_numbers is not Direction.UNTOLD else ()),
        *_told_kind(printed, assumed),
        told_point(point),
    )
    return TrialEffect(
        printed.trial,
        Tier.DIRECT,
        FullResult(printed.trial, float(point.yi), float(point.vi)),
        point,
        steps,
        sizes[0] if printed.design is Design.CROSSOVER else sum(sizes),
        first.kind,
        _rests_on(printed, sizes),
    )


def told_point(point: EffectSize) -> str:
    """An effect and its standard error in words."""
    return f"Hedges' g {float(point.yi):.2f}, standard error {math.sqrt(float(point.vi)):.2f}."


def _values(printed: PrintedResult) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Both means with their signs, and how they were found."""
    first, second = printed.means
    for mean in printed.means:
        _check_on_scale(mean, printed)
    if first.kind is KindOfValue.LEVEL:
        return (first.value.value, second.value.value), ()
    if printed.design is Design.CROSSOVER:
        raise first.cells.refusal(
            "kind",
            "no conversion of changes within the periods of a crossover; name the scores at the "
            "end of the periods, or the difference with its interval",
        )
    return signed_changes(printed)


def _ends(mean: PrintedMean, printed: PrintedResult) -> tuple[float, float]:
    """What the scale has room for: its ends, or the steps from one end to the other."""
    if not printed.scale.has_ends:
        return -math.inf, math.inf
    low, high = printed.scale.minimum.value, printed.scale.maximum.value
    return (low - high, high - low) if mean.kind is KindOfValue.CHANGE else (low, high)


def _check_on_scale(mean: PrintedMean, printed: PrintedResult):
    low, high = _ends(mean, printed)
    if not low <= mean.value.value <= high:
        raise mean.cells.refusal(
            "value",
            f"on scale {printed.scale.name} a {mean.kind} is from {low:g} to {high:g}: look at the "
            "mean and the scale; a change from the start is labelled so in column kind",
        )


def _sizes(printed: PrintedResult, assumed: Assumptions) -> tuple[tuple[float, float], str]:
    if printed.design is Design.CROSSOVER:
        people = people_in_both(printed)
        told = (
            f"{people} people with both treatments, each counted once; correlation of the periods "
            f"taken as {assumed.correlation:g}."
        )
        return (float(people), float(people)), told
    n1, n2, guessed = sizes_of_means(printed)
    return (n1, n2), told_sizes(n1, n2, guessed)


def _read(mean: PrintedMean, n: float, printed: PrintedResult, assumed: Assumptions) -> float:
    """Standard deviation of one group, by the label of its spread."""
    kind = mean.spread_kind
    if kind is OPEN:
        kind = assumed.unlabelled if _may_be_error(mean, n, printed) else SD
    spread = mean.spread.value
    if kind is KindOfSpread.OTHER:
        raise mean.cells.refusal(
            "spread_type",
            "no standard deviation follows from it; leave the mean out of the result, or find its "
            "standard deviation, standard error or interval",
        )
    if kind is SE:
        sd = float(sd_from_standard_error(spread, n))
    elif kind is KindOfSpread.HALF_INTERVAL:
        middle = mean.value.value
        sd = float(sd_from_interval(middle, middle - spread, middle + spread, n))
    else:
        sd = spread
    if mean.spread_kind is not OPEN and sd * _least_share(mean) > _widest(mean, n, printed):
        raise mean.cells.refusal(
            "spread_type",
            f"with this label {mean.spread.text} would be a standard deviation of {sd:.3g}, which "
            f"scale {printed.scale.name} has no room for; look at label, spread and mean",
        )
    return sd


def _least_share(mean: PrintedMean) -> float:
    """The smallest spread that is printed like this, over the printed one."""
    return mean.spread.rounding_interval()[0] / mean.spread.value


def _widest(mean: PrintedMean, n: float, printed: PrintedResult) -> float:
    """The largest standard deviation that the scale has room for; infinite where it is unknown."""
    low, high = _ends(mean, printed)
    if math.isinf(high):
        return math.inf
    least, most = mean.value.rounding_interval()
    middle = min(max((low + high) / 2, least), most)  # of the means, what leaves most room
    return widest_standard_deviation(middle, low, high, n)


def _may_be_error(mean: PrintedMean, n: float, printed: PrintedResult) -> bool:
    """Whether the scale has room for a spread that is a standard error."""
    as_error = mean.spread.value * _least_share(mean) * math.sqrt(n)
    return as_error <= _widest(mean, n, printed)


def _point(printed, values, sds, sizes, better: bool, assumed: Assumptions) -> EffectSize:
    groups = (values[0], sds[0], sizes[0], values[1], sds[1], sizes[1])
    if printed.design is Design.CROSSOVER:
        return from_crossover_means(
            *(values[0], sds[0], values[1], sds[1], sizes[0]),
            assumed.correlation,
            more_is_better=better,
        )
    if printed.means[0].kind is KindOfValue.CHANGE:
        return from_changes(*groups, assumed.change_correlation, more_is_better=better)
    return from_final_means(*groups, more_is_better=better)


def _printed(printed: PrintedResult) -> str:
    first, second = (f"{mean.value.text} ± {mean.spread.text}" for mean in printed.means)
    return f"{first} against {second} {printed.means[0].unit}".rstrip()


def _place(printed: PrintedResult) -> str:
    first, second = printed.means
    rows = " and ".join(printed.cells.text(which) for which in ("first", "second"))
    return (
        f"rows {rows} of data/group_statistics.csv with {first.value.text} and "
        f"{second.value.text} in column value"
    )


def _told_spreads(printed: PrintedResult, sds, sizes, assumed: Assumptions) -> str:
    """What the spreads are and how they were read, in words."""
    first, second = (mean.spread_kind for mean in printed.means)
    if first is not second:
        labels = f"the first ± value is labelled “{first}”, the second “{second}”"
        return f"{labels}: standard deviations {sds[0]:.3g} and {sds[1]:.3g}"
    if first is SD:
        return "the ± values are standard deviations"
    if first is OPEN:
        told = "the ± values are not labelled and are read as standard"
        open_still = _open_spreads(printed, sizes)
        if open_still and assumed.unlabelled is SE:
            return f"{told} errors: standard deviations {sds[0]:.3g} and {sds[1]:.3g}"
        ruled_out = "" if open_still else ", as the scale has no room for such standard errors"
        return f"{told} deviations{ruled_out}"
    what = "standard errors" if first is SE else "half widths of 95% intervals"
    return f"the ± values are {what}: standard deviations {sds[0]:.3g} and {sds[1]:.3g}"


def _open_spreads(printed: PrintedResult, sizes) -> bool:
    """Whether a spread has no label and can be a standard error."""
    return any(
        mean.spread_kind is OPEN and _may_be_error(mean, n, printed)
        for mean, n in zip(printed.means, sizes, strict=True)
    )


def _told_kind(printed: PrintedResult, assumed: Assumptions) -> tuple[str, ...]:
    if printed.means[0].kind is not KindOfValue.CHANGE:
        return ()
    return (
        "The ± values are of changes; for the standard deviation of scores the correlation of "
        f"start and end is taken as {assumed.change_correlation:g}.",
    )


def _rests_on(printed: PrintedResult, sizes) -> tuple[str, ...]:
    needs = {
        "unlabelled": _open_spreads(printed, sizes),
        "change_correlation": printed.means[0].kind is KindOfValue.CHANGE,
    }
    return tuple(name for name, needed in needs.items() if needed)
