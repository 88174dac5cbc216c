"""Reporting checks on the page: the wall at a glance, every finding, and counts for prose."""

import pandas as pd

from living_review.charts.dot_rows import dot_rows
from living_review.charts.finding_wall import finding_wall
from living_review.charts.scales import NUMBERS
from living_review.checks.detection import ANY, SOUND, UNTOLD, detection
from living_review.checks.documented import agreement
from living_review.checks.estimates import LOPSIDED
from living_review.checks.ledger import VERDICTS, ledger
from living_review.evidence import tables
from living_review.pages.figure import Figure
from living_review.pages.finding_list import FindingList, for_readers
from living_review.pages.page_table import LinkList, PageTable
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import FINDINGS
from living_review.pages.record_pages.checks import GRAVE, by_publication
from living_review.pages.sources import with_sources

MOSTLY = 0.8  # of the reports: a fault that the checks mostly notice


class Ledger:
    """All findings of the reporting checks on the review's data."""

    def __init__(self):
        self.findings = for_readers(ledger(), "../")

    def counts(self) -> pd.DataFrame:
        """How many findings of each verdict there are, by check."""
        table = pd.crosstab(self.findings["check"], self.findings["verdict"])
        table = table.reindex(columns=list(VERDICTS), fill_value=0)
        table = table.reindex(self.findings["check"].unique())
        return table.rename_axis(columns=None).reset_index()

    def counts_table(self) -> PageTable:
        """The counts as a table."""
        counts = self.counts().astype(str)
        return PageTable(
            counts,
            "Findings by check and verdict",
            {"check": "Check", **{v: v.capitalize() for v in VERDICTS}},
        )

    def sources(self) -> PageTable:
        """How many findings each source has that do not fit or raise a question."""
        return by_publication(self.findings, some=True)

    def every(self) -> LinkList:
        """Where every finding is, with its filters and its arithmetic."""
        words = f"All {several(len(self.findings), 'finding')}, to be filtered and searched"
        return LinkList([(words, f"../{FINDINGS}")], moved="check-")

    def wall(self, name: str, caption: str) -> Figure:
        """Every finding as one mark."""
        counts = self.findings["verdict"].value_counts()
        shares = ", ".join(f"{counts.get(v, 0)} {v}" for v in VERDICTS)
        description = f"{len(self.findings)} findings, one mark each, grouped by check: {shares}."
        draw = finding_wall(
            self.findings.assign(record=self.findings["place"]), {v: NUMBERS[v] for v in VERDICTS}
        )
        grave = sum(counts.get(verdict, 0) for verdict in VERDICTS[:2])
        title = (
            f"{grave} of {several(len(self.findings), 'finding')} are impossible or inconsistent"
        )
        return Figure(name, title, caption, description, draw, self.counts_table())

    def list(self, caption: str) -> FindingList:
        """Findings that do not fit or raise a question, each with a link to its arithmetic."""
        return FindingList(self.findings, caption, GRAVE, brief=True)

    def numbers(self) -> dict[str, str]:
        """Findings of each verdict, and where the gravest come from, as text for prose."""
        counts = self.findings["verdict"].value_counts()
        numbers = {v.replace(" ", "-"): str(counts.get(v, 0)) for v in VERDICTS}
        grave = self.findings[self.findings["verdict"].isin(VERDICTS[:2])]
        most = grave["source"].value_counts()
        return numbers | {
            "rows": str(self.findings["row_id"].nunique()),
            "sources": str(self.findings["publication"].nunique()),
            "grave-most": str(most.iloc[0] if len(most) else 0),
            "grave-source": str(most.index[0] if len(most) else ""),
        }


