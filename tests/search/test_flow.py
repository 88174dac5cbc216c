"""Flow of records: boxes that add up, whatever was found and decided."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.search.deduplication import COLUMNS as LINK_COLUMNS
from living_review.search.flow import Flow, FlowError, flow_of
from living_review.search.relations import SAME
from living_review.search.screening import EARLY, EXCLUDE, INCLUDE, LATE

DECISION_COLUMNS = ["record", "stage", "reader", "decision", "rule", "reason", "decided_on"]
NAMES = [f"a:{n}" for n in range(6)] + [f"b:{n}" for n in range(4)]
RECORDS = pd.DataFrame({"record": NAMES, "source": [name[0].upper() for name in NAMES]})


def decided(*rows) -> pd.DataFrame:
    cells = [(*row, "E1" if row[3] == EXCLUDE else "", "said", "2030-01-01") for row in rows]
    return pd.DataFrame(cells, columns=DECISION_COLUMNS)


def linked(*pairs) -> pd.DataFrame:
    return pd.DataFrame([(*pair, SAME, "same", "test") for pair in pairs], columns=LINK_COLUMNS)


def both(record: str, stage: str, decision: str):
    return [(record, stage, reader, decision) for reader in ("r1", "r2")]


def test_a_flow_told_by_hand():
    decisions = decided(
        *both("a:0", EARLY, EXCLUDE),
        *both("a:1", EARLY, INCLUDE),
        *both("a:1", LATE, EXCLUDE),
        *both("a:2", EARLY, INCLUDE),
        *both("b:2", LATE, INCLUDE),
        ("a:3", EARLY, "r1", INCLUDE),
        ("a:3", EARLY, "r2", EXCLUDE),
        *both("a:4", EARLY, INCLUDE),
    )
    flow = flow_of(RECORDS, linked(("a:2", "b:2"), ("a:5", "b:3")), decisions, ["A", "B"])
    assert flow.identified == {"A": 6, "B": 4}
    assert (flow.records, flow.duplicates, flow.works) == (10, 2, 8)
    assert (flow.to_screen, flow.disputed, flow.excluded, flow.read) == (3, 1, 1, 3)
    assert (flow.screened, flow.assessed) == (5, 2)
    assert (flow.to_read, flow.excluded_late, flow.included) == (1, {"E1": 1}, 1)


def test_a_source_without_records_is_nought_and_others_are_not_counted():
    flow = flow_of(RECORDS, linked(("a:2", "b:2")), decided(), ["B", "C"])
    assert flow.identified == {"B": 4, "C": 0}
    assert flow.works == flow.to_screen == 4


def test_nothing_found_is_a_flow_of_noughts():
    nothing = flow_of(RECORDS.head(0), linked(), decided(), ["A"])
    assert nothing == Flow(identified={"A": 0})


PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=6)
DECISIONS = st.dictionaries(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from((EARLY, LATE)), st.sampled_from(("r1", "r2", "r3"))
    ),
    st.sampled_from((INCLUDE, EXCLUDE, "unsure")),
    max_size=40,
)


@given(PAIRS, DECISIONS, st.sampled_from((["A"], ["B"], ["A", "B"])))
def test_boxes_always_add_up(pairs, decisions, sources):
    pairs = [tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]]
    rows = [(*where, decision) for where, decision in decisions.items()]
    flow = flow_of(RECORDS, linked(*pairs), decided(*rows), sources)  # which checks itself
    assert flow.records == flow.duplicates + flow.excluded + flow.disputed + flow.to_screen + (
        flow.to_read + flow.disputed_late + sum(flow.excluded_late.values()) + flow.included
    )


@pytest.mark.parametrize("box", ["to_screen", "excluded", "read", "included", "works"])
def test_a_box_that_was_counted_wrong_stops_it(box):
    flow = flow_of(RECORDS, linked(), decided(*both("a:0", EARLY, EXCLUDE)), ["A", "B"])
    wrong = dataclasses.replace(flow, **{box: getattr(flow, box) + 1})
    with pytest.raises(FlowError, match="told of"):
        wrong.check()
