"""Standardised mean differences of two independent groups.

Sign: group 1 minus group 2, so a negative value says that group 1 lies lower.
"""

import numpy as np
from scipy.special import gammaln


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
    log_j = gammaln(m / 2) - 0.5 * np.log(m / 2) - gammaln(np.where(m == 1, 1, (m - 1) / 2))
    return np.where(m == 1, 0.0, np.exp(log_j))


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


def hedges_g_variance(g, n1, n2):
    """Large-sample variance of Hedges' g, the form that metafor calls ``LS``.

    Notes
    -----
    v = 1/n1 + 1/n2 + g² / (2 (n1 + n2)) [hedges1981]_. RevMan's form divides by n1 + n2 − 3.94
    and gives slightly larger values; whoever pools must say which one was used.

    Examples
    --------
    >>> float(hedges_g_variance(0.0, 10, 10))
    0.2
    """
    g, n1, n2 = (np.asarray(x, dtype=float) for x in (g, n1, n2))
    return 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def check_groups(sd1, n1, sd2, n2):
    """Return the summaries as float arrays, or say what is wrong with them."""
    sd1, n1, sd2, n2 = (np.asarray(x, dtype=float) for x in (sd1, n1, sd2, n2))
    for sd in (sd1, sd2):
        if not np.all(np.isfinite(sd) & (sd > 0)):
            raise ValueError(f"a standard deviation must be above 0, and one here is {sd.min()}")
    for n in (n1, n2):
        if not np.all(np.isfinite(n) & (n >= 2)):
            raise ValueError(f"a group needs at least 2 members, and one here has {n.min():g}")
    return sd1, n1, sd2, n2
