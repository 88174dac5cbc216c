"""Partly reported trials: regions against raw samples, likelihood and posterior against others.

The references are SciPy's tests on raw samples, metafor and a plain likelihood in R (see
tests/r/README.md), and integrals by SciPy.
"""

import contextlib
import csv
import dataclasses
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from living_review.evidence.printed_numbers import RoundingRule
from living_review.statistics.effect_sizes.standardised import hedges_g, hedges_g_variance
from living_review.statistics.partly_reported import posteriors
from living_review.statistics.partly_reported.likelihood import (
    as_data,
    fit,
    highest_peaks,
    log_interval_probability,
    log_likelihood,
    profile_interval,
    score,
)
from living_review.statistics.partly_reported.posteriors import (
    HalfCauchy,
    HalfNormal,
    LogT,
    Posterior,
    Uniform,
    posterior,
)
from living_review.statistics.partly_reported.regions import (
    Direction,
    FullResult,
    PartialResult,
    adjusted_for_baseline,
    crossover,
    not_significant,
    omnibus_not_significant,
    one_of_several_arms,
    region_of_omnibus_p_value,
    region_of_p_value,
    two_arms,
)
from living_review.statistics.summary_tests import pooled_test

FOLDER = Path(__file__).parent / "r"
INF = math.inf
some = settings(max_examples=20, deadline=None)
many = settings(max_examples=200, deadline=None)
PRIORS = (HalfNormal(0.5), HalfCauchy(0.5), Uniform(2), LogT(-3.44, 2.59))


def rows_of(file: str) -> list[dict]:
    with (FOLDER / file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def result_of(row: dict, number: int):
    name, vi = f"trial {number}", float(row["vi"])
    if row["yi"]:
        return FullResult(name, float(row["yi"]), vi)
    ends = [(row[f"low{i}"], row[f"high{i}"]) for i in (1, 2) if row[f"low{i}"]]
    return PartialResult(name, tuple((float(a), float(b)) for a, b in ends), vi)


def reviews() -> dict[str, list]:
    """Made-up reviews of the fixture, by case."""
    found = {}
    for row in rows_of("partly_reported_trials.csv"):
        told = found.setdefault(row["case"], [])
        told.append(result_of(row, len(told)))
    return found


REVIEWS = reviews()
FITS = rows_of("partly_reported_fits.csv")


# --- From what is printed to regions -----------------------------------------------------------


def holds(result, effect) -> bool:
    return any(low <= effect <= high for low, high in result.regions)


def two_samples(random, difference=0.0):
    n1, n2 = random.integers(3, 25, 2)
    return random.normal(difference, 1, n1), random.normal(0, 1, n2)


def test_a_trial_lies_in_its_region_exactly_if_its_p_value_says_so():
    random = np.random.default_rng(1)
    inside = 0
    for _ in range(300):
        one, two = two_samples(random, random.normal(0, 0.8))
        p = stats.ttest_ind(one, two).pvalue
        g = float(
            hedges_g(one.mean(), one.std(ddof=1), len(one), two.mean(), two.std(ddof=1), len(two))
        )
        comparison = two_arms("A", len(one), len(two))
        direction = Direction.LOWER if g < 0 else Direction.HIGHER
        other = Direction.HIGHER if g < 0 else Direction.LOWER
        for alpha in (0.05, 0.2):
            assert holds(not_significant(comparison, alpha), g) == (p > alpha)
            assert holds(region_of_p_value(comparison, f">{alpha}"), g) == (p > alpha)
            assert holds(region_of_p_value(comparison, f"<{alpha}"), g) == (p < alpha)
            for printed in (f">{alpha}", f"<{alpha}"):
                told = region_of_p_value(comparison, printed, direction)
                assert holds(told, g) == holds(region_of_p_value(comparison, printed), g)
                assert not holds(region_of_p_value(comparison, printed, other), g)
        rounded = region_of_p_value(comparison, f"={p:.3f}")
        assert holds(rounded, g)
        assert holds(region_of_p_value(comparison, f"={p:.3f}", direction), g)
        cut = math.floor(p * 100) / 100
        assert holds(region_of_p_value(comparison, f"{cut:.2f}", rule=RoundingRule.TRUNCATED), g)
        inside += p > 0.05
    assert 30 < inside < 270


def test_the_ends_of_a_rounded_p_value_give_back_its_ends():
    comparison = two_arms("A", 15, 18)
    (above,) = region_of_p_value(comparison, ".032", Direction.HIGHER).regions
    t = np.array(above) / comparison.effect(1.0)
    assert 2 * stats.t.sf(t, 31) == pytest.approx([0.0325, 0.0315], rel=1e-9)
    below, mirrored = region_of_p_value(comparison, "=0.032").regions
    assert mirrored == above
    assert below == (-above[1], -above[0])
    assert region_of_p_value(comparison, "=0.000").regions[1][1] == INF
    assert len(region_of_p_value(comparison, "1.000").regions) == 1
    assert region_of_p_value(comparison, "<1").regions == ((-INF, INF),)


def full_result(comparison, t):
    """The result of a trial whose t statistic is known."""
    effect = float(comparison.effect(t))
    return FullResult(comparison.study, effect, float(comparison.variance(effect)))


@given(st.integers(2, 300), st.integers(2, 300), st.floats(-20, 20))
def test_two_arms_are_hedges_g_and_its_variance(n1, n2, difference):
    t = float(pooled_test(difference, 2.0, n1, 0.0, 3.0, n2).t)
    result = full_result(two_arms("A", n1, n2), t)
    g = float(hedges_g(difference, 2.0, n1, 0.0, 3.0, n2))
    assert result.yi == pytest.approx(g, rel=1e-9, abs=1e-12)
    assert result.vi == pytest.approx(float(hedges_g_variance(g, n1, n2)), rel=1e-9)
    at_zero = not_significant(two_arms("A", n1, n2), 0.05)
    assert at_zero.vi == pytest.approx(float(hedges_g_variance(0, n1, n2)), rel=1e-12)


def analysis_of_covariance(baseline, final, group) -> float:
    """Squared-errors t of the group, with the baseline score as covariate."""
    design = np.column_stack([np.ones(len(group)), group, baseline])
    coefficients, residual, *_ = np.linalg.lstsq(design, final, rcond=None)
    variance = residual[0] / (len(group) - 3)
    return coefficients[1] / math.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1])


