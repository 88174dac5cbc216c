"""Unwanted effects that the trials print."""

import math

import pandas as pd

from living_review.charts.number_format import signed
from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.pages.trials import trial_name
from living_review.statistics.effect_sizes.counts import risk_difference
from living_review.statistics.normal_intervals import normal_interval


def adverse_events_table() -> PageTable:
    """What trials print of adverse events and of people who left."""
    rows = with_sources(tables.read("trial_adverse_events"))
    rows["name"] = rows["trial"].map(trial_name)
    counts = tables.read("printed_counts").set_index("row_id")
    rows["difference"] = [
        _difference(counts, row["first"], row["second"]) for _, row in rows.iterrows()
    ]
    return PageTable(
        rows,
        "Adverse events, and people who left the trial",
        {
            "name": "Study",
            "event": "What",
            "in_words": "As reported",
            "difference": "More in 100 people (95 % interval)",
            "note": "Remark",
        },
    )


def _difference(counts: pd.DataFrame, first: str, second: str) -> str:
    """Risk difference of two printed counts, in people of 100."""
    if not first or not second:
        return ""
    cells = [counts.loc[row, name] for row in (first, second) for name in ("count", "of")]
    if "" in cells:
        return ""
    difference = risk_difference(*map(float, cells))
    value = float(difference.yi)
    ends = (value, *normal_interval(value, math.sqrt(float(difference.vi))))
    shown, low, high = (signed(100 * end, 0) for end in ends)
    return f"{shown} ({low} to {high})"
