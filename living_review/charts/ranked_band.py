"""Many estimates of one thing, sorted, with the band of their intervals and one of them marked."""

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW, SHAPES

COLOUR_NAMES = ("second", "first", "third", "fourth")


def ranked_band(
    rows: pd.DataFrame, *, quantity: str, counted: str, groups: tuple[str, ...], main: str
):
    """Chart of sorted estimates.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``estimate low high``; ``group``: one of ``groups``; ``main`` (bool): the one to mark;
        ``words``: which choices it stands for.
    quantity, counted : str
        Titles of the axes.
    groups : tuple of str
        Kinds of estimates, each with a colour and a shape; at most four.
    main : str
        What stands at the marked one.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    ordered = rows.sort_values("estimate", kind="stable").reset_index(drop=True)
    ordered["rank"] = range(1, len(ordered) + 1)
    frame = plain_frame(ordered[["rank", "estimate", "low", "high", "group", "main", "words"]])

    def draw(width: int):
        narrow = width <= NARROW
        x = alt.X(
            "rank:Q",
            title=counted,
            scale=alt.Scale(domain=[0, len(frame) + 1], nice=False),
            axis=alt.Axis(tickCount=4 if narrow else 8, grid=False),
        )
        y = alt.Y("low:Q", title=quantity, axis=alt.Axis(tickCount=5))
        band = (
            alt.Chart(frame[["rank", "low", "high"]])
            .mark_area(opacity=0.3, color=COLOURS["muted"], aria=False)
            .encode(x=x, y=y, y2="high:Q")
        )
        null = (
            alt.Chart(pd.DataFrame({"at": [0.0]}))
            .mark_rule(color=COLOURS["muted"], aria=False)
            .encode(y="at:Q")
        )
        legend = alt.Legend(
            title=None, columns=1 if narrow else 2, labelLimit=0, symbolSize=80, symbolOpacity=1
        )
        names = COLOUR_NAMES[: len(groups)]
        points = (
            alt.Chart(frame)
            .mark_point(filled=True, size=14, opacity=0.9, aria=False)
            .encode(
                x=x,
                y=alt.Y("estimate:Q", title=quantity),
                color=alt.Color(
                    "group:N",
                    legend=legend,
                    scale=alt.Scale(domain=list(groups), range=[COLOURS[name] for name in names]),
                ),
                shape=alt.Shape(
                    "group:N",
                    legend=legend,
                    scale=alt.Scale(domain=list(groups), range=[SHAPES[name] for name in names]),
                ),
                tooltip=[
                    alt.Tooltip("words:N", title="choices"),
                    alt.Tooltip("estimate:Q", title="estimate", format=".2f"),
                    alt.Tooltip("low:Q", title="from", format=".2f"),
                    alt.Tooltip("high:Q", title="to", format=".2f"),
                ],
            )
        )
        marked = frame[frame["main"]]
        whisker = (
            alt.Chart(marked)
            .mark_rule(strokeWidth=2, color="currentColor", aria=False)
            .encode(x=x, y=alt.Y("low:Q", title=quantity), y2="high:Q")
        )
        dot = (
            alt.Chart(marked)
            .mark_point(shape="diamond", size=150, filled=True, opacity=1, color="currentColor")
            .encode(x=x, y=alt.Y("estimate:Q", title=quantity))
        )
        right = float(marked["rank"].iloc[0]) > len(frame) / 2
        words = (
            alt.Chart(marked.assign(text=main))
            .mark_text(
                align="right" if right else "left",
                dx=-4 if right else 4,
                dy=6,
                baseline="top",
                fontWeight=600,
            )
            .encode(x=x, y=alt.Y("low:Q", title=quantity), text="text:N")
        )
        return alt.layer(band, null, points, whisker, dot, words).properties(height=300)

    return draw
