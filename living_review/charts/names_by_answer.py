"""Harvest plot with names: who gave which answer to which question [ogilvie2008]_.

Each witness is a mark with its name, below the answer that it supports; lists above the picture
choose, and what is not chosen recedes.
"""

import altair as alt
import pandas as pd

from living_review.charts.choices import FAINT, is_chosen, lists_to_choose
from living_review.charts.theme import COLOURS, NARROW

ROW, HEAD, GAP, EDGE = 21, 24, 10, 6  # pixels
MARK = 14  # from the left of a cell to the middle of a mark; the name comes after it
SIZES = (45, 80, 130, 190)  # of a mark, by its class of size
LOOKS = (COLOURS["second"], COLOURS["fourth"], COLOURS["muted"])
SHAPES = ("square", "triangle-up", "circle")
LISTS = {"question": "Asked of", "kind": "Patients"}  # what a reader chooses by


def names_by_answer(
    witnesses: pd.DataFrame,
    *,
    answers: tuple[str, ...],
    kinds: tuple[str, ...],
    sizes: tuple[str, ...],
):
    """Chart of witnesses by question and answer.

    Parameters
    ----------
    witnesses : pandas.DataFrame
        In their order, ``question``, ``answer``, ``kind``, ``size``, ``name``, ``year`` (0 where
        it is not known), ``told`` (what a pointer is told besides), and ``record``, the address
        that a press leads to.
    answers : tuple of str
        Left to right; on a narrow picture below each other.
    kinds : tuple of str
        At most three kinds of evidence; the last is drawn as if behind the others.
    sizes : tuple of str
        At most four classes, from the smallest.

    Returns
    -------
    callable
        From a width in pixels to the chart; its parameters are those of
        `living_review.charts.choices.lists_to_choose` for question and kind, and ``since``.

    Raises
    ------
    ValueError
        If there are more kinds or sizes than a reader can tell apart.
    """
    if len(kinds) > len(LOOKS) or len(sizes) > len(SIZES):
        raise ValueError(f"{len(LOOKS)} kinds and {len(SIZES)} sizes can be told apart, not more")

    def draw(width: int) -> alt.LayerChart:
        narrow = width <= NARROW
        placed, heads, height = _placed(witnesses, answers, width - EDGE, narrow)
        placed["area"] = placed["size"].map(dict(zip(sizes, SIZES, strict=False)))
        across = alt.Scale(domain=[0, width - EDGE], nice=False)
        deep = alt.Scale(domain=[height, 0], nice=False)
        x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=deep)
        chosen = f"{is_chosen(LISTS)} && (datum.year >= since || !datum.year)"
        base = alt.Chart(placed).encode(
            x=x, y=y, opacity=alt.condition(chosen, alt.value(1), alt.value(FAINT))
        )
        present = [kind for kind in kinds if kind in set(placed["kind"])]
        controls = lists_to_choose(LISTS, {"question": witnesses["question"], "kind": present})
        layers = [
            _rows(placed, x, y),
            _marks(base, present),
            base.mark_text(align="left", baseline="middle", dx=MARK - 2).encode(text="name"),
            *_heads(heads, x, y),
        ]
        years = placed.loc[placed["year"] > 0, "year"]
        if len(years):
            least, most = int(years.min()), int(years.max())
            slider = alt.binding_range(min=least, max=most, step=1, name="Reported since")
            controls.append(alt.param(name="since", value=least, bind=slider))
        else:
            controls.append(alt.param(name="since", value=0))
        return alt.layer(*layers).add_params(*controls).properties(height=height)

    return draw


def _placed(witnesses, answers, wide: float, narrow: bool):
    """Witnesses and headings with ``x`` and ``y`` from the left and the top, and the height."""
    columns = 1 if narrow else len(answers)
    across, down = wide / columns, 0.0
    places, heads = [], []
    for question, rows in witnesses.groupby("question", sort=False):
        heads.append({"text": question, "x": 0.0, "y": down + HEAD / 2, "weight": 600})
        down += HEAD
        lowest = down
        for column, answer in enumerate(answers):
            part = rows[rows["answer"] == answer]
            if part.empty and narrow:
                continue
            x, top = (0.0, lowest) if narrow else (across * column, down)
            text = f"{len(part)} {answer}"
            heads.append({"text": text, "x": x, "y": top + ROW / 2, "weight": 400})
            for place, index in enumerate(part.index):
                middle = top + ROW * (place + 1.5)
                places.append({"index": index, "x": x + EDGE, "y": middle, "x2": x + across - GAP})
            end = top + ROW * (len(part) + 1)
            lowest = end + GAP / 2 if narrow else max(lowest, end)
        down = lowest + GAP
    found = witnesses.join(pd.DataFrame(places).set_index("index"))
    return found, pd.DataFrame(heads), down


def _rows(placed: pd.DataFrame, x, y) -> alt.Chart:
    """Every mark with its name as one place to point at, unseen."""
    tips = [
        alt.Tooltip("name:N", title="laboratory"),
        alt.Tooltip("question:N", title="asked of"),
        alt.Tooltip("direction:N", title="found"),
        alt.Tooltip("kind:N", title="patients"),
        alt.Tooltip("size:N", title="people"),
        alt.Tooltip("told:N", title="studies"),
    ]
    ends = placed.assign(top=placed["y"] - ROW / 2, bottom=placed["y"] + ROW / 2)
    return (
        alt.Chart(ends)
        .mark_rect(opacity=0, aria=False, cursor="pointer")
        .encode(
            x=x,
            x2="x2",
            y=alt.Y("top:Q", axis=None, scale=y.to_dict()["scale"]),
            y2="bottom",
            tooltip=tips,
        )
    )


def _marks(base: alt.Chart, kinds: tuple[str, ...]) -> alt.Chart:
    """A mark for each witness, each kind in its colour and shape."""
    legend = alt.Legend(orient="bottom", title=None, symbolSize=110)
    colours = alt.Scale(domain=list(kinds), range=list(LOOKS[: len(kinds)]))
    shapes = alt.Scale(domain=list(kinds), range=list(SHAPES[: len(kinds)]))
    return base.mark_point(aria=False).encode(
        color=alt.Color("kind:N", scale=colours, legend=legend),
        shape=alt.Shape("kind:N", scale=shapes, legend=legend),
        size=alt.Size("area:Q", scale=None, legend=None),
    )


def _heads(heads: pd.DataFrame, x, y) -> list[alt.Chart]:
    """Questions in bold, and how many gave each answer."""
    return [
        alt.Chart(part)
        .mark_text(align="left", baseline="middle", fontWeight=int(weight))
        .encode(x=x, y=y, text="text:N")
        for weight, part in heads.groupby("weight")
    ]
