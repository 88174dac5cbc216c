"""Two texts compared word by word: parts add up, and the picture draws all of them."""

import itertools

import pytest

from living_review.charts import theme
from living_review.charts.stacked_parts import ROW
from living_review.evidence import tables
from living_review.pages.records import printed_values, read_in_part
from living_review.pages.wording import WordComparison

NAMES = ("First", "Second")
SHARED, ADDED, DROPPED = ("prov-018", "prov-019"), ("prov-020", "prov-021"), ("prov-022",)


def compared(**changes):
    given = {"shared": SHARED, "added": ADDED, "dropped": DROPPED, "names": NAMES} | changes
    return WordComparison(**given)


def test_parts_make_up_both_texts():
    rows = compared().rows
    # Counted apart from the facts, from the blocks of both texts in their order:
    # 42 same, 1 for 4, 24 same, 17 put in, 55 same, 9 put in, 45 same, 20 left out.
    same = 42 + 24 + 55 + 45
    counts = rows.set_index(["whole", "part"])["count"].to_dict()
    assert counts == {
        ("First", "in both"): same,
        ("First", "put in"): 17 + 9,
        ("First", "changed"): 1,
        ("Second", "in both"): same,
        ("Second", "left out"): 20,
        ("Second", "changed"): 4,
    }
    totals = rows.groupby("whole")["count"].sum()
    for name, row_id in zip(NAMES, SHARED, strict=True):
        assert totals[name] == int(tables.row("provenance_facts", row_id)["of"])


def test_the_facts_about_the_same_words_agree_with_each_other():
    own = tables.row("provenance_facts", "prov-113")
    counts = compared().rows.set_index(["whole", "part"])["count"]
    assert int(own["count"]) == counts["First", "put in"] + counts["First", "changed"]
    assert int(own["of"]) == counts["First"].sum()
    replaced = tables.row("provenance_facts", "prov-023")["count"]
    assert int(replaced) == counts["Second", "changed"]
    numbers = compared().numbers()
    assert (numbers["words"], numbers["share"]) == (own["of"], "86")


def test_more_parts_than_words_are_refused_with_the_place():
    with pytest.raises(ValueError, match="prov-018: 166 shared and 183 other words"):
        compared(added=("prov-018", "prov-020")).numbers()


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_every_part_has_a_bar_that_can_be_seen_and_none_overlaps(width):
    specification = compared().figure("words", "Words.").specification(width)
    data = specification["datasets"]
    bars = next(rows for rows in data.values() if "x2" in rows[0])
    assert len(bars) == 6
    for whole in NAMES:
        mine = sorted((b for b in bars if b["whole"] == whole), key=lambda b: b["x"])
        assert all(b["x2"] - b["x"] >= 1 for b in mine)
        assert all(a["x2"] <= b["x"] for a, b in itertools.pairwise(mine))
        assert mine[-1]["x2"] <= width
    assert {b["y"] // ROW for b in bars} == {0, 1}


def test_the_description_tells_every_number_of_the_picture():
    words = compared().figure("words", "Words.").description
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
