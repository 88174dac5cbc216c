"""The order of screening: what it prefers, and that it leaves nothing out."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.search.priority import by_priority

INCLUDED = ["A randomised trial of salbutamol in asthma", "Asthma in children: a trial"]
EXCLUDED = ["Asthma in horses", "A census of beetles"]
TITLES = pd.Series(
    {
        "horse": "Horses and beetles",
        "other": "Quantum gravity",
        "trial": "A trial of salbutamol in asthma",
        "same": "Quantum chromodynamics",
    }
)


def test_before_anything_is_excluded_words_of_included_titles_are_counted():
    scores = by_priority(TITLES, INCLUDED)
    assert list(scores.index) == ["trial", "horse", "other", "same"]
    assert scores["trial"] == 3  # trial, salbutamol, asthma
    assert scores["other"] == 0


def test_decisions_put_what_is_like_inclusions_first_and_exclusions_last():
    scores = by_priority(TITLES, INCLUDED, EXCLUDED)
    assert list(scores.index) == ["trial", "other", "same", "horse"]


def test_a_score_is_the_sum_of_the_words_log_odds_ratios():
    score = by_priority(pd.Series(["Asthma trial"]), INCLUDED, EXCLUDED)[0]
    asthma = math.log(2.5 / 0.5) - math.log(1.5 / 1.5)
    trial = math.log(2.5 / 0.5) - math.log(0.5 / 2.5)
    assert score == pytest.approx(asthma + trial)


def test_without_anything_known_the_order_stays():
    assert list(by_priority(TITLES).index) == list(TITLES.index)
    assert by_priority(pd.Series([], dtype=str), INCLUDED, EXCLUDED).empty


TEXTS = st.lists(st.text(max_size=40), max_size=8)


@given(TEXTS, TEXTS, TEXTS)
def test_no_title_is_lost_or_made_whatever_was_decided(titles, included, excluded):
    asked = pd.Series(titles, index=[f"r{n}" for n in range(len(titles))], dtype=object)
    scores = by_priority(asked, included, excluded)
    assert sorted(scores.index) == sorted(asked.index)
    assert scores.map(math.isfinite).all()
    assert list(scores) == sorted(scores, reverse=True)


@given(TEXTS, TEXTS, TEXTS, st.randoms())
def test_the_order_of_decisions_does_not_matter(titles, included, excluded, order):
    asked = pd.Series(titles, dtype=object)
    scores = by_priority(asked, included, excluded)
    order.shuffle(included)
    order.shuffle(excluded)
    assert by_priority(asked, included, excluded).equals(scores)
