"""Effect-direction plot: which way each witness points on each question [boon2021]_."""

import textwrap

import altair as alt
import pandas as pd

from living_review.charts.direction_marks import LINE, OUTLINED, legend, look_of, points, words_at
from living_review.charts.theme import COLOURS, NARROW

LEFT, ROW, NARROW_ROW, EDGE = 230, 28, 46, 14  # pixels
HEAD_LINE, GAP = 16, 10
HEAD_LETTERS = {True: 9, False: 13}  # on a line of a column's heading
# By the place of a direction: down, even, either, up.
SHAPES = ("triangle-down", "circle", "diamond", "triangle-up")


def effect_direction(
    cells: pd.DataFrame,
    *,
    columns: tuple[str, ...],
    directions: tuple[str, ...],
    kinds: tuple[str, ...],
):
    """Chart with a row per witness and a column per question.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``name`` of the witness (rows in the order of their first cell), ``column``,
        ``direction``, ``kind`` and ``words``, shown on hovering.
    columns : tuple of str
        Questions, in order.
    directions : tuple of str
        At most four: down, even, either, up; those that no cell has are left out of the legend.
    kinds : tuple of str
        At most three kinds of evidence: filled, outlined with a dot, outlined.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    names = list(dict.fromkeys(cells["name"]))
    looks, shapes = look_of(kinds), dict(zip(directions, SHAPES, strict=False))

    def draw(width: int):
        narrow = width <= NARROW
        wide = width - EDGE
        left, step = (0, NARROW_ROW) if narrow else (LEFT, ROW)
        across = (wide - left) / len(columns)
        at = {column: left + across * (place + 0.5) for place, column in enumerate(columns)}
        used = [d for d in directions if d in set(cells["direction"])]
        told = [k for k in kinds if k in set(cells["kind"])]
        shown = legend(
            [(d, shapes[d], OUTLINED) for d in used] + [(k, "square", looks[k]) for k in told],
            2 if narrow else 4,
            wide,
        )
        heads = _heads(at, narrow)
        top = float(shown["y"].max()) + LINE / 2 + GAP
        first = top + HEAD_LINE * (heads["line"].max() + 1) + GAP / 2
        heads["y"] = top + HEAD_LINE * (heads["line"] + 0.5)
        down = {
            name: first + place * step + (step * 0.72 if narrow else step / 2)
            for place, name in enumerate(names)
        }
        frame = cells.assign(
            x=cells["column"].map(at),
            y=cells["name"].map(down),
            shape=cells["direction"].map(shapes),
            look=cells["kind"].map(looks),
        )
        height = first + len(names) * step + 4
        scale = alt.Scale(domain=[0, wide], nice=False)
        deep = alt.Scale(domain=[height, 0], nice=False)
        x = alt.X("x:Q", axis=None, scale=scale)
        y = alt.Y("y:Q", axis=None, scale=deep)
        rows = pd.DataFrame(
            {
                "text": names,
                "x": 0.0,
                "y": [
                    first + place * step + (13 if narrow else step / 2)
                    for place in range(len(names))
                ],
            }
        )
        lines = pd.DataFrame({"y": [first + place * step for place in range(len(names) + 1)]})
        rules = (
            alt.Chart(lines).mark_rule(opacity=0.25, color=COLOURS["muted"], aria=False).encode(y=y)
        )
        tips = [
            alt.Tooltip("name:N", title="laboratory"),
            alt.Tooltip("column:N", title="asked of"),
            alt.Tooltip("direction:N", title="found"),
            alt.Tooltip("words:N", title="studies"),
        ]
        marks = frame[["x", "y", "shape", "look", "name", "column", "direction", "words"]]
        return alt.layer(
            rules,
            words_at(heads[["text", "x", "y"]], x, y, "center", 600),
            words_at(rows, x, y),
            *points(marks, x, y, tips),
            *points(shown[["x", "y", "shape", "look"]], x, y),
            words_at(shown[["text", "text_x", "y"]], alt.X("text_x:Q", axis=None, scale=scale), y),
        ).properties(height=height)

    return draw


def _heads(at: dict[str, float], narrow: bool) -> pd.DataFrame:
    """Headings in lines, all ending on the same line."""
    wrapped = {column: textwrap.wrap(column, HEAD_LETTERS[narrow]) for column in at}
    most = max(len(lines) for lines in wrapped.values())
    return pd.DataFrame(
        [
            {"text": text, "x": at[column], "line": most - len(lines) + place}
            for column, lines in wrapped.items()
            for place, text in enumerate(lines)
        ]
    )
