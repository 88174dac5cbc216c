"""Registered trials on the page, and what a regression on the sizes of trials found."""

import pandas as pd

from living_review.charts.number_format import interval_in_words, p_value_in_words
from living_review.evidence import tables
from living_review.pages.sources import with_sources
from living_review.pages.trials import trial_name
from living_review.statistics.small_study_effects import SizeRegression, TooFewTrials

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


def unpublished(registered: pd.DataFrame, measured: str) -> pd.DataFrame:
    """Registered trials by chance whose end is past, and of which no publication was found.

    Parameters
    ----------
    registered : pandas.DataFrame
        Rows of ``registered_trials``.
    measured : str
        Whether the outcome is measured: *yes*, *no* or *not seen*.
    """
    due = "trial == '' and groups == 'made at random' and due == 'yes'"
    return registered.query(f"{due} and outcome_measured == @measured")


def regression_in_words(test: SizeRegression | TooFewTrials) -> str:
    """What a regression of effects on the sizes of trials found, or why there is none.

    Examples
    --------
    >>> regression_in_words(TooFewTrials(4, 10))[:19]
    'Trials at hand: 4. '
    >>> from living_review.statistics.small_study_effects import Coefficient
    >>> slope = Coefficient(-1.2, 0.5, -2.4, 0.04, -2.3, -0.1)
    >>> regression_in_words(SizeRegression(slope, slope, 10, 12))[20:]
    'The slope of effects on the sizes of trials is −1.20 (−2.30 to −0.10), p 0.040.'
    """
    if isinstance(test, TooFewTrials):
        return test.reason
    slope = test.slope
    found = (
        f"{interval_in_words(slope.estimate, slope.low, slope.high)}, p {p_value_in_words(slope.p)}"
    )
    return f"Trials at hand: {test.trials}. The slope of effects on the sizes of trials is {found}."
