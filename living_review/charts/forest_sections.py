"""Rows of a forest plot as a table: their numbers in words, and sections with names."""

import math

import pandas as pd

from living_review.charts.forest import HEADING, forest_row
from living_review.charts.number_format import interval_in_words


def with_words(rows: pd.DataFrame, unknown: str = "no number") -> pd.DataFrame:
    """Rows of a forest plot with their effects and intervals in ``words``.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``value low high``; a value may be NaN where only limits are known.
    unknown : str, optional
        Words of rows without limits.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [-0.5, math.nan], "low": [-1, math.nan], "high": [0, 1]})
    >>> list(with_words(rows)["words"])
    ['−0.50 (−1.00 to 0.00)', 'no number']
    """
    numbers = rows[["value", "low", "high"]].itertuples(index=False)
    words = [unknown if math.isnan(row.low) else interval_in_words(*row) for row in numbers]
    return rows.assign(words=words)


def estimate_rows(estimates: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forest plot from estimates with their intervals.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``name estimate low high``; other columns are kept.

    Examples
    --------
    >>> pool = pd.DataFrame({"name": ["All"], "estimate": [-0.5], "low": [-0.9], "high": [-0.1]})
    >>> estimate_rows(pool)[["kind", "words"]].values.tolist()
    [['estimate', '−0.50 (−0.90 to −0.10)']]
    """
    return with_words(estimates.rename(columns={"estimate": "value"}).assign(kind="estimate"))


def in_sections(rows: pd.DataFrame, section: str) -> pd.DataFrame:
    """Rows of a forest plot below the names of their sections.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``name kind value low high words``, and further columns; sections keep the order of their
        first row.
    section : str
        The column whose values are the sections.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["A"], "kind": ["p value"], "value": [-0.5], "low": [-1.0],
    ...     "high": [0.0], "words": ["−0.50"], "set": ["main pool"]})
    >>> in_sections(rows, "set")[["name", "kind", "words"]].to_numpy().tolist()
    [['Main pool', 'heading', ''], ['A', 'p value', '−0.50']]
    """
    parts = []
    for name, part in rows.groupby(section, sort=False):
        heading = forest_row(name[0].upper() + name[1:], HEADING)
        parts += [heading, *part.to_dict("records")]
    return pd.DataFrame(parts)


def described_forest(about: str, rows: pd.DataFrame, more: str = "") -> str:
    """What a forest plot shows, in words.

    Parameters
    ----------
    about : str
        Its subject.
    rows : pandas.DataFrame
        ``name kind words``; headings are not told.
    more : str, optional
        A column that is told of each row in brackets.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["Set", "A"], "kind": ["heading", "p"], "words": ["", "0.5"]})
    >>> described_forest("Effects", rows), described_forest("Effects", rows, "kind")
    ('Effects. A: 0.5.', 'Effects. A: 0.5 (p).')
    """
    told = [
        f"{row['name']}: {row['words']}" + (f" ({row[more]})" if more else "")
        for row in rows[rows["kind"] != HEADING].to_dict("records")
    ]
    return f"{about}. {'; '.join(told)}."
