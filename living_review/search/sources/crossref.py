"""Crossref by its REST service: works, and notices on works in both directions.

Its cursor expires after some five minutes, and may be the same on every page.
"""

import json
from collections.abc import Sequence
from urllib.parse import quote

from living_review.evidence import dois
from living_review.search.addresses import ADDRESSES
from living_review.search.connection import Request
from living_review.search.failures import SearchError
from living_review.search.reading import parse_json
from living_review.search.records import plain_text, record_of, registrations_in
from living_review.search.sources.paging import Ask, Found, Page, Window, parts_of, read_pages
from living_review.search.sources.told_notices import Notice, kind_of

NAME, SLUG = "Crossref", "crossref"
ADDRESS = ADDRESSES[NAME]
PAUSE = 0.2  # five a second; answers state the rate, and a slower one is followed
PAGE_SIZE = "1000"
# What a search string may say: words of a work, and a filter as Crossref writes it.
FIELDS = {"term": "query.bibliographic", "title": "query.title", "filter": "filter"}

UNKNOWN = b"Resource not found."  # what it says of a work that it does not know


def identity(tool: str, contact: str) -> dict[str, str]:
    """Parameters that say who asks; with an address, Crossref answers from its polite pool."""
    return {"mailto": contact} if contact else {}


def search(ask: Ask, string: str, window: Window, found: Found):
    """All works of a search string, whatever the window.

    Parameters
    ----------
    ask : callable
        Asks the source.
    string : str
        Parts such as ``title: asthma; filter: type:journal-article``; words as in `FIELDS`.
    window : Window
        Not used.
    found : Found
        Takes the records.

    Raises
    ------
    SearchError
        If the list can't be read to its end.
    ValueError
        If the string has a part of another kind.
    """
    asked = parts_of(string, FIELDS)

    def request_of(cursor: str) -> Request:
        return Request("works", (*asked, ("rows", PAGE_SIZE), ("cursor", cursor)))

    read_pages(ask, request_of, read_page, parse_record, found, start="*")


def read_page(raw: bytes) -> Page:
    """A page of works.

    Raises
    ------
    SearchError
        If it says that the search failed, with whatever status, or has another form.
    """
    answer = parse_json(raw)
    message = answer.get("message")
    if answer.get("status") == "failed":
        raise SearchError("error in answer", "answered that the search failed", True)
    items = message.get("items") if isinstance(message, dict) else None
    total = message.get("total-results") if isinstance(message, dict) else None
    if not isinstance(items, list) or not isinstance(total, int):
        raise SearchError("unreadable answer", "sent JSON of another form", True)
    return Page(items, total, str(message.get("next-cursor") or ""))


def fetching_work(doi: str) -> Request:
    """What is asked for one work; that Crossref does not know it is an answer.

    Examples
    --------
    >>> fetching_work("10.1000/a#b").path
    'works/10.1000%2Fa%23b'
    """
    return Request(f"works/{quote(doi, safe='')}", absent=UNKNOWN)


def read_work(raw: bytes) -> dict | None:
    """A work; None if Crossref does not know it.

    Raises
    ------
    SearchError
        If the answer is neither.
    """
    if raw.strip() == UNKNOWN:
        return None
    work = parse_json(raw).get("message")
    if not isinstance(work, dict) or not isinstance(work.get("DOI"), str):
        raise SearchError("unreadable answer", "sent JSON of another form", True)
    return work


def works_that_update(ask: Ask, wanted: Sequence[str]) -> Found:
    """Works that say of themselves that they are notices about any of some works.

    Parameters
    ----------
    ask : callable
        Asks the source.
    wanted : sequence of str
        DOIs. A comma within one would part the filter: ask for it otherwise.

    Returns
    -------
    Found
        By the DOI of the notice, as ``work``, the JSON of what `notices_by` reads.

    Raises
    ------
    SearchError
        If the list can't be read to its end.
    """
    asked, found = ",".join(f"updates:{doi}" for doi in wanted), Found()

    def request_of(cursor: str) -> Request:
        return Request("works", (("filter", asked), ("rows", PAGE_SIZE), ("cursor", cursor)))

    read_pages(ask, request_of, read_page, _updating, found, start="*")
    return found


def _updating(work: dict) -> dict[str, str]:
    told = {"DOI": work["DOI"], "update-to": work["update-to"]}
    notices_by(told)  # an unreadable one is told as such
    return {"record": dois.same(work["DOI"]), "work": json.dumps(told)}


def notices_about_work(work: dict) -> list[Notice]:
    """Notices that a work names as being about itself."""
    return [_notice(told, told["DOI"]) for told in work.get("updated-by") or []]


def notices_by(work: dict) -> list[tuple[str, Notice]]:
    """DOIs of the works that a notice says it is about, each with what it is to it."""
    return [(dois.same(t["DOI"]), _notice(t, work["DOI"])) for t in work.get("update-to") or []]


def _notice(told: dict, doi: str) -> Notice:
    word, label = str(told["type"]), str(told.get("label") or "")
    parts = next(iter((told.get("updated") or {}).get("date-parts") or [[]]))
    whole = len(parts) == 3 and all(isinstance(part, int) for part in parts)
    return Notice(
        kind_of(word),
        f"doi:{dois.same(doi)}",
        plain_text(label if label.lower() == word.lower() else f"{word}: {label}".strip(": ")),
        plain_text(str(told.get("source") or "publisher")),
        f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}" if whole else "",
    )


def parse_record(work: dict) -> dict[str, str]:
    """Columns of a work."""
    return record_of(
        NAME,
        SLUG,
        work["DOI"].lower(),
        kinds="; ".join(work[n].replace("-", " ") for n in ("type", "subtype") if work.get(n)),
        title=_first(work, "title"),
        authors="; ".join(filter(None, map(_name, work.get("author", [])))),
        published=_day(work.get("issued", {})),
        journal=_first(work, "container-title"),
        volume=work.get("volume", ""),
        issue=work.get("issue", ""),
        pages=work.get("page", ""),
        doi=work["DOI"],
        language=work.get("language", ""),
        registrations=registrations_in(*_registered(work)),
        notices="; ".join(_notices(work)),
    )


def _registered(work: dict) -> list[str]:
    name = "clinical-trial-number"
    return [str(trial.get(name, "")) for trial in work.get(name) or []]


def _first(work: dict, name: str) -> str:
    return next(iter(work.get(name) or [""]))


def _name(author: dict) -> str:
    family = author.get("family", "")
    return f"{family} {author.get('given', '')}".strip() if family else author.get("name", "")


def _day(issued: dict) -> str:
    """A date as far as it is told: *2015*, *2015-06*, *2015-06-03*."""
    parts = next(iter(issued.get("date-parts") or [[]]))
    return "-".join(f"{part:02d}" for part in parts if isinstance(part, int))


def _notices(work: dict) -> list[str]:
    """Notices in both directions and preprints, each with the other work's identifier."""
    found = [f"{n['type']} of doi:{n['DOI'].lower()}" for n in work.get("update-to") or []]
    found += [f"{n['type']} in doi:{n['DOI'].lower()}" for n in work.get("updated-by") or []]
    for word in ("is-preprint-of", "has-preprint"):
        others = (work.get("relation") or {}).get(word) or []
        said = word.removeprefix("is-").replace("-", " ")
        found += [f"{said} doi:{dois.same(o['id'])}" for o in others if o.get("id-type") == "doi"]
    return list(dict.fromkeys(found))
