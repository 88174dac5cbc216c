"""Effects beside the standardised one, and that no two measures are ever pooled as one.

Where the right values come from: R's t tests of tests/statistics/r; metafor's
tests/testthat/test_misc_escalc.r (ratio of means of dat.normand1999); metafor's man/conv.wald.Rd
(ratios); Tierney 2007, a trial of bladder cancer: hazard ratio 0.88, 0.74 to 1.05, V 128.81.
"""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from living_review.statistics.effect_sizes import changes, quantiles, summaries
from living_review.statistics.effect_sizes.conversions import from_cohens_d, from_final_means
from living_review.statistics.effect_sizes.counts import (
    log_odds_ratio,
    log_risk_ratio,
    risk_difference,
    smd_from_odds_ratio,
)
from living_review.statistics.effect_sizes.mean_differences import (
    log_ratio_of_means,
    mean_difference,
    mean_difference_from_interval,
)
from living_review.statistics.effect_sizes.measures import Measure, MeasuredEffect, one_measure
from living_review.statistics.effect_sizes.printed_ratios import (
    RATIOS,
    hazard_ratio_from_log_rank,
    ratio_from_interval,
    ratio_from_p_value,
)
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.trials import diagnostics, pools
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect
from tests.statistics.test_effect_size_conversions import PLAUSIBLE, anything, some
from tests.statistics.test_reference_values import cases

# Four rows of dat.normand1999 (stroke units; days in hospital): means, spreads, sizes.
NORMAND = np.array(
    [
        [55, 47, 155, 75, 64, 156],
        [27, 7, 31, 29, 4, 32],
        [64, 17, 75, 119, 29, 71],
        [66, 20, 18, 137, 48, 18],
    ]
)
ratios = st.floats(0.05, 20)


def test_differences_over_their_errors_are_r_s_t():
    for kind, equal in (("welch", False), ("pooled", True)):
        for (m1, s1, n1, m2, s2, n2), (t, *_) in cases(kind):
            effect = mean_difference(m1, s1, n1, m2, s2, n2, "points", equal_spreads=equal)
            assert float(effect.yi / np.sqrt(effect.vi)) == pytest.approx(t, rel=1e-9)


def test_ratios_of_means_agree_with_metafor():
    effect = log_ratio_of_means(*NORMAND.T)
    assert np.round(effect.yi, 4).tolist() == [-0.3102, -0.0715, -0.6202, -0.7303]
    assert np.round(effect.vi, 4).tolist() == [0.0094, 0.0028, 0.0018, 0.0119]


def test_ratios_with_intervals_and_p_agree_with_metafor():
    of_interval = ratio_from_interval(0.64, 0.33, 1.22, Measure.ODDS_RATIO)
    of_p = ratio_from_p_value(0.64, 0.17, Measure.ODDS_RATIO)
    assert (round(float(of_interval.yi), 4), round(float(of_interval.vi), 4)) == (-0.4463, 0.1113)
    assert (round(float(of_p.yi), 4), round(float(of_p.vi), 4)) == (-0.4463, 0.1058)


def test_level_of_the_interval_decides_about_the_error():
    # ln(0.64) and its limits over 2 · 1.644854, 2 · 1.959964 and 2 · 2.575829.
    for level, se in ((0.90, 0.39746), (0.95, 0.33356), (0.99, 0.25380)):
        effect = ratio_from_interval(0.64, 0.33, 1.22, Measure.ODDS_RATIO, level=level)
        assert float(np.sqrt(effect.vi)) == pytest.approx(se, abs=5e-6)


def test_difference_of_altman_and_bland_from_its_interval():
    # BMJ 2011;343:d2090: a difference of 17 points, p 0.032, has standard error 7.940 and the
    # interval 1.4 to 32.6.
    effect = mean_difference_from_interval(17, 1.4, 32.6, "points")
    assert float(np.sqrt(effect.vi)) == pytest.approx(7.940, abs=0.03)


def test_hazard_ratio_of_tierney_from_its_interval_and_its_sums():
    of_interval = ratio_from_interval(0.88, 0.74, 1.05, Measure.HAZARD_RATIO)
    of_sums = hazard_ratio_from_log_rank(np.log(0.88) * 128.81, 128.81)
    assert float(of_sums.yi) == pytest.approx(np.log(0.88))
    low, high = np.exp(of_sums.yi + np.array([-1, 1]) * stats.norm.isf(0.025) * of_sums.vi**0.5)
    assert (round(float(low), 2), round(float(high), 2)) == (0.74, 1.05)
    assert float(of_interval.vi**-1) == pytest.approx(128.81, rel=0.03)  # limits are rounded