def baseline_and_final(random, n, r, effect):
    group = np.repeat([1.0, 0.0], n)
    baseline = random.standard_normal(2 * n)
    noise = random.standard_normal(2 * n)
    return baseline, r * baseline + math.sqrt(1 - r**2) * noise + effect * group, group


@pytest.mark.parametrize("r", [0.0, 0.5, 0.8])
def test_an_adjusted_t_gives_back_the_effect_on_final_scores(r):
    random = np.random.default_rng(8)
    t = analysis_of_covariance(*baseline_and_final(random, 100_000, r, -0.4))
    found = full_result(adjusted_for_baseline("A", 100_000, 100_000, r), t)
    assert found.yi == pytest.approx(-0.4, abs=0.02)
    small = [analysis_of_covariance(*baseline_and_final(random, 25, r, 0.0)) for _ in range(2000)]
    comparison = adjusted_for_baseline("A", 25, 25, r)
    assert np.var(comparison.effect(np.array(small))) == pytest.approx(
        comparison.variance(), rel=0.12
    )


@pytest.mark.parametrize("r", [-0.3, 0.0, 0.7])
def test_a_paired_t_gives_back_the_effect_on_the_scores_of_one_period(r):
    random = np.random.default_rng(9)

    def periods(*shape):
        one, noise = random.standard_normal((2, *shape))
        return one, r * one + math.sqrt(1 - r**2) * noise

    one, two = periods(200_000)
    found = full_result(crossover("A", 200_000, r), stats.ttest_rel(one - 0.4, two).statistic)
    assert found.yi == pytest.approx(-0.4, abs=0.02)
    t = stats.ttest_rel(*periods(25, 4000)).statistic
    comparison = crossover("A", 25, r)
    assert np.var(comparison.effect(t)) == pytest.approx(comparison.variance(), rel=0.12)


def omnibus(arms):
    """F, p, and g of every pair by the spread of all arms."""
    f, p = stats.f_oneway(*arms)
    df2 = sum(map(len, arms)) - len(arms)
    error = math.sqrt(sum(((x - x.mean()) ** 2).sum() for x in arms) / df2)
    pairs = {}
    for one, two in itertools.combinations(range(len(arms)), 2):
        comparison = one_of_several_arms("A", len(arms[one]), len(arms[two]), df2)
        d = (arms[one].mean() - arms[two].mean()) / error
        pairs[one, two] = comparison, float(comparison.effect(d / comparison.standard_error))
    return f, p, pairs


def test_every_pair_of_arms_lies_within_the_bound_of_the_omnibus_test():
    random = np.random.default_rng(3)
    quiet = 0
    for _ in range(200):
        arms = [
            random.normal(random.normal(0, 0.4), 1, random.integers(4, 20))
            for _ in range(random.integers(3, 6))
        ]
        _, p, pairs = omnibus(arms)
        for comparison, g in pairs.values():
            df1 = len(arms) - 1
            assert holds(region_of_omnibus_p_value(comparison, df1, f"{p:.3f}"), g)
            if p > 0.05:
                assert holds(omnibus_not_significant(comparison, df1, 0.05), g)
                assert holds(region_of_omnibus_p_value(comparison, df1, ">0.05"), g)
                side = Direction.LOWER if g < 0 else Direction.HIGHER
                assert holds(omnibus_not_significant(comparison, df1, 0.05, side), g)
            assert region_of_omnibus_p_value(comparison, df1, "<0.05").regions == ((-INF, INF),)
        quiet += p > 0.05
    assert 30 < quiet < 195


