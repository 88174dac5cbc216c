"""Flow of records: boxes that add up, whatever was found and decided."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.search.deduplication import COLUMNS as LINK_COLUMNS
from living_review.search.flow import Flow, FlowError, flow_of
from living_review.search.relations import PREPRINT, SAME
from living_review.search.screening import EARLY, EXCLUDE, INCLUDE, LATE, NOT_HAD

DECISION_COLUMNS = ["record", "stage", "reader", "decision", "rule", "reason", "decided_on"]
NAMES = [f"a:{n}" for n in range(6)] + [f"b:{n}" for n in range(4)]
RECORDS = pd.DataFrame({"record": NAMES, "source": [name[0].upper() for name in NAMES]})


def decided(*rows) -> pd.DataFrame:
    cells = [(*row, "E1" if row[3] == EXCLUDE else "", "said", "2030-01-01") for row in rows]
    return pd.DataFrame(cells, columns=DECISION_COLUMNS)


def linked(*pairs, relation: str = SAME) -> pd.DataFrame:
    rows = [(*pair, relation, "said", "test") for pair in pairs]
    return pd.DataFrame(rows, columns=LINK_COLUMNS)


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


def test_a_preprint_and_its_paper_are_two_reports_of_one_study():
    decisions = decided(
        *(row for name in ("a:0", "a:1", "a:2") for row in both(name, EARLY, INCLUDE)),
        *(row for name in ("a:0", "a:1", "a:2") for row in both(name, LATE, INCLUDE)),
    )
    pairs = linked(("a:0", "a:1"), relation=PREPRINT)
    flow = flow_of(RECORDS, pairs, decisions, ["A"])
    assert (flow.works, flow.included, flow.studies) == (6, 3, 2)


def test_a_full_text_that_could_not_be_had_is_no_decision():
    early = both("a:0", EARLY, INCLUDE)
    sought = [*early, ("a:0", LATE, "r1", NOT_HAD)]
    flow = flow_of(RECORDS, linked(), decided(*sought), ["A"])
    assert (flow.read, flow.to_read, flow.not_retrieved, flow.assessed) == (1, 0, 1, 0)
    had = [*sought, ("a:0", LATE, "r2", INCLUDE), ("a:0", LATE, "r3", INCLUDE)]
    flow = flow_of(RECORDS, linked(), decided(*had), ["A"])
    assert (flow.not_retrieved, flow.assessed, flow.included) == (0, 1, 1)


def test_studies_of_the_last_edition_are_told_from_those_since():
    names = ("a:0", "a:1", "a:2", "a:3")
    rows = [row for name in names for row in both(name, EARLY, INCLUDE)]
    rows += [row for name in names for row in both(name, LATE, INCLUDE)]
    decisions = decided(*rows, *[("a:0", LATE, reader, EXCLUDE) for reader in ("r3", "r4", "r5")])
    since = (decisions["record"] > "a:1") | decisions["reader"].isin(("r3", "r4", "r5"))
    decisions.loc[since, "decided_on"] = "2030-02-02"
    # The paper came after its preprint, so that its study was in the edition before.
    pairs = linked(("a:1", "a:2"), relation=PREPRINT)
    flow = flow_of(RECORDS, pairs, decisions, ["A"], edition="2030-01-31")
    assert (flow.before, flow.left, flow.new, flow.studies, flow.included) == (2, 1, 1, 2, 3)
    flow = flow_of(RECORDS, pairs, decisions, ["A"])
    assert (flow.before, flow.left, flow.new) == (0, 0, 2)


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
    st.tuples(st.sampled_from((INCLUDE, EXCLUDE, "unsure", NOT_HAD)), st.booleans()),
    max_size=40,
)


@given(PAIRS, DECISIONS, st.sampled_from((["A"], ["B"], ["A", "B"])), st.booleans())
def test_boxes_always_add_up(pairs, decisions, sources, one_work):
    pairs = [tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]]
    decisions = {
        where: told for where, told in decisions.items() if where[1] == LATE or told[0] != NOT_HAD
    }
    rows = decided(*((*where, decision) for where, (decision, _) in decisions.items()))
    late = [late for _, late in decisions.values()]
    days = ["2031-01-01" if later else "2030-01-01" for later in late]
    rows["decided_on"] = pd.Series(days, dtype=object)
    links = linked(*pairs, relation=SAME if one_work else PREPRINT)
    flow = flow_of(RECORDS, links, rows, sources, "2030-06-01")  # which checks itself
    assert flow.records == flow.duplicates + flow.excluded + flow.disputed + flow.to_screen + (
        flow.to_read
        + flow.not_retrieved
        + flow.disputed_late
        + sum(flow.excluded_late.values())
        + flow.included
    )


@pytest.mark.parametrize(
    "box", ["to_screen", "excluded", "read", "included", "works", "not_retrieved", "before", "new"]
)
def test_a_box_that_was_counted_wrong_stops_it(box):
    flow = flow_of(RECORDS, linked(), decided(*both("a:0", EARLY, EXCLUDE)), ["A", "B"])
    wrong = dataclasses.replace(flow, **{box: getattr(flow, box) + 1})
    with pytest.raises(FlowError, match=r"told of|reports"):
        wrong.check()