def test_hazard_ratio_of_simulated_times():
    # Exponential times, hazards 0.7 to 1; the log-rank sums are worked out here by hand.
    random = np.random.default_rng(7)
    estimates = []
    for _ in range(60):
        times = np.concatenate([random.exponential(1 / 0.7, 200), random.exponential(1.0, 200)])
        treated = np.repeat([1, 0], 200)[np.argsort(times)]
        at_risk, at_risk1 = np.arange(400, 0, -1), treated[::-1].cumsum()[::-1]
        share = at_risk1 / at_risk
        effect = hazard_ratio_from_log_rank((treated - share).sum(), (share * (1 - share)).sum())
        estimates.append((float(effect.yi), float(effect.vi)))
    yi, vi = np.array(estimates).T
    assert yi.mean() == pytest.approx(np.log(0.7), abs=0.05)
    assert vi.mean() == pytest.approx(yi.var(), rel=0.5)


@given(ratios, st.floats(0.02, 2), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_interval_and_p_of_one_error_give_one_variance(ratio, se, level):
    z = stats.norm.isf((1 - level) / 2)
    low, high = ratio * np.exp(-z * se), ratio * np.exp(z * se)
    for measure in RATIOS:
        effect = ratio_from_interval(ratio, low, high, measure, level=level)
        assert float(effect.vi) == pytest.approx(se**2, rel=1e-6)
        turned = ratio_from_interval(1 / ratio, 1 / high, 1 / low, measure, level=level)
        assert float(turned.yi) == pytest.approx(-float(effect.yi), abs=1e-9)
        p = 2 * stats.norm.sf(abs(np.log(ratio)) / se)
        if 1e-12 < p < 0.99:
            of_p = ratio_from_p_value(ratio, p, measure)
            assert float(of_p.vi) == pytest.approx(se**2, rel=1e-6)


@given(st.floats(0.01, 100))
def test_another_unit_leaves_a_ratio_of_means_alone(unit):
    scaled = NORMAND * np.array([unit, unit, 1, unit, unit, 1])
    plain, other = log_ratio_of_means(*NORMAND.T), log_ratio_of_means(*scaled.T)
    assert np.allclose(plain.yi, other.yi)
    assert np.allclose(plain.vi, other.vi)
    points = mean_difference(*scaled.T, "points")
    assert np.allclose(points.yi, unit * mean_difference(*NORMAND.T, "points").yi)


def test_better_scores_turn_the_sign():
    plain = mean_difference(*NORMAND.T, "points")
    turned = mean_difference(*NORMAND.T, "points", more_is_better=True)
    assert np.array_equal(turned.yi, -plain.yi)
    assert np.array_equal(log_ratio_of_means(*NORMAND.T, more_is_better=True).yi > 0, [True] * 4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: log_ratio_of_means(-2, 1, 9, 3, 1, 9), "mean1 is -2.0: .*above 0"),
        (lambda: mean_difference(1, 1, 9, 2, 1, 9, ""), "scale is '': name the scale"),
        (lambda: mean_difference_from_interval(1, 2, 3, "points"), "estimate is 1.0, outside"),
        (lambda: ratio_from_interval(-0.45, -1.6, -0.03, Measure.ODDS_RATIO), "ratio is -0.45"),
        (lambda: ratio_from_interval(0.6, 0.3, 1.2, Measure.SMD), "measure is .*give one of log"),
        (lambda: ratio_from_interval(0.6, 0.3, 1.2, Measure.ODDS_RATIO, level=95), "level is 95"),
        (lambda: ratio_from_p_value(0.6, 0, Measure.RISK_RATIO), "p is 0.0: .*0.0005"),
        (lambda: ratio_from_p_value(0.6, 1, Measure.RISK_RATIO), "p is 1.0: .*below 1"),
        (lambda: ratio_from_p_value(1, 0.9, Measure.RISK_RATIO), "ratio is 1.0: .*interval"),
        (lambda: ratio_from_p_value(-1, 0.9, Measure.RISK_RATIO), "ratio is -1.0"),
        (lambda: hazard_ratio_from_log_rank(-3, 0), "variance is 0.0"),
    ],
)
def test_impossible_effects_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


