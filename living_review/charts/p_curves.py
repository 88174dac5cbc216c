"""p by how many people there are, a line for each meaning of ±, with a slider and a limit."""

import altair as alt
import pandas as pd

from living_review.charts.slider import chosen_by_slider, with_limit, with_slider

SIZES, PS = (2, 100), (1e-6, 1)  # ends of both axes; lines go on beyond them


def p_by_group_size(curves: pd.DataFrame, limit: float, *, start: int = 10) -> alt.LayerChart:
    """Draw p of Welch's test by people per group, groups being equal; the slider chooses a size.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``n`` (per group), ``reading``, ``t``, ``p`` and ``g``, as of
        `living_review.statistics.group_comparisons.over_group_sizes`.
    limit : float
        Where a dotted line crosses the picture.
    start : int, optional
        Where the slider is first.
    """
    lines = _lines(curves, "People per group", "p, Welch’s test")
    return with_limit(with_slider(lines, start=start, told=["t", "p", "g"]), limit)


def p_by_correlation(
    tests: pd.DataFrame, fewest: pd.DataFrame, limit: float, *, start: float, who: str = "People"
) -> alt.LayerChart:
    """Draw p of a paired t test by how many were measured; the slider chooses a correlation.

    Parameters
    ----------
    tests : pandas.DataFrame
        ``n``, ``correlation`` of both times, ``reading`` and ``p``, as of
        `living_review.statistics.paired_changes.change_over_correlations`.
    fewest : pandas.DataFrame
        ``reading``, ``correlation`` and ``smallest``: how many are enough for the limit; NaN where
        no number is.
    limit : float
        Where a dotted line crosses the picture.
    start : float
        Where the slider is first.
    who : str, optional
        Who was measured, in the plural, as a title begins.
    """
    lines = _lines(tests.merge(fewest), f"{who} measured twice", "p, paired t test")
    told = {"smallest": f"{who} needed for p < {limit:g}"}
    return with_limit(chosen_by_slider(lines, "correlation", start=start, told=told), limit)


def _lines(rows: pd.DataFrame, across: str, up: str) -> alt.Chart:
    """Lines of p on logarithmic axes; what is below the lower end lies on it."""
    return (
        alt.Chart(rows)
        .mark_line()
        .encode(
            x=alt.X("n", title=across).scale(type="log", domain=SIZES),
            y=alt.Y("p", title=up).scale(type="log", domain=PS, clamp=True),
            color="reading",
        )
    )
