"""Findings of the reporting checks as a list: one entry with an anchor and its arithmetic each."""

import html
import re
from dataclasses import dataclass

import pandas as pd

from living_review.pages.badge import badge

FILTERS = {"verdict": "Verdict", "check": "Check", "source": "Source"}


def anchor(row_id: str, check: str) -> str:
    """Anchor of one entry; stays as long as the row and the name of the check do.

    Examples
    --------
    >>> anchor("cmp-001", "p from means and spreads")
    'check-cmp-001-p-from-means-and-spreads'
    """
    return re.sub(r"[^a-z0-9]+", "-", f"check {row_id} {check}".lower()).strip("-")


@dataclass(frozen=True)
class FindingList:
    """Findings for readers.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``row_id check verdict printed could_be assumption steps what source source_address
        access locator note view_note``, all text but ``steps``, which is a tuple of text.
    caption : str
        What the list holds.
    verdicts : tuple of str
        All there are, from the gravest; entries stand in this order.

    Notes
    -----
    Filters are added by a script; without it every entry is there.
    """

    findings: pd.DataFrame
    caption: str
    verdicts: tuple[str, ...]

    def _sorted(self) -> pd.DataFrame:
        rank = {verdict: place for place, verdict in enumerate(self.verdicts)}
        return self.findings.sort_values(
            "verdict", key=lambda column: column.map(rank), kind="stable", ignore_index=True
        )

    def to_html(self) -> str:
        """The list as HTML."""
        entries = "".join(self._entry(row) for _, row in self._sorted().iterrows())
        filters = html.escape(" ".join(FILTERS), quote=True)
        names = html.escape("|".join(FILTERS.values()), quote=True)
        return (
            f'<section class="review-findings" data-filters="{filters}" data-names="{names}">'
            f'<p class="review-caption">{html.escape(self.caption)}</p>'
            f'<ul class="review-entries">{entries}</ul></section>'
        )

    def _entry(self, row: pd.Series) -> str:
        shown = {name: html.escape(str(row[name])) for name in row.index if name != "steps"}
        data = " ".join(f'data-{name}="{html.escape(row[name], quote=True)}"' for name in FILTERS)
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in row["steps"])
        could = f" Could be: {shown['could_be']}." if row["could_be"] else ""
        source = shown["source"]
        if row["source_address"]:
            address = html.escape(row["source_address"], quote=True)
            source = f'<a href="{address}">{source}</a>'
        remarks = "".join(
            f"<p>{title}: {shown[name]}</p>"
            for title, name in (("Remark", "note"), ("What was read", "view_note"))
            if row[name]
        )
        return (
            f'<li id="{anchor(row["row_id"], row["check"])}" {data}>'
            f"<p>{badge(row['verdict'])} "
            f"<strong>{shown['what']}</strong> ({shown['source']}): {shown['printed']}.{could}</p>"
            f"<details><summary>{shown['check'].capitalize()}: the arithmetic</summary>"
            f"<ol>{steps}</ol><p>Assumption: {shown['assumption']}. Source: {source}, "
            f"{shown['locator']} (read as {shown['access']}); record {shown['row_id']}.</p>"
            f"{remarks}</details></li>"
        )

    def to_reviewed_text(self) -> str:
        """Every finding as CSV, the steps of its arithmetic joined."""
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
