"""Wholes of one kind, each a bar made of its parts, with the counts written below it."""

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS

COLOUR_NAMES = ("second", "first", "fourth", "muted")
NAME_AT, BAR_AT, BAR_HEIGHT, WORDS_AT, ROW = 12, 22, 26, 62, 84  # pixels within a row
GAP = 1.5  # pixels between parts, so that colour is not what keeps them apart
MARGIN = 4


def stacked_parts(rows: pd.DataFrame, *, parts: tuple[str, ...], unit: str):
    """Chart of wholes and their parts.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``whole`` (a bar each, in the order of their first row), ``part``: one of ``parts``,
        ``count``. Parts of a bar stand side by side in the order of ``parts``.
    parts : tuple of str
        Kinds of parts, each with a colour; at most four.
    unit : str
        What is counted, in the plural.

    Returns
    -------
    callable
        From a width in pixels to the chart.

    Raises
    ------
    ValueError
        If a count is below nought: then parts were counted that are more than their whole.
    """
    for row in rows[rows["count"] < 0].itertuples():
        raise ValueError(f"{row.whole}: more parts were counted than the whole has {unit}")
    frame = plain_frame(rows[["whole", "part", "count"]]).rename(columns={"count": "number"})
    names = list(dict.fromkeys(frame["whole"]))
    frame["order"] = frame["part"].map(parts.index)
    frame = frame.sort_values("order", kind="stable")
    frame["end"] = frame.groupby("whole", sort=False)["number"].cumsum()
    totals = frame.groupby("whole", sort=False)["number"].sum()

    def below(name: str) -> str:
        mine = frame[frame["whole"] == name]
        return ", ".join(f"{row.number:g} {row.part}" for row in mine.itertuples(name="Part"))

    titles = pd.DataFrame(
        {
            "text": [f"{name}: {totals[name]:g} {unit}" for name in names],
            "words": [below(name) for name in names],
            "y": [place * ROW + NAME_AT for place in range(len(names))],
            "below": [place * ROW + WORDS_AT for place in range(len(names))],
        }
    )

    def draw(width: int):
        scale = (width - 2 * MARGIN) / totals.max()
        bars = frame.assign(
            x=(frame["end"] - frame["number"]) * scale,
            x2=frame["end"] * scale - (frame["number"] * scale / 3).clip(upper=GAP),
            y=frame["whole"].map(names.index) * ROW + BAR_AT,
            y2=frame["whole"].map(names.index) * ROW + BAR_AT + BAR_HEIGHT,
        )
        height = len(names) * ROW
        across = alt.Scale(domain=[0, width], nice=False)
        deep = alt.Scale(domain=[height, 0], nice=False)
        legend = alt.Legend(
            title=None,
            columns=2,
            labelLimit=0,
            symbolSize=110,
            symbolOpacity=1,
            symbolType="square",
            symbolStrokeWidth=0,
        )
        colours = [COLOURS[name] for name in COLOUR_NAMES[: len(parts)]]
        drawn = (
            alt.Chart(bars[["whole", "part", "number", "x", "x2", "y", "y2"]])
            .mark_rect(opacity=1, aria=False)
            .encode(
                x=alt.X("x:Q", axis=None, scale=across),
                x2="x2:Q",
                y=alt.Y("y:Q", axis=None, scale=deep),
                y2="y2:Q",
                color=alt.Color(
                    "part:N", legend=legend, scale=alt.Scale(domain=list(parts), range=colours)
                ),
                tooltip=[
                    alt.Tooltip("whole:N", title="text"),
                    alt.Tooltip("part:N", title="part"),
                    alt.Tooltip("number:Q", title=unit),
                ],
            )
        )
        heads, words = (
            alt.Chart(titles[[text, at]])
            .mark_text(align="left", baseline="middle", fontWeight=weight, aria=False)
            .encode(x=alt.value(0), y=alt.Y(f"{at}:Q", axis=None, scale=deep), text=f"{text}:N")
            for text, at, weight in (("text", "y", 600), ("words", "below", 400))
        )
        return alt.layer(drawn, heads, words).properties(height=height + 50)

    return draw


def described_parts(rows: pd.DataFrame, unit: str) -> str:
    """What a picture of `stacked_parts` shows, in words.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `stacked_parts` takes them.

    Examples
    --------
    >>> rows = pd.DataFrame({"whole": "A text", "part": ["same", "changed"], "count": [9, 1]})
    >>> described_parts(rows, "words")
    'A text, 10 words: 9 same, 1 changed.'
    """
    told = []
    for whole, part in rows.groupby("whole", sort=False):
        counts = ", ".join(part["count"].astype(str) + " " + part["part"])
        told.append(f"{whole}, {part['count'].sum()} {unit}: {counts}.")
    return " ".join(told)
