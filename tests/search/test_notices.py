"""Look-ups of notices against a server that answers as the sources do, and what faults become."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from living_review.search import notices, rows
from living_review.search.addresses import NOTICE_SOURCES
from living_review.search.notices import ASKED, LookedUp, identifiers, look_up, merged
from living_review.search.sources import crossref
from living_review.search.sources.pubmed_records import notices_about
from living_review.search.sources.told_notices import Notice
from living_review.workshop.noticing import look_up_notices
from tests.search.stand_in import TOO_OFTEN, Fault, Reply, capture, captured_records

RETRACTED, CORRECTED = "27602157", "10.1371/journal.pone.0033693"
NOTICE_OF_IT = "doi:10.1371/annotation/c76da2c1-ccb8-4797-94c1-359d3ceceeda"
UPDATED = "10.1371/journal.pone.0120799"  # its notice names it, its own record is not captured
OF_PUBMED = {"doe2001": RETRACTED, "roe2002": "12091962"}
OF_CROSSREF = {"doe2001": CORRECTED, "roe2002": UPDATED, "poe2003": "10.5281/unknown"}
PATHS = {"PubMed": "efetch.fcgi", "Crossref": "work"}
WANTED = {"PubMed": OF_PUBMED, "Crossref": OF_CROSSREF}
each_source = pytest.mark.parametrize("source", WANTED)


@pytest.fixture
def cited(review):
    """A review that cites four publications; Crossref knows two of them."""
    lines = [f"{key},journal article,{OF_PUBMED.get(key, '')},,," for key in sorted(OF_CROSSREF)]
    text = "\n".join(["source,publication_type,pubmed_id,full_text,notice,note", *lines, ""])
    (review.root / "data" / "publications.csv").write_text(text, encoding="utf-8")
    entries = [
        f"@article{{{key},\n  title = {{A title}},\n  author = {{Doe, J.}},\n"
        f"  year = {{2001}},\n  doi = {{{doi}}},\n}}\n"
        for key, doi in OF_CROSSREF.items()
    ]
    (review.root / "references.bib").write_text("\n".join(entries), encoding="utf-8")
    review.server.cited.append({"DOI": UPDATED.upper(), "title": ["A work"]})
    return review


def told(review) -> set[tuple[str, str, str, str, str]]:
    names = ("publication", "stated_by", "kind", "notice", "gone_on")
    return {tuple(row[name] for name in names) for row in review.rows(rows.NOTICES)}


def of_article(identifier: str) -> list[Notice]:
    return notices_about(etree.fromstring(captured_records()[identifier]))


def test_captured_articles_tell_what_was_published_about_them():
    (notice,) = of_article(RETRACTED)
    assert notice[:2] == ("retraction", "pubmed:34093767")
    assert notice.told_as == "RetractionIn: Oncol Lett. 2021 Jul;22(1):545"
    assert of_article("34093767") == []  # a notice about another is none about itself
    assert of_article("12091962") == []
    every = [notice for key in captured_records() for notice in of_article(key)]
    assert {notice.kind for notice in every} >= {"retraction", "correction"}


def test_a_record_that_is_called_retracted_is_so_without_a_notice():
    element = captured_records()["12091962"].decode()
    kind = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'
    element = element.replace("<PublicationTypeList>", f"<PublicationTypeList>{kind}")
    (notice,) = notices_about(etree.fromstring(element))
    assert notice[:2] == ("retraction", "pubmed:12091962")


def test_captured_works_tell_of_notices_in_both_directions():
    first, *_, last = json.loads(capture("crossref_notices.json"))
    assert crossref.notices_about_work(last) == [
        Notice("correction", NOTICE_OF_IT, "Correction", "publisher", "2012-05-08")
    ]
    ((doi, notice),) = crossref.notices_by(first)
    assert doi == UPDATED
    assert notice[:2] == ("correction", "doi:10.1371/journal.pone.0129989")
    assert crossref.notices_about_work(first) == crossref.notices_by(last) == []


def test_what_can_be_asked_is_told_by_identifier(cited):
    assert identifiers() == WANTED


def test_pubmed_tells_of_a_retraction(cited):
    run = look_up("PubMed", OF_PUBMED, cited.setting)
    assert (run["outcome"], run["asked"], run["known"], run["notices"]) == (
        *("complete", "2", "2", "1"),
    )
    assert told(cited) == {("doe2001", "PubMed", "retraction", "pubmed:34093767", "")}
    assert cited.rows(rows.NOTICE_RUNS) == [run]
    (row,) = cited.rows(rows.NOTICES)
    assert (row["run"], row["seen_on"]) == (run["run"], run["started"][:10])


def test_crossref_tells_in_both_directions_and_what_it_does_not_know(cited):
    run = look_up("Crossref", OF_CROSSREF, cited.setting)
    assert (run["outcome"], run["known"], run["not_known"]) == ("complete", "2", "poe2003")
    assert {row[:4] for row in told(cited)} == {
        ("doe2001", "publisher", "correction", NOTICE_OF_IT),
        ("roe2002", "publisher", "correction", "doi:10.1371/journal.pone.0129989"),
    }


@each_source
@pytest.mark.parametrize(
    "passing",
    [
        Reply(TOO_OFTEN, 429),
        Reply(b"", 503),
        lambda reply: Reply(reply.body, cut_after=len(reply.body) // 2),
    ],
    ids=["429", "503", "cut"],
)
def test_a_fault_that_passes_costs_nothing(cited, source, passing):
    cited.server.faults = [Fault(PATHS[source], passing, times=2)]
    assert look_up(source, WANTED[source], cited.setting)["outcome"] == "complete"


@each_source
@pytest.mark.parametrize(
    ("lasting", "failure"),
    [
        (Reply(TOO_OFTEN, 429), "too many requests"),
        (Reply(b"", 500), "server error"),
        (lambda reply: Reply(reply.body, cut_after=3), "cut off"),
    ],
)
def test_a_fault_that_lasts_is_a_failure_and_never_no_notice(cited, source, lasting, failure):
    before = look_up(source, WANTED[source], cited.setting)
    known = cited.rows(rows.NOTICES)
    cited.server.faults = [Fault(PATHS[source], lasting, times=99)]
    run = look_up(source, WANTED[source], cited.setting)
    assert (run["outcome"], run["failure"]) == ("failed", failure)
    assert run["not_read"] == "; ".join(sorted(WANTED[source]))
    assert cited.rows(rows.NOTICES) == known
    assert "k3y" not in json.dumps(cited.rows(rows.NOTICE_RUNS))
    assert [row["run"] for row in cited.rows(rows.NOTICE_RUNS)] == [before["run"], run["run"]]


@each_source
@pytest.mark.parametrize(
    "reply", [Reply(b"not found", 404), Reply(b"", 403), Reply(b"<a/>"), Reply(b"[]")]
)
def test_what_is_refused_or_damaged_is_not_read(cited, source, reply):
    cited.server.faults = [Fault(PATHS[source], reply, times=99)]
    run = look_up(source, WANTED[source], cited.setting)
    assert (run["outcome"], run["not_known"]) == ("failed", "")
    assert run["not_read"] == "; ".join(sorted(WANTED[source]))
    assert told(cited) == set()


def test_one_damaged_answer_leaves_the_others(cited):
    cited.server.faults = [Fault("work", Reply(b"", 400))]
    run = look_up("Crossref", OF_CROSSREF, cited.setting)
    assert (run["outcome"], run["not_read"], run["failure"]) == ("incomplete", "doe2001", "")
    assert {row[0] for row in told(cited)} == {"roe2002"}


def test_a_list_of_notices_that_fails_keeps_what_the_works_told(cited):
    cited.server.faults = [Fault("updates", Reply(b"", 400), times=9)]
    run = look_up("Crossref", OF_CROSSREF, cited.setting)
    assert (run["outcome"], run["not_read"]) == ("incomplete", "doe2001; roe2002")
    assert {row[0] for row in told(cited)} == {"doe2001"}


def test_an_identifier_without_a_record_is_not_read(cited):
    run = look_up("PubMed", {**OF_PUBMED, "poe2003": "99"}, cited.setting)
    assert (run["outcome"], run["not_read"]) == ("incomplete", "poe2003")


def test_one_that_was_cut_off_goes_on_where_it_was(cited):
    cited.server.faults = [Fault("updates", Reply(b"", 503), times=3)]
    assert look_up("Crossref", OF_CROSSREF, cited.setting)["failure"] == "server error"
    asked = cited.server.count("work")
    assert look_up("Crossref", OF_CROSSREF, cited.setting)["outcome"] == "complete"
    assert cited.server.count("work") == asked  # taken from what is stored


def test_a_notice_that_its_source_lists_no_more_stays_with_the_day(cited):
    look_up("PubMed", OF_PUBMED, cited.setting)
    (first,) = cited.rows(rows.NOTICES)
    element = cited.server.records[RETRACTED]
    gone = element.replace(b"RetractionIn", b"CommentIn").replace(b"Retracted Publication", b"x")
    cited.server.records[RETRACTED] = gone
    look_up("PubMed", OF_PUBMED, cited.setting)
    (row,) = cited.rows(rows.NOTICES)
    assert row == first | {"gone_on": row["gone_on"]}
    assert row["gone_on"]
    cited.server.records[RETRACTED] = element
    look_up("PubMed", OF_PUBMED, cited.setting)
    assert cited.rows(rows.NOTICES) == [first]


keys_ = st.sampled_from(["doe2001", "roe2002", "poe2003"])
made = st.builds(
    Notice,
    st.sampled_from(["retraction", "correction"]),
    st.sampled_from(["doi:10.1/a", "b"]),
    st.text(max_size=3),
    st.sampled_from(["publisher", "retraction-watch"]),
)
looked = st.builds(
    LookedUp, st.sets(keys_), st.dictionaries(keys_, st.dictionaries(made, st.just("0" * 64)))
)


@given(st.lists(looked, max_size=5), st.lists(st.sampled_from(["PubMed", "Crossref"]), min_size=5))
def test_no_row_is_ever_lost_and_only_a_whole_answer_ends_one(looked_up, sources):
    known = []
    for number, (found, source) in enumerate(zip(looked_up, sources, strict=False)):
        run = {"run": f"r{number}", "source": source, "started": f"2030-01-0{number + 1}T00"}
        after = merged(known, found, run)
        by_key = {tuple(row[name] for name in notices.KEY): row for row in after}
        assert len(by_key) == len(after)
        for row in known:
            now = by_key[tuple(row[name] for name in notices.KEY)]
            assert [now[n] for n in ("seen_on", "run")] == [row[n] for n in ("seen_on", "run")]
            if now["gone_on"] and not row["gone_on"]:
                assert row["source"] == source
                assert row["publication"] in found.answered()
        assert merged(after, found, run) == after
        known = after


def test_the_command_says_how_many_it_asks_about_and_what_came(cited, capsys, monkeypatch):
    monkeypatch.setattr(crossref, "PAUSE", 0)
    addresses = dict.fromkeys(WANTED, cited.server.address)
    look_up_notices(addresses, "someone@example.org")
    said = capsys.readouterr().out
    assert "PubMed, 2 publications with an identifier" in said
    assert "Crossref, 3 publications with an identifier" in said
    assert "It has none of 1: nothing is known of these." in said
    assert len(cited.rows(rows.NOTICE_RUNS)) == 2


@pytest.mark.long
def test_the_command_stops_at_a_failure_and_at_a_source_that_it_does_not_know(cited):
    with pytest.raises(SystemExit, match="No source could be reached"):
        look_up_notices(dict.fromkeys(WANTED, "http://127.0.0.1:9/"))
    with pytest.raises(SystemExit, match="no source is called Elsewhere"):
        look_up_notices({"Elsewhere": "http://127.0.0.1:9/"})


def test_sources_that_are_named_as_waiting_are_those_that_are_asked():
    assert set(ASKED) == set(NOTICE_SOURCES)
