"""Has every identifier on a page, and every row of its tables, lead to the record of it."""

import html
import re

from living_review.evidence import tables
from living_review.pages.record_pages.addresses import (
    IDENTIFIER,
    identifiers,
    row_address,
    trial_address,
)

# Where a link would be none, or be within another.
APART = (
    "a",
    "pre",
    "caption",
    "script",
    "style",
    "svg",
    "math",
    "title",
    "button",
    "label",
    "h1",
    "h2",
    "h3",
)
TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"<(/?)([a-zA-Z0-9]+)")
OF_RECORD = re.compile(
    r'(<th\b[^>]*\bdata-(row|trial)="([^"]+)"[^>]*>)(?!<a\b)(.+?)(</th>)', re.DOTALL
)


def with_record_links(body: str, up: str) -> str:
    """A page whose identifiers are links.

    Parameters
    ----------
    body : str
        HTML of the page.
    up : str
        Way from the page to the top of the book, such as ``"../"``.
    """
    with tables.frozen():
        known = identifiers()
        trials = set(tables.read("trials", ("trial",))["trial"])
    return _linked_texts(_linked_rows(body, known, trials, up), known, up)


def _linked_rows(body: str, known: dict[str, str], trials: set[str], up: str) -> str:
    """Row headers that name the row or the trial which they are of, as links to its record."""

    def linked(found: re.Match) -> str:
        start, kind, key, shown, end = found.groups()
        key = html.unescape(key)
        if kind == "trial":  # or a study that is none of the trials of this review
            address = trial_address(key) if key in trials else row_address("publications", key)
        else:
            address = known.get(key)
        link = f'<a class="record-link" href="{up}{address}">{shown}</a>'
        return f"{start}{link}{end}" if address else found[0]

    return OF_RECORD.sub(linked, body)


def _linked_texts(body: str, known: dict[str, str], up: str) -> str:
    def linked(found: re.Match) -> str:
        address = known.get(found[0])
        if address is None:
            return found[0]
        return f'<a class="record-link" href="{up}{address}">{found[0]}</a>'

    apart, parts = [], []
    for part in TAG.split(body):
        if tag := NAME.match(part):
            _follow(apart, tag[1], tag[2].lower(), part)
        elif not apart:
            part = IDENTIFIER.sub(linked, part)
        parts.append(part)
    return "".join(parts)


def _follow(apart: list[str], closing: str, name: str, tag: str):
    """Keep count of the elements that are open, and in which nothing becomes a link."""
    if name not in APART or tag.endswith("/>"):
        return
    if not closing:
        apart.append(name)
    elif apart and apart[-1] == name:
        apart.pop()
