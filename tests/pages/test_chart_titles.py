"""Titles of charts follow their numbers through every case: for, against, can't tell, nothing."""

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.pages.chart_titles import (
    NOTHING_YET,
    points_title,
    pooled_title,
    range_title,
    shares_title,
    sides_title,
)

FINITE = st.floats(-9, 9, allow_nan=False)
INTERVAL = st.tuples(FINITE, FINITE).map(sorted).map(tuple)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.9, -0.1, "lean towards the treatment"),
        (0.1, 0.9, "lean against the treatment"),
        (-0.4, 0.4, "can’t tell whether the treatment helps"),
        (-0.4, 0.0, "can’t tell"),
        (0.0, 0.4, "can’t tell"),
    ],
)
def test_a_pool_leans_only_where_its_whole_interval_does(low, high, said):
    assert said in pooled_title(5, (low + high) / 2, low, high)


def test_one_trial_is_not_said_to_be_several():
    said = pooled_title(1, -0.5, -0.9, -0.1)
    assert said.startswith("The only trial with a result leans towards the treatment")


@pytest.mark.parametrize(("trials", "estimate"), [(0, -0.5), (3, math.nan)])
def test_nothing_to_pool_is_said_so(trials, estimate):
    assert pooled_title(trials, estimate, math.nan, math.nan) == "There is nothing to pool yet"


@given(st.lists(INTERVAL, max_size=12), FINITE)
def test_every_interval_is_counted_on_one_side(intervals, null):
    said = sides_title(intervals, one="pool", below="below", above="above", null=null)
    if not intervals:
        assert said == NOTHING_YET
        return
    sides = {
        "below": sum(high < null for _, high in intervals),
        "above": sum(low > null for low, _ in intervals),
    }
    sides["can’t tell"] = len(intervals) - sum(sides.values())
    if max(sides.values()) == len(intervals):
        assert said.startswith(("All", "The only"))
        assert next(words for words, count in sides.items() if count) in said
        return
    told = {
        words: int(number)
        for number, words in re.findall(
            r"(\d+) (?:is |are )?(\D+?)(?:,| and|$)", said.partition(",")[2]
        )
    }
    assert told == {words: count for words, count in sides.items() if count}


@given(st.lists(FINITE | st.just(math.nan), max_size=9))
def test_a_range_has_the_ends_of_its_numbers(values):
    said = range_title(values, "By every method")
    known = [value for value in values if not math.isnan(value)]
    if not known:
        assert said == NOTHING_YET
        return
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"−?\d+\.\d+", said)]
    assert min(numbers) == pytest.approx(min(known), abs=0.0051)
    assert max(numbers) == pytest.approx(max(known), abs=0.0051)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20), max_size=4))
def test_the_commonest_kind_is_named_with_its_count(counts):
    said = shares_title("Judged", counts, "trial")
    if not sum(counts.values()):
        assert said == NOTHING_YET
        return
    kind, number = re.fullmatch(r"Judged: (\w) in (\d+) of \d+ trials?", said).groups()
    assert counts[kind] == int(number) == max(counts.values())


def test_more_points_of_complaint_are_no_benefit():
    """The pooled effect turned round: as large, on the wrong side of nought."""
    points = pd.DataFrame({"scale": ["A", "B"], "estimate": [-5.0, -2.0]})
    assert points_title(points, {"A": 3.0}).startswith("On 1 of 1 scale")
    turned = points.assign(estimate=-points["estimate"])
    assert points_title(turned, {"A": 3.0}).startswith("On 0 of 1 scale")
