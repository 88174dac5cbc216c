"""Several measures of the same rows: a panel for each, with the number beside every mark."""

import textwrap
from dataclasses import dataclass

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW, SHAPES

LEFT, EDGE, ROW, NARROW_ROW = 150, 14, 34, 40  # pixels
INSET, NUMBER = 14, 64  # room beside the marks of a panel, and for the numbers on its right
TITLE_LINE, FOOT, GAP = 17, 30, 16
LETTERS = {False: 22, True: 44}  # of a panel's title, on a wide picture and on a narrow one
LEGEND = 30
PLAIN, APART = ("second", "first")  # colours and shapes of rows that do not, or do, stand apart


@dataclass(frozen=True)
class Measure:
    """One panel.

    Parameters
    ----------
    column, words : str
        Column of the numbers, and of the same as they stand beside the mark.
    title : str
        What it is, in a few words that need no explanation.
    origin : float
        Where the stem of a mark begins.
    lines : tuple of (float, str)
        Places to hold the marks against, each with the words at its foot; dashed but at the origin.
    """

    column: str
    words: str
    title: str
    origin: float = 0.0
    lines: tuple[tuple[float, str], ...] = ()


def measures_side_by_side(
    rows: pd.DataFrame, *, measures: tuple[Measure, ...], plain: str, apart: str
):
    """Chart of rows with several measures; pointing at a row shows it in every panel.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``name``, ``apart`` (bool), and the columns that the measures name. With a ``record``, a
        mark leads to that address when it is pressed.
    measures : tuple of Measure
        Beside each other on a wide picture, below each other on a narrow one.
    plain, apart : str
        What the legend says of the two kinds of rows; there is none if no row stands apart.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    kinds = [plain, apart]
    rows = rows.assign(kind=[kinds[int(row)] for row in rows["apart"]])
    legend_shown = bool(rows["apart"].any())

    def draw(width: int) -> alt.LayerChart:
        marks, lines, texts, height = _placed(rows, measures, width)
        wide = alt.Scale(domain=[0, width - EDGE], nice=False)
        deep = alt.Scale(domain=[height, 0], nice=False)
        x, y = alt.X("x:Q", axis=None, scale=wide), alt.Y("y:Q", axis=None, scale=deep)
        legend = _legend(1 if width <= NARROW else 2) if legend_shown else None
        layers = [
            *_lines(lines, x, y),
            *_marks(marks, kinds, legend, x, y),
            *_texts(texts, x, y),
        ]
        tall = height + (LEGEND if legend_shown else 0)
        return alt.layer(*layers).properties(height=tall)

    return draw


def _legend(columns: int) -> alt.Legend:
    return alt.Legend(title=None, columns=columns, labelLimit=0, symbolSize=90, symbolOpacity=1)


def _lines(lines: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Lines to hold the marks against, the plain ones first."""
    layers = []
    for dashed in (False, True):
        part = lines[lines["dashed"] == dashed].drop(columns="dashed")
        rule = alt.Chart(part).mark_rule(
            color=COLOURS["muted"],
            strokeDash=[4, 3] if dashed else [1, 0],
            strokeWidth=1.2,
            aria=False,
        )
        layers.append(rule.encode(x=x, y=y, y2="bottom:Q"))
    return layers


