"""Risk of bias on the page, and the facts that bear on trust."""

import pandas as pd

from living_review.charts.traffic_light import traffic_light
from living_review.pages.chart_titles import shares_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.trials import trial_name, year_of
from living_review.synthesis.risk_of_bias.form import OVERALL, Domain
from living_review.synthesis.trials.bias import SHOWN, agreement, judgements, reason_of
from living_review.synthesis.trials.selection import EXCLUDED, MAIN, SETS
from living_review.synthesis.trials.tables import selection

COLUMNS = {
    str(Domain.RANDOMISATION): "D1",
    str(Domain.PERIODS): "S",
    str(Domain.ASSIGNMENT): "D2",
    str(Domain.MISSING): "D3",
    str(Domain.MEASUREMENT): "D4",
    str(Domain.SELECTION): "D5",
    OVERALL: "All",
}
APART = "the two readers judged differently; the worse judgement is shown"


class BiasOfTrials:
    """Judgements of both readers, by trial and domain."""

    def __init__(self):
        places = dict(selection()[["trial", "set"]].itertuples(index=False))
        found = judgements()
        found["set"] = found["trial"].map(places)
        found = found[found["set"] != EXCLUDED]
        order = found["set"].map(SETS.index), found["trial"].map(year_of), found["trial"]
        found = found.iloc[
            pd.DataFrame(dict(enumerate(order)))
            .sort_values([0, 1, 2], kind="stable")
            .index.map(found.index.get_loc)
        ]
        self.rows = found.assign(
            name=found["trial"].map(trial_name), why=[reason_of(row) for _, row in found.iterrows()]
        )

    def figure(self, name: str, caption: str) -> Figure:
        """A mark for every trial and domain."""
        cells = self.rows.rename(columns={"why": "words"}).drop(columns="judgement")
        cells = cells.rename(columns={"shown": "judgement"})
        draw = traffic_light(
            cells[["name", "domain", "judgement", "words", "differ"]],
            judgements=SHOWN,
            columns=COLUMNS,
            apart=APART,
        )
        whole = self.rows[self.rows["domain"] == OVERALL]
        counts = whole["shown"].value_counts()
        shares = ", ".join(f"{counts[kind]} {kind}" for kind in SHOWN if kind in counts)
        description = f"Risk of bias of {len(whole)} trials in each domain. Overall: {shares}."
        title = shares_title("Risk of bias overall", counts.to_dict(), "trial")
        return Figure(name, title, caption, description, draw, self.table())

    def table(self) -> PageTable:
        """Judgements with the way the rules came to them."""
        return PageTable(
            self.rows,
            "Risk of bias by trial and domain",
            {
                "name": "Trial",
                "domain": "Domain",
                "shown": "Risk of bias",
                "first": "First reader",
                "second": "Second reader",
                "why": "How the rules came to it",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Overall judgements, and how far the readers agree, as text for prose."""
        whole = self.rows[self.rows["domain"] == OVERALL]
        counts = whole["shown"].value_counts()
        main = whole.loc[whole["set"] == MAIN, "shown"].value_counts()
        found = agreement()
        return {
            "main-low": str(main.get(SHOWN[0], 0)),
            "main-some": str(main.get(SHOWN[1], 0)),
            "main-untold": str(main.get(SHOWN[2], 0)),
            "main-high": str(main.get(SHOWN[3], 0)),
            "trials": str(len(whole)),
            "some": str(counts.get(SHOWN[1], 0)),
            "untold": str(counts.get(SHOWN[2], 0)),
            "high": str(counts.get(SHOWN[3], 0)),
            "answers": str(found["answers"]),
            "same": str(found["same_answers"]),
            "kappa": f"{found['kappa']:.2f}",
            "judgements": str(found["judgements"]),
            "same-judgements": str(found["same_judgements"]),
            "uninformed": f"{100 * found['uninformed']:.0f}",
        }
