"""A pooled effect in points of scales, beside the smallest changes that matter to a person."""

import math

import numpy as np
import pandas as pd

from living_review.charts.forest import BOUND
from living_review.charts.forest_sections import estimate_rows, in_sections
from living_review.charts.number_format import signed
from living_review.evidence.printed_numbers import values

NARROWEST = 0.06  # points on each side of a bar without width, which would not be seen


def points_rows(points: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forest plot: of each scale the effect, then the changes that matter, as bars.

    Parameters
    ----------
    points : pandas.DataFrame
        ``scale estimate low high``, in points; negative where the treatment is better.
    differences : pandas.DataFrame
        ``scale low high``: smallest differences that matter, in points, as printed and without a
        sign. Scales without one are left out.
    """
    shown = points[points["scale"].isin(differences["scale"])]
    least, most = values(differences["low"]), values(differences["high"])
    one = least == most
    bars = pd.DataFrame(
        {
            "scale": differences["scale"],
            "name": "smallest difference that matters",
            "kind": BOUND,
            "value": math.nan,
            "low": -most - np.where(one, NARROWEST, 0),
            "high": -least + np.where(one, NARROWEST, 0),
            "words": [
                signed(-low, 1) if low == high else f"{signed(-high, 1)} to {signed(-low, 1)}"
                for low, high in zip(least, most, strict=True)
            ],
        }
    )
    effects = estimate_rows(shown.assign(name="pooled effect"))[bars.columns]
    return in_sections(pd.concat([effects, bars[bars["scale"].isin(shown["scale"])]]), "scale")


def points_domain(rows: pd.DataFrame) -> tuple[float, float]:
    """Whole ends of an axis in points that hold every interval, with room on the side of harm.

    Examples
    --------
    >>> points_domain(pd.DataFrame({"low": [-7.3], "high": [-2.5]}))
    (-8.0, 2.0)
    """
    least = min(math.floor(rows["low"].min()), 0)
    most = math.ceil(rows["high"].max())
    return float(least), float(max(most, -least / 4))