def test_the_bound_of_the_omnibus_test_can_be_reached():
    # The third arm's mean lies half-way: all of the sum of squares is in the first two.
    noise = np.array([-1.0, 0.0, 1.0, -2.0, 2.0])
    f, _, pairs = omnibus([noise - 1, noise + 1, noise])
    comparison, g = pairs[0, 1]
    t = g / comparison.effect(1.0)
    assert t**2 == pytest.approx(2 * f, rel=1e-9)


def test_the_region_of_a_trial_without_effect_is_as_probable_as_its_test_says():
    for n in (8, 12, 30, 100):
        result = not_significant(two_arms("A", n, n), 0.05)
        ((low, high),) = np.array(result.regions) / math.sqrt(result.vi)
        assert math.exp(log_interval_probability(low, high)) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: two_arms("Smith", 1, 20), "'Smith', n1.*from 2"),
        (lambda: two_arms("Smith", 20, "many"), "'Smith', n2.*from 2"),
        (lambda: two_arms("", 20, 20), "trial's name"),
        (lambda: two_arms(None, 20, 20), "trial's name"),
        (lambda: adjusted_for_baseline("Smith", 20, 20, 1.0), "'Smith', correlation.*vary"),
        (lambda: adjusted_for_baseline("Smith", 20, 20, 0.5, 0), "covariates.*two_arms"),
        (lambda: adjusted_for_baseline("Smith", 2, 2, 0.5), "degrees_of_freedom.*from 2"),
        (lambda: crossover("Smith", 2, 0.5), "'Smith', pairs.*from 3"),
        (lambda: crossover("Smith", 20, math.nan), "'Smith', correlation"),
        (lambda: one_of_several_arms("Smith", 9, 9, 0), "degrees_of_freedom"),
        (lambda: not_significant(two_arms("Smith", 9, 9), 5), "'Smith', alpha.*0.05"),
        (lambda: region_of_p_value(two_arms("Smith", 9, 9), "ns"), "'Smith', printed"),
        (lambda: region_of_p_value(two_arms("Smith", 9, 9), 0.05), "'Smith', printed"),
        (lambda: region_of_p_value(two_arms("Smith", 9, 9), "<0"), "no p value"),
        (lambda: region_of_p_value(two_arms("Smith", 9, 9), ">1"), "no p value"),
        (lambda: not_significant(two_arms("Smith", 9, 9), 0.05, "down"), "direction"),
        (lambda: region_of_omnibus_p_value(two_arms("Smith", 9, 9), 1, ">.05"), "squared"),
        (lambda: omnibus_not_significant(two_arms("Smith", 9, 9), 2.5, 0.05), "arms minus"),
        (lambda: FullResult("Smith", math.nan, 0.1), "'Smith', yi.*PartialResult"),
        (lambda: FullResult("Smith", 0.1, 0.0), "'Smith', vi.*squared"),
        (lambda: FullResult("Smith", 0.1, 10**400), "'Smith', vi.*squared"),
        (lambda: PartialResult("Smith", ((0, 1),), -1), "'Smith', vi.*squared"),
        (lambda: PartialResult("Smith", (), 0.1), "'Smith', regions.*none"),
        (lambda: PartialResult("Smith", ((1, 0),), 0.1), "'Smith', regions.*low below high"),
        (lambda: PartialResult("Smith", ((0, 0),), 0.1), "empty"),
        (lambda: PartialResult("Smith", ((math.nan, 0),), 0.1), "empty"),
        (lambda: PartialResult("Smith", ((0, 2), (1, 3)), 0.1), "overlap at 1"),
        (lambda: PartialResult("Smith", 3, 0.1), "pairs"),
        (lambda: PartialResult("Smith", ((1, 2, 3),), 0.1), "pairs"),
    ],
)
def test_what_cannot_be_is_refused_with_place_and_remedy(make, words):
    with pytest.raises(ValueError, match=words):
        make()


garbage = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.lists(st.floats(), max_size=3),
    st.tuples(st.floats(), st.floats()),
    st.lists(st.tuples(st.floats(), st.floats()), max_size=3),
)


@many
@given(garbage, garbage, garbage)
def test_garbage_is_refused_or_gives_a_finite_likelihood(one, two, three):
    for kind in (FullResult, PartialResult):
        with contextlib.suppress(ValueError):
            value = log_likelihood([kind("A", one, two)], three, 0.04)
            assert not np.isnan(value).any()


