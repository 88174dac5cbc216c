"""A slider along the lines of a chart: a mark on each line, and its values in words."""

from collections.abc import Sequence

import altair as alt

from living_review.charts.number_format import p_value_in_words, significant, with_minus

DASHES = ([1, 0], [6, 4], [2, 3])
LINE = 19  # pixels between the lines of words above the picture


def with_limit(chart: alt.LayerChart, y: float) -> alt.LayerChart:
    """A chart of layers with a dotted line across it."""
    line = alt.Chart().mark_rule(strokeDash=[2, 3], aria=False).encode(y=alt.datum(y))
    return chart + line


def with_slider(lines: alt.Chart, *, start: float, told: Sequence[str]) -> alt.LayerChart:
    """Lines with a slider for their x, and at its place a mark on each and its values in words.

    Parameters
    ----------
    lines : altair.Chart
        Of a frame, with ``x``, ``y`` and ``color`` by columns; x has a title and goes in even
        steps. Each colour gets a dash and a shape of its own.
    start : float
        Where the slider is first, and in the static picture.
    told : sequence of str
        Columns whose values are told, to three significant digits; ``p`` is a p value.

    Returns
    -------
    altair.LayerChart
        Its parameter has the name of x's column; its legend is below it.
    """
    encoded = {
        channel: lines.encoding[channel].to_dict(context={"data": lines.data})
        for channel in ("x", "color")
    }
    at, by, name = encoded["x"]["field"], encoded["color"]["field"], encoded["x"]["title"]
    steps = sorted(set(lines.data[at]))
    chosen = alt.param(
        name=at,
        value=start,
        bind=alt.binding_range(min=steps[0], max=steps[-1], step=steps[1] - steps[0], name=name),
    )
    words = [
        ", ".join(_told(column, value) for column, value in zip(told, row, strict=True))
        for row in lines.data[list(told)].itertuples(index=False)
    ]
    values = list(dict.fromkeys(lines.data[by]))
    dashes = alt.Scale(domain=values, range=DASHES[: len(values)])
    lines = lines.encode(strokeDash=alt.StrokeDash(by, scale=dashes, legend=None))
    here = (
        alt.Chart(lines.data.assign(words=words))
        .transform_filter(f"datum.{at} == {at}")
        .encode(color=lines.encoding.color)
    )
    marks = here.mark_point().encode(
        x=lines.encoding.x,
        y=lines.encoding.y,
        shape=alt.Shape(by, legend=None),
        tooltip=[alt.Tooltip(at, title=name), by, alt.Tooltip("words:N", title="result")],
    )
    texts = [
        here.transform_filter(f"datum.{by} == '{value}'")
        .mark_text(align="left", baseline="bottom", fontWeight=600)
        .encode(x=alt.value(0), y=alt.value(-8 - LINE * place), text="words:N")
        for place, value in enumerate(values)
    ]
    layers = alt.layer(lines, marks.add_params(chosen), *texts)
    return layers.configure_legend(orient="bottom")


def _told(column: str, value: float) -> str:
    """A value after its name: *t = 3*, or *p < 3* where it is only a bound."""
    words = p_value_in_words(value) if column == "p" else with_minus(significant(value, 3))
    return f"{column} < {words[1:]}" if words.startswith("<") else f"{column} = {words}"