def _marks(marks: pd.DataFrame, kinds: list[str], legend, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Stem, point and number of each row; pointing at one fades all others, in every panel."""
    wide, deep = (axis.to_dict()["scale"] for axis in (x, y))
    pointed = alt.selection_point(
        name="pointed", on="pointerover", clear="pointerout", fields=["name"], empty=True
    )
    faded = alt.condition(pointed, alt.value(1), alt.value(0.25))
    cursor = "pointer" if "record" in marks else "default"
    colours = alt.Scale(domain=kinds, range=[COLOURS[PLAIN], COLOURS[APART]])
    shapes = alt.Scale(domain=kinds, range=[SHAPES[PLAIN], SHAPES[APART]])
    stems = (
        alt.Chart(marks)
        .mark_rule(strokeWidth=3, aria=False)
        .encode(
            x=alt.X("origin:Q", axis=None, scale=wide),
            x2="x:Q",
            y=y,
            color=alt.Color("kind:N", legend=None, scale=colours),
            opacity=faded,
        )
    )
    points = (
        alt.Chart(marks)
        .mark_point(size=110, filled=True, aria=False, cursor=cursor)
        .encode(
            x=x,
            y=y,
            color=alt.Color("kind:N", legend=legend, scale=colours),
            shape=alt.Shape("kind:N", legend=legend, scale=shapes),
            opacity=faded,
            tooltip=[
                alt.Tooltip("name:N", title="trial"),
                alt.Tooltip("title:N", title="measure"),
                alt.Tooltip("words:N", title="value"),
            ],
        )
        .add_params(pointed)
    )
    numbers = (
        alt.Chart(marks)
        .mark_text(align="right", baseline="middle")
        .encode(
            x=alt.X("words_x:Q", axis=None, scale=wide),
            y=alt.Y("words_y:Q", axis=None, scale=deep),
            text="words:N",
            opacity=faded,
        )
    )
    return [stems, points, numbers]


def _texts(texts: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Headings, names and the words at the foot of lines: one chart for each way to write."""
    return [
        alt.Chart(part[["x", "y", "text"]])
        .mark_text(align=align, baseline="middle", fontWeight=int(weight))
        .encode(x=x, y=y, text="text:N")
        for (align, weight), part in texts.groupby(["align", "weight"])
    ]


def _placed(rows: pd.DataFrame, measures: tuple[Measure, ...], width: int):
    """Marks, lines and texts in pixels, and the height that they take."""
    narrow = width <= NARROW
    left, step = (0, NARROW_ROW) if narrow else (LEFT, ROW)
    across = width - EDGE if narrow else (width - EDGE - left) / len(measures)
    right = INSET if narrow else NUMBER
    headings = {m.column: textwrap.wrap(m.title, LETTERS[narrow]) for m in measures}
    most = max(map(len, headings.values()))
    marks, lines, texts, top = [], [], [], 0.0
    for place, measure in enumerate(measures):
        start = 0.0 if narrow else left + place * across
        heading = headings[measure.column]
        first = top + TITLE_LINE * (len(heading) if narrow else most) + 8
        bottom = first + step * len(rows)
        to_pixel = _scale(rows, measure, start + INSET, start + across - right)
        texts += [
            (start, top + TITLE_LINE * (line + 0.5), words, "left", 600)
            for line, words in enumerate(heading)
        ]
        for value, words in measure.lines:
            x, dashed = to_pixel(value), value != measure.origin
            # On a narrow picture names stand between the marks, and lines leave room for them.
            lines += (
                [
                    (x, first + step * line + step - 19, first + step * line + step - 2, dashed)
                    for line in range(len(rows))
                ]
                if narrow
                else [(x, first - 4, bottom, dashed)]
            )
            texts.append((x, bottom + 10, words, "center", 400))
        for line, row in enumerate(rows.to_dict("records")):
            y = first + step * line + (step - 12 if narrow else step / 2)
            x, origin = to_pixel(row[measure.column]), to_pixel(measure.origin)
            words_y = y - 17 if narrow else y
            marks.append(
                {
                    **{key: row[key] for key in ("name", "record") if key in row},
                    "kind": row["kind"],
                    "title": measure.title,
                    "words": row[measure.words],
                    "x": x,
                    "origin": origin,
                    "y": y,
                    "words_x": start + across - (4 if narrow else 16),
                    "words_y": words_y,
                }
            )
            if narrow or place == 0:
                texts.append((0.0, words_y, row["name"], "left", 400))
        top = bottom + FOOT + GAP if narrow else 0.0
    height = bottom + FOOT
    return (
        plain_frame(pd.DataFrame(marks)),
        plain_frame(pd.DataFrame(lines, columns=["x", "y", "bottom", "dashed"])),
        plain_frame(pd.DataFrame(texts, columns=["x", "y", "text", "align", "weight"])),
        height,
    )


def _scale(rows: pd.DataFrame, measure: Measure, left: float, right: float):
    """From a number of the measure to a place on the picture."""
    ends = [*rows[measure.column], measure.origin, *(value for value, _ in measure.lines)]
    least, most = min(ends), max(ends)
    span = (most - least) or 1.0
    return lambda value: left + (value - least) / span * (right - left)
