"""Which way laboratories point, each counted once, where too little is printed to pool them."""

import re
from functools import cached_property

import pandas as pd

from living_review.charts.effect_direction import effect_direction
from living_review.charts.harvest import harvest
from living_review.charts.number_format import p_value_in_words, signed
from living_review.evidence import tables
from living_review.pages.chart_titles import NOTHING_YET
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.sources import source_name
from living_review.statistics.partly_reported.regions import not_significant, two_arms
from living_review.synthesis.directions import Direction, by_laboratory, sign_test, tally

LEVEL = 0.05  # at which a source that calls a difference not significant is taken to test
KINDS = ("without drugs", "on drugs", "not told")
DRUGS = {"untreated": "without drugs", "treated": "on drugs", "": "not told", "differs": "not told"}
SIZES = ("not reported", "under 50", "50 to 199", "200 and more")
EVEN = "mixed or unclear"
ANSWERS = {
    Direction.LOWER: "lower",
    Direction.NONE: EVEN,
    Direction.MIXED: EVEN,
    Direction.HIGHER: "higher",
}
BETWEEN_GROUPS, OVER_TIME = "patients against controls", "after against before treatment"
AFTER = " after treatment"
# A correlation is asked of all fluids and tissues together, under one heading.
CORRELATIONS = {
    "correlation with severity": "with more severe illness",
    "correlation with recovery": "as patients improve",
}


