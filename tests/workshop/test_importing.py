"""What is imported: proposed, already here or left over, and nothing lost on the way.

The tables of results are excerpts of real ones (see imports/README.md). Right values of effects are
those that the tables state themselves, which another program computed from the same numbers.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import bibliography, data_check, dois, tables
from living_review.evidence.soundness import form
from living_review.statistics.effect_sizes.conversions import from_final_means
from living_review.statistics.effect_sizes.counts import log_risk_ratio
from living_review.workshop import importing
from living_review.workshop.imports import cells, comparison, reference_files, references
from living_review.workshop.imports.proposals import Proposal
from living_review.workshop.imports.results import ResultTable

EXCERPTS = Path(__file__).parent / "imports"
READERS = {
    "ris": reference_files.read_ris,
    "pubmed": reference_files.read_pubmed,
    "bibtex": reference_files.read_bibtex,
}
HERE = next(key for key, entry in tables.bibliography().items() if entry.get("doi"))


def imported(kind: str, text: str) -> Proposal:
    proposal = Proposal()
    with tables.frozen():
        references.propose(READERS[kind](text, proposal), proposal)
    return proposal


def everything(proposal: Proposal) -> str:
    """All that a person gets to see of an import."""
    rows = [row for added in proposal.rows.values() for row in added]
    shown = [*rows, *proposal.compared, *map(vars, proposal.remarks)]
    return "\n".join([*proposal.entries.values(), *(" ".join(row.values()) for row in shown)])


RIS = """\
Provider: somebody
TY  - JOUR
AU  - Doe, Jane
AU  - Roe RB
AU  - Members of the Newtown Study Group
TI  - Sleep &amp; mood: a <i>double\u2010blind</i> trial
T2  - Journal of Things
PY  - 2021/03/04/
VL  - 3
SP  - 101
EP  - 109
DO  - https://doi.org/10.1000/Abc.1
UR  - https://example.org/1
UR  - https://example.org/2
KW  - first word
KW  - second word
AB  - A text
that goes on
ZZ  - nobody knows this tag
ER  -
TY  - JOUR
TI  - A record without an end
TY  - BOOK
AU  - Solo, A.
ER  -
"""
PUBMED = """\
PMID- 99999901
OWN - NLM
DP  - 2019 Mar-Apr
TI  - A title that is so long that it goes on in the next line, as the
      format has it.
PG  - 12-9
LID - 10.1000/pm.1 [doi]
FAU - Doe, Jane A
AU  - Doe JA
FAU - Fu, Bo
AU  - Fu B
CN  - Newtown Trial Investigators
PT  - Journal Article
PT  - Retracted Publication
JT  - The Journal of Things
RIN - J Things. 2020;1:2.

PMID- 99999902
TI  - Short authors only
AU  - Doe JA
AU  - de la Roe RB
"""
BIBTEX = r"""
@string{jot = "Journal of Things"}
@comment{a remark}
@article{whatever, author = {Doe, Jane and {Johnson \& Johnson}}, title = {{5\% of all}},
  journal = jot, year = 2020, doi = {10.1000/bib.1}, keywords = {kept, too}}
