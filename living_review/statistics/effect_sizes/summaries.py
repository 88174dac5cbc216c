"""From one printed summary to another: standard errors, intervals, p values, F, joined groups.

A difference is group 1 minus group 2. All functions broadcast their arguments, and refuse
impossible ones with a ValueError that names the argument, its value and the remedy.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from living_review.statistics.argument_checks import (
    CORRELATION,
    DEGREES,
    LEVEL,
    NUMBER,
    PROBABILITY,
    SIGN,
    SIZE,
    SPREAD,
    Kind,
    checked,
)

STATISTIC = Kind(lambda x: (x >= 0) & (x <= 1e12), "F of two groups is 0 or above")


class Interval(NamedTuple):
    """Limits of a confidence interval, in the unit of its estimate."""

    low: np.ndarray
    high: np.ndarray


class GroupSummary(NamedTuple):
    """Mean, standard deviation and size of a group, in the order in which tests take them."""

    mean: np.ndarray
    sd: np.ndarray
    n: np.ndarray


def sd_from_standard_error(standard_error, n):
    """Standard deviation of a group from the standard error of its mean.

    Notes
    -----
    SD = SE · √n [higgins2023]_.

    Examples
    --------
    >>> float(sd_from_standard_error(2.0, 9))
    6.0
    """
    se, n = checked(standard_error=(standard_error, SPREAD), n=(n, SIZE))
    return se * np.sqrt(n)


def sd_from_standard_error_of_difference(standard_error, n1, n2):
    """Standard deviation within groups from the standard error of a difference of two means.

    Notes
    -----
    SD = SE / √(1/n1 + 1/n2) [higgins2023]_. Assumes equal variances. From an analysis that
    adjusts for the baseline the result is a residual standard deviation, smaller than that of
    the scale.

    Examples
    --------
    >>> float(sd_from_standard_error_of_difference(2.0, 32, 32))
    8.0
    """
    se, n1, n2 = checked(standard_error=(standard_error, SPREAD), n1=(n1, SIZE), n2=(n2, SIZE))
    return se / np.sqrt(1 / n1 + 1 / n2)


def standard_error_from_interval(estimate, low, high, degrees_of_freedom=None, level=0.95):
    """Standard error of an estimate from its confidence interval.

    Parameters
    ----------
    estimate, low, high : array_like
        In one unit. The estimate lies between the limits; it is not used further, so that
        rounding of an estimate off the middle does no harm. Ratios enter as logarithms.
    degrees_of_freedom : array_like, optional
        Of the t distribution that the interval was made with; normal where none are given.
    level : array_like
        Of confidence, from 0.5 to below 1.

    Raises
    ------
    ValueError
        If the limits are not in order or leave out the estimate.

    Notes
    -----
    SE = (high − low) / (2 q), q the upper quantile of (1 − level) / 2 [higgins2023]_.

    Examples
    --------
    >>> round(float(standard_error_from_interval(-4.0, -7.92, -0.08)), 4)
    2.0
    >>> round(float(standard_error_from_interval(-4.0, -7.92, -0.08, 18)), 4)
    1.8658
    """
    estimate, low, high = checked(
        estimate=(estimate, NUMBER), low=(low, NUMBER), high=(high, NUMBER)
    )
    if np.any(low >= high):
        a, b = _first(low >= high, low, high)
        raise ValueError(
            f"low is {a} and high is {b}: the lower limit has to be the smaller one; "
            "see whether they are swapped or a minus sign is lost"
        )
    outside = (estimate < low) | (estimate > high)
    if np.any(outside):
        a, b, c = _first(outside, estimate, low, high)
        raise ValueError(
            f"estimate is {a}, outside of its interval from {b} to {c}: see whether "
            "a minus sign is lost or the numbers belong together"
        )
    return (high - low) / (2 * _quantile(degrees_of_freedom, level))


def interval_from_standard_error(
    estimate, standard_error, degrees_of_freedom=None, level=0.95
) -> Interval:
    """Confidence interval of an estimate from its standard error; t or normal, as above.

    Examples
    --------
    >>> interval = interval_from_standard_error(-4.0, 2.0)
    >>> round(float(interval.low), 2), round(float(interval.high), 2)
    (-7.92, -0.08)
    """
    estimate, se = checked(estimate=(estimate, NUMBER), standard_error=(standard_error, SPREAD))
    half = se * _quantile(degrees_of_freedom, level)
    return Interval(estimate - half, estimate + half)


def sd_from_interval(mean, low, high, n, level=0.95):
    """Standard deviation of a group from the confidence interval of its mean.

    Notes
    -----
    By the t distribution with n − 1 degrees of freedom, as the interval of a mean is made
    [higgins2023]_.

    Examples
    --------
    >>> round(float(sd_from_interval(32.1, 30.0, 34.2, 25)), 3)
    5.087
    """
    (n,) = checked(n=(n, SIZE))
    se = standard_error_from_interval(mean, low, high, n - 1, level)
    return sd_from_standard_error(se, n)


def t_from_difference(difference, standard_error):
    """Value of t from a difference and its standard error.

    Raises
    ------
    ValueError
        If the difference is more than a million times its standard error: a misreading.

    Examples
    --------
    >>> float(t_from_difference(-3.0, 1.5))
    -2.0
    """
    difference, se = checked(
        difference=(difference, NUMBER), standard_error=(standard_error, SPREAD)
    )
    return ratio_to_spread(difference, se)


def ratio_to_spread(difference, spread):
    """A difference over a standard deviation or error, if it has a size that anything can have.

    Raises
    ------
    ValueError
        If it is above a million.

    Examples
    --------
    >>> float(ratio_to_spread(3.0, 1.5))
    2.0
    """
    ratio = np.asarray(difference / spread)
    giant = np.abs(ratio) > 1e6
    if np.any(giant):
        a, b = _first(giant, difference, spread)
        raise ValueError(
            f"the difference is {a:g} with a spread of {b:g}: see whether a decimal "
            "point or a column was misread"
        )
    return ratio


def t_from_p_value(p, degrees_of_freedom, sign):
    """Value of t from a two-sided p value.

    Parameters
    ----------
    p : array_like
        Exact p, above 0 and up to 1. Of a printed "p < b" the bound b gives the smallest
        difference that is possible, of "p > b" the largest, in either direction.
    degrees_of_freedom : array_like
        n1 + n2 − 2 for two groups, n − 1 for pairs.
    sign : array_like
        −1 where group 1 lies lower, 1 where it lies higher: a p value does not tell.

    Examples
    --------
    >>> round(float(t_from_p_value(0.05, 38, -1)), 4)
    -2.0244
    """
    p, df, sign = checked(
        p=(p, PROBABILITY), degrees_of_freedom=(degrees_of_freedom, DEGREES), sign=(sign, SIGN)
    )
    t = stats.t.isf(p / 2, df)
    if not np.all(t <= 1e12):
        a, b = _first(~(t <= 1e12), p, df)
        raise ValueError(
            f"p is {a} with {b:g} degrees of freedom: too small to be exact; "
            "enter the bound that is printed"
        )
    return sign * t


def p_value_from_t(t, degrees_of_freedom):
    """Two-sided p value of t.

    Examples
    --------
    >>> round(float(p_value_from_t(-2.0244, 38)), 4)
    0.05
    """
    t, df = checked(t=(t, NUMBER), degrees_of_freedom=(degrees_of_freedom, DEGREES))
    return 2 * stats.t.sf(np.abs(t), df)


def t_from_f(f, sign):
    """Value of t from the F of two groups.

    Parameters
    ----------
    f : array_like
        With 1 degree of freedom of the effect; of more groups no t can be had.
    sign : array_like
        −1 where group 1 lies lower, 1 where it lies higher: F does not tell.

    Notes
    -----
    |t| = √F [higgins2023]_, of the same comparison. F of an interaction with time, of two times,
    is that of the changes.

    Examples
    --------
    >>> float(t_from_f(4.0, -1))
    -2.0
    """
    f, sign = checked(f=(f, STATISTIC), sign=(sign, SIGN))
    return sign * np.sqrt(f)


def sd_of_change(sd_before, sd_after, correlation):
    """Standard deviation of changes from those of two times and their correlation.

    Notes
    -----
    SD = √(sd_before² + sd_after² − 2 r sd_before sd_after) [higgins2023]_.

    Examples
    --------
    >>> float(sd_of_change(5.0, 5.0, 0.5))
    5.0
    """
    before, after, r = checked(
        sd_before=(sd_before, SPREAD),
        sd_after=(sd_after, SPREAD),
        correlation=(correlation, CORRELATION),
    )
    return np.sqrt((before - after) ** 2 + 2 * (1 - r) * before * after)


def sd_from_change(sd_change, correlation):
    """Standard deviation of people at one time from that of changes and the correlation.

    Notes
    -----
    SD = SD of the change / √(2 (1 − r)) [higgins2023]_. Assumes equal spreads at both times.

    Examples
    --------
    >>> float(sd_from_change(5.0, 0.5))
    5.0
    """
    change, r = checked(sd_change=(sd_change, SPREAD), correlation=(correlation, CORRELATION))
    return change / np.sqrt(2 * (1 - r))


def correlation_from_sds(sd_before, sd_after, sd_change):
    """Correlation of two times from their standard deviations and that of the changes.

    Raises
    ------
    ValueError
        If no correlation gives these three: then one of them is something else, often a
        standard error.

    Notes
    -----
    r = (sd_before² + sd_after² − sd_change²) / (2 sd_before sd_after) [higgins2023]_.

    Examples
    --------
    >>> float(correlation_from_sds(5.0, 5.0, 5.0))
    0.5
    """
    before, after, change = checked(
        sd_before=(sd_before, SPREAD), sd_after=(sd_after, SPREAD), sd_change=(sd_change, SPREAD)
    )
    r = (before**2 + after**2 - change**2) / (2 * before * after)
    impossible = np.abs(r) >= 1
    if np.any(impossible):
        a, b, c = _first(impossible, change, before, after)
        raise ValueError(
            f"sd_change is {a} with {b} before and {c} after: no correlation between "
            "-1 and 1 gives that; see whether one is a standard error"
        )
    return r


def combine_groups(first: GroupSummary, second: GroupSummary) -> GroupSummary:
    """Summary of two groups put together, as if their people had been one group.

    Parameters
    ----------
    first, second : GroupSummary
        Mean, standard deviation and size, in one unit.

    Returns
    -------
    GroupSummary
        Exact: what the people themselves would give.

    Notes
    -----
    SD² = [(n1 − 1) sd1² + (n2 − 1) sd2² + n1 n2 / (n1 + n2) · (mean1 − mean2)²] / (n1 + n2 − 1)
    [higgins2023]_.

    Examples
    --------
    >>> joined = combine_groups(GroupSummary(10, 2, 20), GroupSummary(12, 3, 30))
    >>> float(joined.mean), round(float(joined.sd), 4), float(joined.n)
    (11.2, 2.8031, 50.0)
    """
    mean1, sd1, n1, mean2, sd2, n2 = checked(
        mean1=(first[0], NUMBER),
        sd1=(first[1], SPREAD),
        n1=(first[2], SIZE),
        mean2=(second[0], NUMBER),
        sd2=(second[1], SPREAD),
        n2=(second[2], SIZE),
    )
    n = n1 + n2
    squares = (n1 - 1) * sd1**2 + (n2 - 1) * sd2**2 + n1 * n2 / n * (mean1 - mean2) ** 2
    return GroupSummary((n1 * mean1 + n2 * mean2) / n, np.sqrt(squares / (n - 1)), n)


def _quantile(degrees_of_freedom, level):
    (level,) = checked(level=(level, LEVEL))
    if degrees_of_freedom is None:
        return stats.norm.isf((1 - level) / 2)
    df, level = checked(degrees_of_freedom=(degrees_of_freedom, DEGREES), level=(level, LEVEL))
    return stats.t.isf((1 - level) / 2, df)


def _first(wrong, *arrays) -> list[float]:
    """The first case that is wrong, of each array in the shape that they share."""
    return [float(np.broadcast_to(array, wrong.shape)[wrong].flat[0]) for array in arrays]
