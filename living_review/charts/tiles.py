"""Claims as tiles, each with its words and the mark of its verdict; a reader sorts and chooses."""

import math
import textwrap
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from living_review.charts.choices import fading, lists_to_choose
from living_review.charts.scales import CERTAINTIES, Look
from living_review.charts.theme import COLOURS, NARROW

ACROSS = 4  # tiles on one line
HEAD, LINE, PAD, GAP = 20, 15, 6, 6  # pixels
LETTERS, LINES = 26, 6  # of the words on a tile


def tiles(
    claims: pd.DataFrame,
    *,
    looks: Mapping[str, Look],
    orders: Mapping[str, list[str]],
    chosen_by: Mapping[str, str],
    told: Sequence[str],
):
    """Chart of claims, one tile each.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``name``, ``words``, ``verdict`` (one of ``looks``), ``record``, the address that a press
        leads to, and the columns that the other parameters name. With a ``certainty``, tiles that
        have words bear its mark; what names no level has none.
    looks : mapping of str to Look
        Verdict → its mark, from the gravest.
    orders : mapping of str to list of str
        Column by which a reader may sort → its values in their order; the first is how tiles are
        sorted at first. Within a value they keep the order of the rows.
    chosen_by : mapping of str to str
        Column by which a reader may choose → what it is called; the rest recedes.
    told : sequence of str
        Columns that the details of a tile tell.

    Returns
    -------
    callable
        From a width in pixels to the chart; its parameters are ``sorted_by`` and those of
        `living_review.charts.choices.lists_to_choose`. On a narrow picture tiles have no words
        but their name.
    """
    frame = claims.assign(
        lines=["\n".join(textwrap.wrap(words, LETTERS)[:LINES]) for words in claims["words"]]
    )
    for number, (column, values) in enumerate(orders.items()):
        place = claims[column].map({value: i for i, value in enumerate(values)})
        frame[f"place{number}"] = place.rank(method="first").astype(int) - 1
    columns = ["name", "lines", "verdict", "record", *orders, *chosen_by, *told]
    places = [f"place{number}" for number in range(len(orders))]
    frame = frame[list(dict.fromkeys([*columns, *places]))]

    most = max((lines.count("\n") + 1 for lines in frame["lines"]), default=1)

    def draw(width: int) -> alt.LayerChart:
        narrow = width <= NARROW
        wide = width / ACROSS
        tall = HEAD + PAD + GAP + (0 if narrow else LINE * most + PAD)
        height = tall * math.ceil(len(frame) / ACROSS)
        sort = alt.param(
            name="sorted_by",
            value=next(iter(orders)),
            bind=alt.binding_select(options=list(orders), name="Sorted by"),
        )
        listed = {column: orders.get(column, claims[column]) for column in chosen_by}
        place = "".join(
            f"sorted_by == '{column}' ? datum.place{number} : "
            for number, column in enumerate(orders)
        )
        base = (
            alt.Chart(frame)
            .transform_calculate(place=f"{place} datum.place0")
            .transform_calculate(
                left=f"(datum.place % {ACROSS}) * {wide}",
                top=f"floor(datum.place / {ACROSS}) * {tall}",
            )
            .transform_calculate(
                right=f"datum.left + {wide - GAP}",
                bottom=f"datum.top + {tall - GAP}",
                mark=f"datum.left + {PAD + 6}",
                end=f"datum.left + {wide - GAP - PAD}",
                middle=f"datum.top + {HEAD / 2 + 2}",
                word=f"datum.left + {PAD}",
                below=f"datum.top + {HEAD + PAD}",
            )
        )
        faded = fading(chosen_by)
        x_scale = alt.Scale(domain=[0, width], nice=False)
        y_scale = alt.Scale(domain=[height, 0], nice=False)

        def at(x: str, y: str) -> dict:
            return {
                "x": alt.X(f"{x}:Q", axis=None, scale=x_scale),
                "y": alt.Y(f"{y}:Q", axis=None, scale=y_scale),
            }

        layers = [
            base.mark_rect(
                fillOpacity=0.06,
                fill=COLOURS["muted"],
                stroke=COLOURS["muted"],
                strokeWidth=1,
                cornerRadius=4,
                cursor="pointer",
                aria=False,
            ).encode(
                **at("left", "top"),
                x2="right:Q",
                y2="bottom:Q",
                opacity=faded,
                tooltip=[f"{column}:N" for column in told],
            ),
            _marks(base.encode(**at("mark", "middle"), opacity=faded), looks, narrow),
            base.mark_text(
                align="left", baseline="middle", dx=12, fontWeight=600, fontSize=12
            ).encode(**at("mark", "middle"), opacity=faded, text="name:N"),
        ]
        if not narrow:
            layers.append(
                base.mark_text(
                    align="left", baseline="top", lineBreak="\n", lineHeight=LINE, fontSize=12
                ).encode(**at("word", "below"), opacity=faded, text="lines:N")
            )
            layers += _sureness(base.encode(**at("end", "middle"), opacity=faded))
        return (
            alt.layer(*layers)
            .add_params(sort, *lists_to_choose(chosen_by, listed, claims))
            .properties(height=height)
        )

    return draw


def _sureness(base: alt.Chart) -> list[alt.Chart]:
    """The circles of each level of certainty that a tile has, in a colour of their own.

    A layer for each, since the verdicts' scale of colours would take the levels in.
    """
    known = base.data.get("certainty", pd.Series(dtype=str))
    return [
        base.transform_filter(f"datum.certainty == '{level}'").mark_text(
            align="right", baseline="middle", color=sure.colour, fontSize=13, text=sure.marks
        )
        for level, sure in CERTAINTIES.items()
        if (known == level).any()
    ]


def _marks(base: alt.Chart, looks: Mapping[str, Look], narrow: bool) -> alt.Chart:
    """The mark of each tile's verdict, with a legend above the picture."""
    present = [verdict for verdict in looks if (base.data["verdict"] == verdict).any()]

    def scale(part: str) -> alt.Scale:
        return alt.Scale(domain=present, range=[getattr(looks[one], part) for one in present])

    legend = alt.Legend(
        title=None, columns=2 if narrow else 6, symbolSize=80, labelLimit=0, symbolOpacity=1
    )
    return base.mark_point(filled=True, aria=False, cursor="pointer").encode(
        color=alt.Color("verdict:N", legend=legend, scale=scale("colour")),
        shape=alt.Shape("verdict:N", legend=legend, scale=scale("shape")),
        size=alt.Size("verdict:N", legend=None, scale=scale("size")),
    )
