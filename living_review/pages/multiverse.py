"""The pooled answer under every other choice that can be defended."""

from functools import cached_property

import pandas as pd

from living_review.charts.forest import (
    HEADING,
    forest,
    forest_row,
)
from living_review.charts.number_format import interval_in_words, signed
from living_review.charts.ranked_band import ranked_band
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.trials import AXIS, DOMAIN
from living_review.synthesis.trials.doubts import ANY
from living_review.synthesis.trials.multiverse import WITH_DOUBTED, specifications

DIMENSIONS = {
    "trials": "Trials",
    "left_out": "Left out",
    "reading": "What was not printed",
    "pooled": "Pooled by",
}
ALL_TRIALS, RECOVERABLE = "all trials, bounds included", "recoverable effects only"


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

    @cached_property
    def _one_choice_off(self) -> pd.DataFrame:
        """The main analysis, and each with one choice other than in it."""
        main = self.rows[self.rows["main"]].iloc[0]
        same = sum((self.rows[name] == main[name]).astype(int) for name in DIMENSIONS)
        return self.rows[same >= len(DIMENSIONS) - 1]

    def side_by_side_figure(self, name: str, caption: str) -> Figure:
        """The main pool beside those with other trials, and with others left out."""
        near = self._one_choice_off
        main = near[near["main"]].iloc[0]
        rows = [
            forest_row("As in the main analysis", HEADING),
            *self._pooled_rows(near[near["main"]], "trials"),
            forest_row("With other trials", HEADING),
            *self._pooled_rows(near[near["trials"] != main["trials"]], "trials"),
            forest_row("The main pool without some of its trials", HEADING),
            *self._pooled_rows(near[near["left_out"] != main["left_out"]], "left_out"),
        ]
        frame = pd.DataFrame(rows)
        words = "; ".join(f"{row['name']} {row['words']}".strip() for row in rows)
        draw = forest(frame, quantity=AXIS, kinds=("estimate",), domain=DOMAIN)
        return Figure(name, caption, f"Pools side by side: {words}.", draw, self._near_table())

    @staticmethod
    def _pooled_rows(rows: pd.DataFrame, column: str) -> list[dict]:
        ends = ("estimate", "low", "high")
        return [
            forest_row(row[column], "estimate", *(row[end] for end in ends))
            for _, row in rows.iterrows()
        ]

    def _near_table(self) -> PageTable:
        """What each pool with one other choice of trials gives."""
        near = self._one_choice_off
        main = near[near["main"]].iloc[0]
        near = near[(near["reading"] == main["reading"]) & (near["pooled"] == main["pooled"])]
        shown = near.assign(
            effect=[interval_in_words(r.estimate, r.low, r.high) for r in near.itertuples()],
            k=near["k"].astype(int).astype(str),
        )
        labels = {"trials": "Trials", "left_out": "Left out", "k": "In the sum"}
        return PageTable(shown, "Pools side by side", labels | {"effect": "Hedges' g"})

    @cached_property
    def over_readings(self) -> dict[str, float]:
        """Pooled estimates of the main pool over the readings of what was not printed, in g.

        ``least`` is nearest to no difference, ``most`` farthest from it.
        """
        near = self._one_choice_off
        main = near[near["main"]].iloc[0]
        same = (near["trials"] == main["trials"]) & (near["left_out"] == main["left_out"])
        estimates = near.loc[same & (near["pooled"] == main["pooled"]), "estimate"]
        return {"least": min(estimates, key=abs), "most": max(estimates, key=abs)}

    def beside(self) -> dict[str, str]:
        """The range over readings of the main pool, and pools of other trials, for prose.

        ``readings-least`` and ``readings-most``: of the readings of what was not printed, the
        estimate nearest to no difference and the one farthest from it; ``pools`` and
        ``pools-below``: how many stand side by side, and lie wholly below nought;
        ``with-doubted`` and ``without-doubt``: with the trials of serious concern, and without
        any result in doubt.
        """
        near = self._one_choice_off
        shown = len(self._near_table().frame)
        numbers = {
            "pools": str(shown),
            "pools-below": str(int((self._near_table().frame["high"] < 0).sum())),
        }
        for end, estimate in self.over_readings.items():
            numbers[f"readings-{end}"] = signed(estimate)
        for key, column, option in (
            ("with-doubted", "trials", WITH_DOUBTED),
            ("without-doubt", "left_out", ANY),
        ):
            rows = near[near[column] == option]
            numbers[key] = (
                interval_in_words(*rows.iloc[0][["estimate", "low", "high"]])
                if len(rows)
                else "no other"
            )
        return numbers

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
