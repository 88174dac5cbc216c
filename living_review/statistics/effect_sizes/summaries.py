"""From one printed summary to another: standard errors from intervals, t from p values.

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
