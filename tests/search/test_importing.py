"""Searches that come as files: exports of a register, and a slice of PubMed."""

import gzip
from datetime import date

import pandas as pd
import pytest

from living_review.evidence import tables
from living_review.search import importing, rows
from living_review.search.deduplication import links
from living_review.search.heartbeat import heartbeat
from living_review.search.records import record_of
from living_review.search.sources.ictrp import ROOT
from living_review.search.strings import strings
from living_review.workshop import searching
from tests.search.stand_in import capture, captured_records

PLATFORM = "WHO International Clinical Trials Registry Platform"
ASKED = "proliferation[Title/Abstract] OR correctional[Title]"
TRIAL = """<Trial><Internal_Number>1</Internal_Number><TrialID> IRCT20090822002365N23 </TrialID>
<Public_title>Vitamins &amp;lt;br&amp;gt; and mood</Public_title>
<Scientific_title>
  Effect of vitamins&amp;#x0D; on mood </Scientific_title>
<Date_registration>2018-11-05</Date_registration><Source_Register>IRCT</Source_Register>
<Recruitment_Status>Not Recruiting</Recruitment_Status><Study_type>interventional</Study_type>
<SecondaryIDs>NCT00567567</SecondaryIDs>
<Contact_Firstname>Somebody</Contact_Firstname><Contact_Email>who@example.org</Contact_Email>
<Contact_Tel>+98 000</Contact_Tel></Trial>"""


@pytest.fixture
def given(project, tmp_path):
    """A way to import texts as files, and the runs and records that came of it."""

    def imported(*texts, **options):
        files = []
        for number, text in enumerate(texts):
            path = tmp_path / f"handed{number}.xml"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            files.append(str(path))
        searching.import_searches(files, **options)

    (project.root / "searches" / "slice.txt").write_text(ASKED)
    rows.write_rows(rows.RUNS, [])  # whatever has run in the review itself
    rows.write_rows(rows.RECORDS, [])
    before: set[str] = set()
    imported.run = lambda: next(r for r in rows.read_rows(rows.RUNS) if r["run"] not in before)
    imported.records = lambda: [
        r for r in rows.read_rows(rows.RECORDS) if r["first_run"] not in before
    ]
    return imported


SLICE = {
    "source": "A slice",
    "string": "slice.txt",
    "address": "https://example.org/",
    "made_on": "2026-12-01",
}
EXPORT = {"source": PLATFORM, "made_on": "2026-12-01"}


def pubmed(*identifiers: str, more: str = "") -> bytes:
    inner = b"".join(captured_records()[key] for key in identifiers)
    return b"<PubmedArticleSet>" + inner + more.encode() + b"</PubmedArticleSet>"


def test_a_slice_is_searched_by_the_words_of_its_string(given, capsys):
    given(pubmed("12091962", "30108519", "34093767"), **SLICE)
    assert {r["record"] for r in given.records()} == {"slice:12091962", "slice:34093767"}
    assert {r["source"] for r in given.records()} == {"A slice"}
    run = given.run()
    assert (run["outcome"], run["hits"], run["new"]) == ("complete", "2", "2")
    assert run["held"] == "3"
    assert heartbeat().last is None  # a slice is no search of the protocol
    assert "2 of 2 records arrived" in capsys.readouterr().out


def test_a_compressed_file_reads_the_same(given):
    given(gzip.compress(pubmed("12091962")), **SLICE)
    assert [r["identifier"] for r in given.records()] == ["12091962"]


def test_a_later_file_deletes_what_an_earlier_one_held(given):
    gone = "<DeleteCitation><PMID>12091962</PMID></DeleteCitation>"
    given(pubmed("12091962", "34093767"), pubmed(more=gone), **SLICE)
    assert [r["identifier"] for r in given.records()] == ["34093767"]


BOMB = '<!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "broken",
    [
        pubmed("12091962")[:-40],
        gzip.compress(pubmed("12091962"))[:-20],
        b"",
        b"Not found",
        b"\x1f\x8b\x08 no such thing",
    ],
)
def test_a_broken_file_is_a_failed_run_and_gives_no_record(given, broken):
    with pytest.raises(SystemExit, match="recorded as it is"):
        given(broken, **SLICE)
    assert given.run()["outcome"] == "failed"
    assert not given.records()


