"""How far the pooled answer can be trusted: other choices, silent trials, certainty, reviews."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import (
    BOUND,
    HEADING,
    POOLED,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words, signed
from living_review.charts.ranked_band import ranked_band
from living_review.evidence import tables
from living_review.evidence.printed_numbers import values
from living_review.pages.differences import Responses
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import reader_name, with_sources
from living_review.pages.trials import AXIS, DOMAIN, trial_name, year_of
from living_review.statistics.effect_sizes.counts import risk_difference
from living_review.statistics.normal_intervals import normal_interval
from living_review.statistics.small_study_effects import (
    FEWEST_TRIALS,
    TooFewTrials,
    eggers_regression,
    sample_size_standard_error,
)
from living_review.synthesis.certainty import DOMAINS, Certainty, certainty, in_words
from living_review.synthesis.trials.multiverse import specifications
from living_review.synthesis.trials.pools import answer
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import TrialEffect
from living_review.synthesis.trials.what_if import smallest_that_decides, with_one_more, with_silent

DIMENSIONS = {
    "trials": "Trials",
    "left_out": "Left out",
    "reading": "What was not printed",
    "pooled": "Pooled by",
}
ALL_TRIALS, RECOVERABLE = "all trials, bounds included", "recoverable effects only"
POINTS = "points; left of 0: better with treatment"


class Multiverse:
    """The pooled answer under every combination of choices."""

    def __init__(self):
        found = specifications()
        self.rows = found[found["estimate"].notna()].assign(
            group=lambda t: [
                RECOVERABLE if name.startswith("recoverable") else ALL_TRIALS
                for name in t["pooled"]
            ],
            words=lambda t: t[list(DIMENSIONS)].agg("; ".join, axis=1),
        )

    def figure(self, name: str, caption: str) -> Figure:
        """Every estimate, sorted, the main analysis marked."""
        draw = ranked_band(
            self.rows,
            quantity="Hedges' g",
            counted="Combinations of choices",
            groups=(ALL_TRIALS, RECOVERABLE),
            main="main analysis",
        )
        numbers = self.numbers()
        description = (
            f"{numbers['combinations']} pooled estimates, sorted, from {numbers['least']} to "
            f"{numbers['most']}; {numbers['distinct']} are distinct, and {numbers['excluding']} of "
            "these have an interval below 0."
        )
        return Figure(name, caption, description, draw, self.table())

    def choices_figure(self, name: str, caption: str) -> Figure:
        """Median and span of the estimates under each single choice."""
        rows = []
        for column, heading in DIMENSIONS.items():
            rows.append(forest_row(heading, HEADING))
            for option, part in self.rows.groupby(column, sort=False):
                rows.append(
                    forest_row(
                        option,
                        "estimate",
                        part["estimate"].median(),
                        part["estimate"].min(),
                        part["estimate"].max(),
                    )
                )
        frame = pd.DataFrame(rows)
        draw = forest(frame, quantity=AXIS, kinds=("estimate",), domain=DOMAIN)
        return Figure(
            name,
            caption,
            "Median, lowest and highest pooled estimate under each choice "
            "of trials, of those left out, of readings and of methods.",
            draw,
            self.table(),
        )

    def table(self) -> PageTable:
        """Median and span under each choice."""
        found = []
        for column, heading in DIMENSIONS.items():
            for option, part in self.rows.groupby(column, sort=False):
                excluding = (part["high"] < 0).mean()
                found.append(
                    {
                        "choice": heading,
                        "option": option,
                        "combinations": str(len(part)),
                        "median": interval_in_words(
                            part["estimate"].median(),
                            part["estimate"].min(),
                            part["estimate"].max(),
                        ),
                        "excluding": f"{100 * excluding:.0f} %",
                    }
                )
        return PageTable(
            pd.DataFrame(found),
            "Pooled estimates by choice",
            {
                "choice": "Choice",
                "option": "Option",
                "combinations": "Combinations",
                "median": "Median (lowest to highest) g",
                "excluding": "Intervals below 0",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text."""
        main = self.rows[self.rows["trials"] == self.rows["trials"].iloc[0]]
        distinct = self.rows.drop_duplicates(["estimate", "low", "high"])
        own = main.drop_duplicates(["estimate", "low", "high"])
        return {
            "combinations": str(len(self.rows)),
            "distinct": str(len(distinct)),
            "excluding": str((distinct["high"] < 0).sum()),
            "favouring": str((distinct["estimate"] < 0).sum()),
            "least": signed(self.rows["estimate"].min()),
            "most": signed(self.rows["estimate"].max()),
            "main-distinct": str(len(own)),
            "main-least": signed(own["estimate"].min()),
            "main-most": signed(own["estimate"].max()),
            "main-reaching": str((own["high"] >= 0).sum()),
        }


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
                f"each had found {_signed(row.found)}", "estimate", row.estimate, row.low, row.high
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
        return Figure(
            name,
            caption,
            f"Pooled effect with silent trials. {words}.",
            forest(frame, quantity=AXIS, kinds=("estimate",), domain=DOMAIN),
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
        found["effect"] = [_signed(value) for value in found["found"]]
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


def _signed(value: float) -> str:
    return signed(value, 1)


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
                    Certainty(self.level), "The treatment", self.outcome, best.low, best.high
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
            "Summary of findings: treatment against placebo",
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
                told = _signed(-low) if low == high else f"{_signed(-high)} to {_signed(-low)}"
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
            caption,
            f"The pooled effect in points of scales: {words}.",
            forest(frame, quantity=POINTS, kinds=("estimate",), domain=_ends(frame)),
            self.points_table(),
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

    def in_points(self, **scales: str) -> dict[str, str]:
        """The answer in points for prose, as text: the name that it is given, and its scale.

        The ends of its interval have the same name, with ``-low`` and ``-high`` behind it.
        """
        points = self.points.set_index("scale")
        numbers = {}
        for name, scale in scales.items():
            row = points.loc[scale]
            numbers |= {
                name: f"{abs(row['value']):.1f}",
                f"{name}-low": f"{abs(row['high']):.1f}",
                f"{name}-high": f"{abs(row['low']):.1f}",
            }
        return numbers


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
        "words": "No trial against a masked placebo was seen to print it.",
    }
    if found.main_trials:
        row |= {
            "people": f"printed in {found.main_trials} trials",
            "certainty": "not rated",
            "words": found.in_words(),
        }
    return row if not found.pooled else row | {"effect": "pooled, not yet rated"}


