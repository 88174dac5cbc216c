"""The data: sound as it stands, and every kind of fault stopped with a message to act on."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shares import first_of

from living_review.evidence import data_check, tables
from living_review.evidence.soundness import form

LETTERS = st.characters(exclude_categories=["Cc", "Cs"])


def messages() -> str:
    return "\n".join(str(problem) for problem in data_check.check_data())


def test_the_data_of_the_review_is_sound():
    assert messages() == ""


FAULTS = {
    "a word where a number was printed": (
        "data/printed_statistics.csv",
        "44.39",
        "about 44",
        ["data/printed_statistics.csv:2", "column value", "'about 44'", "remedy"],
    ),
    "a decimal comma": (
        "data/reference_intervals.csv",
        "0.75,1.14",
        '"0,75",1.14',
        ["column low", "'0,75'", "remedy"],
    ),
    "a kind that does not exist": (
        "data/claims.csv",
        ",authority,",
        ",opinion,",
        ["data/claims.csv:2", "column kind", "'opinion'", "use one of: numeric, causal"],
    ),
    "a verdict that does not exist": (
        "data/verdict_readings.csv",
        "reader33,partly supported,",
        "reader33,true,",
        ["column verdict", "'true'", "use one of: supported"],
    ),
    "a view that nobody read": (
        "data/printed_statistics.csv",
        "nechifor2009,abstract,sentence 2",
        "nechifor2009,full text,sentence 2",
        [
            "data/printed_statistics.csv",
            "names something that is not there",
            "data/publication_views.csv",
        ],
    ),
    "an identifier twice": (
        "data/claims.csv",
        "S1-02,",
        "S1-01b,",
        ["data/claims.csv:5", "S1-01b", "remedy"],
    ),
    "a locator that is missing": (
        "data/printed_statistics.csv",
        "abstract,sentence 2,",
        "abstract,,",
        ["data/printed_statistics.csv:2", "column locator", "fill it"],
    ),
    "a script in a title": (
        "references.bib",
        "{{Magnesium in major depression}}",
        "{{Magnesium <script>alert(1)</script>}}",
        ["references.bib", "column title", "holds a tag or an entity", "write plain text"],
    ),
    "an entity in a note": (
        "data/claims.csv",
        "There are contradictory",
        "There are &amp; contradictory",
        ["data/claims.csv:2", "column claim", "holds a tag or an entity"],
    ),
    "a tag in a claim": (
        "data/claims.csv",
        "There are contradictory",
        "<b>There</b> are contradictory",
        ["data/claims.csv:2", "holds a tag or an entity"],
    ),
    "an unknown column": (
        "data/claims.csv",
        "claim_id,seed",
        "claim_id,weight,seed",
        ["data/claims.csv:1", "weight", "the columns are: claim_id, seed"],
    ),
    "a row with a cell too many": (
        "data/claims.csv",
        "-and-blood\n",
        "-and-blood,sure\n",
        ["data/claims.csv:2", "too many cells"],
    ),
    "a publication without an entry": (
        "references.bib",
        "{nechifor2009,",
        "{nechifor2010,",
        [
            "data/publications.csv",
            "'nechifor2009'",
            "has no entry in references.bib",
            "add a BibTeX entry",
        ],
    ),
    "evidence that does not exist": (
        "data/claim_evidence.csv",
        "S1-01a,bic-020",
        "S1-01a,bic-019x",
        ["data/claim_evidence.csv", "'bic-019x'", "no table has this row"],
    ),
    "a share compared with a row that does not exist": (
        "data/printed_counts.csv",
        ",48.1,cnt-003,",
        ",48.1,cnt-999,",
        ["data/printed_counts.csv", "column compared_with", "'cnt-999'", "no table has this row"],
    ),
    "a mean compared with a row that does not exist": (
        "data/contrast_groups.csv",
        "bic-001,S1-N01,",
        "bic-001,S1-N99,",
        ["data/contrast_groups.csv", "column first", "'S1-N99'", "no table has this row"],
    ),
    "bytes as a spreadsheet saves them": (
        "data/claims.csv",
        "\n",
        "\r\n",
        ["data/claims.csv", "make canonical"],
    ),
    "a byte order mark": (
        "data/claims.csv",
        "claim_id",
        "\ufeffclaim_id",
        ["byte order mark", "UTF-8"],
    ),
    "quotes that are not needed": (
        "data/claims.csv",
        "S1-01,S1",
        '"S1-01","S1"',
        ["data/claims.csv:2", "canonically"],
    ),
    "a search string without a file": (
        "protocol.yaml",
        "strings: [pubmed.txt]",
        "strings: [medline.txt]",
        ["protocol.yaml", "medline.txt", "no file that can be read", "searches/"],
    ),
    "a search without a number of days": (
        "protocol.yaml",
        "days: 31",
        "days: soon",
        ["protocol.yaml", "'soon'"],
    ),
    "an edition without a reason": (
        "editions.yaml",
        "\neditions:",
        "\neditions: [{version: 0.1.0}]\nothers:",
        ["editions.yaml", "required"],
    ),
    "an edition that is registered twice": (
        "editions.yaml",
        "\neditions:",
        "\neditions: [{version: 9.9.9}, {version: 9.9.9}]\nothers:",
        ["editions.yaml", "is registered twice", "9.9.9", "published once"],
    ),
}


@pytest.mark.parametrize("fault", first_of(FAULTS, 3))
def test_a_fault_stops_with_place_value_and_remedy(project, fault):
    name, old, new, words = FAULTS[fault]
    project.edit(name, old, new)
    said = messages()
    for word in words:
        assert word in said
    assert "Traceback" not in said


def test_a_file_that_is_not_utf8(project):
    path = project.root / "data" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b"There are", b"Th\xffere are"))
    assert "data/claims.csv:2" in messages()
    assert "is not UTF-8" in messages()


def test_a_file_that_is_missing_and_one_that_is_unknown(project):
    (project.root / "data" / "claims.csv").rename(project.root / "data" / "klaims.csv")
    assert "data/claims.csv: is missing" in messages()
    assert "data/klaims.csv: is not in the descriptor" in messages()


def test_rows_out_of_order_are_mended_without_loss(project):
    path = project.root / "data" / "claims.csv"
    before = path.read_text()
    lines = before.splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[:0:-1]]).replace("\n", "\r\n"))
    assert "make canonical" in messages()
    assert form.write_canonically() == ["data/claims.csv"]
    assert path.read_text() == before
    assert form.write_canonically() == []


def test_canonical_form_refuses_to_lose_cells(project):
    path = project.root / "data" / "claims.csv"
    path.write_text(path.read_text() + "S9-01,short row\n")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="nothing changed"):
        form.write_canonically()
    assert path.read_bytes() == before


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbage=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_garbage_in_a_table_gives_messages_and_never_a_traceback(project, garbage):
    (project.root / "data" / "seeds.csv").write_bytes(garbage)
    assert "data/seeds.csv" in messages()


@given(st.lists(st.lists(st.text(LETTERS), min_size=2, max_size=4), min_size=1, max_size=6))
def test_canonical_text_is_a_fixed_point(rows):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    once = form.canonical(out.getvalue())
    assert form.canonical(once) == once


@pytest.mark.long
def test_a_table_is_checked_again_when_one_that_it_names_has_changed(project):
    """What was found is remembered by content: of the table, and of all that it names."""
    assert data_check.check_data() == []
    path = project.root / "data" / "readers.csv"
    before = path.read_bytes()
    project.edit("data/readers.csv", "\nreader1,", "\nreader0,")
    assert "names something that is not there" in messages()
    assert "data/publication_views.csv" in messages()
    path.write_bytes(before)
    assert data_check.check_data() == []


def test_the_command_prints_the_problems_and_fails(project):
    project.edit("data/claims.csv", ",authority,", ",opinion,")
    finished = project.run("-m", "living_review", "data-check")
    assert finished.returncode != 0
    assert "data/claims.csv:2, column kind, value 'opinion'" in finished.stderr
    assert "nothing was built" in finished.stderr


def test_reading_notes_every_question_that_was_asked(project, monkeypatch, tmp_path):
    log = tmp_path / "reads"
    monkeypatch.setenv(tables.READS, str(log))
    tables.read("claims")
    tables.read("claims", ("kind",), seed="S1")
    tables.row("claims", "S1-01")
    tables.count("lookups")
    tables.table_of("S1-N01")
    tables.entry("nechifor2009")
    tables.register("protocol")
    assert [json.loads(line) for line in log.read_text().splitlines()] == [
        ["rows", "claims", [], {}],
        ["rows", "claims", ["kind"], {"seed": "S1"}],
        ["rows", "claims", [], {"claim_id": "S1-01"}],
        ["rows", "lookups", ["lookup_id"], {}],
        ["table of", "S1-N01"],
        ["entry", "nechifor2009"],
        ["file", "protocol.yaml"],
    ]


def test_a_part_of_a_table_is_a_part_of_the_whole():
    whole = tables.read("claims")
    part = tables.read("claims", ("claim_id", "kind"), seed="S2", kind="harm")
    keep = (whole["seed"] == "S2") & (whole["kind"] == "harm")
    assert part.equals(whole[keep][["claim_id", "kind"]].reset_index(drop=True))
    with pytest.raises(KeyError, match="no column colour"):
        tables.read("claims", colour="red")


def test_what_was_read_can_be_changed_without_changing_what_is_read_next():
    frame = tables.read("claims")
    frame["claim"] = "spoilt"
    assert (tables.read("claims")["claim"] != "spoilt").all()


def test_unknown_names_are_refused_with_what_there_is():
    with pytest.raises(KeyError, match="claims"):
        tables.read("klaims")
    with pytest.raises(KeyError, match="S9-99"):
        tables.row("claims", "S9-99")


@pytest.mark.long
def test_a_percent_sign_that_would_swallow_a_title_is_found(project):
    project.edit("references.bib", "versus 5\\% dextrose", "versus 5% dextrose")
    assert "write a backslash before it" in " ".join(map(str, data_check.check_data()))


def test_files_are_read_once_while_frozen_and_again_after(project):
    from concurrent.futures import ThreadPoolExecutor

    def kinds():
        return tables.read("claims")["kind"].iloc[0]

    before = kinds()
    with tables.frozen():
        assert kinds() == before
        project.edit("data/claims.csv", f",{before},", ",harm,")
        with tables.frozen():
            assert kinds() == before
        with ThreadPoolExecutor(1) as other:  # another thread is not frozen by this one
            assert other.submit(kinds).result() == "harm"
    assert kinds() == "harm"
