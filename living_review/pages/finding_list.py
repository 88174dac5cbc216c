"""Findings of the reporting checks as a list: one line each, or an entry with its arithmetic."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from living_review.checks.ledger import VERDICTS
from living_review.pages.badge import badge
from living_review.pages.record_pages.addresses import findings_address, row_address
from living_review.pages.record_pages.parts import linked
from living_review.pages.sources import with_sources

FILTERS = {"verdict": "Verdict", "check": "Check", "source": "Source"}


def anchor(row_id: str, check: str) -> str:
    """Anchor of one entry; stays as long as the row and the name of the check do.

    Examples
    --------
    >>> anchor("cmp-001", "p from means and spreads")
    'check-cmp-001-p-from-means-and-spreads'
    """
    return re.sub(r"[^a-z0-9]+", "-", f"check {row_id} {check}".lower()).strip("-")


def for_readers(findings: pd.DataFrame, up: str) -> pd.DataFrame:
    """Findings with their sources in words, and where each is told.

    Parameters
    ----------
    findings : pandas.DataFrame
        As of the ledger, the ``source`` by its key.
    up : str
        Way from the page to the top of the book, such as ``"../"``.

    Returns
    -------
    pandas.DataFrame
        With the ``source`` in words and its ``source_address``, its key as ``publication``; the
        ``place`` of the arithmetic, on the record of the publication; and the ``row_place``.
    """
    places = [
        f"{up}{findings_address(row.source)}#{anchor(row.row_id, row.check)}"
        for row in findings.itertuples()
    ]
    rows = [up + row_address(row.table, row.row_id) for row in findings.itertuples()]
    names = {"source": "publication", "reference": "source", "reference_address": "source_address"}
    return with_sources(findings.assign(place=places, row_place=rows)).rename(columns=names)


@dataclass(frozen=True)
class FindingList:
    """Findings for readers.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``row_id check verdict printed could_be assumption steps what source source_address
        access locator note view_note``, all text but ``steps``, which is a tuple of text; where
        there is a ``row_place``, the row leads there.
    caption : str
        What the list holds.
    verdicts : tuple of str, optional
        All that are listed, from the gravest; entries are in this order.
    brief : bool, optional
        Whether each is told in one line that leads to its arithmetic, at its ``place``.
    filters : mapping of str to str, optional
        Columns by which a script lets a reader choose, with their names.

    Notes
    -----
    Filters are added by a script; without it every entry is there.
    """

    findings: pd.DataFrame
    caption: str
    verdicts: tuple[str, ...] = VERDICTS
    brief: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)

    def _sorted(self) -> pd.DataFrame:
        rank = {verdict: place for place, verdict in enumerate(VERDICTS)}
        return self.findings.sort_values(
            "verdict", key=lambda column: column.map(rank), kind="stable", ignore_index=True
        )

    def to_html(self) -> str:
        """The list as HTML."""
        listed = self._sorted()
        listed = listed[listed["verdict"].isin(self.verdicts)]
        entries = "".join(self._entry(row) for _, row in listed.iterrows())
        filters = html.escape(" ".join(self.filters), quote=True)
        names = html.escape("|".join(self.filters.values()), quote=True)
        kind = f' class="review-findings" data-filters="{filters}" data-names="{names}"'
        kind += ' data-search="Search"' if self.filters else ""
        return (
            f"<section{'' if self.brief and not self.filters else kind}>"
            f'<p class="review-caption">{html.escape(self.caption)}</p>'
            f'<ul class="review-entries">{entries}</ul></section>'
        )

    def _entry(self, row: pd.Series) -> str:
        shown = {name: html.escape(str(row[name])) for name in row.index if name != "steps"}
        data = "".join(
            f' data-{name}="{html.escape(row[name], quote=True)}"' for name in self.filters
        )
        told = f" Could be: {shown['could_be']}." if row["could_be"] else ""
        named, more = f"<strong>{shown['what']}</strong>", ""
        if self.brief:
            named, told = linked(row["what"], row["place"]), f" {shown['check'].capitalize()}."
            data += f' data-arithmetic="{html.escape(row["place"], quote=True)}"'
        else:
            more = self._arithmetic(row, shown)
        return (
            f'<li id="{anchor(row["row_id"], row["check"])}"{data}>'
            f"<p>{badge(row['verdict'])} "
            f"{named} ({shown['source']}): {shown['printed']}.{told}</p>{more}</li>"
        )

    @staticmethod
    def _arithmetic(row: pd.Series, shown: dict[str, str]) -> str:
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in row["steps"])
        source = linked(row["source"], row["source_address"])
        of = linked(row["row_id"], row.get("row_place", ""))
        remarks = "".join(
            f"<p>{title}: {shown[name]}</p>"
            for title, name in (("Remark", "note"), ("What was read", "view_note"))
            if row[name]
        )
        return (
            f"<details><summary>{shown['check'].capitalize()}: the arithmetic</summary>"
            f"<ol>{steps}</ol><p>Assumption: {shown['assumption']}. Source: {source}, "
            f"{shown['locator']} (read as {shown['access']}); record {of}.</p>"
            f"{remarks}</details>"
        )

    def to_reviewed_text(self) -> str:
        """Every finding as CSV, listed or not, the steps of its arithmetic joined."""
        frame = self._sorted().assign(steps=lambda t: [" / ".join(s) for s in t["steps"]])
        columns = [
            "row_id",
            "check",
            "verdict",
            "what",
            "printed",
            "could_be",
            "assumption",
            "steps",
        ]
        text = frame[columns].to_csv(index=False, lineterminator="\n")
        return f"findings: {self.caption}\n{text}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}
