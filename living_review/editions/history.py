"""The history of the answer: how it stood in each edition, and by year, on one axis."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from living_review.charts.forest import HEADING, forest, forest_row
from living_review.editions.kept_data import KeptData
from living_review.pages.chart_titles import range_title
from living_review.pages.editions import answer_in_words, marks_of
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.trials import DOMAIN, axis

VERDICTS = (
    "supported",
    "partly supported",
    "overstated",
    "unsupported",
    "contradicted",
    "cannot be checked",
    "open",
)


def over_editions(editions: Sequence, kept: Mapping[str, KeptData]) -> pd.DataFrame:
    """How the main answer and the verdicts stood in each edition.

    Parameters
    ----------
    editions : sequence of Edition
        Newest first.
    kept : mapping of str to KeptData
        Data of each, by version.

    Returns
    -------
    pandas.DataFrame
        Oldest first: ``version date``, ``row`` (the first pool that the edition keeps, or None),
        that answer in words, and ``verdicts``: how many claims have which.
    """
    rows = []
    for edition in reversed(editions):
        main = next(iter(kept[edition.version].results.values()), None)
        rows.append(
            {
                "version": edition.version,
                "date": edition.date,
                "row": main,
                **answer_in_words(main),
                "verdicts": verdict_counts(kept[edition.version]),
            }
        )
    return pd.DataFrame(rows)


def verdict_counts(data: KeptData) -> str:
    """How many claims have each verdict."""
    counts = Counter(row["verdict"] for row in data.verdicts.values())
    told = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]
    return ", ".join(told) or "not in this edition"


def by_year(data: KeptData) -> pd.DataFrame:
    """The replay that an edition keeps, each year's answer in words too."""
    return pd.DataFrame(
        [
            {
                "year": str(row["year"]),
                "came_in": str(len(row["came_in"])),
                "row": row,
                **answer_in_words(row),
            }
            for row in data.by_year
        ]
    )


def figure(name: str, editions: pd.DataFrame, years: pd.DataFrame) -> Figure:
    """Estimate and intervals by year, replayed, and by edition, as published, on one axis."""
    rows = []
    if len(years):
        rows.append(forest_row("At the end of each year, replayed", HEADING))
        for row in years.to_dict("records"):
            rows += marks_of(f"{row['year']}, {several(int(row['trials']), 'trial')}", row["row"])
    rows.append(forest_row("As published", HEADING))
    for row in editions.to_dict("records"):
        rows += marks_of(f"edition {row['version']}, {row['date']}", row["row"])
    frame = pd.DataFrame(rows)
    told = "; ".join(f"{row['name']}: {row['words']}" for row in rows if row["words"])
    table = PageTable(editions, "The answer in each edition", {"version": "Edition"})
    return Figure(
        name,
        range_title(frame["value"], "Over the years and editions"),
        "Pooled effect with its 95 % interval; dashed, where the effect of a new trial would "
        "lie. The replay uses the newest edition's methods and readings throughout.",
        f"Pooled effect by year and by edition. {told}.",
        forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN),
        table,
    )
