"""Sample-size sentences: the power of a group size, and the group size that reaches a power.

For two independent groups of equal size and a two-sided t test, as trials plan them.
"""

import math

import numpy as np
from scipy import stats

LARGEST = 10**7  # people per group, beyond which nothing is planned


def power(n: float, difference: float, sd: float, alpha: float = 0.05) -> float:
    """Power of a two-sided t test with n people in each of two groups.

    Parameters
    ----------
    n : float
        People per group, from 2.
    difference, sd : float
        Difference of the means and common standard deviation, in one unit; the sign of the
        difference does not matter.
    alpha : float
        Level of the test, between 0 and 1.

    Returns
    -------
    float
        Chance that p falls below alpha, in either direction, if the difference is real.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Notes
    -----
    Noncentral t distribution with 2n - 2 degrees of freedom and noncentrality
    difference / sd · √(n / 2), both tails at once as the noncentral F of its square. Assumes
    normal values and equal variances.

    Examples
    --------
    >>> round(power(64, 5.0, 10.0), 3)
    0.801
    """
    _check(n=n, sd=sd, alpha=alpha)
    degrees, shift = 2 * n - 2, abs(difference) / sd * math.sqrt(n / 2)
    bound = stats.t.isf(alpha / 2, degrees)
    return float(stats.ncf.sf(bound**2, 1, degrees, shift**2))


def group_size(difference: float, sd: float, wanted_power: float, alpha: float = 0.05) -> int:
    """Smallest number of people per group that reaches a power.

    Raises
    ------
    ValueError
        If a number lies outside its range, or no group of a thinkable size is enough.

    Examples
    --------
    >>> group_size(5.0, 10.0, 0.80)
    64
    """
    _check(wanted_power=wanted_power, sd=sd, alpha=alpha)
    if power(LARGEST, difference, sd, alpha) < wanted_power:
        raise ValueError(f"no group of up to {LARGEST} people reaches a power of {wanted_power}")
    low, high = 2, 2
    while power(high, difference, sd, alpha) < wanted_power:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (low, middle)
            if power(middle, difference, sd, alpha) >= wanted_power
            else (middle, high)
        )
    return 2 if power(2, difference, sd, alpha) >= wanted_power else high


def _check(**numbers: float):
    limits = {
        "n": (2, np.inf),
        "sd": (np.finfo(float).tiny, np.inf),
        "alpha": (0, 1),
        "wanted_power": (0, 1),
    }
    for name, value in numbers.items():
        low, high = limits[name]
        inside = low <= value < high if high == np.inf else low < value < high
        if not inside:
            words = {"n": "at least 2 people", "sd": "a standard deviation above 0"}
            told = words.get(name, "a number between 0 and 1")
            raise ValueError(f"{name.replace('_', ' ')} is {value}: it has to be {told}")
