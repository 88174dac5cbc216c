"""Regressions on size against R, and what silent trials could do to a pool."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.statistics.effect_sizes.standardised import hedges_g_variance
from living_review.statistics.small_study_effects import (
    FEWEST_TRIALS,
    PetPeese,
    SizeRegression,
    TooFewTrials,
    eggers_regression,
    pet_peese,
    pool_with_silent_trials,
    sample_size_standard_error,
    tipping_effect,
)

FOLDER = Path(__file__).parent / "r"
some = settings(max_examples=40, deadline=None)
NAMES = ("estimate", "se", "t", "p", "low", "high")


def rows(file: str) -> list[dict]:
    with (FOLDER / file).open(newline="") as text:
        return list(csv.DictReader(text))


def made_up_trials() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Effects and standard errors by sample size, of each case."""
    trials: dict[str, list] = {}
    for row in rows("small_study_trials.csv"):
        trials.setdefault(row["case"], []).append(
            [float(row[name]) for name in ("effect", "n1", "n2")]
        )
    return {
        case: (table[:, 0], sample_size_standard_error(table[:, 1], table[:, 2]))
        for case, table in ((case, np.array(found)) for case, found in trials.items())
    }


def in_row(regression: SizeRegression) -> list[float]:
    return [*regression.intercept, *regression.slope]


def common_effect(yi, vi, tau2=0.0):
    """Inverse-variance pool with a variance between trials that is given, normal interval."""
    weight = 1 / (np.asarray(vi) + tau2)
    mean, se = np.average(yi, weights=weight), weight.sum() ** -0.5
    return mean, mean - 1.959963984540054 * se, mean + 1.959963984540054 * se


# ---- Regressions


def test_both_regressions_agree_with_r():
    trials = made_up_trials()
    expected = rows("small_study_values.csv")
    assert len(trials) == 12
    assert len(expected) == 24
    for row in expected:
        found = pet_peese(*trials[row["case"]])
        regression = found.pet if row["predictor"] == "standard error" else found.peese
        wanted = [float(row[f"{part}_{name}"]) for part in ("intercept", "slope") for name in NAMES]
        # Least squares by another decomposition: eight digits hold.
        assert in_row(regression) == pytest.approx(wanted, rel=1e-8, abs=1e-12)


def test_eggers_regression_agrees_with_metafors_regtest():
    trials = made_up_trials()
    for row in rows("small_study_values.csv"):
        if row["regtest_t"]:
            found = eggers_regression(*trials[row["case"]])
            assert found.slope.t == pytest.approx(float(row["regtest_t"]), rel=1e-8)
            assert found.slope.p == pytest.approx(float(row["regtest_p"]), rel=1e-8)
            assert found.degrees_of_freedom == found.trials - 2


def test_it_is_the_regression_of_effect_over_error_on_precision():
    # Egger's own words, by plain least squares; there intercept and slope change places.
    for effects, errors in made_up_trials().values():
        columns = np.column_stack([np.ones_like(errors), 1 / errors])
        bias, effect = np.linalg.lstsq(columns, effects / errors, rcond=None)[0]
        found = eggers_regression(effects, errors)
        assert found.slope.estimate == pytest.approx(bias, rel=1e-8)
        assert found.intercept.estimate == pytest.approx(effect, rel=1e-8)


def test_the_usual_standard_error_finds_asymmetry_that_is_not_there():
    random = np.random.default_rng(11)
    found = {"sample size": 0, "usual": 0}
    repeats = 400
    for _ in range(repeats):
        n = random.integers(8, 60, 60)
        # Standardised differences of 1.5 without any bias: from a normal mean and a chi-square.
        spread = np.sqrt(random.chisquare(2 * n - 2) / (2 * n - 2))
        d = random.normal(1.5, np.sqrt(2 / n)) / spread
        errors = {
            "sample size": sample_size_standard_error(n, n),
            "usual": np.sqrt(hedges_g_variance(d, n, n)),
        }
        for name, s in errors.items():
            found[name] += eggers_regression(d, s).slope.p < 0.05
    assert found["usual"] > 3 * found["sample size"]
    assert found["sample size"] < 0.10 * repeats


