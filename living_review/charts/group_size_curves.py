"""A p value for every group size, under each reading of the spread, with a slider."""

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW

SMALLEST_SHOWN = 1e-6


def group_size_curves(curves: pd.DataFrame, *, threshold: float, start: int):
    """Chart of p against people per group, one line per reading of the spread.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``n`` (per group), ``reading``, ``p``, ``p_low``, ``p_high`` (over the rounding of the
        inputs), and ``words``: the line of text that the slider shows for this n and reading.
    threshold : float
        Printed bound of significance.
    start : int
        Group size at which the slider stands first, and in the static picture.

    Returns
    -------
    callable
        From a width in pixels to the chart; its parameter ``n`` is the group size.
    """
    frame = plain_frame(curves[["n", "reading", "p", "p_low", "p_high", "words", "short_words"]])
    for column in ("p", "p_low", "p_high"):
        frame[column] = frame[column].clip(lower=SMALLEST_SHOWN)
    readings = list(dict.fromkeys(frame["reading"]))
    first, last = int(frame["n"].min()), int(frame["n"].max())

    def draw(width: int):
        narrow = width <= NARROW
        n = alt.param(
            name="n",
            value=start,
            bind=alt.binding_range(min=first, max=last, step=1, name="People per group"),
        )
        scale = alt.Scale(domain=readings, range=[COLOURS["first"], COLOURS["second"]])
        ticks = (
            [1, 0.05, 0.001, 0.0001, 0.00001, SMALLEST_SHOWN]
            if not narrow
            else [1, 0.05, 0.001, SMALLEST_SHOWN]
        )
        label = f"datum.value <= {SMALLEST_SHOWN} ? '≤0.000001' : format(datum.value, '~')"
        y = alt.Y(
            "p:Q",
            title="p (two-sided Welch test)",
            scale=alt.Scale(type="log", domain=[SMALLEST_SHOWN, 1.3], nice=False),
            axis=alt.Axis(values=ticks, labelExpr=label, labelFlush=False),
        )
        sizes = alt.Scale(domain=[first, last], nice=False)
        x = alt.X(
            "n:Q",
            title="people per group",
            scale=sizes,
            axis=alt.Axis(values=[2, 20, 40, 60, 80, 100], grid=False),
        )
        colour = alt.Color("reading:N", scale=scale, legend=None)
        base = alt.Chart(frame)
        lines = base.mark_line(strokeWidth=2.5).encode(
            x=x,
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash(
                "reading:N", legend=None, scale=alt.Scale(domain=readings, range=[[1, 0], [6, 4]])
            ),
        )
        band = base.mark_area(opacity=0.35, aria=False).encode(
            x=x, y=alt.Y("p_low:Q", title="p (two-sided Welch test)"), y2="p_high:Q", color=colour
        )
        bound = (
            alt.Chart(pd.DataFrame({"p": [threshold]}))
            .mark_rule(strokeDash=[2, 3], strokeWidth=1.5, color="currentColor", aria=False)
            .encode(y="p:Q")
        )
        at_n = base.transform_filter("datum.n == n").add_params(n)
        dots = at_n.mark_point(size=90, filled=True, opacity=1).encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape(
                "reading:N",
                legend=None,
                scale=alt.Scale(domain=readings, range=["circle", "square"]),
            ),
            tooltip=[
                alt.Tooltip("n:Q", title="people per group"),
                alt.Tooltip("reading:N", title="± read as"),
                alt.Tooltip("words:N", title="result"),
            ],
        )
        texts = [
            at_n.transform_filter(f"datum.reading == '{reading}'")
            .mark_text(align="left", baseline="top", fontSize=13, fontWeight=600, lineBreak="|")
            .encode(
                x=alt.value(0),
                y=alt.value((-66 if narrow else -44) + i * (34 if narrow else 20)),
                text="short_words:N" if narrow else "words:N",
                color=alt.Color("reading:N", scale=scale, legend=None),
            )
            for i, reading in enumerate(readings)
        ]
        return alt.layer(band, bound, lines, dots, *texts).properties(
            height=300, padding={"top": 5, "left": 5, "right": 12, "bottom": 5}
        )

    return draw
