"""Printed ratios that are evidence for or against a claim, side by side and never merged."""

import math

import pandas as pd

from living_review.charts.forest import HEADING, NOTHING, forest, forest_row
from living_review.pages.chart_titles import FEWEST_RATIOS, groups_title, sides_title
from living_review.pages.forest_details import ROW_DETAILS, row_details
from living_review.pages.page_table import PageTable
from living_review.pages.rows_in_words import risks_in_words
from living_review.pages.sources import with_sources
from living_review.synthesis.verdicts.rules import Comparison, Says
from living_review.synthesis.verdicts.tied_ratios import AGES, WITH_WHOM

OFTEN = ("← rarer · more often →", "Ratio (1: as often in both groups)")
HARMS = ("← fewer harms · more harms →", "Ratio (1: as often in both groups)")
KINDS = tuple(str(kind) for kind in Comparison)
NO_AGE = "not told"
AGE_CHOICE = "age", "Age", tuple(age or NO_AGE for age in AGES)  # the youngest first
DETAILS = {"age": "age", "risks": "how often", **ROW_DETAILS, "note": "remark"}
LEAST, MOST = 0.25, 4.0  # the scale reaches at least so far
FURTHEST = 32.0
# Groups as they follow "more often" in a sentence.
IN_AGE = {age: f"in {age}" for age in AGES if age} | {"all ages": "in all ages together"}
AMONG = {
    str(Comparison.ALLOTTED): "in trials",
    str(Comparison.ALIKE): "among people who are alike",
    str(Comparison.UNLIKE): "among people who may differ",
}


def ratio_rows(ratios: pd.DataFrame) -> pd.DataFrame:
    """Ratios as rows of a forest plot, under a heading for each kind of comparison.

    Parameters
    ----------
    ratios : pandas.DataFrame
        As of `living_review.synthesis.verdicts.tied_ratios.tied_ratios`.

    Returns
    -------
    pandas.DataFrame
        As `living_review.charts.forest.forest` takes them, with the columns of ``DETAILS`` and
        ``record``.
    """
    shown = []
    for with_whom, part in with_sources(ratios).groupby("compared_with", sort=False):
        shown.append(forest_row(f"Compared {WITH_WHOM[with_whom]}", HEADING))
        shown += [_mark(row) for row in part.to_dict("records")]
    return pd.DataFrame(shown)


def ratio_forest(ratios: pd.DataFrame, quantity: tuple[str, str] = HARMS):
    """Forest plot of ratios; where they are of several ages, a list lets the reader choose one.

    Parameters
    ----------
    ratios : pandas.DataFrame
        As of `living_review.synthesis.verdicts.tied_ratios.tied_ratios`.
    quantity : tuple of str, optional
        Title of the axis, which names both directions.
    """
    several_ages = len(set(ratios["age_group"]) - {""}) > 1
    return forest(
        ratio_rows(ratios),
        quantity=quantity,
        kinds=KINDS,
        domain=reach(ratios["value"]),
        null=1.0,
        ratio=True,
        details=DETAILS,
        kind_told="compares",
        choice=AGE_CHOICE if several_ages else None,
    )


def sides_by(ratios: pd.DataFrame, column: str) -> pd.DataFrame:
    """How many ratios of each group have an interval, and how many lie wholly on a side of one.

    Parameters
    ----------
    ratios : pandas.DataFrame
        ``low``, ``high``, NaN where there is no interval, and the column of the groups.
    column : str
        Its name; ratios for which it is blank are left out.

    Returns
    -------
    pandas.DataFrame
        ``ratios above below`` by group, in the order of the groups' first ratios.

    Examples
    --------
    >>> ratios = pd.DataFrame({"low": [1.1, 0.8], "high": [2.0, 1.5], "age": ["old", "old"]})
    >>> sides_by(ratios, "age").loc["old"].tolist()
    [2, 1, 0]
    """
    told = ratios[ratios["low"].notna() & (ratios[column] != "")]
    sides = told.assign(ratios=1, above=told["low"] > 1, below=told["high"] < 1)
    return sides.groupby(column, sort=False)[["ratios", "above", "below"]].sum()


