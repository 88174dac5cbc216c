"""A p value of a change for every number of people, with a slider for the correlation."""

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.group_size_curves import SMALLEST_SHOWN
from living_review.charts.theme import COLOURS, NARROW


def change_curves(changes: pd.DataFrame, *, threshold: float, start: float, who: str):
    """Chart of the p value of a change against the number of people.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``n``, ``correlation``, ``reading``, ``p``, ``p_least`` and ``p_most``
        (over all correlations), and ``words`` (the line that the slider
        shows, the same for every n of one reading and correlation).
    threshold : float
        Bound of significance that is drawn as a line.
    who : str
        Who was measured, in the plural.
    start : float
        Correlation at which the slider stands first, and in the static picture.

    Returns
    -------
    callable
        From a width in pixels to the chart; its parameter ``correlation`` is moved by the
        reader. The tinted band spans all correlations that are tried.
    """
    numbers = ["p", "p_least", "p_most"]
    whole = plain_frame(changes[["n", "correlation", "reading", *numbers]])
    whole[numbers] = whole[numbers].clip(lower=SMALLEST_SHOWN)
    frame = whole.drop(columns=["p_least", "p_most"])
    spans = whole[["n", "reading", "p_least", "p_most"]].drop_duplicates()
    words = plain_frame(changes[["correlation", "reading", "words"]].drop_duplicates())
    readings = list(dict.fromkeys(frame["reading"]))
    steps = sorted(set(frame["correlation"]))
    first, last = int(frame["n"].min()), int(frame["n"].max())

    def draw(width: int):
        narrow = width <= NARROW
        slider = alt.param(
            name="correlation",
            value=start,
            bind=alt.binding_range(
                min=steps[0],
                max=steps[-1],
                step=round(steps[1] - steps[0], 6),
                name="Correlation of before and after",
            ),
        )
        chosen = "abs(datum.correlation - correlation) < 0.001"
        label = f"datum.value <= {SMALLEST_SHOWN} ? '≤0.000001' : format(datum.value, '~')"
        ticks = [1, 0.05, 0.001, SMALLEST_SHOWN]
        title = "p (two-sided paired test)"
        p_scale = alt.Scale(type="log", domain=[SMALLEST_SHOWN, 1.3], nice=False)
        p_axis = alt.Axis(values=ticks, labelExpr=label, labelFlush=False)
        y = alt.Y("p:Q", title=title, scale=p_scale, axis=p_axis)
        sizes = alt.Scale(domain=[first, last], nice=False)
        size_axis = alt.Axis(values=[2, 20, 40, 60, 80, 100], grid=False)
        x = alt.X("n:Q", title=f"{who} measured twice", scale=sizes, axis=size_axis)
        scale = alt.Scale(domain=readings, range=[COLOURS["first"], COLOURS["second"]])
        dashes = alt.Scale(domain=readings, range=[[1, 0], [6, 4]])
        colour = alt.Color("reading:N", scale=scale, legend=None)
        band = (
            alt.Chart(spans)
            .mark_area(opacity=0.18, aria=False)
            .encode(x=x, y=alt.Y("p_least:Q", title=title), y2="p_most:Q", color=colour)
        )
        bound = (
            alt.Chart(pd.DataFrame({"p": [threshold]}))
            .mark_rule(strokeDash=[2, 3], strokeWidth=1.5, color="currentColor", aria=False)
            .encode(y="p:Q")
        )
        lines = (
            alt.Chart(frame)
            .transform_filter(chosen)
            .mark_line(strokeWidth=2.5)
            .encode(
                x=x,
                y=y,
                color=colour,
                strokeDash=alt.StrokeDash("reading:N", scale=dashes, legend=None),
            )
            .add_params(slider)
        )
        texts = [
            alt.Chart(words)
            .transform_filter(f"{chosen} && datum.reading == '{reading}'")
            .mark_text(align="left", baseline="top", fontSize=13, fontWeight=600, lineBreak="|")
            .encode(
                x=alt.value(0),
                y=alt.value((-74 if narrow else -46) + i * (36 if narrow else 20)),
                text="shown:N",
                color=colour,
            )
            .transform_calculate(
                shown="datum.words" if narrow else "replace(datum.words, '|', ' ')"
            )
            for i, reading in enumerate(readings)
        ]
        return alt.layer(band, bound, lines, *texts).properties(
            height=280, padding={"top": 5, "left": 5, "right": 12, "bottom": 5}
        )

    return draw
