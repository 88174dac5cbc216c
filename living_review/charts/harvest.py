"""Harvest plot: one bar per witness, gathered under the answer that it supports [ogilvie2008]_."""

import altair as alt
import pandas as pd

from living_review.charts.direction_marks import (
    DOTTED,
    FILLED,
    LINE,
    LOOKS,
    legend,
    look_of,
    points,
    words_at,
)
from living_review.charts.theme import COLOURS, NARROW

EDGE, GAP, TITLE = 14, 10, 22  # pixels
TALL = (12, 24, 36, 48)  # height of a bar by its class of size
WIDEST, BETWEEN = 16, 3  # of a bar, and between two


def harvest(
    bars: pd.DataFrame,
    *,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    kinds: tuple[str, ...],
    sizes: tuple[str, ...],
):
    """Chart with a band per question and a column per answer.

    Parameters
    ----------
    bars : pandas.DataFrame
        ``row``, ``column``, ``kind``, ``size`` (one of ``sizes``), ``name`` and ``words``, shown
        on hovering; bars keep their order.
    rows, columns : tuple of str
        Questions and answers, in order; rows without a bar are left out.
    kinds : tuple of str
        At most three kinds of evidence: filled, outlined with a dot, outlined.
    sizes : tuple of str
        Classes of size from the smallest, at most four.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    looks = look_of(kinds)
    tall = dict(zip(sizes, TALL, strict=False))
    rows = tuple(row for row in rows if row in set(bars["row"]))

    def draw(width: int):
        narrow = width <= NARROW
        wide = width - EDGE
        across = wide / len(columns)
        most = int(bars.groupby(["row", "column"]).size().max())
        thick = min(WIDEST, (across - GAP) / most - BETWEEN)
        told = [kind for kind in kinds if kind in set(bars["kind"])]
        shown = legend([(kind, "square", looks[kind]) for kind in told], 2 if narrow else 4, wide)
        top = float(shown["y"].max()) + LINE / 2 + GAP
        heads = pd.DataFrame(
            [
                {"text": column, "x": across * (place + 0.5), "y": top + LINE / 2}
                for place, column in enumerate(columns)
            ]
        )
        band = TITLE + TALL[len(sizes) - 1] + LINE + GAP
        base = {
            row: top + LINE + band * place + TITLE + TALL[len(sizes) - 1]
            for place, row in enumerate(rows)
        }
        frame = _placed(bars, base, columns, across, thick, tall).assign(
            look=lambda t: t["kind"].map(looks)
        )
        height = top + LINE + band * len(rows)
        scale = alt.Scale(domain=[0, wide], nice=False)
        deep = alt.Scale(domain=[height, 0], nice=False)
        x, y = alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=deep)
        floors = pd.DataFrame(
            [
                {
                    "x": across * place + GAP / 2,
                    "x2": across * (place + 1) - GAP / 2,
                    "y": base[row],
                }
                for row in rows
                for place in range(len(columns))
            ]
        )
        count = frame.groupby(["row", "column"], sort=False).size()
        below = pd.DataFrame(
            [
                {
                    "text": str(count.get((row, column), 0)),
                    "x": across * (place + 0.5),
                    "y": base[row] + LINE / 2,
                }
                for row in rows
                for place, column in enumerate(columns)
            ]
        )
        titles = pd.DataFrame(
            [
                {"text": row, "x": GAP / 2, "y": base[row] - TALL[len(sizes) - 1] - TITLE / 2}
                for row in rows
            ]
        )
        floor = (
            alt.Chart(floors)
            .mark_rule(color=COLOURS["muted"], aria=False)
            .encode(x=x, x2="x2:Q", y=y)
        )
        return alt.layer(
            floor,
            *_bars(frame, x, y),
            words_at(heads, x, y, "center", 600),
            words_at(titles, x, y, weight=600),
            words_at(below, x, y, "center"),
            *points(shown[["x", "y", "shape", "look"]], x, y),
            words_at(shown[["text", "text_x", "y"]], alt.X("text_x:Q", axis=None, scale=scale), y),
        ).properties(height=height)

    return draw


def _placed(bars, base, columns, across, thick, tall) -> pd.DataFrame:
    """Bars side by side in the middle of their cell: ``x x2 y y2``, and their middle."""
    parts = []
    for (row, column), part in bars.groupby(["row", "column"], sort=False):
        span = len(part) * (thick + BETWEEN) - BETWEEN
        start = across * (columns.index(column) + 0.5) - span / 2
        left = [start + place * (thick + BETWEEN) for place in range(len(part))]
        parts.append(
            part.assign(
                x=left,
                x2=[at + thick for at in left],
                middle=[at + thick / 2 for at in left],
                y=base[row],
                y2=[base[row] - tall[size] for size in part["size"]],
            )
        )
    placed = pd.concat(parts, ignore_index=True)
    return placed.assign(half=(placed["y"] + placed["y2"]) / 2)


def _bars(frame: pd.DataFrame, x, y) -> list[alt.Chart]:
    tips = [
        alt.Tooltip("name:N", title="laboratory"),
        alt.Tooltip("row:N", title="asked of"),
        alt.Tooltip("column:N", title="found"),
        alt.Tooltip("size:N", title="people"),
        alt.Tooltip("words:N", title="studies"),
    ]
    kept = ["x", "x2", "y", "y2", "name", "row", "column", "size", "words", "middle", "half"]
    found = []
    for look, part in frame.groupby("look"):
        look = int(look)
        fill = (
            {"color": LOOKS[look]}
            if look == FILLED
            else {"fillOpacity": 0, "stroke": LOOKS[look], "strokeWidth": 2}
        )
        chart = alt.Chart(part[kept])
        found.append(
            chart.mark_rect(aria=False, **fill).encode(x=x, x2="x2:Q", y=y, y2="y2:Q", tooltip=tips)
        )
        if look == DOTTED:
            found.append(
                chart.mark_point(
                    filled=True, shape="circle", size=16, opacity=1, color=LOOKS[look], aria=False
                ).encode(
                    x=alt.X("middle:Q", axis=None, scale=x.to_dict()["scale"]),
                    y=alt.Y("half:Q", axis=None, scale=y.to_dict()["scale"]),
                )
            )
    return found
