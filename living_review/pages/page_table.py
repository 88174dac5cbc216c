"""A table as it stands in the page: escaped, with headers, readable on a phone."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from living_review.charts.number_format import MINUS, significant
from living_review.charts.scales import CERTAINTIES, LOOKS
from living_review.pages.badge import badge, certainty_badge

# What a cell may lead to: the web, a telephone, a page of this book, a table as a file.
ADDRESS = re.compile(r"https?://|tel:[0-9]+$|(\.\./)*[a-z0-9_/-]+\.(html|csv)(#[A-Za-z0-9.-]+)?$")
# Spaces at which a line must not end: before a percent sign, around ±, within "p < 0.05".
FIRM = re.compile(r"(?<=[0-9]) (?=[%±])|(?<=\bp) (?=[<>=])|(?<=[<>=±]) (?=[0-9.])")
# A hyphen before a number that nothing precedes is a minus sign; bic-023 and 2026-11-30 have none.
MINUS_SIGN = re.compile(r"(?<![\w.\u2013-])-(?=[0-9])")
LONGEST_NAME = 40  # with a longer row header, headers are sentences and none is set in bold
LONGEST_IDENTIFIER = 10  # letters of a name that stays on one line
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST_WORD = 20  # longer ones, such as a hash, may break anywhere


def kept_together(text: str) -> str:
    r"""Text whose numbers keep their sign at the end of a line, and have true minus signs.

    Examples
    --------
    >>> kept_together("15 % of people (p < 0.05)")
    '15\xa0% of people (p\xa0<\xa00.05)'
    >>> kept_together("bic-023 of 2026-11-30: -0.47 (-1.02 to 0.07)")
    'bic-023 of 2026-11-30: −0.47 (−1.02 to 0.07)'
    """
    return MINUS_SIGN.sub(MINUS, FIRM.sub("\u00a0", text))


@dataclass(frozen=True)
class PageTable:
    """A table for readers.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells to show; floats get three significant digits unless ``digits`` says otherwise.
    caption : str
        What the table shows.
    labels : mapping of str to str
        Column → heading; columns without a label are not shown.
    digits : mapping of str to int, optional
        Column → significant digits.
    links : mapping of str to str, optional
        Column → column that holds the address to which its text leads.
    """

    frame: pd.DataFrame
    caption: str
    labels: Mapping[str, str]
    digits: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        missing = [c for c in self.labels if c not in self.frame.columns]
        if missing:
            raise ValueError(f"table {self.caption!r} has no column {', '.join(missing)}")

    def _text(self, column: str, value) -> str:
        if isinstance(value, float):
            return significant(value, self.digits.get(column, 3))
        return "" if value is None else str(value)

    def _shown(self) -> list[str]:
        """Columns that say something in some row; the first, which names the row, always."""
        first, *others = self.labels
        said = [
            column
            for column in others
            if any(self._text(column, value) for value in self.frame[column])
        ]
        return [first, *(said if len(self.frame) else others)]

    @cached_property
    def _longest_name(self) -> int:
        first = next(iter(self.labels))
        return max((len(self._text(first, value)) for value in self.frame[first]), default=0)

    def _cell(self, column: str, row: pd.Series, first: bool) -> str:
        said = self._text(column, row[column])
        marked = "verdict" in column and said in LOOKS  # elsewhere the same words mean other things
        text = badge(said) if marked else html.escape(kept_together(said))
        if "certainty" in column and said in CERTAINTIES:
            text = certainty_badge(said)
        if text and (link := self.links.get(column)) and ADDRESS.match(row[link]):
            text = f'<a href="{html.escape(row[link], quote=True)}">{text}</a>'
        label = html.escape(self.labels[column].rstrip("?"), quote=True)  # a colon comes after it
        if first:
            kind = "" if text else ' class="review-empty"'
            if self._longest_name > LONGEST_NAME:
                kind = ' class="review-sentence"'
            elif self._longest_name <= LONGEST_IDENTIFIER:
                kind = ' class="review-one-line"'
            of = self._of_record(column, row)
            return f'<th scope="row" role="rowheader" data-label="{label}"{kind}{of}>{text}</th>'
        kind = "" if text else ' class="review-empty"'
        if max(map(len, str(row[column]).split()), default=0) > LONGEST_WORD:
            kind = ' class="review-long"'
        if DAY.fullmatch(said):  # not the cell: on a phone the name of its column stands before it
            text = f'<span class="review-one-line">{text}</span>'
        return f'<td role="cell" data-label="{label}"{kind}>{text}</td>'

    @staticmethod
    def _of_record(column: str, row: pd.Series) -> str:
        """Attribute that names the record which a row is of; the book makes a link of it."""
        for kind in ("trial",) if column == "name" and "trial" in row else ("row_id",):
            key = row.get(kind, "")
            if isinstance(key, str) and key:
                return f' data-{kind.removesuffix("_id")}="{html.escape(str(key), quote=True)}"'
        return ""

    def to_html(self, anchor: str = "") -> str:
        """The table as HTML; roles stay when a phone shows each row as a card."""
        shown = self._shown()
        head = "".join(
            f'<th scope="col" role="columnheader">{html.escape(self.labels[column])}</th>'
            for column in shown
        )
        body = "".join(
            '<tr role="row">'
            + "".join(self._cell(c, row, i == 0) for i, c in enumerate(shown))
            + "</tr>"
            for _, row in self.frame.iterrows()
        )
        identity = f' id="{html.escape(anchor)}"' if anchor else ""
        return (
            f'<table class="review-table" role="table"{identity}>'
            f"<caption>{html.escape(kept_together(self.caption))}</caption>"
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
            f'<tbody role="rowgroup">{body}</tbody></table>'
        )

    def to_reviewed_text(self) -> str:
        """Caption and cells as CSV, floats to six significant digits."""
        shown = self.frame[list(self.labels)].map(
            lambda x: f"{x:.6g}" if isinstance(x, float) and x == x else x
        )
        return f"table: {self.caption}\n{shown.to_csv(index=False, lineterminator=chr(10))}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}


@dataclass(frozen=True)
class Folded:
    """A long table behind one line that says what is in it."""

    summary: str
    table: PageTable

    def to_html(self) -> str:
        """The table, folded."""
        summary = html.escape(self.summary)
        return (
            f'<details class="review-folded"><summary>{summary}</summary>'
            f"{self.table.to_html()}</details>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        text = f"{self.summary}\n{self.table.to_reviewed_text()}"
        return {"text/html": self.to_html(), "text/plain": text}


@dataclass(frozen=True)
class LinkList:
    """A list of links, such as downloads.

    Parameters
    ----------
    links : list of (str, str)
        Text and address.
    moved : str, optional
        How anchors began that this page once had: a script has them lead to the first address.
    """

    links: list[tuple[str, str]]
    moved: str = ""

    def _repr_mimebundle_(self, include=None, exclude=None):
        items = "".join(
            f'<li><a href="{html.escape(address, quote=True)}">{html.escape(text)}</a></li>'
            for text, address in self.links
        )
        plain = "\n".join(f"{text}: {address}" for text, address in self.links)
        moved = f' data-moved="{html.escape(self.moved, quote=True)}"' if self.moved else ""
        return {"text/html": f'<ul class="review-links"{moved}>{items}</ul>', "text/plain": plain}


@dataclass(frozen=True)
class Remark:
    """A paragraph in place of a table or a figure that can't be made from today's data."""

    text: str

    def to_html(self) -> str:
        """The paragraph as HTML."""
        return f"<p>{html.escape(self.text)}</p>"

    def to_reviewed_text(self) -> str:
        """The paragraph."""
        return f"remark: {self.text}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/html": self.to_html(),
            "text/plain": self.to_reviewed_text(),
        }
