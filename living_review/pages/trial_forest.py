"""Rows of a forest plot of trials and of their pool, as readers see them."""

import numpy as np
import pandas as pd

from living_review.charts.forest import (
    BOUND,
    HEADING,
    NOTHING,
    POOLED,
    PREDICTED,
    forest_row,
)
from living_review.charts.number_format import interval_in_words
from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.trials import people_in_groups, trial_name, year_of
from living_review.statistics.meta_analysis import Pooled
from living_review.synthesis.risk_of_bias.form import OVERALL
from living_review.synthesis.trials.bias import judgements
from living_review.synthesis.trials.pools import Answer
from living_review.synthesis.trials.trial_effect import Tier

TIERS = tuple(str(tier) for tier in (Tier.DIRECT, Tier.INTERVAL, Tier.P_VALUE, Tier.ASSUMED))
# In a figure these share the mark of a difference and its interval; tables tell them apart.
AS_DIFFERENCE = {str(tier): str(Tier.INTERVAL) for tier in (Tier.STANDARDISED, Tier.RATIO)}
# What a row tells of its trial when it is pointed at.
DETAILS = {
    "in_groups": "people in the groups",
    "share": "weight among effects that are numbers",
    "bias": "risk of bias",
    "access": "read as",
}
ORDERS = {"place_by_year": "year", "place_by_effect": "effect", "place_by_weight": "weight"}


def trial_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `living_review.charts.forest.forest`, oldest trial first.

    Parameters
    ----------
    table : pandas.DataFrame
        As of `living_review.synthesis.trials.effect_table.effect_table`, perhaps with ``weight``:
        the share of each trial in a pool of the effects that are numbers, in per cent, NaN of
        those without one.

    Returns
    -------
    pandas.DataFrame
        The columns of the forest plot, `DETAILS`, ``trial``, ``record`` (the address of its
        record), and `ORDERS`: the place of each row where the oldest, the largest benefit or the
        largest weight comes first. Trials without a number come last by effect and by weight.
    """
    rows = table.assign(
        name=table["trial"].map(trial_name),
        year=table["trial"].map(year_of),
        weight=table.get("weight", np.nan),
        value=table["yi"],
        kind=np.select([table["yi"].notna(), table["used"]], [table["tier"], BOUND], NOTHING),
    ).sort_values(["year", "trial"], ignore_index=True)
    rows["kind"] = rows["kind"].replace(AS_DIFFERENCE)
    rows["words"] = [
        "no number" if row.kind == NOTHING else interval_in_words(row.yi, row.low, row.high)
        for row in rows.itertuples()
    ]
    rows["share"] = [
        "not among them" if np.isnan(weight) else f"{weight:.0f} %" for weight in rows["weight"]
    ]
    last = {"method": "first", "na_option": "bottom"}
    return rows.join(_told_of(rows["trial"])).assign(
        place_by_year=range(len(rows)),
        place_by_effect=rows["yi"].rank(**last),
        place_by_weight=(-rows["weight"]).rank(**last),
    )


def _told_of(trials: pd.Series) -> pd.DataFrame:
    """Of each trial its people, risk of bias, how far it was read, and where its record is."""
    known = tables.read("trials").set_index("trial")
    bias = judgements()
    overall = bias[bias["domain"] == OVERALL].set_index("trial")["shown"]
    results = tables.with_access(tables.read("trial_results", main="yes"))
    read_as = results.drop_duplicates("trial").set_index("trial")["access"]
    return pd.DataFrame(
        {
            "in_groups": [people_in_groups(known.loc[trial]) for trial in trials],
            "bias": trials.map(overall).fillna("not judged"),
            "access": trials.map(read_as).fillna("no result seen"),
            "record": [f"../{trial_address(trial)}" for trial in trials],
        },
        index=trials.index,
    )


def pooled_rows(pooled: Answer, usual: Pooled) -> pd.DataFrame:
    """What stands below the trials: the pool with bounds, a new trial, the pool of numbers.

    Parameters
    ----------
    pooled : Answer
        Of all trials with a result.
    usual : Pooled
        Of the effects that are numbers.
    """
    new_trial = np.nan, pooled.predicted_low, pooled.predicted_high
    numbers = usual.estimate, usual.ci_low, usual.ci_high
    return pd.DataFrame(
        [
            forest_row("Pooled", HEADING),
            forest_row(
                "All trials, bounds included", POOLED, pooled.estimate, pooled.low, pooled.high
            ),
            forest_row("Effect in a new trial", PREDICTED, *new_trial),
            forest_row("Recoverable effects only", POOLED, *numbers),
        ]
    )


def trial_forest_table(rows: pd.DataFrame) -> PageTable:
    """The rows of a forest plot of trials as a table, each leading to its record."""
    return PageTable(
        rows[rows["kind"] != HEADING].fillna({"trial": "", "share": ""}),
        "Effects of the trials",
        {
            "name": "Trial",
            "kind": "Derived from",
            "words": "Hedges' g",
            "share": "Weight among effects that are numbers",
        },
    )
