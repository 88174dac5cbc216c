"""What one laboratory printed over the years."""

import pandas as pd

from living_review.charts.dot_rows import dot_rows
from living_review.charts.number_format import significant
from living_review.evidence import tables
from living_review.evidence.printed_numbers import value_of
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.sources import with_sources


def laboratory_rows(laboratory: str, substance: str, matrix: str, *seed_rows: str) -> pd.DataFrame:
    """Values that one laboratory printed, the seeds' own among them, oldest first.

    Returns
    -------
    pandas.DataFrame
        ``group role value spread unit n note`` and the columns of `with_sources`.
    """
    where = {"laboratory": laboratory, "substance": substance, "matrix": matrix}
    others = tables.read("biomarker_values", **where).rename(columns={"mean": "value"})
    others = others[others["value"] != ""]
    seeds = tables.rows("printed_statistics", *seed_rows)
    seeds = seeds.assign(
        role=["controls" if "control" in group else "patients" for group in seeds["group"]],
        treatment="",
        condition="",
    )
    columns = [
        "row_id",
        "group",
        "role",
        "treatment",
        "timepoint",
        "n",
        "value",
        "spread",
        "unit",
        "substance",
        "source",
        "view",
        "locator",
        "note",
    ]
    table = with_sources(pd.concat([others[columns], seeds[columns]], ignore_index=True))
    table["year"] = [tables.entry(key).get("year", "") for key in table["source"]]
    return table.sort_values("year", kind="stable", ignore_index=True)


def laboratory_table(rows: pd.DataFrame, caption: str) -> PageTable:
    """Rows of one laboratory as a table."""
    printed = [
        f"{row['value']}\u00a0±\u00a0{row['spread']} {row['unit']}" for _, row in rows.iterrows()
    ]
    shown = rows.assign(printed=printed)
    return PageTable(
        shown,
        caption,
        {
            "year": "Year",
            "group": "Group",
            "treatment": "Treatment",
            "timepoint": "When",
            "printed": "As printed",
            "n": "People",
            "reference": "Source",
            "note": "Remark",
        },
        links={"reference": "reference_address"},
    )


def laboratory_figure(
    rows: pd.DataFrame, name: str, caption: str, unit: str, quantity: str
) -> Figure:
    """Means and printed spreads of one laboratory's groups, on one scale."""
    rows = rows.copy()
    rows["number"] = [value_of(v) for v in rows["value"]]
    rows["half"] = [value_of(v) for v in rows["spread"]]
    kinds = tuple(dict.fromkeys(rows["role"]))
    after = rows["treatment"].where(rows["treatment"] == "", ", treated")
    drawn = pd.DataFrame(
        {
            "label": rows["year"] + ", " + rows["group"] + after,
            "kind": rows["role"],
            "value": rows["number"],
            "low": rows["number"] - rows["half"],
            "high": rows["number"] + rows["half"],
        }
    )
    drawn["label"] = _distinct(drawn["label"])
    listed = "; ".join(
        f"{label} {value} ± {spread} {unit}"
        for label, value, spread in zip(drawn["label"], rows["value"], rows["spread"], strict=True)
    )
    least, most = (significant(end(drawn["value"]), 3) for end in (min, max))
    return Figure(
        name,
        f"The means of one laboratory’s {several(len(drawn), 'group')} go from {least} to {most} "
        f"{unit}",
        caption,
        f"{quantity} as printed, one line each: {listed}.",
        dot_rows(drawn, unit=unit, quantity=quantity, kinds=kinds),
        laboratory_table(rows, caption),
    )


def _distinct(labels: pd.Series) -> list[str]:
    seen: dict[str, int] = {}
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made
