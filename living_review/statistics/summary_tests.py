"""Tests from summaries: t and p from means, spreads and group sizes.

A difference is group 1 minus group 2. All functions broadcast their arguments.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy import stats

from living_review.statistics.effect_sizes.standardised import check_groups, pooled_sd


class SpreadReading(StrEnum):
    """What the number after a plus-minus sign is taken to be."""

    SD = "standard deviation"
    SE = "standard error"


class TestResult(NamedTuple):
    """Result of a t test from summaries; each field has the broadcast shape of the input."""

    t: np.ndarray
    df: np.ndarray
    p: np.ndarray


def as_sd(spread, n, reading: SpreadReading):
    """Standard deviation that a printed spread stands for.

    Notes
    -----
    SD = SE · √n.

    Examples
    --------
    >>> float(as_sd(2.0, 9, SpreadReading.SE))
    6.0
    """
    spread = np.asarray(spread, dtype=float)
    return spread * np.sqrt(np.asarray(n, dtype=float)) if reading is SpreadReading.SE else spread


def welch_test(mean1, sd1, n1, mean2, sd2, n2) -> TestResult:
    """Welch's two-sided t test of two independent groups with unequal variances.

    Parameters
    ----------
    mean1, sd1, n1, mean2, sd2, n2 : array_like
        Means and standard deviations in one unit; group sizes from 2.

    Returns
    -------
    TestResult
        ``t`` negative where group 1 lies lower; Satterthwaite's degrees of freedom; two-sided p.

    Raises
    ------
    ValueError
        If a standard deviation is not positive or a group has fewer than 2 members.

    Notes
    -----
    Assumes normally distributed values and independent groups [welch1947]_.

    Examples
    --------
    >>> result = welch_test(10, 2, 20, 12, 3, 20)
    >>> round(float(result.t), 4), round(float(result.df), 2), round(float(result.p), 4)
    (-2.4807, 33.1, 0.0184)
    """
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    share1, share2 = sd1**2 / n1, sd2**2 / n2
    t = (np.asarray(mean1, float) - np.asarray(mean2, float)) / np.sqrt(share1 + share2)
    # Shares rather than squares of squares: tiny spreads would underflow.
    weight = share1 / (share1 + share2)
    df = 1 / (weight**2 / (n1 - 1) + (1 - weight) ** 2 / (n2 - 1))
    return TestResult(t, df, 2 * stats.t.sf(np.abs(t), df))


def pooled_test(mean1, sd1, n1, mean2, sd2, n2) -> TestResult:
    """Student's two-sided t test of two independent groups, variances pooled.

    Parameters, errors and signs are those of `welch_test`. Assumes equal variances.

    Examples
    --------
    >>> result = pooled_test(10, 2, 20, 12, 3, 20)
    >>> round(float(result.t), 4), float(result.df)
    (-2.4807, 38.0)
    """
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    standard_error = pooled_sd(sd1, n1, sd2, n2) * np.sqrt(1 / n1 + 1 / n2)
    t = (np.asarray(mean1, float) - np.asarray(mean2, float)) / standard_error
    df = n1 + n2 - 2
    return TestResult(t, df, 2 * stats.t.sf(np.abs(t), df))


def paired_test(mean1, sd1, mean2, sd2, n, correlation) -> TestResult:
    """Two-sided paired t test from the summaries of two times and their correlation.

    Parameters
    ----------
    correlation : array_like
        Correlation of the two times within people, from −1 to 1; rarely printed.

    Notes
    -----
    SD of the change = √(sd1² + sd2² − 2 r sd1 sd2); df = n − 1.

    Raises
    ------
    ValueError
        If a correlation lies outside −1 to 1, or a summary is impossible.

    Examples
    --------
    >>> result = paired_test(10, 2, 12, 2, 16, 0.5)
    >>> float(result.t), float(result.df)
    (-4.0, 15.0)
    """
    sd1, n, sd2, _ = check_groups(sd1, n, sd2, n)
    r = np.asarray(correlation, dtype=float)
    if not np.all((r >= -1) & (r <= 1)):
        raise ValueError("a correlation lies between -1 and 1")
    sd_change = np.sqrt((sd1 - sd2) ** 2 + 2 * (1 - r) * sd1 * sd2)
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody changes: no test
        t = (np.asarray(mean1, float) - np.asarray(mean2, float)) / (sd_change / np.sqrt(n))
    return TestResult(t, n - 1, 2 * stats.t.sf(np.abs(t), n - 1))


def limiting_p_value(mean1, spread1, mean2, spread2, reading: SpreadReading) -> float:
    """Two-sided p value that groups of unlimited size would give.

    Read as standard errors the spreads fix t whatever the group sizes, and with growing groups
    the t distribution only narrows to the normal: this p is the smallest that can be had.
    Read as standard deviations, it is 0 for any difference at all.

    Examples
    --------
    >>> round(float(limiting_p_value(10, 3, 15, 4, SpreadReading.SE)), 4)
    0.3173
    """
    difference = abs(float(mean1) - float(mean2))
    if reading is SpreadReading.SD:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stats.norm.sf(difference / np.hypot(float(spread1), float(spread2))))