@many
@given(st.text(max_size=6), garbage)
def test_garbage_for_a_p_value_is_refused_or_gives_a_region(printed, df1):
    comparison = one_of_several_arms("A", 9, 9, 24)
    for make in (
        lambda: region_of_p_value(comparison, printed),
        lambda: region_of_omnibus_p_value(comparison, df1, "=0.03"),
    ):
        try:
            regions, error = make().regions, "'A'"
        except ValueError as refusal:
            regions, error = (), str(refusal)
        assert all(low < high for low, high in regions)
        assert "'A'" in error


# --- Likelihood --------------------------------------------------------------------------------


@many
@given(st.floats(-60, 60), st.floats(-9, 2))
def test_the_probability_of_an_interval_agrees_with_an_integral(low, log_width):
    high = low + 10**log_width
    assume(high > low)
    near = 0.0 if low <= 0 <= high else min(low, high, key=abs)
    # The density relative to its highest, over the part that matters.
    ends = max(low, near - 45), min(high, near + 45)
    area, _ = integrate.quad(
        lambda x: math.exp((near - x) * (near + x) / 2),
        *ends,
        epsabs=0,
        epsrel=1e-11,
        limit=400,
        points=[near + s for s in (-1, -0.1, 0.1, 1) if ends[0] < near + s < ends[1]] or None,
    )
    expected = math.log(area) - near**2 / 2 - 0.5 * math.log(2 * math.pi)
    found = float(log_interval_probability(low, high))
    # The width itself is known to so many digits only.
    slack = 1e-7 + 4 * abs(math.ulp(low)) / (high - low)
    assert found == pytest.approx(expected, abs=slack, rel=1e-9)


def test_probabilities_far_out_and_of_everything_are_right():
    assert float(log_interval_probability(-INF, INF)) == 0.0
    assert float(log_interval_probability(1.0, 1.0)) == -INF
    assert float(log_interval_probability(-INF, 0)) == pytest.approx(math.log(0.5))
    far = float(log_interval_probability(1e4, INF))
    assert far == pytest.approx(-0.5e8 - math.log(1e4) - 0.5 * math.log(2 * math.pi), rel=1e-12)
    assert float(log_interval_probability(-INF, -1e4)) == far
    shaped = log_interval_probability(np.zeros((3, 1)), np.ones(4))
    assert shaped.shape == (3, 4)


@pytest.mark.parametrize("row", FITS, ids=lambda row: f"{row['kind']} {row['case']}")
def test_fit_and_profile_interval_agree_with_r(row):
    told = REVIEWS[row["case"]]
    found = fit(told)
    low, high = profile_interval(told)
    ours = [found.mu, found.tau2, found.log_likelihood, low, high]
    theirs = [float(row[name]) for name in ("mu", "tau2", "log_likelihood", "low", "high")]
    assert ours == pytest.approx(theirs, abs=1e-6)
    assert found.full + found.partly == len(told)
    assert (found.partly > 0) == any(isinstance(r, PartialResult) for r in told)


def test_the_reviews_from_r_hold_every_kind_of_region():
    regions = [r.regions for told in REVIEWS.values() for r in told if isinstance(r, PartialResult)]
    kinds = {tuple(math.isfinite(end) for ends in each for end in ends) for each in regions}
    assert kinds == {(True, True), (False, True), (True, False), (False, True, True, False)}
    assert sum(float(row["tau2"]) == 0 for row in FITS) >= 3
    assert sum(float(row["tau2"]) > 0.01 for row in FITS) >= 10


def plain_maximum_likelihood(y, v):
    """Ordinary random-effects maximum likelihood, by one search over tau."""

    def mean(tau):
        w = 1 / (v + tau**2)
        return np.sum(w * y) / np.sum(w)

    def minus(tau):
        return -np.sum(stats.norm.logpdf(y, mean(tau), np.sqrt(v + tau**2)))

    at = np.linspace(0, 2 * np.ptp(y) + 0.1, 200)
    top = int(np.argmin([minus(tau) for tau in at]))
    ends = at[max(top - 1, 0)], at[min(top + 1, 199)]
    best = optimize.minimize_scalar(
        minus, bounds=ends, method="bounded", options={"xatol": 1e-12}
    ).x
    best = min(best, 0.0, key=minus)
    return mean(best), best**2, -minus(best)


full_reviews = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 0.5)), min_size=2, max_size=9)


@some
@given(full_reviews)
def test_with_nothing_left_out_it_is_ordinary_maximum_likelihood(pairs):
    y, v = np.array(pairs).T
    found = fit([FullResult(f"{i}", *pair) for i, pair in enumerate(pairs)])
    mu, tau2, value = plain_maximum_likelihood(y, v)
    assert found.log_likelihood == pytest.approx(value, abs=1e-9)
    assert found.mu == pytest.approx(mu, abs=1e-6)
    assert found.tau2 == pytest.approx(tau2, abs=1e-6)


