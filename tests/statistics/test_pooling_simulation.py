"""The simulation of pooling: its draws, its grids against the exact fits, and what it shows."""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shares import first_of

from living_review.statistics import pooling_simulation as simulation
from living_review.statistics.partly_reported.likelihood import fit, profile_interval
from living_review.statistics.partly_reported.posteriors import HalfNormal, LogT, posterior
from living_review.statistics.partly_reported.regions import FullResult, PartialResult

FOLDER = Path(__file__).parent / "r"
INF = math.inf
USUAL = {"k": 6, "tau": 0.2, "mu": -0.3, "share_partly": 0.5, "selective": True}
SIZES = {"sizes": (12, 60), "repetitions": 40, "seed": 4}
PRIORS = {"half-normal": HalfNormal(0.5), "log-t": LogT(-3.44, 2.59)}


def rows_of(file: str) -> list[dict]:
    with (FOLDER / file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def drawn(**changes):
    return simulation.draw_trials(**{**USUAL, **SIZES, **changes})


# --- Draws -------------------------------------------------------------------------------------


def test_trials_have_the_mean_and_spread_that_were_asked_for():
    trials = drawn(k=50, repetitions=2000, sizes=(50, 60))
    assert trials.g.mean() == pytest.approx(-0.3, abs=0.005)
    assert trials.g.var() == pytest.approx(0.04 + trials.v.mean(), rel=0.03)
    assert 2 / 62 <= trials.v_at_zero.min() < trials.v_at_zero.max() <= 2 / 48
    assert np.all(trials.v > trials.v_at_zero)


@pytest.mark.parametrize("sizes", [(3, 5), (12, 60)])
def test_one_trial_in_twenty_is_significant_without_any_effect(sizes):
    trials = drawn(tau=0.0, mu=0.0, k=20, repetitions=5000, sizes=sizes)
    assert trials.significant.mean() == pytest.approx(0.05, abs=0.003)


def test_selection_spares_the_significant_and_chance_spares_none():
    selective, at_random = (drawn(selective=way, repetitions=2000) for way in (True, False))
    assert not (selective.partly & selective.significant).any()
    quiet = ~selective.significant
    assert selective.partly[quiet].mean() == pytest.approx(0.5, abs=0.02)
    for group in (at_random.significant, ~at_random.significant):
        assert at_random.partly[group].mean() == pytest.approx(0.5, abs=0.03)
    assert np.array_equal(selective.g, at_random.g)


# --- Estimates ---------------------------------------------------------------------------------


def results_of(trials, repetition: int) -> list:
    """What is told of the trials of one repetition, for the exact methods."""
    told = []
    for i in range(trials.g.shape[1]):
        g, v, v0, bound, partly = (float(x[repetition, i]) for x in trials)
        if not partly:
            told.append(FullResult(f"{i}", g, v))
            continue
        region = (-bound, bound)
        if abs(g) > bound:
            region = (bound, INF) if g > 0 else (-INF, -bound)
        told.append(PartialResult(f"{i}", (region,), v0))
    return told


@pytest.mark.parametrize("selective", first_of([True, False]))
def test_the_grid_gives_what_the_exact_fits_give(selective):
    trials = drawn(selective=selective, repetitions=12)
    found = simulation.estimates_of_all_methods(trials, PRIORS)
    compared = 0
    for repetition in range(12):
        told = results_of(trials, repetition)
        ours = [x[repetition] for x in found[simulation.CENSORED_ML]]
        if np.isnan(ours).any():
            continue
        assert ours[0] == pytest.approx(fit(told).mu, abs=0.003)
        assert ours[1:] == pytest.approx(list(profile_interval(told)), abs=0.006)
        for name, prior in PRIORS.items():
            if sum(not isinstance(r, PartialResult) or r.bounded for r in told) < 3:
                continue
            exact = posterior(told, prior)
            ours = [x[repetition] for x in found[f"regions: posterior, {name}"]]
            assert ours == pytest.approx([exact.mean, *exact.interval], abs=0.01)
        everything = results_of(trials._replace(partly=np.zeros_like(trials.partly)), repetition)
        ours = [x[repetition] for x in found[simulation.GOLD_ML]]
        assert ours[0] == pytest.approx(fit(everything).mu, abs=0.003)
        assert ours[1:] == pytest.approx(list(profile_interval(everything)), abs=0.006)
        compared += 1
    assert compared >= 10


def test_the_grid_fails_where_the_exact_fit_refuses():
    trials = drawn(k=3, share_partly=0.8, selective=False, mu=-0.8)
    found = simulation.estimates_of_all_methods(trials, PRIORS)
    refused = 0
    for repetition in range(len(trials.g)):
        told = results_of(trials, repetition)
        bounded = sum(not isinstance(r, PartialResult) or r.bounded for r in told)
        if bounded < 2:
            with pytest.raises(ValueError, match="at least 2"):
                fit(told)
            assert np.isnan([x[repetition] for x in found[simulation.CENSORED_ML]]).all()
            refused += 1
        if bounded < 1:
            with pytest.raises(ValueError, match="at least 1"):
                posterior(told, PRIORS["half-normal"])
            weighed = found["regions: posterior, half-normal"]
            assert np.isnan([x[repetition] for x in weighed]).all()
    assert 5 < refused < 35


def test_reml_and_hartung_knapp_agree_with_metafor():
    trials = rows_of("partly_reported_trials.csv")
    fits = [row for row in rows_of("partly_reported_fits.csv") if row["kind"] == "full"]
    assert len(fits) == 20
    # All reviews in one call, filled up with trials that are not used.
    g, v, used = np.zeros((20, 9)), np.ones((20, 9)), np.zeros((20, 9), bool)
    for row, review in enumerate(fits):
        own = [t for t in trials if t["case"] == review["case"]]
        g[row, : len(own)] = [float(t["yi"]) for t in own]
        v[row, : len(own)] = [float(t["vi"]) for t in own]
        used[row, : len(own)] = True
    found = simulation.pool_by_reml(g, v, used, 0.95)
    for ours, name in zip(found, ("reml_mu", "knha_low", "knha_high"), strict=True):
        assert ours == pytest.approx([float(row[name]) for row in fits], abs=1e-6)


def test_with_nothing_left_out_regions_change_nothing():
    trials = drawn(share_partly=0.0)
    found = simulation.estimates_of_all_methods(trials, {})
    for one, other in (
        (simulation.CENSORED_ML, simulation.GOLD_ML),
        (simulation.NAIVE, simulation.GOLD_REML),
    ):
        for ours, theirs in zip(found[one], found[other], strict=True):
            assert np.array_equal(ours, theirs)


# --- Tables ------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_table_bit_for_bit(monkeypatch):
    first = simulation.simulate(**USUAL, **SIZES, priors=PRIORS)
    monkeypatch.setattr(simulation, "AT_ONCE", 7)
    again = simulation.simulate(**USUAL, **SIZES, priors=PRIORS)
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    other = simulation.simulate(**USUAL, **(SIZES | {"seed": 5}), priors=PRIORS)
    assert (first["bias"] != other["bias"]).all()


def test_bias_coverage_and_width_are_what_their_names_say():
    nan = math.nan
    estimates = simulation.Estimates(
        *np.array([[0.1, 0.3, 0.5, nan], [0.0, 0.25, 0.1, nan], [0.2, 0.4, 0.9, nan]])
    )
    row = simulation.performance(estimates, 0.2)
    assert row["failures"] == 0.25
    assert row["bias"] == pytest.approx(0.1)
    assert row["bias_se"] == pytest.approx(0.2 / math.sqrt(3))
    assert row["coverage"] == pytest.approx(2 / 3)
    assert row["coverage_se"] == pytest.approx(math.sqrt(2 / 9 / 3))
    assert row["width"] == pytest.approx((0.2 + 0.15 + 0.8) / 3)
    assert row["width_se"] == pytest.approx(np.std([0.2, 0.15, 0.8], ddof=1) / math.sqrt(3))


def test_selective_reporting_misleads_those_who_pool_what_they_find_but_not_the_regions():
    table = simulation.simulate(10, 0.2, -0.3, 1.0, True, repetitions=400, seed=11)
    rows = table.set_index("method")
    assert rows.loc[simulation.NAIVE, "bias"] < -0.2
    for method in (simulation.CENSORED_ML, "regions: posterior, log-t prior"):
        assert abs(rows.loc[method, "bias"]) < 0.03
        assert rows.loc[method, "coverage"] > 0.9
    for method in (simulation.GOLD_ML, simulation.GOLD_REML):
        assert abs(rows.loc[method, "bias"]) < 0.02
        assert 0.9 < rows.loc[method, "coverage"] < 0.98
    assert (rows.drop(simulation.NAIVE)["failures"] == 0).all()
    # Regions cost precision, and win most of it back.
    assert (
        rows.loc[simulation.GOLD_ML, "width"]
        < rows.loc[simulation.CENSORED_ML, "width"]
        < rows.loc[simulation.NAIVE, "width"]
    )


def test_a_method_that_always_fails_says_so():
    table = simulation.simulate(3, 0.0, 0.0, 1.0, False, repetitions=10).set_index("method")
    assert table.loc[simulation.NAIVE, "failures"] == 1
    assert table.loc[simulation.NAIVE, ["bias", "coverage", "width", "bias_se"]].isna().all()
    assert table.loc[simulation.GOLD_REML, "failures"] == 0


def test_trials_that_only_say_significant_leave_no_estimate():
    trials = drawn(repetitions=2)
    trials = trials._replace(g=np.full_like(trials.g, -3.0), partly=np.ones_like(trials.partly))
    found = simulation.estimates_of_all_methods(trials, PRIORS)
    for name, estimates in found.items():
        assert np.isnan(estimates.estimate).all() == (not name.startswith("all trials"))


def test_conditions_stand_below_each_other():
    conditions = simulation.conditions_of((4, 5), (0.0, 0.3))
    shared = {"mu": 0.0, "share_partly": 0.5, "repetitions": 5, "priors": {}}
    table = simulation.simulate_conditions(conditions, **shared)
    assert len(table) == 8 * 4
    assert table[["k", "tau", "selective", "method"]].drop_duplicates().shape[0] == 32
    alone = simulation.simulate(**conditions[3], **shared)
    pd.testing.assert_frame_equal(table[12:16].reset_index(drop=True), alone, check_exact=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"k": 1}, "k: "),
        ({"k": 2.5}, "k: "),
        ({"tau": -0.1}, "tau: "),
        ({"tau": math.nan}, "tau: "),
        ({"mu": "none"}, "mu: "),
        ({"mu": INF}, "mu: "),
        ({"share_partly": 1.2}, "share_partly: "),
        ({"selective": 0.5}, "selective: "),
        ({"sizes": (60, 12)}, "sizes: "),
        ({"sizes": 12}, "sizes: "),
        ({"sizes": (1, 5)}, "sizes: "),
        ({"repetitions": 1}, "repetitions: "),
        ({"seed": -1}, "seed: "),
        ({"seed": "s"}, "seed: "),
        ({"level": 95}, "level: "),
        ({"priors": {"flat": "flat"}}, "priors, 'flat'"),
    ],
)
def test_what_cannot_be_simulated_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        simulation.simulate(**{**USUAL, **SIZES, **changes})
    with pytest.raises(ValueError, match="conditions: there is none"):
        simulation.simulate_conditions([])


numbers = st.one_of(st.none(), st.floats(), st.integers(-3, 6), st.text(max_size=2))


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("tau", "mu", "share_partly"), numbers)))
def test_garbage_is_refused_or_gives_a_table(changes):
    try:
        table, error = simulation.simulate(**{**USUAL, **SIZES, "repetitions": 2, **changes}), "x: "
    except ValueError as refusal:
        table, error = pd.DataFrame({"failures": [0.0]}), str(refusal)
    assert ": " in error
    assert table["failures"].between(0, 1).all()
