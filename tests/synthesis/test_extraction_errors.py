"""Errors of extraction in true reports: what the data check and the calculations make of them.

The reports are true by construction: their right effects are worked out from the simulated people,
and here once more from the printed rows, with functions that agree with metafor.
"""

import pytest

from living_review.checks.extraction.errors import ERRORS_PUT_IN, Told
from living_review.checks.extraction.outcomes import NO_ERROR, Outcome, stored_outcomes
from living_review.checks.extraction.reports import CONTROL, END, TREATED, TrueReports
from living_review.checks.extraction.trials import CORRELATION, TRIALS, with_true_trials
from living_review.evidence import tables
from living_review.statistics.effect_sizes.changes import from_changes
from living_review.statistics.effect_sizes.conversions import from_final_means
from living_review.statistics.effect_sizes.counts import log_odds_ratio, smd_from_log_odds_ratio
from living_review.statistics.effect_sizes.summaries import (
    sd_from_standard_error,
    standard_error_from_interval,
)
from living_review.workshop.extraction_trial import outcomes_of_errors

FEWEST = 40  # errors


@pytest.fixture(scope="module")
def true() -> TrueReports:
    schemas = {each["name"]: each["schema"] for each in tables.descriptor()["resources"]}
    rows = {name: tables.read(name).astype(str).to_dict("records") for name in schemas}
    return with_true_trials(rows, schemas)


@pytest.fixture(scope="module")
def outcomes():
    """What becomes of each error: a minute or so."""
    return outcomes_of_errors()


def means(true: TrueReports, trial: str, time: str = END) -> list[float]:
    """Mean, spread and size of both groups."""
    rows = [true.row("group_statistics", f"{trial}/{arm}/{time}") for arm in (TREATED, CONTROL)]
    return [float(row[name]) for row in rows for name in ("value", "spread", "n")]


def same(effect, right, error=0.01):
    assert float(effect.yi) == pytest.approx(right[0], abs=0.01)  # numbers are printed rounded
    assert float(effect.vi) ** 0.5 == pytest.approx(right[1], rel=error)


@pytest.mark.parametrize("trial", ["madewithmeans", "madewitharms"])
def test_printed_means_have_the_effect_of_their_people(true, trial):
    same(from_final_means(*means(true, trial)), true.right[trial])


def test_printed_standard_errors_have_the_effect_of_their_people(true):
    m1, e1, n1, m2, e2, n2 = means(true, "madewitherrors")
    sd1, sd2 = sd_from_standard_error(e1, n1), sd_from_standard_error(e2, n2)
    same(from_final_means(m1, sd1, n1, m2, sd2, n2), true.right["madewitherrors"])


def test_printed_changes_have_the_effect_of_their_people(true):
    numbers = means(true, "madewithchanges", "baseline to 8 weeks")
    assert numbers[0] < 0 > numbers[3], "falls are printed with their sign"
    same(from_changes(*numbers, CORRELATION), true.right["madewithchanges"])


@pytest.mark.parametrize("trial", ["madewithestimate", "madewithlevel"])
def test_printed_intervals_have_the_error_of_their_people(true, trial):
    row = true.row("printed_estimates", trial)
    estimate, low, high = (float(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    error = standard_error_from_interval(estimate, low, high, level=float(row["confidence"]) / 100)
    scale = true.row("trial_results", f"{trial}/main")["scale"]
    sd = next(float(r["sd"]) for r in true.rows["outcome_spreads"] if r["scale"] == scale)
    assert estimate / sd == pytest.approx(true.right[trial][0], abs=0.01)
    assert float(error) / sd == pytest.approx(true.right[trial][1], rel=0.01)


@pytest.mark.parametrize("trial", ["madewithestimate", "madewithlevel", "madewithratio"])
def test_a_printed_p_is_exact_so_that_it_can_tell_a_wrong_interval(true, trial):
    assert 0.001 < float(true.row("printed_estimates", trial)["p_value"]) < 0.2


def test_printed_counts_have_the_printed_odds_ratio(true):
    arms = [true.row("printed_counts", f"madewithratio/{arm}") for arm in (TREATED, CONTROL)]
    odds = log_odds_ratio(*(int(row[name]) for row in arms for name in ("count", "of")))
    same(smd_from_log_odds_ratio(odds.yi, odds.vi), true.right["madewithratio"])


def test_every_trial_has_rows_and_none_is_changed_by_an_error(true):
    before = true.copy()
    for error in ERRORS_PUT_IN:
        spoilt = true.copy()
        error.spoil(spoilt, error.trial)
        assert (spoilt.rows, spoilt.entries) != (true.rows, true.entries), error.name
    assert (before.rows, before.entries) == (true.rows, true.entries)
    assert set(true.entries) == set(TRIALS)
    made = {row["trial"] for row in true.rows["trial_results"]}
    assert made.issuperset(TRIALS)


@pytest.mark.long
def test_an_error_moves_rows_of_its_own_trial_alone(true):
    for error in ERRORS_PUT_IN:
        spoilt = true.copy()
        error.spoil(spoilt, error.trial)
        for name, rows in spoilt.rows.items():
            changed = [row for row in rows if row not in true.rows[name]]
            owners = {row.get("source") or row.get("trial") for row in changed}
            assert all(owner.startswith(error.trial) for owner in owners), (error.name, name)


def test_there_are_errors_enough_and_each_has_its_name():
    assert len(ERRORS_PUT_IN) >= FEWEST
    assert len({error.name for error in ERRORS_PUT_IN}) == len(ERRORS_PUT_IN)
    assert {error.told_by for error in ERRORS_PUT_IN} == set(Told)
    assert {error.trial for error in ERRORS_PUT_IN} == set(TRIALS)


@pytest.mark.long
def test_every_error_has_an_outcome(outcomes):
    tried = outcomes[outcomes["error"] != NO_ERROR]
    assert list(tried["error"]) == [error.name for error in ERRORS_PUT_IN]
    assert set(outcomes["outcome"]) <= set(Outcome)


@pytest.mark.long
def test_what_a_page_shows_is_what_comes_out(outcomes):
    columns = ["error", "trial", "told_by", "outcome"]
    now, stored = outcomes[columns].astype(str), stored_outcomes()[columns].fillna("").astype(str)
    assert now.to_dict("list") == stored.to_dict("list"), "run make errors, and read what moved"


@pytest.mark.long
def test_true_reports_enter_with_the_effect_of_their_people(outcomes):
    true_ones = outcomes[outcomes["error"] == NO_ERROR]
    misread = true_ones[true_ones["outcome"] != Outcome.NO_EFFECT]
    assert misread.empty, misread.to_string()


@pytest.mark.long
def test_no_error_that_the_data_reveals_is_pooled_in_silence(outcomes):
    told = outcomes[outcomes["told_by"].isin([Told.LABELS, Told.NEIGHBOURS])]
    silent = told[told["outcome"].isin([Outcome.SILENT, Outcome.STOPS])]
    assert silent.empty, silent.to_string()
