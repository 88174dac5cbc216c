"""What the book knows of its own editions, and how its answer came to stand where it stands."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import (
    NOTHING,
    POOLED,
    PREDICTED,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words
from living_review.evidence import edition_in_hand, identity, tables
from living_review.pages.chart_titles import range_title
from living_review.pages.emphasis import in_quotation_marks
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.trials import DOMAIN, axis, trial_name
from living_review.synthesis.trials.results import NUMBERS, main_by_year
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of


def answer_in_words(row: dict | None) -> dict[str, str]:
    """A pooled answer as shown.

    Parameters
    ----------
    row : dict or None
        As of `living_review.synthesis.trials.results.pools`; None where there is none.

    Returns
    -------
    dict
        ``effect predicted trials people certainty``, all as text.
    """
    if row is None:
        return {
            "effect": "not in this edition",
            "predicted": "",
            "trials": "",
            "people": "",
            "certainty": "",
        }
    estimate, low, high, predicted_low, predicted_high = numbers_of(row)
    pooled, predicted = not math.isnan(low), not math.isnan(predicted_low)
    return {
        "effect": interval_in_words(estimate, low, high) if pooled else "too few trials",
        "predicted": interval_in_words(math.nan, predicted_low, predicted_high)
        if predicted
        else "",
        "trials": str(row["trials"]),
        "people": str(row["people"]),
        "certainty": row.get("certainty", ""),
    }


def numbers_of(row: dict | None) -> list[float]:
    """Estimate, interval and interval for a new trial; NaN where there is none."""
    return [
        math.nan if row is None or row.get(name) is None else float(row[name]) for name in NUMBERS
    ]


def marks_of(name: str, row: dict | None) -> list[dict]:
    """Rows of a forest plot for one pooled answer, the interval for a new trial below it."""
    said, (estimate, low, high, *predicted) = answer_in_words(row), numbers_of(row)
    if math.isnan(low):
        return [forest_row(name, NOTHING, words=said["effect"])]
    found = [forest_row(name, POOLED, estimate, low, high)]
    if not math.isnan(predicted[0]):
        found.append(forest_row("effect in a new trial", PREDICTED, math.nan, *predicted))
    return found


class EditionsSoFar:
    """The register as it was when this book was built; a later edition is not in it."""

    def __init__(self):
        self.rows = tables.register("editions")["editions"]
        self.current = edition_in_hand.current()

    def table(self) -> PageTable:
        """Published editions, newest first, and why each was published."""
        columns = ("version", "date", "why", "moved", "question")
        shown = [{name: row.get(name, "") for name in columns} for row in self.rows]
        shown = [{**row, "moved": " ".join(row["moved"])} for row in shown]
        shown = [{name: in_quotation_marks(text) for name, text in row.items()} for row in shown]
        none = {**dict.fromkeys(columns, ""), "version": "none yet"}
        frame = pd.DataFrame(shown or [none])
        return PageTable(
            frame,
            "Editions before this one",
            {
                "version": "Edition",
                "date": "Date",
                "why": "Why",
                "moved": "What moved",
                "question": "Question and methods",
            },
        )

    def sentences(self) -> dict[str, str]:
        """What prose says of editions, whichever this one is."""
        count, version = len(self.rows), self.current["version"]
        named = version != edition_in_hand.UNRELEASED["version"]
        before = "No edition was published before this one."
        if count:
            last = f"{self.rows[0]['version']} of {self.rows[0]['date']}"
            before = f"Before this one, edition {last} was published."
            if count > 1:
                before = (
                    f"Before this one, {count} editions were published, the last of them {last}."
                )
        mine = "This copy is no edition yet, so nothing in it should be cited as a finding."
        citation = identity.reference("(number)", "(date)")
        if named:
            mine = f"This is edition {version} of {self.current['date']}."
            citation = identity.reference(version, self.current["date"])
        return {"before": before, "this": mine, "citation": citation}


class AnswerByYear:
    """What the review would have said at the end of each year since the first trial."""

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row per year, with the answer in words."""
        found = main_by_year().to_dict("records")
        return pd.DataFrame(
            [
                {
                    **row,
                    **answer_in_words(row),
                    "year": str(row["year"]),
                    "numbers": row,
                    "names": ", ".join(map(self._named, row["came_in"])) or "none",
                }
                for row in found
            ]
        )

    @cached_property
    def _mute(self) -> set[str]:
        return {effect.trial for effect in effects_of((MAIN,)) if not effect.result}

    def _named(self, trial: str) -> str:
        return f"{trial_name(trial)}{' (nothing to pool)' if trial in self._mute else ''}"

    def figure(self, name: str, caption: str) -> Figure:
        """Pooled effect at the end of each year."""
        rows = []
        for row in self.rows.to_dict("records"):
            noun = "trial" if row["trials"] == "1" else "trials"
            rows += marks_of(f"{row['year']}, {row['trials']} {noun}", row["numbers"])
        words = "; ".join(f"{row['name']}: {row['words']}" for row in rows)
        estimates = [row["value"] for row in rows]
        return Figure(
            name,
            range_title(estimates, "At the end of each year"),
            caption,
            f"Pooled effect at the end of each year. {words}.",
            forest(pd.DataFrame(rows), quantity=axis(), kinds=("estimate",), domain=DOMAIN),
            self.table(),
        )

    def table(self) -> PageTable:
        """The same in numbers, with the trials of each year."""
        return PageTable(
            self.rows,
            "The answer at the end of each year",
            {
                "year": "Year",
                "names": "Trials of that year",
                "trials": "Trials pooled",
                "people": "People",
                "effect": "Hedges' g (95 % interval)",
                "predicted": "In a new trial",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text."""
        first, last = self.rows.iloc[0], self.rows.iloc[-1]
        pooled = self.rows[self.rows["effect"].str.contains(r"\(")]
        start = pooled.iloc[0] if len(pooled) else last
        return {
            "first-year": first["year"],
            "last-year": last["year"],
            "pooled-year": start["year"],
            "pooled-trials": start["trials"],
            "then": start["effect"],
            "now": last["effect"],
        }
