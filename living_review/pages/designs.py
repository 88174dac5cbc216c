"""Estimates of one question beside each other by the design of their studies, never merged."""

import pandas as pd

from living_review.charts.forest import HEADING, forest_row
from living_review.evidence import tables
from living_review.pages.forest_details import row_details
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


def design_rows(ratios: pd.DataFrame) -> pd.DataFrame:
    """Ratios as rows of a forest plot, under a heading for each design.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Rows of printed estimates with ``value low high`` as they are drawn (NaN without an
        interval) and ``turned``: whether they were turned round, so that they compare the other
        way than their source does.

    Returns
    -------
    pandas.DataFrame
        As `living_review.charts.forest.forest` takes them; a ratio's kind is the heading of its
        design. A row that is drawn turned says so, beside what is printed.

    Raises
    ------
    ValueError
        If a row is no ratio, or a turned one has no words for its comparison the other way round.
    """
    if others := ratios.loc[~ratios["measure"].str.endswith("ratio"), "row_id"].tolist():
        raise ValueError(f"{', '.join(others)}: no ratio, so it has no place on this axis")
    wordless = ratios["turned"] & (ratios["comparison_turned"] == "")
    if wordless.any():
        raise ValueError(
            f"{', '.join(ratios.loc[wordless, 'row_id'])} is turned: data/printed_estimates.csv "
            "needs its comparison the other way round"
        )
    shown = []
    for design, part in _named(ratios).groupby("design", sort=False):
        shown.append(forest_row(HEADINGS[design], HEADING))
        shown += [
            forest_row(
                row["name"], HEADINGS[design], row["value"], row["low"], row["high"], _words(row)
            )
            | row_details(row["row_id"], row["access"])
            for row in part.to_dict("records")
        ]
    return pd.DataFrame(shown)


def designs_table(ratios: pd.DataFrame, caption: str) -> PageTable:
    """Ratios as printed; columns as of `design_rows`."""
    rows = with_sources(_in_order(ratios))
    rows["heading"] = rows["design"].map(HEADINGS)
    printed = pd.Series([_printed(row) for row in rows.to_dict("records")], index=rows.index)
    rows["printed"] = printed + rows["turned"].map({True: "; drawn turned", False: ""})
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


def described_designs(ratios: pd.DataFrame, quantity: str) -> str:
    """A picture of ratios by design in words; columns as of `design_rows`."""
    parts = []
    for design, part in _named(ratios).groupby("design", sort=False):
        told = [
            f"{row['reference']} {_words(row)}{', ' if row['remark'] else ''}{row['remark']}"
            for row in part.to_dict("records")
        ]
        parts.append(f"{HEADINGS[design]}: {'; '.join(told)}")
    return f"{quantity}, by design. {'. '.join(parts)}."


def _in_order(ratios: pd.DataFrame) -> pd.DataFrame:
    """By what designs can say about a cause, the least first."""
    rank = ratios["design"].map(list(HEADINGS).index)
    return ratios.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


def _named(ratios: pd.DataFrame) -> pd.DataFrame:
    """With ``name`` and ``remark``; what two rows compare alike is told by its outcome too."""
    rows = with_sources(_in_order(ratios))
    rows["remark"] = [
        f"turned, printed {_numbers(row)}" if row["turned"] else ""
        for row in rows.to_dict("records")
    ]
    compared = rows["comparison_turned"].where(rows["turned"], rows["comparison"])
    names = rows["reference"] + ": " + compared
    names = names.where(~names.duplicated(keep=False), names + "; " + rows["quantity"])
    rows["name"] = names + ("; " + rows["remark"]).where(rows["turned"], "")
    bare = rows["low"].isna()
    rows[["low", "high"]] = rows[["low", "high"]].mask(bare, rows["value"], axis=0)
    return rows


def _printed(row: dict) -> str:
    return f"{row['measure']} {_numbers(row)}"


def _numbers(row: dict) -> str:
    limits = f" ({row['ci_low']} to {row['ci_high']})" if row["ci_low"] else ""
    return f"{row['estimate']}{limits}"


def _words(row: dict) -> str:
    span = f" ({row['low']:.2f} to {row['high']:.2f})"
    return f"{row['value']:.2f}{span if row['low'] < row['high'] else ', no interval'}"


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
