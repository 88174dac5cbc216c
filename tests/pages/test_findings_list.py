"""The wall and the list of findings: nothing is lost, nothing gets in, filters do as they say."""

import re
from collections import Counter

import pandas as pd
import pytest

from living_review.book.records import in_html
from living_review.charts.finding_wall import finding_wall, places
from living_review.charts.scales import NUMBERS
from living_review.checks.ledger import VERDICTS as LEDGER_VERDICTS
from living_review.checks.ledger import ledger
from living_review.pages.finding_list import FindingList, anchor, for_readers
from living_review.pages.record_pages.addresses import findings_address
from living_review.pages.record_pages.checks import (
    GRAVE,
    by_publication,
    checked_publications,
    findings_record,
    publication_findings,
)

VERDICTS = ("impossible", "inconsistent", "consistent")


def findings(**cells) -> pd.DataFrame:
    row = {
        "row_id": "r-1",
        "check": "a check",
        "verdict": "consistent",
        "printed": "5.20",
        "could_be": "",
        "assumption": "none",
        "steps": ("one", "two"),
        "what": "a number",
        "source": "Doe 2020",
        "source_address": "https://example.org/",
        "access": "abstract",
        "locator": "table 1",
        "note": "",
        "view_note": "",
        "place": "../records/checks/doe2020.html#check-r-1-a-check",
    }
    return pd.DataFrame([row | cells])


def test_the_gravest_stand_first_and_every_step_is_there():
    both = pd.concat([findings(), findings(row_id="r-2", verdict="impossible", steps=("only",))])
    text = FindingList(both, "Findings").to_html()
    assert text.index("check-r-2-a-check") < text.index("check-r-1-a-check")
    assert re.findall(r"<li>(one|two|only)</li>", text) == ["only", "one", "two"]


@pytest.mark.parametrize(
    "column", ["what", "printed", "could_be", "assumption", "source", "check", "note", "view_note"]
)
def test_nothing_in_a_cell_becomes_markup(column):
    text = FindingList(findings(**{column: '<b x="1">&'}), "Findings").to_html()
    assert "<b x" not in text
    assert "&lt;b x=" in text


def test_steps_and_addresses_are_escaped_too():
    table = findings(steps=("<i>",), source_address='https://example.org/"><i>')
    text = FindingList(table, "Findings").to_html()
    assert "<i>" not in text


@pytest.mark.parametrize("per_line", [5, 21, 45])
def test_every_mark_has_a_place_of_its_own(per_line):
    table = pd.concat(
        [
            findings(row_id=f"r-{i}", check=f"check {i % 3}", verdict=VERDICTS[i % 2])
            for i in range(70)
        ]
    )
    found = places(table, VERDICTS, per_line)
    assert len(found) == 70
    assert not found.duplicated(["across", "down"]).any()
    for _, part in found.groupby("check"):
        order = part.sort_values(["down", "across"])["verdict"].tolist()
        assert order == sorted(order, key=VERDICTS.index)
    assert (found["down"] > found["title_down"]).all()


def test_a_brief_list_leads_to_the_arithmetic_of_what_it_lists_and_reviews_all():
    both = pd.concat([findings(), findings(row_id="r-2", verdict="impossible")])
    brief = FindingList(both, "Findings", ("impossible",), brief=True)
    text = brief.to_html()
    assert text.count("<li ") == 1
    assert '<a href="../records/checks/doe2020.html#check-r-1-a-check">a number</a>' in text
    assert "<ol>" not in text
    assert "r-1,a check,consistent" in brief.to_reviewed_text()


@pytest.mark.long
def test_every_finding_is_on_the_record_of_its_publication_and_in_the_list_of_all():
    wanted = Counter()
    for source in checked_publications():
        ids = re.findall(r'<li id="(check-[^"]+)"', in_html(publication_findings(source)))
        wanted.update((findings_address(source), one) for one in ids)
    every = in_html(findings_record())
    places = re.findall(r'<a href="\.\./\.\./([^"#]+)#(check-[^"]+)"', every)
    assert Counter(places) == wanted
    assert set(wanted.values()) == {1}
    assert re.findall(r'<li id="(check-[^"]+)"', every) == [one for _, one in places]


def test_the_table_of_sources_tells_all_findings():
    found = for_readers(ledger(), "../")
    shown = by_publication(found, some=True).frame
    counts = shown[list(LEDGER_VERDICTS)].astype(int)
    assert counts.to_numpy().sum() == len(found)
    assert counts.iloc[-1][list(GRAVE)].sum() == 0
    assert (counts.iloc[:-1][list(GRAVE)].sum(axis=1) > 0).all()


def test_the_ledger_has_an_anchor_for_every_finding():
    found = ledger()
    anchors = [anchor(row.row_id, row.check) for row in found.itertuples()]
    assert len(set(anchors)) == len(anchors)


def test_a_wall_has_a_list_of_every_value_and_a_mark_that_was_not_chosen_fades():
    found = for_readers(ledger(), "../")
    drawn = finding_wall(found, NUMBERS, choose={"verdict": "Verdict", "source": "Source"})
    spec = drawn(680).to_dict()
    lists = {param["name"]: param["bind"]["options"] for param in spec["params"] if "bind" in param}
    assert lists["chosen_verdict"] == ["all", *NUMBERS]
    assert set(lists["chosen_source"]) == {"all", *found["source"]}
    (opacity,) = [
        layer["encoding"]["opacity"] for layer in spec["layer"] if "opacity" in layer["encoding"]
    ]
    assert opacity["value"] < opacity["condition"]["value"] == 1
