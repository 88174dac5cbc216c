"""What trials that were not found, or found no place in print, could change."""

import pandas as pd

from living_review.charts.forest import (
    POOLED,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.chart_titles import pooled_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.pages.trials import DOMAIN, axis, trial_name
from living_review.statistics.small_study_effects import (
    FEWEST_TRIALS,
    TooFewTrials,
    eggers_regression,
    sample_size_standard_error,
)
from living_review.synthesis.trials.pools import answer
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import TrialEffect
from living_review.synthesis.trials.what_if import smallest_that_decides, with_one_more, with_silent


class SilentTrials:
    """Trials that are registered and silent, and small-study methods where they may be used."""

    def __init__(self):
        self.effects = effects_of((MAIN,))
        rows = with_sources(tables.read("registered_trials"))
        rows["name"] = [
            f"{trial_name(row.trial)} ({row.link})" if row.trial else "none found"
            for row in rows.itertuples()
        ]
        rows["state"] = [
            f"{row.status}; {row.dates}"
            if row.dates and row.dates not in row.status
            else row.status
            for row in rows.itertuples()
        ]
        self.rows = rows

    def registered_table(self) -> PageTable:
        """Every registration that was seen."""
        return PageTable(
            self.rows,
            "Registered trials and studies",
            {
                "registration": "Registration",
                "title": "Title",
                "state": "State",
                "n": "People",
                "outcome_measured": "Outcome measured",
                "name": "Published as (how sure)",
                "note": "Remark",
            },
            links={"registration": "reference_address"},
        )

    @property
    def silent(self) -> pd.DataFrame:
        """Randomised trials of the outcome that are due and of which nothing was found."""
        return self._due_and_unpublished("yes")

    @property
    def perhaps_silent(self) -> pd.DataFrame:
        """The same, where nobody saw whether the outcome was measured."""
        return self._due_and_unpublished("not seen")

    def _due_and_unpublished(self, measured: str) -> pd.DataFrame:
        rows = self.rows
        return rows[
            (rows["trial"] == "")
            & (rows["groups"] == "made at random")
            & (rows["due"] == "yes")
            & (rows["outcome_measured"] == measured)
        ]

    @property
    def unseen(self) -> list[float]:
        """People in each trial without a result: silent ones, and published ones without one."""
        known = self.silent.loc[self.silent["n"] != "", "n"]
        sizes = tables.read("trials").set_index("trial")["n_randomised"]
        mute = [sizes[effect.trial] for effect in self.effects if effect.result is None]
        return [float(n) for n in [*known, *mute] if n]

    def figure(self, name: str, caption: str) -> Figure:
        """Pooled answer if every silent trial had found the same."""
        found = with_silent(self.effects, self.unseen, (-0.6, -0.3, 0.0, 0.3, 0.6))
        rows = [
            forest_row(
                f"each had found {signed(row.found, 1)}",
                "estimate",
                row.estimate,
                row.low,
                row.high,
            )
            for row in found.itertuples()
        ]
        best = answer(self.effects)
        rows.append(forest_row("as it is", POOLED, best.estimate, best.low, best.high))
        frame = pd.DataFrame(rows)
        words = "; ".join(f"{row['name']}: {row['words']}" for row in rows)
        table = PageTable(
            frame, "Pooled effect with silent trials", {"name": "If", "words": "Hedges' g"}
        )
        nothing = next(row for row in found.itertuples() if row.found == 0)
        many = best.trials + len(self.unseen)
        title = pooled_title(many, nothing.estimate, nothing.low, nothing.high, treatment())
        return Figure(
            name,
            f"Had every silent trial found no effect: {title[0].lower()}{title[1:]}",
            caption,
            f"Pooled effect with silent trials. {words}.",
            forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN),
            table,
        )

    def why_no_test(self) -> str:
        """Why tests of small studies are not made, or that they are."""
        points = [effect for effect in self.effects if effect.point]
        sizes = _sizes(points)
        found = eggers_regression(
            [float(e.point.yi) for e in points], sample_size_standard_error(*sizes)
        )
        return found.reason if isinstance(found, TooFewTrials) else "it is made"

    def one_more_table(self) -> PageTable:
        """Pooled answer after one more trial."""
        found = with_one_more(self.effects, (0.0, -0.2, -0.5), (50, 200, 1000))
        found["effect"] = [signed(value, 1) for value in found["found"]]
        found["people"] = [str(2 * n) for n in found["n"]]
        found["pooled"] = [
            interval_in_words(row.estimate, row.low, row.high) for row in found.itertuples()
        ]
        return PageTable(
            found,
            "The pooled effect after one more trial",
            {"effect": "The new trial finds", "people": "People in it", "pooled": "Pooled then"},
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text."""
        points = sum(1 for effect in self.effects if effect.point)
        zero = with_silent(self.effects, self.unseen, (0.0,)).iloc[0]
        smallest = smallest_that_decides(self.effects, 0.0)
        return {
            "if-nothing": interval_in_words(zero["estimate"], zero["low"], zero["high"]),
            "registered": str(len(self.rows)),
            "silent": str(len(self.silent)),
            "perhaps": str(len(self.perhaps_silent)),
            "people": f"{sum(self.unseen):.0f}",
            "unseen": str(len(self.unseen)),
            "points": str(points),
            "fewest": str(FEWEST_TRIALS),
            "reason": self.why_no_test(),
            "undone": "no number of people" if smallest is None else f"{smallest} per group",
        }


def _sizes(effects: list[TrialEffect]) -> tuple[list[float], list[float]]:
    """Group sizes that give each variance, taken as equal: v = 2/n + g²/(4 n)."""
    per_group = [(2 + float(e.point.yi) ** 2 / 4) / float(e.point.vi) for e in effects]
    return per_group, per_group