def ratios_title(about: str, ratios: pd.DataFrame) -> str:
    """What ratios say: by age where most are of one of several, else by who is compared with whom.

    Parameters
    ----------
    about : str
        What happens more or less often, as a heading.
    ratios : pandas.DataFrame
        As of `living_review.synthesis.verdicts.tied_ratios.tied_ratios`.
    """
    ages = sides_by(ratios, "age_group")
    ages = ages.loc[[age for age in AGES if age in ages.index]].rename(index=IN_AGE)
    if (
        len(ages.index.difference([IN_AGE["all ages"]])) > 1
        and ages["ratios"].sum() > len(ratios) / 2
    ):
        return groups_title(about, ages)
    compared = sides_by(ratios, "compares").rename(index=AMONG)
    if len(compared) > 1 and (compared["ratios"] >= FEWEST_RATIOS).any():
        return groups_title(about, compared)
    title = sides_title(
        ratios[["low", "high"]].itertuples(index=False),
        one="ratio",
        below="wholly below one (rarer)",
        above="wholly above one (more often)",
        null=1.0,
    )
    return f"{about}: {title[0].lower()}{title[1:]}"


def ratios_table(ratios: pd.DataFrame) -> PageTable:
    """Ratios as printed."""
    printed = {"printed": _printed, "note": _remark}
    told = {name: [said(r) for r in ratios.to_dict("records")] for name, said in printed.items()}
    rows = with_sources(ratios.assign(**told))
    labels = {
        "row_id": "Record",
        "quantity": "What",
        "comparison": "Compared",
        "age_group": "Age",
        "measure": "Ratio",
        "printed": "As printed",
        "compares": "Compares",
        "note": "Remark",
        "access": "Read as",
        "reference": "Source",
    }
    if (rows["age_group"] == "").all():
        labels.pop("age_group")
    caption = f"Ratios tied to {', '.join(rows['claim_id'].unique())} as evidence"
    return PageTable(rows, caption, labels, links={"reference": "reference_address"})


def described_ratios(ratios: pd.DataFrame) -> str:
    """A picture of ratios in words: how many intervals of each comparison lie above one and below.

    Examples
    --------
    >>> described_ratios(pd.DataFrame({"compared_with": ["placebo"], "says": ["opposes"]}))
    '1 ratios as printed, with their intervals, on a logarithmic scale, not merged. Intervals: \
compared with placebo, by lot: 1 below one.'
    """
    parts = []
    for with_whom, part in ratios.groupby("compared_with", sort=False):
        counts = part["says"].value_counts()
        words = {Says.FOR: "above one", Says.AGAINST: "below one", Says.NEITHER: "across one"}
        told = [f"{counts[str(a)]} {w}" for a, w in words.items() if str(a) in counts]
        bare = int((part["says"] == "").sum())
        told += [f"{bare} without an interval"] if bare else []
        parts.append(f"compared {WITH_WHOM[with_whom]}: {', '.join(told)}")
    return (
        f"{len(ratios)} ratios as printed, with their intervals, on a logarithmic scale, "
        f"not merged. Intervals: {'; '.join(parts)}."
    )


def _printed(row: dict) -> str:
    if not row["ci_low"]:
        return row["estimate"]
    limits = f"{row['ci_low']} to {row['ci_high']}" if row["ci_high"] else f"from {row['ci_low']}"
    return f"{row['estimate']} ({limits})"


def _remark(row: dict) -> str:
    """The remark after what is known of how often it happens; a column of its own has no room."""
    risks = risks_in_words(row)
    return " ".join(filter(None, [f"{risks}." if risks else "", row["note"]]))


def _mark(row: dict) -> dict:
    what = f"{row['quantity']}: {row['comparison']} ({row['reference']})"
    value = row["value"]
    low, high = (value, value) if math.isnan(row["low"]) else (row["low"], row["high"])
    kind = NOTHING if math.isnan(value) else row["compares"]  # of a retracted publication
    drawn = forest_row(f"{what[0].upper()}{what[1:]}", kind, value, low, high, _printed(row))
    told = {"age": row["age_group"] or NO_AGE, "note": row["note"], "risks": risks_in_words(row)}
    return drawn | row_details(row["row_id"], row["access"]) | told


def reach(values: pd.Series) -> tuple[float, float]:
    """Ends of a scale, powers of two: all ratios lie within, the longest intervals may not.

    Examples
    --------
    >>> reach(pd.Series([0.06, 2.3, 15.6]))
    (0.03125, 16.0)
    """
    least = min(LEAST, 2.0 ** math.floor(math.log2(values.min())))
    most = max(MOST, 2.0 ** math.ceil(math.log2(values.max())))
    return max(least, 1 / FURTHEST), min(most, FURTHEST)
