"""States of works: from no decision to an inclusion, with every way to differ on the way."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.search import screening
from living_review.search.screening import (
    CONFLICT,
    EARLY,
    EXCLUDED,
    EXCLUDED_EARLY,
    INCLUDED,
    LATE,
    STATES,
    TO_READ,
    TO_SCREEN,
)

COLUMNS = ["record", "stage", "reader", "decision", "rule", "reason", "decided_on"]
RECORDS = pd.DataFrame({"record": ["a:1", "b:1", "c:1"]})
LINKED = pd.DataFrame(
    [("a:1", "b:1", "same work"), ("b:1", "c:1", "same trial")],
    columns=["record", "other", "relation"],
)
NONE = LINKED[:0]
LETTERS = {"i": "include", "x": "exclude", "u": "unsure"}


def decided(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Record, stage, reader, and a letter for the decision, with a rule where one is due."""
    full = [
        (
            record,
            stage,
            reader,
            LETTERS[said[0]],
            said[1:] or ("E1" if said == "x" else ""),
            "so",
            "",
        )
        for record, stage, reader, said in rows
    ]
    return pd.DataFrame(full, columns=COLUMNS)


def said_of(letters: str, stage: str = EARLY) -> list[tuple]:
    return [("a:1", stage, f"reader{n}", letter) for n, letter in enumerate(letters.split(), 1)]


def state_of(rows: list[tuple], needed: int = 2) -> tuple[str, str]:
    found = screening.states(RECORDS[:1], NONE, decided(*rows), needed)
    return found.loc[0, "state"], found.loc[0, "rule"]


@pytest.mark.parametrize(
    ("letters", "needed", "state"),
    [
        ("", 2, TO_SCREEN),
        ("i", 2, TO_SCREEN),
        ("x", 2, TO_SCREEN),
        ("i i", 2, TO_READ),
        ("u u", 2, TO_READ),
        ("i u", 2, TO_READ),
        ("x x", 2, EXCLUDED_EARLY),
        ("x i", 2, CONFLICT),
        ("x u", 2, CONFLICT),
        ("x i x", 2, EXCLUDED_EARLY),
        ("x i u", 2, TO_READ),
        ("x i x i", 2, CONFLICT),
        ("x", 1, EXCLUDED_EARLY),
        ("u", 1, TO_READ),
        ("x i", 1, CONFLICT),
        ("x x i", 3, CONFLICT),
        ("x x i x", 3, EXCLUDED_EARLY),
    ],
)
def test_title_and_abstract(letters, needed, state):
    assert state_of(said_of(letters), needed)[0] == state


@pytest.mark.parametrize(
    ("letters", "state"),
    [
        ("i", TO_READ),
        ("i i", INCLUDED),
        ("x x", EXCLUDED),
        ("x i", CONFLICT),
        ("u u", CONFLICT),
        ("u i", CONFLICT),
        ("u i i", INCLUDED),
        ("u i x", CONFLICT),
        ("x i x", EXCLUDED),
    ],
)
def test_full_text(letters, state):
    rows = [*said_of("i u"), *said_of(letters, LATE)]
    assert state_of(rows)[0] == state


def test_whoever_read_the_full_text_had_let_the_title_pass():
    assert state_of(said_of("x x", LATE))[0] == EXCLUDED


def test_the_rule_is_that_of_most_who_excluded_it():
    assert state_of(said_of("xE2 xE4 xE4")) == (EXCLUDED_EARLY, "E4")
    assert state_of(said_of("xE4 xE2")) == (EXCLUDED_EARLY, "E2")
    assert state_of([*said_of("i i"), *said_of("xB1 xB1", LATE)]) == (EXCLUDED, "B1")
    assert state_of(said_of("xE2 i")) == (CONFLICT, "")


def test_a_decision_on_any_record_counts_for_its_work_and_not_for_its_trial():
    rows = decided(("a:1", EARLY, "reader1", "x"), ("b:1", EARLY, "reader2", "x"))
    found = screening.states(RECORDS, LINKED, rows).set_index("record")
    assert list(found["work"]) == ["a:1", "a:1", "c:1"]
    assert list(found["state"]) == [EXCLUDED_EARLY, EXCLUDED_EARLY, TO_SCREEN]


def test_two_records_of_a_work_do_not_make_two_readers():
    rows = decided(("a:1", EARLY, "reader1", "x"), ("b:1", EARLY, "reader1", "x"))
    assert set(screening.states(RECORDS, LINKED, rows)["state"]) == {TO_SCREEN}


def test_whoever_contradicts_themselves_on_one_work_counts_as_unsure():
    rows = [("a:1", EARLY, "reader1", "x"), ("b:1", EARLY, "reader1", "i")]
    one = screening.states(RECORDS[:2], LINKED[:1], decided(*rows), 1)
    assert set(one["state"]) == {TO_READ}
    two = decided(*rows, ("a:1", EARLY, "reader2", "x"))
    assert set(screening.states(RECORDS[:2], LINKED[:1], two)["state"]) == {CONFLICT}


def test_conflicts_are_the_decisions_that_differ():
    rows = decided(
        ("a:1", EARLY, "reader2", "x"),
        ("b:1", EARLY, "reader1", "i"),
        ("c:1", EARLY, "reader1", "x"),
    )
    found = screening.conflicts(RECORDS, LINKED, rows)
    assert list(found["reader"]) == ["reader1", "reader2"]
    assert set(found["work"]) == {"a:1"}
    assert screening.conflicts(RECORDS, LINKED, rows[:1]).empty


def test_what_is_left_for_a_reader():
    rows = decided(
        ("b:1", EARLY, "reader1", "i"),
        ("a:1", EARLY, "reader2", "x"),
        ("c:1", EARLY, "reader1", "i"),
    )
    found = screening.states(RECORDS, LINKED, rows)
    assert screening.left_for("reader1", EARLY, found, rows) == []
    assert screening.left_for("reader2", EARLY, found, rows) == ["c:1"]
    assert screening.left_for("reader3", EARLY, found, rows) == ["a:1", "c:1"]
    assert screening.left_for("reader3", LATE, found, rows) == []


def test_what_can_not_be_is_refused():
    with pytest.raises(ValueError, match=r"search_records does not have: z:9; take these rows out"):
        screening.states(RECORDS, LINKED, decided(("z:9", EARLY, "reader1", "i")))
    with pytest.raises(ValueError, match="at least one is needed"):
        screening.states(RECORDS, LINKED, decided(), 0)


def test_no_record_has_no_state():
    assert screening.states(RECORDS[:0], NONE, decided()).empty


ROWS = st.lists(
    st.tuples(
        st.sampled_from(list(RECORDS["record"])),
        st.sampled_from(screening.STAGES),
        st.sampled_from(["reader1", "reader2", "reader3"]),
        st.sampled_from(["i", "u", "xE1", "xE2"]),
    ),
    unique_by=lambda row: row[:3],
)


@given(ROWS, st.integers(1, 3), st.randoms())
def test_each_record_has_one_state_whatever_was_decided_and_in_whatever_order(rows, needed, order):
    found = screening.states(RECORDS, LINKED, decided(*rows), needed)
    assert list(found["record"]) == list(RECORDS["record"])
    assert set(found["state"]) <= set(STATES)
    assert found.groupby("work")["state"].nunique().eq(1).all()
    excluded = found["state"].isin([EXCLUDED_EARLY, EXCLUDED])
    assert ((found["rule"] != "") == excluded).all()
    order.shuffle(rows)
    again = screening.states(RECORDS, LINKED, decided(*rows), needed)
    assert again.equals(found)
