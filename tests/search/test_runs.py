"""Runs against a server that answers as the sources do: every fault becomes the right row."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from living_review.search import answers
from living_review.search.sources import pubmed
from tests.search import stand_in
from tests.search.stand_in import TOO_OFTEN, Fault, Reply, capture

SOURCES = {
    "PubMed": ("esearch", 16),
    "Europe PMC": ("search", 25),
    "ClinicalTrials.gov": ("studies", 5),
    "Crossref": ("works", 20),
}
PATHS = {"PubMed": "efetch.fcgi", **{s: path for s, (path, _) in list(SOURCES.items())[1:]}}
NO_HISTORY = b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"
BROKEN_LINE = b'{"esearchresult":{"ERROR":"Search Backend failed: it\nbroke"}}'
each_source = pytest.mark.parametrize("source", SOURCES)


@each_source
def test_a_search_brings_every_record_and_says_so(review, source):
    run = review.search(source)
    count = SOURCES[source][1]
    assert (run["outcome"], run["hits"], run["records"], run["new"]) == (
        "complete",
        *[str(count)] * 3,
    )
    assert (run["missing"], run["unreadable"], run["remark"]) == ("0", "0", "")
    assert review.runs == [run]
    assert len(review.records) == count
    assert all(row["title"] and row["first_run"] == run["run"] for row in review.records.values())
    store = answers.AnswerStore(review.root / "search_answers")
    assert all(store.get(row["answer"]) for row in review.records.values())
    assert store.get(run["answers"])


@each_source
def test_a_second_run_finds_nothing_new_and_changes_no_record(review, source):
    first = review.search(source)
    before = review.records
    second = review.search(source)
    assert (second["outcome"], second["new"]) in (("complete", "0"), ("empty", "0"))
    assert review.records == before
    assert len(review.runs) == 2
    assert second["run"] != first["run"]
    # A row says no window where the whole list was read.
    assert bool(second["since"]) == (source == "PubMed")


@each_source
def test_nothing_found_is_complete_and_empty(review, source):
    server = review.server
    server.records, server.europe, server.studies, server.works = {}, [], [], []
    run = review.search(source)
    assert (run["outcome"], run["hits"], run["records"]) == ("empty", "0", "0")


@each_source
@pytest.mark.parametrize(
    "passing",
    [
        Reply(TOO_OFTEN, 429),
        Reply(TOO_OFTEN, 429, (("retry-after", "7"),)),
        Reply(TOO_OFTEN, 429, (("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),)),
        Reply(b"", 500),
        Reply(b"", 503),
        lambda reply: Reply(reply.body, cut_after=len(reply.body) // 2),
        lambda reply: Reply(reply.body[: len(reply.body) // 2]),
    ],
    ids=["429", "429 seconds", "429 moment", "500", "503", "cut", "half"],
)
def test_a_fault_that_passes_costs_nothing(review, source, passing):
    review.server.faults = [Fault(PATHS[source], passing, times=2)]
    run = review.search(source)
    assert (run["outcome"], run["records"]) == ("complete", str(SOURCES[source][1]))


@each_source
@pytest.mark.parametrize(
    ("lasting", "failure"),
    [
        (Reply(TOO_OFTEN, 429), "too many requests"),
        (Reply(TOO_OFTEN, 429, (("retry-after", "86400"),)), "too many requests"),
        (Reply(b"", 502), "server error"),
        (Reply(b"API key invalid: k3y-0f-s0meb0dy", 400), "refused"),
        (Reply(b"", 301, (("location", "http://127.0.0.1:9/"),)), "refused"),
        (lambda reply: Reply(reply.body, cut_after=9), "cut off"),
        (Reply(b"<html>Down for maintenance</html>"), "unreadable answer"),
        (Reply(b"<PubmedArticleSet><Pubm"), "unreadable answer"),
        (Reply(b'{"studies": ['), "unreadable answer"),
        (Reply(b""), "unreadable answer"),
    ],
)
def test_a_fault_that_lasts_is_a_failed_run_and_never_an_empty_one(
    review, source, lasting, failure
):
    review.server.faults = [Fault(PATHS[source], lasting, times=99)]
    run = review.search(source)
    assert (run["outcome"], run["failure"], run["hits"]) == ("failed", failure, "")
    assert review.runs == [run]
    assert review.records == {}
    told = str(run).encode() + review.stored()
    assert b"k3y-0f" not in told
    assert b"maintenance" not in told
    assert b"example.org" not in told
    review.server.faults = []
    again = review.search(source)
    assert (again["outcome"], again["records"]) == ("complete", str(SOURCES[source][1]))


@pytest.mark.parametrize(
    ("source", "path", "body"),
    [
        ("PubMed", "esearch.fcgi", capture("pubmed_epost2.xml")),
        ("PubMed", "esearch.fcgi", NO_HISTORY.replace(b"eFetch", b"eSearch")),
        ("PubMed", "efetch.fcgi", NO_HISTORY),
        ("PubMed", "efetch.fcgi", capture("pubmed_esearch8.xml")),
        ("PubMed", "esearch.fcgi", BROKEN_LINE),
        ("Europe PMC", "search", b'{"errCode":404,"errMsg":"Invalid page size\n (k3y-0f)"}'),
        ("Europe PMC", "search", b'{"version":"6.9"}'),
        ("Crossref", "works", b'{"status":"failed","message":[{"type":"cursor-invalid"}]}'),
        ("ClinicalTrials.gov", "studies", b'{"error":"Bad Request"}'),
    ],
)
def test_a_failure_within_a_good_status_is_a_failure(review, source, path, body):
    review.server.faults = [Fault(path, Reply(body), times=99)]
    run = review.search(source)
    assert run["outcome"] == "failed"
    assert run["failure"] in ("error in answer", "unreadable answer", "expired")
    assert "broke" not in str(run)


def test_a_place_in_the_list_that_expired_has_the_search_begin_anew(review):
    review.server.page_size = 10
    review.server.faults = [Fault("search", Reply(b'{"version":"6.9"}'), first=2)]
    run = review.search("Europe PMC")
    assert (run["outcome"], run["records"]) == ("complete", "25")
    review.server.page_size = 2
    refused = Reply(b"Invalid pageToken", 400, (("content-type", "text/plain"),))
    review.server.faults = [Fault("studies", refused, first=2)]
    run = review.search("ClinicalTrials.gov")
    assert (run["outcome"], run["records"]) == ("complete", "5")
    review.server.page_size = 8
    review.server.faults = [Fault("works", Reply(b"", 404), first=3)]
    run = review.search("Crossref")
    assert (run["outcome"], run["records"]) == ("complete", "20")


@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_of_an_answers_own_are_not_opened(review, bomb):
    body = bomb + b"<PubmedArticleSet>&c;</PubmedArticleSet>".replace(b"&c;", b"&b;")
    review.server.faults = [Fault("efetch.fcgi", Reply(body), times=99)]
    run = review.search("PubMed")
    assert (run["outcome"], run["failure"]) == ("failed", "unreadable answer")
    assert "entities" in run["remark"]
    assert review.server.count("efetch.fcgi") == 1


def test_records_that_are_listed_and_not_sent_are_missing(review):
    gone = list(review.server.records)[:2]
    listed = review.server.answer("esearch.fcgi", {"retstart": "0", "retmax": "9999"})
    for key in gone:
        del review.server.records[key]
    review.server.asked.clear()
    review.server.faults = [Fault("esearch.fcgi", listed)]
    run = review.search("PubMed")
    assert (run["outcome"], run["hits"], run["records"], run["missing"]) == (
        "incomplete",
        "16",
        "14",
        "2",
    )


def test_a_list_that_is_shorter_than_asked_for_is_read_on(review):
    def shorter(reply: Reply) -> Reply:
        ids = re.findall(rb"<Id>\d+</Id>\n", reply.body)
        return Reply(reply.body.replace(b"".join(ids[5:]), b""))

    review.server.faults = [Fault("esearch.fcgi", shorter)]
    run = review.search("PubMed")
    assert (run["outcome"], run["records"]) == ("complete", "16")
    review.server.faults = [Fault("esearch.fcgi", shorter, times=99)]
    review.server.asked.clear()
    (review.root / "data" / "search_runs.csv").write_text(
        (review.root / "data" / "search_runs.csv").read_text().split("\n")[0] + "\n"
    )
    run = review.search("PubMed")
    assert run["outcome"] == "complete"  # five at a time, and all the same


def test_an_empty_page_between_others_is_no_end(review):
    europe = review.server.europe
    review.server.page_size = 10
    review.server.europe = europe[:10] + [{}] * 10 + europe[10:]

    def without_blanks(reply: Reply) -> Reply:
        body = reply.body.replace(b"{}, ", b"").replace(b"{}", b"")
        return Reply(body.replace(b'"hitCount": 26', b'"hitCount": 25'))

    review.server.faults = [Fault("search", without_blanks, times=99)]
    run = review.search("Europe PMC")
    assert (run["outcome"], run["records"], run["unreadable"]) == ("complete", "25", "0")


def test_duplicates_across_pages_stand_once_and_what_is_lost_by_them_is_told(review):
    europe = review.server.europe
    review.server.page_size = 10
    review.server.europe = europe[:10] + europe[:10] + europe[10:]
    run = review.search("Europe PMC")
    assert (run["outcome"], run["records"]) == ("complete", "25")
    review.server.studies = [*review.server.studies[:4], review.server.studies[0]]
    run = review.search("ClinicalTrials.gov")
    assert (run["outcome"], run["hits"], run["records"], run["missing"]) == (
        "incomplete",
        "5",
        "4",
        "1",
    )


def test_a_total_that_changes_while_pages_are_read_is_told(review):
    review.server.page_size = 10

    def more(reply: Reply) -> Reply:
        return Reply(reply.body.replace(b'"hitCount": 25', b'"hitCount": 27'))

    review.server.faults = [Fault("search", more, first=2, times=9)]
    run = review.search("Europe PMC")
    assert (run["outcome"], run["hits"], run["missing"]) == ("incomplete", "27", "2")
    assert "changed while pages were read" in run["remark"]


@pytest.mark.parametrize(
    ("source", "path", "old", "new"),
    [
        ("PubMed", "efetch.fcgi", b"ArticleTitle>", b"TitleOfArticle>"),
        ("Europe PMC", "search", b'"title":', b'"headline":'),
        ("ClinicalTrials.gov", "studies", b'"nctId":', b'"nct":'),
        ("Crossref", "works", b'"title":', b'"titles":'),
    ],
)
def test_a_changed_field_is_told_with_how_many_records_it_costs(review, source, path, old, new):
    review.server.faults = [Fault(path, lambda r: Reply(r.body.replace(old, new)), times=99)]
    run = review.search(source)
    count = str(SOURCES[source][1])
    assert (run["outcome"], run["hits"], run["unreadable"]) == ("incomplete", count, count)
    assert review.records == {}


@pytest.mark.parametrize("field", [b'"totalCount":', b'"studies":'])
def test_a_page_of_another_form_is_a_failure(review, field):
    review.server.faults = [
        Fault("studies", lambda r: Reply(r.body.replace(field, b'"other":')), times=99)
    ]
    assert review.search("ClinicalTrials.gov")["failure"] == "unreadable answer"


def test_one_damaged_record_costs_no_other(review):
    review.server.works[3] = {"DOI": 7}
    review.server.works[5] = None
    run = review.search("Crossref")
    assert (run["outcome"], run["records"], run["unreadable"]) == ("incomplete", "18", "2")


@pytest.mark.long
def test_more_than_can_be_listed_is_split_by_days(review):
    server = review.server
    server.records = stand_in.many_records(12_001)
    server.entered = stand_in.spread(server.records, date(1950, 1, 1), date(2026, 11, 1))
    run = review.search("PubMed")
    assert (run["outcome"], run["hits"], run["records"]) == ("complete", "12001", "12001")
    assert len(review.records) == 12_001
    listed = [p for path, p in server.asked if path == "esearch.fcgi"]
    assert len(listed) < 30


@pytest.mark.long
def test_more_on_one_day_than_can_be_listed_is_missing_and_told(review):
    server = review.server
    server.records = stand_in.many_records(10_005)
    server.entered = dict.fromkeys(server.records, date(2020, 5, 5))
    run = review.search("PubMed")
    assert (run["outcome"], run["records"], run["missing"]) == ("incomplete", "9999", "6")
    assert "one day" in run["remark"]


def test_a_later_run_asks_for_what_was_entered_or_changed_since(review):
    review.search("PubMed")
    review.server.asked.clear()
    run = review.search("PubMed")
    today = datetime.now(UTC).date()
    assert date.fromisoformat(run["since"]) == today - timedelta(days=7)
    kinds = [p["datetype"] for path, p in review.server.asked if path == "esearch.fcgi"]
    assert kinds == ["edat", "mdat"]


def test_a_run_that_was_not_whole_moves_no_window(review):
    review.server.faults = [
        Fault("efetch.fcgi", lambda r: Reply(r.body.replace(b"ArticleTitle>", b"T>")))
    ]
    review.search("PubMed")
    assert review.search("PubMed")["since"] == ""


def test_every_question_says_who_asks_and_no_key_is_sent(review):
    for source in SOURCES:
        review.search(source)
    for path, parameters in review.server.asked:
        assert "api_key" not in parameters
        if path.endswith(".fcgi"):
            assert parameters["tool"] == "living-review"
            assert parameters["email"] == "someone@example.org"
    assert all(agent.startswith("living-review/") for agent in review.server.agents)


def test_a_source_that_can_not_be_reached_is_a_failed_run_and_nothing_else(review):
    review.setting.addresses["PubMed"] = "http://127.0.0.1:9/"
    before = {p: p.read_bytes() for p in (review.root / "data").iterdir()}
    run = review.search("PubMed")
    assert (run["outcome"], run["failure"]) == ("failed", "no network")
    changed = [p.name for p, raw in before.items() if p.read_bytes() != raw]
    assert changed == ["search_runs.csv"]


def test_where_the_network_broke_off_the_next_run_goes_on(review):
    review.server.page_size = 10
    review.server.faults = [Fault("search", Reply(b"", 503), first=3, times=3)]
    assert review.search("Europe PMC")["failure"] == "server error"
    review.server.faults = []
    review.server.asked.clear()
    run = review.search("Europe PMC")
    assert (run["outcome"], run["records"]) == ("complete", "25")
    assert review.server.count("search") == 1
    assert len(review.runs) == 2


def test_what_was_answered_more_than_a_day_ago_is_asked_again(review, monkeypatch):
    review.server.page_size = 10
    review.server.faults = [Fault("search", Reply(b"", 503), first=3, times=3)]
    review.search("Europe PMC")
    review.server.faults = []
    review.server.asked.clear()
    monkeypatch.setattr(answers, "KEPT_FOR", timedelta(seconds=-1))
    assert review.search("Europe PMC")["outcome"] == "complete"
    assert review.server.count("search") == 3


def test_the_pause_is_that_of_the_source():
    assert pubmed.PAUSE >= 1 / 3
