"""Means and standard deviations that quartiles, ranges and medians stand for.

They assume that the scores of one group are normal, so each comes with a test of skewness. An
effect from such means is less sure than its variance says, since the variance takes them as
printed: show it apart, or leave it out to see what it does [viechtbauer2010]_. All functions
broadcast their arguments, and refuse impossible ones with a ValueError that names the argument,
its value and the remedy.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from living_review.statistics.argument_checks import NUMBER, Kind, checked

PEOPLE = Kind(lambda x: (x >= 5) & (x <= 1e9), "quantiles tell a mean from 5 people on (up to 1e9)")


class EstimatedMean(NamedTuple):
    """Means and standard deviations of scores, in one broadcast shape, each with its doubt.

    ``skewed`` is True where the quantiles lie too unevenly for a normal distribution: then
    neither number should be used.
    """

    mean: np.ndarray
    sd: np.ndarray
    skewed: np.ndarray


def mean_from_quartiles(q1, median, q3, n) -> EstimatedMean:
    """Mean and standard deviation of one group from its quartiles.

    Parameters
    ----------
    q1, median, q3 : array_like
        In the unit of the scale, in this order; a spread needs q1 below q3.
    n : array_like
        People in the group, from 5.

    Raises
    ------
    ValueError
        If the quartiles are not in order, or q1 equals q3.

    Notes
    -----
    Mean (0.7 + 0.39/n) (q1 + q3) / 2 + (0.3 − 0.39/n) median [luo2018]_; standard deviation
    (q3 − q1) / (2 Φ⁻¹((0.75 n − 0.125) / (n + 0.25))) [wan2014]_; skewed where
    |q1 + q3 − 2 median| / (q3 − q1) reaches 2.65/√n − 6/n², a test at 5 % [shi2023]_.

    Examples
    --------
    >>> estimated = mean_from_quartiles(8, 10, 13, 20)
    >>> round(float(estimated.mean), 4), round(float(estimated.sd), 4), bool(estimated.skewed)
    (10.3598, 3.9892, False)
    """
    q1, median, q3, n = _in_order(n, q1=q1, median=median, q3=q3)
    weight = 0.7 + 0.39 / n
    mean = weight * (q1 + q3) / 2 + (1 - weight) * median
    skewed = _lean(q1, median, q3) >= 2.65 / np.sqrt(n) - 6 / n**2
    return EstimatedMean(mean, (q3 - q1) / _width_of_quartiles(n), skewed)


def mean_from_range(minimum, median, maximum, n) -> EstimatedMean:
    """Mean and standard deviation of one group from its median and range.

    Parameters and errors are those of `mean_from_quartiles`, with the smallest and the largest
    value in place of the quartiles. Two people decide about a range: it is the weakest source.

    Notes
    -----
    Mean w (minimum + maximum) / 2 + (1 − w) median with w = 4 / (4 + n^0.75) [luo2018]_; standard
    deviation (maximum − minimum) / (2 Φ⁻¹((n − 0.375) / (n + 0.25))) [wan2014]_; skewed where
    |minimum + maximum − 2 median| / (maximum − minimum) reaches 1/ln(n + 9) + 2.5/(n + 1)
    [shi2023]_.

    Examples
    --------
    >>> estimated = mean_from_range(3, 10, 20, 20)
    >>> round(float(estimated.mean), 4), round(float(estimated.sd), 4), bool(estimated.skewed)
    (10.4459, 4.5497, False)
    """
    low, median, high, n = _in_order(n, minimum=minimum, median=median, maximum=maximum)
    weight = 4 / (4 + n**0.75)
    mean = weight * (low + high) / 2 + (1 - weight) * median
    skewed = _lean(low, median, high) >= 1 / np.log(n + 9) + 2.5 / (n + 1)
    return EstimatedMean(mean, (high - low) / _width_of_range(n), skewed)


def mean_from_five_numbers(minimum, q1, median, q3, maximum, n) -> EstimatedMean:
    """Mean and standard deviation of one group from its median, quartiles and range.

    Parameters and errors are those of `mean_from_quartiles` and `mean_from_range`.

    Notes
    -----
    Mean w₁ (minimum + maximum) / 2 + w₂ (q1 + q3) / 2 + (1 − w₁ − w₂) median with
    w₁ = 2.2 / (2.2 + n^0.75) and w₂ = 0.7 − 0.72 / n^0.55 [luo2018]_; standard deviation
    w S₁ + (1 − w) S₂, those of the range and the quartiles, with w = 1 / (1 + 0.07 n^0.6)
    [shi2020]_; skewed where the larger of 2.65 ln(0.6 n)/√n times the lean of the range and the
    lean of the quartiles reaches 3/√n − 40/n³ [shi2023]_.

    Examples
    --------
    >>> estimated = mean_from_five_numbers(3, 8, 10, 13, 20, 20)
    >>> round(float(estimated.mean), 4), round(float(estimated.sd), 4), bool(estimated.skewed)
    (10.5638, 4.3833, False)
    """
    low, q1, median, q3, high, n = _in_order(
        n, minimum=minimum, q1=q1, median=median, q3=q3, maximum=maximum
    )
    of_range, of_quartiles = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    mean = (
        of_range * (low + high) / 2
        + of_quartiles * (q1 + q3) / 2
        + (1 - of_range - of_quartiles) * median
    )
    weight = 1 / (1 + 0.07 * n**0.6)
    sd = weight * (high - low) / _width_of_range(n) + (1 - weight) * (
        (q3 - q1) / _width_of_quartiles(n)
    )
    lean = np.maximum(
        2.65 * np.log(0.6 * n) / np.sqrt(n) * _lean(low, median, high), _lean(q1, median, q3)
    )
    return EstimatedMean(mean, sd, lean >= 3 / np.sqrt(n) - 40 / n**3)


def _width_of_quartiles(n):
    """Expected distance of the quartiles of n normal scores, in standard deviations."""
    return 2 * ndtri((0.75 * n - 0.125) / (n + 0.25))


def _width_of_range(n):
    """Expected distance of the extremes of n normal scores, in standard deviations."""
    return 2 * ndtri((n - 0.375) / (n + 0.25))


def _lean(low, median, high):
    """How far the median lies from the middle, as a share of half the distance."""
    return np.abs(low + high - 2 * median) / (high - low)


def _in_order(n, **quantiles):
    """Arrays of the quantiles and of n in one shape, if they rise as their names say."""
    *values, n = np.broadcast_arrays(
        *checked(**{name: (value, NUMBER) for name, value in quantiles.items()}, n=(n, PEOPLE))
    )
    names = list(quantiles)
    for i in range(1, len(values)):
        _refuse(
            values[i] < values[i - 1], names[i], values[i], names[i - 1], values[i - 1], "below"
        )
    for i in range(len(values) // 2):
        low, high = values[i], values[-1 - i]
        _refuse(low == high, names[-1 - i], high, names[i], low, "equal to")
    return (*values, n)


def _refuse(wrong, name, value, other, compared, relation):
    if np.any(wrong):
        a, b = value[wrong].flat[0], compared[wrong].flat[0]
        raise ValueError(
            f"{name} is {a:g}, {relation} {other}, {b:g}: "
            + (
                "the quantiles have to rise; see whether columns were exchanged"
                if relation == "below"
                else "no spread can be had from them; the result can't be used as a mean"
            )
        )
