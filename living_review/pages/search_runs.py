"""Runs of the searches, and how well records of the same work are found, for readers."""

from living_review.evidence import tables
from living_review.evidence.stored_results import stored
from living_review.pages.page_table import PageTable
from living_review.pages.search_flow import slices

RUN_LABELS = {
    "source": "What was searched",
    "until": "Run on",
    "outcome": "How it ended",
    "hits": "Found",
    "records": "Taken over",
    "new": "Not seen before",
    "remark": "Remark",
}
SET_LABELS = {
    "set": "Set",
    "records": "Records",
    "marked": "Marked by others as doubled",
    "found": "Of these found",
    "unmarked": "Linked by mistake",
    "missed": "Missed (record numbers)",
}


def slice_runs_table() -> PageTable:
    """Trial runs on slices of databases, the newest first."""
    rows = tables.read("search_runs").query("source in @slices()")
    newest_first = rows.sort_values("started", ascending=False)
    return PageTable(newest_first, "Trial runs, which are no searches of a database", RUN_LABELS)


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
    rows = stored("deduplication").assign(missed=lambda sets: sets["missed"].fillna("none"))
    return PageTable(rows, "Duplicates found on sets that others marked", SET_LABELS)
