"""Errors of extraction that were put into true reports, and what became of each."""

import pandas as pd

from living_review.checks.extraction.outcomes import NO_ERROR, Outcome, stored_outcomes
from living_review.pages.page_table import PageTable

NOTICED = (Outcome.REFUSED, Outcome.ASKED)


def errors_put_in() -> pd.DataFrame:
    """Each error with what gives it away and what became of it, the worst outcome first."""
    outcomes = stored_outcomes()
    errors = outcomes[outcomes["error"] != NO_ERROR]
    worst_first = [str(outcome) for outcome in Outcome][::-1]
    return errors.sort_values("outcome", key=lambda c: c.map(worst_first.index), kind="stable")


def errors_table() -> PageTable:
    """The errors as the page shows them."""
    labels = {
        "error": "What was done",
        "told_by": "What gives it away",
        "outcome": "What became of it",
    }
    return PageTable(errors_put_in(), "Errors put into true reports, one at a time", labels)


def error_numbers() -> dict[str, str]:
    """How many errors were put in, and what became of them, for prose."""
    counts = errors_put_in()["outcome"].value_counts()
    return {
        "errors": str(counts.sum()),
        "stopped": str(sum(counts.get(str(outcome), 0) for outcome in NOTICED)),
        "doubted": str(counts.get(str(Outcome.FOUND), 0)),
        "silent": str(counts.get(str(Outcome.SILENT), 0) + counts.get(str(Outcome.STOPS), 0)),
        "harmless": str(
            counts.get(str(Outcome.NO_EFFECT), 0) + counts.get(str(Outcome.KEPT_OUT), 0)
        ),
    }