def test_entities_of_a_file_are_not_expanded(given):
    title = b"<ArticleTitle>Correctional &b; care</ArticleTitle>"
    body = pubmed("12091962")
    start, end = body.index(b"<ArticleTitle>"), body.index(b"</ArticleTitle>") + 15
    given(BOMB.encode() + body[:start] + title + body[end:], **SLICE)
    assert all("aaaa" not in record["title"] for record in given.records())


@pytest.mark.parametrize("end", [f"</{ROOT}>", ""])
def test_an_export_of_the_platform_is_read_without_contacts(given, end):
    given(f"<{ROOT}>{TRIAL}{end}", **EXPORT)
    (record,) = given.records()
    assert record["record"] == "ictrp:IRCT20090822002365N23"
    assert record["title"] == "Effect of vitamins on mood"
    assert record["registrations"] == "IRCT20090822002365N23; NCT00567567"
    assert record["source"] == PLATFORM
    told = " ".join(record.values())
    assert not any(word in told for word in ("Somebody", "@", "+98"))


def test_an_export_counts_for_the_search_that_the_protocol_has_made_by_hand(given):
    given(f"<{ROOT}>{TRIAL}</{ROOT}>", **EXPORT)
    assert heartbeat().last == date(2026, 12, 1)


def test_an_export_that_is_cut_within_a_trial_is_refused(given):
    with pytest.raises(SystemExit):
        given(f"<{ROOT}>{TRIAL}{TRIAL[:200]}", **EXPORT)
    assert given.run()["failure"] == "unreadable answer"
    assert not given.records()


def test_a_trial_without_identifier_is_counted_as_unreadable(given):
    nameless = TRIAL.replace("IRCT20090822002365N23", "")
    with pytest.raises(SystemExit, match="Not everything"):
        given(f"<{ROOT}>{TRIAL}{nameless}</{ROOT}>", **EXPORT)
    run = given.run()
    assert (run["outcome"], run["hits"], run["records"]) == ("incomplete", "2", "1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "SOURCE, a name; STRING"),
        (SLICE | {"made_on": ""}, "ON, the day"),
        (SLICE | {"made_on": "yesterday"}, "can't be imported"),
        (SLICE | {"made_on": "2999-01-01"}, "still to come"),
        (SLICE | {"string": "none.txt"}, "can't be imported"),
        (SLICE | {"source": "PubMed"}, "searched by make search"),
    ],
)
def test_what_is_lacking_is_named_and_nothing_is_recorded(given, options, said):
    before = tables.read_bytes("data/search_runs.csv")
    with pytest.raises(SystemExit, match=said):
        given(capture("pubmed_notices.xml"), **options)
    assert tables.read_bytes("data/search_runs.csv") == before


def test_a_second_import_finds_nothing_new(given):
    given(pubmed("12091962"), **SLICE)
    first = given.run()["run"]
    assert {r["first_run"] for r in given.records()} == {first}
    assert all(string.source != "A slice" for string in strings())


def test_a_trial_in_two_registers_is_one_work_and_its_publication_is_tied_to_both():
    number = "NCT00567567"
    rows_ = [
        record_of("ClinicalTrials.gov", "clinicaltrials", number, title="A trial of vitamins"),
        record_of(PLATFORM, "ictrp", number, title="Vitamins, a trial"),
        record_of("PubMed", "pubmed", "1", title="Results", registrations=number),
    ]
    found = links(pd.DataFrame(rows_))
    told = {(row.record, row.other): row.relation for row in found.itertuples()}
    assert told == {
        (f"clinicaltrials:{number}", f"ictrp:{number}"): "same work",
        (f"clinicaltrials:{number}", "pubmed:1"): "same trial",
        (f"ictrp:{number}", "pubmed:1"): "same trial",
    }


def test_an_import_that_is_killed_leaves_its_run_and_no_record_of_nobody(given, monkeypatch):
    def killed(found, run):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing, "write_records", killed)
        with pytest.raises(KeyboardInterrupt):
            given(pubmed("12091962"), **SLICE)
    cut = given.run()
    assert (cut["outcome"], cut["failure"]) == ("failed", "cut off")
    given(pubmed("12091962"), **SLICE)
    known = {run["run"] for run in rows.read_rows(rows.RUNS)}
    assert len(known) == 2
    assert {record["first_run"] for record in given.records()} <= known
