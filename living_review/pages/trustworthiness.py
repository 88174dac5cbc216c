"""Whether the trials' reports can be relied on, on the page."""

import pandas as pd

from living_review.charts.number_format import signed
from living_review.charts.traffic_light import traffic_light
from living_review.evidence import tables
from living_review.pages.chart_titles import shares_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_names
from living_review.pages.trials import trial_name, year_of
from living_review.synthesis.trials.selection import DOUBTED, MAIN
from living_review.synthesis.trials.tables import selection
from living_review.synthesis.trials.trustworthiness import (
    DOMAINS,
    NO_CONCERN,
    SERIOUS,
    SOME,
    UNTOLD,
    agreement,
    agreement_by_domain,
    others,
    readings,
    settled,
)

SHOWN = (NO_CONCERN, SOME, UNTOLD, SERIOUS)  # as the marks of the traffic light are ordered
WHOLE = "all four"
COLUMNS = {domain: f"T{place}" for place, domain in enumerate(DOMAINS, 1)} | {WHOLE: "All"}
APART = "the two readers answered differently; the more cautious answer is shown"


def _by_number(items: pd.Series) -> pd.Series:
    """Numbers such as 4.9 and 4.10 in the order in which they are counted."""
    return items.map(lambda item: tuple(map(int, item.split("."))))


class Trustworthiness:
    """Both readers' answers by trial and domain, and the settled judgements."""

    def __init__(self):
        found = readings()
        found = found.assign(name=found["trial"].map(trial_name), year=found["trial"].map(year_of))
        for column in ("first_reason", "second_reason"):
            found[column] = found[column].map(with_names)
        self.rows = found.sort_values(["year", "name", "order"], ignore_index=True)
        self.settled = (
            settled()
            .assign(
                name=lambda table: table["trial"].map(trial_name),
                year=lambda table: table["trial"].map(year_of),
            )
            .sort_values(["year", "name"], ignore_index=True)
        )
        self.chosen = selection().set_index("trial")

    def figure(self, name: str, caption: str) -> Figure:
        """A mark for every trial and domain, and one for what they come to."""
        cells = self.rows.assign(words=[_words(row) for row in self.rows.to_dict("records")])
        whole = self.settled.assign(domain=WHOLE, differ=False, words=self.settled["domains"])
        columns = ["name", "domain", "judgement", "words", "differ"]
        cells = [*cells[columns].to_dict("records"), *whole[columns].to_dict("records")]
        draw = traffic_light(pd.DataFrame(cells), judgements=SHOWN, columns=COLUMNS, apart=APART)
        counts = self.settled["judgement"].value_counts()
        shares = ", ".join(f"{counts[kind]} {kind}" for kind in SHOWN if kind in counts)
        description = f"Trustworthiness of {len(self.settled)} trials by domain. Settled: {shares}."
        title = shares_title("Trust in the reports", counts.to_dict(), "trial")
        return Figure(name, title, caption, description, draw, self.table())

    def table(self) -> PageTable:
        """The settled judgement of each trial, the domains that it comes from, and what follows."""
        places = self.settled["trial"].map(self.chosen["set"])
        rows = self.settled.assign(set=[tables.row("trial_sets", key)["title"] for key in places])
        return PageTable(
            rows,
            "What the two readings add up to",
            {
                "name": "Trial",
                "judgement": "Judgement",
                "domains": "Because of",
                "by": "Settled by",
                "set": "Used in",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text."""
        counts = self.settled["judgement"].value_counts()
        main = self.settled[self.settled["trial"].map(self.chosen["set"]) == MAIN]
        doubted = self.chosen.index[self.chosen["but_for"] == DOUBTED]
        serious = self.settled.loc[self.settled["judgement"] == SERIOUS, "name"]
        unread = self.chosen["E5"] == "not assessed"
        found, parts = agreement(), agreement_by_domain()
        least = parts.loc[parts["same"].idxmin()]
        return {
            "least": least["domain"],
            "least-kappa": f"{least['kappa']:.2f}",
            "by-least": self._by_one_alone(least["domain"]),
            "trials": str(len(self.settled)),
            "apart": str(len(others())),
            "randomised": str((self.chosen["E1"] != "not met").sum()),
            "by-both": str((self.rows.groupby("trial")["second"].min() != "").sum()),
            "untold": str(counts.get(UNTOLD, 0)),
            "some": str(counts.get(SOME, 0)),
            "serious": str(counts.get(SERIOUS, 0)),
            "serious-trials": "; ".join(serious),
            "main": str(len(main)),
            "main-some": str((main["judgement"] == SOME).sum()),
            "doubted": str(len(doubted)),
            "doubted-trials": "; ".join(trial_name(trial) for trial in doubted) or "none",
            "unread": str((unread & (self.chosen["E1"] != "not met")).sum()),
            "answers": str(found["answers"]),
            "same": str(found["same"]),
            "kappa": f"{found['kappa']:.2f}",
            "far": str(found["far"]),
        }

    def _by_one_alone(self, domain: str) -> str:
        """Trials whose serious concern rests on one reader's answer in one domain."""
        rows = self.rows.set_index(["trial", "domain"])
        found = [
            row["name"]
            for row in self.settled.to_dict("records")
            if row["judgement"] == SERIOUS
            and row["domains"] == domain
            and rows.loc[(row["trial"], domain), "differ"]
        ]
        if not found:
            return "No serious concern rests on one reader's answer there."
        return f"One reader's answer alone keeps these out: {'; '.join(found)}."


def doubted_numbers() -> dict[str, str]:
    """The main estimate with the trials that only a serious concern keeps out."""
    found = answer(effects_of((MAIN, DOUBTED)))
    return {name: signed(getattr(found, name)) for name in ("estimate", "low", "high")}


def _words(row: dict) -> str:
    if not row["differ"]:
        return row["first_reason"]
    return (
        f"First reader, {row['first']}: {row['first_reason']} Second reader, "
        f"{row['second']}: {row['second_reason']}"
    )
