"""What is waiting: an included work is taken over once any of its records is a publication."""

import pandas as pd

from living_review.evidence import dois, tables
from living_review.pages.search_flow import boxes_of
from living_review.pages.waiting import not_taken_over
from living_review.search.flow import Flow

RECORDS = pd.DataFrame(
    {
        "record": ["a:1", "b:1", "a:2", "a:3"],
        "doi": ["10.5555/none", "", "", ""],
        "pubmed_id": ["", "", "", ""],
    }
)
STATES = pd.DataFrame(
    {
        "work": ["a:1", "a:1", "a:2", "a:3"],
        "record": ["a:1", "b:1", "a:2", "a:3"],
        "state": ["included", "included", "included", "to screen"],
    }
)


def test_a_work_is_known_by_any_of_its_records():
    assert not_taken_over(STATES, RECORDS) == ["a:1", "a:2"]
    cited = next(e["doi"] for e in tables.bibliography().values() if e.get("doi"))
    ours = RECORDS.assign(doi=["", dois.same(cited), "", ""])
    assert not_taken_over(STATES, ours) == ["a:2"]
    known = tables.read("publications", ("pubmed_id",)).query("pubmed_id != ''")
    ours = RECORDS.assign(pubmed_id=["", "", known["pubmed_id"].iloc[0], ""])
    assert not_taken_over(STATES, ours) == ["a:1"]


def test_what_was_not_searched_has_no_boxes_and_what_was_has_its_noughts():
    assert boxes_of(Flow()) == ()
    assert boxes_of(Flow(identified={"A": 0}))[0].count == 0
