"""Reporting checks on the page: the wall at a glance, every finding, and counts for prose."""

import pandas as pd

from living_review.book.panels.sources import with_sources
from living_review.charts.figure import Figure
from living_review.charts.finding_list import FindingList
from living_review.charts.finding_wall import finding_wall
from living_review.charts.page_table import PageTable
from living_review.checks.ledger import VERDICTS, ledger


class Ledger:
    """All findings of the reporting checks on the review's data."""

    def __init__(self):
        found = with_sources(ledger())
        self.findings = found.rename(columns={"reference_address": "source_address"}).assign(
            source=found["reference"]
        )

    def counts(self) -> pd.DataFrame:
        """How many findings of each verdict there are, by check."""
        table = pd.crosstab(self.findings["check"], self.findings["verdict"])
        table = table.reindex(columns=list(VERDICTS), fill_value=0)
        table = table.reindex(self.findings["check"].unique())
        return table.rename_axis(columns=None).reset_index()

    def counts_table(self) -> PageTable:
        """The counts as a table."""
        counts = self.counts().astype(str)
        return PageTable(counts, "Findings by check and verdict",
                         {"check": "Check", **{v: v.capitalize() for v in VERDICTS}})  # fmt: skip

    def wall(self, name: str, caption: str) -> Figure:
        """Every finding as one mark."""
        counts = self.findings["verdict"].value_counts()
        shares = ", ".join(f"{counts.get(v, 0)} {v}" for v in VERDICTS)
        description = f"{len(self.findings)} findings, one mark each, grouped by check: {shares}."
        draw = finding_wall(self.findings, VERDICTS)
        return Figure(name, caption, description, draw, self.counts_table())

    def list(self, caption: str) -> FindingList:
        """Every finding with its arithmetic."""
        return FindingList(self.findings, caption, VERDICTS)

    def numbers(self) -> dict[str, str]:
        """Counts that prose may want, as text."""
        counts = self.findings["verdict"].value_counts()
        numbers = {v.replace(" ", "-"): str(counts.get(v, 0)) for v in VERDICTS}
        return numbers | {
            "findings": str(len(self.findings)),
            "rows": str(self.findings["row_id"].nunique()),
            "sources": str(self.findings["source"].nunique()),
        }
