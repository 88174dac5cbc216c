"""Trials of one set, a row each: in whom, what was given, the effect, and what is in doubt."""

import pandas as pd

from living_review.pages.bias import judged_trials
from living_review.pages.page_table import PageTable
from living_review.pages.trials import derived_from, effect_in_words, placed_trials
from living_review.synthesis.risk_of_bias.form import OVERALL
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trustworthiness import settled

NOT_JUDGED = "not judged"


def trials_in_brief(place: str, caption: str) -> PageTable:
    """Trials of one set, oldest first, with effect, risk of bias and trust in the report.

    What else is known of each is on its record.

    Parameters
    ----------
    place : str
        The set of trials.
    caption : str
        What the table shows.
    """
    rows = placed_trials().query("set == @place")
    judged = judged_trials()
    bias = judged[judged["domain"] == OVERALL].set_index("trial")["judgement"]
    report = settled().set_index("trial")["judgement"]
    effects = {effect.trial: effect for effect in effects_of((place,))}
    shown = rows.assign(
        people=[_people(row) for _, row in rows.iterrows()],
        effect=[_effect(effects.get(trial)) for trial in rows["trial"]],
        bias=rows["trial"].map(bias).fillna(NOT_JUDGED),
        report=rows["trial"].map(report).fillna(NOT_JUDGED),
    )
    return PageTable(
        shown,
        caption,
        {
            "name": "Trial",
            "people": "People",
            "given": "Given",
            "effect": "Hedges' g (95 % interval)",
            "bias": "Risk of bias",
            "report": "Trust in report",
        },
    )


def _people(row: pd.Series) -> str:
    """Who took part, and how many were analysed where that is another number."""
    randomised, analysed = row["n_randomised"], row["n_analysed"]
    told = row["population"]
    if randomised not in told.split():
        told = f"{told}; {randomised or 'number not seen'} in groups"
    return f"{told}; {analysed} analysed" if analysed not in ("", randomised) else told


def _effect(effect) -> str:
    """The effect and what it was derived from; what is missing where there is none."""
    if effect is None or (effect.point is None and effect.result is None):
        return "no result that can be used"
    return f"{effect_in_words(effect)}; {derived_from(effect)}"
