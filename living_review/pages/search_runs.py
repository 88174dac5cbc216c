"""Runs of the searches, and how well records of the same work are found, for readers."""

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.stored_results import stored
from living_review.pages.page_table import PageTable
from living_review.pages.search_flow import searched_sources
from living_review.search.accuracy import misses

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
    "relation": "What had to be found",
    "records": "Records",
    "marked": "Marked as such",
    "found": "Of these found",
    "unmarked": "Linked by mistake",
    "precision": "Precision",
    "recall": "Recall",
}
MISS_LABELS = {
    "set": "Set",
    "number": "Record",
    "relation": "What it is to another record",
    "what": "What happened",
    "title": "Title",
}


def slice_runs() -> pd.DataFrame:
    """Trial runs on slices of databases, the newest first."""
    runs = tables.read("search_runs").sort_values("started", ascending=False)
    return runs[runs["source"].isin(searched_sources(planned=False))]


def slice_runs_table() -> PageTable:
    """The same, for readers."""
    return PageTable(slice_runs(), "Trial runs, which are no searches of a database", RUN_LABELS)


def duplicates_table() -> PageTable:
    """What linking found on sets of which it is known, and how precise that was."""
    rows = stored("deduplication")
    # As text: a table of the page shows a share of one with other decimals than its like.
    rows = rows.assign(
        **{name: rows[name].map("{:.3g}".format) for name in ("precision", "recall")}
    )
    return PageTable(rows, "What was found on sets with known duplicates", SET_LABELS)


def misses_table() -> PageTable:
    """Every record of these sets that was missed or linked by mistake."""
    return PageTable(misses(stored("deduplication")), "Every miss and every mistake", MISS_LABELS)
