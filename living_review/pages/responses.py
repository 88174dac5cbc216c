"""How many people got better, as far as trials print it."""

import pandas as pd

from living_review.pages.page_table import PageTable
from living_review.pages.plural import count_or_none
from living_review.pages.sources import with_sources
from living_review.pages.trials import set_title, trial_name
from living_review.synthesis.trials.diagnostics import (
    FEWEST_PER_SET,
)
from living_review.synthesis.trials.response import pooled_ratios, ratios
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import printed_responses


class Responses:
    """How many people got better, as far as trials print it."""

    def __init__(self):
        self.rows = with_sources(printed_responses())
        self.pooled = pooled_ratios(self.rows[self.rows["set"] == MAIN])

    def table(self) -> PageTable:
        """Every printed count of people who got better, with its ratios."""
        known = ratios(self.rows).set_index("row_id")
        shown = self.rows.assign(
            name=self.rows["trial"].map(trial_name),
            place=self.rows["set"].map(set_title),
            **{
                measure: [
                    _ratio(known.loc[row], measure) if row in known.index else ""
                    for row in self.rows["row_id"]
                ]
                for measure in RATIOS
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

    def numbers(self) -> dict[str, str]:
        """Trials of the main pool that print it, and what they add up to, as text for prose."""
        return {"main": count_or_none(self.main_trials), "pooled": self.in_words()}

    @property
    def main_trials(self) -> int:
        """How many trials of the main pool print it."""
        return self.rows.loc[self.rows["set"] == MAIN, "trial"].nunique()

    def in_words(self) -> str:
        """The pooled ratios, or that there are none and why."""
        if not self.pooled:
            return (
                f"So nothing is pooled: that takes counts of one kind of event in "
                f"{FEWEST_PER_SET} trials of the {set_title(MAIN)}."
            )
        told = [
            f"{one.measure} {one.ratio:.2f} ({one.low:.2f} to {one.high:.2f}) of "
            f"{one.kind} in {one.trials} trials"
            for one in self.pooled
        ]
        return f"Pooled by REML with Hartung-Knapp: {'; '.join(told)}."


RATIOS = ("risk ratio", "odds ratio")


def _ratio(row: pd.Series, measure: str) -> str:
    return (
        f"{row[f'{measure} value']:.2f} ({row[f'{measure} low']:.2f} to "
        f"{row[f'{measure} high']:.2f})"
    )
