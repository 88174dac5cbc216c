"""Two texts compared word by word: parts add up, and the picture draws all of them."""

import itertools

import pandas as pd
import pytest

from living_review.charts import theme
from living_review.charts.stacked_parts import ROW, described_parts, stacked_parts
from living_review.evidence import tables
from living_review.pages.records import printed_values, read_in_part
from living_review.pages.sources import READ

PARTS = ("in both", "put in", "changed", "left out")
# Counted apart from the facts, from the blocks of both texts in their order:
# 42 same, 1 for 4, 24 same, 17 put in, 55 same, 9 put in, 45 same, 20 left out.
SAME = 42 + 24 + 55 + 45
WORDS = pd.DataFrame(
    [
        ("First", "in both", SAME),
        ("First", "put in", 17 + 9),
        ("First", "changed", 1),
        ("Second", "in both", SAME),
        ("Second", "changed", 4),
        ("Second", "left out", 20),
    ],
    columns=["whole", "part", "count"],
)


def counted(row_id, column="count"):
    return int(tables.row("provenance_facts", row_id)[column])


def test_the_facts_about_both_texts_agree_with_a_count_by_blocks():
    assert counted("prov-018") == counted("prov-019") == SAME
    assert counted("prov-020") + counted("prov-021") == 17 + 9
    assert counted("prov-022") == 20
    totals = WORDS.groupby("whole")["count"].sum()
    assert totals.tolist() == [counted("prov-018", "of"), counted("prov-019", "of")]


def test_the_facts_about_the_same_words_agree_with_each_other():
    assert counted("prov-113") == 17 + 9 + 1
    assert counted("prov-113", "of") == counted("prov-018", "of")
    assert counted("prov-023") == 4


def test_more_parts_than_words_are_refused_with_the_whole():
    with pytest.raises(ValueError, match="First: more parts were counted than the whole has words"):
        stacked_parts(WORDS.replace({"count": {1: -156}}), parts=PARTS, unit="words")


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_every_part_has_a_bar_that_can_be_seen_and_none_overlaps(width):
    data = stacked_parts(WORDS, parts=PARTS, unit="words")(width).to_dict()["datasets"]
    bars = next(rows for rows in data.values() if "x2" in rows[0])
    assert len(bars) == 6
    for whole in ("First", "Second"):
        mine = sorted((b for b in bars if b["whole"] == whole), key=lambda b: b["x"])
        assert all(b["x2"] - b["x"] >= 1 for b in mine)
        assert all(a["x2"] <= b["x"] for a, b in itertools.pairwise(mine))
        assert mine[-1]["x2"] <= width
    assert {b["y"] // ROW for b in bars} == {0, 1}


def test_the_description_tells_every_number_of_the_picture():
    words = described_parts(WORDS, "words")
    for number in ("193", "190", "166", "26", "20", "1 changed", "4 changed"):
        assert number in words


def test_numbers_of_single_rows_are_as_printed():
    values = printed_values(fact="prov-103", share="ctx-253", ratio="est-303")
    assert values == {"fact": "0", "fact-of": "7", "share": "31", "ratio": "3.45"}
    with pytest.raises(ValueError, match="prov-024 holds no number"):
        printed_values(fact="prov-024")


def test_a_named_column_of_a_row_is_as_printed():
    values = printed_values(people=("inv-001", "n"), most=("scale-002", "maximum"))
    assert values == {
        "people": tables.row("biomarker_inventory", "inv-001")["n"],
        "most": tables.row("score_scales", "scale-002")["maximum"],
    }
    with pytest.raises(ValueError, match="mean_age are blank or no columns"):
        printed_values(age=("inv-001", "mean_age"))


def test_a_share_of_publications_is_that_of_its_parts():
    views = tables.read("publication_views")
    little = [
        set(part["access"]) <= {"abstract", "record only"} for _, part in views.groupby("source")
    ]
    assert read_in_part()["little-read"] == f"{100 * sum(little) / len(little):.0f}"


def test_how_far_a_source_was_read_has_words_for_every_view():
    fields = tables.resource("publication_views")["schema"]["fields"]
    (access,) = (field for field in fields if field["name"] == "access")
    assert set(READ) == set(access["constraints"]["enum"])
