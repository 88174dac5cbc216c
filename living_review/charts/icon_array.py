"""People as marks in rows: how many of a hundred belong to each group."""

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW

PER_ROW = {False: 20, True: 10}  # people in a row, on a wide picture and on a narrow one
# Colour, shape and whether filled, by place: groups differ in shape and filling too.
LOOKS = (("second", "circle", True), ("first", "triangle-up", True), ("muted", "circle", False))
MARGIN, LINE = 14, 24  # pixels: beside the people, and of a line that says what a mark means
SHARE = 0.42  # of a mark in the area of its place
COUNT = 26  # pixels right of the people, for the number of them up to the end of a row
LARGEST = 34  # pixels between people, so that a wide picture does not become a wall


def icon_array(groups: pd.DataFrame):
    """Chart of people, each a mark, in rows from the left.

    Parameters
    ----------
    groups : pandas.DataFrame
        In the order in which they stand: ``group`` and ``people`` (whole numbers); at most three.

    Returns
    -------
    callable
        From a width in pixels to the chart.

    Raises
    ------
    ValueError
        If there are more groups than can be told apart.
    """
    if len(groups) > len(LOOKS):
        raise ValueError(f"{len(groups)} groups: at most {len(LOOKS)} can be told apart")
    looks = LOOKS[: len(groups)]
    names = [f"{row.people}: {row.group}" for row in groups.itertuples()]
    members = [i for i, people in enumerate(groups["people"]) for _ in range(people)]

    def draw(width: int):
        across = PER_ROW[width <= NARROW]
        step = min(LARGEST, (width - 2 * MARGIN - COUNT) / across)
        top = LINE * len(names) + MARGIN / 2
        people = pd.DataFrame(
            {
                "look": members,
                "right": [MARGIN + (i % across + 0.5) * step for i in range(len(members))],
                "down": [top + (i // across + 0.5) * step for i in range(len(members))],
            }
        )
        key = pd.DataFrame(
            {
                "look": range(len(names)),
                "right": MARGIN + step / 2,
                "down": [(i + 0.5) * LINE for i in range(len(names))],
                "words": names,
            }
        )
        height = top - (-len(members) // across) * step
        x = alt.X(
            "right:Q",
            axis=None,
            scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False),
        )
        y = alt.Y("down:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
        layers = []
        for i, (colour, shape, filled) in enumerate(looks):
            marks = pd.concat([frame[frame["look"] == i] for frame in (key, people)])
            shown = plain_frame(marks[["right", "down"]].assign(group=names[i]))
            layers.append(
                alt.Chart(shown)
                .mark_point(
                    shape=shape,
                    filled=filled,
                    color=COLOURS[colour],
                    opacity=1,
                    size=step * step * SHARE,
                    strokeWidth=0 if filled else 2,
                )
                .encode(x=x, y=y, tooltip=[alt.Tooltip("group:N", title="people")])
            )
        words = alt.Chart(plain_frame(key[["right", "down", "words"]])).mark_text(
            align="left", baseline="middle", dx=step / 2
        )
        layers.append(words.encode(x=x, y=y, text="words:N"))
        ends = range(across, len(members) + 1, across)
        counts = pd.DataFrame(
            {
                "right": MARGIN + (across + 0.2) * step,
                "words": list(map(str, ends)),
                "down": [top + (i + 0.5) * step for i in range(len(ends))],
            }
        )
        numbers = alt.Chart(plain_frame(counts)).mark_text(align="left", baseline="middle")
        layers.append(numbers.encode(x=x, y=y, text="words:N"))
        return alt.layer(*layers).properties(height=height)

    return draw


def described_people(groups: pd.DataFrame) -> str:
    """What a picture of `icon_array` shows, in words.

    Examples
    --------
    >>> described_people(pd.DataFrame({"group": ["get well", "do not"], "people": [40, 60]}))
    '100 people, each a mark. 40 get well; 60 do not.'
    """
    told = "; ".join(f"{row.people} {row.group}" for row in groups.itertuples())
    return f"{groups['people'].sum()} people, each a mark. {told}."
