"""The trials on the page: which there are, what they found, and what they add up to."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import (
    BOUND,
    HEADING,
    NOTHING,
    POOLED,
    PREDICTED,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.chart_titles import pooled_title, pools_title, range_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.sources import source_name, with_names, with_sources
from living_review.statistics.normal_intervals import normal_interval
from living_review.synthesis.risk_of_bias.form import OVERALL
from living_review.synthesis.trials.bias import judgements
from living_review.synthesis.trials.labels import KindOfValue
from living_review.synthesis.trials.pools import (
    PRIORS,
    Answer,
    answer,
    cumulative,
    leave_one_out,
    likelihood_answer,
    recovered_answer,
)
from living_review.synthesis.trials.selection import (
    MAIN,
)
from living_review.synthesis.trials.tables import (
    effects_of,
    selection,
    with_notices,
)
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect, effects_frame

DOMAIN = (-2.5, 1.5)
TIERS = tuple(str(tier) for tier in (Tier.DIRECT, Tier.INTERVAL, Tier.P_VALUE, Tier.ASSUMED))
# In a figure these two share the mark of a difference; the table tells them apart.
AS_DIFFERENCE = (Tier.STANDARDISED, Tier.RATIO)


def axis() -> tuple[str, str]:
    """Title of an axis of effects: which side is better with what, and what is measured."""
    return f"← better with {treatment()} · better without →", "Hedges' g"


def trial_name(key: str) -> str:
    """Name of a trial as readers know it: first author and year."""
    return source_name(tables.entry(key))


def set_title(key: str) -> str:
    """Title of a set of trials on the page."""
    return tables.row("trial_sets", key)["title"]


def year_of(key: str) -> int:
    """Year in which a trial was published."""
    return int(tables.entry(key)["year"])


RULES_IN_WORDS = {
    "E1": "groups at random",
    "E2": "people",
    "E3": "outcome measured",
    "E4": "one difference",
    "E5": "can be relied on",
    "E6": "masked placebo",
}

NOTICES = {
    "correction": "A correction of its publication was seen.",
    "expression of concern": "The journal has expressed concern about its publication.",
    "retraction": "Its publication was retracted.",
    "disputed in letters": "Its publication is disputed in letters.",
}


INCLUDED = {
    "name": "Trial",
    "people": "People (analysed)",
    "given": "Given",
    "masking": "Masking",
    "read_as": "Result read as",
    "note": "Remark",
}
LEFT_OUT = {
    "name": "Study",
    "preparation": "Given",
    "population": "People",
    "reason": "Reason",
    "note": "Remark",
}


def placed_trials() -> pd.DataFrame:
    """Every trial with the set in which the rules of the protocol place it, oldest first.

    Returns
    -------
    pandas.DataFrame
        The columns of the table of trials and of `living_review.synthesis.trials.selection.select`
        (each rule, ``set``, ``reason``), and for readers ``name``, ``year``, ``people``, ``given``,
        ``read_as`` (how far its main result was read, else the trial) and ``note``, with what was
        published about its publication.
    """
    rows = with_notices(tables.read("trials")).merge(selection(), on="trial", validate="one_to_one")
    results = tables.with_access(tables.read("trial_results", main="yes"))
    read_as = results.drop_duplicates("trial").set_index("trial")["access"]
    each = [row for _, row in rows.iterrows()]
    rows = with_sources(rows).assign(
        name=rows["trial"].map(trial_name),
        year=rows["trial"].map(year_of),
        people=[f"{row['population']}; in groups: {_people(row)}" for row in each],
        given=[given_to_whom(row) for row in each],
        read_as=lambda t: t["trial"].map(read_as).fillna(t["access"]),
        reason=rows["reason"].map(with_names),
        note=[with_names(_with_notice(row)) for row in each],
    )
    return rows.sort_values(["year", "name"], kind="stable", ignore_index=True)


def _with_notice(row: pd.Series) -> str:
    """The remark on a trial, with what was published about its publication."""
    return " ".join(part for part in (row["note"], NOTICES.get(row["notice"], "")) if part)


def given_to_whom(row: pd.Series) -> str:
    """What was given to whom, against what, and what both groups had."""
    period = row["duration"].endswith(" each")
    how_long = (
        f"{row['duration'].removesuffix(' each')} in each period" if period else (row["duration"])
    )
    told = f"{row['preparation']}, {row['dose']}, {how_long}; against {row['comparator']}"
    return f"{told}; both groups: {row['cotreatment']}" if row["cotreatment"] else told


def _people(row: pd.Series) -> str:
    analysed = f" ({row['n_analysed']})" if row["n_analysed"] else ""
    return f"{row['n_randomised'] or 'not seen'}{analysed}"


def main_results_read_as(*beginnings: str) -> list[str]:
    """Trials whose main result was read in a view whose access begins so."""
    rows = tables.with_access(tables.read("trial_results", main="yes"))
    return list(rows.loc[rows["access"].str.startswith(beginnings), "trial"])


def effects_by_set(*sets: str) -> pd.DataFrame:
    """What the reports of trials give, set by set, the oldest trial of each first.

    Returns
    -------
    pandas.DataFrame
        The columns of `living_review.synthesis.trials.trial_effect.effects_frame`, and for readers
        ``name``, ``set`` (its title), ``derived_from``, ``kind`` (its mark in a forest plot),
        ``record`` (its address) and the columns of `DETAILS`.
    """
    told, parts = _details(), []
    for place in sets:
        effects = effects_of((place,))
        part = effects_frame(effects).assign(
            set=set_title(place), derived_from=list(map(derived_from, effects))
        )
        part["name"], part["year"] = part["trial"].map(trial_name), part["trial"].map(year_of)
        parts.append(part.sort_values(["year", "trial"], kind="stable"))
    rows = pd.concat(parts, ignore_index=True)
    tiers = rows["tier"].map(lambda tier: str(Tier.INTERVAL if tier in AS_DIFFERENCE else tier))
    rows["kind"] = tiers.where(rows["yi"].notna(), BOUND).where(rows["least"].notna(), NOTHING)
    return rows.join(pd.DataFrame([told[trial] for trial in rows["trial"]]).drop(columns="trial"))


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

    @cached_property
    def recovered(self) -> Answer:
        """Pool of the effects that can be recovered."""
        return recovered_answer(self.all_effects)

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

    def figure(self, name: str, caption: str, pooled: bool = True) -> Figure:
        """Forest plot of the trials, with the pooled answer if it is asked for."""
        rows, words, told_of = [], [], _details()
        for place, effects in self.effects.items():
            if len(self.effects) > 1:
                rows.append(forest_row(set_title(place).capitalize(), HEADING))
            ordered = sorted(effects, key=lambda e: (year_of(e.trial), e.trial))
            for effect in ordered:
                rows.append(_trial_row(effect) | told_of[effect.trial])
                told = effect_in_words(effect)
                words.append(f"{trial_name(effect.trial)}: {told} ({derived_from(effect)})")
        if pooled:
            best = self.answer
            rows += [
                forest_row("Pooled", HEADING),
                forest_row(
                    "All trials, bounds included", POOLED, best.estimate, best.low, best.high
                ),
                forest_row(
                    "Effect in a new trial",
                    PREDICTED,
                    math.nan,
                    best.predicted_low,
                    best.predicted_high,
                ),
                forest_row(
                    "Recoverable effects only",
                    POOLED,
                    self.recovered.estimate,
                    self.recovered.low,
                    self.recovered.high,
                ),
            ]
            words.append(f"pooled: {interval_in_words(best.estimate, best.low, best.high)}")
        frame = pd.DataFrame(rows)
        draw = forest(frame, quantity=axis(), kinds=TIERS, domain=DOMAIN, details=DETAILS)
        description = f"Forest plot of effects. {'; '.join(words)}."
        table = PageTable(
            frame[frame["kind"] != HEADING].fillna({"trial": ""}),
            "Effects of the trials",
            {"name": "Trial", "kind": "Derived from", "words": "Hedges' g"},
        )
        best = self.answer if pooled else None
        title = (
            pooled_title(best.trials, best.estimate, best.low, best.high, treatment())
            if best
            else pools_title(
                frame.loc[frame["kind"].isin(TIERS), ["low", "high"]].itertuples(index=False),
                treatment(),
                "trial with an interval",
                "trials with an interval",
            )
        )
        return Figure(name, title, caption, description, draw, table)

    def left_out_figure(self, name: str, caption: str) -> Figure:
        """Main estimate without each trial in turn."""
        found = leave_one_out(self.all_effects)
        rows = [
            forest_row(
                f"without {trial_name(row.trial)}", "estimate", row.estimate, row.low, row.high
            )
            for row in found.itertuples()
        ]
        best = self.answer
        rows.append(forest_row("All trials", POOLED, best.estimate, best.low, best.high))
        return self._simple(
            rows, name, caption, "Pooled effect without each trial in turn", "Without any one trial"
        )

    def cumulative_figure(self, name: str, caption: str) -> Figure:
        """Main estimate as it would have stood after each year."""
        years = {effect.trial: year_of(effect.trial) for effect in self.all_effects}
        found = cumulative(self.all_effects, years)
        rows = [
            forest_row(
                f"until {row.year}, {row.trials} trials",
                "estimate",
                row.estimate,
                row.low,
                row.high,
            )
            for row in found.itertuples()
        ]
        return self._simple(
            rows, name, caption, "Pooled effect as trials came in, by year", "As trials came in"
        )

    def priors_figure(self, name: str, caption: str) -> Figure:
        """Main estimate under each prior, and without one."""
        rows = []
        for prior in PRIORS:
            found = answer(self.all_effects, prior)
            rows.append(
                forest_row(f"prior {prior}", "estimate", found.estimate, found.low, found.high)
            )
        for label, found in (
            ("maximum likelihood, profile interval", likelihood_answer(self.all_effects)),
            ("recoverable effects, REML with Hartung-Knapp", self.recovered),
        ):
            rows.append(forest_row(label, "estimate", found.estimate, found.low, found.high))
        return self._simple(rows, name, caption, "Pooled effect by method", "By every method tried")

    @staticmethod
    def _simple(rows: list[dict], name: str, caption: str, title: str, changed: str) -> Figure:
        frame = pd.DataFrame(rows)
        draw = forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN)
        words = "; ".join(f"{row['name']}: {row['words']}" for row in rows)
        table = PageTable(frame, title, {"name": "Pool", "words": "Hedges' g"})
        said = range_title([row["value"] for row in rows], changed)
        return Figure(name, said, caption, f"{title}. {words}.", draw, table)

    def left_out_numbers(self) -> dict[str, str]:
        """The pool without one trial, as text for prose: the ends of its range, and the pool
        without the first trial whose result was read in somebody else's words (``second-hand``),
        and without the first that was read in full (``in-full``).
        """
        left_out = leave_one_out(self.all_effects).set_index("trial")
        numbers = {
            "weakest": signed(left_out["estimate"].max()),
            "strongest": signed(left_out["estimate"].min()),
        }
        for name, access in (("second-hand", "secondary"), ("in-full", "full text")):
            trial = next((t for t in main_results_read_as(access) if t in left_out.index), None)
            numbers[name] = trial_name(trial) if trial else "none"
            without = left_out.loc[trial, ["estimate", "low", "high"]] if trial else ()
            numbers[f"without-{name}"] = interval_in_words(*without) if trial else ""
        return numbers

    def numbers(self) -> dict[str, str]:
        """How many trials and people there are and what they add up to, as text for prose."""
        best, plain = self.answer, self.recovered
        tiers = [effect.tier for effect in self.all_effects]
        return {
            "people": f"{sum(e.people for e in self.all_effects if e.result):.0f}",
            "trials": str(len(self.all_effects)),
            "used": str(best.trials),
            "bounds": str(best.bounds),
            "unused": str(tiers.count(Tier.NONE)),
            "direct": str(sum(map(tiers.count, (Tier.DIRECT, Tier.INTERVAL, *AS_DIFFERENCE)))),
            "by-p": str(tiers.count(Tier.P_VALUE) + tiers.count(Tier.ASSUMED)),
            "estimate": signed(best.estimate),
            "interval": interval_in_words(math.nan, best.low, best.high),
            "predicted": interval_in_words(math.nan, best.predicted_low, best.predicted_high),
            "tau": f"{best.tau:.2f}",
            "plain": interval_in_words(plain.estimate, plain.low, plain.high),
            "plain-trials": str(plain.trials),
            "plain-predicted": interval_in_words(
                math.nan, plain.predicted_low, plain.predicted_high
            ),
        }


def derived_from(effect: TrialEffect) -> str:
    """How far an effect was derived, and whether changes and not scores are behind it."""
    changes = effect.kind is KindOfValue.CHANGE
    return f"{effect.tier}, of changes from the start" if changes else str(effect.tier)


# What a row of the forest plot tells of its trial when it is pointed at.
DETAILS = {"people": "people in the groups", "bias": "risk of bias", "access": "read as"}


def _details() -> dict[str, dict]:
    """Of each trial its people, risk of bias, how far it was read, and where its record is."""
    bias = judgements()
    overall = bias[bias["domain"] == OVERALL].set_index("trial")["shown"]
    results = tables.with_access(tables.read("trial_results", main="yes"))
    read_as = results.drop_duplicates("trial").set_index("trial")["access"]
    return {
        row["trial"]: {
            "trial": row["trial"],
            "people": _people(row),
            "bias": overall.get(row["trial"], "not judged"),
            "access": read_as.get(row["trial"], "no result seen"),
            "record": f"../{trial_address(row['trial'])}",
        }
        for _, row in tables.read("trials").iterrows()
    }


def _trial_row(effect: TrialEffect) -> dict:
    name = trial_name(effect.trial)
    tier = Tier.INTERVAL if effect.tier in AS_DIFFERENCE else effect.tier
    if effect.point is not None:
        value = float(effect.point.yi)
        interval = normal_interval(value, math.sqrt(float(effect.point.vi)))
        return forest_row(name, str(tier), value, *interval)
    if effect.result is None:
        return forest_row(name, NOTHING, words="no number")
    low, high = effect.result.regions[0][0], effect.result.regions[-1][1]
    error = math.sqrt(effect.result.vi)
    return {
        **forest_row(name, BOUND, math.nan, low, high),
        "outer_low": normal_interval(low, error)[0],
        "outer_high": normal_interval(high, error)[1],
    }


def effect_in_words(effect: TrialEffect) -> str:
    """An effect with its interval, or its bounds, as the forest plot tells it."""
    return _trial_row(effect)["words"]


def _printed(row: pd.Series) -> str:
    parts = [
        f"p {row['p_value']}" if row["p_value"] else row["printed_words"],
        f"test: {row['test']}",
    ]
    return "; ".join(part for part in parts if part)
