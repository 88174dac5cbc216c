"""Risk of bias on the page."""

import pandas as pd

from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.trials import set_title, trial_name, year_of
from living_review.synthesis.risk_of_bias.form import OVERALL, Domain, Risk
from living_review.synthesis.trials.bias import UNTOLD, judgements, reason_of
from living_review.synthesis.trials.selection import EXCLUDED, SETS
from living_review.synthesis.trials.tables import selection

COLUMNS = {
    str(Domain.RANDOMISATION): "D1",
    str(Domain.PERIODS): "S",
    str(Domain.ASSIGNMENT): "D2",
    str(Domain.MISSING): "D3",
    str(Domain.MEASUREMENT): "D4",
    str(Domain.SELECTION): "D5",
    OVERALL: "All",
}
APART = "the two readers judged differently; the worse judgement is shown"


def judged_trials() -> pd.DataFrame:
    """Risk of bias of every trial that is included, by domain, from both readers' answers.

    Returns
    -------
    pandas.DataFrame
        One row per trial and domain, set by set: ``trial name year set`` (its title) ``place`` (its
        key), ``domain``, ``first`` and ``second`` (each reader's judgement), ``judgement`` (the
        worse of them), ``differ``, ``words`` (how the rules came to it) and ``record``. What is
        high only for want of information is *too little read to judge* wherever it is told.
    """
    rows = judgements().merge(selection()[["trial", "set"]], on="trial", validate="many_to_one")
    rows = rows[rows["set"] != EXCLUDED].rename(columns={"set": "place"})
    untold = rows["shown"].eq(UNTOLD)
    for reader in ("first", "second"):
        rows[reader] = rows[reader].mask(untold & rows[reader].eq(str(Risk.HIGH)), UNTOLD)
    rows = rows.assign(
        name=rows["trial"].map(trial_name),
        year=rows["trial"].map(year_of),
        set=rows["place"].map(set_title),
        order=rows["place"].map(SETS.index),
        judgement=rows["shown"],
        words=[reason_of(row) for _, row in rows.iterrows()],
        record="../" + rows["trial"].map(trial_address),
    )
    return rows.sort_values(["order", "year", "trial"], kind="stable", ignore_index=True)


def bias_table(judged: pd.DataFrame) -> PageTable:
    """Judgements with the way the rules came to them, as of `judged_trials`."""
    return PageTable(
        judged,
        "Risk of bias by trial and domain",
        {
            "name": "Trial",
            "domain": "Domain",
            "judgement": "Risk of bias",
            "first": "First reader",
            "second": "Second reader",
            "words": "How the rules came to it",
        },
    )
