"""What an author adds: rows in their place, nothing lost, and a chapter that builds."""

import io
import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from shares import first_of

from living_review.evidence import data_check, tables
from living_review.workshop import adding
from living_review.workshop.authoring import chapters, entries, forms

CLAIM = {
    "seed": "S2",
    "locator": "sentence 2",
    "claim": "Something is claimed.",
    "kind": "prevalence",
    "origin": "said",
    "would_have_to_be_true": "Something.",
    "chapter": "zinc",
}
STUDY = {
    "source": "doe2020",
    "title": "A Study of Things",
    "author": "Doe, Jane",
    "year": "2020",
    "journal": "Journal",
    "publication_type": "journal article",
    "access": "abstract",
    "address": "https://example.org/doe",
}


WHOLES = tables.read("claims").query("part_of == ''")
NEXT_CLAIM = {seed: f"{seed}-{len(rows) + 1:02d}" for seed, rows in WHOLES.groupby("seed")}
NEXT_NUMBER = {
    source: f"{rows['row_id'].iloc[0][:2]}-N{len(rows) + 1:02d}"
    for source, rows in tables.read("printed_statistics").groupby("source")
}
NEXT_LOOKUP = f"look-{int(tables.read('lookups')['lookup_id'].iloc[-1][5:]) + 1:03d}"


@pytest.mark.parametrize(
    ("table", "row", "identifier"),
    [
        ("claims", {"seed": "S1"}, NEXT_CLAIM["S1"]),
        ("claims", {"seed": "S2"}, NEXT_CLAIM["S2"]),
        ("claims", {}, ""),
        ("printed_statistics", {"source": "nechifor2009"}, NEXT_NUMBER["nechifor2009"]),
        ("printed_statistics", {"source": "treatmentpage"}, NEXT_NUMBER["treatmentpage"]),
        ("lookups", {}, NEXT_LOOKUP),
        ("claim_evidence", {}, ""),
        ("publications", {}, ""),
    ],
)
def test_identifiers_are_proposed(table, row, identifier):
    assert forms.next_identifier(table, row) == identifier


@pytest.mark.parametrize("table", first_of(tables.table_names(), 5))
def test_no_identifier_is_proposed_that_is_taken(table):
    known = tables.read(table)
    key = tables.resource(table)["schema"]["primaryKey"][0]
    families = [name for name in forms.FAMILY if name in known and name != key]
    for _, row in known[families].drop_duplicates().iterrows():
        assert forms.next_identifier(table, row.to_dict()) not in set(known[key])


def test_a_claim_is_added_where_its_key_belongs(project):
    places = entries.new_row("claims", CLAIM)
    lines = (project.root / "data" / "claims.csv").read_text().splitlines()
    assert places == [f"data/claims.csv:{len(lines)} ({NEXT_CLAIM['S2']})"]
    assert lines[-1].startswith(f"{NEXT_CLAIM['S2']},S2,")
    assert lines[-1].endswith(",zinc")
    assert data_check.check_data() == []


def test_a_new_claim_stands_on_its_chapters_page_with_no_edit_of_it(project):
    from living_review.pages.claims import claims_table

    entries.new_row("claims", CLAIM)
    assert "Something is claimed." in claims_table("zinc").to_html()


