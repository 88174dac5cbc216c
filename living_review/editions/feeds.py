"""Feeds in Atom (RFC 4287): editions, verdicts that moved, and news of evidence and searches."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from living_review.editions import words
from living_review.editions.changes import VerdictChange
from living_review.editions.differences import compare
from living_review.editions.kept_data import KeptData
from living_review.editions.news import STATE, News, news_of, news_of_searches
from living_review.editions.site import DEVELOPMENT
from living_review.evidence import identity
from living_review.pages.claim_card import anchor
from living_review.pages.emphasis import in_quotation_marks
from living_review.search.heartbeat import Change

ATOM = "http://www.w3.org/2005/Atom"
EDITIONS, VERDICTS, NEWS = "feed.xml", "verdicts.xml", "news.xml"
LIST = "editions/index.html"


def write(
    site: Path, editions: Sequence, site_url: str = "", changed: Sequence[Change] = ()
) -> list[Path]:
    """Write all feeds at the root of the site.

    Parameters
    ----------
    site : pathlib.Path
        Root of the site, with a folder for each edition.
    editions : sequence of Edition
        Newest first, as in the register.
    site_url : str
        Where the site will stand; without it, addresses are relative to the feed.
    changed : sequence of Change
        How the searches kept their schedule up to now: runs between two editions count, too.

    Returns
    -------
    list of pathlib.Path
        What was written: nothing without an edition, since a feed needs a day.
    """
    if not editions:
        return []
    kept = {edition.version: KeptData(site / edition.version / "data") for edition in editions}
    found = []
    for newer, older in pairwise(editions):
        moved = compare(kept[older.version], kept[newer.version]).verdicts
        found += [_verdict(newer, change, kept[newer.version], site, site_url) for change in moved]
    news = [*news_of_searches(changed), *news_of(kept[editions[0].version])]
    news.sort(key=lambda told: told.date, reverse=True)
    current = DEVELOPMENT if (site / DEVELOPMENT).exists() else editions[0].version
    entries = {
        EDITIONS: [_edition(edition, site_url) for edition in editions],
        VERDICTS: found,
        NEWS: [
            _news(told, editions, current if told.kind == STATE else editions[0].version, site_url)
            for told in news
        ],
    }
    titles = {
        EDITIONS: "editions",
        VERDICTS: "verdicts that moved",
        NEWS: "new studies, retractions and the state of the searches",
    }
    paths = []
    newest = max(edition.date for edition in editions)
    for name, title in titles.items():
        day = max([newest, *(told.date for told in news)]) if name == NEWS else newest
        feed = _feed(name, title, day, editions, site_url)
        feed.extend(entries[name])
        ET.indent(feed)
        text = ET.tostring(feed, encoding="unicode", xml_declaration=False)
        path = site / name
        path.write_bytes(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode())
        paths.append(path)
    return paths


def _at(path: str, site_url: str) -> str:
    return f"{site_url.rstrip('/')}/{path}" if site_url else path


def _day(date: str) -> str:
    return f"{date}T00:00:00Z"


def _element(name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.Element(name, attributes)
    element.text = _legal(text) or None
    return element


def _legal(text: str) -> str:
    """Text without characters that XML does not have."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )


def _feed(name: str, what: str, day: str, editions: Sequence, site_url: str) -> ET.Element:
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    feed.append(_element("id", identity.urn(editions[-1].tree, name)))
    feed.append(_element("title", f"{identity.title()}: {what}"))
    feed.append(_element("updated", _day(day)))
    for author in identity.authors():
        person = _element("author")
        person.append(_element("name", author))
        feed.append(person)
    feed.append(_element("link", rel="alternate", type="text/html", href=_at(LIST, site_url)))
    if site_url:
        feed.append(
            _element("link", rel="self", type="application/atom+xml", href=_at(name, site_url))
        )
    feed.append(_element("rights", "Words CC BY 4.0, data CC0"))
    return feed


def _entry(identifier: str, title: str, date: str, href: str, summary: str) -> ET.Element:
    entry = ET.Element("entry")
    entry.append(_element("id", identifier))
    entry.append(_element("title", title))
    entry.append(_element("updated", _day(date)))
    entry.append(_element("published", _day(date)))
    entry.append(_element("link", rel="alternate", type="text/html", href=href))
    entry.append(_element("summary", summary, type="text"))
    return entry


def _edition(edition, site_url: str) -> ET.Element:
    moved = [
        sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
        for sentence in edition.moved
    ]
    return _entry(
        identity.urn(edition.tree, edition.version),
        f"Edition {edition.version}",
        edition.date,
        _at(f"{edition.version}/index.html", site_url),
        in_quotation_marks(" ".join([edition.why, *moved])),
    )


def _news(told: News, editions: Sequence, folder: str, site_url: str) -> ET.Element:
    entry = _entry(
        identity.urn(editions[-1].tree, told.kind, told.key),
        told.title,
        told.date,
        _at(f"{folder}/{told.place}", site_url),
        told.said,
    )
    entry.append(_element("category", term=told.kind))
    return entry


def _verdict(edition, change: VerdictChange, kept: KeptData, site: Path, site_url: str):
    page = f"chapters/{kept.verdicts.get(change.claim_id, {}).get('chapter', '')}.html"
    place = f"{edition.version}/{page}#{anchor(change.claim_id)}"
    if not (site / edition.version / page).exists():
        place = f"{edition.version}/index.html"
    entry = _entry(
        identity.urn(edition.tree, edition.version, change.claim_id),
        f"{change.claim_id}: {change.before} → {change.after}",
        edition.date,
        _at(place, site_url),
        f"{change.claim} {words.verdict(change)}",
    )
    entry.append(_element("category", term=change.after))
    return entry
