"""Checklists: every item has a state and a place that exists, and a lost place is found."""

import re

import pytest
from shares import first_of

from living_review.evidence import data_check, tables
from living_review.pages.checklists import checklist_numbers, checklist_table, checklists_table
from living_review.search.heartbeat import heartbeat

ITEMS = tables.read("checklist_items")
STANDARDS = tables.resource("checklist_items")["schema"]["fields"][1]["constraints"]["enum"]
CHAPTER = tables.root() / "chapters" / "checklists.md"


def test_every_item_has_a_state_a_place_and_a_reason():
    for column in ("item", "asked", "state", "chapter", "anchor", "how", "checked_by", "source"):
        assert (ITEMS[column] != "").all(), column
    assert not ITEMS.duplicated(["standard", "item"]).any()


def test_every_place_exists():
    for row in ITEMS.itertuples():
        assert row.chapter in tables.chapters(), row.item_id
        assert row.anchor in tables.anchors(row.chapter), row.item_id


def test_every_named_test_exists():
    written = "".join(p.read_text() for p in (tables.root() / "tests").rglob("test_*.py"))
    for name in set(ITEMS["test"]) - {""}:
        assert f"\ndef {name}(" in written, name


def test_every_standard_has_one_source_and_a_section():
    assert ITEMS.groupby("standard")["source"].nunique().eq(1).all()
    shown = re.findall(r"```\{checklist\} (.+)", CHAPTER.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(STANDARDS) == sorted(ITEMS["standard"].unique())
    for source in ITEMS["source"].unique():
        assert f"`{source}`" in CHAPTER.read_text(encoding="utf-8"), source


def test_texts_are_short_and_plain():
    for row in ITEMS.itertuples():
        for text in (row.asked, row.how):
            assert text.endswith("."), row.item_id
            assert len(text.split()) <= 35, row.item_id


def test_what_has_not_happened_is_not_called_met():
    """As long as no search has run, no item on searching, screening or flow is met."""
    state = ITEMS.set_index(["standard", "item"])["state"]
    if heartbeat().last is None:
        for item in (
            ("PRISMA 2020", "6"),
            ("PRISMA 2020", "8"),
            ("PRISMA 2020", "16a"),
            ("AMSTAR 2", "4"),
            ("AMSTAR 2", "5"),
        ):
            assert state[item] == "not met", item
    if not tables.register("editions")["editions"]:
        assert state["FAIR", "Archive"] == "not met"
    if not tables.register("protocol")["registration"]["registered"]:
        assert state["AMSTAR 2", "2"] != "met"


def test_counts_are_those_of_the_items():
    numbers = checklist_numbers()
    counted = sum(int(numbers[name]) for name in ("met", "partly-met", "not-met", "not-applicable"))
    assert counted == int(numbers["items"]) == len(ITEMS)
    table = checklists_table().frame.set_index("standard")
    assert table.astype(int).to_numpy().sum() == len(ITEMS)


def test_every_item_leads_to_its_place():
    shown = checklist_table("SWiM")
    assert len(shown.table.frame) == 9
    assert shown.summary.startswith("9 items: ")
    assert 'href="methods.html#groups"' in shown.to_html()
    for item in shown.table.frame["item_id"]:
        assert f'href="../records/data/checklist_items.html#{item}"' in shown.to_html()


def test_a_standard_that_is_not_there_is_refused():
    with pytest.raises(KeyError, match="no item of 'ABC'"):
        checklist_table("ABC")


FAULTS = {
    "a heading that was renamed": (
        "chapters/methods.md",
        "### Groups",
        "### Heaps",
        [
            "data/checklist_items.csv",
            "column anchor",
            "'groups'",
            "is no heading of chapters/methods.md",
            "heaps",
        ],
    ),
    "a state that does not exist": (
        "data/checklist_items.csv",
        ",not met,",
        ",nearly met,",
        ["column state", "'nearly met'", "use one of: met, partly met"],
    ),
    "a chapter that does not exist": (
        "data/checklist_items.csv",
        ",methods,groups,",
        ",method,groups,",
        ["column chapter", "'method'", "is no chapter"],
    ),
    "a judge that does not exist": (
        "data/checklist_items.csv",
        ",reader14,,",
        ",nobody,,",
        ["column checked_by", "'nobody'", "is neither a reader nor test"],
    ),
    "a test that is not named": (
        "data/checklist_items.csv",
        ",reader14,,",
        ",test,,",
        ["column test", "name a test exactly where a test checks the item"],
    ),
}


@pytest.mark.parametrize("fault", first_of(FAULTS, 2))
def test_a_fault_is_found(project, fault):
    name, old, new, words = FAULTS[fault]
    project.edit(name, old, new)
    said = "\n".join(str(problem) for problem in data_check.check_data())
    for word in words:
        assert word in said


def test_a_chapter_that_is_gone_is_found(project):
    (project.root / "chapters" / "the-trials.md").unlink()
    said = "\n".join(str(problem) for problem in data_check.check_data())
    assert "value 'the-trials': is no chapter" in said


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What this review can't tell you", "what-this-review-cant-tell-you"),
        ("How sure, and from what", "how-sure-and-from-what"),
        ("Can it hold?", "can-it-hold"),
        ("2 Naïve ways", "naive-ways"),
    ],
)
def test_anchors_are_those_of_built_pages(heading, anchor):
    assert tables.heading_anchor(heading) == anchor


def test_headings_in_cells_and_boxes_have_no_anchor():
    assert "x" not in tables.anchors("methods")
    assert tables.anchors("no-such-chapter") == []
    assert len(tables.anchors("checklists")) == len(STANDARDS) + 3
