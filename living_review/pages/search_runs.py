"""Runs of the searches, and how well records of the same work are found, for readers."""

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.stored_results import stored
from living_review.pages.page_table import PageTable
from living_review.pages.search_flow import searched_sources

RUN_LABELS = {
    "source": "What was searched",
    "until": "Run on",
    "outcome": "How it ended",
    "held": "Looked through",
    "hits": "Found",
    "records": "Taken over",
    "new": "Not seen before",
}
SET_LABELS = {
    "set": "Set",
    "records": "Records",
    "marked": "Marked by others as doubled",
    "found": "Of these found",
    "unmarked": "Linked by mistake",
    "missed": "Missed (record numbers)",
}


def slice_runs() -> pd.DataFrame:
    """Trial runs on slices of databases, the newest first."""
    runs = tables.read("search_runs").sort_values("started", ascending=False)
    return runs[runs["source"].isin(searched_sources(planned=False))]


def slice_runs_table() -> PageTable:
    """The same, for readers."""
    return PageTable(slice_runs(), "Trial runs, which are no searches of a database", RUN_LABELS)


def duplicates_table() -> PageTable:
    """What linking found of duplicates that others had marked, on each set."""
    rows = stored("deduplication").assign(
        missed=lambda sets: sets["missed"].astype(object).fillna("none")
    )
    return PageTable(rows, "Duplicates found on sets that others marked", SET_LABELS)
