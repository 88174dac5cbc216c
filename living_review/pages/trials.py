"""The trials on the page: which there are, what they found, and what they add up to."""

import pandas as pd

from living_review.charts.forest import BOUND, NOTHING
from living_review.charts.forest_sections import with_words
from living_review.evidence import tables
from living_review.evidence.question import treatment
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.sources import publication_name, source_name, with_names, with_sources
from living_review.synthesis.risk_of_bias.form import OVERALL
from living_review.synthesis.trials.bias import judgements
from living_review.synthesis.trials.intervals import with_intervals
from living_review.synthesis.trials.labels import KindOfValue
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
# What a row of the forest plot tells of its trial when it is pointed at.
DETAILS = {"in_groups": "people in the groups", "bias": "risk of bias", "access": "read as"}


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
    parts = []
    for place in sets:
        effects = effects_of((place,))
        part = effects_frame(effects).assign(
            set=set_title(place), derived_from=list(map(derived_from, effects))
        )
        part = part.join(told_of(part["trial"]))
        parts.append(part.sort_values(["year", "trial"], kind="stable"))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(kind=kinds_of(rows))


def derived_from(effect: TrialEffect) -> str:
    """How far an effect was derived, and whether changes and not scores are behind it."""
    changes = effect.kind is KindOfValue.CHANGE
    return f"{effect.tier}, of changes from the start" if changes else str(effect.tier)


def told_of(trials: pd.Series) -> pd.DataFrame:
    """Of each trial its ``name``, ``year``, `DETAILS`, and the address of its ``record``.

    The name says so where the trial was retracted; the notice is on its record.
    """
    known = tables.read("trials").set_index("trial")
    bias = judgements()
    overall = bias[bias["domain"] == OVERALL].set_index("trial")["shown"]
    results = tables.with_access(tables.read("trial_results", main="yes"))
    read_as = results.drop_duplicates("trial").set_index("trial")["access"]
    return pd.DataFrame(
        {
            "name": trials.map(publication_name),
            "year": trials.map(year_of),
            "in_groups": [_people(known.loc[trial]) for trial in trials],
            "bias": trials.map(overall).fillna("not judged"),
            "access": trials.map(read_as).fillna("no result seen"),
            "record": [f"../{trial_address(trial)}" for trial in trials],
        },
        index=trials.index,
    )


def kinds_of(effects: pd.DataFrame) -> pd.Series:
    """The mark of each effect in a forest plot.

    Parameters
    ----------
    effects : pandas.DataFrame
        As of `living_review.synthesis.trials.trial_effect.effects_frame`.
    """
    tiers = effects["tier"].map(lambda tier: str(Tier.INTERVAL if tier in AS_DIFFERENCE else tier))
    return tiers.where(effects["yi"].notna(), BOUND).where(effects["least"].notna(), NOTHING)


def effect_in_words(effect: TrialEffect) -> str:
    """An effect with its interval, or its bounds, as the forest plot tells it."""
    rows = with_intervals(effects_frame([effect])).rename(columns={"yi": "value"})
    return with_words(rows)["words"].iloc[0]
