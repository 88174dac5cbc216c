"""Printed results to effect sizes: R's values, published examples, laws, and what is refused."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.statistics.effect_sizes import conversions, crossover, summaries
from living_review.statistics.effect_sizes.crossover import CrossoverForm
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    VarianceForm,
    hedges_g_variance,
    oriented,
    small_sample_correction,
)

FILE = Path(__file__).parent / "r" / "effect_size_values.csv"
FORMS = {"LS": VarianceForm.LS, "UB": VarianceForm.UB}

means = st.floats(-100, 100)
spreads = st.floats(0.1, 50)
sizes = st.integers(2, 500)
statistics = st.floats(-8, 8)
correlations = st.floats(-0.95, 0.95)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])
signs = st.sampled_from([-1, 1])
some = settings(max_examples=60, deadline=None)


def cases(kind: str) -> list[tuple[list[float], list[float]]]:
    with FILE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    parts = [
        [
            [float(row[f"{part}{i}"]) for i in range(1, last) if row[f"{part}{i}"]]
            for part, last in (("input", 9), ("output", 5))
        ]
        for row in rows
    ]
    return [(inputs, outputs) for inputs, outputs in parts]


def close(found, expected, rel=1e-9, absolute=1e-12):
    """The same formulas in floating point: nine digits hold, which a wrong term would not."""
    expected = [float(x) for x in expected]
    assert [float(x) for x in found] == pytest.approx(expected, rel=rel, abs=absolute)


# ---- Against R


@pytest.mark.parametrize("form", FORMS)
def test_means_and_t_agree_with_metafor(form):
    assert len(cases(f"means {form}")) == len(cases(f"t {form}")) == 30
    for inputs, outputs in cases(f"means {form}"):
        close(conversions.from_final_means(*inputs, form=FORMS[form]), outputs)
    for inputs, outputs in cases(f"t {form}"):
        close(conversions.from_t(*inputs, form=FORMS[form]), outputs)


def test_p_values_of_the_same_people_give_metafors_effect_size():
    # R's p of 1e-15 and less keeps fewer digits of t than that of a t test itself.
    for inputs, outputs in cases("p"):
        close(conversions.from_p_value(*inputs), outputs, rel=1e-8)
    assert len(cases("p")) == 30


def test_a_crossover_is_metafors_change_of_one_group():
    assert len(cases("crossover")) == 30
    for inputs, outputs in cases("crossover"):
        close(crossover.from_crossover_t(*inputs), outputs)


def test_metafors_change_in_its_own_spread_is_a_crossover_with_a_correlation_of_one_half():
    # 2 (1 - r) is 1 there, so the spread between people is that of the changes.
    for (t, n, _), outputs in cases("standardised by the change"):
        for form in CrossoverForm:
            close(crossover.from_crossover_t(t, n, 0.5, form=form), outputs)


def test_paired_interval_and_p_value_give_the_same_as_the_paired_t():
    assert len(cases("paired")) >= 25
    for (difference, low, high, n, p, t), _ in cases("paired"):
        expected = crossover.from_crossover_t(t, n, 0.6)
        close(crossover.from_crossover_interval(difference, low, high, n, 0.6), expected)
        close(crossover.from_crossover_p_value(p, n, 0.6, np.sign(t)), expected, rel=1e-8)


# ---- Against published examples, which were rounded when they were printed


def test_the_handbooks_crossover_of_ten_people():
    # Means 7.0 and 6.5, SDs 2.38 and 2.21, correlation 0.68: SMD 0.218, SE 0.256. It is without
    # the small-sample correction, and its pooled SD differs a little from that of the changes.
    sd_change = np.sqrt(2.38**2 + 2.21**2 - 2 * 0.68 * 2.38 * 2.21)
    effect = crossover.from_crossover(
        0.5, sd_change / np.sqrt(10), 10, 0.68, form=CrossoverForm.HANDBOOK
    )
    assert float(sd_change / np.sqrt(10)) == pytest.approx(0.583, abs=0.0005)
    d = effect.yi / small_sample_correction(9)
    assert float(d) == pytest.approx(0.218, abs=0.002)
    assert float(np.sqrt(effect.vi)) == pytest.approx(0.256, abs=0.001)


# ---- Against simulated trials, which know no formula


def test_the_variance_of_a_crossover_is_that_of_many_crossovers():
    random = np.random.default_rng(3)
    n, true, r, repeats = 100, 1.5, 0.8, 20_000
    people = random.normal(0, np.sqrt(r), (repeats, n, 1))
    scores = people + random.normal(0, np.sqrt(1 - r), (repeats, n, 2))
    change = scores[..., 0] + true - scores[..., 1]
    t = change.mean(1) / (change.std(1, ddof=1) / np.sqrt(n))
    g = crossover.from_crossover_t(t, n, r).yi
    assert abs(g.mean() - true) < 4 * g.std() / np.sqrt(repeats)
    true_t = true / np.sqrt(2 * (1 - r) / n) / small_sample_correction(n - 1)
    metafor, handbook = (
        float(crossover.from_crossover_t(true_t, n, r, form=form).vi)
        for form in (CrossoverForm.METAFOR, CrossoverForm.HANDBOOK)
    )
    # A large-sample formula: a few hundredths off at 100 people. The Handbook's is far too small
    # where effect and correlation are large.
    assert g.var() == pytest.approx(metafor, rel=0.05)
    assert handbook < 0.6 * g.var()


# ---- Laws


@given(means, spreads, sizes, means, spreads, sizes)
def test_swapping_the_arms_flips_the_sign_only(mean1, sd1, n1, mean2, sd2, n2):
    there = conversions.from_final_means(mean1, sd1, n1, mean2, sd2, n2)
    back = conversions.from_final_means(mean2, sd2, n2, mean1, sd1, n1)
    close(back, [-there.yi, there.vi])
    turned = conversions.from_final_means(mean1, sd1, n1, mean2, sd2, n2, more_is_better=True)
    close(turned, [-there.yi, there.vi])


@given(means, spreads, sizes, means, spreads, sizes, st.floats(0.01, 100), means)
def test_another_unit_or_zero_point_leaves_g_alone(m1, s1, n1, m2, s2, n2, unit, zero):
    plain = conversions.from_final_means(m1, s1, n1, m2, s2, n2)
    other = conversions.from_final_means(
        m1 * unit + zero, s1 * unit, n1, m2 * unit + zero, s2 * unit, n2
    )
    # A zero point far from the means costs digits of their difference.
    assert float(other.yi) == pytest.approx(float(plain.yi), rel=1e-6, abs=1e-6)
    assert float(other.vi) == pytest.approx(float(plain.vi), rel=1e-6)


@given(statistics, sizes, sizes)
def test_g_to_t_to_p_and_back(t, n1, n2):
    effect = conversions.from_t(t, n1, n2)
    back = effect.yi / small_sample_correction(n1 + n2 - 2) / np.sqrt(1 / n1 + 1 / n2)
    assert float(back) == pytest.approx(t, rel=1e-9, abs=1e-12)
    p = 2 * float(stats.t.sf(abs(t), n1 + n2 - 2))
    # Near p 1 the digits of p run out sooner than those of t.
    sign = -1 if t < 0 else 1
    close(conversions.from_p_value(p, n1, n2, sign), effect, rel=1e-7, absolute=1e-7)


@given(means, spreads, levels, st.none() | st.integers(1, 200))
def test_the_standard_error_of_an_interval_is_the_one_it_was_made_with(estimate, se, level, df):
    quantile = stats.norm.isf((1 - level) / 2) if df is None else stats.t.isf((1 - level) / 2, df)
    low, high = estimate - quantile * se, estimate + quantile * se
    back = summaries.standard_error_from_interval(estimate, low, high, df, level)
    assert float(back) == pytest.approx(se, rel=1e-9)


@given(statistics, st.integers(3, 400), correlations)
def test_a_crossovers_forms_differ_only_as_far_as_its_correlation_is_from_one_half(t, n, r):
    metafor, handbook = (crossover.from_crossover_t(t, n, r, form=f) for f in CrossoverForm)
    assert float(metafor.yi) == float(handbook.yi)
    gap = float(metafor.vi - handbook.vi)
    assert gap == pytest.approx((2 * r - 1) * float(metafor.yi) ** 2 / (2 * n), abs=1e-12)


@given(st.floats(-5, 5), st.integers(2, 10**6), st.integers(2, 10**6))
def test_the_variance_forms_have_their_order_and_one_limit(g, n1, n2):
    ls, ub, revman = (float(hedges_g_variance(g, n1, n2, form)) for form in VarianceForm)
    assert 0 < ls <= revman * (1 + 1e-12)
    assert 0 < ls <= ub * (1 + 1e-9)
    large = [float(hedges_g_variance(g, n1 * 1000, n2 * 1000, form)) for form in VarianceForm]
    assert large == pytest.approx([large[0]] * 3, rel=0.02)


def test_revmans_form_by_hand():
    # Two tenths of the sizes, and 1 / (2 * (20 - 3.94)) of the square of g.
    expected = 0.2 + 1.5**2 / 32.12
    found = conversions.from_t(
        1.5 * np.sqrt(5) / small_sample_correction(18), 10, 10, form=VarianceForm.REVMAN
    )
    close(found, [1.5, expected])


def test_arrays_give_what_single_numbers_give():
    t, n1, n2 = np.array([-2.0, 0.0, 3.0]), np.array([10, 20, 30]), 15
    rows = conversions.from_t(t, n1, n2, more_is_better=[False, True, True])
    for i, (ti, n) in enumerate(zip(t, n1, strict=True)):
        single = conversions.from_t(ti, n, n2, more_is_better=bool(i))
        close([rows.yi[i], rows.vi[i]], single)
    table = conversions.from_p_value([[0.01], [0.2]], [10, 20, 30], 15, -1)
    assert table.yi.shape == table.vi.shape == (2, 3)
    assert isinstance(table, EffectSize)


# ---- What is refused


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: conversions.from_final_means(1, 0, 10, 2, 1, 10), "sd1 is 0.0: .*above 0"),
        (lambda: conversions.from_final_means(1, 1, 10, 2, -3, 10), "sd2 is -3.0: .*above 0"),
        (lambda: conversions.from_final_means(1, 1, 10, 2, 1, [9, 1]), "n2 is 1.0: .*at least 2"),
        (lambda: conversions.from_final_means(None, 1, 10, 2, 1, 9), "mean1 is nan: .*a number"),
        (lambda: conversions.from_final_means("9,1", 1, 10, 2, 1, 9), "mean1 is '9,1': .*a number"),
        (
            lambda: conversions.from_final_means([1, 2], 1, [3, 4, 5], 2, 1, 9),
            "do not fit together",
        ),
        (lambda: conversions.from_final_means(1e9, 1e-6, 9, 2, 1e-6, 9), "decimal point"),
        (lambda: conversions.from_t(float("inf"), 9, 9), "t is inf"),
        (lambda: conversions.from_t(1, 9, 9, more_is_better="yes"), "more_is_better is 'yes'"),
        (
            lambda: conversions.from_t([1, 2], 9, 9, more_is_better=[True] * 3),
            "do not fit together",
        ),
        (lambda: conversions.from_t(1, 9, 9, form="HO"), "'HO' is not a valid VarianceForm"),
        (lambda: conversions.from_p_value(0, 9, 9, 1), "p is 0.0: .*0.0005"),
        (lambda: conversions.from_p_value(1.2, 9, 9, 1), "p is 1.2: .*up to 1"),
        (lambda: conversions.from_p_value(0.1, 9, 9, 0), "sign is 0.0: give -1"),
        (
            lambda: conversions.from_p_value(1e-300, 2, 2, 1),
            "p is 1e-300 with 2 degrees of freedom",
        ),
        (lambda: crossover.from_crossover_t(1, 2, 0.5), "n is 2.0: at least 3 people"),
        (lambda: crossover.from_crossover_t(1, 9, -1), "correlation is -1.0"),
        (lambda: crossover.from_crossover(1, 0, 9, 0.5), "standard_error is 0.0"),
        (lambda: crossover.from_crossover_interval(1, 2, 3, 9, 0.5), "estimate is 1.0, outside"),
        (
            lambda: summaries.standard_error_from_interval(3, -2, 2),
            "estimate is 3.0, outside .* -2.0 to",
        ),
        (lambda: summaries.standard_error_from_interval(1, 2, 2), "low is 2.0 and high is 2.0"),
        (lambda: summaries.standard_error_from_interval(0, 2, -2), "swapped"),
        (
            lambda: summaries.standard_error_from_interval(0, -2, 2, level=95),
            "level is 95.0: .*0.95",
        ),
        (lambda: crossover.from_crossover_p_value(0, 9, 0.5, 1), "p is 0.0"),
        (lambda: oriented(1, 0), "vi is 0.0: a variance has to be above 0"),
    ],
)
def test_impossible_results_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


anything = (
    st.floats()
    | st.integers(-3, 10**400)
    | st.none()
    | st.text(max_size=3)
    | st.booleans()
    | st.lists(st.floats(), max_size=3)
)
FUNCTIONS = {
    conversions.from_final_means: 6,
    conversions.from_t: 3,
    conversions.from_p_value: 4,
    crossover.from_crossover_t: 3,
    crossover.from_crossover: 4,
    crossover.from_crossover_interval: 5,
    crossover.from_crossover_p_value: 4,
}
PLAUSIBLE = st.sampled_from([0.5, 1, -1, 2, 3, 20, 0.05])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@some
@given(st.data())
def test_garbage_gives_a_sound_effect_or_words(function, data):
    # Mostly plausible numbers, so that the garbage gets past the first argument.
    arguments = [
        data.draw(st.one_of(PLAUSIBLE, PLAUSIBLE, anything)) for _ in range(FUNCTIONS[function])
    ]
    try:
        effect = function(*arguments)
    except ValueError as error:
        said = str(error)
        assert " is " in said or "do not fit together" in said
        assert "operands" not in said
        assert "could not convert" not in said
    else:
        assert np.all(np.isfinite(effect.yi))
        assert np.all(np.isfinite(effect.vi) & (effect.vi > 0))
