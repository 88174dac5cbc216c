"""How certain the pooled answer is, and what it means in points, people and words."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import (
    BOUND,
    HEADING,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import tables
from living_review.evidence.printed_numbers import values
from living_review.evidence.question import treatment
from living_review.pages.chart_titles import NOTHING_YET
from living_review.pages.figure import Figure
from living_review.pages.meter import CertaintyMeter
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.responses import Responses
from living_review.pages.sources import reader_name, with_sources
from living_review.pages.trials import main_results_read_as
from living_review.synthesis.certainty import DOMAINS, STEPS, Certainty, certainty, in_words
from living_review.synthesis.trials.pools import answer
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of

# What each domain of GRADE means to somebody who does not know its name.
PLAIN = {
    "risk of bias": "the way the trials were done may have led them astray",
    "inconsistency": "the trials disagree",
    "indirectness": "people, doses and scales differ from those asked about",
    "imprecision": "few people took part",
    "publication bias": "small trials without an effect may be missing",
}
POINTS = "points; left of 0: better with treatment"


class CertaintyOfTrials:
    """GRADE of the main outcome, and the answer in points of known scales."""

    def __init__(self):
        rows = tables.read("certainty_judgements")
        self.outcome = rows["outcome"].iloc[0]  # the first outcome that was judged
        rows = rows[rows["outcome"] == self.outcome]
        self.steps = rows.sort_values("domain", key=lambda c: c.map(DOMAINS.index))
        self.level = str(certainty(self.steps))
        self.effects = effects_of((MAIN,))

    @cached_property
    def points(self) -> pd.DataFrame:
        """The answer in points of each scale whose spread is known."""
        best = answer(self.effects)
        spreads = tables.read("outcome_spreads")
        sd = values(spreads["sd"])
        return spreads.assign(value=best.estimate * sd, low=best.low * sd, high=best.high * sd)

    def steps_table(self) -> PageTable:
        """Each step with its reason."""
        steps = self.steps.assign(judge=self.steps["judge"].map(reader_name))
        return PageTable(
            steps,
            f"Certainty that {self.outcome} differs: {self.level}",
            {"domain": "Domain", "concern": "Concern", "reason": "Reason", "judge": "Judge"},
        )

    def meter(self) -> CertaintyMeter:
        """The level at a glance, with the trials and people that it rests on."""
        used = [effect for effect in self.effects if effect.result]
        people = sum(effect.people for effect in used)
        grounds = [
            f"{PLAIN[row['domain']]} ({row['domain']})"
            for _, row in self.steps.iterrows()
            if STEPS[row["concern"]]
        ]
        known = (
            f"Of {several(len(self.effects), 'trial')}, {len(used)} gave a result that can be used"
        )
        in_full = main_results_read_as("full text", "part of full text")
        summaries = sum(effect.trial not in in_full for effect in self.effects)
        kept_down = f"What lowers it: {'; '.join(grounds) or 'nothing'}."
        told = f"{summaries} of all were read as summaries only."
        return CertaintyMeter(self.level, f"{known}, of {people:.0f} people. {told} {kept_down}")

    def findings_table(self) -> PageTable:
        """Summary of findings in words and numbers."""
        best = answer(self.effects)
        used = [effect for effect in self.effects if effect.result]
        people = sum(effect.people for effect in used)
        told = set(tables.read("trial_adverse_events")["trial"])
        main = {effect.trial for effect in self.effects}
        rows = [
            {
                "outcome": self.outcome.capitalize(),
                "effect": f"{interval_in_words(best.estimate, best.low, best.high)} standard "
                "deviations",
                "people": f"{people:.0f} in {len(used)} trials",
                "certainty": self.level,
                "words": in_words(
                    Certainty(self.level),
                    treatment().capitalize(),
                    self.outcome,
                    best.low,
                    best.high,
                ),
            },
            _response_row(),
            {
                "outcome": "Adverse events",
                "effect": "none that could be calculated",
                "people": f"said by {len(told & main)} of {len(main)} trials, in words",
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

    def points_figure(self, name: str, caption: str) -> Figure:
        """The answer in points, beside what patients notice."""
        differences = tables.read("important_differences", unit="points")
        rows = []
        for row in self.points.itertuples():
            matters = differences[differences["scale"] == row.scale]
            if matters.empty:
                continue
            rows.append(forest_row(row.scale, HEADING))
            rows.append(forest_row("pooled effect", "estimate", row.value, row.low, row.high))
            for low, high in zip(values(matters["low"]), values(matters["high"]), strict=True):
                told = (
                    signed(-low, 1) if low == high else f"{signed(-high, 1)} to {signed(-low, 1)}"
                )
                wider = 0.06 * (low == high)  # a bar without width would not be seen
                rows.append(
                    forest_row(
                        "smallest difference that matters",
                        BOUND,
                        math.nan,
                        -high - wider,
                        -low + wider,
                        told,
                    )
                )
        frame = pd.DataFrame(rows)
        words = "; ".join(f"{row['name']} {row['words']}".strip() for row in rows)
        return Figure(
            name,
            self._points_title(differences),
            caption,
            f"The pooled effect in points of scales: {words}.",
            forest(frame, quantity=POINTS, kinds=("estimate",), domain=_ends(frame)),
            self.points_table(),
        )

    def _points_title(self, differences: pd.DataFrame) -> str:
        """On how many scales the mean benefit is as large as a change that matters to one person.

        Points are those of the treatment less those without it, so that fewer are better.
        """
        least = {scale: min(values(part["low"])) for scale, part in differences.groupby("scale")}
        known = [row for row in self.points.itertuples() if row.scale in least]
        if not known:
            return NOTHING_YET
        reached = [row.scale for row in known if -row.value >= least[row.scale]]
        return (
            f"On {len(reached)} of {several(len(known), 'scale')} the mean benefit is as large as "
            "the smallest change that matters to one person"
        )

    def points_table(self) -> PageTable:
        """The answer in points, with the standard deviation used."""
        shown = with_sources(self.points)
        shown["effect"] = [
            interval_in_words(row.value, row.low, row.high) for row in shown.itertuples()
        ]
        return PageTable(
            shown,
            "The pooled effect in points",
            {
                "scale": "Scale",
                "sd": "Standard deviation used",
                "effect": "Points",
                "reference": "Standard deviation from",
            },
            links={"reference": "reference_address"},
        )

    def differences_table(self) -> PageTable:
        """Estimates of the smallest difference that matters."""
        rows = with_sources(tables.read("important_differences"))
        rows["size"] = [
            row["low"] if row["low"] == row["high"] else f"{row['low']} to {row['high']}"
            for _, row in rows.iterrows()
        ]
        return PageTable(
            rows,
            "Smallest differences that matter",
            {
                "scale": "Scale",
                "size": "Difference",
                "unit": "Unit",
                "how": "Found by",
                "reference": "Source",
                "note": "Remark",
            },
            links={"reference": "reference_address"},
        )

    def as_points(self, scale: str, **estimates: float) -> dict[str, str]:
        """Standardised differences as points of a scale, without their sign, as text for prose.

        Parameters
        ----------
        scale : str
            A scale of `points`.
        **estimates : float
            Differences in standard deviations, by the name that each is given.
        """
        sd = float(self.points.set_index("scale").loc[scale, "sd"])
        return {name: f"{abs(value) * sd:.1f}" for name, value in estimates.items()}


def _ends(frame: pd.DataFrame) -> tuple[float, float]:
    """Whole ends of an axis in points that hold every interval, with room on the side of harm."""
    least = min(math.floor(frame["low"].min()), 0)
    most = math.ceil(frame["high"].max())
    return float(least), float(max(most, -least / 4))


def _response_row() -> dict[str, str]:
    """What the summary of findings says of people who got better."""
    found = Responses()
    row = {
        "outcome": "Response or recovery",
        "effect": "not pooled",
        "people": "none",
        "certainty": "no evidence",
        "words": "We found no trial against a masked placebo that reported it.",
    }
    if found.main_trials:
        row |= {
            "people": f"reported in {found.main_trials} trials",
            "certainty": "not rated",
            "words": found.in_words(),
        }
    return row if not found.pooled else row | {"effect": "pooled, not yet rated"}
