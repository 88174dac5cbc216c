"""Effects of counts: metafor's values, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.statistics.effect_sizes.counts import (
    log_odds_ratio,
    log_risk_ratio,
    risk_difference,
    smd_from_log_odds_ratio,
    smd_from_odds_ratio,
)
from living_review.statistics.effect_sizes.standardised import EffectSize
from tests.statistics.test_effect_size_conversions import PLAUSIBLE, anything, cases, close, some


def smd_from_counts(events1, n1, events2, n2, *, event_is_good=False):
    """The two steps from counts to a standardised difference."""
    odds = log_odds_ratio(events1, n1, events2, n2)
    return smd_from_log_odds_ratio(odds.yi, odds.vi, event_is_good=event_is_good)


FUNCTIONS = {
    "OR": log_odds_ratio,
    "RR": log_risk_ratio,
    "RD": risk_difference,
    "OR2DL": smd_from_counts,
}


@st.composite
def tables(draw):
    """Two groups in which not all and not none have the event."""
    n1, n2 = draw(st.integers(2, 300)), draw(st.integers(2, 300))
    a, c = draw(st.integers(0, n1)), draw(st.integers(0, n2))
    if a + c in (0, n1 + n2):
        a = 1
    return a, n1, c, n2


@pytest.mark.parametrize("measure", FUNCTIONS)
def test_counts_agree_with_metafor(measure):
    found = cases(measure)
    assert len(found) >= 35
    assert sum(inputs[0] == 0 for inputs, _ in found) >= 8, "cells of 0 have to be among them"
    for inputs, outputs in found:
        effect = FUNCTIONS[measure](*inputs)
        close([effect.yi, effect.vi], outputs)


@given(tables())
def test_one_half_is_added_for_a_zero_only_and_said(table):
    a, n1, c, n2 = table
    zero = 0 in (a, n1 - a, c, n2 - c)
    for function in (log_odds_ratio, log_risk_ratio, risk_difference):
        effect = function(*table)
        assert bool(effect.half_added) is zero
        assert float(effect.vi) > 0
    assert float(risk_difference(*table).yi) == pytest.approx(a / n1 - c / n2, abs=1e-12)


@given(tables())
def test_swapping_the_groups_flips_the_sign_only(table):
    a, n1, c, n2 = table
    for function in FUNCTIONS.values():
        there, back = function(a, n1, c, n2), function(c, n2, a, n1)
        close([back.yi, back.vi], [-there.yi, there.vi])


@given(tables())
def test_counting_those_without_the_event_flips_the_odds_ratio_and_the_differences(table):
    a, n1, c, n2 = table
    for function in (log_odds_ratio, risk_difference):
        there, back = function(a, n1, c, n2), function(n1 - a, n1, n2 - c, n2)
        close([back.yi, back.vi], [-there.yi, there.vi])
    # So remission as a good event and no remission as a bad one are the same effect.
    good = smd_from_counts(a, n1, c, n2, event_is_good=True)
    close(good, smd_from_counts(n1 - a, n1, n2 - c, n2))


def test_fewer_bad_events_and_more_good_ones_favour_group_1():
    assert float(smd_from_counts(5, 40, 20, 40).yi) < 0
    assert float(smd_from_counts(20, 40, 5, 40, event_is_good=True).yi) < 0


@given(tables(), st.sampled_from([0.9, 0.95, 0.99]))
def test_a_printed_odds_ratio_gives_what_its_counts_give(table, level):
    from scipy import stats

    effect = log_odds_ratio(*table)
    half = stats.norm.isf((1 - level) / 2) * np.sqrt(effect.vi)
    printed = np.exp([effect.yi, effect.yi - half, effect.yi + half])
    close(smd_from_odds_ratio(*printed, level=level), smd_from_counts(*table))


def test_a_logistic_score_cut_anywhere_gives_its_standardised_difference():
    # Chinn's form is exact there, in a sample so large that chance is a thousandth.
    from scipy import stats

    true, n = 0.5, 10**8
    sd = np.pi / np.sqrt(3)
    for cut in (-1.0, 0.0, 2.0):
        events = [n * stats.logistic.sf(cut - shift) for shift in (true * sd, 0.0)]
        assert float(smd_from_counts(events[0], n, events[1], n).yi) == pytest.approx(true, 1e-9)


def test_arrays_give_what_single_numbers_give():
    rows = log_odds_ratio([0, 5, 9], 20, [3, 5, 2], [20, 30, 40])
    assert list(rows.half_added) == [True, False, False]
    for i, table in enumerate([(0, 20, 3, 20), (5, 20, 5, 30), (9, 20, 2, 40)]):
        close([rows.yi[i], rows.vi[i]], log_odds_ratio(*table)[:2])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: log_odds_ratio(11, 10, 2, 10), "events1 is 11 of 10 people: .*more events"),
        (lambda: risk_difference(1, 10, [2, 30], 20), "events2 is 30 of 20 people"),
        (lambda: log_odds_ratio(-1, 10, 2, 10), "events1 is -1.0: a count"),
        (lambda: log_odds_ratio(1, 1, 2, 10), "n1 is 1.0: .*at least 2"),
        (lambda: log_odds_ratio(0, 10, 0, 12), "nobody has the event .* no odds ratio"),
        (lambda: log_odds_ratio([1, 10], 10, [1, 12], 12), "events1 is 10 .* everybody .* no odds"),
        (lambda: log_risk_ratio(0, 10, 0, 12), "nobody has the event .* no risk ratio"),
        (lambda: smd_from_counts(0, 10, 0, 12), "no odds ratio"),
        (lambda: smd_from_log_odds_ratio(1, 0), "variance is 0.0: a variance"),
        (lambda: smd_from_odds_ratio(-1, 0.5, 2), "ratio is -1.0: a ratio is above 0"),
        (lambda: smd_from_odds_ratio(3, 0.5, 2), "outside of its interval"),
        (lambda: smd_from_counts(1, 9, 2, 9, event_is_good="no"), "event_is_good is 'no'"),
    ],
)
def test_impossible_counts_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    "function",
    [*FUNCTIONS.values(), smd_from_odds_ratio, smd_from_log_odds_ratio],
    ids=lambda f: f.__name__,
)
@some
@given(st.data())
def test_garbage_gives_a_sound_effect_or_words(function, data):
    wanted = {smd_from_odds_ratio: 3, smd_from_log_odds_ratio: 2}.get(function, 4)
    arguments = [data.draw(st.one_of(PLAUSIBLE, PLAUSIBLE, anything)) for _ in range(wanted)]
    try:
        effect = function(*arguments)
    except ValueError as error:
        said = str(error)
        assert " is " in said or "do not fit together" in said
        assert "operands" not in said
    else:
        assert isinstance(effect, EffectSize) or effect.half_added.dtype == bool
        assert np.all(np.isfinite(effect.yi))
        assert np.all(np.isfinite(effect.vi) & (effect.vi > 0))