def test_pet_peese_takes_peese_only_where_pet_finds_an_effect_on_the_side_of_the_mean():
    n = np.array([10, 12, 15, 20, 25, 30, 40, 60, 80, 120])
    s = sample_size_standard_error(n, n)
    scatter = 0.05 * np.tile([1, -1], 5) * s
    beneficial = pet_peese(-0.5 - 0.3 * s + scatter, s)
    assert (beneficial.chosen, beneficial.estimate) == ("PEESE", beneficial.peese.intercept)
    nothing = pet_peese(-1.0 * s + scatter, s)
    assert (nothing.chosen, nothing.estimate) == ("PET", nothing.pet.intercept)
    beyond = pet_peese(0.2 - 3 * s + scatter, s)
    assert beyond.pet.intercept.p < 0.10
    assert beyond.chosen == "PET"


@pytest.mark.parametrize(("p", "chosen"), [(0.049, "PEESE"), (0.051, "PET")])
def test_pet_finds_an_effect_from_a_one_sided_p_of_5_percent_on(p, chosen):
    for effects, errors in made_up_trials().values():
        before = pet_peese(effects, errors).pet
        # Adding a number to every effect adds it to the intercept and leaves its error alone.
        t = stats.t.isf(p, before.degrees_of_freedom)
        side = np.sign(before.slope.estimate)
        wanted = side * t * before.intercept.standard_error
        found = pet_peese(effects - before.intercept.estimate + wanted, errors)
        assert found.pet.intercept.t == pytest.approx(side * t, rel=1e-6)
        assert found.chosen == chosen


@some
@given(st.sampled_from(sorted(made_up_trials())), st.floats(0.1, 10), st.randoms())
def test_sign_scale_and_order_of_the_trials(case, factor, random):
    effects, errors = made_up_trials()[case]
    plain = pet_peese(effects, errors)
    order = list(range(len(effects)))
    random.shuffle(order)
    turned = pet_peese(-factor * effects[order], errors[order])
    assert turned.chosen == plain.chosen
    assert turned.estimate.estimate == pytest.approx(-factor * plain.estimate.estimate, rel=1e-6)
    assert turned.estimate.p == pytest.approx(plain.estimate.p, rel=1e-6)


@pytest.mark.parametrize("function", [eggers_regression, pet_peese])
@pytest.mark.parametrize("k", [1, 2, 3, FEWEST_TRIALS - 1])
def test_too_few_trials_are_told_in_words_for_the_page(function, k):
    found = function(np.linspace(-1, 0, k), np.linspace(0.1, 0.5, k))
    assert found == TooFewTrials(k, 10)
    assert f"at hand: {k}." in found.reason
    assert found.reason.endswith(".")


def test_ten_trials_are_enough():
    effects = np.sin(np.arange(10.0))
    assert isinstance(eggers_regression(effects, np.linspace(0.1, 0.5, 10)), SizeRegression)
    assert isinstance(pet_peese(effects, np.linspace(0.1, 0.5, 10)), PetPeese)


# ---- Silent trials

KNOWN = [-0.6, -0.3, -0.5], [0.04, 0.03, 0.06]


def test_the_table_is_the_pool_with_the_silent_trials_written_out():
    effects = [-0.5, 0.0, 0.4]
    table = pool_with_silent_trials(*KNOWN, [30, 50], [32, 49], common_effect, effects)
    assert list(table.columns) == ["effect", "estimate", "low", "high"]
    for x, (_, row) in zip(effects, table.iterrows(), strict=True):
        variances = [1 / 30 + 1 / 32 + x**2 / (2 * 62), 1 / 50 + 1 / 49 + x**2 / (2 * 99)]
        expected = common_effect([*KNOWN[0], x, x], [*KNOWN[1], *variances])
        assert [row["estimate"], row["low"], row["high"]] == pytest.approx(expected, rel=1e-12)
    assert table["estimate"].is_monotonic_increasing


def test_the_tipping_effect_is_where_the_limit_is_0():
    for tau2 in (0.0, 0.02):
        pool = partial(common_effect, tau2=tau2)
        found = tipping_effect(*KNOWN, [30, 50], [32, 49], pool)
        near = found.effect + np.array([-0.01, 0, 0.01])
        at = pool_with_silent_trials(*KNOWN, [30, 50], [32, 49], pool, near)
        assert at["high"][1] == pytest.approx(0, abs=1e-9)
        assert at["high"][0] < 0 < at["high"][2]
        assert f"{found.effect:.2f}" in found.words


def closed_form_tipping_effect(yi, vi, v_silent):
    """For one silent trial of a fixed variance: solve mean + 1.96 SE = 0."""
    weight = 1 / np.asarray(vi)
    total = weight.sum() + 1 / v_silent
    return v_silent * (-1.959963984540054 * np.sqrt(total) - np.sum(weight * yi))


