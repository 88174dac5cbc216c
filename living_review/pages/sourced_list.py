"""A list of sentences for readers in a hurry: each with its source, numbers that can be called."""

import html
from dataclasses import dataclass

from living_review.pages.page_table import ADDRESS, kept_together

# Among the parts of an entry: what follows stands on a line of its own.
LINE_END = "\n"


@dataclass(frozen=True)
class Source:
    """Where a sentence was seen.

    Parameters
    ----------
    name : str
        Short name, such as ``"Doe 2001"``.
    address : str
        Where a reader finds it; blank where nowhere.
    seen : str
        Day on which it was seen, as ``"2001-12-31"``; blank where that was not noted.
    """

    name: str
    address: str = ""
    seen: str = ""

    def to_html(self) -> str:
        """The source as a link, and the day."""
        name = html.escape(self.name)
        if ADDRESS.match(self.address):
            name = f'<a href="{html.escape(self.address, quote=True)}">{name}</a>'
        return f"{name}, seen {html.escape(self.seen)}" if self.seen else name

    def to_text(self) -> str:
        """Name and day."""
        return f"{self.name}, seen {self.seen}" if self.seen else self.name


@dataclass(frozen=True)
class Item:
    """One entry of a list.

    Parameters
    ----------
    parts : tuple of str or (str, str)
        Text, or a text and the address that it leads to, in the order in which they are read.
    lead : str, optional
        Word or words in bold before them.
    sources : tuple of Source
        Where they were seen; none where no source could be seen.
    """

    parts: tuple
    lead: str = ""
    sources: tuple[Source, ...] = ()


def _part(part) -> str:
    if part == LINE_END:
        return "<br>"
    if isinstance(part, str):
        return html.escape(kept_together(part))
    text, address = part
    kind = ' class="review-call"' if address.startswith("tel:") else ""
    return f'<a{kind} href="{html.escape(address, quote=True)}">{html.escape(text)}</a>'


@dataclass(frozen=True)
class SourcedList:
    """Sentences as a list.

    Parameters
    ----------
    items : tuple of Item
        In the order in which they are to be read.
    label : str
        What the list holds, for those who cannot see the page.
    folded : bool
        Whether it opens from its label, for what stands behind sentences that are on the page.
    open_when_wide : bool
        Whether a folded list is open all the same where there is room: on a wide screen, on paper.
    """

    items: tuple[Item, ...]
    label: str
    folded: bool = False
    open_when_wide: bool = False

    def to_html(self) -> str:
        """The list as HTML; it needs no script."""
        entries = "".join(self._entry(item) for item in self.items)
        label = html.escape(self.label, quote=True)
        shown = f'<ul class="review-facts" aria-label="{label}">{entries}</ul>'
        if not self.folded:
            return shown
        kind = "review-folded review-open-when-wide" if self.open_when_wide else "review-folded"
        return f'<details class="{kind}"><summary>{label}</summary>{shown}</details>'

    def _entry(self, item: Item) -> str:
        lead = f"<strong>{html.escape(item.lead)}</strong> " if item.lead else ""
        told = "; ".join(source.to_html() for source in item.sources)
        told = f' <span class="review-source">{told}</span>' if told else ""
        return f"<li>{lead}{' '.join(map(_part, item.parts))}{told}</li>"

    def to_reviewed_text(self) -> str:
        """One line for each entry, its links and sources written out."""
        lines = [f"list: {self.label}"]
        for item in self.items:
            said = " ".join(p if isinstance(p, str) else f"[{p[0]}]({p[1]})" for p in item.parts)
            told = "; ".join(source.to_text() for source in item.sources)
            lines.append(" ".join(filter(None, (item.lead, said, f"({told})" if told else ""))))
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}
