"""From one printed summary to another: standard errors and deviations, intervals, t, p values.

A difference is group 1 minus group 2. All functions broadcast their arguments, and refuse
impossible ones with a ValueError that names the argument, its value and the remedy.
"""

import numpy as np
from scipy import stats

from living_review.statistics.argument_checks import (
    DEGREES,
    LEVEL,
    NUMBER,
    PROBABILITY,
    SIGN,
    SIZE,
    SPREAD,
    checked,
)


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


def sd_from_standard_error(standard_error, n):
    """Standard deviation of one group from the standard error of its mean.

    Parameters
    ----------
    standard_error, n : array_like
        In the unit of the scale; people in the group, from 2.

    Notes
    -----
    SD = SE √n [higgins2023]_.

    Examples
    --------
    >>> float(sd_from_standard_error(2.0, 25))
    10.0
    """
    se, n = checked(standard_error=(standard_error, SPREAD), n=(n, SIZE))
    return se * np.sqrt(n)


def sd_from_interval(mean, low, high, n, level=0.95):
    """Standard deviation of one group from the confidence interval of its mean.

    Parameters
    ----------
    mean, low, high : array_like
        In the unit of the scale; the mean lies between its limits and is not used further.
    n : array_like
        People in the group, from 2.
    level : array_like
        Of confidence, from 0.5 to below 1.

    Raises
    ------
    ValueError
        If the limits are not in order or leave out the mean.

    Notes
    -----
    SD = √n (high − low) / (2 t), t the quantile with n − 1 degrees of freedom [higgins2023]_. In
    large groups that is 1.96 for 95 %; in small ones 1.96 would make the deviation too large.

    Examples
    --------
    >>> round(float(sd_from_interval(50, 44, 56, 25)), 4)
    14.5356
    """
    (n,) = checked(n=(n, SIZE))
    return np.sqrt(n) * standard_error_from_interval(mean, low, high, n - 1, level)


def sd_from_error_of_difference(standard_error, n1, n2):
    """Standard deviation that two groups share, from the standard error of their difference.

    Parameters
    ----------
    standard_error : array_like
        Of the difference of two independent means; from an interval or a t: see
        `standard_error_from_interval`, or the difference over t.
    n1, n2 : array_like
        People in each group, from 2.

    Notes
    -----
    SD = SE / √(1/n1 + 1/n2) [higgins2023]_. Assumes equal variances, and a difference that is not
    adjusted for the start: of an adjusted one, this is the smaller residual deviation.

    Examples
    --------
    >>> round(float(sd_from_error_of_difference(2.0, 20, 20)), 4)
    6.3246
    """
    se, n1, n2 = checked(standard_error=(standard_error, SPREAD), n1=(n1, SIZE), n2=(n2, SIZE))
    return se / np.sqrt(1 / n1 + 1 / n2)


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


def _quantile(degrees_of_freedom, level):
    (level,) = checked(level=(level, LEVEL))
    if degrees_of_freedom is None:
        return stats.norm.isf((1 - level) / 2)
    df, level = checked(degrees_of_freedom=(degrees_of_freedom, DEGREES), level=(level, LEVEL))
    return stats.t.isf((1 - level) / 2, df)


def _first(wrong, *arrays) -> list[float]:
    """The first case that is wrong, of each array in the shape that they share."""
    return [float(np.broadcast_to(array, wrong.shape)[wrong].flat[0]) for array in arrays]
