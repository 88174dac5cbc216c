"""What earlier reviews pooled, beside this one."""

import pandas as pd

from living_review.charts.forest import (
    HEADING,
    POOLED,
    forest,
    forest_row,
)
from living_review.charts.number_format import signed
from living_review.evidence import tables
from living_review.pages.chart_titles import range_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources
from living_review.pages.trials import DOMAIN, axis, trial_name, year_of
from living_review.synthesis.trials.pools import answer
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of


class EarlierReviews:
    """What earlier reviews found, and what of it can be rebuilt."""

    def __init__(self):
        rows = with_sources(tables.read("earlier_reviews"))
        self.rows = rows.assign(year=rows["review"].map(year_of)).sort_values("year", kind="stable")
        members = tables.read("review_members")
        members["name"] = members["review"].map(trial_name)
        members["ours"] = [
            trial_name(trial) if trial else "not found" for trial in members["trial"]
        ]
        self.members = members

    def table(self) -> PageTable:
        """Reviews with what they ask, hold and find."""
        return PageTable(
            self.rows,
            "Earlier reviews of the treatment",
            {
                "reference": "Review",
                "kind": "Kind",
                "question": "Asks",
                "trials": "Trials",
                "people": "People",
                "in_words": "Finds",
                "note": "Remark",
            },
            links={"reference": "reference_address"},
        )

    def members_table(self) -> PageTable:
        """Trials that each review was seen to use, beside what is found of them here."""
        used = tables.read("trials").set_index("trial")["n_randomised"]
        shown = self.members.assign(randomised=self.members["trial"].map(used).fillna(""))
        return PageTable(
            shown,
            "Trials that earlier reviews used, as far as we could see",
            {
                "name": "Review",
                "label": "Trial as named there",
                "people": "People there",
                "ours": "Trial here",
                "randomised": "In groups here",
                "note": "Remark",
            },
        )

    def figure(self, name: str, caption: str) -> Figure:
        """Published pooled effects beside those of this review."""
        rows = [forest_row("Published", HEADING)]
        estimates = tables.read("printed_estimates", design="meta-analysis of trials")
        names = dict(zip(self.rows["review"], self.rows["reference"], strict=True))
        for row in estimates[estimates["source"].isin(names)].itertuples():
            value = float(row.estimate)
            low, high = (float(end) if end else value for end in (row.ci_low, row.ci_high))
            words = None if row.ci_low else f"{signed(value)} (no interval seen)"
            rows.append(
                forest_row(
                    f"{names[row.source]}, {row.comparison}", "estimate", value, low, high, words
                )
            )
        best = answer(effects_of((MAIN,)))
        rows += [
            forest_row("Here", HEADING),
            forest_row("all trials, bounds included", POOLED, best.estimate, best.low, best.high),
        ]
        frame = pd.DataFrame(rows)
        words = "; ".join(f"{row['name']}: {row['words']}" for row in rows if row["words"])
        table = PageTable(
            frame[frame["words"] != ""],
            "Pooled effects",
            {"name": "Pool", "words": "Standardised mean difference"},
        )
        published = [row["value"] for row in rows if row["kind"] == "estimate"]
        return Figure(
            name,
            range_title(published, "In earlier reviews")
            + f"; here it is {signed(best.estimate)}" * bool(published),
            caption,
            f"Published pooled effects beside those here. {words}.",
            forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN),
            table,
        )

    def numbers(self) -> dict[str, str]:
        """How many reviews pool trials, as text for prose."""
        return {"pooling": str((self.rows["pooled"] == "yes").sum())}
