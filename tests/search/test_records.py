"""What records of the sources become: captured ones, and what is odd in others."""

import json
from datetime import date

import pytest
from lxml import etree

from living_review.search.failures import SearchError
from living_review.search.reading import parse_json, parse_xml
from living_review.search.records import record_of
from living_review.search.sources import clinical_trials, crossref, europe_pmc
from living_review.search.sources.pubmed import Days, read_list
from living_review.search.sources.pubmed_records import parse_record
from tests.search.stand_in import capture, captured_records

RLM, LRM, ZWSP = "\u200f", "\u200e", "\u200b"


def article(identifier: str) -> dict[str, str]:
    return parse_record(etree.fromstring(captured_records()[identifier]))


def test_a_captured_article_is_read_whole():
    assert article("12091962") == record_of(
        "PubMed",
        "pubmed",
        "12091962",
        kinds="Journal Article; Review",
        title="The treatment of AIDS behind the walls of correctional facilities.",
        authors="Olivero JM",
        year="1990",
        published="1990 Spring",
        journal="Soc Justice",
        volume="17",
        issue="1",
        pages="113-25",
        pubmed_id="12091962",
        language="eng",
        updated_on="2007 11 15",
    )


def test_markup_in_a_captured_title_leaves_its_words():
    assert article("30108519")["title"].startswith('A "Blood Relationship" Between the Overlooked')


def test_notices_stand_on_both_records_of_a_pair():
    assert article("27602157")["notices"] == "retracted by pubmed:34093767"
    assert "retraction of pubmed:27602157" in article("34093767")["notices"]


def test_no_contact_is_taken_over():
    for element in captured_records().values():
        record = parse_record(etree.fromstring(element))
        assert "@" not in " ".join(record.values())


BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">20301295</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1116</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>A University</PublisherName></Publisher>
<BookTitle book="gene">GeneReviews</BookTitle><PubDate><Year>1993</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Adam</LastName><Initials>MP</Initials></Author>
</AuthorList></Book>{title}
<AuthorList><Author><CollectiveName>A Working Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationType>Review</PublicationType></BookDocument>
</PubmedBookArticle>"""


def test_a_chapter_of_a_book_and_a_book():
    chapter = parse_record(etree.fromstring(BOOK.format(title="<ArticleTitle>One</ArticleTitle>")))
    assert (chapter["title"], chapter["journal"]) == ("One", "GeneReviews")
    assert (chapter["authors"], chapter["year"]) == ("A Working Group", "1993")
    book = parse_record(etree.fromstring(BOOK.format(title="")))
    assert (book["title"], book["journal"]) == ("GeneReviews", "A University")


@pytest.mark.parametrize(
    ("told", "published", "year"),
    [
        ("<Year>2019</Year><Month>Jan</Month><Day>02</Day>", "2019 Jan 02", "2019"),
        ("<MedlineDate>2019 Jan-Mar</MedlineDate>", "2019 Jan-Mar", "2019"),
        ("<MedlineDate>Winter 1999-2000</MedlineDate>", "Winter 1999-2000", "1999"),
        ("<Year>2021</Year>", "2021", "2021"),
        ("", "", ""),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_told(told, published, year):
    element = captured_records()["12091962"].decode()
    start, end = element.index("<PubDate>") + 9, element.index("</PubDate>")
    record = parse_record(etree.fromstring(element[:start] + told + element[end:]))
    assert (record["published"], record["year"]) == (published, year)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<script>alert(1)</script>Iron", "Iron"),
        ("Iron<script>alert(1)", "Iron"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Iron", "Iron"),
        ("&amp;lt;b&amp;gt;Iron&amp;lt;/b&amp;gt;", "Iron"),
        ("<img src=x onerror=alert(1)>Iron", "Iron"),
        ("Iron <!-- hidden --> pills", "Iron pills"),
        ("p < 0.05 and n > 7", "p < 0.05 and n > 7"),
        (f"{RLM}منیزیم{LRM} و خواب", "منیزیم و خواب"),
        ("Cafe\u0301", "Café"),
        (f"ir{ZWSP}on\u00a0pills", "iron pills"),
        ("می\u200cشود", "می\u200cشود"),
        ("Line\r\nbreak", "Line break"),
        ("&nosuchthing; &#0; &", None),
        ("&" * 50 + "lt;" * 50, None),
    ],
)
def test_titles_of_any_kind_become_plain_text(written, plain):
    record = record_of("A", "a", "1", title=f"x {written}")
    if plain is not None:
        assert record["title"] == f"x {plain}"
    assert "<script" not in record["title"]
    assert "\n" not in record["title"]


def test_a_registered_study_keeps_its_days_and_no_person():
    studies = json.loads(capture("clinicaltrials_studies.json"))
    found = {s["identifier"]: s for s in map(clinical_trials.parse_record, studies)}
    study = found["NCT03275402"]
    assert (study["status"], study["completed_on"]) == ("terminated", "2023-06-02")
    assert (study["published"], study["updated_on"]) == ("2017-09-07", "2024-02-13")
    assert study["authors"] == "Y-mAbs Therapeutics"


def test_captured_records_of_the_others_are_read():
    (first, *_) = json.loads(capture("europepmc_search_cancer.json"))["resultList"]["result"]
    record = europe_pmc.parse_record(first)
    assert record["record"] == "europepmc:MED/39709209"
    assert record["authors"] == "Schoenfeld JD; Haas-Kogan DA; O'Neill AF"
    assert (record["volume"], record["issue"], record["pages"]) == ("404", "10471", "2603-2604")
    (first, *_) = json.loads(capture("crossref_works.json"))["message"]["items"]
    assert crossref.parse_record(first)["record"] == "crossref:10.1007/978-1-4302-0197-7_9"


def test_a_whole_record_of_europe_pmc_says_what_a_short_one_does_and_more():
    short, whole = (
        [
            europe_pmc.parse_record(item)
            for item in json.loads(capture(f"europepmc_{name}.json"))["resultList"]["result"]
        ]
        for name in ("search_cancer", "core")
    )
    more = ("kinds", "language", "updated_on", "notices")
    assert len(short) == len(whole) == 25
    for one, other in zip(short, whole, strict=True):
        same = [name for name in one if name not in more]
        assert [one[n].lower() for n in same] == [other[n].lower() for n in same]
        assert set(one["kinds"].split("; ")) == set(other["kinds"].lower().split("; "))
    assert whole[1]["notices"] == "erratum for pubmed:39293462"


def test_a_list_without_a_hit_is_no_failure():
    listed = read_list(capture("pubmed_esearch8.xml"))
    assert (listed.total, listed.identifiers, listed.unknown_phrases) == (0, (), 1)
    assert read_list(capture("pubmed_esearch1.xml")).total == 63


@pytest.mark.parametrize("raw", [b"", b"<a", b"\xff\xfe", b"<a>&undeclared;</a>", b"nothing"])
def test_what_is_no_xml_is_told_so(raw):
    with pytest.raises(SearchError) as told:
        parse_xml(raw)
    assert told.value.kind == "unreadable answer"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"[" * 100_000, b"\xff", b'"text"'])
def test_what_is_no_json_object_is_told_so(raw):
    with pytest.raises(SearchError) as told:
        parse_json(raw)
    assert told.value.kind == "unreadable answer"


def test_halves_of_days_leave_no_day_out():
    whole = Days("edat", date(2020, 1, 1), date(2020, 1, 4))
    first, second = whole.halves()
    assert (first.first, second.last) == (whole.first, whole.last)
    assert (second.first - first.last).days == 1
    assert Days("edat", whole.first, whole.first).halves() == [
        Days("edat", whole.first, whole.first)
    ]
