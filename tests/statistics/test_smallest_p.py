"""The smallest p of two means with standard errors, against every pair of sizes tried in a loop."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.statistics.group_comparisons import smallest_p_of_any_size
from living_review.statistics.smallest_p import smallest_p_of_standard_errors


def p_of(difference, se1, se2, n1, n2, pooled):
    """P of SciPy's t test from summaries, standard errors made into standard deviations."""
    sds = se1 * np.sqrt(n1), se2 * np.sqrt(n2)
    return stats.ttest_ind_from_stats(difference, sds[0], n1, 0, sds[1], n2, equal_var=pooled)[1]


# Found by trying all pairs of sizes from 2 to 400 with SciPy; the first is that of issue 22,
# the last two are sets where no sizes do better than unlimited ones.
@pytest.mark.parametrize(
    ("difference", "se1", "se2", "p", "sizes"),
    [
        (8.5, 1, 10, 0.04532, (18, 2)),
        (6, 0.5, 12, 0.0509, (38, 2)),
        (9, 1, 15, 0.0704, (25, 2)),
        (4, 0.3, 9, 0.0500, (47, 2)),
        (8.5, 1, 20, 0.1290, (32, 2)),
        (8.5, 10, 1, 0.04532, (2, 18)),
        (7, 0.5, 4, 0.00047, (np.inf, np.inf)),
        (5, 3, 4, 0.3074, (np.inf, np.inf)),
    ],
)
def test_smallest_p_and_the_sizes_that_give_it(difference, se1, se2, p, sizes):
    found = smallest_p_of_standard_errors(difference, se1, 0, se2)
    assert found.p == pytest.approx(p, abs=6e-5)
    assert (found.n1, found.n2) == sizes
    if np.isfinite(found.n1):
        assert found.p == pytest.approx(p_of(difference, se1, se2, *sizes, True), rel=1e-9)
    else:
        limit = 2 * stats.norm.sf(difference / np.sqrt(2 * se1 * se2))
        assert found.p == pytest.approx(limit, rel=1e-12)


@pytest.mark.long
@settings(max_examples=30)  # each looks through thousands of pairs
@given(st.floats(0.5, 4), st.floats(-2.5, 2.5))
def test_no_pair_of_sizes_gives_less(z, log_ratio):
    se1, se2 = np.exp(log_ratio / 2), np.exp(-log_ratio / 2)
    difference = z * np.sqrt(2)
    smallest = smallest_p_of_standard_errors(difference, se1, 0, se2).p
    sizes = np.unique(np.round(np.geomspace(2, 20_000, 120)))
    n1, n2 = np.meshgrid(np.r_[sizes, np.arange(2, 60)], np.r_[sizes, np.arange(2, 60)])
    for pooled in (True, False):
        p = p_of(difference, se1, se2, n1, n2, pooled)
        assert p.min() >= smallest * (1 - 1e-3)
    small = (n1 <= 500) | (n2 <= 500)
    assert p_of(difference, se1, se2, n1, n2, True)[small].min() >= smallest * (1 - 1e-9)


def test_rounding_of_all_four_numbers_is_used():
    groups = [pd.Series({"value": m, "spread": s}) for m, s in (("18.5", "1"), ("10", "10"))]
    at_printed = smallest_p_of_standard_errors(18.5, 1, 10, 10).p
    favourable = smallest_p_of_standard_errors(18.55, 0.5, 9.5, 9.5).p
    assert smallest_p_of_any_size(*groups) == pytest.approx(favourable)
    assert favourable < at_printed
