"""Rows of a forest plot of trials and of their pool, as readers see them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from living_review.charts.forest import HEADING, NOTHING, POOLED, PREDICTED, forest_row
from living_review.charts.forest_sections import with_words
from living_review.pages import trials
from living_review.pages.page_table import PageTable
from living_review.statistics.meta_analysis import Pooled
from living_review.synthesis.trials.intervals import with_intervals
from living_review.synthesis.trials.pools import PooledEffect
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import retracted_trials, selection
from living_review.synthesis.trials.trial_effect import TrialEffect, effects_frame

# What a row tells of its trial when it is pointed at.
DETAILS = {**trials.DETAILS, "share": "weight among effects that are numbers"}
# Why a trial is set aside, as short as a row of numbers.
RETRACTED, DISTRUSTED = "retracted, not pooled", "doubtful, not pooled"
ORDERS = {"place_by_year": "year", "place_by_effect": "effect", "place_by_weight": "weight"}


def trial_rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forest plot of trials, oldest first.

    Parameters
    ----------
    effects : pandas.DataFrame
        As of `living_review.synthesis.trials.trial_effect.effects_frame`, with ``weight``: the
        share of each trial in a pool of the effects that are numbers, in per cent, NaN of others.

    Returns
    -------
    pandas.DataFrame
        What `living_review.charts.forest.forest` takes, with `DETAILS`, ``trial``, ``record`` and
        the places of `ORDERS`, where the oldest trial, the largest benefit or the largest weight
        comes first. Then come trials with a bound, last those without.
    """
    rows = with_intervals(effects).join(trials.told_of(effects["trial"]))
    rows = rows.sort_values(["year", "trial"], ignore_index=True)
    shares = rows["weight"].map("{:.0f} %".format).where(rows["weight"].notna(), "not among them")
    by_effect = rows.sort_values(["yi", "least"], kind="stable").index
    by_weight = rows.sort_values(["weight", "least"], ascending=[False, True], kind="stable").index
    rows = rows.assign(
        kind=trials.kinds_of(rows),
        share=shares,
        place_by_year=range(len(rows)),
        place_by_effect=pd.Series(range(len(rows)), by_effect),
        place_by_weight=pd.Series(range(len(rows)), by_weight),
    )
    return with_words(rows.rename(columns={"yi": "value"}))


def forest_rows(
    effects: Sequence[TrialEffect], pooled: PooledEffect, usual: Pooled
) -> pd.DataFrame:
    """Rows of a forest plot of the main pool, of its result, and of trials set aside from it.

    Parameters
    ----------
    effects : sequence of TrialEffect
        All trials of the main pool.
    pooled : PooledEffect
        Of all that have a result.
    usual : Pooled
        Of those whose effect is a number, in their order; its weights stand beside them.
    """
    trials = effects_frame(effects)
    numbers = trials.index[trials["yi"].notna()]
    trials["weight"] = pd.Series(usual.weights, numbers)
    return pd.concat([trial_rows(trials), pooled_rows(pooled, usual), aside_rows(MAIN)])


def aside_rows(*sets: str) -> pd.DataFrame:
    """What stands last: trials that E5 alone keeps out of some sets, with the reason and no mark.

    Parameters
    ----------
    *sets : str
        Of `living_review.synthesis.trials.selection.SETS`.

    Returns
    -------
    pandas.DataFrame
        As of `trial_rows`, below a heading; no row where no trial is set aside.
    """
    chosen = selection()
    kept_out = chosen.loc[chosen["kept_from"].isin(sets), "trial"]
    if kept_out.empty:
        return pd.DataFrame()
    gone = kept_out.isin(retracted_trials())
    rows = trials.told_of(kept_out).assign(
        trial=kept_out,
        kind=NOTHING,
        words=gone.map({True: RETRACTED, False: DISTRUSTED}),
        derived_from=NOTHING,
        share="set aside",
    )
    rows = rows.sort_values(["year", "trial"])
    heading = pd.DataFrame([forest_row("Set aside, in no pool", HEADING)])
    return pd.concat([heading, rows], ignore_index=True)


def pooled_rows(pooled: PooledEffect, usual: Pooled) -> pd.DataFrame:
    """What stands below the trials: the pool with bounds, a new trial, the pool of numbers.

    Parameters
    ----------
    pooled : PooledEffect
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