@pytest.mark.long
def test_a_study_is_three_entries_that_fit_together(project):
    places = entries.new_study(STUDY)
    assert [place.split(" (")[1] for place in places] == [
        "doe2020)",
        "doe2020)",
        "doe2020 abstract)",
    ]
    assert tables.bibliography()["doe2020"]["authors"] == "Doe, Jane"
    keys = [
        m["key"]
        for m in entries.ENTRY.finditer(
            (project.root / "references.bib").read_text(encoding="utf-8")
        )
    ]
    assert keys.index("doe2020") == keys.index("doi2021") - 1
    assert data_check.check_data() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "opinion"}, "use one of: numeric, causal"),
        ({"claim": ""}, "claim='': it can't be blank"),
        ({"weight": "3"}, "no column weight; the columns are: seed"),
        ({"claim_id": "S2-30"}, "the key stands twice"),
        ({"claim": "<b>bold</b>"}, "holds a tag or an entity"),
        ({"chapter": "no-such-page"}, "is no chapter"),
        ({"seed": "S9"}, "use one of: S1, S2"),
    ],
)
def test_nothing_is_written_unless_the_data_stay_sound(project, change, told):
    before = (project.root / "data" / "claims.csv").read_bytes()
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the text is checked below)
        entries.new_row("claims", CLAIM | change)
    assert told in str(refused.value)
    assert (project.root / "data" / "claims.csv").read_bytes() == before


def test_a_study_that_is_refused_leaves_none_of_its_parts(project):
    files = ("references.bib", "data/publications.csv", "data/publication_views.csv")
    before = [(project.root / name).read_bytes() for name in files]
    with pytest.raises(ValueError, match="can't be read"):
        entries.new_study(STUDY | {"title": "An {unbalanced title"})
    assert [(project.root / name).read_bytes() for name in files] == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_taken_as_it_is_or_refused_with_a_reason(text):
    if text.strip():
        assert forms.fill_row("claims", CLAIM | {"claim": text})["claim"] == text.strip()
    else:
        with pytest.raises(ValueError, match="can't be blank"):
            forms.fill_row("claims", CLAIM | {"claim": text})


def test_a_chapter_is_listed_and_builds_and_is_refused_until_written(project):
    project.keep_chapters("index", "zinc", "glossary", "references")
    (project.root / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/index\nparts:\n"
        "  - caption: First\n    chapters:\n      - file: chapters/zinc  # a remark\n"
        "  - caption: Last\n    chapters:\n      - file: chapters/glossary\n"
    )
    said = {"name": "a-new-page", "title": "A new page", "part": "First"}
    assert chapters.new_chapter(said)[0] == "chapters/a-new-page.md"
    toc = (project.root / "_toc.yml").read_text()
    assert "# a remark" in toc
    first = yaml.safe_load(toc)["parts"][0]["chapters"]
    assert [entry["file"] for entry in first] == ["chapters/zinc", "chapters/a-new-page"]
    assert chapters.TO_WRITE in (project.root / "chapters/a-new-page.md").read_text()
    with pytest.raises(ValueError, match="exists; choose another name"):
        chapters.new_chapter(said)


@pytest.mark.parametrize("change", [{"name": "Page_2"}, {"part": "No such part"}, {"title": ""}])
def test_a_chapter_that_is_refused_is_not_begun(project, change):
    before = (project.root / "_toc.yml").read_bytes()
    said = {"name": "a-new-page", "title": "A new page", "part": "Reward"} | change
    with pytest.raises(ValueError, match=next(iter(change))):
        chapters.new_chapter(said)
    assert (project.root / "_toc.yml").read_bytes() == before
    assert not (project.root / "chapters" / "a-new-page.md").exists()


def test_a_refusal_gives_back_what_was_said(project, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit) as stopped:
        adding.make_new("claim", {"seed": "S2", "locator": "sentence 2"})
    told = str(stopped.value)
    assert "Nothing was written" in told
    assert "new claim seed=S2 'locator=sentence 2'" in told


def test_a_person_is_asked_until_the_answer_is_allowed(monkeypatch, capsys):
    answers = iter(["opinion", "", "harm"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    question = forms.Question("kind", "What kind.", choices=("harm", "numeric"), required=True)
    assert adding.ask_in_terminal(question) == "harm"
    told = capsys.readouterr().out
    assert "use one of: harm, numeric" in told
    assert "it can't be blank" in told


def test_without_a_kind_the_choices_are_listed(capsys):
    adding.make_new()
    assert "claim, statistic, study, chapter" in capsys.readouterr().out
