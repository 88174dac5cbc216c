"""Standardised mean differences of two independent groups.

Sign: group 1 minus group 2, so a negative value says that group 1 lies lower. As an `EffectSize`
it stands on a scale where more is worse, so a negative value favours group 1.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.special import poch

from living_review.statistics.argument_checks import (
    NUMBER,
    SIZE,
    SPREAD,
    VARIANCE,
    YES_OR_NO,
    checked,
)
from living_review.statistics.effect_sizes.measures import Measure


class VarianceForm(StrEnum):
    """Formula for the variance of Hedges' g; whoever pools must say which one was used."""

    LS = "large-sample variance (metafor's LS)"
    UB = "unbiased variance (metafor's UB)"
    REVMAN = "variance with n - 3.94 (RevMan)"


class EffectSize(NamedTuple):
    """Standardised mean differences and their sampling variances, in one broadcast shape.

    ``yi`` is negative where group 1 does better, ``vi`` is above 0: the names that metafor uses.
    """

    yi: np.ndarray
    vi: np.ndarray
    measure = Measure.SMD
    scale = ""


def small_sample_correction(degrees_of_freedom):
    """Hedges' exact correction factor J.

    Parameters
    ----------
    degrees_of_freedom : array_like
        Above 1 for J to be positive; at 1 the gamma function diverges and J is 0.

    Returns
    -------
    numpy.ndarray
        Between 0 and 1, the shape of the input.

    Notes
    -----
    J(m) = Γ(m/2) / (√(m/2) Γ((m−1)/2)) [hedges1981]_, exact rather than 1 − 3/(4m − 1).

    Examples
    --------
    >>> round(float(small_sample_correction(10)), 6)
    0.922746
    """
    m = np.asarray(degrees_of_freedom, dtype=float)
    if np.any(m < 1):
        raise ValueError("at least one degree of freedom is needed: two groups of n 2 give two")
    # Not by logarithms of gamma: their rounding puts J above 1 in very large groups.
    return poch((m - 1) / 2, 0.5) / np.sqrt(m / 2)


def pooled_sd(sd1, n1, sd2, n2):
    """Pooled standard deviation of two groups, in the unit of the standard deviations.

    Examples
    --------
    >>> float(pooled_sd(3.0, 10, 3.0, 20))
    3.0
    """
    sd1, n1, sd2, n2 = (np.asarray(x, dtype=float) for x in (sd1, n1, sd2, n2))
    return np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))


def hedges_g(mean1, sd1, n1, mean2, sd2, n2):
    """Hedges' g of two independent groups from their summaries.

    Parameters
    ----------
    mean1, sd1, n1, mean2, sd2, n2 : array_like
        Broadcast against each other. Means and standard deviations share one unit;
        standard deviations above 0, group sizes from 2.

    Returns
    -------
    numpy.ndarray
        Dimensionless; negative where group 1 lies lower.

    Raises
    ------
    ValueError
        If a standard deviation is not positive or a group has fewer than 2 members.

    Notes
    -----
    g = J(n1 + n2 − 2) · (mean1 − mean2) / pooled SD [hedges1981]_. Assumes equal variances.

    Examples
    --------
    >>> round(float(hedges_g(10, 2, 20, 12, 2, 20)), 4)
    -0.9801
    """
    sd1, n1, sd2, n2 = check_groups(sd1, n1, sd2, n2)
    difference = np.asarray(mean1, dtype=float) - np.asarray(mean2, dtype=float)
    return small_sample_correction(n1 + n2 - 2) * difference / pooled_sd(sd1, n1, sd2, n2)


def hedges_g_variance(g, n1, n2, form: VarianceForm = VarianceForm.LS):
    """Sampling variance of Hedges' g of two independent groups.

    Parameters
    ----------
    g, n1, n2 : array_like
        Broadcast against each other; group sizes from 2.
    form : VarianceForm
        The large-sample form unless another one is asked for.

    Returns
    -------
    numpy.ndarray
        Above 0, in the broadcast shape.

    Raises
    ------
    ValueError
        If g is no number or a group has fewer than 2 members.

    Notes
    -----
    With N = n1 + n2, m = N − 2 and J of `small_sample_correction`, v = 1/n1 + 1/n2 + c g², where

    - LS: c = 1 / (2 N) [hedges1981]_;
    - UB: c = 1 − (m − 2) / (m J(m)²), unbiased if the variances are equal [viechtbauer2010]_;
    - RevMan: c = 1 / (2 (N − 3.94)), slightly larger than LS.

    Examples
    --------
    >>> float(hedges_g_variance(0.0, 10, 10))
    0.2
    >>> [round(float(hedges_g_variance(1.0, 10, 10, form)), 4) for form in VarianceForm]
    [0.225, 0.2307, 0.2311]
    """
    g, n1, n2 = checked(g=(g, NUMBER), n1=(n1, SIZE), n2=(n2, SIZE))
    total = n1 + n2
    match VarianceForm(form):
        case VarianceForm.LS:
            share = 1 / (2 * total)
        case VarianceForm.UB:
            m = total - 2
            share = 1 - (m - 2) / (m * small_sample_correction(m) ** 2)
        case VarianceForm.REVMAN:
            share = 1 / (2 * (total - 3.94))
    return 1 / n1 + 1 / n2 + share * g**2


def oriented(yi, vi, more_is_better=False) -> EffectSize:
    """Effect size whose negative values favour group 1.

    Parameters
    ----------
    yi, vi : array_like
        Group 1 minus group 2 as the scale counts, and the variances.
    more_is_better : array_like of bool
        True where more of the scale is better, as with well-being: there the sign is turned.

    Raises
    ------
    ValueError
        If an effect is no number, a variance not above 0, or the shapes do not fit together.

    Examples
    --------
    >>> oriented(0.4, 0.1, more_is_better=True)
    EffectSize(yi=array(-0.4), vi=array(0.1))
    """
    yi, vi, turned = np.broadcast_arrays(
        *checked(yi=(yi, NUMBER), vi=(vi, VARIANCE), more_is_better=(more_is_better, YES_OR_NO))
    )
    return EffectSize(np.where(turned, 0 - yi, yi), vi.copy())


def check_groups(sd1, n1, sd2, n2):
    """Return the summaries as float arrays, or say what is wrong with them."""
    return checked(sd1=(sd1, SPREAD), n1=(n1, SIZE), sd2=(sd2, SPREAD), n2=(n2, SIZE))
