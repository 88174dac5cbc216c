"""How many people got better, as far as trials report it."""

from collections.abc import Sequence

import pandas as pd

from living_review.pages.page_table import PageTable
from living_review.pages.trials import set_title, trial_name
from living_review.synthesis.trials.response import MEASURES, PooledRatio
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.sets_apart import FEWEST_PER_SET


def responses_in_words(pooled: Sequence[PooledRatio]) -> str:
    """The pooled ratios, or that there are none and why."""
    if not pooled:
        return (
            f"So nothing is pooled: that takes counts of one kind of event in "
            f"{FEWEST_PER_SET} trials of the {set_title(MAIN)}."
        )
    told = [
        f"{one.measure} {one.ratio:.2f} ({one.low:.2f} to {one.high:.2f}) of "
        f"{one.kind} in {one.trials} trials"
        for one in pooled
    ]
    return f"Pooled by REML with Hartung-Knapp: {'; '.join(told)}."


def responses_table(responses: pd.DataFrame, ratios: pd.DataFrame) -> PageTable:
    """Every reported count of people who got better, with its ratios where both groups have one.

    Parameters
    ----------
    responses : pandas.DataFrame
        As of `living_review.synthesis.trials.tables.printed_responses`.
    ratios : pandas.DataFrame
        As of `living_review.synthesis.trials.response.ratios`, of the same rows.
    """
    known = ratios.set_index("row_id")
    shown = responses.assign(
        name=responses["trial"].map(trial_name),
        place=responses["set"].map(set_title),
        **{
            measure: [
                _ratio(known.loc[row], measure) if row in known.index else ""
                for row in responses["row_id"]
            ]
            for measure in MEASURES
        },
    )
    return PageTable(
        shown,
        "People who got better, as reported",
        {
            "name": "Trial",
            "place": "Used in",
            "kind": "Kind",
            "event": "What was counted",
            "in_words": "As reported",
            "risk ratio": "Risk ratio (95 % interval)",
            "odds ratio": "Odds ratio (95 % interval)",
            "note": "Remark",
        },
    )


def _ratio(row: pd.Series, measure: str) -> str:
    return (
        f"{row[f'{measure} value']:.2f} ({row[f'{measure} low']:.2f} to "
        f"{row[f'{measure} high']:.2f})"
    )
