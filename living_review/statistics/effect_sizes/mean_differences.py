"""Differences of means in the points of one scale, and ratios of means.

Group 1 minus group 2, or over it, on a scale where more is worse, so that negative favours
group 1; pass ``more_is_better=True`` for a scale where more is better. All functions broadcast
their arguments, and refuse impossible ones with a ValueError that names the argument, its value
and the remedy.
"""

import numpy as np

from living_review.statistics.argument_checks import LARGEST, NUMBER, Kind, checked
from living_review.statistics.effect_sizes.measures import Measure, MeasuredEffect
from living_review.statistics.effect_sizes.standardised import check_groups, oriented, pooled_sd
from living_review.statistics.effect_sizes.summaries import standard_error_from_interval

POSITIVE_MEAN = Kind(
    lambda x: (x >= 1 / LARGEST) & (x <= LARGEST),
    "a ratio of means needs means above 0, on a scale whose 0 means nothing of it; "
    "take the difference of the means instead",
)


def mean_difference(
    mean1, sd1, n1, mean2, sd2, n2, scale, *, equal_spreads=False, more_is_better=False
) -> MeasuredEffect:
    """Difference of two means in the points of their scale.

    Parameters
    ----------
    mean1, sd1, n1, mean2, sd2, n2 : array_like
        Means and standard deviations in points of the scale; group sizes from 2.
    scale : str
        Its name: only differences on the same scale can be pooled.
    equal_spreads : bool
        Whether both groups are taken to have one spread, as Student's t test does.
    more_is_better : array_like of bool
        True where more of the scale is better.

    Notes
    -----
    Variance sd1²/n1 + sd2²/n2 [higgins2023]_, as Welch's t test; with equal spreads
    SD² (1/n1 + 1/n2), SD the pooled one.

    Examples
    --------
    >>> effect = mean_difference(55, 47, 155, 75, 64, 156, "days in hospital")
    >>> float(effect.yi), round(float(effect.vi), 4)
    (-20.0, 40.508)
    """
    mean1, mean2 = checked(mean1=(mean1, NUMBER), mean2=(mean2, NUMBER))
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    if equal_spreads:
        vi = pooled_sd(sd1, n1, sd2, n2) ** 2 * (1 / n1 + 1 / n2)
    else:
        vi = sd1**2 / n1 + sd2**2 / n2
    return _on_scale(mean1 - mean2, vi, scale, more_is_better)


def mean_difference_from_interval(
    difference, low, high, scale, *, degrees_of_freedom=None, level=0.95, more_is_better=False
) -> MeasuredEffect:
    """Difference of two means in the points of their scale, from its confidence interval.

    Parameters
    ----------
    difference, low, high : array_like
        In points of the scale; adjusted for the start or not.
    scale : str
        Its name: only differences on the same scale can be pooled.
    degrees_of_freedom, level : array_like
        As in `standard_error_from_interval`.

    Examples
    --------
    >>> effect = mean_difference_from_interval(2, 1, 3, "points", degrees_of_freedom=38)
    >>> float(effect.yi), round(float(effect.vi) ** 0.5, 6)
    (2.0, 0.493975)
    """
    (difference,) = checked(difference=(difference, NUMBER))
    se = standard_error_from_interval(difference, low, high, degrees_of_freedom, level)
    return _on_scale(difference, se**2, scale, more_is_better)


def log_ratio_of_means(mean1, sd1, n1, mean2, sd2, n2, *, more_is_better=False) -> MeasuredEffect:
    """Logarithm of the ratio of two means.

    Parameters
    ----------
    mean1, sd1, n1, mean2, sd2, n2 : array_like
        Means above 0, on a scale whose zero means nothing of what is measured; group sizes from 2.
        A change from the start has no such zero.

    Notes
    -----
    log(mean1 / mean2) with variance sd1² / (n1 mean1²) + sd2² / (n2 mean2²) by the delta method,
    metafor's ROM [viechtbauer2010]_. Trustworthy where both means are several standard errors
    above 0.

    Examples
    --------
    >>> effect = log_ratio_of_means(55, 47, 155, 75, 64, 156)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.3102, 0.0094)
    """
    mean1, mean2 = checked(mean1=(mean1, POSITIVE_MEAN), mean2=(mean2, POSITIVE_MEAN))
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    vi = sd1**2 / (n1 * mean1**2) + sd2**2 / (n2 * mean2**2)
    yi, vi = oriented(np.log(mean1) - np.log(mean2), vi, more_is_better)
    return MeasuredEffect(yi, vi, Measure.RATIO_OF_MEANS)


def _on_scale(yi, vi, scale: str, more_is_better) -> MeasuredEffect:
    if not isinstance(scale, str) or not scale.strip():
        raise ValueError(
            f"scale is {scale!r}: name the scale, so that no points of another are added to its own"
        )
    yi, vi = oriented(yi, vi, more_is_better)
    return MeasuredEffect(yi, vi, Measure.MEAN_DIFFERENCE, scale)
