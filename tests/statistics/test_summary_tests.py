"""Tests from summaries against SciPy on raw samples and on summaries, and their laws."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from living_review.evidence import tables
from living_review.statistics.effect_sizes.standardised import (
    hedges_g,
    hedges_g_variance,
    small_sample_correction,
)
from living_review.statistics.summary_tests import (
    SpreadReading,
    as_sd,
    limiting_p_value,
    paired_test,
    pooled_test,
    welch_test,
)

means = st.floats(-1e3, 1e3)
spreads = st.floats(1e-3, 1e3)
sizes = st.integers(2, 500)


@given(means, spreads, sizes, means, spreads, sizes)
def test_welch_and_pooled_agree_with_scipy(mean1, sd1, n1, mean2, sd2, n2):
    for test, equal in ((welch_test, False), (pooled_test, True)):
        ours = test(mean1, sd1, n1, mean2, sd2, n2)
        theirs = stats.ttest_ind_from_stats(mean1, sd1, n1, mean2, sd2, n2, equal_var=equal)
        assert float(ours.t) == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
        assert float(ours.p) == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-300)


def test_raw_samples_give_the_same_as_their_summaries():
    random = np.random.default_rng(20261121)
    for _ in range(50):
        first = random.normal(10, 3, random.integers(2, 30))
        second = random.normal(11, 1, random.integers(2, 30))
        theirs = stats.ttest_ind(first, second, equal_var=False)
        ours = welch_test(
            first.mean(),
            first.std(ddof=1),
            len(first),
            second.mean(),
            second.std(ddof=1),
            len(second),
        )
        assert float(ours.p) == pytest.approx(theirs.pvalue, rel=1e-9)
        assert float(ours.df) == pytest.approx(theirs.df, rel=1e-9)


def test_paired_agrees_with_scipy_on_raw_pairs():
    random = np.random.default_rng(4)
    for _ in range(50):
        first = random.normal(10, 3, 12)
        second = 0.6 * first + random.normal(3, 2, 12)
        r = np.corrcoef(first, second)[0, 1]
        ours = paired_test(
            first.mean(), first.std(ddof=1), second.mean(), second.std(ddof=1), 12, r
        )
        theirs = stats.ttest_rel(first, second)
        assert float(ours.t) == pytest.approx(theirs.statistic, rel=1e-9)
        assert float(ours.p) == pytest.approx(theirs.pvalue, rel=1e-9)


@given(means, spreads, means, spreads, sizes, st.floats(-1, 1), st.floats(-1, 1))
def test_a_closer_correlation_makes_the_paired_p_smaller(mean1, sd1, mean2, sd2, n, low, high):
    low, high = sorted((low, high))
    assume(abs(mean1 - mean2) > 1e-6)
    loose = paired_test(mean1, sd1, mean2, sd2, n, low)
    close = paired_test(mean1, sd1, mean2, sd2, n, high)
    assert float(close.p) <= float(loose.p) * (1 + 1e-9)


@given(means, spreads, sizes, means, spreads, sizes)
def test_swapping_the_groups_changes_the_sign_only(mean1, sd1, n1, mean2, sd2, n2):
    there = welch_test(mean1, sd1, n1, mean2, sd2, n2)
    back = welch_test(mean2, sd2, n2, mean1, sd1, n1)
    assert float(there.t) == pytest.approx(-float(back.t), rel=1e-9, abs=1e-12)
    assert float(there.p) == pytest.approx(float(back.p), rel=1e-9)
    g = hedges_g(mean1, sd1, n1, mean2, sd2, n2)
    assert float(g) == pytest.approx(-float(hedges_g(mean2, sd2, n2, mean1, sd1, n1)))


def test_the_lower_group_first_gives_a_negative_sign():
    assert float(welch_test(1, 1, 10, 2, 1, 10).t) < 0
    assert float(hedges_g(1, 1, 10, 2, 1, 10)) < 0


def test_no_group_size_beats_the_limit_of_a_standard_error_reading():
    for mean1, se1, mean2, se2 in ((17.7, 1.5, 22.9, 3.3), (10, 1, 13, 1), (5, 2, 9, 2)):
        limit = limiting_p_value(mean1, se1, mean2, se2, SpreadReading.SE)
        n = np.array([2, 5, 50, 10**3, 10**6, 10**8])
        p = welch_test(
            mean1, as_sd(se1, n, SpreadReading.SE), n, mean2, as_sd(se2, n, SpreadReading.SE), n
        ).p
        assert np.all(p >= limit * (1 - 1e-9))
        assert p[-1] == pytest.approx(limit, rel=1e-6)


def test_hedges_g_is_unbiased_where_cohens_d_is_not():
    random = np.random.default_rng(7)
    n, true = 6, 0.8
    first, second = random.normal(true, 1, (40_000, n)), random.normal(0, 1, (40_000, n))
    g = hedges_g(first.mean(1), first.std(1, ddof=1), n, second.mean(1), second.std(1, ddof=1), n)
    standard_error = g.std() / np.sqrt(len(g))
    assert abs(g.mean() - true) < 4 * standard_error
    assert g.var() == pytest.approx(float(hedges_g_variance(true, n, n)), rel=0.15)


def test_exact_correction_is_near_the_usual_approximation():
    df = np.arange(2, 200)
    assert np.allclose(small_sample_correction(df), 1 - 3 / (4 * df - 1), atol=0.01)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1, 0, 10, 2, 1, 10), "above 0"),
        ((1, -1, 10, 2, 1, 10), "above 0"),
        ((1, 1, 1, 2, 1, 10), "at least 2"),
        ((1, 1, 0, 2, 1, 10), "at least 2"),
        ((1, float("nan"), 10, 2, 1, 10), "above 0"),
    ],
)
def test_impossible_summaries_are_refused(arguments, words):
    for test in (welch_test, pooled_test, hedges_g):
        with pytest.raises(ValueError, match=words):
            test(*arguments)


def test_a_correlation_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="between -1 and 1"):
        paired_test(1, 1, 2, 1, 10, 1.2)


def test_every_pair_of_the_data_agrees_with_scipy():
    rows = tables.read("biomarker_values")
    full = rows[(rows["n"] != "") & (rows["mean"] != "") & (rows["spread"] != "")]
    compared = 0
    for _, group in full.groupby(["study", "substance", "matrix"]):
        if len(group) != 2 or len(set(group["unit"])) > 1:
            continue
        (_, one), (_, two) = group.iterrows()
        numbers = [float(x) for r in (one, two) for x in (r["mean"], r["spread"], r["n"])]
        ours = welch_test(*numbers)
        theirs = stats.ttest_ind_from_stats(*numbers, equal_var=False)
        assert float(ours.p) == pytest.approx(theirs.pvalue, rel=1e-9)
        compared += 1
    assert compared >= 5
