"""What the simulation says of the methods of pooling."""

import math

import pandas as pd

from living_review.charts.forest import HEADING, forest, forest_row
from living_review.charts.number_format import with_minus
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.statistics.normal_intervals import NORMAL_95
from living_review.statistics.pooling_simulation import NAIVE
from living_review.synthesis.trials.simulation import REPETITIONS, SHARED, coverage

MAIN = f"regions: posterior, {next(iter(SHARED['priors']))}"
SHOWN_SCATTER = 0.2  # in the picture; the table has them all
WAYS = {True: "of those that found nothing", False: "at random"}


class SimulatedPools:
    """Bias and coverage of the methods of pooling, from the stored simulation."""

    def __init__(self):
        self.rows = coverage().assign(way=lambda t: t["selective"].map(WAYS))

    def figure(self, name: str, caption: str) -> Figure:
        """Coverage by method, under selective reporting, with Monte Carlo error."""
        part = self.rows[self.rows["selective"] & (self.rows["tau"] == SHOWN_SCATTER)]
        rows = []
        for k, group in part.groupby("k"):
            rows.append(forest_row(f"{k} trials", HEADING))
            for row in group.itertuples():
                held, error = 100 * row.coverage, 100 * NORMAL_95 * row.coverage_se
                rows.append(
                    forest_row(
                        row.method,
                        "estimate",
                        held,
                        held - error,
                        min(held + error, 100.0),
                        f"{held:.1f} %",
                    )
                )
        frame = pd.DataFrame(rows)
        least = math.floor(frame["low"].min() / 10) * 10
        draw = forest(
            frame,
            quantity="Intervals that contained the true value (%)",
            kinds=("estimate",),
            domain=(least, 100.0),
            null=95.0,
        )
        words = "; ".join(f"{row['name']} {row['words']}".strip() for row in rows)
        share = frame["value"].dropna()
        return Figure(
            name,
            f"The 95 % intervals held the truth in {share.min():.0f} to {share.max():.0f} % of "
            "made-up reviews",
            caption,
            f"Share of 95 % intervals that held the true mean: {words}.",
            draw,
            self.table(),
        )

    def table(self) -> PageTable:
        """Bias, coverage and width of every method under every condition."""
        shown = self.rows.assign(
            k=self.rows["k"].astype(str),
            tau=self.rows["tau"].map("{:.1f}".format),
            bias=[
                with_minus(f"{b:.2f} ± {NORMAL_95 * e:.2f}")
                for b, e in zip(self.rows["bias"], self.rows["bias_se"], strict=True)
            ],
            held=[
                f"{100 * c:.1f} ± {100 * NORMAL_95 * e:.1f}"
                for c, e in zip(self.rows["coverage"], self.rows["coverage_se"], strict=True)
            ],
            width=self.rows["width"].map("{:.2f}".format),
        )
        return PageTable(
            shown,
            "Bias and coverage on made-up trials, with Monte Carlo error",
            {
                "method": "Method",
                "k": "Trials",
                "tau": "Scatter",
                "way": "Cut short",
                "bias": "Bias",
                "held": "Contained the true value (%)",
                "width": "Width",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text."""
        selective = self.rows[self.rows["selective"]]
        bias = selective.groupby("method")["bias"].mean()
        held = 100 * self.rows.loc[self.rows["method"] == MAIN, "coverage"]
        return {
            "repetitions": str(REPETITIONS),
            "naive-bias": f"{abs(bias[NAIVE]):.2f}",
            "bounds-bias": f"{abs(bias[MAIN]):.2f}",
            "lowest": f"{held.min():.0f}",
            "highest": f"{held.max():.0f}",
        }
