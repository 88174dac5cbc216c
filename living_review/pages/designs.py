"""Estimates of one question beside each other by the design of their studies, never merged."""

import pandas as pd

from living_review.charts.forest import HEADING, forest, forest_row
from living_review.evidence import tables
from living_review.evidence.printed_numbers import value_of
from living_review.pages.chart_titles import sides_title
from living_review.pages.figure import Figure
from living_review.pages.forest_details import ROW_DETAILS, row_details
from living_review.pages.page_table import PageTable
from living_review.pages.sources import with_sources

# Designs in the order in which they can say more about a cause, and their headings.
HEADINGS = {
    "cross-sectional": "Asked once",
    "case-control": "Patients against others",
    "cohort": "Followed over time",
    "self-controlled": "The same people at other times",
    "meta-analysis of observational studies": "Several of these pooled by others",
    "Mendelian randomisation": "Genes in place of the exposure",
    "randomised trial": "Randomised",
}
POINT = "estimate"


class EstimatesByDesign:
    """Ratios that sources print, by design.

    Parameters
    ----------
    *row_ids : str
        Rows of the printed estimates, all ratios.
    turned : tuple of str, optional
        Rows among them that compare less with more; they are turned round, so that all rows
        compare more with less. A row that is drawn turned says so, beside what is printed.

    Raises
    ------
    ValueError
        If a row is no ratio, or a row is to be turned that is not asked for or that has no words
        for its comparison the other way round.
    """

    def __init__(self, *row_ids: str, turned: tuple[str, ...] = ()):
        rows = with_sources(tables.rows("printed_estimates", *row_ids))
        others = rows.loc[~rows["measure"].str.endswith("ratio"), "row_id"].tolist()
        if others:
            raise ValueError(f"{', '.join(others)}: no ratio, so it has no place on this axis")
        if lost := set(turned) - set(row_ids):
            raise ValueError(f"{', '.join(sorted(lost))} is to be turned but not asked for")
        wordless = set(turned) & set(rows.loc[rows["comparison_turned"] == "", "row_id"])
        if wordless:
            names = ", ".join(sorted(wordless))
            raise ValueError(
                f"{names} is to be turned: data/printed_estimates.csv needs its "
                "comparison the other way round"
            )
        found = [
            _turned(row) if row["row_id"] in turned else _as_printed(row)
            for row in rows.to_dict("records")
        ]
        self.rows = pd.concat([rows, pd.DataFrame(found)], axis=1)
        names = self.rows["reference"] + ": " + self.rows["compared"]
        twice = names.duplicated(keep=False)
        names = names.where(~twice, names + "; " + self.rows["quantity"])
        self.rows["name"] = names + _after("; ", self.rows["remark"])
        self.rows["rank"] = rows["design"].map(list(HEADINGS).index)
        self.rows = self.rows.sort_values("rank", kind="stable", ignore_index=True)

    def figure(self, name: str, caption: str, quantity: str, domain: tuple[float, float]) -> Figure:
        """Forest plot with a heading per design, without a pooled row."""
        drawn = []
        for design, part in self.rows.groupby("design", sort=False):
            drawn.append(forest_row(HEADINGS[design], HEADING))
            drawn += [
                forest_row(row["name"], POINT, row["value"], row["low"], row["high"], row["words"])
                | row_details(row["row_id"], row["access"])
                for row in part.to_dict("records")
            ]
        draw = forest(
            pd.DataFrame(drawn),
            quantity=quantity,
            kinds=(POINT,),
            domain=domain,
            null=1.0,
            ratio=True,
            details=ROW_DETAILS,
        )
        title = sides_title(
            self.rows[["low", "high"]].itertuples(index=False),
            one="ratio",
            below="wholly below one (rarer)",
            above="wholly above one (more often)",
            null=1.0,
        )
        return Figure(name, title, caption, self._description(quantity), draw, self.table(caption))

    def table(self, caption: str) -> PageTable:
        """The estimates as printed."""
        rows = self.rows.assign(heading=self.rows["design"].map(HEADINGS))
        return PageTable(
            rows,
            caption,
            {
                "heading": "Design",
                "comparison": "Compared",
                "quantity": "Outcome",
                "printed": "As printed",
                "n": "People",
                "access": "Read as",
                "reference": "Source",
                "note": "Remark",
            },
            links={"reference": "reference_address"},
        )

    def numbers(self) -> dict[str, str]:
        """Estimates of each design, those wholly on one side, and the largest, as text."""
        found = {}
        for design, part in self.rows.groupby("design", sort=False):
            key = design.replace(" ", "-")
            told = part[part["low"] < part["high"]]
            found |= {
                f"{key}-count": str(len(part)),
                f"{key}-sources": str(part["source"].nunique()),
                f"{key}-below": str(int((told["high"] < 1).sum())),
                f"{key}-above": str(int((told["low"] > 1).sum())),
                f"{key}-most": f"{part['value'].max():.2f}",
            }
        return found

    def _description(self, quantity: str) -> str:
        parts = []
        for design, part in self.rows.groupby("design", sort=False):
            told = part["reference"] + " " + part["words"] + _after(", ", part["remark"])
            listed = "; ".join(told)
            parts.append(f"{HEADINGS[design]}: {listed}")
        return f"{quantity}, by design. {'. '.join(parts)}."


