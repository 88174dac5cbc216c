"""Runs of the searches, and how well records of the same work are found, for readers."""

from living_review.evidence import tables
from living_review.evidence.stored_results import stored
from living_review.pages.page_table import PageTable
from living_review.pages.search_flow import slices

RUN_LABELS = {
    "source": "Source",
    "until": "Searched up to",
    "outcome": "How it ended",
    "hits": "Records there",
    "records": "Arrived",
    "new": "New",
    "remark": "Remark",
}
SET_LABELS = {
    "set": "Set",
    "records": "Records",
    "marked": "Marked as duplicates",
    "found": "Of these found",
    "unmarked": "Linked by mistake",
    "missed": "Missed, by number",
}


def runs_table() -> PageTable:
    """Every run, the newest first."""
    rows = tables.read("search_runs").sort_values("started", ascending=False)
    return PageTable(rows, "Runs of searches", RUN_LABELS)


def slice_numbers() -> dict[str, str]:
    """How much slices of databases hold, and what was found in them, as text for prose."""
    runs = tables.read("search_runs")
    ours = runs[runs["source"].isin(slices())]
    held = ours["remark"].str.extract(r"records in them: ([0-9]+)", expand=False).dropna()
    return {
        "slice-records": str(len(tables.read("search_records").query("source in @slices()"))),
        "slice-held": f"{held.astype(int).max():,}" if len(held) else "0",
    }


def duplicates_table() -> PageTable:
    """What linking found of duplicates that others had marked, on each set."""
    rows = stored("deduplication").assign(missed=lambda sets: sets["missed"].replace("", "none"))
    return PageTable(rows, "How well duplicates are found", SET_LABELS)