def moved(result, by: float):
    if isinstance(result, FullResult):
        return dataclasses.replace(result, yi=result.yi + by)
    ends = tuple((low + by, high + by) for low, high in result.regions)
    return dataclasses.replace(result, regions=ends)


def mirrored(result):
    if isinstance(result, FullResult):
        return dataclasses.replace(result, yi=-result.yi)
    return dataclasses.replace(result, regions=tuple((-b, -a) for a, b in result.regions))


mixed_cases = st.sampled_from([row["case"] for row in FITS if row["kind"] == "partly"])


@some
@given(mixed_cases, st.randoms(use_true_random=False), st.floats(-3, 3))
def test_order_place_and_sign_carry_over(case, random, by):
    told = REVIEWS[case]
    first = fit(told)
    shuffled = random.sample(told, len(told))
    for changed, expected in (
        (shuffled, first.mu),
        ([moved(r, by) for r in told], first.mu + by),
        ([mirrored(r) for r in told], -first.mu),
    ):
        found = fit(changed)
        assert found.mu == pytest.approx(expected, abs=1e-6)
        assert found.tau2 == pytest.approx(first.tau2, abs=1e-6)
        assert found.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-9)


@some
@given(mixed_cases, st.floats(-2, 2), st.floats(0, 1))
def test_telling_nothing_or_the_same_in_pieces_changes_nothing(case, mu, tau2):
    told = REVIEWS[case]
    value = float(log_likelihood(told, mu, tau2))
    nothing = PartialResult("nothing", ((-INF, INF),), 0.1)
    assert float(log_likelihood([*told, nothing], mu, tau2)) == pytest.approx(value)
    whole = PartialResult("whole", ((-0.4, 0.9),), 0.1)
    pieces = PartialResult("pieces", ((-0.4, 0.1), (0.1, 0.2), (0.2, 0.9)), 0.1)
    one, other = (float(log_likelihood([x], mu, tau2)) for x in (whole, pieces))
    assert one == pytest.approx(other, rel=1e-9)


@some
@given(mixed_cases, st.floats(-1, 1), st.sampled_from([1e-3, 1e-5, 1e-7]))
def test_a_narrow_region_is_an_estimate(case, y, width):
    told = REVIEWS[case]
    narrow = PartialResult("x", ((y - width / 2, y + width / 2),), 0.08)
    exact = fit([*told, FullResult("x", y, 0.08)])
    found = fit([*told, narrow])
    assert found.mu == pytest.approx(exact.mu, abs=1e-4)
    assert found.tau2 == pytest.approx(exact.tau2, abs=1e-4)
    assert found.log_likelihood - math.log(width) == pytest.approx(exact.log_likelihood, abs=1e-4)


@some
@given(mixed_cases, st.floats(-1, 1), st.floats(0.01, 1))
def test_the_derivatives_are_those_of_the_likelihood(case, mu, tau2):
    told = REVIEWS[case]
    value, by_mu, by_tau2 = score(as_data(told, 2, "a test"), mu, tau2)
    step = 1e-5

    def at(m, t):
        return float(log_likelihood(told, m, t))

    assert value == pytest.approx(at(mu, tau2))
    slope = (at(mu + step, tau2) - at(mu - step, tau2)) / (2 * step)
    assert by_mu == pytest.approx(slope, rel=1e-5, abs=1e-6)
    slope = (at(mu, tau2 + step) - at(mu, tau2 - step)) / (2 * step)
    assert by_tau2 == pytest.approx(slope, rel=1e-4, abs=1e-5)


def test_of_two_maxima_the_higher_is_found():
    # Trials of unknown direction pull to both sides; one weak estimate decides.
    told = [FullResult("weak", 0.05, 0.5), FullResult("weak too", 0.02, 0.5)]
    told += [PartialResult(f"{i}", ((-1.1, -0.9), (0.9, 1.1)), 0.01) for i in range(4)]
    mu = np.linspace(-2, 2, 801)[:, None]
    tau = np.linspace(0, 2, 401)[None, :]
    surface = log_likelihood(told, mu, tau**2)
    along = surface.max(axis=1)
    peaks = [i for i in range(1, 800) if along[i] > max(along[i - 1], along[i + 1])]
    assert len(peaks) >= 2
    found = fit(told)
    assert found.log_likelihood >= surface.max()
    assert found.mu == pytest.approx(float(mu[along.argmax(), 0]), abs=0.01)
    low, high = profile_interval(told)
    assert low < -0.5 < 0.5 < high