@article{broken, title = {never closed
@book{other, author = {Doe JA, Roe R}, title = "In quotes", year = {2001}}
"""


def test_a_file_in_ris():
    proposal = imported("ris", RIS)
    assert proposal.counts() == {"read": 3, "proposed": 2, "already here": 0, "left over": 1}
    entry = bibliography.parse("".join(proposal.entries.values()).encode())["doe2021"]
    assert entry["title"] == "Sleep & mood: a double-blind trial"
    assert entry["authors"] == "Doe, Jane; Roe, R. B.; Members of the Newtown Study Group"
    assert (entry["year"], entry["journal"]) == ("2021", "Journal of Things")
    assert (entry["pages"], entry["doi"]) == ("101–109", "10.1000/Abc.1")
    assert proposal.rows["publications"][0]["publication_type"] == "journal article"
    shown = everything(proposal)
    for text in ("Provider: somebody", "2021/03/04/", "https://example.org/2", "second word"):
        assert text in shown
    assert "A text that goes on" in shown
    assert "nobody knows this tag" in shown
    assert "Solo, A." in shown


def test_a_file_of_pubmed():
    proposal = imported("pubmed", PUBMED)
    assert proposal.counts()["proposed"] == 2
    entries = bibliography.parse("".join(proposal.entries.values()).encode())
    first, second = entries["doe2019"], entries["doe"]
    assert first["title"].endswith("in the next line, as the format has it.")
    assert first["authors"] == "Doe, Jane A; Fu, Bo; Newtown Trial Investigators"
    assert (first["year"], first["pages"], first["doi"]) == ("2019", "12–9", "10.1000/pm.1")
    assert second["authors"] == "Doe, J. A.; de la Roe, R. B."
    row = proposal.rows["publications"][0]
    assert (row["pubmed_id"], row["notice"]) == ("99999901", "retraction")
    for text in ("2019 Mar-Apr", "NLM", "J Things. 2020;1:2."):
        assert text in everything(proposal)


def test_a_file_in_bibtex():
    proposal = imported("bibtex", BIBTEX)
    assert proposal.counts() == {"read": 3, "proposed": 2, "already here": 0, "left over": 1}
    entries = bibliography.parse("".join(proposal.entries.values()).encode())
    assert entries["doe2020"]["title"] == "5% of all"
    assert entries["doe2020"]["authors"] == "Doe, Jane; Johnson & Johnson"
    assert entries["doe2020"]["journal"] == "Journal of Things"
    shown = everything(proposal)
    for text in ("a remark", "never closed", "kept, too", "takes several people for one"):
        assert text in shown


def test_what_is_here_already_is_known_by_doi_identifier_and_title():
    entry = tables.entry(HERE)
    by_number = tables.read("publications").query("pubmed_id != ''").iloc[0]
    title = next(e["title"] for e in tables.bibliography().values() if not e.get("doi"))
    text = (
        f"TY  - JOUR\nTI  - Another title\nDO  - https://doi.org/{entry['doi'].upper()}\nER  - \n"
        f"TY  - JOUR\nTI  - {title.upper()}.\nER  - \n"
        "TY  - JOUR\nTI  - New here\nDO  - 10.1000/new.1\nER  - \n"
        "TY  - JOUR\nTI  - New here, again\nDO  - 10.1000/NEW.1\nER  - \n"
    )
    assert imported("ris", text).counts() == {
        "read": 4,
        "proposed": 1,
        "already here": 3,
        "left over": 0,
    }
    pubmed = imported("pubmed", f"PMID- {by_number['pubmed_id']}\nTI  - Whatever\n")
    assert pubmed.counts()["already here"] == 1
    assert f"is {by_number['source']}, by its PubMed identifier" in everything(pubmed)


def test_the_same_title_with_another_doi_is_proposed_and_said():
    entry = tables.entry(HERE)
    proposal = imported("ris", f"TY  - JOUR\nTI  - {entry['title']}\nDO  - 10.1000/other\nER  - \n")
    assert proposal.counts()["proposed"] == 1
    assert f"{HERE} has it too" in everything(proposal)


LINES = st.one_of(
    st.sampled_from([*RIS.splitlines(), *PUBMED.splitlines(), *BIBTEX.splitlines()]),
    st.text(max_size=20),
)


@pytest.mark.parametrize("kind", READERS)
@given(lines=st.lists(LINES, max_size=12))
def test_garbage_gives_remarks_and_every_record_ends_somewhere(kind, lines):
    proposal = imported(kind, "\n".join(lines))
    counts = proposal.counts()
    assert counts["read"] == counts["proposed"] + counts["already here"] + counts["left over"]
    assert len(proposal.entries) == len(proposal.rows.get("publications", [])) == counts["proposed"]
    for key in proposal.entries:
        assert re.fullmatch("[a-z][a-z0-9]*", key)


TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30)
NAME = st.from_regex(r"[A-Z][a-zé]{2,8}, [A-Z]\. [A-Z]\.", fullmatch=True)


@given(title=TEXT, journal=TEXT, authors=st.lists(NAME, min_size=1, max_size=4, unique=True))
def test_what_is_proposed_reads_back_the_same(title, journal, authors):
    fields = {"title": references.plain(title), "journal": references.plain(journal)}
    fields |= {"year": "2020", "doi": "10.1000/a(1)<2::aid>3_4"}
    reference = references.Reference("record 1", "article", "journal article", fields, authors)
    written = references.entry("doe2020", reference)
    (again,) = reference_files.read_bibtex(written, Proposal())
    assert again.authors == authors
    assert {name: again.fields.get(name, "") for name in fields} == fields


def results(name: str, source: str = "") -> Proposal:
    return importing.read_file(EXCERPTS / name, source)


def own_rows(name: str) -> list[dict[str, str]]:
    return cells.read_rows(cells.decoded((EXCERPTS / name).read_bytes(), Proposal()))


TABLES = ("comma.csv", "semicolon_sign_turned.csv", "semicolon_padded.csv")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_real_table_is_proposed_and_every_cell_is_told(name):
    proposal = results(name)
    own = own_rows(name)
    assert proposal.counts()["read"] == proposal.counts()["proposed"] == len(own)
    kinds = [row["outcome_type"] for row in own]
    counted = sum(kind in ("response", "remission") for kind in kinds)
    assert len(proposal.rows["trial_responses"]) == counted
    assert len(proposal.rows["trial_results"]) == len(own) - counted
    shown = everything(proposal)
    for row in own:
        for column, cell in row.items():
            said = cells.text_of(row, column)
            number = cells.number_of(row, column)
            known = said in shown or number in shown or f"{float(number or 'nan'):g}" in shown
            # Marks are turned into main, kinds into tables; words of effects stand beside ours.
            marks = column.startswith(("primary_", "post_", ".")) or column == "outcome_type"
            assert known or marks or said in ("psilocybin",) or said.upper() in shown, (
                column,
                cell,
            )


@pytest.mark.parametrize("name", TABLES)
def test_effects_of_the_proposed_rows_are_those_that_the_table_states(name):
    """Effects are computed from the proposed rows alone; the table's own J is an approximation."""
    proposal = results(name)
    groups = {row["row_id"]: row for row in proposal.rows["group_statistics"]}
    counts = {row["row_id"]: row for row in proposal.rows["printed_counts"]}
    sign = -1 if "turned" in name else 1
    own = {f"line {line}": row for line, row in enumerate(own_rows(name), 2)}
    for row in proposal.rows["trial_results"]:
        arms = [groups[row[arm]] for arm in ("first", "second")]
        numbers = [float(arm[c]) for arm in arms for c in ("value", "spread", "n")]
        stated = float(cells.number_of(own[row["locator"].partition(",")[0]], ".g"))
        assert float(from_final_means(*numbers).yi) == pytest.approx(sign * stated, abs=5e-4)
    for row in proposal.rows["trial_responses"]:
        arms = [counts[row[arm]] for arm in ("first", "second")]
        numbers = [int(arm[c]) for arm in arms for c in ("count", "of")]
        stated = float(cells.number_of(own[row["locator"].partition(",")[0]], ".log_rr"))
        assert float(log_risk_ratio(*numbers).yi) == pytest.approx(stated, abs=1e-12)


def test_effects_are_compared_row_by_row_and_what_differs_is_explained():
    proposal = results("comma.csv")
    assert len(proposal.compared) == proposal.counts()["read"]
    assert min(int(line["digits_by_their_formula"]) for line in proposal.compared) >= 12
    turned = [
        line for line in results("semicolon_sign_turned.csv").compared if line["effect"] == "g"
    ]
    assert {line["why"] for line in turned} == {comparison.TURNED}


def test_forms_that_spreadsheets_spoil_are_told():
    shown = everything(results("semicolon_sign_turned.csv"))
    assert "101001 is no DOI; a spreadsheet may have made a number of it" in shown
    assert "5163496 is no number of a register; a spreadsheet may have cut it" in shown
    padded = results("semicolon_padded.csv").rows["group_statistics"]
    assert {"5.27", "7.39"} <= {row["spread"] for row in padded}
    comma = results("comma.csv")
    assert "10.1016/j.jad.2023.01.108 a further publication of the trial" in everything(comma)


def as_table(*rows: dict[str, str], separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_several_results_marked_as_main_are_left_to_a_person():
    means = [row for row in own_rows("comma.csv") if row["study"].startswith("Goodwin")]
    marks = {"primary_instrument": "1", "primary_timepoint": "1"}
    marked = [row | marks for row in means if row["outcome_type"] in ("change", "imsd")]
    one, several = Proposal(), Proposal()
    ResultTable(one).read(as_table(marked[0]))
    ResultTable(several).read(as_table(*marked))
    assert [row["main"] for row in one.rows["trial_results"]] == ["yes"]
    assert {row["main"] for row in several.rows["trial_results"]} == {"no"}
    assert f"{len(marked)} results of this trial are marked as main" in everything(several)


def test_a_byte_order_mark_other_line_ends_and_old_encodings_change_nothing():
    raw = (EXCERPTS / "semicolon_padded.csv").read_bytes()
    forms = [raw, b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n")]
    once, *others = [cells.decoded(form, Proposal()) for form in forms]
    assert all(other == once for other in others)
    proposal = Proposal()
    assert cells.decoded("Gøtzsche 2001".encode("cp1252"), proposal) == "Gøtzsche 2001"
    assert "is not UTF-8" in everything(proposal)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mean_arm1": "NA"}, "has no number in mean_arm1"),
        ({"mean_arm1": "about 8"}, "has no number in mean_arm1"),
        ({"sd_arm2": ""}, "has no number in sd_arm2"),
        ({"outcome_type": "survival"}, "is no kind of outcome that is known"),
        ({"study": ""}, "names no study"),
        ({"outcome_type": "response", "event_arm1": "2.5"}, "has no whole number in event_arm1"),
    ],
)
def test_a_row_that_can_not_be_placed_is_left_over_with_reason_and_cells(change, words):
    row = next(r for r in own_rows("comma.csv") if r["outcome_type"] == "msd") | change
    proposal = Proposal()
    ResultTable(proposal).read(as_table(row))
    assert proposal.counts()["left over"] == proposal.counts()["read"] == 1
    assert words in everything(proposal)
    for column in ("mean_arm2", "n_arm2"):
        assert row[column] in everything(proposal)


CELLS = st.one_of(st.sampled_from(["NA", "1,5", "-3", "1e300", "0", "x", ""]), st.text(max_size=8))


@given(st.data())
def test_garbage_in_a_table_of_results_is_no_traceback(data):
    first = own_rows("comma.csv")[0]
    columns = data.draw(st.lists(st.sampled_from(list(first)), max_size=12))
    row = first | {column: data.draw(CELLS) for column in columns}
    whole = as_table(row, separator=data.draw(st.sampled_from(",;")))
    text = data.draw(st.sampled_from([whole, whole[:90], "", "\0", "a,b\n1"]))
    proposal = Proposal()
    with tables.frozen():
        ResultTable(proposal).read(text)
    counts = proposal.counts()
    assert counts["read"] == counts["proposed"] + counts["left over"]


@pytest.mark.long
def test_a_proposal_that_is_filled_in_is_sound(project):
    """Only what the file could not say is filled in; the rest passes as it was proposed."""
    proposal = results("comma.csv", "metapsy")
    reader = tables.read("readers")["reader"].iloc[0]
    here = tables.root() / "data"
    for table, rows in proposal.rows.items():
        described = tables.resource(table)
        path = here / described["path"]
        known = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for row in rows:
            for field in described["schema"]["fields"]:
                needed = field.get("constraints", {})
                if needed.get("required") and not row[field["name"]]:
                    options = needed.get("enum") or [reader]
                    row[field["name"]] = options[0]
        lines = [[row[name] for name in known[0]] for row in rows]
        key = described["schema"]["primaryKey"]
        path.write_bytes(form.canonical_table([*known, *lines], key))
    text = tables.read_bytes(tables.BIBLIOGRAPHY).decode()
    added = "\n".join(proposal.entries.values())
    (tables.root() / tables.BIBLIOGRAPHY).write_text(f"{text}\n{added}", encoding="utf-8")
    wrong = [problem for problem in data_check.check_data() if not problem.question]
    assert "\n".join(map(str, wrong)) == ""


@pytest.mark.long
def test_the_command_writes_beside_the_data_and_tells_what_became_of_all(project):
    before = {path: path.read_bytes() for path in (project.root / "data").iterdir()}
    finished = project.run("-m", "living_review", "import", str(EXCERPTS / "comma.csv"), "metapsy")
    assert finished.returncode == 0, finished.stderr
    assert "Records: 20 read, 20 proposed, 0 already here, 0 left over." in finished.stdout
    folder = project.root / "proposals" / "comma"
    names = {path.name for path in folder.iterdir()}
    assert {"left_over.csv", "report.txt", "references.bib", "trial_results.csv"} <= names
    assert {path: path.read_bytes() for path in (project.root / "data").iterdir()} == before
    again = project.run("-m", "living_review", "import", "nowhere.ris")
    assert again.returncode != 0
    assert "nowhere.ris: there is no such file" in again.stderr


@pytest.mark.parametrize("name", ["notes.txt", "table.xlsx", "empty.csv"])
def test_files_of_no_known_kind_are_refused_or_empty(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"" if "empty" in name else b"PK\x03\x04 no references")
    if "empty" in name:
        assert importing.read_file(path).counts()["read"] == 0
    else:
        with pytest.raises(ValueError, match="of no kind that is known"):
            importing.read_file(path)


@pytest.mark.parametrize("kind", ["ris", "nbib", "bib", "csv", "txt"])
@given(raw=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused_in_words(tmp_path_factory, kind, raw):
    path = tmp_path_factory.mktemp("garbage") / f"file.{kind}"
    path.write_bytes(raw)
    said = ""
    try:
        with tables.frozen():
            counts = importing.read_file(path).counts()
    except ValueError as error:
        said = str(error)
    if said:
        told = ("is of no kind", "can't be parted", "no record was found")
        assert any(words in said for words in told)
    else:
        assert 2 * counts["read"] == sum(counts.values())


def test_columns_of_one_name_and_cells_beyond_the_header_are_kept():
    rows = cells.read_rows("study,g,g\nDoe 2001,1,2,3\n")
    assert rows == [{"study": "Doe 2001", "g": "1", "g (column 3)": "2", "column 4": "3"}]
    usual = csv.field_size_limit(100)
    try:
        with pytest.raises(ValueError, match="can't be parted into cells"):
            cells.read_rows("study\n" + "x" * 200)
    finally:
        csv.field_size_limit(usual)


def test_a_source_without_an_entry_is_refused():
    with pytest.raises(ValueError, match="nobody2000"):
        importing.read_file(EXCERPTS / "comma.csv", "nobody2000")


def test_identifiers_follow_those_of_the_review_and_dois_are_plain():
    proposal = results("comma.csv")
    for table in ("group_statistics", "trial_results"):
        known = set(tables.read(table)["row_id"])
        proposed = [row["row_id"] for row in proposal.rows[table]]
        assert len(set(proposed)) == len(proposed)
        assert not known & set(proposed)
    entries = bibliography.parse("".join(proposal.entries.values()).encode())
    assert all(dois.fault(entry["doi"]) is None for entry in entries.values())


@pytest.mark.parametrize("name", ["x.ris", "x.nbib", "x.bib"])
def test_a_file_without_a_record_is_refused_in_words(tmp_path, name):
    path = tmp_path / name
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{name}: no record was found"):
        importing.read_file(path)
