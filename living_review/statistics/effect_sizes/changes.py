"""Standardised differences of changes from the start, on the spread of scores and not of changes.

So they can be pooled with differences of scores at the end. Group 1 minus group 2 on a scale where
more is worse, so that negative favours group 1; pass ``more_is_better=True`` for a scale where
more is better. A change is the end minus the start, as the scale counts: a fall is negative. All
functions broadcast their arguments, and refuse impossible ones with a ValueError that names the
argument, its value and the remedy. The correlation of start and end is never guessed.
"""

import numpy as np

from living_review.statistics.argument_checks import CORRELATION, NUMBER, SPREAD, checked
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    check_groups,
    oriented,
    pooled_sd,
    small_sample_correction,
)
from living_review.statistics.effect_sizes.summaries import ratio_to_spread


def sd_of_change(sd_start, sd_end, correlation):
    """Standard deviation of the changes of one group, from those of its start and end.

    Parameters
    ----------
    sd_start, sd_end : array_like
        In one unit, of the same people.
    correlation : array_like
        Of start and end, strictly between −1 and 1.

    Notes
    -----
    √(s₁² + s₂² − 2 r s₁ s₂) [higgins2023]_.

    Examples
    --------
    >>> round(float(sd_of_change(10, 12, 0.5)), 4)
    11.1355
    """
    start, end, r = checked(
        sd_start=(sd_start, SPREAD), sd_end=(sd_end, SPREAD), correlation=(correlation, CORRELATION)
    )
    # Not s1² + s2² − 2 r s1 s2: with r near 1 and equal spreads that may round to 0 or below.
    return np.hypot(start - end, np.sqrt(2 * (1 - r) * start * end))


def sd_of_scores(sd_change, correlation):
    """Standard deviation of the scores of one group, from that of its changes.

    Parameters
    ----------
    sd_change, correlation : array_like
        As printed, and of start and end, strictly between −1 and 1.

    Notes
    -----
    SD = SD of the changes / √(2 (1 − r)) [morris2008]_. Assumes equal spreads at start and end.
    At r = 0.5 both are the same; above it the changes spread less than the scores do.

    Examples
    --------
    >>> round(float(sd_of_scores(3.9, 0.7)), 4)
    5.0349
    """
    sd, r = checked(sd_change=(sd_change, SPREAD), correlation=(correlation, CORRELATION))
    return sd / np.sqrt(2 * (1 - r))


def from_changes(
    change1, sd1, n1, change2, sd2, n2, correlation, *, more_is_better=False
) -> EffectSize:
    """Effect size from the mean changes of two groups and the spreads of these changes.

    Parameters
    ----------
    change1, sd1, n1, change2, sd2, n2 : array_like
        End minus start, as the scale counts, with the standard deviations of the changes, not of
        scores; group sizes from 2.
    correlation : array_like
        Of start and end within people, strictly between −1 and 1. Rarely printed: try several.
    more_is_better : array_like of bool
        True where more of the scale is better.

    Notes
    -----
    g = J(N − 2) (c₁ − c₂) / SD, where SD is the pooled spread of the changes over √(2 (1 − r)), as
    in `sd_of_scores`; the variance is 2 (1 − r) (1/n1 + 1/n2) + g² / (2 N). It is the effect
    of the changes in their own spread, and its variance, times √(2 (1 − r)) and its square
    [morris2008]_. Assumes equal spreads at start and end and the same correlation in both groups.

    Examples
    --------
    >>> effect = from_changes(-9.1, 4.0, 30, -6.4, 4.2, 30, 0.5)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.6498, 0.0702)
    """
    change1, change2, r = checked(
        change1=(change1, NUMBER), change2=(change2, NUMBER), correlation=(correlation, CORRELATION)
    )
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    sd = sd_of_scores(pooled_sd(sd1, n1, sd2, n2), r)
    g = small_sample_correction(n1 + n2 - 2) * ratio_to_spread(change1 - change2, sd)
    return oriented(g, _variance(g, n1, n2, r), more_is_better)


def from_changes_and_start(
    change1, sd_start1, n1, change2, sd_start2, n2, correlation, *, more_is_better=False
) -> EffectSize:
    """Effect size from the mean changes of two groups and the spreads of their scores at the start.

    Parameters
    ----------
    change1, sd_start1, n1, change2, sd_start2, n2 : array_like
        End minus start, as the scale counts, with the standard deviations at the start; group
        sizes from 2.
    correlation, more_is_better : array_like
        As in `from_changes`; here the correlation enters the variance alone.

    Notes
    -----
    g = J(N − 2) (c₁ − c₂) / pooled spread at the start [morris2008]_, with the variance
    2 (1 − r) (1/n1 + 1/n2) + g² / (2 N) [viechtbauer2010]_.

    Examples
    --------
    >>> effect = from_changes_and_start(7.9, 15.0, 20, -3.4, 13.8, 20, 0.47)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (0.7684, 0.1134)
    """
    change1, change2, r = checked(
        change1=(change1, NUMBER), change2=(change2, NUMBER), correlation=(correlation, CORRELATION)
    )
    sd1, n1, sd2, n2 = check_groups(sd_start1, n1, sd_start2, n2)
    sd = pooled_sd(sd1, n1, sd2, n2)
    g = small_sample_correction(n1 + n2 - 2) * ratio_to_spread(change1 - change2, sd)
    return oriented(g, _variance(g, n1, n2, r), more_is_better)


def _variance(g, n1, n2, correlation):
    return 2 * (1 - correlation) * (1 / n1 + 1 / n2) + g**2 / (2 * (n1 + n2))