def test_the_tipping_effect_by_hand():
    # An effect near 0 adds nothing to the silent trial's variance, so it can be solved by hand.
    n = 40
    yi, vi = np.array([-0.30, -0.20]), np.array([0.02, 0.02])
    by_hand = closed_form_tipping_effect(yi, vi, 2 / n)
    found = tipping_effect(yi, vi, [n], [n], common_effect).effect
    assert found == pytest.approx(by_hand, abs=0.002 + by_hand**2 / 4)


@some
@given(
    st.lists(st.floats(-1.5, -0.3), min_size=2, max_size=8), st.integers(5, 200), st.integers(1, 5)
)
def test_a_pool_on_the_other_side_tips_at_the_mirror_image(yi, n, trials):
    vi = [0.03] * len(yi)
    sizes = [n] * trials
    one = tipping_effect(yi, vi, sizes, sizes, common_effect)
    other = tipping_effect([-y for y in yi], vi, sizes, sizes, common_effect)
    assume(one.effect is not None)
    assert other.effect == pytest.approx(-one.effect, abs=1e-8)


def test_without_a_tipping_effect_the_words_say_why():
    undecided = tipping_effect([-0.1, 0.1], [0.04, 0.04], [30], [30], common_effect)
    assert undecided.effect is None
    assert "without these trials" in undecided.words
    firm = tipping_effect([-1.0] * 8, [0.01] * 8, [5], [5], common_effect, farthest=2)
    assert firm.effect is None
    assert "even if each of these trials found 1.00" in firm.words

    def wider_with_every_trial(yi, vi):
        return np.mean(yi), np.mean(yi) - 0.2 * len(yi), np.mean(yi) + 0.2 * len(yi)

    at_once = tipping_effect([-0.5, -0.5], [0.1, 0.1], [9], [9], wider_with_every_trial)
    assert at_once.effect is None
    assert "the pooled estimate itself" in at_once.words


# ---- What is refused

TEN = np.linspace(0.1, 0.5, 10)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: eggers_regression(np.arange(10), np.full(10, 0.2)), "all 0.2: trials of one size"),
        (lambda: eggers_regression(np.zeros(10), TEN), "one line without any scatter"),
        (lambda: eggers_regression(2 * TEN - 1, TEN), "one line without any scatter"),
        (lambda: eggers_regression(np.arange(10), TEN[:9]), "do not fit together"),
        (lambda: eggers_regression(0.1, 0.1), "give a list"),
        (lambda: eggers_regression([], []), "at least one"),
        (lambda: eggers_regression([*range(9), None], TEN), "effects is nan"),
        (lambda: eggers_regression(np.arange(10), -TEN), "standard_errors is -0.1"),
        (lambda: pet_peese(np.arange(10), TEN, level=2), "level is 2.0"),
        (lambda: sample_size_standard_error(1, 5), "n1 is 1.0"),
        (lambda: pool_with_silent_trials([0.1], [0], [9], [9], common_effect, 0), "vi is 0.0"),
        (
            lambda: pool_with_silent_trials([0.1], [1], [9], [1], common_effect, 0),
            "silent_n2 is 1.0",
        ),
        (lambda: pool_with_silent_trials([0.1], [1], [], [], common_effect, 0), "at least one"),
        (
            lambda: pool_with_silent_trials([0.1], [1], [9], [9], common_effect, "x"),
            "effects is 'x'",
        ),
        (lambda: pool_with_silent_trials([0.1], [1], [9], [9], lambda y, v: 1, 0), "three numbers"),
        (
            lambda: pool_with_silent_trials([0.1], [1], [9], [9], lambda y, v: (1, 2, 3), 0),
            "pool gave 1.0 with limits 2.0 and 3.0",
        ),
        (
            lambda: tipping_effect([0.1], [1], [9], [9], lambda y, v: (np.nan, 0, 1)),
            "pool gave nan",
        ),
        (lambda: tipping_effect([0.1], [1], [9], [9], common_effect, farthest=0), "farthest is 0"),
    ],
)
def test_impossible_arguments_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@some
@given(
    st.lists(st.floats() | st.none() | st.integers(-9, 10**400), min_size=8, max_size=12),
    st.lists(st.floats() | st.floats(0.05, 1), min_size=8, max_size=12),
)
def test_garbage_gives_a_finite_result_or_words(effects, errors):
    try:
        found = pet_peese(effects, errors)
    except ValueError as error:
        said = str(error)
        assert any(words in said for words in (" is ", " are all ", "fit together", "scatter"))
        assert "operands" not in said
    else:
        if isinstance(found, PetPeese):
            assert np.all(np.isfinite([*in_row(found.pet), *in_row(found.peese)]))
