"""Judgements of many studies in several domains, one mark each."""

import altair as alt
import pandas as pd

from living_review.charts.theme import COLOURS, NARROW

LEFT, ROW, NARROW_ROW, TOP = 226, 30, 48, 30  # pixels
LEGEND = 60  # what the legend takes from the height
# From the best judgement: colour, shape and size; shape says the same as colour.
STYLES = (
    (COLOURS["third"], "circle", 150),
    (COLOURS["second"], "triangle-up", 150),
    (COLOURS["muted"], "diamond", 150),
    (COLOURS["first"], "cross", 150),
)


def traffic_light(
    cells: pd.DataFrame, *, judgements: tuple[str, ...], columns: dict[str, str], apart: str
):
    """Chart of judgements, a row per study and a column per domain.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``name`` of the study (rows in the order of their first cell), ``domain``, ``judgement``
        and ``words``, shown on hovering; ``differ`` (bool): the readers judged differently.
    judgements : tuple of str
        From the best; at most four.
    columns : dict of str to str
        Domain to its short heading, in order.
    apart : str
        What a ring around a mark means.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    names = list(dict.fromkeys(cells["name"]))
    places = {name: place for place, name in enumerate(names)}

    def draw(width: int):
        narrow = width <= NARROW
        left, step = (0, NARROW_ROW) if narrow else (LEFT, ROW)
        across = (width - 14 - left) / len(columns)
        at = {domain: left + across * (place + 0.5) for place, domain in enumerate(columns)}
        frame = cells[cells["domain"].isin(at)].assign(
            x=lambda t: t["domain"].map(at),
            y=lambda t: TOP + t["name"].map(places) * step + (step * 0.7 if narrow else step / 2),
        )
        height = TOP + len(names) * step + 4
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width - 14], nice=False))
        deep = alt.Scale(domain=[height, 0], nice=False)
        y = alt.Y("y:Q", axis=None, scale=deep)
        tops = [TOP + place * step for place in range(len(names) + 1)]
        layers = [
            _rules(tops, y),
            *_texts(columns, at, names, tops, 12 if narrow else step / 2, x, y),
            _marks(frame, list(judgements), x, y),
            _rings(frame, apart, x, y),
        ]
        return alt.layer(*layers).properties(height=height + LEGEND)

    return draw


def _rules(tops: list[float], y: alt.Y) -> alt.Chart:
    """A line between studies."""
    rule = alt.Chart(pd.DataFrame({"y": tops})).mark_rule(
        opacity=0.25, color=COLOURS["muted"], aria=False
    )
    return rule.encode(y=y)


def _texts(columns: dict[str, str], at: dict[str, float], names, tops, down: float, x, y):
    """Headings of the domains, and the studies so far below the top of their rows."""
    heads = pd.DataFrame({"text": list(columns.values()), "x": list(at.values()), "y": 12.0})
    rows = pd.DataFrame({"text": names, "y": [top + down for top in tops[: len(names)]]})
    titles = alt.Chart(heads).mark_text(baseline="middle", fontWeight=600)
    words = alt.Chart(rows).mark_text(align="left", baseline="middle")
    return (
        titles.encode(x=x, y=y, text="text:N"),
        words.encode(x=alt.value(0), y=y, text="text:N"),
    )


def _marks(frame: pd.DataFrame, judgements: list[str], x: alt.X, y: alt.Y) -> alt.Chart:
    """Judgements, each in its colour, shape and size."""
    colours, shapes, sizes = (
        alt.Scale(domain=judgements, range=list(looks))
        for looks in zip(*STYLES[: len(judgements)], strict=True)
    )
    legend = alt.Legend(title=None, columns=2, labelLimit=0, symbolSize=110, symbolOpacity=1)
    points = alt.Chart(frame[["x", "y", "judgement", "name", "words"]]).mark_point(
        filled=True, opacity=1, aria=False
    )
    return points.encode(
        x=x,
        y=y,
        color=alt.Color("judgement:N", legend=legend, scale=colours),
        shape=alt.Shape("judgement:N", legend=legend, scale=shapes),
        size=alt.Size("judgement:N", legend=None, scale=sizes),
        tooltip=[
            alt.Tooltip("name:N", title="study"),
            alt.Tooltip("judgement:N", title="judgement"),
            alt.Tooltip("words:N", title="why"),
        ],
    )


def _rings(frame: pd.DataFrame, apart: str, x: alt.X, y: alt.Y) -> alt.Chart:
    """Rings around what the readers judged differently."""
    ring = alt.Chart(frame.loc[frame["differ"], ["x", "y"]].assign(ring=apart)).mark_point(
        shape="circle",
        size=430,
        filled=False,
        strokeWidth=1.4,
        opacity=1,
        aria=False,
        stroke="currentColor",
    )
    return ring.encode(x=x, y=y)
