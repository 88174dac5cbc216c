"""Means with their printed spread, one row each, beside the intervals they can be held against."""

import textwrap

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW, SHAPES

LINE = "|"  # where a label goes on in a new line
WIDE_LETTERS, NARROW_LETTERS = 38, 44
GUIDE = 20  # pixels of a guide beside each mark of a narrow picture


def dot_rows(
    rows: pd.DataFrame,
    *,
    unit: str,
    quantity: str,
    second_unit: str = "",
    second_factor: float = 1.0,
    second_decimals: int = 2,
    kinds: tuple[str, ...] = (),
    guided: tuple[str, ...] = (),
):
    """Chart of labelled rows on one scale.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` (one row of the picture each, in this order), ``kind``, ``value`` (NaN for an
        interval), ``low``, ``high`` (NaN where open), all in ``unit``.
    unit, quantity : str
        Of the scale.
    second_unit : str, optional
        Shown below the first on each tick; ``second_factor`` converts the first into it.
    kinds : tuple of str
        Kinds of measured rows in the order of colours; every other kind is drawn as an interval.
    guided : tuple of str, optional
        Kinds whose value a dashed line carries through all rows; otherwise, where there are
        intervals, all kinds.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    rows = plain_frame(rows[["label", "kind", "value", "low", "high"]])
    rows = rows.rename(columns={"label": "name"})
    names = list(COLOURS)
    scale_colours = [COLOURS[names[i]] for i in range(len(kinds))]
    scale_shapes = [SHAPES[names[i]] for i in range(len(kinds))]
    lowest, highest = rows[["low", "value"]].min().min(), rows[["high", "value"]].max().max()
    margin = (highest - lowest) * 0.04

    def draw(width: int):
        narrow = width <= NARROW
        letters = NARROW_LETTERS if narrow else WIDE_LETTERS
        wrapped = [LINE.join(textwrap.wrap(name, letters)) for name in rows["name"]]
        most_lines = 1 + max(label.count(LINE) for label in wrapped)
        if narrow:  # labels stand above their row, so short ones get empty lines before them
            wrapped = [LINE * (most_lines - 1 - w.count(LINE)) + w for w in wrapped]
        frame = rows.assign(label=wrapped)
        order = list(frame["label"])
        measured = frame[frame["kind"].isin(kinds)]
        intervals = frame[~frame["kind"].isin(kinds)]
        labels = alt.Axis(
            title=None,
            domain=False,
            ticks=False,
            labelLimit=0,
            labelExpr=f"split(datum.label, '{LINE}')",
            **(
                {
                    "labelAlign": "left",
                    "labelBaseline": "line-bottom",
                    "labelPadding": 0,
                    "labelOffset": -8 - 16 * (most_lines - 1),
                    "zindex": 1,
                }
                if narrow
                else {}
            ),
        )
        y = alt.Y("label:N", sort=order, axis=labels)
        title = (
            f"{quantity} ({unit})" if not second_unit else f"{quantity} ({unit} / {second_unit})"
        )
        expression = (
            "datum.label"
            if not second_unit
            else (
                f"[datum.label, format(datum.value * {second_factor:.8g}, '.{second_decimals}f')]"
            )
        )
        # On a narrow picture labels stand above their marks, so no line may cross the whole.
        x_axis = alt.Axis(
            title=title, tickCount=4 if narrow else 8, labelExpr=expression, grid=not narrow
        )
        scale_x = alt.Scale(domain=[lowest - margin, highest + margin], nice=False, zero=False)
        x = alt.X("low:Q", title=title, axis=x_axis, scale=scale_x)
        tips = [
            alt.Tooltip(c, type=t, title=name)
            for c, t, name in (
                ("name", "nominal", "row"),
                ("value", "quantitative", unit),
                ("low", "quantitative", "from"),
                ("high", "quantitative", "to"),
            )
        ]
        carried = measured.loc[measured["kind"].isin(guided or kinds), ["value", "kind"]]
        at, colour = alt.X("value:Q", scale=scale_x), alt.Color("kind:N", legend=None)
        if narrow:
            everywhere = carried.merge(frame[["label"]], how="cross")
            guides = (
                alt.Chart(everywhere)
                .mark_tick(orient="vertical", size=GUIDE, thickness=1, opacity=0.7, aria=False)
                .encode(x=at, y=y, color=colour)
            )
        else:
            guides = (
                alt.Chart(carried)
                .mark_rule(strokeDash=[3, 3], opacity=0.7, aria=False)
                .encode(x=at, color=colour)
            )
        bars = (
            alt.Chart(intervals)
            .mark_bar(color=COLOURS["muted"], height=11, cornerRadius=2, opacity=0.75)
            .encode(x=x, x2="high:Q", y=y, tooltip=[tips[0], *tips[2:]])
        )
        whiskers = (
            alt.Chart(measured)
            .mark_rule(strokeWidth=2)
            .encode(x=x, x2="high:Q", y=y, color=alt.Color("kind:N", legend=None))
        )
        scale = alt.Scale(domain=list(kinds), range=scale_colours)
        shapes = alt.Scale(domain=list(kinds), range=scale_shapes)
        dots = (
            alt.Chart(measured)
            .mark_point(size=110, filled=True, opacity=1)
            .encode(
                x=alt.X("value:Q", scale=scale_x),
                y=y,
                color=alt.Color("kind:N", scale=scale, legend=None),
                shape=alt.Shape("kind:N", scale=shapes, legend=None),
                tooltip=tips,
            )
        )
        step = 30 + 16 * most_lines if narrow else max(32, 19 * most_lines)
        guides = (
            [guides] if guided or len(intervals) else []
        )  # lines lead down to something, or are noise
        return alt.layer(*guides, bars, whiskers, dots).properties(height=step * len(order) + 50)

    return draw
