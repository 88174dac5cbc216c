"""Standardised mean differences of crossover trials, on the spread between people.

So they can be pooled with trials of two groups. Treatment 1 minus treatment 2 on a scale where
more is worse, so that negative favours treatment 1; pass ``more_is_better=True`` for a scale
where more is better. All functions broadcast their arguments, and refuse impossible ones with a
ValueError that names the argument, its value and the remedy. The correlation of the periods is
never guessed.
"""

from enum import StrEnum

import numpy as np

from living_review.statistics.argument_checks import CORRELATION, NUMBER, PAIRS, SPREAD, checked
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    oriented,
    pooled_sd,
    small_sample_correction,
)
from living_review.statistics.effect_sizes.summaries import (
    ratio_to_spread,
    standard_error_from_interval,
    t_from_difference,
    t_from_p_value,
)


class CrossoverForm(StrEnum):
    """Formula for the variance of Hedges' g of a crossover trial."""

    METAFOR = "variance of a raw-score standardised change (metafor's SMCR)"
    HANDBOOK = "variance of a crossover (Elbourne's form, Cochrane Handbook chapter 23)"


def from_crossover_t(
    t, n, correlation, *, more_is_better=False, form=CrossoverForm.METAFOR
) -> EffectSize:
    """Effect size of a crossover trial from the paired t.

    Parameters
    ----------
    t : array_like
        Negative where people score lower in treatment 1.
    n : array_like
        People who completed both periods, from 3.
    correlation : array_like
        Of the two periods within people, strictly between −1 and 1. Rarely printed: try several.
    form : CrossoverForm
        Formula of the variance.

    Notes
    -----
    On the spread between people, so that it can be pooled with trials of two groups:
    g = J(n − 1) · t / √n · √(2 (1 − r)). The variance is

    - METAFOR: 2 (1 − r) / n + g² / (2 n), metafor's SMCR with equal spreads [viechtbauer2010]_;
    - HANDBOOK: 2 (1 − r) (1/n + g² / (2 n)), smaller where r is above 0.5 [higgins2024]_.

    Assumes no carry-over, no effect of the period, and equal spreads in both periods.

    Examples
    --------
    >>> effect = from_crossover_t(-3.0, 16, 0.5)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.7118, 0.0783)
    """
    t, n, r = checked(t=(t, NUMBER), n=(n, PAIRS), correlation=(correlation, CORRELATION))
    g = small_sample_correction(n - 1) * t * np.sqrt(2 * (1 - r) / n)
    return oriented(g, _variance(g, n, r, form), more_is_better)


def from_crossover_means(
    mean1,
    sd1,
    mean2,
    sd2,
    n,
    correlation,
    *,
    more_is_better=False,
    form=CrossoverForm.METAFOR,
) -> EffectSize:
    """Effect size of a crossover trial from the means and spreads of both treatments.

    Parameters
    ----------
    mean1, sd1, mean2, sd2 : array_like
        Of the same people with each treatment, in one unit; standard deviations of scores, not of
        differences.
    n, correlation, form : array_like
        As in `from_crossover_t`; here the correlation enters the variance alone.

    Notes
    -----
    g = J(n − 1) (mean1 − mean2) / √((SD₁² + SD₂²) / 2) [higgins2024]_, with the variances of
    `from_crossover_t`. Where the spreads differ, this is a little off what the paired t would give,
    which is over the spread of the differences.

    Examples
    --------
    >>> effect = from_crossover_means(18.2, 7.4, 21.5, 8.1, 30, 0.5)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.4143, 0.0362)
    """
    mean1, mean2, n, r = checked(
        mean1=(mean1, NUMBER),
        mean2=(mean2, NUMBER),
        n=(n, PAIRS),
        correlation=(correlation, CORRELATION),
    )
    sd1, sd2 = checked(sd1=(sd1, SPREAD), sd2=(sd2, SPREAD))
    d = ratio_to_spread(mean1 - mean2, pooled_sd(sd1, n, sd2, n))
    g = small_sample_correction(n - 1) * d
    return oriented(g, _variance(g, n, r, form), more_is_better)


def from_crossover(
    difference,
    standard_error,
    n,
    correlation,
    *,
    more_is_better=False,
    form=CrossoverForm.METAFOR,
) -> EffectSize:
    """Effect size of a crossover trial from the mean difference within people.

    Parameters
    ----------
    difference, standard_error : array_like
        Treatment 1 minus treatment 2 and its standard error, in the unit of the scale. From an
        interval: `standard_error_from_interval` with n − 1 degrees of freedom.
    n, correlation : array_like
        As in `from_crossover_t`.

    Examples
    --------
    >>> effect = from_crossover(-3.0, 1.0, 16, 0.5)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.7118, 0.0783)
    """
    difference, se, n = checked(
        difference=(difference, NUMBER), standard_error=(standard_error, SPREAD), n=(n, PAIRS)
    )
    return from_crossover_t(
        t_from_difference(difference, se), n, correlation, more_is_better=more_is_better, form=form
    )


def from_crossover_interval(
    difference,
    low,
    high,
    n,
    correlation,
    *,
    level=0.95,
    more_is_better=False,
    form=CrossoverForm.METAFOR,
) -> EffectSize:
    """Effect size of a crossover trial from the mean difference within people and its interval.

    The interval is taken to be made with t of n − 1 degrees of freedom; the rest is as in
    `from_crossover`.

    Examples
    --------
    >>> round(float(from_crossover_interval(-3.0, -5.1314, -0.8686, 16, 0.5).yi), 4)
    -0.7118
    """
    difference, n = checked(difference=(difference, NUMBER), n=(n, PAIRS))
    se = standard_error_from_interval(difference, low, high, n - 1, level)
    return from_crossover(difference, se, n, correlation, more_is_better=more_is_better, form=form)


def from_crossover_p_value(
    p, n, correlation, sign, *, more_is_better=False, form=CrossoverForm.METAFOR
) -> EffectSize:
    """Effect size of a crossover trial from the two-sided p value of the paired t test.

    ``sign`` is −1 where people score lower in treatment 1; the rest is as in `from_crossover_t`.

    Examples
    --------
    >>> round(float(from_crossover_p_value(0.008973, 16, 0.5, -1).yi), 4)
    -0.7118
    """
    (n,) = checked(n=(n, PAIRS))
    t = t_from_p_value(p, n - 1, sign)
    return from_crossover_t(t, n, correlation, more_is_better=more_is_better, form=form)


def _variance(g, n, correlation, form):
    share, own = 2 * (1 - correlation), g**2 / (2 * n)
    match CrossoverForm(form):
        case CrossoverForm.METAFOR:
            return share / n + own
        case CrossoverForm.HANDBOOK:
            return share * (1 / n + own)
