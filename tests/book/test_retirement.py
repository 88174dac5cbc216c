"""The last words of a retired review: on its front page, and from the bar of every page."""

import pytest
from websites import served

from living_review.evidence.data_check import check_data
from living_review.pages.heartbeat import heartbeat_html
from living_review.pages.retirement import farewell_html

STEPS = {"how to begin": "chapters/for-authors.html"}
WHY = "Three years of searches changed no verdict & no certainty."
RETIRED = f"""
retirement:
  retired:
    day: "2030-05-01"
    why: {WHY}
    read_on:
      - words: Another review
        address: https://example.org/review/
"""


def retire(project, text: str = RETIRED):
    project.edit("protocol.yaml", "\nretirement:\n", text)


def test_a_review_that_is_not_retired_says_nothing(project):
    assert farewell_html("", STEPS) == ""
    assert "<a" not in heartbeat_html()


def test_since_when_why_what_holds_where_to_read_on_and_how_to_take_over(project):
    retire(project)
    told = farewell_html("../", STEPS)
    assert "This review was retired on 1 May 2030." in told
    assert "no verdict &amp; no certainty" in told
    assert "studies may be missing" in told  # no search had run
    assert '<a href="https://example.org/review/">Another review</a>' in told
    assert '<a href="../chapters/for-authors.html">how to begin</a>' in told
    assert 'href="../index.html"' in heartbeat_html(up="../")


def test_without_another_review_it_says_that_none_is_known(project):
    retire(project, RETIRED.partition("    read_on")[0])
    assert "We know of no review that goes on from here." in farewell_html("", {})


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "example.org"])
def test_an_address_that_is_none_stops_the_data_check(project, wrong):
    retire(project, RETIRED.replace("https://example.org/review/", wrong))
    assert any("read_on" in str(problem) for problem in check_data())


@pytest.mark.long
@pytest.mark.site
def test_readers_of_a_retired_review_meet_it_first(project, chromium):
    retire(project)
    project.keep_chapters("for-authors", "glossary", "references")
    places = project.root / "data" / "checklist_items.csv"  # of headings that are gone now
    places.write_text(f"{places.read_text(encoding='utf-8').splitlines()[0]}\n")
    finished = project.run("-m", "living_review", "book")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    with served(project.root / "_build" / "html") as address:
        page = chromium.new_page()
        try:
            page.goto(f"{address}/chapters/glossary.html")
            assert page.locator(".review-farewell").count() == 0
            page.locator(".review-heartbeat a").click()
            page.wait_for_url("**/chapters/for-authors.html")
            told = page.locator(".review-farewell")
            assert told.inner_text().startswith("This review was retired on 1 May 2030. Three")
            box, opening = told.bounding_box(), page.locator(".review-in-short").bounding_box()
            assert box["y"] < opening["y"]
        finally:
            page.close()