def _after(mark: str, remarks: pd.Series) -> pd.Series:
    return (mark + remarks).where(remarks != "", "")


def _limits(row: dict) -> tuple[float, float, float]:
    value = value_of(row["estimate"])
    if not row["ci_low"]:
        return value, value, value
    return value, value_of(row["ci_low"]), value_of(row["ci_high"])


def _printed(row: dict) -> str:
    return f"{row['measure']} {_numbers(row)}"


def _numbers(row: dict) -> str:
    limits = f" ({row['ci_low']} to {row['ci_high']})" if row["ci_low"] else ""
    return f"{row['estimate']}{limits}"


def _words(value: float, low: float, high: float) -> str:
    limits = f" ({low:.2f} to {high:.2f})" if low < high else ", no interval"
    return f"{value:.2f}{limits}"


def _as_printed(row: dict) -> dict:
    value, low, high = _limits(row)
    return {
        "value": value,
        "low": low,
        "high": high,
        "printed": _printed(row),
        "compared": row["comparison"],
        "remark": "",
        "words": _words(value, low, high),
    }


def _turned(row: dict) -> dict:
    value, low, high = (1 / number for number in _limits(row))
    return {
        "value": value,
        "low": high,
        "high": low,
        "printed": f"{_printed(row)}; drawn turned",
        "compared": row["comparison_turned"],
        "remark": f"turned, printed {_numbers(row)}",
        "words": _words(value, high, low),
    }


def printed_estimates_table(caption: str, *row_ids: str) -> PageTable:
    """Estimates as printed, with their remarks."""
    rows = with_sources(tables.rows("printed_estimates", *row_ids))
    rows["printed"] = [_printed(row) for row in rows.to_dict("records")]
    return PageTable(
        rows,
        caption,
        {
            "comparison": "Compared",
            "quantity": "Outcome",
            "printed": "As printed",
            "note": "Remark",
            "access": "Read as",
            "reference": "Source",
        },
        links={"reference": "reference_address"},
    )


def findings_table(caption: str, *row_ids: str, **where: str) -> PageTable:
    """Findings in words: the rows named, or those that hold these values."""
    named = tables.rows("reported_findings", *row_ids) if row_ids else None
    found = tables.read("reported_findings", **where) if named is None else named
    rows = with_sources(found)
    return PageTable(
        rows,
        caption,
        {
            "studied": "Who or what",
            "result_in_words": "What was found",
            "n": "People",
            "design": "Design",
            "access": "Read as",
            "reference": "Source",
            "note": "Remark",
        },
        links={"reference": "reference_address"},
    )
