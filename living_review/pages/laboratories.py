"""Laboratories as readers see them: names, years, where their rows are, and a table of them."""

import re

import pandas as pd

from living_review.charts.number_format import p_value_in_words
from living_review.evidence import tables
from living_review.pages.chart_titles import NOTHING_YET
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import row_address
from living_review.pages.sources import source_name
from living_review.synthesis.directions import Direction, SignTest

DRUGS = {"untreated": "no drugs", "treated": "on drugs", "": "not told", "differs": "not told"}
KINDS = ("no drugs", "on drugs", "not told")  # what is known of the patients' medicines
SIZES = ("not reported", "under 50", "50 to 199", "200 and more")
ANSWERS = ("lower", "mixed or unclear", "higher")
ANSWER_OF = {
    Direction.LOWER: ANSWERS[0],
    Direction.NONE: ANSWERS[1],
    Direction.MIXED: ANSWERS[1],
    Direction.HIGHER: ANSWERS[2],
}


def named_laboratories(counted: pd.DataFrame) -> pd.DataFrame:
    """Laboratories with all that a picture tells of them.

    Parameters
    ----------
    counted : pandas.DataFrame
        As of `living_review.synthesis.laboratories.laboratories`.

    Returns
    -------
    pandas.DataFrame
        The rows sorted by question, direction and name, with ``name``; ``answer``, one of
        `ANSWERS`; ``kind`` of patients, one of `KINDS`; ``size``, one of `SIZES`; ``told``, its
        studies by name; ``year`` of the latest; and ``record``, where its first row is.
    """
    rank = {direction: place for place, direction in enumerate(Direction)}
    questions = list(dict.fromkeys(counted["question"]))
    found = counted.assign(
        name=[_place(row) for row in counted.to_dict("records")],
        answer=counted["direction"].map(ANSWER_OF),
        kind=counted["drug_treatment"].map(DRUGS),
        size=[_size(people) for people in counted["people"]],
        told=[_names(studies) for studies in counted["studies"]],
        year=[_latest(studies) for studies in counted["studies"]],
        record=[f"../{row_address('biomarker_contrasts', key)}" for key in counted["row_id"]],
        _question=counted["question"].map(questions.index),
        _rank=counted["direction"].map(rank),
    )
    found = found.sort_values(["_question", "_rank", "name"], kind="stable", ignore_index=True)
    found["direction"] = found["direction"].map(str)
    return found.drop(columns=["_question", "_rank"])


def laboratories_table(named: pd.DataFrame) -> PageTable:
    """What each laboratory found, with the studies behind it."""
    return PageTable(
        named,
        "Laboratories, each counted once for each question",
        {
            "question": "Asked of",
            "name": "Laboratory",
            "direction": "Found",
            "kind": "Patients",
            "size": "People in the largest comparison",
            "told": "Studies",
        },
    )


def left_open_table(left_open: pd.DataFrame) -> PageTable:
    """Differences that sources call none, and how large they may be.

    Parameters
    ----------
    left_open : pandas.DataFrame
        As of `living_review.synthesis.laboratories.differences_left_open`.
    """
    shown = left_open.assign(
        people=left_open["n1"] + " and " + left_open["n2"],
        reports=[_names(study) for study in left_open["study"]],
    )
    return PageTable(
        shown,
        "Differences that sources call none, and how large they may be",
        {
            "group1": "Patients",
            "question": "In",
            "people": "People",
            "g_low": "Hedges g from",
            "g_high": "to",
            "reports": "Study",
        },
        digits={"g_low": 2, "g_high": 2},
    )


def test_in_words(test: SignTest) -> str:
    """The p value of a sign test over laboratories, or why there is none."""
    return f"no test, since {test.refused}" if test.refused else f"p = {p_value_in_words(test.p)}"


def directions_title(named: pd.DataFrame) -> str:
    """What laboratories found where most have looked.

    Examples
    --------
    >>> directions_title(pd.DataFrame(
    ...     {"question": ["in blood"] * 3, "direction": ["lower", "higher", "lower"]}))
    'In blood: of 3 laboratories, 2 lower, 1 higher'
    >>> directions_title(pd.DataFrame({"question": [], "direction": []}))
    'There is nothing to show yet'
    """
    most = named["question"].value_counts()
    if most.empty:
        return NOTHING_YET
    where, many = str(most.index[0]), int(most.iloc[0])
    found = named.loc[named["question"] == where, "direction"].value_counts()
    told = ", ".join(f"{found[d]} {d}" for d in Direction if d in found.index)
    counted = several(many, "laboratory", "laboratories")
    return f"{where[0].upper()}{where[1:]}: of {counted}, {told}"


def directions_described(named: pd.DataFrame) -> str:
    """Which laboratories found what, for those who can't see the picture."""
    parts = []
    for question, rows in named.groupby("question", sort=False):
        listed = [
            f"{direction}: {', '.join(part['name'])}"
            for direction, part in rows.groupby("direction", sort=False)
        ]
        parts.append(f"{question}: {'; '.join(listed)}")
    return f"Laboratories, each counted once. {'. '.join(parts)}."


def _size(people: float) -> str:
    if people != people:
        return SIZES[0]
    return SIZES[1] if people < 50 else SIZES[2] if people < 200 else SIZES[3]


def _names(keys: str) -> str:
    return "; ".join(_name(key) for key in keys.split("; "))


def _name(key: str) -> str:
    """Author and year; of a study known only from another paper, its key in two words."""
    try:
        return source_name(tables.entry(key))
    except KeyError:
        return re.sub(r"([a-z])([0-9])", r"\1 \2", key, count=1).capitalize()


def _latest(keys: str) -> int:
    """Year of the latest of several studies, as their keys and names have it."""
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", _names(keys))]
    return max(years, default=0)


def _place(row: dict) -> str:
    """City or country of a laboratory; the study's name where no laboratory is established."""
    if not row["established"]:
        return _names(row["studies"])
    found = tables.row("laboratories", row["laboratory"])
    return found["city"] or found["country"] or found["institution"]
