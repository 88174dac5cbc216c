"""What effect-direction and harvest plots share: how a kind of evidence looks, and a legend.

Three kinds can be told apart without colour: filled, outlined with a dot, outlined.
"""

import altair as alt
import pandas as pd

from living_review.charts.theme import COLOURS

FILLED, DOTTED, OUTLINED = 0, 1, 2  # looks, by the place of a kind
LOOKS = (COLOURS["second"], COLOURS["fourth"], COLOURS["muted"])
LINE = 20  # pixels from one line of a legend to the next
GLYPH, SIZE = 12, 130  # room for a mark in a legend, and the size of marks


def look_of(kinds: tuple[str, ...]) -> dict[str, int]:
    """Kind of evidence to its look.

    Raises
    ------
    ValueError
        If there are more kinds than looks.
    """
    if len(kinds) > len(LOOKS):
        raise ValueError(f"{len(kinds)} kinds: a reader can tell {len(LOOKS)} apart")
    return {kind: place for place, kind in enumerate(kinds)}


def points(frame: pd.DataFrame, x, y, tips=()) -> list[alt.Chart]:
    """Marks of a frame with ``x``, ``y``, ``shape`` (name of a shape) and ``look``."""
    shape = alt.Shape("shape:N", scale=None, legend=None)
    found = []
    for look, part in frame.groupby("look"):
        look = int(look)
        chart = alt.Chart(part)
        style = {"size": SIZE, "opacity": 1, "aria": False}
        if look == FILLED:
            marks = chart.mark_point(
                filled=True, color=LOOKS[look], stroke=LOOKS[look], strokeWidth=2, **style
            )
        else:
            marks = chart.mark_point(filled=False, stroke=LOOKS[look], strokeWidth=2, **style)
        found.append(marks.encode(x=x, y=y, shape=shape, tooltip=list(tips)))
        if look == DOTTED:
            dot = chart.mark_point(
                filled=True, shape="circle", size=16, opacity=1, color=LOOKS[look], aria=False
            )
            found.append(dot.encode(x=x, y=y))
    return found


def legend(items: list[tuple[str, str, int]], columns: int, width: float) -> pd.DataFrame:
    """Places of a legend's items, filled row by row.

    Parameters
    ----------
    items : list of (str, str, int)
        Words, shape and look of each.
    columns : int
        Items beside each other.
    width : float
        Of the picture.

    Returns
    -------
    pandas.DataFrame
        ``text shape look x y text_x``, y from the top of the legend.
    """
    step = width / columns
    return pd.DataFrame(
        [
            {
                "text": words,
                "shape": shape,
                "look": look,
                "x": GLYPH / 2 + step * (place % columns),
                "y": LINE * (place // columns) + LINE / 2,
                "text_x": GLYPH + 4 + step * (place % columns),
            }
            for place, (words, shape, look) in enumerate(items)
        ]
    )


def words_at(frame: pd.DataFrame, x, y, align: str = "left", weight: int = 400) -> alt.Chart:
    """Texts of a frame."""
    return (
        alt.Chart(frame)
        .mark_text(align=align, baseline="middle", fontWeight=weight)
        .encode(x=x, y=y, text="text:N")
    )