def test_every_peak_of_a_table_is_a_start_the_highest_first():
    table = np.array([[1, 0, 0, 5], [0, 0, 0, 0], [0, 3, 0, 4], [2, 0, 0, 0]], float)
    assert highest_peaks(table) == [(0, 3), (2, 3), (2, 1), (0, 0)]
    assert highest_peaks(table, most=2) == [(0, 3), (2, 3)]


def worked_case():
    """Four significant results, and five trials that say only 'not significant'."""
    full = [
        full_result(two_arms(f"told {n}", n, n), t)
        for n, t in ((12, 2.6), (14, 2.5), (16, 2.8), (15, 2.4))
    ]
    silent = [not_significant(two_arms(f"silent {n}", n, n), 0.05) for n in (20, 26, 30, 36, 45)]
    return full, silent


def test_leaving_out_trials_that_are_only_called_not_significant_misleads():
    full, silent = worked_case()
    naive, honest = fit(full), fit([*full, *silent])
    assert naive.mu == pytest.approx(0.935, abs=0.001)
    assert 0.4 < honest.mu < 0.47
    assert profile_interval(full)[0] > honest.mu
    # Taking them for exact zeros misleads the other way.
    zeros = [FullResult(r.study, 0.0, r.vi) for r in silent]
    assert fit([*full, *zeros]).mu < honest.mu
    before, after = (
        posterior(told, HalfNormal(0.5), thresholds=(0.5,)) for told in (full, [*full, *silent])
    )
    assert before.probability_below[0.5] < 0.05
    assert after.probability_below[0.5] > 0.6


def test_it_matters_little_where_the_unknown_variance_is_taken():
    full, silent = worked_case()
    first = fit([*full, *silent])
    far = [dataclasses.replace(r, vi=r.vi + r.regions[0][1] ** 2 * r.vi / 8) for r in silent]
    comparison = two_arms("silent 20", 20, 20)
    assert far[0].vi == pytest.approx(comparison.variance(silent[0].regions[0][1]))
    second = fit([*full, *far])
    assert second.mu == pytest.approx(first.mu, abs=0.01)
    assert math.sqrt(second.tau2) == pytest.approx(math.sqrt(first.tau2), abs=0.02)


