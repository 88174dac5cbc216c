"""Many estimates of one thing, sorted, with the band of their intervals and one of them marked."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from living_review.charts.choices import is_chosen, lists_to_choose
from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW, SHAPES

COLOUR_NAMES = ("second", "first", "third", "fourth")


def ranked_band(
    rows: pd.DataFrame,
    *,
    quantity: str,
    counted: str,
    groups: Sequence[str],
    main: str,
    choices: Mapping[str, str] = {},
):
    """Chart of sorted estimates, with a list for each choice that they rest on.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``estimate low high``; ``group``: one of ``groups``; ``main`` (bool): the one to mark; and
        the columns of ``choices``.
    quantity, counted : str
        Titles of the axes.
    groups : sequence of str
        Kinds of estimates, each with a colour and a shape; at most four.
    main : str
        What stands at the marked one.
    choices : mapping of str to str, optional
        Column → what a reader can choose by it. Estimates that were not chosen stand back, and
        words above tell how many were, and from where to where they go.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    ordered = rows.sort_values("estimate", kind="stable").reset_index(drop=True)
    ordered["rank"] = range(1, len(ordered) + 1)
    columns = ["rank", "estimate", "low", "high", "group", "main", *choices]
    frame = plain_frame(ordered[columns])

    def draw(width: int):
        narrow = width <= NARROW
        x = alt.X(
            "rank:Q",
            title=counted,
            scale=alt.Scale(domain=[0, len(frame) + 1], nice=False),
            axis=alt.Axis(tickCount=4 if narrow else 8, grid=False, format="d"),
        )
        y = alt.Y("low:Q", title=quantity, axis=alt.Axis(tickCount=5))
        at = alt.Y("estimate:Q", title=quantity)
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
        names = COLOUR_NAMES[: len(groups)]
        legend = alt.Legend(
            title=None,
            orient="bottom",
            columns=1 if narrow else 2,
            labelLimit=0,
            symbolSize=80,
            symbolOpacity=1,
        )
        colours = alt.Scale(domain=list(groups), range=[COLOURS[name] for name in names])
        shapes = alt.Scale(domain=list(groups), range=[SHAPES[name] for name in names])
        all_points = (
            alt.Chart(frame)
            .mark_point(filled=True, size=8, opacity=0.4, color=COLOURS["muted"], aria=False)
            .encode(x=x, y=at)
        )
        chosen = (
            alt.Chart(frame)
            .transform_filter(is_chosen(choices))
            .mark_point(filled=True, size=14, opacity=0.9, aria=False)
            .encode(
                x=x,
                y=at,
                color=alt.Color("group:N", legend=legend, scale=colours),
                shape=alt.Shape("group:N", legend=legend, scale=shapes),
                tooltip=[
                    *(alt.Tooltip(f"{column}:N", title=name) for column, name in choices.items()),
                    alt.Tooltip("estimate:Q", title="estimate", format=".2f"),
                    alt.Tooltip("low:Q", title="from", format=".2f"),
                    alt.Tooltip("high:Q", title="to", format=".2f"),
                ],
            )
        )
        layers = [band, null, all_points, chosen, *_marked(frame, main, x, y, at)]
        chart = alt.layer(*layers, *([_told(frame, choices)] if choices else []))
        return chart.add_params(*lists_to_choose(choices, rows)).properties(height=300)

    return draw


def _marked(frame: pd.DataFrame, main: str, x: alt.X, y: alt.Y, at: alt.Y) -> list[alt.Chart]:
    """The one to mark: its interval, a diamond, and what it is."""
    one = alt.Chart(frame[frame["main"]].assign(text=main))
    right = float(one.data["rank"].iloc[0]) > len(frame) / 2
    side = {"align": "right", "dx": -4} if right else {"align": "left", "dx": 4}
    return [
        one.mark_rule(strokeWidth=2, color="currentColor", aria=False).encode(
            x=x, y=y, y2="high:Q"
        ),
        one.mark_point(
            shape="diamond", size=150, filled=True, opacity=1, color="currentColor"
        ).encode(x=x, y=at),
        one.mark_text(**side, dy=6, baseline="top", fontWeight=600).encode(x=x, y=y, text="text:N"),
    ]


def _told(frame: pd.DataFrame, choices: Mapping[str, str]) -> alt.Chart:
    """In words: how many estimates were chosen, their range, and how many intervals are below 0."""
    some = (
        f"datum.n + ' of {len(frame)} chosen: from ' + format(datum.least, '.2f') + ' to ' + "
        "format(datum.most, '.2f') + '\\n' + datum.below + ' of their intervals lie below 0'"
    )
    return (
        alt.Chart(frame)
        .transform_filter(is_chosen(choices))
        .transform_calculate(is_below="datum.high < 0 ? 1 : 0")
        .transform_aggregate(
            n="count()", least="min(estimate)", most="max(estimate)", below="sum(is_below)"
        )
        .transform_calculate(text=f"datum.n ? {some} : 'No pool rests on all of these choices'")
        .mark_text(align="left", baseline="top", fontWeight=600, lineBreak="\n", lineHeight=18)
        .encode(x=alt.value(8), y=alt.value(0), text="text:N")
    )
