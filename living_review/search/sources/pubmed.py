"""PubMed by its E-utilities: lists of identifiers by ESearch, records by EFetch.

ESearch lists at most 9,999 records of a search; what is longer is split by the day on which
records were entered. Identifiers are asked for by themselves, never through a history that
expires on the server.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from living_review.search.addresses import ADDRESSES
from living_review.search.connection import Request
from living_review.search.failures import SearchError
from living_review.search.reading import parse_xml
from living_review.search.sources.paging import Ask, Found, Window
from living_review.search.sources.pubmed_records import RECORDS, identifier_of, parse_record

NAME, SLUG = "PubMed", "pubmed"
ADDRESS = ADDRESSES[NAME]
PAUSE = 0.34  # three requests a second without a key
LISTED_AT_MOST = 9_999
FETCHED_AT_ONCE = 200
FIRST_DAY = date(1700, 1, 1)  # older than anything that was entered under its own date


def identity(tool: str, contact: str) -> dict[str, str]:
    """Parameters that say who asks."""
    return {"tool": tool} | ({"email": contact} if contact else {})


@dataclass(frozen=True)
class Days:
    """A span of days of one kind: *edat*, when a record was entered, or *mdat*, when changed."""

    kind: str
    first: date
    last: date

    def halves(self) -> list["Days"]:
        """The span in two; itself alone where it is one day."""
        if self.first >= self.last:
            return [self]
        middle = self.first + (self.last - self.first) // 2
        return [replace(self, last=middle), replace(self, first=middle + timedelta(days=1))]


@dataclass(frozen=True)
class Listed:
    """A list of identifiers, and how many records the source says the search has."""

    total: int
    identifiers: tuple[str, ...]
    unknown_phrases: int


def search(ask: Ask, string: str, window: Window, found: Found):
    """All records of a search string that were entered or changed within a window.

    Raises
    ------
    SearchError
        If the list or any of its records can't be had.
    """
    found.source_date = ask(Request("einfo.fcgi", (("db", "pubmed"),)), read_date).read
    spans: list[Days | None] = [None]
    if window.since:
        spans = [Days(kind, window.since, window.until) for kind in ("edat", "mdat")]
    wanted: dict[str, None] = {}
    unlisted = 0
    for span in spans:
        total, identifiers = _list(ask, string, span, window.until, found)
        wanted |= dict.fromkeys(identifiers)
        unlisted += max(0, total - len(set(identifiers)))
    found.hits = len(wanted) + unlisted
    _fetch(ask, list(wanted), found)
    found.count(found.hits)


def _list(ask: Ask, string: str, span: Days | None, until: date, found: Found):
    """How many records a search has, and the identifiers that are listed of them."""
    listed: Listed = ask(_listing(string, span, 0), read_list).read
    if listed.unknown_phrases:
        found.remark(f"{listed.unknown_phrases} phrases of the string are not in the index")
    if listed.total > LISTED_AT_MOST:
        span = span or Days("edat", FIRST_DAY, until + timedelta(days=1))
        return listed.total, _list_halves(ask, string, span, until, found)
    total, identifiers = listed.total, dict.fromkeys(listed.identifiers)
    while len(identifiers) < total:  # a page that is shorter than it was asked to be
        further: Listed = ask(_listing(string, span, len(identifiers)), read_list).read
        if further.total != total:
            found.remark("The number of hits changed while pages were read")
            total = further.total
        before = len(identifiers)
        identifiers |= dict.fromkeys(further.identifiers)
        if len(identifiers) == before:
            break
    return total, list(identifiers)


def _list_halves(ask: Ask, string: str, span: Days, until: date, found: Found) -> list[str]:
    halves = span.halves()
    if len(halves) == 1:  # more in one day than can be listed: the rest is missing, and told
        found.remark("More records stand under one day than the source lists")
        return list(ask(_listing(string, span, 0), read_list).read.identifiers)
    return [key for half in halves for key in _list(ask, string, half, until, found)[1]]


def _listing(string: str, span: Days | None, start: int) -> Request:
    parameters = [("db", "pubmed"), ("term", string), ("retmode", "xml")]
    parameters += [("retstart", str(start)), ("retmax", str(LISTED_AT_MOST - start))]
    if span:
        parameters += [("datetype", span.kind)]
        parameters += [("mindate", f"{span.first:%Y/%m/%d}"), ("maxdate", f"{span.last:%Y/%m/%d}")]
    return Request("esearch.fcgi", tuple(parameters), by_post=True)


def _fetch(ask: Ask, identifiers: list[str], found: Found):
    for first in range(0, len(identifiers), FETCHED_AT_ONCE):
        wanted = identifiers[first : first + FETCHED_AT_ONCE]
        answer = ask(fetching(wanted), read_records)
        sent = {identifier_of(item): item for item in answer.read}
        found.take((sent[key] for key in wanted if key in sent), parse_record, answer.digest)


def fetching(identifiers: list[str]) -> Request:
    """What is asked of EFetch for records; at most `FETCHED_AT_ONCE` of them."""
    parameters = (("db", "pubmed"), ("id", ",".join(identifiers)), ("retmode", "xml"))
    return Request("efetch.fcgi", parameters, by_post=True)


def read_date(raw: bytes) -> str:
    """The source's own date of its data in the answer of EInfo; blank where it says none."""
    root = parse_xml(raw)
    _stop_at_error(root, "eInfoResult")
    return (root.findtext(".//LastUpdate") or "").strip()


def read_list(raw: bytes) -> Listed:
    """The answer of ESearch.

    Raises
    ------
    SearchError
        If it is not such an answer, or says that the search failed, with whatever status.
    """
    root = parse_xml(raw)
    _stop_at_error(root, "eSearchResult")
    count = (root.findtext("Count") or "").strip()
    if not count.isdigit():
        raise SearchError("unreadable answer", "did not say how many records it found", True)
    identifiers = tuple((item.text or "").strip() for item in root.iterfind("IdList/Id"))
    unknown = sum(1 for _ in root.iterfind("ErrorList/PhraseNotFound"))
    return Listed(int(count), tuple(key for key in identifiers if key.isdigit()), unknown)


def read_records(raw: bytes) -> list:
    """Elements of the records in an answer of EFetch."""
    root = parse_xml(raw)
    _stop_at_error(root, "PubmedArticleSet")
    return [item for item in root if item.tag in RECORDS]


def _stop_at_error(root, wanted: str):
    if root.tag == "ERROR" or any(True for _ in root.iter("ERROR")):
        raise SearchError("error in answer", "answered that the search failed", True)
    if root.tag != wanted:
        raise SearchError("unreadable answer", "sent XML of another form", True)
