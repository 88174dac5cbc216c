"""Writes the record pages: plain, light, and only those whose rows or code have changed."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from living_review.book import head, linked_data
from living_review.evidence import edition_in_hand, identity, keys, tables
from living_review.pages.record_pages import addresses
from living_review.pages.record_pages.checks import (
    checked_publications,
    findings_record,
    publication_findings,
)
from living_review.pages.record_pages.claim import claim_record
from living_review.pages.record_pages.index import index_record
from living_review.pages.record_pages.parts import UP, Record
from living_review.pages.record_pages.table import table_record
from living_review.pages.record_pages.trial import trial_record
from living_review.synthesis.verdicts.claims import Claim, verdict_row

TEMPLATES = Path(__file__).resolve().parent / "templates"
PACKAGE = Path(__file__).resolve().parents[1]
# Code that a record is made of, which a test makes sure of. Of the charts only these are reached.
ROOMS = ("checks", "evidence", "statistics", "synthesis", "pages")
MODULES = (
    "book/head.py",
    "book/linked_data.py",
    "book/records.py",
    "book/templates/masthead.html",
    "book/templates/record.html",
    "charts/__init__.py",
    "charts/choices.py",
    "charts/forest.py",
    "charts/forest_sections.py",
    "charts/frames.py",
    "charts/number_format.py",
    "charts/scales.py",
    "charts/theme.py",
    "search/__init__.py",
    "search/addresses.py",
    "search/heartbeat.py",
    "search/rows.py",
    "search/strings.py",
)
LIST = Path(".cache") / "records"


def wanted(
    checked: Callable[[], list[str]] = checked_publications,
) -> dict[str, Callable[[], Record]]:
    """Address of every record page → what makes it.

    Parameters
    ----------
    checked : callable, optional
        Hands out the publications that have a page of findings.
    """
    pages: dict[str, Callable[[], Record]] = {addresses.INDEX: index_record}
    for claim in tables.read("claims", ("claim_id",))["claim_id"]:
        pages[addresses.claim_address(claim)] = partial(claim_record, claim)
    for trial in tables.read("trials", ("trial",))["trial"]:
        pages[addresses.trial_address(trial)] = partial(trial_record, trial)
    for table in tables.table_names():
        pages[addresses.table_address(table)] = partial(table_record, table)
    pages[addresses.FINDINGS] = findings_record
    for source in checked():
        pages[addresses.findings_address(source)] = partial(publication_findings, source)
    return pages


def write_records(out: Path, links: dict[str, str] | None = None) -> list[str]:
    """Write the record pages that are not what they would be today; returns their addresses.

    Parameters
    ----------
    out : pathlib.Path
        Top of the built book. Record pages there that nobody wants any more are removed.
    links : dict, optional
        Words → address from the top of the book, of what every record leads to.
    """
    links = links or {}
    code = keys.digest_of(_code(), json.dumps(head.masthead(links, "")))
    before = {one["address"]: one for one in _known(code)}
    now, written = [], []
    with tables.frozen():
        for address, make in wanted(partial(_checked, before, out)).items():
            known = before.get(address)
            if known is None or not _stands(known, out / address):
                known = _write(out, address, make, links)
                written.append(address)
            now.append(known)
    _remove_others(out, {out / one["address"] for one in now})
    keys.keep(tables.root() / LIST, code, json.dumps(now).encode())
    return written


def _checked(before: dict[str, dict], out: Path) -> list[str]:
    """Publications with findings: while the list of all findings stands, those of the last time.

    Finding them means running every check, which takes longer than all else of an idle build.
    """
    known = before.get(addresses.FINDINGS)
    if known is None or not _stands(known, out / known["address"]):
        return checked_publications()
    folder = Path(addresses.FINDINGS).parent
    pages = [Path(address) for address in before if address != addresses.FINDINGS]
    return [page.stem for page in pages if page.parent == folder]


def _code() -> str:
    """Digest of all that makes records, beside what they ask of the data."""
    rooms = [path for room in ROOMS for path in keys.files_in(PACKAGE / room)]
    files = [*rooms, *(PACKAGE / name for name in MODULES)]
    lock = tables.root() / "requirements.txt"
    edition = edition_in_hand.in_words(edition_in_hand.current()) + edition_in_hand.issues_url()
    return keys.digest_of(
        keys.digest_of_files(files, PACKAGE), lock.read_bytes() if lock.exists() else b"", edition
    )


def _known(code: str) -> Iterator[dict]:
    """What was written last by the same code."""
    found = keys.kept(tables.root() / LIST)
    return json.loads(found.content) if found and found.key == code else iter(())


def _answers(asked: list[str]) -> str:
    return keys.digest_of(*(tables.answer_digest(question) for question in asked))


def _stands(known: dict, page: Path) -> bool:
    """Whether a page is as it was written, and the data answer as they did then."""
    return (
        page.is_file()
        and keys.digest_of(page.read_bytes()) == known["page"]
        and _answers(known["asked"]) == known["answers"]
    )


def _write(out: Path, address: str, make: Callable[[], Record], links: dict[str, str]) -> dict:
    with tables.asked() as questions:
        content = in_html(make(), links).encode()
    keys.write(out / address, content)
    asked = sorted(questions)
    return {
        "address": address,
        "page": keys.digest_of(content),
        "asked": asked,
        "answers": _answers(asked),
    }


def _remove_others(out: Path, kept: set[Path]):
    for page in (out / addresses.FOLDER).rglob("*.html"):
        if page not in kept:
            page.unlink()


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["anchor"] = addresses.row_anchor
    return made


def in_html(record: Record, links: dict[str, str] | None = None) -> str:
    """A record as a page of its own, with links of `write_records` in its bar."""
    edition = edition_in_hand.current()
    title = identity.title()
    up = "../" * record.address.count("/")
    return (
        _environment()
        .get_template("record.html")
        .render(
            record=record,
            masthead=head.masthead(links or {}, up),
            up=up,
            report=head.error_report(
                edition_in_hand.issues_url(), record.address.removesuffix(".html")
            ),
            edition=edition,
            told=edition_in_hand.in_words(edition),
            versions=edition_in_hand.VERSIONS_SCRIPT,
            citation=f"{record.kind} {record.name}. In: {title}. {edition_in_hand.name(edition)}.",
            graph=_graph(record),
        )
    )


def _graph(record: Record) -> str:
    """The claim of a record as JSON-LD, safe within a script; blank for other records."""
    if record.kind != "Claim":
        return ""
    claim = Claim(record.name)
    if claim.parts:
        return ""
    graph = linked_data.graph(pd.DataFrame([verdict_row(claim)]), UP[:-1])
    text = json.dumps(graph, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c")