class EarlierReviews:
    """What earlier reviews found, and what of it can be rebuilt."""

    def __init__(self):
        rows = with_sources(tables.read("earlier_reviews"))
        self.rows = rows.assign(year=rows["review"].map(year_of)).sort_values("year", kind="stable")
        members = tables.read("review_members")
        members["name"] = members["review"].map(trial_name)
        members["ours"] = [
            trial_name(trial) if trial else "not found" for trial in members["trial"]
        ]
        self.members = members

    def table(self) -> PageTable:
        """Reviews with what they ask, hold and find."""
        return PageTable(
            self.rows,
            "Earlier reviews of the treatment",
            {
                "reference": "Review",
                "kind": "Kind",
                "question": "Asks",
                "trials": "Trials",
                "people": "People",
                "in_words": "Finds",
                "note": "Remark",
            },
            links={"reference": "reference_address"},
        )

    def members_table(self) -> PageTable:
        """Trials that each review was seen to use, beside what is found of them here."""
        used = tables.read("trials").set_index("trial")["n_randomised"]
        shown = self.members.assign(randomised=self.members["trial"].map(used).fillna(""))
        return PageTable(
            shown,
            "Trials that reviews were seen to use",
            {
                "name": "Review",
                "label": "Trial as named there",
                "people": "People there",
                "ours": "Trial here",
                "randomised": "In groups here",
                "note": "Remark",
            },
        )

    def figure(self, name: str, caption: str) -> Figure:
        """Published pooled effects beside those of this review."""
        rows = [forest_row("Published", HEADING)]
        estimates = tables.read("printed_estimates", design="meta-analysis of trials")
        names = dict(zip(self.rows["review"], self.rows["reference"], strict=True))
        for row in estimates[estimates["source"].isin(names)].itertuples():
            value = float(row.estimate)
            low, high = (float(end) if end else value for end in (row.ci_low, row.ci_high))
            words = None if row.ci_low else f"{signed(value)} (no interval seen)"
            rows.append(
                forest_row(
                    f"{names[row.source]}, {row.comparison}", "estimate", value, low, high, words
                )
            )
        best = answer(effects_of((MAIN,)))
        rows += [
            forest_row("Here", HEADING),
            forest_row("all trials, bounds included", POOLED, best.estimate, best.low, best.high),
        ]
        frame = pd.DataFrame(rows)
        words = "; ".join(f"{row['name']}: {row['words']}" for row in rows if row["words"])
        table = PageTable(
            frame[frame["words"] != ""],
            "Pooled effects",
            {"name": "Pool", "words": "Standardised mean difference"},
        )
        return Figure(
            name,
            caption,
            f"Published pooled effects beside those here. {words}.",
            forest(frame, quantity=AXIS, kinds=("estimate",), domain=DOMAIN),
            table,
        )

    def numbers(self) -> dict[str, str]:
        """How many reviews pool trials, as text for prose."""
        return {"pooling": str((self.rows["pooled"] == "yes").sum())}


def adverse_events_table() -> PageTable:
    """What trials print of adverse events and of people who left."""
    rows = with_sources(tables.read("trial_adverse_events"))
    rows["name"] = rows["trial"].map(trial_name)
    counts = tables.read("printed_counts").set_index("row_id")
    rows["difference"] = [
        _difference(counts, row["first"], row["second"]) for _, row in rows.iterrows()
    ]
    return PageTable(
        rows,
        "Adverse events and people who left",
        {
            "name": "Study",
            "event": "What",
            "in_words": "Printed",
            "difference": "More in 100 people (95 % interval)",
            "note": "Remark",
        },
        links={"name": "reference_address"},
    )


def _difference(counts: pd.DataFrame, first: str, second: str) -> str:
    """Risk difference of two printed counts, in people of 100."""
    if not first or not second:
        return ""
    cells = [counts.loc[row, name] for row in (first, second) for name in ("count", "of")]
    if "" in cells:
        return ""
    difference = risk_difference(*map(float, cells))
    value = float(difference.yi)
    ends = (value, *normal_interval(value, math.sqrt(float(difference.vi))))
    shown, low, high = (signed(100 * end, 0) for end in ends)
    return f"{shown} ({low} to {high})"
