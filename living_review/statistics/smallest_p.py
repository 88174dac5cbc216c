"""The smallest p value that two means and their standard errors can give, whatever the sizes."""

from typing import NamedTuple

import numpy as np
from scipy import stats

SMALLER_GROUPS = np.arange(2, 501)  # sizes of the smaller group that are tried
GRID = 400  # sizes of the larger group that are tried first, for each of the smaller


class SmallestP(NamedTuple):
    """A p value and the sizes that give it; infinite sizes where it is only approached."""

    p: float
    n1: float
    n2: float


def smallest_p_of_standard_errors(mean1, se1, mean2, se2) -> SmallestP:
    """Smallest two-sided p over all sizes of two groups, by Welch's test or with pooled variance.

    Parameters
    ----------
    mean1, se1, mean2, se2 : float
        Means and standard errors (above 0) in one unit.

    Returns
    -------
    SmallestP
        The smallest p, and the sizes at which the pooled test gives it.

    Notes
    -----
    With d the difference, Welch's squared standard error of it is e1² + e2², whatever the sizes.
    Pooled, it is (1 + 2/(a + b)) (a e1²/(b + 1) + b e2²/(a + 1)) with a = n1 − 1 and b = n2 − 1
    degrees of freedom. With unlimited groups that is least, 2 e1 e2, at a/b = e2/e1, which is
    never above Welch's; but where one standard error is several times the other, a small group
    gives less still, and sometimes by more than its few degrees of freedom cost.
    The smaller group is tried from 2 to 500, the larger at all sizes at which p could be
    smallest, and the limit of unlimited groups beside them. The squared standard error is never
    below 2 e1 e2 b/(b + 1) with b of the smaller group, so that beyond 500 no p lies below that
    of the limit with a difference larger by 0.1 %.

    Examples
    --------
    >>> p, n1, n2 = smallest_p_of_standard_errors(18.5, 1, 10, 10)
    >>> round(p, 4), n1, n2
    (0.0453, 18.0, 2.0)
    >>> round(smallest_p_of_standard_errors(10, 3, 15, 4).p, 4)
    0.3074
    """
    difference = abs(float(mean1) - float(mean2))
    first, second = float(se1), float(se2)
    limit = 2 * stats.norm.sf(difference / np.sqrt(2 * first * second))
    p21, n2, n1 = _smallest_pooled(difference, second, first)
    p12, m1, m2 = _smallest_pooled(difference, first, second)
    return min(
        SmallestP(float(limit), np.inf, np.inf), SmallestP(p12, m1, m2), SmallestP(p21, n1, n2)
    )


def _smallest_pooled(difference: float, se_smaller: float, se_larger: float):
    """Smallest p of the pooled test, with the sizes of the smaller and the larger group."""
    b = (SMALLER_GROUPS - 1.0)[:, None]
    # Beyond, the squared standard error exceeds 2 e1 e2, with which unlimited groups do better.
    farthest = np.maximum(2 * (b + 1) * se_smaller / se_larger, b)
    a = np.round(b * (farthest / b) ** np.linspace(0, 1, GRID))
    p = _pooled_p(difference, a, se_larger, b, se_smaller)
    row, column = np.unravel_index(np.argmin(p), p.shape)
    around = a[row, max(column - 1, 0)], a[row, min(column + 1, GRID - 1)]
    every = np.unique(np.round(np.linspace(*around, 10_000)))
    p = _pooled_p(difference, every, se_larger, b[row], se_smaller)
    best = int(np.argmin(p))
    return float(p[best]), float(b[row, 0] + 1), float(every[best] + 1)


def _pooled_p(difference, a, se_a, b, se_b):
    """P of the pooled test, by the degrees of freedom a and b of the groups."""
    squared = (1 + 2 / (a + b)) * (a * se_a**2 / (b + 1) + b * se_b**2 / (a + 1))
    return 2 * stats.t.sf(difference / np.sqrt(squared), a + b)
