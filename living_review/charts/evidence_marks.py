"""Rows of evidence as marks: one line per claim, one column per kind of evidence."""

import math
import textwrap

import altair as alt
import pandas as pd

from living_review.charts.choices import FAINT, chosen_in_legend
from living_review.charts.theme import COLOURS, NARROW

LEFT, TOP, LINE, GAP = 190, 44, 18, 12  # pixels
STEP = 16  # from mark to mark
LEGEND = 60  # what the legend takes from the height
LETTERS = 26  # of a label in one line, on a wide page
DIRECT = "direct"
# Colour and shape by relation; shape says the same as colour.
STYLES = {
    "supports": (COLOURS["second"], "triangle-up"),
    "opposes": (COLOURS["first"], "triangle-down"),
    "inconclusive": (COLOURS["muted"], "diamond"),
}
SIZE = 110  # of a mark, in square pixels


def evidence_marks(cells: pd.DataFrame, *, columns: tuple[str, ...], words: dict[str, str]):
    """Chart of rows of evidence, a mark each.

    Parameters
    ----------
    cells : pandas.DataFrame
        One row per mark: ``name`` of the claim (lines in the order of their first mark), ``kind``
        (one of the columns), ``relation``, ``directness`` (marks that are not direct are hollow)
        and ``found``, shown on hovering.
    columns : tuple of str
        Kinds of evidence in order; words of at most two lines.
    words : dict of str to str
        Relation to the words of the legend; a relation without words is refused.

    Returns
    -------
    callable
        From a width in pixels to the chart.

    Raises
    ------
    ValueError
        If a mark has a relation or a kind that has no place.
    """
    strange = set(cells["relation"]) - set(words) or set(cells["kind"]) - set(columns)
    if strange:
        raise ValueError(f"no place for {', '.join(sorted(strange))}: name it in the call")
    names = list(dict.fromkeys(cells["name"]))

    def draw(width: int) -> alt.LayerChart:
        narrow = width <= NARROW
        left = 0 if narrow else LEFT
        across = (width - 14 - left) / len(columns)
        labels = {name: textwrap.wrap(name, 60 if narrow else LETTERS) for name in names}
        per_line = max(1, int((across - 8) // STEP))
        tops, bottom = _tops(cells, labels, per_line, narrow)
        place = cells.groupby(["name", "kind"], sort=False).cumcount()
        above = cells["name"].map(lambda name: len(labels[name]) * LINE if narrow else 0)
        frame = cells.assign(
            x=left + cells["kind"].map(columns.index) * across + 8 + place % per_line * STEP,
            y=cells["name"].map(tops) + above + GAP / 2 + LINE / 2 + place // per_line * LINE,
            relation=cells["relation"].map(words),
        )
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width - 14], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[bottom, 0], nice=False))
        used = [relation for relation in words if relation in set(cells["relation"])]
        heads = [
            {"text": text, "x": left + place * across, "y": 10.0 + 16 * line}
            for place, column in enumerate(columns)
            for line, text in enumerate(textwrap.wrap(column, 11))
        ]
        layers = [
            _rules([*map(float, tops.values()), float(bottom)], y),
            *_texts(heads, labels, tops, x, y),
            *_points(frame, {relation: words[relation] for relation in used}, narrow, x, y),
        ]
        extra = LEGEND + (22 * (len(used) - 1) if narrow else 0)
        return alt.layer(*layers).properties(height=bottom + extra)

    return draw


def _tops(cells: pd.DataFrame, labels: dict[str, list[str]], per_line: int, narrow: bool):
    """Where each line of the picture begins, in pixels from the top, and where the last ends.

    On a narrow picture the label stands above its marks, and takes lines of its own.
    """
    tops, at = {}, TOP
    for name, label in labels.items():
        tops[name] = at
        most = cells[cells["name"] == name].groupby("kind").size().max()
        above = len(label) if narrow else 0
        at += GAP + LINE * max(math.ceil(most / per_line) + above, len(label))
    return tops, at


def _rules(heights: list[float], y: alt.Y) -> alt.Chart:
    """A line between claims."""
    rule = alt.Chart(pd.DataFrame({"y": heights})).mark_rule(
        opacity=0.25, color=COLOURS["muted"], aria=False
    )
    return rule.encode(y=y)


def _texts(heads: list[dict], labels, tops, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Headings of the columns, and the claims."""
    claims = [
        {"text": text, "x": 0.0, "y": tops[name] + GAP / 2 + LINE * (line + 0.5)}
        for name, label in labels.items()
        for line, text in enumerate(label)
    ]
    titles = alt.Chart(pd.DataFrame(heads)).mark_text(
        align="left", baseline="middle", fontWeight=600
    )
    names = alt.Chart(pd.DataFrame(claims)).mark_text(align="left", baseline="middle")
    return [texts.encode(x=x, y=y, text="text:N") for texts in (titles, names)]


def _points(frame: pd.DataFrame, words: dict[str, str], narrow: bool, x, y) -> list[alt.Chart]:
    """Marks of rows, those that are not direct hollow; ``words`` of the relations that are there.

    One scale for both, so that Vega draws one legend; a relation that is pressed in it stands out.
    """
    colours, shapes = (
        alt.Scale(domain=list(words.values()), range=[STYLES[relation][part] for relation in words])
        for part in range(2)
    )
    legend = alt.Legend(
        title=None, columns=1 if narrow else 3, labelLimit=0, symbolSize=SIZE, symbolOpacity=1
    )
    told = {"name": "claim", "relation": "says", "directness": "how", "found": "found"}
    chosen = chosen_in_legend("relation")
    layers = []
    for direct in (True, False):
        part = frame[(frame["directness"] == DIRECT) == direct]
        points = alt.Chart(part[["x", "y", "relation", "directness", "name", "found"]]).mark_point(
            filled=direct, size=SIZE, strokeWidth=1.6, aria=False
        )
        layers.append(
            points.encode(
                x=x,
                y=y,
                tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in told.items()],
                color=alt.Color("relation:N", legend=legend, scale=colours),
                shape=alt.Shape("relation:N", legend=legend, scale=shapes),
                opacity=alt.condition(chosen, alt.value(1), alt.value(FAINT)),
            )
        )
    return [layers[0].add_params(chosen), *layers[1:]]
