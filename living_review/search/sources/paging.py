"""What sources have in common: what is asked of them, what was found, and pages with cursors."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from living_review.search.connection import Request
from living_review.search.failures import SearchError
from living_review.search.records import UnreadableRecordError

# A source may send an empty page, or one again, between others; so many in a row are an end.
BARREN_PAGES = 3
# What parsing raises where a source has changed the form of its records, or one is damaged.
OF_ANOTHER_FORM = (UnreadableRecordError, LookupError, TypeError, AttributeError, ValueError)


@dataclass(frozen=True)
class Window:
    """Days of which new and changed records are wanted; all that there are without ``since``."""

    since: date | None
    until: date


@dataclass(frozen=True)
class Answer:
    """What an answer says, and the digest of its bytes."""

    read: Any
    digest: str


class Ask(Protocol):
    """Asks a source, or takes an answer that is stored already."""

    def __call__(self, request: Request, read: Callable[[bytes], Any]) -> Answer:
        """The answer to a request, read by a function."""


@dataclass
class Found:
    """What a search gave.

    Attributes
    ----------
    hits : int
        Records that the source says there are.
    records : dict
        Key of a record → its columns; ``answer`` is the digest of the answer that holds it.
    unreadable : int
        Records that were sent and can't be read.
    missing : int
        Records that the source counts and did not send, without the unreadable ones.
    remarks : list of str
        What a reader of the run should know, in words of ours.
    source_date : str
        The source's own date of its data, as it writes it.
    held : int, optional
        Records that were looked through, where the source is a set of files.
    watch : callable
        Told of itself whenever an answer was taken in.
    """

    hits: int = 0
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    unreadable: int = 0
    missing: int = 0
    remarks: list[str] = field(default_factory=list)
    source_date: str = ""
    held: int | None = None
    watch: Callable[["Found"], None] = lambda found: None

    def remark(self, said: str):
        """Add a remark, once."""
        if said not in self.remarks:
            self.remarks.append(said)

    def take(self, items: Iterable[Any], parse: Callable[[Any], dict[str, str]], digest: str):
        """Add the records of an answer; one that was there already takes the older one's place."""
        for item in items:
            try:
                record = parse(item)
            except OF_ANOTHER_FORM:
                self.unreadable += 1  # a changed form as well: told, and never fatal to the rest
            else:
                self.records[record["record"]] = record | {"answer": digest}
        self.watch(self)

    def count(self, told: int):
        """Settle hits and missing by what the source counts."""
        got = len(self.records) + self.unreadable
        self.hits, self.missing = max(told, got), max(0, told - got)


@dataclass(frozen=True)
class Page:
    """A part of a list: its items, how many there are in all if it says so, and what follows."""

    items: list
    total: int | None
    following: str


def read_pages(
    ask: Ask,
    request_of: Callable[[str], Request],
    read: Callable[[bytes], Page],
    parse: Callable[[Any], dict[str, str]],
    found: Found,
    start: str = "",
):
    """Read a list page after page until it ends, or all that it counts is there.

    Parameters
    ----------
    ask, request_of, read, parse : callable
        How a page is asked for by its cursor, read, and an item of it made a record.
    found : Found
        Takes the records.
    start : str
        Cursor of the first page.
    """
    total, barren, cursor = None, 0, start
    while True:
        answer = _ask_for_page(ask, request_of(cursor), read, further=cursor != start)
        page: Page = answer.read
        if page.total is not None:
            if total not in (None, page.total):
                found.remark("The number of hits changed while pages were read")
            found.hits = total = page.total
        before = len(found.records)
        found.take(page.items, parse, answer.digest)
        barren = 0 if len(found.records) > before else barren + 1
        complete = total is not None and len(found.records) + found.unreadable >= total
        if not page.following or complete or barren == BARREN_PAGES:
            break
        cursor = page.following
    if total is None:
        raise SearchError("unreadable answer", "did not say how many records it found")
    found.count(total)


def _ask_for_page(ask: Ask, request: Request, read: Callable, further: bool) -> Answer:
    """A page; a question that was answered before and is refused further on has expired."""
    try:
        return ask(request, read)
    except SearchError as failure:
        if failure.kind == "refused" and further:
            raise SearchError("expired", "knows the place in the list no more") from None
        raise


def parts_of(string: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Parameters that a search string of several parts comes to.

    Parameters
    ----------
    string : str
        Parts such as ``condition: asthma``, parted by semicolons or line ends.
    names : mapping
        What a part may be called → the parameter that it is.

    Raises
    ------
    ValueError
        If there is no part, or one that is called otherwise.

    Examples
    --------
    >>> parts_of("condition: asthma OR wheezing; term: child", {"condition": "c", "term": "t"})
    (('c', 'asthma OR wheezing'), ('t', 'child'))
    """
    parts = [part.partition(":") for part in re.split(r"[;\n]", string) if part.strip()]
    if not parts or any(n.strip() not in names or not text.strip() for n, _, text in parts):
        known = ", ".join(names)
        raise ValueError(f"write it in parts such as 'name: words'; names are {known}: {string!r}")
    return tuple((names[name.strip()], text.strip()) for name, _, text in parts)
