"""Words for charts of lines: where each begins, where it ends, and what lies between."""

import pandas as pd

from living_review.charts.number_format import significant, with_minus


def described_curves(curves: pd.DataFrame, y: str, x: str, by: str = "reading") -> str:
    """Lines of a chart, for those who can't see it.

    Parameters
    ----------
    curves : pandas.DataFrame
        With the columns that are drawn.
    y, x, by : str
        What is drawn upwards, what along, and what each line is of.

    Examples
    --------
    >>> curves = pd.DataFrame({"reading": "SD", "n": [2, 3, 4], "p": [0.5, 0.2, 0.04]})
    >>> described_curves(curves, "p", "n")
    'SD: p is 0.500 at n = 2, 0.200 at n = 3 and 0.0400 at n = 4.'
    """
    told = []
    for name, part in curves.groupby(by, sort=False):
        part = part.sort_values(x)
        first, middle, last = part.iloc[0], part.iloc[len(part) // 2], part.iloc[-1]
        at = [f"{_told(row[y])} at {x} = {row[x]:g}" for row in (first, middle, last)]
        told.append(f"{name}: {y} is {at[0]}, {at[1]} and {at[2]}.")
    return " ".join(told)


def _told(value: float) -> str:
    return "below 0.0001" if 0 < value < 0.0001 else with_minus(significant(value, 3))
