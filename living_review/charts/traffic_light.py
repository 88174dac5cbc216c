"""Judgements of many studies in several domains, one mark each, to be sorted and filtered."""

from collections.abc import Iterable, Mapping

import altair as alt
import pandas as pd

from living_review.charts.choices import chosen_in_legend, fading, lists_to_choose
from living_review.charts.theme import COLOURS, NARROW

LEFT, ROW, NARROW_ROW, TOP = 226, 30, 48, 30  # pixels
LEGEND = 60  # what the legend takes from the height
PICKED = "picked"
# From the best judgement: colour, shape and size; shape says the same as colour.
STYLES = (
    (COLOURS["third"], "circle", 150),
    (COLOURS["second"], "triangle-up", 150),
    (COLOURS["muted"], "diamond", 150),
    (COLOURS["first"], "cross", 150),
)


def traffic_light(
    cells: pd.DataFrame,
    *,
    judgements: tuple[str, ...],
    columns: Mapping[str, str],
    apart: str,
    sort: Iterable[str] = (),
    choose: Mapping[str, str] = {},
):
    """Chart of judgements, a row per study and a column per domain.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``name`` of the study (rows in the order of their first cell), ``domain``, ``judgement``
        and ``words``, the reason, which is told in full; ``differ`` (bool): the readers judged
        differently. With a ``record``, a mark leads to that address when it is pressed.
    judgements : tuple of str
        From the best; at most four.
    columns : mapping of str to str
        Domain to its short heading, in order; the last is the study as a whole.
    apart : str
        What a ring around a mark means.
    sort : iterable of str, optional
        Columns by which a reader can sort the studies, the first of them to begin with;
        *judgement* puts those first that are worst as a whole.
    choose : mapping of str to str, optional
        Columns from whose values a reader can choose, with the names of the lists; what was not
        chosen fades, as it does when a judgement is pressed in the legend.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    orders = {f"by {name}": _places(cells, name, judgements, [*columns][-1]) for name in sort}
    orders = orders or {"as given": _places(cells, "", judgements, "")}
    placed = cells.assign(**{name: cells["name"].map(places) for name, places in orders.items()})
    record = {"record"} & set(cells.columns)
    drawn = ["name", "domain", "judgement", "words", *orders, *choose, *record]

    def draw(width: int):
        narrow = width <= NARROW
        left, step = (0, NARROW_ROW) if narrow else (LEFT, ROW)
        across = (width - 14 - left) / len(columns)
        at = {domain: left + across * (place + 0.5) for place, domain in enumerate(columns)}
        frame = placed[placed["domain"].isin(at)].assign(x=lambda t: t["domain"].map(at))
        studies = frame.drop_duplicates("name")
        height = TOP + len(studies) * step + 4
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width - 14], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))

        def in_rows(rows: pd.DataFrame, down: float) -> alt.Chart:
            return alt.Chart(rows).transform_calculate(y=f"{TOP + down} + {step} * datum[sorted]")

        middle = step * 0.7 if narrow else step / 2
        marks = in_rows(frame[["x", *drawn]], middle)
        names = in_rows(studies[["name", *orders, *choose]], 12 if narrow else middle)
        apart_of = frame.loc[frame["differ"], ["x", "judgement", *orders, *choose]]
        rings = in_rows(apart_of.assign(ring=apart), middle)
        layers = [
            _rules([TOP + place * step for place in range(len(studies) + 1)], y),
            _heads(columns, at, x, y),
            names.mark_text(align="left", baseline="middle").encode(
                x=alt.value(0), y=y, text="name:N", opacity=fading(choose)
            ),
            _marks(marks, list(judgements), bool(record), x, y)
            .encode(opacity=fading(choose, PICKED))
            .add_params(*_controls(cells, orders, choose)),
            _rings(rings, x, y).encode(opacity=fading(choose, PICKED)),
        ]
        return alt.layer(*layers).properties(height=height + LEGEND)

    return draw


def _places(cells: pd.DataFrame, column: str, judgements: tuple[str, ...], whole: str) -> dict:
    """Place of each study, from nought, when they are sorted by a column."""
    studies = cells.drop_duplicates("name")
    if column == "judgement":
        overall = cells[cells["domain"] == whole].set_index("name")["judgement"]
        worst_first = overall.map(judgements[::-1].index)
        studies = studies.assign(judgement=studies["name"].map(worst_first))
    if column:
        studies = studies.sort_values(column, kind="stable")
    return {name: place for place, name in enumerate(studies["name"])}


def described_judgements(about: str, judgements: pd.Series, order: Iterable[str]) -> str:
    """What a traffic light shows, in words.

    Parameters
    ----------
    about : str
        What was judged.
    judgements : pandas.Series
        Of each study as a whole.
    order : iterable of str
        All judgements, from the best.

    Examples
    --------
    >>> described_judgements("Risk of bias", pd.Series(["high", "low", "high"]), ("low", "high"))
    'Risk of bias of 3 trials, by domain. As a whole: 1 low, 2 high.'
    """
    counts = judgements.value_counts()
    shares = ", ".join(f"{counts[kind]} {kind}" for kind in order if kind in counts)
    return f"{about} of {len(judgements)} trials, by domain. As a whole: {shares}."


def _controls(cells: pd.DataFrame, orders: dict, choose: Mapping[str, str]) -> list[alt.Parameter]:
    """The order, the lists, and the legend that can be pressed."""
    picked = chosen_in_legend("judgement", PICKED)
    by = alt.binding_select(name="Sort ", options=list(orders))
    order = alt.param(
        name="sorted", value=next(iter(orders)), bind=by if len(orders) > 1 else alt.Undefined
    )
    return [order, picked, *lists_to_choose(choose, cells)]


def _rules(tops: list[float], y: alt.Y) -> alt.Chart:
    """A line between studies."""
    rule = alt.Chart(pd.DataFrame({"y": tops})).mark_rule(
        opacity=0.25, color=COLOURS["muted"], aria=False
    )
    return rule.encode(y=y)


def _heads(columns: Mapping[str, str], at: dict[str, float], x: alt.X, y: alt.Y) -> alt.Chart:
    """Headings of the domains."""
    heads = pd.DataFrame({"text": list(columns.values()), "x": list(at.values()), "y": 12.0})
    words = alt.Chart(heads).mark_text(baseline="middle", fontWeight=600)
    return words.encode(x=x, y=y, text="text:N")


def _marks(chart: alt.Chart, judgements: list[str], leads: bool, x: alt.X, y: alt.Y) -> alt.Chart:
    """Judgements, each in its colour, shape and size."""
    colours, shapes, sizes = (
        alt.Scale(domain=judgements, range=list(looks))
        for looks in zip(*STYLES[: len(judgements)], strict=True)
    )
    legend = alt.Legend(title=None, columns=2, labelLimit=0, symbolSize=110, symbolOpacity=1)
    told = {"name": "study", "domain": "domain", "judgement": "judgement", "words": "why"}
    points = chart.mark_point(filled=True, aria=False, cursor="pointer" if leads else "default")
    return points.encode(
        x=x,
        y=y,
        color=alt.Color("judgement:N", legend=legend, scale=colours),
        shape=alt.Shape("judgement:N", legend=legend, scale=shapes),
        size=alt.Size("judgement:N", legend=None, scale=sizes),
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in told.items()],
    )


def _rings(chart: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    """Rings around what the readers judged differently."""
    ring = chart.mark_point(
        shape="circle",
        size=430,
        filled=False,
        strokeWidth=1.4,
        aria=False,
        stroke="currentColor",
    )
    return ring.encode(x=x, y=y)