class TrialOfChecks:
    """What the checks make of made-up reports, without a fault and with one."""

    def __init__(self, reports: int = 40, seed: int = 20261121):
        self.reports = reports
        self.rates = detection(reports, seed)

    def _any(self) -> pd.DataFrame:
        return self.rates[self.rates["check"] == ANY].reset_index(drop=True)

    def figure(self, name: str, caption: str) -> Figure:
        """Share of reports in which any check noticed the fault."""
        rows = self._any().assign(
            label=lambda t: t["fault"],
            kind="noticed",
            value=lambda t: 100 * t["noticed"] / t["changed"],
            low=float("nan"),
            high=float("nan"),
        )
        rows = rows.sort_values("value", ascending=False, kind="stable")
        faultless = rows["fault"].isin([SOUND, *UNTOLD])
        rows = pd.concat([rows[faultless].sort_index(), rows[~faultless]])
        words = "; ".join(f"{r.fault}: {r.noticed} of {r.changed}" for r in rows.itertuples())
        draw = dot_rows(rows, unit="%", quantity="Noticed", kinds=("noticed",))
        description = f"Share of reports in which something was noticed. {words}."
        faults = rows[~rows["fault"].isin([SOUND, *UNTOLD])]
        seen = int((faults["value"] >= 100 * MOSTLY).sum())
        title = (
            f"The checks notice {seen} of {several(len(faults), 'kind')} of fault in at least "
            f"{100 * MOSTLY:.0f} % of reports"
        )
        return Figure(name, title, caption, description, draw, self.table())

    def table(self) -> PageTable:
        """Reports in which something was noticed, by fault, and by which checks."""
        rows = self._any()
        rows["by"] = [self._by(fault) for fault in rows["fault"]]
        shown = rows.astype({"changed": str, "noticed": str})
        return PageTable(
            shown,
            "Reports in which the checks noticed something, by fault",
            {
                "fault": "Fault",
                "changed": "Reports with it",
                "noticed": "Noticed",
                "by": "By which checks (reports)",
            },
        )

    def _by(self, fault: str) -> str:
        rows = self.rates[(self.rates["fault"] == fault) & (self.rates["check"] != ANY)]
        rows = rows[rows["noticed"] > 0].sort_values("noticed", ascending=False, kind="stable")
        return ", ".join(f"{row.check} ({row.noticed})" for row in rows.itertuples())

    def numbers(self) -> dict[str, str]:
        """Counts that prose may want, as text."""
        found = self._any().set_index("fault")
        shares = (found["noticed"] / found["changed"]).drop([SOUND, *UNTOLD])
        errors, missing = (str(found.loc[name, "noticed"]) for name in UNTOLD)
        return {
            "reports": str(self.reports),
            "falsely": str(found.loc[SOUND, "noticed"]),
            "kinds": str(len(shares)),
            "mostly": str((shares >= MOSTLY).sum()),
            "never": str((shares == 0).sum()),
            "errors": errors,
            "missing": missing,
            "unnoticed": "; ".join(shares.index[shares == 0]),
            # Clopper and Pearson's upper limit, 97.5 %, where none of so many is noticed.
            "limit": f"{100 * (1 - 0.025 ** (1 / self.reports)):.0f}",
            "mostly-percent": f"{100 * MOSTLY:.0f}",
            "lopsided": f"{LOPSIDED:g}",
        }


class DocumentedCases:
    """Numbers that others have judged, and what the checks here say of them."""

    def __init__(self):
        self.cases = agreement(tables.read("documented_cases"))

    def summary(self) -> PageTable:
        """Objections there and here, by paper and check."""
        names = self.cases["paper"].replace("", "examples, made up")
        grouped = self.cases.assign(paper=names).groupby(["paper", "check"], sort=False)
        rows = [
            {
                "paper": paper,
                "check": check,
                "numbers": str(len(part)),
                "objected": str(part["objected"].sum()),
                "both": str((part["objected"] & part["noticed"]).sum()),
                "only": str((~part["objected"] & part["noticed"]).sum()),
            }
            for (paper, check), part in grouped
        ]
        return PageTable(
            pd.DataFrame(rows),
            "Numbers that others have judged, by paper",
            {
                "paper": "Paper",
                "check": "Check",
                "numbers": "Numbers judged there",
                "objected": "Objected to there",
                "both": "Of these, noticed here",
                "only": "Noticed here only",
            },
        )

    def table(self) -> PageTable:
        """Every number."""
        rows = with_sources(self.cases)
        rows["printed"] = [_as_printed(row) for _, row in rows.iterrows()]
        people = rows["n"].astype(str)
        rows["printed"] += [f"; people: {n}" if n else "" for n in people]
        rows["paper"] = [
            ", ".join(filter(None, (row["paper"], row["locator"]))) for _, row in rows.iterrows()
        ]
        return PageTable(
            rows,
            "Every number that others have judged",
            {
                "paper": "Paper and place",
                "printed": "As printed",
                "check": "Check",
                "said": "Said there",
                "here": "Said here",
                "note": "Remark",
                "reference": "Source",
            },
            links={"reference": "reference_address"},
        )

    def numbers(self) -> dict[str, str]:
        """Counts that prose may want, as text."""
        real = self.cases[self.cases["paper"] != ""]
        return {
            "real": str(len(real)),
            "papers": str(real["paper"].nunique()),
            "objected": str(real["objected"].sum()),
            "noticed": str((real["objected"] & real["noticed"]).sum()),
            "sound": str((~real["objected"]).sum()),
            "only": str((~real["objected"] & real["noticed"]).sum()),
            "cut": str((real["here"] == "possible if digits were cut off").sum()),
        }


def _as_printed(row: pd.Series) -> str:
    first = f"{row['value']} ± {row['spread']}" if row["spread"] else row["value"]
    if not row["p_value"]:
        return f"{first} %" if row["check"] == "percentage" else first
    return (
        f"{first} against {row['second_value']} ± {row['second_spread']} of "
        f"{row['second_n']}, p {row['p_value']}"
    )
