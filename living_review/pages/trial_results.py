"""What the trials of several sets report, each set apart, and what they come to together."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import described_forest, forest, under_headings
from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.chart_titles import pools_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.pages.trial_forest import DETAILS, TIERS, trial_forest_table, trial_rows
from living_review.pages.trials import (
    DOMAIN,
    axis,
    derived_from,
    effect_in_words,
    set_title,
    trial_name,
    year_of,
)
from living_review.synthesis.trials.effect_table import effect_table
from living_review.synthesis.trials.pools import Answer, answer, recovered_answer
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import TrialEffect


class TrialResults:
    """What the trials of some sets print, and the effects that follow."""

    def __init__(self, *sets: str):
        self.sets = sets or (MAIN,)
        self.effects = {place: effects_of((place,)) for place in self.sets}

    @cached_property
    def all_effects(self) -> list[TrialEffect]:
        """Effects of all sets, oldest trial first."""
        found = [effect for effects in self.effects.values() for effect in effects]
        return sorted(found, key=lambda effect: (year_of(effect.trial), effect.trial))

    @cached_property
    def answer(self) -> Answer:
        """Main estimate."""
        return answer(self.all_effects)

    def largest(self) -> dict[str, str]:
        """The largest effect of all these sets that favours the treatment: its trial, its set."""
        known = [effect for effect in self.all_effects if effect.point]
        first = min(known, key=lambda effect: float(effect.point.yi))
        place = next(place for place, effects in self.effects.items() if first in effects)
        return {"largest": trial_name(first.trial), "largest-set": set_title(place)}

    def derivation_table(self) -> PageTable:
        """Each trial's printed result and how its effect was derived."""
        rows = tables.read("trial_results")
        rows = with_sources(rows[rows["main"] == "yes"]).set_index("trial")
        found = []
        for effect in self.all_effects:
            row = rows.loc[effect.trial]
            found.append(
                {
                    "trial": effect.trial,
                    "name": trial_name(effect.trial),
                    "printed": _printed(row),
                    "tier": derived_from(effect),
                    "effect": effect_in_words(effect),
                    "steps": " ".join(effect.steps),
                    "note": row["note"],
                }
            )
        return PageTable(
            pd.DataFrame(found),
            "From the reported numbers to an effect",
            {
                "name": "Trial",
                "printed": "As reported",
                "tier": "Derived from",
                "effect": "Hedges' g",
                "steps": "How",
                "note": "Remark",
            },
        )

    def figure(self, name: str, caption: str) -> Figure:
        """Forest plot of the trials, a heading for each set."""
        rows = pd.concat(
            trial_rows(effect_table(effects)).assign(set=set_title(place).capitalize())
            for place, effects in self.effects.items()
        )
        intervals = rows.loc[rows["kind"].isin(TIERS), ["low", "high"]].itertuples(index=False)
        title = pools_title(
            intervals, treatment(), "trial with an interval", "trials with an interval"
        )
        told = {column: title for column, title in DETAILS.items() if column != "share"}
        rows = under_headings(rows, "set")
        return Figure(
            name,
            title,
            caption,
            described_forest(rows, "Forest plot of effects"),
            forest(rows, quantity=axis(), kinds=TIERS, domain=DOMAIN, details=told),
            trial_forest_table(rows.assign(share="")),
        )

    def numbers(self) -> dict[str, str]:
        """How many trials there are and what they add up to, as text for prose."""
        best, plain = self.answer, recovered_answer(self.all_effects)
        return {
            "trials": str(len(self.all_effects)),
            "used": str(best.trials),
            "estimate": signed(best.estimate),
            "interval": interval_in_words(math.nan, best.low, best.high),
            "plain": interval_in_words(plain.estimate, plain.low, plain.high),
        }


def _printed(row: pd.Series) -> str:
    parts = [
        f"p {row['p_value']}" if row["p_value"] else row["printed_words"],
        f"test: {row['test']}",
    ]
    return "; ".join(part for part in parts if part)


def times_as_large(pool: TrialResults, place: str) -> str:
    """How many whole times the effects of another set are at least as large as a pool.

    Returns
    -------
    str
        ``not known`` if no trial of that set has an effect.
    """
    others = [abs(e.point.yi) for e in effects_of((place,)) if e.point]
    if not others:
        return "not known"
    return str(math.floor(min(others) / abs(pool.answer.estimate)))
