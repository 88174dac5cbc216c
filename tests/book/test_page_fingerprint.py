"""Every page is written again when what stands on all of them changes."""

import pytest

from living_review.book.extension import page_fingerprint

RETIRED = '\nretirement:\n  retired: {day: "2030-05-01", why: Nobody keeps it.}\n'
CHANGES = {
    "a row that pages may name": ("data/biomarker_values.csv", "bio-009,", "bio-999,", True),
    "a trial that pages lead to": ("data/trials.csv", "abiri2022,", "abiri2023,", True),
    "the state of the searches": ("protocol.yaml", "\nretirement:\n", RETIRED, True),
    "a value of a row": ("data/biomarker_values.csv", ",44,2.7,", ",44,2.8,", False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_pages_follow_what_they_lead_to_and_what_their_bar_says(project, change):
    name, old, new, follows = CHANGES[change]
    before = page_fingerprint(project.root)
    project.edit(name, old, new)
    assert (page_fingerprint(project.root) != before) is follows
