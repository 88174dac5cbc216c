"""Printed results to effect sizes: R's values, published examples, laws, and what is refused."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.statistics.effect_sizes import conversions, crossover, summaries
from living_review.statistics.effect_sizes.crossover import CrossoverForm
from living_review.statistics.effect_sizes.standardised import (
    EffectSize,
    VarianceForm,
    hedges_g_variance,
    oriented,
    small_sample_correction,
)
from living_review.statistics.effect_sizes.summaries import GroupSummary

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


def test_p_values_intervals_and_f_of_the_same_people_give_metafors_effect_size():
    for (difference, low, high, n1, n2), outputs in cases("interval"):
        close(conversions.from_difference(difference, low, high, n1, n2), outputs)
    # R's p of 1e-15 and less keeps fewer digits of t than that of a t test itself.
    for inputs, outputs in cases("p"):
        close(conversions.from_p_value(*inputs), outputs, rel=1e-8)
    for inputs, outputs in cases("F"):
        close(conversions.from_f(*inputs), outputs)
    assert len(cases("interval")) == len(cases("p")) == len(cases("F")) == 30


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


def test_spreads_agree_with_what_r_says_of_people():
    for (m1, s1, n1, m2, s2, n2), outputs in cases("joined"):
        joined = summaries.combine_groups(GroupSummary(m1, s1, n1), GroupSummary(m2, s2, n2))
        close(joined, outputs)
    for (mean, low, high, n, level), (sd,) in cases("interval of a mean"):
        close([summaries.sd_from_interval(mean, low, high, n, level)], [sd])
    for (before, after, r), (change,) in cases("change"):
        close([summaries.sd_of_change(before, after, r)], [change])
        # The three spreads nearly cancel where r is near 1, and leave fewer digits.
        close([summaries.correlation_from_sds(before, after, change)], [r], rel=1e-7)


# ---- Against published examples, which were rounded when they were printed


def test_the_handbooks_crossover_of_ten_people():
    # Means 7.0 and 6.5, SDs 2.38 and 2.21, correlation 0.68: SMD 0.218, SE 0.256. It is without
    # the small-sample correction, and its pooled SD differs a little from that of the changes.
    sd_change = summaries.sd_of_change(2.38, 2.21, 0.68)
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


@pytest.mark.parametrize("r", [0.2, 0.8])
def test_the_variance_of_changes_is_that_of_many_trials(r):
    random = np.random.default_rng(5)
    n, true, repeats = 30, -1.0, 20_000

    def changes(effect):
        people = random.normal(0, np.sqrt(r), (repeats, n, 1))
        scores = people + random.normal(0, np.sqrt(1 - r), (repeats, n, 2))
        change = scores[..., 1] - scores[..., 0] + effect
        return change.mean(1), change.std(1, ddof=1)

    (change1, sd1), (change2, sd2) = changes(true), changes(0.0)
    effect = conversions.from_change_scores(change1, sd1, n, change2, sd2, n, r)
    assert abs(effect.yi.mean() - true) < 4 * effect.yi.std() / np.sqrt(repeats)
    assert effect.yi.var() == pytest.approx(effect.vi.mean(), rel=0.05)


def test_joining_is_what_the_people_themselves_give_in_any_order():
    random = np.random.default_rng(1)
    parts = [random.normal(m, s, n) for m, s, n in ((3, 1, 7), (5, 2, 12), (-4, 0.5, 3))]
    summary = [GroupSummary(x.mean(), x.std(ddof=1), len(x)) for x in parts]
    for i, j, k in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        joined = summaries.combine_groups(
            summaries.combine_groups(summary[i], summary[j]), summary[k]
        )
        people = np.concatenate(parts)
        close(joined, [people.mean(), people.std(ddof=1), len(people)])


def test_factorial_margins_are_a_trial_of_the_joined_people():
    random = np.random.default_rng(2)
    arms = [random.normal(m, 3, n) for m, n in ((8, 20), (10, 22), (9, 18), (12, 25))]
    found = conversions.from_factorial_margins(
        *(GroupSummary(x.mean(), x.std(ddof=1), len(x)) for x in arms)
    )
    treated, untreated = np.concatenate(arms[:2]), np.concatenate(arms[2:])
    whole = [
        part(x)
        for x in (treated, untreated)
        for part in (np.mean, lambda x: np.std(x, ddof=1), len)
    ]
    close(found, conversions.from_final_means(*whole))


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
    p = float(summaries.p_value_from_t(t, n1 + n2 - 2))
    # Near p 1 the digits of p run out sooner than those of t.
    sign = -1 if t < 0 else 1
    close(conversions.from_p_value(p, n1, n2, sign), effect, rel=1e-7, absolute=1e-7)
    close(conversions.from_f(t * t, n1, n2, sign), effect)


@given(means, spreads, levels, st.none() | st.integers(1, 200))
def test_standard_error_to_interval_and_back(estimate, se, level, df):
    interval = summaries.interval_from_standard_error(estimate, se, df, level)
    back = summaries.standard_error_from_interval(estimate, *interval, df, level)
    assert float(back) == pytest.approx(se, rel=1e-9)


@given(means, spreads, sizes, levels)
def test_every_way_to_print_a_spread_gives_it_back(mean, sd, n, level):
    se = sd / np.sqrt(n)
    assert float(summaries.sd_from_standard_error(se, n)) == pytest.approx(sd)
    interval = summaries.interval_from_standard_error(mean, se, n - 1, level)
    # A narrow interval about a large mean keeps fewer digits.
    assert float(summaries.sd_from_interval(mean, *interval, n, level)) == pytest.approx(sd, 1e-6)


@given(means, spreads, sizes, means, spreads, sizes, levels, st.booleans())
def test_difference_interval_gives_the_g_of_the_means(m1, s1, n1, m2, s2, n2, level, normal):
    direct = conversions.from_final_means(m1, s1, n1, m2, s2, n2)
    sd = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    se = sd * np.sqrt(1 / n1 + 1 / n2)
    df = None if normal else n1 + n2 - 2
    interval = summaries.interval_from_standard_error(m1 - m2, se, df, level)
    found = conversions.from_difference(
        m1 - m2, *interval, n1, n2, normal_interval=normal, level=level
    )
    close(found, direct, rel=1e-6)
    assert float(summaries.sd_from_standard_error_of_difference(se, n1, n2)) == pytest.approx(sd)
    # The standard deviation of the trial itself, from elsewhere: the large-sample form but for
    # its degrees of freedom, which stand where the people stood.
    elsewhere = conversions.from_difference_and_sd(
        m1 - m2,
        *interval,
        sd,
        degrees_of_freedom=df,
        level=level,
        sd_degrees_of_freedom=n1 + n2 - 2,
    )
    close([elsewhere.yi], [float(direct.yi)], rel=1e-6)
    expected = 1 / n1 + 1 / n2 + float(direct.yi) ** 2 / (2 * (n1 + n2 - 2))
    close([elsewhere.vi], [expected], rel=1e-6)


@given(means, spreads, sizes, means, spreads, sizes, correlations)
def test_changes_standardised_either_way_agree(c1, s1, n1, c2, s2, n2, r):
    stated = conversions.from_change_scores(c1, s1, n1, c2, s2, n2, r)
    printed = conversions.from_change_scores_and_sds(
        c1,
        s1,
        n1,
        c2,
        s2,
        n2,
        summaries.sd_from_change(s1, r),
        summaries.sd_from_change(s2, r),
    )
    close(printed, stated)
    formula = 2 * (1 - r) * (1 / n1 + 1 / n2) + float(stated.yi) ** 2 / (2 * (n1 + n2))
    close([stated.vi], [formula])
    half = conversions.from_change_scores(c1, s1, n1, c2, s2, n2, 0.5)
    close(half, conversions.from_final_means(c1, s1, n1, c2, s2, n2))


@given(spreads, spreads, correlations)
def test_correlation_and_spread_of_the_change_give_each_other(before, after, r):
    change = summaries.sd_of_change(before, after, r)
    # Very unequal spreads leave few digits of what the correlation does.
    back = float(summaries.correlation_from_sds(before, after, change))
    assert back == pytest.approx(r, abs=1e-8)


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
        (lambda: conversions.from_f(-1, 9, 9, 1), "f is -1.0: F of two groups"),
        (
            lambda: conversions.from_difference(3, -2, 2, 9, 9),
            "estimate is 3.0, outside .* -2.0 to",
        ),
        (lambda: conversions.from_difference(1, 2, 2, 9, 9), "low is 2.0 and high is 2.0"),
        (lambda: conversions.from_difference(0, 2, -2, 9, 9), "swapped"),
        (lambda: conversions.from_difference(0, -2, 2, 9, 9, level=95), "level is 95.0: .*0.95"),
        (lambda: conversions.from_difference_and_sd(1, 0, 2, 0), "sd is 0.0"),
        (
            lambda: conversions.from_difference_and_sd(1, 0, 2, 1, sd_degrees_of_freedom=1),
            "sd_degrees_of_freedom is 1.0: .*3 people",
        ),
        (lambda: conversions.from_change_scores(1, 1, 9, 1, 1, 9, 1), "correlation is 1.0"),
        (
            lambda: conversions.from_change_scores(1, 1, 9, 1, 1, 9, None),
            "correlation is nan: .*state",
        ),
        (lambda: conversions.from_change_scores(1, 1, 9, 1, 0, 9, 0.5), "sd2 is 0.0"),
        (lambda: conversions.from_change_scores_and_sds(1, 1, 9, 1, 1, 9, 1, 0), "sd2 is 0.0"),
        (lambda: crossover.from_crossover_t(1, 2, 0.5), "n is 2.0: at least 3 people"),
        (lambda: crossover.from_crossover_t(1, 9, -1), "correlation is -1.0"),
        (lambda: crossover.from_crossover(1, 0, 9, 0.5), "standard_error is 0.0"),
        (lambda: crossover.from_crossover_interval(1, 2, 3, 9, 0.5), "estimate is 1.0, outside"),
        (lambda: crossover.from_crossover_p_value(0, 9, 0.5, 1), "p is 0.0"),
        (lambda: summaries.correlation_from_sds(5, 5, 11), "sd_change is 11.0 .*standard error"),
        (lambda: summaries.sd_from_interval(1, 0, 2, 1), "n is 1.0"),
        (
            lambda: summaries.combine_groups(GroupSummary(1, 1, 1), GroupSummary(1, 1, 9)),
            "n1 is 1.0",
        ),
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
    conversions.from_f: 4,
    conversions.from_difference: 5,
    conversions.from_difference_and_sd: 4,
    conversions.from_change_scores: 7,
    conversions.from_change_scores_and_sds: 8,
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
