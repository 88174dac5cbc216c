"""How certain the pooled answer is: at a glance, and as a summary of findings."""

from collections.abc import Sequence

import pandas as pd

from living_review.charts.number_format import interval_in_words
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.meter import CertaintyMeter
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.responses import responses_in_words
from living_review.pages.trials import main_results_read_as
from living_review.synthesis.certainty import DOMAINS, STEPS, certainty, in_words
from living_review.synthesis.trials.pools import PooledEffect
from living_review.synthesis.trials.response import pooled_ratios
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import printed_responses
from living_review.synthesis.trials.trial_effect import TrialEffect

# What each domain of GRADE means to somebody who does not know its name.
PLAIN = {
    "risk of bias": "the way the trials were done may have led them astray",
    "inconsistency": "the trials disagree",
    "indirectness": "people, doses and scales differ from those asked about",
    "imprecision": "few people took part",
    "publication bias": "small trials without an effect may be missing",
}


def judged_steps() -> pd.DataFrame:
    """Judgements of the certainty of the main outcome, in the order of GRADE's domains."""
    rows = tables.read("certainty_judgements")
    rows = rows[rows["outcome"] == rows["outcome"].iloc[0]]  # the first outcome that was judged
    return rows.sort_values("domain", key=lambda domains: domains.map(DOMAINS.index))


def trials_meter(effects: Sequence[TrialEffect], steps: pd.DataFrame) -> CertaintyMeter:
    """The level at a glance, with the trials and people that it rests on.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Of the trials of the pool.
    steps : pandas.DataFrame
        As of `judged_steps`.
    """
    used = [effect for effect in effects if effect.result]
    people = sum(effect.people for effect in used)
    grounds = [
        f"{PLAIN[row['domain']]} ({row['domain']})"
        for _, row in steps.iterrows()
        if STEPS[row["concern"]]
    ]
    known = f"Of {several(len(effects), 'trial')}, {len(used)} gave a result that can be used"
    in_full = main_results_read_as("full text", "part of full text")
    summaries = sum(effect.trial not in in_full for effect in effects)
    kept_down = f"What lowers it: {'; '.join(grounds) or 'nothing'}."
    told = f"{summaries} of all were read as summaries only."
    return CertaintyMeter(
        str(certainty(steps)), f"{known}, of {people:.0f} people. {told} {kept_down}"
    )


def findings_table(
    effects: Sequence[TrialEffect], pooled: PooledEffect, steps: pd.DataFrame
) -> PageTable:
    """Summary of findings in words and numbers.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Of the trials of the pool.
    pooled : PooledEffect
        Their pooled effect.
    steps : pandas.DataFrame
        As of `judged_steps`.
    """
    used = [effect for effect in effects if effect.result]
    people = sum(effect.people for effect in used)
    told = set(tables.read("trial_adverse_events")["trial"])
    trials = {effect.trial for effect in effects}
    outcome, level = steps["outcome"].iloc[0], certainty(steps)
    answer = in_words(level, treatment().capitalize(), outcome, pooled.low, pooled.high)
    rows = [
        {
            "outcome": outcome.capitalize(),
            "effect": f"{interval_in_words(pooled.estimate, pooled.low, pooled.high)} standard "
            "deviations",
            "people": f"{people:.0f} in {len(used)} trials",
            "certainty": str(level),
            "words": answer,
        },
        _response_row(),
        {
            "outcome": "Adverse events",
            "effect": "none that could be calculated",
            "people": f"said by {len(told & trials)} of {len(trials)} trials, in words",
            "certainty": "no evidence that could be rated",
            "words": "How often they come is not known from these trials.",
        },
    ]
    return PageTable(
        pd.DataFrame(rows),
        f"Summary of findings: {treatment()} against placebo",
        {
            "outcome": "Outcome",
            "effect": "Effect (95 % interval)",
            "people": "People",
            "certainty": "Certainty",
            "words": "In words",
        },
    )


def _response_row() -> dict[str, str]:
    """What the summary of findings says of people who got better."""
    responses = printed_responses()
    responses = responses[responses["set"] == MAIN]
    pooled = pooled_ratios(responses)
    row = {
        "outcome": "Response or recovery",
        "effect": "pooled, not yet rated" if pooled else "not pooled",
        "people": "none",
        "certainty": "no evidence",
        "words": "We found no trial against a masked placebo that reported it.",
    }
    if trials := responses["trial"].nunique():
        row |= {
            "people": f"reported in {trials} trials",
            "certainty": "not rated",
            "words": responses_in_words(pooled),
        }
    return row
