"""Standardised mean differences from what trials print: means, changes, intervals, t, p and F.

Every function gives Hedges' g and its variance as an `EffectSize`: group 1 (treatment) minus
group 2 (comparison) on a scale where more is worse, so that negative favours group 1. Pass
``more_is_better=True`` for a scale where more is better; means, differences, t and signs are
always given as the scale counts. All functions broadcast their arguments, and refuse impossible
ones with a ValueError that names the argument, its value and the remedy. Nothing is guessed: a
correlation, a direction or a standard deviation that is not printed has to be given.
"""

import numpy as np

from living_review.statistics.argument_checks import (
    CORRELATION,
    DEGREES_OF_SD,
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
    GroupSummary,
    combine_groups,
    ratio_to_spread,
    standard_error_from_interval,
    t_from_difference,
    t_from_f,
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


def from_f(f, n1, n2, sign, *, more_is_better=False, form=VarianceForm.LS) -> EffectSize:
    """Effect size from the F of two independent groups; direction as in `from_p_value`.

    Examples
    --------
    >>> round(float(from_f(10.0, 20, 20, -1).yi), 4)
    -0.9801
    """
    return from_t(t_from_f(f, sign), n1, n2, more_is_better=more_is_better, form=form)


def from_difference(
    difference,
    low,
    high,
    n1,
    n2,
    *,
    normal_interval=False,
    level=0.95,
    more_is_better=False,
    form=VarianceForm.LS,
) -> EffectSize:
    """Effect size from a difference of two means and its confidence interval.

    Parameters
    ----------
    difference, low, high : array_like
        Group 1 minus group 2 and its limits, in the unit of the scale.
    n1, n2 : array_like
        Group sizes, from 2.
    normal_interval : bool
        True if the interval was made with the normal distribution; otherwise it is taken to be
        made with t of n1 + n2 − 2 degrees of freedom.
    level : array_like
        Of confidence.

    Notes
    -----
    The width gives the standard error, difference / SE is t, and then as `from_t`
    [higgins2023]_. Of adjusted differences the remark there holds: use
    `from_difference_and_sd` with a standard deviation of the scale.

    Examples
    --------
    >>> effect = from_difference(-2.0, -3.2804, -0.7196, 20, 20)
    >>> round(float(effect.yi), 3), round(float(effect.vi), 3)
    (-0.98, 0.112)
    """
    difference, n1, n2 = checked(difference=(difference, NUMBER), n1=(n1, SIZE), n2=(n2, SIZE))
    df = None if normal_interval else n1 + n2 - 2
    se = standard_error_from_interval(difference, low, high, df, level)
    return from_t(
        t_from_difference(difference, se), n1, n2, more_is_better=more_is_better, form=form
    )


def from_difference_and_sd(
    difference,
    low,
    high,
    sd,
    *,
    degrees_of_freedom=None,
    sd_degrees_of_freedom=None,
    level=0.95,
    more_is_better=False,
) -> EffectSize:
    """Effect size from a difference with its interval and a standard deviation from elsewhere.

    Parameters
    ----------
    difference, low, high : array_like
        Group 1 minus group 2, adjusted or not, and its limits, in the unit of the scale.
    sd : array_like
        Standard deviation of the scale among such people, as at the baseline of the trial.
    degrees_of_freedom : array_like, optional
        Of the interval; normal where none are given.
    sd_degrees_of_freedom : array_like, optional
        Of the standard deviation, such as n − 1. Without them it counts as known: no small-sample
        correction, and no share of its own in the variance. At least 2.
    level : array_like
        Of confidence.

    Notes
    -----
    g = J(df) · difference / SD and v = (SE / SD)² + g² / (2 df), df those of the standard
    deviation: the large-sample form with the printed standard error [higgins2023]_. Assumes that
    difference and standard deviation are independent.

    Examples
    --------
    >>> effect = from_difference_and_sd(-2.0, -3.96, -0.04, 5.0)
    >>> round(float(effect.yi), 3), round(float(effect.vi), 3)
    (-0.4, 0.04)
    """
    difference, sd = checked(difference=(difference, NUMBER), sd=(sd, SPREAD))
    se = standard_error_from_interval(difference, low, high, degrees_of_freedom, level)
    difference, se, sd = checked(
        difference=(difference, NUMBER), standard_error=(se, SPREAD), sd=(sd, SPREAD)
    )
    g = ratio_to_spread(difference, sd)
    if sd_degrees_of_freedom is None:
        return oriented(g, (se / sd) ** 2, more_is_better)
    difference, df = checked(
        difference=(difference, NUMBER),
        sd_degrees_of_freedom=(sd_degrees_of_freedom, DEGREES_OF_SD),
    )
    g = small_sample_correction(df) * g
    return oriented(g, (se / sd) ** 2 + g**2 / (2 * df), more_is_better)


def from_change_scores(
    change1,
    sd_change1,
    n1,
    change2,
    sd_change2,
    n2,
    correlation,
    *,
    more_is_better=False,
    form=VarianceForm.LS,
) -> EffectSize:
    """Effect size on the scale of people from changes and a stated correlation of the two times.

    Parameters
    ----------
    change1, sd_change1, n1, change2, sd_change2, n2 : array_like
        Changes (after minus before), their standard deviations, and group sizes from 2.
    correlation : array_like
        Of the two times within people, strictly between −1 and 1. Rarely printed: try several.

    Notes
    -----
    g = k · g of the changes, v = k² · v of the changes, k = √(2 (1 − r)), which turns standard
    deviations of changes into those of people [higgins2023]_; with the LS form
    v = 2 (1 − r) (1/n1 + 1/n2) + g² / (2 (n1 + n2)), as metafor's SMCR has it for one group
    [viechtbauer2010]_. Assumes equal spreads at both times and a known correlation.

    Examples
    --------
    >>> effect = from_change_scores(-6, 5, 20, -3, 5, 20, 0.5)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.5881, 0.1043)
    """
    n1, n2, r = checked(n1=(n1, SIZE), n2=(n2, SIZE), correlation=(correlation, CORRELATION))
    changes = from_final_means(
        change1, sd_change1, n1, change2, sd_change2, n2, more_is_better=more_is_better, form=form
    )
    return _scaled(changes, np.sqrt(2 * (1 - r)))


def from_change_scores_and_sds(
    change1,
    sd_change1,
    n1,
    change2,
    sd_change2,
    n2,
    sd1,
    sd2,
    *,
    more_is_better=False,
    form=VarianceForm.LS,
) -> EffectSize:
    """Effect size from changes, standardised by the spread of people before or after treatment.

    Parameters
    ----------
    change1, sd_change1, n1, change2, sd_change2, n2 : array_like
        Changes (after minus before), their standard deviations, and group sizes from 2.
    sd1, sd2 : array_like
        Standard deviations of the scores of the two groups at one time, in the same unit.

    Notes
    -----
    As `from_change_scores`, with k = pooled SD of the changes / pooled SD of the scores: so the
    correlation is the one that these numbers imply [higgins2023]_.

    Examples
    --------
    >>> effect = from_change_scores_and_sds(-6, 5, 20, -3, 5, 20, 6, 6)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.4901, 0.0724)
    """
    sd_change1, n1, sd_change2, n2, sd1, sd2 = checked(
        sd_change1=(sd_change1, SPREAD),
        n1=(n1, SIZE),
        sd_change2=(sd_change2, SPREAD),
        n2=(n2, SIZE),
        sd1=(sd1, SPREAD),
        sd2=(sd2, SPREAD),
    )
    changes = from_final_means(
        change1, sd_change1, n1, change2, sd_change2, n2, more_is_better=more_is_better, form=form
    )
    ratio = pooled_sd(sd_change1, n1, sd_change2, n2) / pooled_sd(sd1, n1, sd2, n2)
    return _scaled(changes, ratio)


def from_factorial_margins(
    both: GroupSummary,
    first_only: GroupSummary,
    second_only: GroupSummary,
    neither: GroupSummary,
    *,
    more_is_better=False,
    form=VarianceForm.LS,
) -> EffectSize:
    """Effect size of the first treatment in a two-by-two factorial trial, at the margins.

    Parameters
    ----------
    both, first_only, second_only, neither : GroupSummary
        Mean, standard deviation and size of the four groups. For the second treatment, swap
        ``first_only`` and ``second_only``.

    Notes
    -----
    All who had the first treatment against all who had not, each put together with
    `combine_groups` [higgins2024]_. Assumes that the treatments do not act upon each other. An
    effect of the second treatment widens the joined spreads and so draws g towards 0.

    Examples
    --------
    >>> groups = [GroupSummary(mean, 4, 25) for mean in (8, 10, 10, 12)]
    >>> round(float(from_factorial_margins(*groups).yi), 4)
    -0.4857
    """
    treated, untreated = combine_groups(both, first_only), combine_groups(second_only, neither)
    return from_final_means(*treated, *untreated, more_is_better=more_is_better, form=form)


def _scaled(effect: EffectSize, k) -> EffectSize:
    yi, k = checked(effect=(effect.yi, NUMBER), factor=(k, SPREAD))
    return oriented(yi * k, effect.vi * k**2)
