"""Evidence by kind: every tied row is drawn once, and figures and tables follow the data."""

import json

import pandas as pd
import pytest

from living_review.charts import theme
from living_review.charts.evidence_marks import evidence_marks
from living_review.checks.ledger import standardised
from living_review.evidence import tables
from living_review.pages import kinds
from living_review.pages.kinds import side_by_side_table
from living_review.pages.rows_in_words import row_in_words

CLAIMS = {"S2-17": "one", "S2-21": "another", "S2-22": "a third"}


def test_every_row_that_is_not_context_is_drawn_once():
    rows = kinds.evidence_rows(CLAIMS)
    links = tables.read("claim_evidence")
    links = links[links["claim_id"].isin(list(CLAIMS)) & (links["relation"] != "context")]
    assert sorted(zip(rows["claim_id"], rows["row_id"], strict=True)) == sorted(
        zip(links["claim_id"], links["row_id"], strict=True)
    )
    for width in (theme.WIDE, theme.NARROW):
        draw = evidence_marks(rows, columns=kinds.KINDS, words=kinds.WORDS)
        found = draw(width).to_dict()["datasets"].values()
        marks = [mark for data in found for mark in data if "relation" in mark]
        assert len(marks) == len(rows)
        assert len({(mark["x"], mark["y"]) for mark in marks}) == len(marks)  # none hides another
        assert all(0 <= mark["x"] <= width for mark in marks)


def test_counts_in_the_table_are_those_of_the_rows():
    rows = kinds.evidence_rows(CLAIMS)
    table = kinds.evidence_counts_table(CLAIMS, "A caption").frame
    counted = sum(
        int(part.split()[0])
        for kind in kinds.KINDS
        for cell in table[kind]
        for part in cell.split(", ")
        if part
    )
    assert counted == len(rows)


def test_every_design_has_its_kind_and_no_animal_counts_as_people():
    fields = {f["name"]: f for f in tables.resource("reported_findings")["schema"]["fields"]}
    designs = set(fields["design"]["constraints"]["enum"])
    assert set(kinds.OF_DESIGN) <= designs
    found = tables.read("reported_findings")
    animals = found["design"] == "animal experiment"
    told = [kinds.kind_of("reported_findings", row) for _, row in found.iterrows()]
    assert [kind == kinds.ANIMALS for kind in told] == animals.tolist()
    assert kinds.kind_of("provenance_facts", pd.Series(dtype=str)) == kinds.TEXTS


def test_a_mark_without_a_place_is_refused():
    cells = pd.DataFrame(
        {
            "name": ["a"],
            "kind": ["people"],
            "relation": ["context"],
            "directness": ["direct"],
            "found": ["x"],
        }
    )
    with pytest.raises(ValueError, match="no place for context"):
        evidence_marks(cells, columns=("people",), words={"supports": "for it"})


def test_marks_that_are_not_direct_are_hollow():
    cells = pd.DataFrame(
        {
            "name": ["a", "a"],
            "kind": "people",
            "relation": "supports",
            "directness": ["direct", "indirect"],
            "found": "x",
        }
    )
    draw = evidence_marks(cells, columns=("people",), words={"supports": "for it"})
    found = draw(theme.WIDE).to_dict()
    filled = {
        layer["mark"]["filled"]: {row["directness"] for row in found["datasets"][name]}
        for layer in found["layer"]
        if "filled" in layer["mark"] and (name := layer["data"]["name"])
    }
    assert filled == {True: {"direct"}, False: {"indirect"}}


def test_a_finding_in_words_says_what_was_measured():
    for _, row in tables.read("reported_findings").iterrows():
        assert row["outcome"] in row_in_words("reported_findings", row)


def test_a_question_without_a_row_says_so():
    table = side_by_side_table({"Q": ("", "fnd-216")}, ("one", "two"), "A caption").frame
    assert table.loc[0, "first"] == kinds.NOT_CHOSEN
    assert tables.row("reported_findings", "fnd-216")["result_in_words"] in table.loc[0, "second"]


def test_an_estimate_is_told_in_words_and_not_by_its_identifier():
    row = tables.row("printed_estimates", "est-211")
    words = row_in_words("printed_estimates", row)
    assert row["estimate"] in words
    assert row["ci_high"] in words
    assert "est-" not in json.dumps(words)


def test_a_difference_between_ill_and_healthy_is_not_held_against_effects_of_treatment():
    asked = set(standardised()["row_id"])
    assert "est-202" in asked
    assert "est-216" not in asked
