"""Rows of a forest plot in sections, each with its name above it."""

import pandas as pd

from living_review.charts.forest import HEADING, forest_row


def in_sections(rows: pd.DataFrame, section: str, unknown: str = "no number") -> pd.DataFrame:
    """Rows of a forest plot below the names of their sections, with their numbers in words.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``name kind value low high``, and further columns; sections keep the order of their first
        row.
    section : str
        The column whose values are the sections.
    unknown : str, optional
        Words of rows without an interval.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["A"], "kind": ["p value"], "value": [-0.5], "low": [-1.0],
    ...     "high": [0.0], "set": ["main pool"]})
    >>> in_sections(rows, "set")[["name", "kind", "words"]].to_numpy().tolist()
    [['Main pool', 'heading', ''], ['A', 'p value', '−0.50 (−1.00 to 0.00)']]
    """
    parts = []
    for name, part in rows.groupby(section, sort=False):
        parts.append(forest_row(name[0].upper() + name[1:], HEADING))
        for row in part.to_dict("records"):
            numbers = [row[column] for column in ("name", "kind", "value", "low", "high")]
            parts.append(row | forest_row(*numbers, unknown if row["low"] != row["low"] else None))
    return pd.DataFrame(parts)
