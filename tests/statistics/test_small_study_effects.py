"""Regressions on size against R, laws, and what is refused."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.statistics.effect_sizes.standardised import hedges_g_variance
from living_review.statistics.small_study_effects import (
    FEWEST_TRIALS,
    SizeRegression,
    TooFewTrials,
    eggers_regression,
    sample_size_standard_error,
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


# ---- Regressions


def test_the_regression_agrees_with_r():
    trials = made_up_trials()
    expected = rows("small_study_values.csv")
    assert len(trials) == len(expected) == 12
    for row in expected:
        regression = eggers_regression(*trials[row["case"]])
        wanted = [float(row[f"{part}_{name}"]) for part in ("intercept", "slope") for name in NAMES]
        # Least squares by another decomposition: eight digits hold.
        assert in_row(regression) == pytest.approx(wanted, rel=1e-8, abs=1e-12)


def test_eggers_regression_agrees_with_metafors_regtest():
    trials = made_up_trials()
    for row in rows("small_study_values.csv"):
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


@some
@given(st.sampled_from(sorted(made_up_trials())), st.floats(0.1, 10), st.randoms())
def test_sign_scale_and_order_of_the_trials(case, factor, random):
    effects, errors = made_up_trials()[case]
    plain = eggers_regression(effects, errors).intercept
    order = list(range(len(effects)))
    random.shuffle(order)
    turned = eggers_regression(-factor * effects[order], errors[order]).intercept
    assert turned.estimate == pytest.approx(-factor * plain.estimate, rel=1e-6)
    assert turned.p == pytest.approx(plain.p, rel=1e-6)


@pytest.mark.parametrize("k", [1, 2, 3, FEWEST_TRIALS - 1])
def test_too_few_trials_are_told_in_words_for_the_page(k):
    found = eggers_regression(np.linspace(-1, 0, k), np.linspace(0.1, 0.5, k))
    assert found == TooFewTrials(k, 10)
    assert f"at hand: {k}." in found.reason
    assert found.reason.endswith(".")


def test_ten_trials_are_enough():
    effects = np.sin(np.arange(10.0))
    assert isinstance(eggers_regression(effects, np.linspace(0.1, 0.5, 10)), SizeRegression)


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
        (lambda: eggers_regression(np.arange(10), TEN, level=2), "level is 2.0"),
        (lambda: sample_size_standard_error(1, 5), "n1 is 1.0"),
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
        found = eggers_regression(effects, errors)
    except ValueError as error:
        said = str(error)
        assert any(words in said for words in (" is ", " are all ", "fit together", "scatter"))
        assert "operands" not in said
    else:
        if isinstance(found, SizeRegression):
            assert np.all(np.isfinite(in_row(found)))