ONE_SIDED = [PartialResult(f"{i}", ((0.5, INF),), 0.1) for i in range(5)]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: fit(ONE_SIDED), "at least 2 results .* here are 0 of 5"),
        (lambda: fit([]), "here are 0 of 0"),
        (lambda: fit([FullResult("A", 0, 1), *ONE_SIDED]), "here are 1 of 6"),
        (lambda: fit([FullResult("A", 0, 1), 0.3]), "result 1: 0.3"),
        (lambda: profile_interval(ONE_SIDED), "at least 2"),
        (lambda: profile_interval(REVIEWS["1"], 95), "level: 95"),
        (lambda: profile_interval(REVIEWS["1"], "95"), "level: '95'"),
        (lambda: log_likelihood(REVIEWS["1"], math.nan, 0), "mu"),
        (lambda: log_likelihood(REVIEWS["1"], 0, -1), "tau2"),
        (lambda: posterior(ONE_SIDED, HalfNormal(1)), "HalfNormal.*at least 1"),
        (lambda: posterior(REVIEWS["1"][:2], LogT(-3, 2)), "LogT.*at least 3"),
        (lambda: posterior(REVIEWS["1"], "half-normal"), "prior: 'half-normal'"),
        (lambda: posterior(REVIEWS["1"], PRIORS[0], level=1), "level: 1"),
        (lambda: posterior(REVIEWS["1"], PRIORS[0], thresholds=[None]), "thresholds"),
        (lambda: posterior(REVIEWS["1"], PRIORS[0], tau_probabilities=[2]), "tau_prob"),
        (lambda: HalfNormal(0), "HalfNormal.*scale"),
        (lambda: HalfCauchy(-1), "HalfCauchy.*scale"),
        (lambda: Uniform(INF), "Uniform.*max"),
        (lambda: LogT(0, "wide"), "LogT.*scale"),
        (lambda: LogT(math.nan, 1), "LogT.*location"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_a_remedy(act, words):
    with pytest.raises(ValueError, match=words):
        act()


def test_a_level_nearer_to_one_widens_the_profile_interval():
    intervals = [profile_interval(REVIEWS["25"], level) for level in (0.5, 0.9, 0.999)]
    for (low, high), (lower, higher) in itertools.pairwise(intervals):
        assert lower < low < high < higher


# --- Posterior ---------------------------------------------------------------------------------


@pytest.mark.parametrize("prior", PRIORS, ids=str)
def test_priors_are_distributions_of_tau(prior):
    top = min(math.log(prior.quantile(1 - 1e-12)), 60)
    area, _ = integrate.quad(
        lambda x: math.exp(x + float(prior.log_density(math.exp(x)))),
        -60,
        top,
        limit=2000,
        points=[-5, 0, 0.6],
    )
    assert area == pytest.approx(1, abs=1e-5)
    for probability in (0.1, 0.5, 0.9):
        tau = float(prior.quantile(probability))
        assert float(prior.cdf(tau)) == pytest.approx(probability)
        slope = (prior.cdf(tau * 1.0001) - prior.cdf(tau * 0.9999)) / (0.0002 * tau)
        assert math.log(slope) == pytest.approx(float(prior.log_density(tau)), abs=1e-4)


def panels(ends):
    """Nodes and weights of Gauss and Legendre's rule between each two neighbouring ends."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    ends = np.array(ends)
    half = np.diff(ends)[:, None] / 2
    return (ends[:-1, None] + half * (nodes + 1)).ravel(), (half * weights).ravel()


def conditional(told, prior, ends):
    """Tau between the ends, and mean, variance and weight of mu at each; all results in full."""
    x, weights = panels(ends)
    tau = np.exp(x)
    y = np.array([r.yi for r in told])[:, None]
    w = 1 / (np.array([r.vi for r in told])[:, None] + tau**2)
    mean, variance = np.sum(w * y, axis=0) / np.sum(w, axis=0), 1 / np.sum(w, axis=0)
    log_weight = 0.5 * np.sum(np.log(w), axis=0) + 0.5 * np.log(variance)
    log_weight += -0.5 * np.sum(w * (y - mean) ** 2, axis=0) + prior.log_density(tau) + x
    return tau, mean, variance, weights * np.exp(log_weight)


@pytest.mark.parametrize("case", ["1", "2", "7", "12"])
@pytest.mark.parametrize("prior", PRIORS, ids=str)
def test_posteriors_of_full_results_agree_with_the_closed_form(prior, case):
    told = REVIEWS[case]
    found = posterior(told, prior, thresholds=(-0.25,))
    last = math.log(prior.max) if isinstance(prior, Uniform) else 12
    ends = [-40, -15, -8, -6, -5, -4, -3, -2, -1, 0, last]
    tau, mean, variance, weight = conditional(told, prior, ends)
    share = weight / weight.sum()

    def below(value, new=0):
        return np.sum(share * stats.norm.cdf((value - mean) / np.sqrt(variance + new * tau**2)))

    assert found.mean == pytest.approx(np.sum(share * mean), abs=2e-5)
    assert below(found.median) == pytest.approx(0.5, abs=2e-5)
    assert [below(x) for x in found.interval] == pytest.approx([0.025, 0.975], abs=2e-5)
    assert found.probability_below == pytest.approx(
        {0.0: below(0.0), -0.25: below(-0.25)}, abs=2e-5
    )
    assert found.probability_below_zero == found.probability_below[0.0]
    new = [below(x, new=1) for x in found.predictive_interval]
    assert new == pytest.approx([0.025, 0.975], abs=2e-5)
    for probability, quantile in found.tau_quantiles.items():
        cut = math.log(quantile)
        up_to = conditional(told, prior, [e for e in ends if e < cut] + [cut])[3]
        assert up_to.sum() / weight.sum() == pytest.approx(probability, abs=2e-5)


@pytest.mark.parametrize("case", ["22", "30", "37"])
def test_posteriors_with_regions_agree_with_a_double_integral(case):
    told = REVIEWS[case]
    prior = HalfNormal(0.5)
    found = posterior(told, prior)
    mu, mu_weights = panels(np.linspace(-8, 8, 33))
    tau, tau_weights = panels([0, 0.1, 0.3, 0.7, 1.5, 4])
    joint = np.exp(log_likelihood(told, mu, tau[:, None] ** 2))
    joint *= stats.halfnorm(scale=0.5).pdf(tau)[:, None] * tau_weights[:, None] * mu_weights
    joint /= joint.sum()
    assert found.mean == pytest.approx(np.sum(joint * mu), abs=2e-5)
    below_zero = np.sum(joint[:, mu < 0])  # an end of a panel lies at 0
    assert found.probability_below_zero == pytest.approx(below_zero, abs=2e-5)
    for end, tail in zip(found.predictive_interval, (0.025, 0.975), strict=True):
        share = np.sum(joint * stats.norm.cdf((end - mu) / tau[:, None]))
        assert share == pytest.approx(tail, abs=1e-4)


def numbers(found: Posterior) -> list[float]:
    return [
        found.mean,
        found.median,
        *found.interval,
        *found.predictive_interval,
        *found.probability_below.values(),
        *found.tau_quantiles.values(),
    ]


@pytest.mark.long
@pytest.mark.parametrize("case", ["3", "21", "30", "37"])
@pytest.mark.parametrize("prior", PRIORS, ids=str)
def test_doubling_the_grid_changes_nothing(monkeypatch, prior, case):
    found = numbers(posterior(REVIEWS[case], prior, thresholds=(-0.3, 0.2)))
    rows, columns = posteriors.FIRST_GRID
    for factor in (2, 4):
        monkeypatch.setattr(posteriors, "FIRST_GRID", (factor * rows - 1, factor * columns - 1))
        finer = numbers(posterior(REVIEWS[case], prior, thresholds=(-0.3, 0.2)))
        assert finer == pytest.approx(found, abs=1e-5)


@pytest.mark.parametrize("case", ["21", "30"])
def test_a_coarse_grid_is_nearly_enough(monkeypatch, case):
    # What depends on the cells of the grid only in the second order would need many doublings.
    monkeypatch.setattr(posteriors, "FIRST_GRID", (129, 241))
    monkeypatch.setattr(posteriors, "MOST_DOUBLINGS", 1)
    assert posterior(REVIEWS[case], PRIORS[3]).mean < 0.1
    monkeypatch.setattr(posteriors, "FIRST_GRID", (9, 9))
    with pytest.raises(ValueError, match="still move"):
        posterior(REVIEWS[case], PRIORS[3])


def test_a_posterior_is_the_same_every_time_and_mirrors():
    told = REVIEWS["28"]
    first, again = (posterior(told, PRIORS[3]) for _ in range(2))
    assert first == again
    turned = posterior([mirrored(r) for r in told], PRIORS[3])
    assert turned.mean == pytest.approx(-first.mean, abs=1e-4)
    assert turned.interval == pytest.approx([-first.interval[1], -first.interval[0]], abs=1e-4)
    assert turned.probability_below_zero == pytest.approx(
        1 - first.probability_below_zero, abs=1e-4
    )


def test_many_large_trials_leave_the_prior_no_say():
    random = np.random.default_rng(5)
    v = random.uniform(0.001, 0.01, 60)
    y = random.normal(-0.3, np.sqrt(v + 0.04))
    told = [FullResult(f"{i}", *pair) for i, pair in enumerate(zip(y, v, strict=True))]
    told[:20] = [PartialResult(r.study, ((r.yi - 0.1, r.yi + 0.2),), r.vi) for r in told[:20]]
    best = fit(told)
    low, high = profile_interval(told)
    for prior in PRIORS:
        found = posterior(told, prior)
        assert found.mean == pytest.approx(best.mu, abs=0.003)
        assert found.interval == pytest.approx([low, high], abs=0.006)
        assert found.tau_quantiles[0.5] == pytest.approx(best.tau, abs=0.02)


def test_one_small_trial_far_from_large_ones_is_weighed_correctly():
    told = [
        FullResult("large", 0.0, 1e-5),
        FullResult("larger", 0.01, 1e-6),
        PartialResult("far", ((5.0, INF),), 2.0),
    ]
    found = posterior(told, Uniform(0.001))
    assert found.mean == pytest.approx(0.0091, abs=5e-4)
    assert found.interval[0] < 0.0091 < found.interval[1]


def test_the_density_for_drawing_is_that_of_the_posterior():
    found = posterior(REVIEWS["30"], HalfNormal(0.5))
    assert np.trapezoid(found.density, found.mu) == pytest.approx(1, abs=1e-3)
    mean = np.trapezoid(found.mu * found.density, found.mu)
    assert mean == pytest.approx(found.mean, abs=1e-3)


def test_a_prior_far_below_the_sampling_errors_leaves_no_heterogeneity():
    told = REVIEWS["1"]
    w = 1 / np.array([r.vi for r in told])
    mean = np.sum(w * [r.yi for r in told]) / np.sum(w)
    for prior in (HalfNormal(1e-9), Uniform(1e-9)):
        found = posterior(told, prior)
        assert found.mean == pytest.approx(mean, abs=1e-6)
        half = stats.norm.isf(0.025) / math.sqrt(np.sum(w))
        for interval in (found.interval, found.predictive_interval):
            assert interval == pytest.approx([mean - half, mean + half], abs=1e-5)
        assert found.tau_quantiles[0.5] == pytest.approx(float(prior.quantile(0.5)), rel=1e-3)


def test_results_far_from_zero_are_fitted_as_well_as_those_near():
    told = [moved(r, 1000.0) for r in REVIEWS["37"]]
    near = posterior(REVIEWS["37"], PRIORS[0])
    assert fit(told).mu == pytest.approx(1000 + fit(REVIEWS["37"]).mu, abs=1e-6)
    assert posterior(told, PRIORS[0]).mean == pytest.approx(1000 + near.mean, abs=1e-4)
