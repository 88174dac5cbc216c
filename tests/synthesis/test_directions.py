"""Directions by laboratory, and the sign test over them."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import comb

from living_review.synthesis.directions import (
    FEWEST,
    WORDS,
    Direction,
    by_laboratory,
    direction_of,
    majority,
    sign_test,
    tally,
)

some = settings(max_examples=80, deadline=None)
words = st.sampled_from(["higher", "lower", "no difference", "mixed"])
table = st.lists(
    st.tuples(st.sampled_from(["", "north", "south", "west"]), st.sampled_from("abcdef"), words),
    min_size=1,
    max_size=14,
)


def frame(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["laboratory", "study", "direction"])


def of_laboratories(higher: int, lower: int, other: int = 0) -> pd.DataFrame:
    given_ = [Direction.HIGHER] * higher + [Direction.LOWER] * lower + [Direction.MIXED] * other
    return pd.DataFrame({"direction": given_})


@some
@given(table, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    pd.testing.assert_frame_equal(by_laboratory(frame(rows)), by_laboratory(frame(mixed)))


@some
@given(table, st.integers(2, 5))
def test_a_laboratory_that_publishes_the_same_again_counts_once(rows, times):
    once, often = by_laboratory(frame(rows)), by_laboratory(frame(rows * times))
    pd.testing.assert_frame_equal(once, often)
    assert len(once) == len({laboratory or study for laboratory, study, _ in rows})


@some
@given(table)
def test_every_direction_is_turned_when_the_groups_change_places(rows):
    turned = {"higher": "lower", "lower": "higher"}
    swapped = [(place, study, turned.get(word, word)) for place, study, word in rows]
    there, back = tally(by_laboratory(frame(rows))), tally(by_laboratory(frame(swapped)))
    assert (there[Direction.HIGHER], there[Direction.LOWER]) == (
        back[Direction.LOWER],
        back[Direction.HIGHER],
    )
    assert there[Direction.MIXED] == back[Direction.MIXED]


def test_rows_vote_for_their_study_and_studies_for_their_laboratory():
    # Study a prints three rows higher and b, c one row lower each: two studies against one.
    rows = frame(
        [("north", "a", "higher")] * 3 + [("north", "b", "lower"), ("north", "c", "lower")]
    )
    (found,) = by_laboratory(rows).to_dict("records")
    assert found["direction"] == Direction.LOWER
    assert found["studies"] == "a; b; c"


def test_a_tie_is_mixed_and_no_difference_is_a_word_like_others():
    assert majority([Direction.HIGHER, Direction.NONE]) == Direction.MIXED
    assert majority([Direction.NONE, Direction.NONE, Direction.HIGHER]) == Direction.NONE
    with pytest.raises(ValueError, match="no direction was given"):
        majority([])


def test_without_a_laboratory_a_study_is_its_own_witness():
    found = by_laboratory(frame([("", "a", "higher"), ("", "b", "higher"), ("x", "c", "higher")]))
    assert found["laboratory"].tolist() == ["a", "b", "x"]
    assert found["established"].tolist() == [False, False, True]


def test_people_are_those_of_the_largest_comparison_with_both_sizes_printed():
    rows = frame([("x", "a", "higher"), ("x", "a", "higher"), ("y", "b", "lower")]).assign(
        n1=["20", "34", "90"], n2=["20", "35", ""], drugs=["none", "none", "some"]
    )
    found = by_laboratory(rows, keep=("drugs",))
    assert found["people"].tolist()[0] == 69
    assert math.isnan(found["people"].tolist()[1])
    assert found["drugs"].tolist() == ["none", "some"]


def test_what_differs_within_a_laboratory_is_said_to_differ():
    rows = frame([("x", "a", "higher"), ("x", "b", "higher")]).assign(drugs=["none", "some"])
    assert by_laboratory(rows, keep=("drugs",))["drugs"].tolist() == ["differs"]
    half_told = rows.assign(drugs=["none", ""])
    assert by_laboratory(half_told, keep=("drugs",))["drugs"].tolist() == ["none"]


def test_tables_with_sources_only_and_findings_without_comparison():
    rows = pd.DataFrame({"source": ["a", "b"], "direction": ["less", "not comparable"]})
    assert by_laboratory(rows)[["laboratory", "direction"]].values.tolist() == [["a", "lower"]]
    empty = by_laboratory(rows[rows["source"] == "b"])
    assert empty.empty
    assert sign_test(empty).refused.startswith("no laboratory points one way")


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="'up' is no direction; write one of higher"):
        direction_of("up")
    assert set(WORDS.values()) == {*Direction, None}


def test_words_are_those_of_the_tables():
    from living_review.evidence import tables

    for name in ("biomarker_contrasts", "pooled_biomarker_estimates", "reported_findings"):
        (field,) = (
            f for f in tables.resource(name)["schema"]["fields"] if f["name"] == "direction"
        )
        assert set(field["constraints"]["enum"]) <= set(WORDS)


@pytest.mark.parametrize(
    ("higher", "lower", "p"),
    [
        (0, 6, 2 / 64),  # 2 · 0.5⁶
        (6, 0, 2 / 64),
        (1, 7, 2 * (1 + 8) / 256),
        (4, 11, 2 * (1 + 15 + 105 + 455 + 1365) / 2**15),
        (3, 3, 1.0),
    ],
)
def test_the_sign_test_of_hand_worked_counts(higher, lower, p):
    found = sign_test(of_laboratories(higher, lower))
    assert found.p == pytest.approx(p, rel=1e-12)
    assert not found.refused


@some
@given(st.integers(0, 15), st.integers(0, 15), st.integers(0, 4))
def test_the_sign_test_is_twice_the_smaller_tail(higher, lower, other):
    found = sign_test(of_laboratories(higher, lower, other))
    n = higher + lower
    if n < FEWEST:
        assert math.isnan(found.p)
        assert "that agree are needed to reach" in found.refused
        return
    tail = sum(comb(n, k, exact=True) for k in range(min(higher, lower) + 1)) / 2**n
    assert found.p == pytest.approx(min(1.0, 2 * tail), rel=1e-9)
    assert found.p_least <= found.p_most
    assert other or found.p_least == found.p == found.p_most


def test_it_refuses_at_five_with_a_reason():
    found = sign_test(of_laboratories(0, 5, 9))
    assert found.refused.startswith("five laboratories are too few")
    assert (found.higher, found.lower, found.undecided) == (0, 5, 9)


def test_the_undecided_could_have_gone_either_way():
    # 4 to 11 with two undecided: from 4 to 13 up to 6 to 11.
    found = sign_test(of_laboratories(4, 11, 2))
    assert found.p_least == pytest.approx(2 * (1 + 17 + 136 + 680 + 2380) / 2**17)
    assert found.p_most == pytest.approx(2 * (1 + 17 + 136 + 680 + 2380 + 6188 + 12376) / 2**17)
