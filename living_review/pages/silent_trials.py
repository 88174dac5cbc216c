"""Registered trials on the page."""

import pandas as pd

from living_review.evidence import tables
from living_review.pages.sources import with_sources
from living_review.pages.trials import trial_name

REGISTERED = {
    "registration": "Registration",
    "title": "Title",
    "state": "State",
    "n": "People",
    "outcome_measured": "Outcome measured",
    "name": "Published as (how sure)",
    "note": "Remark",
}


def registered_trials() -> pd.DataFrame:
    """Every registration that was seen.

    Returns
    -------
    pandas.DataFrame
        The table of registered trials with sources, and for readers ``name``, under which the trial
        was published and how sure that is, and ``state``.
    """
    rows = with_sources(tables.read("registered_trials"))
    names = rows["trial"].map(lambda trial: trial_name(trial) if trial else "")
    told = names + " (" + rows["link"] + ")"
    dated = [bool(d) and d not in s for d, s in zip(rows["dates"], rows["status"], strict=True)]
    return rows.assign(
        name=told.where(names != "", "none found"),
        state=rows["status"].mask(dated, rows["status"] + "; " + rows["dates"]),
    )
