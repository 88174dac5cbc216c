"""What a record page is made of, whatever it is a record of."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from living_review.pages.page_table import kept_together

UP = "../../"  # from a record page to the top of the book


class Block(Protocol):
    """Something that stands on a page."""

    def to_html(self) -> str:
        """It as HTML."""


@dataclass(frozen=True)
class Facts:
    """Headings and texts; those without a text are left out.

    Parameters
    ----------
    entries : tuple of (str, str, str)
        Heading, text, and where the text leads: an address, or blank.
    """

    entries: tuple[tuple[str, str, str], ...]

    def to_html(self) -> str:
        """The facts as a list of terms."""
        items = "".join(
            f"<div><dt>{html.escape(name)}</dt>"
            f"<dd>{linked(kept_together(text), address)}</dd></div>"
            for name, text, address in self.entries
            if text
        )
        return f"<dl>{items}</dl>"


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; one with nothing below it is not shown."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Record:
    """A record page.

    Parameters
    ----------
    address : str
        From the top of the book.
    kind, name : str
        What it is a record of, such as *Claim*, and its identifier.
    title : str
        Heading of the page.
    head : str
        HTML below the heading: the answer.
    sections : tuple of Section
        In the order in which they are read.
    searched : bool
        Whether it holds a list that a script makes searchable.
    """

    address: str
    kind: str
    name: str
    title: str
    head: str
    sections: tuple[Section, ...]
    searched: bool = False


def linked(text: str, address: str = "") -> str:
    """Escaped text, with a link where there is an address.

    Examples
    --------
    >>> linked("a < b", "x.html"), linked("a < b")
    ('<a href="x.html">a &lt; b</a>', 'a &lt; b')
    """
    shown = html.escape(text)
    return f'<a href="{html.escape(address, quote=True)}">{shown}</a>' if address else shown


def sections(*wanted: Section) -> tuple[Section, ...]:
    """Those that say something."""
    return tuple(section for section in wanted if section.blocks)


def facts(entries: Iterable[tuple[str, str] | tuple[str, str, str]]) -> tuple[Facts, ...]:
    """One block of facts, or none if no text is there."""
    whole = tuple((*entry, "")[:3] for entry in entries)
    return (Facts(whole),) if any(text for _, text, _ in whole) else ()
