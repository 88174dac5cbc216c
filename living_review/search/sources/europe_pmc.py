"""Europe PMC by its REST service: one list, read page after page by cursor.

Whole records are asked for, since the short form names no paper of a preprint; affiliations and
addresses within them are not taken over.
"""

from living_review.search.addresses import ADDRESSES
from living_review.search.connection import Request
from living_review.search.failures import SearchError
from living_review.search.reading import parse_json
from living_review.search.records import record_of, registrations_in
from living_review.search.sources.paging import Ask, Found, Page, Window, read_pages

NAME, SLUG = "Europe PMC", "europepmc"
ADDRESS = ADDRESSES[NAME]
PAUSE = 0.2  # no rate is published; one question at a time
PAGE_SIZE = "250"  # whole records: a thousand of them are ten megabytes


def identity(tool: str, contact: str) -> dict[str, str]:
    """Parameters that say who asks; the service has one for an address alone."""
    return {"email": contact} if contact else {}


def search(ask: Ask, string: str, window: Window, found: Found):
    """All records of a search string, whatever the window: the whole list takes few pages.

    Raises
    ------
    SearchError
        If the list can't be read to its end.
    """

    def request_of(cursor: str) -> Request:
        return Request(
            "search",
            (
                ("query", string),
                ("format", "json"),
                ("resultType", "core"),
                ("pageSize", PAGE_SIZE),
                ("cursorMark", cursor),
            ),
        )

    def read(raw: bytes) -> Page:
        page, understood = read_page(raw)
        if understood and understood.split() != string.split():
            found.remark("The source repeated the string in other words than it was asked")
        return page

    read_pages(ask, request_of, read, parse_record, found, start="*")


def read_page(raw: bytes) -> tuple[Page, str]:
    """A page, and the string as the source understood it.

    Raises
    ------
    SearchError
        If it says that the search failed, with whatever status, or knows the cursor no more.
    """
    answer = parse_json(raw)
    if "errCode" in answer or "errMsg" in answer:
        raise SearchError("error in answer", "answered that the search failed", True)
    if set(answer) <= {"version"}:
        raise SearchError("expired", "knows the place in the list no more")
    total = answer.get("hitCount")
    results = answer.get("resultList")
    items = results.get("result") if isinstance(results, dict) else None
    if not isinstance(total, int) or not isinstance(items, list):
        raise SearchError("unreadable answer", "sent JSON of another form", True)
    request = answer.get("request")
    understood = request.get("queryString", "") if isinstance(request, dict) else ""
    return Page(items, total, str(answer.get("nextCursorMark") or "")), str(understood)


def parse_record(item: dict) -> dict[str, str]:
    """Columns of a record, whole or short; its key is its source in Europe PMC and its identifier.

    A short one (*lite*) tells of no other publication and of no register.
    """
    printed = item.get("journalInfo", {})
    journal = printed.get("journal", {})
    return record_of(
        NAME,
        SLUG,
        f"{item['source']}/{item['id']}",
        kinds=item.get("pubType") or "; ".join(item.get("pubTypeList", {}).get("pubType", [])),
        title=item.get("title", ""),
        authors="; ".join(_names(item.get("authorString", ""))),
        year=item.get("pubYear", ""),
        published=item.get("firstPublicationDate", ""),
        journal=item.get("journalTitle") or journal.get("isoabbreviation") or journal.get("title"),
        volume=item.get("journalVolume") or printed.get("volume"),
        issue=item.get("issue") or printed.get("issue"),
        pages=item.get("pageInfo", ""),
        doi=item.get("doi", ""),
        pubmed_id=item.get("pmid", ""),
        pmc_id=item.get("pmcid", ""),
        registrations=registrations_in(item.get("abstractText", "")),
        language=item.get("language", ""),
        updated_on=item.get("dateOfRevision", ""),
        notices="; ".join(_notices(item)),
    )


def _notices(item: dict) -> list[str]:
    """What the source ties to a record among records of PubMed, such as *preprint of*."""
    listed = item.get("commentCorrectionList", {}).get("commentCorrection", [])
    told = [f"{n['type'].lower()} pubmed:{n['id']}" for n in listed if n.get("source") == "MED"]
    return list(dict.fromkeys(told))


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.removesuffix(".").split(",") if name.strip()]
