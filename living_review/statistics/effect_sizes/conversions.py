"""Standardised mean differences from what trials print: means, t and p values.

Every function gives Hedges' g and its variance as an `EffectSize`: group 1 (treatment) minus
group 2 (comparison) on a scale where more is worse, so that negative favours group 1. Pass
``more_is_better=True`` for a scale where more is better; means, differences, t and signs are
always given as the scale counts. All functions broadcast their arguments, and refuse impossible
ones with a ValueError that names the argument, its value and the remedy. Nothing is guessed: a
correlation, a direction or a standard deviation that is not printed has to be given.
"""

import numpy as np

from living_review.statistics.argument_checks import (
    NUMBER,
    SIZE,
    SPREAD,
    checked,
)
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    VarianceForm,
    hedges_g,
    hedges_g_variance,
    oriented,
    pooled_sd,
    small_sample_correction,
)
from living_review.statistics.effect_sizes.summaries import (
    ratio_to_spread,
    t_from_p_value,
)


def from_final_means(
    mean1, sd1, n1, mean2, sd2, n2, *, more_is_better=False, form=VarianceForm.LS
) -> EffectSize:
    """Effect size from means, standard deviations and sizes after treatment.

    Parameters
    ----------
    mean1, sd1, n1, mean2, sd2, n2 : array_like
        Means and standard deviations in one unit; group sizes from 2.
    more_is_better : array_like of bool
        True where more of the scale is better.
    form : VarianceForm
        Formula of the variance.

    Notes
    -----
    `hedges_g` and `hedges_g_variance` [hedges1981]_. Assumes equal variances.

    Examples
    --------
    >>> effect = from_final_means(10, 2, 20, 12, 2, 20)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.9801, 0.112)
    """
    mean1, sd1, n1, mean2, sd2, n2 = checked(
        mean1=(mean1, NUMBER),
        sd1=(sd1, SPREAD),
        n1=(n1, SIZE),
        mean2=(mean2, NUMBER),
        sd2=(sd2, SPREAD),
        n2=(n2, SIZE),
    )
    ratio_to_spread(mean1 - mean2, pooled_sd(sd1, n1, sd2, n2))
    g = hedges_g(mean1, sd1, n1, mean2, sd2, n2)
    return oriented(g, hedges_g_variance(g, n1, n2, form), more_is_better)


def from_t(t, n1, n2, *, more_is_better=False, form=VarianceForm.LS) -> EffectSize:
    """Effect size from Student's t of two independent groups.

    Parameters
    ----------
    t : array_like
        Negative where group 1 lies lower; with pooled variance. Welch's t is the same in groups
        of equal size only.
    n1, n2 : array_like
        Group sizes, from 2.

    Notes
    -----
    g = J(n1 + n2 − 2) · t · √(1/n1 + 1/n2) [higgins2023]_. A t that is adjusted for the baseline
    divides by a residual standard deviation, so g comes out larger than on the scale itself.

    Examples
    --------
    >>> effect = from_t(-3.1623, 20, 20)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.9801, 0.112)
    """
    t, n1, n2 = checked(t=(t, NUMBER), n1=(n1, SIZE), n2=(n2, SIZE))
    g = small_sample_correction(n1 + n2 - 2) * t * np.sqrt(1 / n1 + 1 / n2)
    return oriented(g, hedges_g_variance(g, n1, n2, form), more_is_better)


def from_cohens_d(d, n1, n2, *, more_is_better=False, form=VarianceForm.LS) -> EffectSize:
    """Effect size from Cohen's d, which lacks the correction for small samples.

    Parameters
    ----------
    d : array_like
        Difference over the pooled standard deviation, negative where group 1 lies lower. What is
        printed as Hedges' g is corrected already: give it to `oriented` with `hedges_g_variance`.
    n1, n2 : array_like
        Group sizes, from 2.

    Notes
    -----
    g = J(n1 + n2 − 2) d [hedges1981]_.

    Examples
    --------
    >>> effect = from_cohens_d(-1.0, 20, 20)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.9801, 0.112)
    """
    d, n1, n2 = checked(d=(d, NUMBER), n1=(n1, SIZE), n2=(n2, SIZE))
    g = small_sample_correction(n1 + n2 - 2) * d
    return oriented(g, hedges_g_variance(g, n1, n2, form), more_is_better)


def from_p_value(p, n1, n2, sign, *, more_is_better=False, form=VarianceForm.LS) -> EffectSize:
    """Effect size from the two-sided p value of Student's t test of two groups.

    Parameters
    ----------
    p : array_like
        Exact p. Of a printed "p < b" the bound b gives the smallest effect that is possible, of
        "p > b" or "not significant at b" the largest, in either direction.
    n1, n2 : array_like
        Group sizes, from 2.
    sign : array_like
        −1 where group 1 lies lower on the scale, 1 where it lies higher.

    Notes
    -----
    |t| is the upper quantile of p/2 with n1 + n2 − 2 degrees of freedom; then as `from_t`
    [higgins2023]_.

    Examples
    --------
    >>> round(float(from_p_value(0.05, 20, 20, -1).yi), 4)
    -0.6274
    """
    n1, n2 = checked(n1=(n1, SIZE), n2=(n2, SIZE))
    t = t_from_p_value(p, n1 + n2 - 2, sign)
    return from_t(t, n1, n2, more_is_better=more_is_better, form=form)