NEW = {
    changes.from_changes: 7,
    changes.from_changes_and_start: 7,
    from_cohens_d: 3,
    hazard_ratio_from_log_rank: 2,
    log_ratio_of_means: 6,
    partial(mean_difference, scale="points"): 6,
    quantiles.mean_from_quartiles: 4,
    quantiles.mean_from_range: 4,
    quantiles.mean_from_five_numbers: 6,
    partial(ratio_from_interval, measure=Measure.RISK_RATIO): 3,
    partial(ratio_from_p_value, measure=Measure.RISK_RATIO): 2,
    summaries.sd_from_error_of_difference: 3,
    summaries.sd_from_interval: 4,
}


@pytest.mark.parametrize("function", NEW, ids=lambda f: getattr(f, "func", f).__name__)
@some
@given(st.data())
def test_garbage_gives_numbers_or_words(function, data):
    # Mostly plausible numbers, so that the garbage gets past the first argument.
    arguments = [data.draw(st.one_of(PLAUSIBLE, PLAUSIBLE, anything)) for _ in range(NEW[function])]
    try:
        found = function(*arguments)
    except ValueError as error:
        said = str(error)
        assert " is " in said or "do not fit together" in said
        assert "operands" not in said
        return
    numbers = found[:2] if isinstance(found, tuple) else (found,)
    assert all(np.all(np.isfinite(number)) for number in numbers)
    assert np.all(numbers[-1] > 0)


# ---- No two measures in one pool

ONE_OF_EACH = {
    "g": from_final_means(10, 2, 20, 12, 2, 20),
    "points of one scale": mean_difference(10, 2, 20, 12, 2, 20, "one scale"),
    "points of another": mean_difference(10, 2, 20, 12, 2, 20, "another"),
    "ratio of means": log_ratio_of_means(10, 2, 20, 12, 2, 20),
    "odds": log_odds_ratio(10, 40, 20, 40),
    "risks": log_risk_ratio(10, 40, 20, 40),
    "difference of risks": risk_difference(10, 40, 20, 40),
    "hazards": hazard_ratio_from_log_rank(-5, 20),
}


def trial(name: str, point) -> TrialEffect:
    result = FullResult(name, float(point.yi), float(point.vi))
    return TrialEffect(name, Tier.DIRECT, result, point, (), 40)


@pytest.mark.parametrize("first", ONE_OF_EACH)
@pytest.mark.parametrize("second", ONE_OF_EACH)
@pytest.mark.parametrize(
    "pooling",
    [
        pools.pool_with_bounds,
        pools.likelihood_pool,
        pools.recoverable_pool,
        pools.density,
        diagnostics.recoverable,
    ],
)
def test_two_measures_are_never_pooled_as_one(first, second, pooling):
    # The same trial under other names, so that nothing but the measure can be in the way.
    effects = [
        trial("a", ONE_OF_EACH[first]),
        trial("b", ONE_OF_EACH[first]),
        trial("c", ONE_OF_EACH[second]),
    ]
    if first == second:
        pooling(effects)
        return
    with pytest.raises(ValueError, match="can't be pooled as one: convert"):
        pooling(effects)


def test_a_bound_is_one_of_g():
    bound = TrialEffect("bound", Tier.BOUND, FullResult("bound", -0.3, 0.1), None, (), 40)
    ratio = trial("a", ONE_OF_EACH["odds"])
    with pytest.raises(ValueError, match="log odds ratio and standardised mean difference"):
        pools.pool_with_bounds([bound, ratio, ratio])


def test_a_converted_ratio_can_be_pooled_with_means():
    converted = smd_from_odds_ratio(0.45, 0.20, 0.97, event_is_good=False)
    assert isinstance(converted, EffectSize)
    assert one_measure([converted, ONE_OF_EACH["g"]]) is Measure.SMD


def test_no_effect_has_no_measure():
    assert one_measure([]) is None
    unnamed = MeasuredEffect(0.1, 0.2, Measure.RISK_RATIO)
    assert one_measure(iter([unnamed])) is Measure.RISK_RATIO
