"""Printed ratios that speak for or against a claim, side by side and never merged."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import HEADING, forest, forest_row
from living_review.evidence import tables
from living_review.pages.chart_titles import sides_title
from living_review.pages.figure import Figure
from living_review.pages.forest_details import ROW_DETAILS, row_details
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.synthesis.verdicts.answers import RATIOS, compares, of_interval
from living_review.synthesis.verdicts.rules import Comparison, Says

# With whom people are compared, the most alike first; others follow in the order of the data.
WITH_WHOM = {
    "placebo": "with placebo, by lot",
    "no treatment": "with no treatment, by lot",
    "another treatment": "with another treatment, by lot",
    "the same people at other times": "with the same people at other times",
    "people with the same illness who do not use it": "with people as ill who do not use it",
    "users of another drug": "with users of another drug",
    "people who do not use it": "with people who do not use it and may differ",
    "": "with people who may differ",
}
AGES = ("children and adolescents", "young adults", "adults", "older adults", "all ages", "")
KINDS = tuple(str(kind) for kind in Comparison)
AXIS = ("← rarer · more often →", "Ratio (1: as often in both groups)")
COLUMNS = ["name", "kind", "value", "low", "high", "words", "record", *ROW_DETAILS]
LEAST, MOST = 0.25, 4.0  # the scale reaches at least so far
FURTHEST = 32.0
SIDES = {Says.FOR: "for", Says.AGAINST: "against"}


class RatiosSideBySide:
    """Ratios tied to claims as evidence, with whom they compare people and of which age.

    Parameters
    ----------
    claim_ids : str
        Claims. Rows that are tied to them as context are left out.
    """

    def __init__(self, *claim_ids: str):
        self.claim_ids = claim_ids

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Ratios by comparison, directness and age, with ``compares`` and what each ``says``."""
        ties = pd.concat([tables.read("claim_evidence", claim_id=one) for one in self.claim_ids])
        ties = ties[(ties["relation"] != "context") & ties["row_id"].str.startswith("est-")]
        found = [tables.row("printed_estimates", row_id) for row_id in ties["row_id"].unique()]
        frame = pd.DataFrame([row for row in found if row["measure"] in RATIOS])
        if frame.empty:
            raise ValueError(f"no ratio is tied to {', '.join(self.claim_ids)} as evidence")
        frame = with_sources(frame)
        frame["compares"] = [str(compares("printed_estimates", row)) for _, row in frame.iterrows()]
        direct = set(ties.loc[ties["directness"] == "direct", "row_id"])
        frame["indirect"] = ~frame["row_id"].isin(direct)
        frame["says"] = [_says(row) for _, row in frame.iterrows()]
        frame["place"] = frame["compared_with"].map(list(WITH_WHOM).index)
        frame["years"] = frame["age_group"].map(AGES.index)
        by = ["place", "indirect", "quantity", "years", "source"]
        return frame.sort_values(by, kind="stable").reset_index(drop=True)

    def numbers(self) -> dict[str, str]:
        """How many ratios lie above one and below it, of both kinds, as text."""
        alike = self.rows["compares"] != Comparison.UNLIKE
        numbers = {"count": str(len(self.rows))}
        for name, part in (("alike", self.rows[alike]), ("unlike", self.rows[~alike])):
            numbers[name] = str(len(part))
            for side, word in SIDES.items():
                numbers[f"{name}-{word}"] = str(int((part["says"] == str(side)).sum()))
        return numbers

    def table(self) -> PageTable:
        """The ratios as printed."""
        rows = self.rows.assign(printed=[_printed(row) for _, row in self.rows.iterrows()])
        labels = {
            "row_id": "Record",
            "quantity": "What",
            "comparison": "Compared",
            "age_group": "Age",
            "measure": "Ratio",
            "printed": "As printed",
            "compares": "Compares",
            "access": "Read as",
            "reference": "Source",
        }
        if (rows["age_group"] == "").all():
            labels.pop("age_group")
        caption = f"Ratios tied to {', '.join(self.claim_ids)} as evidence"
        return PageTable(rows, caption, labels, links={"reference": "reference_address"})

    def figure(self, name: str, caption: str) -> Figure:
        """One row per ratio, under a heading for each kind of comparison."""
        shown = []
        for with_whom, part in self.rows.groupby("compared_with", sort=False):
            heading = f"Compared {WITH_WHOM[with_whom]}"
            shown.append(forest_row(heading, HEADING))
            shown += [_mark(row) for _, row in part.iterrows()]
        frame = pd.DataFrame(shown, columns=COLUMNS)
        ends = _reach(frame)
        draw = forest(
            frame,
            quantity=AXIS,
            kinds=KINDS,
            domain=ends,
            null=1.0,
            ratio=True,
            details=ROW_DETAILS,
        )
        title = sides_title(
            frame.loc[frame["kind"].isin(KINDS), ["low", "high"]].itertuples(index=False),
            one="ratio",
            below="wholly below one (rarer)",
            above="wholly above one (more often)",
            null=1.0,
        )
        about = name.replace("-", " ").capitalize()
        title = f"{about}: {title[0].lower()}{title[1:]}"
        return Figure(name, title, caption, self._description(), draw, self.table())

    def _description(self) -> str:
        parts = []
        for with_whom, part in self.rows.groupby("compared_with", sort=False):
            counts = part["says"].value_counts()
            words = {Says.FOR: "above one", Says.AGAINST: "below one", Says.NEITHER: "across one"}
            told = [f"{counts[str(a)]} {w}" for a, w in words.items() if str(a) in counts]
            bare = int((part["says"] == "").sum())
            told += [f"{bare} without an interval"] if bare else []
            parts.append(f"compared {WITH_WHOM[with_whom]}: {', '.join(told)}")
        return (
            f"{len(self.rows)} ratios as printed, with their intervals, on a logarithmic scale, "
            f"not merged. Intervals: {'; '.join(parts)}."
        )


def _says(row: pd.Series) -> str:
    """On which side of one the interval lies; an upper end that is infinite is not printed."""
    if not row["ci_low"]:
        return ""
    high = float(row["ci_high"]) if row["ci_high"] else math.inf
    return str(of_interval(float(row["ci_low"]), high, 1.0, "higher"))


def _printed(row: pd.Series) -> str:
    if not row["ci_low"]:
        return row["estimate"]
    limits = f"{row['ci_low']} to {row['ci_high']}" if row["ci_high"] else f"from {row['ci_low']}"
    return f"{row['estimate']} ({limits})"


def _mark(row: pd.Series) -> dict:
    value = float(row["estimate"])
    low = float(row["ci_low"] or value)
    high = float(row["ci_high"] or (math.inf if row["ci_low"] else value))
    what = f"{row['quantity']}: {row['comparison']} ({row['reference']})"
    name = f"{what[0].upper()}{what[1:]}"
    drawn = forest_row(name, row["compares"], value, low, high, _printed(row))
    return drawn | row_details(row["row_id"], row["access"])


def _reach(frame: pd.DataFrame) -> tuple[float, float]:
    """Ends of the scale, powers of two: all ratios lie within, the longest intervals may not."""
    least = min(LEAST, 2.0 ** math.floor(math.log2(frame["value"].min())))
    most = max(MOST, 2.0 ** math.ceil(math.log2(frame["value"].max())))
    return max(least, 1 / FURTHEST), min(most, FURTHEST)
