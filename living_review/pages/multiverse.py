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
from living_review.pages.chart_titles import NOTHING_YET, range_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.trials import DOMAIN, axis
from living_review.synthesis.trials.doubts import ANY
from living_review.synthesis.trials.multiverse import specifications

DIMENSIONS = {
    "trials": "Trials",
    "left_out": "Left out",
    "reading": "What was not reported",
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
        title = range_title(
            self.rows["estimate"], f"In {numbers['combinations']} combinations of choices"
        )
        return Figure(name, title, caption, description, draw, self.table())

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
        draw = forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN)
        return Figure(
            name,
            self._choice_that_moves_most(),
            caption,
            "Median, lowest and highest pooled estimate under each choice "
            "of trials, of those left out, of readings and of methods.",
            draw,
            self.table(),
        )

    def _choice_that_moves_most(self) -> str:
        """Between the options of which choice the medians differ most, as a title."""
        span = {
            heading: medians.max() - medians.min()
            for column, heading in DIMENSIONS.items()
            if len(medians := self.rows.groupby(column)["estimate"].median()) > 1
        }
        if not span:
            return NOTHING_YET
        most = max(span, key=span.get)
        return f"What moves the answer most is the choice of {most.lower()}: by {span[most]:.2f} g"

    def _with_one_change(self, *dimensions: str) -> pd.DataFrame:
        """The main analysis first, then each that differs from it in one of some dimensions."""
        main = self.rows[self.rows["main"]]
        kept = [main]
        for changed in dimensions:
            others = [name for name in DIMENSIONS if name != changed]
            same = (self.rows[others] == main.iloc[0][others]).all(axis=1)
            kept.append(self.rows[same & ~self.rows["main"]])
        return pd.concat(kept)

    @cached_property
    def side_by_side(self) -> pd.DataFrame:
        """The main pool, pools with other trials, and the main pool without some of its own."""
        return self._with_one_change("trials", "left_out")

    def side_by_side_figure(self, name: str, caption: str) -> Figure:
        """The main pool beside those with other trials, and with others left out."""
        pools, rows = self.side_by_side, []
        main = pools.iloc[0]
        for heading, column, part in (
            ("As in the main analysis", "trials", pools.iloc[:1]),
            ("With other trials", "trials", pools[pools["trials"] != main["trials"]]),
            (
                "The main pool without some of its trials",
                "left_out",
                pools[pools["left_out"] != main["left_out"]],
            ),
        ):
            rows.append(forest_row(heading, HEADING))
            rows += [
                forest_row(row[column], "estimate", row["estimate"], row["low"], row["high"])
                for _, row in part.iterrows()
            ]
        words = "; ".join(f"{row['name']} {row['words']}".strip() for row in rows)
        draw = forest(pd.DataFrame(rows), quantity=axis(), kinds=("estimate",), domain=DOMAIN)
        table = PageTable(
            pools.assign(
                effect=[interval_in_words(r.estimate, r.low, r.high) for r in pools.itertuples()],
                k=pools["k"].astype(int).astype(str),
            ),
            "Pools side by side",
            {"trials": "Trials", "left_out": "Left out", "k": "Pooled", "effect": "Hedges' g"},
        )
        # They share trials: how many lie on one side would be counted as if they did not.
        how = f"In {several(len(pools), 'pool')} that share trials"
        title = range_title(pools["estimate"], how)
        return Figure(name, title, caption, f"Pools side by side: {words}.", draw, table)

    @cached_property
    def over_readings(self) -> dict[str, float]:
        """Pooled estimates of the main pool over the readings of what was not printed, in g.

        ``least`` is nearest to no difference, ``most`` farthest from it.
        """
        estimates = self._with_one_change("reading")["estimate"]
        return {"least": min(estimates, key=abs), "most": max(estimates, key=abs)}

    def beside(self) -> dict[str, str]:
        """The range over readings of the main pool, and the pools beside it, for prose.

        ``readings-least`` and ``readings-most``: of the readings of what was not printed, the
        estimate nearest to no difference and the one farthest from it; ``pools`` and
        ``pools-below``: how many stand side by side, and lie wholly below nought;
        ``without-doubt``: the main pool without any result in doubt, *no other* if none is.
        """
        pools = self.side_by_side
        sure = pools[pools["left_out"] == ANY]
        ends = ["estimate", "low", "high"]
        return {
            **{f"readings-{end}": signed(value) for end, value in self.over_readings.items()},
            "pools": str(len(pools)),
            "pools-below": str((pools["high"] < 0).sum()),
            "without-doubt": interval_in_words(*sure.iloc[0][ends]) if len(sure) else "no other",
        }

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
