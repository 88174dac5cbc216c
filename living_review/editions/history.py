"""The history of the answer: how it stood in each edition, and by year, on one axis."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from living_review.book.panels.trials import AXIS, DOMAIN
from living_review.charts.figure import Figure
from living_review.charts.forest import HEADING, NOTHING, POOLED, PREDICTED, forest
from living_review.charts.page_table import PageTable
from living_review.editions import words
from living_review.editions.kept_data import KeptData
from living_review.editions.words import NUMBERS

VERDICTS = ("supported", "partly supported", "overstated", "unsupported", "contradicted",
            "cannot be checked", "open")  # fmt: skip


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
        Oldest first: ``version date``, the numbers of the first pool that each edition keeps (NaN
        where it keeps none), what `words.pool` says of it, and ``verdicts`` in words.
    """
    rows = []
    for edition in reversed(editions):
        data = kept[edition.version]
        main = next(iter(data.results.values()), None)
        shown = words.pool(main)
        rows.append({"version": edition.version, "date": edition.date, **_numbers(main), **shown,
                     "verdicts": verdict_counts(data)})  # fmt: skip
    return pd.DataFrame(rows)


def verdict_counts(data: KeptData) -> str:
    """How many claims have each verdict."""
    found = Counter(row["verdict"] for row in data.verdicts.values())
    told = [f"{found[verdict]} {verdict}" for verdict in VERDICTS if found[verdict]]
    return ", ".join(told) or "no claims"


def _numbers(row: dict | None) -> dict[str, float]:
    return {name: math.nan if row is None or row.get(name) is None else row[name]
            for name in NUMBERS}  # fmt: skip


def by_year(data: KeptData) -> pd.DataFrame:
    """The replay that an edition keeps, with what `words.pool` says of each year."""
    rows = [{"year": str(row["year"]), "came_in": len(row["came_in"]), **_numbers(row),
             **words.pool({**row, "certainty": ""})} for row in data.by_year]  # fmt: skip
    return pd.DataFrame(rows)


def figure(name: str, editions: pd.DataFrame, years: pd.DataFrame) -> Figure:
    """Estimate and intervals by year, replayed, and by edition, as published, on one axis."""
    rows = []
    if len(years):
        rows.append(_mark("At the end of each year, replayed", HEADING))
        for row in years.to_dict("records"):
            rows += _marks(f"{row['year']}, {words.several(int(row['trials']), 'trial')}", row)
    rows.append(_mark("As published", HEADING))
    for row in editions.to_dict("records"):
        rows += _marks(f"edition {row['version']}, {row['date']}", row)
    frame = pd.DataFrame(rows)
    told = "; ".join(f"{row['name']}: {row['words']}" for row in rows if row["words"])
    table = PageTable(editions, "The answer in each edition", {"version": "Edition"})
    return Figure(
        name, "Pooled effect with its 95 % interval; dashed, where the effect of a new trial would "
        "lie. The replay uses the newest edition's methods and readings throughout.",
        f"Pooled effect by year and by edition. {told}.",
        forest(frame, quantity=AXIS, kinds=("estimate",), domain=DOMAIN), table,
    )  # fmt: skip


def _mark(name: str, kind: str, numbers: Sequence[float] = (math.nan,) * 3, said: str = "") -> dict:
    value, low, high = numbers
    return {"name": name, "kind": kind, "value": value, "low": low, "high": high, "words": said}


def _marks(name: str, row: dict) -> list[dict]:
    numbers = [row[column] for column in NUMBERS]
    if math.isnan(numbers[1]):
        return [_mark(name, NOTHING, said=row["effect"])]
    found = [_mark(name, POOLED, numbers[:3], row["effect"])]
    if not math.isnan(numbers[3]):
        found.append(_mark("effect in a new trial", PREDICTED, (math.nan, *numbers[3:]),
                           row["predicted"]))  # fmt: skip
    return found
