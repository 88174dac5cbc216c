"""The trials on the page: which there are, what they found, and what they add up to."""

import pandas as pd

from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.page_table import PageTable
from living_review.pages.sources import source_name, with_names, with_sources
from living_review.synthesis.trials.effect_table import effect_table
from living_review.synthesis.trials.labels import KindOfValue
from living_review.synthesis.trials.selection import EXCLUDED, MAIN, RULES, SETS
from living_review.synthesis.trials.tables import inverted_change, selection, with_notices
from living_review.synthesis.trials.trial_effect import TrialEffect

DOMAIN = (-2.5, 1.5)


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


class Trials:
    """Which trials there are, and why each stands where it stands."""

    def __init__(self):
        rows = with_notices(tables.read("trials"))
        rows = rows.merge(selection(), on="trial", validate="one_to_one")
        rows["note"] = [_with_notice(row) for _, row in rows.iterrows()]
        self.rows = with_sources(rows).assign(name=lambda t: t["trial"].map(trial_name))

    def of(self, place: str) -> pd.DataFrame:
        """Rows of one set, oldest first."""
        part = self.rows[self.rows["set"] == place]
        years = part["trial"].map(year_of)
        return part.assign(year=years).sort_values(["year", "name"], kind="stable")

    def counts_table(self) -> PageTable:
        """How many trials stand in each set."""
        counts = [
            {"set": set_title(place), "trials": str((self.rows["set"] == place).sum())}
            for place in SETS
        ]
        return PageTable(
            pd.DataFrame(counts), "Where each trial is used", {"set": "Set", "trials": "Trials"}
        )

    def included_table(self, place: str, caption: str) -> PageTable:
        """Trials of one set with what was given to whom."""
        part = self.of(place).copy()
        results = tables.read("trial_results", main="yes")
        read_as = tables.with_access(results).set_index("trial")["access"]
        part["access"] = part["trial"].map(read_as).fillna(part["access"])
        part["people"] = [
            f"{row['population']}; in groups: {people_in_groups(row)}" for _, row in part.iterrows()
        ]
        part["given"] = [given_to_whom(row) for _, row in part.iterrows()]
        part["note"] = part["note"].map(with_names)
        return PageTable(
            part,
            caption,
            {
                "name": "Trial",
                "people": "People (analysed)",
                "given": "Given",
                "masking": "Masking",
                "access": "Result read as",
                "note": "Remark",
            },
        )

    def excluded_table(self) -> PageTable:
        """Trials that are not included, each with its reason."""
        part = self.of(EXCLUDED).copy()
        for column in ("reason", "note"):
            part[column] = part[column].map(with_names)
        return PageTable(
            part,
            "Not included, and why",
            {
                "name": "Study",
                "preparation": "Given",
                "population": "People",
                "reason": "Reason",
                "note": "Remark",
            },
        )

    def rules_table(self) -> PageTable:
        """Every trial against every rule."""
        labels = {rule: f"{rule} {RULES_IN_WORDS[rule]}" for rule in RULES}
        shown = self.rows.sort_values("trial").assign(set=lambda table: table["set"].map(set_title))
        return PageTable(
            shown,
            "Every study against every rule of eligibility",
            {"name": "Study", **labels, "set": "Used in"},
        )

    def numbers(self) -> dict[str, str]:
        """All trials, those of the main pool and the people in these, as text for prose."""
        main = self.rows[self.rows["set"] == MAIN]
        people = main["n_randomised"].replace("", "0").astype(int).sum()
        return {"main": str(len(main)), "all": str(len(self.rows)), "people": str(people)}


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


def people_in_groups(row: pd.Series) -> str:
    """How many people of a trial were in groups and, where seen, how many were analysed."""
    analysed = f" ({row['n_analysed']})" if row["n_analysed"] else ""
    return f"{row['n_randomised'] or 'not seen'}{analysed}"


def main_results_read_as(*beginnings: str) -> list[str]:
    """Trials whose main result was read in a view whose access begins so."""
    rows = tables.with_access(tables.read("trial_results", main="yes"))
    return list(rows.loc[rows["access"].str.startswith(beginnings), "trial"])


def inverted_change_numbers() -> dict[str, str]:
    """A trial whose final values and whose changes point apart, as text for prose."""
    example = inverted_change()
    return {
        "trial": trial_name(example[0]) if example else "none",
        "end": signed(example[1]) if example else "",
        "change": signed(example[2]) if example else "",
    }


def derived_from(effect: TrialEffect) -> str:
    """How far an effect was derived, and whether changes and not scores are behind it."""
    changes = effect.kind is KindOfValue.CHANGE
    return f"{effect.tier}, of changes from the start" if changes else str(effect.tier)


def effect_in_words(effect: TrialEffect) -> str:
    """An effect with its interval, or its bounds, as the forest plot tells it."""
    if effect.point is None and effect.result is None:
        return "no number"
    row = effect_table([effect]).iloc[0]
    return interval_in_words(row["yi"], row["low"], row["high"])