class Directions:
    """Directions of one substance by laboratory and question.

    Parameters
    ----------
    substance : str
        As in the data.
    conditions : tuple of str
        Conditions of the people that are meant.
    questions : tuple of str
        Kinds of comparison of the data; a comparison of two groups or times is asked of each
        body fluid or tissue apart, a correlation of all together.
    """

    def __init__(self, substance: str, conditions: tuple[str, ...], questions: tuple[str, ...]):
        fluids = tables.read("matrices").sort_values("place", kind="stable")
        names = dict(zip(fluids["matrix"], fluids["shown"], strict=True))
        rows = tables.read("biomarker_contrasts", substance=substance)
        rows = rows[rows["condition"].isin(conditions) & rows["comparison"].isin(questions)]
        parts = []
        for question in questions:
            part = rows[rows["comparison"] == question]
            if question != BETWEEN_GROUPS:  # one group; its size stands alone
                part = part.assign(n2=part["n1"].where(part["n1"] == "", "0"))
            if question in CORRELATIONS:
                parts.append(part.assign(column=CORRELATIONS[question]))
                continue
            split = part.assign(column=part["matrix"].str.split(" and ")).explode("column")
            after = AFTER if question == OVER_TIME else ""
            parts.append(split.assign(column=split["column"].map(names) + after))
        found = pd.concat(parts, ignore_index=True)
        lost = found.loc[found["column"].isna(), "row_id"].tolist()
        if lost:
            raise ValueError(
                f"{', '.join(lost)}: data/matrices.csv has no name for this fluid or tissue"
            )
        self.rows = found
        shown = list(dict.fromkeys(names.values()))
        order = (*shown, *(fluid + AFTER for fluid in shown), *CORRELATIONS.values())
        self.columns = tuple(column for column in order if column in set(found["column"]))

    @cached_property
    def own(self) -> frozenset[str]:
        """Laboratories of the sources whose claims are tested; they cannot bear themselves out."""
        tested = self.rows["source"].isin(tables.read("seeds")["source"])
        return frozenset(self.rows.loc[tested, "laboratory"]) - {""}

    @cached_property
    def counted(self) -> pd.DataFrame:
        """One row per laboratory and column, with the name and the words that a page shows."""
        parts = [
            by_laboratory(part, keep=("drug_treatment",)).assign(column=column)
            for column, part in self.rows.groupby("column", sort=False)
        ]
        found = pd.concat(parts, ignore_index=True)
        found["direction"] = found["direction"].map(str)
        found["kind"] = found["drug_treatment"].map(DRUGS)
        found["name"] = [_place(row) for row in found.to_dict("records")]
        found["size"] = found["people"].map(_size)
        found["words"] = [_studies(text) for text in found["studies"]]
        rank = {str(direction): place for place, direction in enumerate(Direction)}
        order = found["column"].map(self.columns.index), found["direction"].map(rank)
        found = found.assign(first=order[0], second=order[1])
        return found.sort_values(["first", "second", "name"], kind="stable", ignore_index=True)

    def of(self, column: str) -> pd.DataFrame:
        """Laboratories of one column."""
        part = self.counted[self.counted["column"] == column]
        return part.assign(direction=part["direction"].map(Direction))

    def others(self, column: str) -> pd.DataFrame:
        """Laboratories of one column without those of the sources whose claims are tested."""
        part = self.of(column)
        return part[~part["laboratory"].isin(self.own)]

    def numbers(self, column: str) -> dict[str, str]:
        """Laboratories of one column as text for prose.

        Returns
        -------
        dict of str to str
            By direction, such as ``lower``, with their ``count`` and sign ``test``; the same with
            ``others-`` before it without the sources whose claims are tested; and by direction
            with ``without-drugs-`` before it where patients took none.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        if column not in self.columns:
            raise KeyError(f"no column is called {column!r}; there are {', '.join(self.columns)}")
        part = self.of(column)
        drug_free = part[part["kind"] == KINDS[0]]
        groups = {"": part, "others-": self.others(column), "without-drugs-": drug_free}
        found = {}
        for prefix, laboratories in groups.items():
            counts = tally(laboratories)
            found |= {f"{prefix}{d.name.lower()}": str(counts[d]) for d in Direction}
            found[f"{prefix}count"] = str(len(laboratories))
            found[f"{prefix}test"] = _test_in_words(sign_test(laboratories))
        return found

    def effect_direction(self, name: str, caption: str) -> Figure:
        """Effect-direction plot: a row per laboratory, a column per question."""
        directions = tuple(str(d) for d in Direction)
        draw = effect_direction(
            self.counted, columns=self.columns, directions=directions, kinds=KINDS
        )
        return Figure(name, self._title(), caption, self._description(), draw, self.table(caption))

    def harvest(self, name: str, caption: str) -> Figure:
        """Harvest plot: a band per question, laboratories gathered by what they found."""
        bars = self.counted.rename(columns={"column": "row"})
        bars["column"] = [ANSWERS[Direction(direction)] for direction in bars["direction"]]
        places = bars["kind"].map(KINDS.index), bars["size"].map(SIZES.index)
        bars = bars.assign(by_kind=places[0], by_size=places[1])
        bars = bars.sort_values(["first", "by_kind", "by_size", "name"], kind="stable")
        draw = harvest(
            bars, rows=self.columns, columns=("lower", EVEN, "higher"), kinds=KINDS, sizes=SIZES
        )
        return Figure(name, self._title(), caption, self._description(), draw, self.table(caption))

    def _title(self) -> str:
        """What laboratories found where most have looked."""
        most = self.counted["column"].value_counts()
        if most.empty:
            return NOTHING_YET
        part = self.of(most.index[0])
        counts = tally(part)
        told = ", ".join(f"{counts[d]} {d}" for d in Direction if counts[d])
        where, many = most.index[0], several(len(part), "laboratory", "laboratories")
        return f"{where[0].upper()}{where[1:]}: of {many}, {told}"

    def table(self, caption: str) -> PageTable:
        """What each laboratory found, with the studies behind it."""
        return PageTable(
            self.counted,
            caption,
            {
                "column": "Asked of",
                "name": "Laboratory",
                "direction": "Found",
                "kind": "Patients were",
                "size": "People in the largest comparison",
                "words": "Studies",
            },
        )

    def _others_in_words(self, column: str) -> str:
        others = self.others(column)
        if len(others) == len(self.of(column)):
            return "the same: it is not among them"
        test = sign_test(others)
        return f"{test.lower} lower, {test.higher} higher; {_test_in_words(test)}"

    def bounds_table(self, caption: str) -> PageTable:
        """How large a difference may be that a source calls none."""
        rows = []
        none = self.rows[self.rows["direction"] == "no difference"]
        for row in none[(none["n1"] != "") & (none["n2"] != "")].to_dict("records"):
            comparison = two_arms(row["study"], int(row["n1"]), int(row["n2"]))
            ((_, high),) = not_significant(comparison, LEVEL).regions
            rows.append(
                {
                    "row_id": row["row_id"],
                    "who": row["group1"],
                    "column": row["column"],
                    "n": f"{row['n1']} and {row['n2']}",
                    "bound": f"{signed(-high)} to {high:.2f}",
                    "study": _studies(row["study"]),
                }
            )
        columns = ["row_id", "who", "column", "n", "bound", "study"]
        return PageTable(
            pd.DataFrame(rows, columns=columns),
            caption,
            {
                "who": "Patients",
                "column": "In",
                "n": "People",
                "bound": "Hedges g within",
                "study": "Study",
            },
        )

    def _description(self) -> str:
        parts = []
        for column in self.columns:
            part = self.of(column)
            listed = [
                f"{direction}: {', '.join(part.loc[part['direction'] == direction, 'name'])}"
                for direction in Direction
                if (part["direction"] == direction).any()
            ]
            parts.append(f"{column}: {'; '.join(listed)}")
        return f"Laboratories, each counted once. {'. '.join(parts)}."


def _test_in_words(test) -> str:
    return f"no test, since {test.refused}" if test.refused else f"p = {p_value_in_words(test.p)}"


def _size(people: float) -> str:
    if people != people:
        return SIZES[0]
    return SIZES[1] if people < 50 else SIZES[2] if people < 200 else SIZES[3]


def _studies(keys: str) -> str:
    return "; ".join(_study(key) for key in keys.split("; "))


def _study(key: str) -> str:
    """Author and year; of a study known only from another paper, its key in two words."""
    try:
        return source_name(tables.entry(key))
    except KeyError:
        return re.sub(r"([a-z])([0-9])", r"\1 \2", key, count=1).capitalize()


def _place(row: dict) -> str:
    """City or country of a laboratory; the study's name where no laboratory is established."""
    if not row["established"]:
        return _studies(row["studies"])
    found = tables.row("laboratories", row["laboratory"])
    return found["city"] or found["country"] or found["institution"]
