"""A slider along the lines of a chart: a mark on each line, and its values in words."""

import math
from collections.abc import Mapping, Sequence

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
    lines = _dashed(_at_powers_of_ten(lines), by)
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
    layers = alt.layer(lines, marks.add_params(chosen), *_words_above(here, by))
    return layers.configure_legend(orient="bottom")


def chosen_by_slider(
    lines: alt.Chart,
    by: str,
    *,
    start: float,
    told: Mapping[str, str],
    name: str = "Correlation of before and after",
) -> alt.LayerChart:
    """Lines of which a slider chooses one of each colour; a band behind them holds all others.

    Parameters
    ----------
    lines : altair.Chart
        Of a frame, with ``x``, ``y`` and ``color`` by columns, the first two with titles. Each
        colour gets a dash of its own.
    by : str
        Column by which lines are chosen, in even steps; the slider's parameter has its name.
    start : float
        Where the slider is first, and in the static picture.
    told : mapping of str to str
        Column of a count → its name, for the words above the picture. A count has one value on
        each line, or NaN, of which is said that no number is enough.
    name : str, optional
        What stands beside the slider.

    Returns
    -------
    altair.LayerChart
        Its legend is below it.
    """
    encoded = {
        channel: lines.encoding[channel].to_dict(context={"data": lines.data})
        for channel in ("x", "y", "color")
    }
    (x, across), (y, up) = ((encoded[c]["field"], encoded[c]["title"]) for c in ("x", "y"))
    colour = encoded["color"]["field"]
    steps = sorted(set(lines.data[by]))
    step = round(steps[1] - steps[0], 6)
    chosen = alt.param(
        name=by,
        value=start,
        bind=alt.binding_range(min=steps[0], max=steps[-1], step=step, name=name),
    )
    is_chosen = f"abs(datum.{by} - {by}) < {step / 2:g}"
    words = lines.data.drop_duplicates([colour, by]).assign(words=lambda rows: _counted(rows, told))
    lines = lines.encode(color=alt.Color(colour, legend=alt.Legend(symbolOpacity=1)))
    band = lines.mark_area(opacity=0.18, aria=False).encode(
        y=alt.Y(f"min({y})", title=up), y2=f"max({y})"
    )
    drawn = _dashed(_at_powers_of_ten(lines), colour).transform_filter(is_chosen)
    # Points that nobody sees: a line has no place of which it could tell values.
    places = lines.mark_point(opacity=0).transform_filter(is_chosen)
    places = places.encode(
        tooltip=[
            alt.Tooltip(x, title=across),
            alt.Tooltip(by, title=name),
            colour,
            alt.Tooltip(y, title=up, format=".2~g"),
        ]
    )
    above = alt.Chart(words).transform_filter(is_chosen).encode(color=lines.encoding.color)
    layers = alt.layer(band, drawn.add_params(chosen), places, *_words_above(above, colour))
    return layers.configure_legend(orient="bottom")


def _at_powers_of_ten(lines: alt.Chart) -> alt.Chart:
    """Lines of whose logarithmic scale the powers of ten alone are ruled, within its domain.

    Vega rules all that lies between them, too, which darkens the ground behind the lines.
    """
    scale = lines.encoding.y.to_dict(context={"data": lines.data}).get("scale", {})
    if scale.get("type") != "log" or "domain" not in scale:
        return lines
    least, most = (round(math.log10(end)) for end in scale["domain"])
    ruled = [10.0**power for power in range(least, most + 1)]
    return lines.encode(y=lines.encoding.y.axis(values=ruled, format="~r"))


def _dashed(lines: alt.Chart, by: str) -> alt.Chart:
    """Lines with a dash for each colour."""
    values = list(dict.fromkeys(lines.data[by]))
    dashes = alt.Scale(domain=values, range=DASHES[: len(values)])
    return lines.encode(strokeDash=alt.StrokeDash(by, scale=dashes, legend=None))


def _words_above(here: alt.Chart, by: str) -> list[alt.Chart]:
    """The ``words`` of each colour in a line of its own above the picture."""
    return [
        here.transform_filter(f"datum.{by} == '{value}'")
        .mark_text(align="left", baseline="bottom", fontWeight=600)
        .encode(x=alt.value(0), y=alt.value(-8 - LINE * place), text="words:N")
        for place, value in enumerate(dict.fromkeys(here.data[by]))
    ]


def _counted(rows, told: Mapping[str, str]) -> list[str]:
    """Counts of each row after their names."""
    return [
        ", ".join(
            f"{name}: {count:,.0f}" if count == count else f"{name}: no number is enough"
            for name, count in zip(told.values(), row, strict=True)
        )
        for row in rows[list(told)].itertuples(index=False)
    ]


def _told(column: str, value: float) -> str:
    """A value after its name: *t = 3*, or *p < 3* where it is only a bound."""
    words = p_value_in_words(value) if column == "p" else with_minus(significant(value, 3))
    return f"{column} < {words[1:]}" if words.startswith("<") else f"{column} = {words}"
