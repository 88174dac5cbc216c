"""The flow as a page shows it: boxes that lead from one to the next, or no page."""

import dataclasses

import pytest

from living_review.pages.search_flow import FlowDiagram, boxes_of, other_methods
from living_review.search.flow import Flow, FlowError

WHOLE = Flow(
    identified={"A": 9, "B": 3},
    works=10,
    to_screen=1,
    disputed=1,
    excluded=2,
    read=6,
    to_read=1,
    not_retrieved=1,
    disputed_late=0,
    excluded_late={"E1": 1},
    included=3,
    studies=2,
    before=2,
    left=1,
    new=1,
)


def test_every_box_leads_to_the_next():
    WHOLE.check()
    told = FlowDiagram("All", boxes_of(WHOLE)).to_reviewed_text()
    assert "Full texts needed: 6" in told
    assert "out, Not to be had: 1" in told
    assert "Studies included, each with one or more reports: 2" in told
    assert "of these, New since then: 1" in told


@pytest.mark.parametrize("box", ["works", "excluded", "not_retrieved", "included", "before"])
def test_a_box_that_leads_elsewhere_is_not_shown(box):
    wrong = dataclasses.replace(WHOLE, **{box: getattr(WHOLE, box) + 1})
    with pytest.raises(FlowError):
        FlowDiagram("All", boxes_of(wrong))


def test_what_was_found_by_other_methods_adds_up_as_well():
    told = other_methods()
    sought = told.boxes[1]
    assert sum(count for _, count in sought.parts) == sought.count
    boxes = list(told.boxes)
    boxes[-1] = dataclasses.replace(boxes[-1], count=boxes[-1].count + 1)
    with pytest.raises(FlowError, match="leaves"):
        FlowDiagram("All", tuple(boxes))


def test_without_a_search_there_is_no_box():
    assert boxes_of(Flow()) == ()
