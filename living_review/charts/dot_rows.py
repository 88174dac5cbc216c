"""Means with their printed spread, one row each, beside the intervals they can be held against."""

import math
import textwrap

import altair as alt
import pandas as pd

from living_review.charts.choices import FAINT, chosen_in_legend
from living_review.charts.frames import plain_frame
from living_review.charts.number_format import significant
from living_review.charts.theme import COLOURS, NARROW, SHAPES

LINE = "|"  # where a label goes on in a new line
WIDE_LETTERS, NARROW_LETTERS = 38, 44
GUIDE = 20  # pixels of a guide beside each mark of a narrow picture
LEGEND_LINE = 20  # pixels
BAR = "M-1,-0.4L1,-0.4L1,0.4L-1,0.4Z"  # an interval in the legend


def dot_rows(
    rows: pd.DataFrame,
    *,
    unit: str,
    quantity: str,
    second_unit: str = "",
    second_factor: float = 1.0,
    second_decimals: int = 2,
    kinds: tuple[str, ...] = (),
    guided: tuple[str, ...] = (),
    legend: bool = False,
):
    """Chart of labelled rows on one scale.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``label`` (one row of the picture each, in this order), ``kind``, ``value`` (NaN for an
        interval), ``low``, ``high`` (NaN where open), all in ``unit``.
    unit, quantity : str
        Of the scale.
    second_unit : str, optional
        Shown below the first on each tick; ``second_factor`` converts the first into it.
    kinds : tuple of str
        Kinds of measured rows in the order of colours; every other kind is drawn as an interval.
    guided : tuple of str, optional
        Kinds whose value a dashed line carries through all rows; otherwise, where there are
        intervals and no legend, all kinds.
    legend : bool, optional
        Name every kind, intervals too, above the picture; pressing one has all others recede.

    Returns
    -------
    callable
        From a width in pixels to the chart.

    Raises
    ------
    ValueError
        If two rows have one label: they would be drawn on each other.
    """
    twice = rows["label"][rows["label"].duplicated()].unique()
    if len(twice):
        raise ValueError(f"several rows are called {'; '.join(twice)}: let their labels differ")
    rows = plain_frame(rows[["label", "kind", "value", "low", "high"]])
    rows = rows.rename(columns={"label": "name"})
    title = f"{quantity} ({unit} / {second_unit})" if second_unit else f"{quantity} ({unit})"
    tick = "datum.label"
    if second_unit:
        second = f"format(datum.value * {second_factor:.8g}, '.{second_decimals}f')"
        tick = f"[datum.label, {second}]"

    def draw(width: int) -> alt.LayerChart:
        return _Picture(rows, width <= NARROW, unit, title, tick, kinds, guided, legend).chart()

    return draw


class _Picture:
    """Labelled rows in one width; each method draws one kind of mark.

    On a narrow picture labels stand above their marks, so no line may cross the whole of it.
    """

    def __init__(self, rows, narrow, unit, title, tick, kinds, guided, legend):
        self.has_legend = legend
        self.narrow, self.title, self.tick = narrow, title, tick
        self.kinds, self.guided = list(kinds), guided
        labels, self.most_lines = _wrapped(rows["name"], narrow)
        self.frame = rows.assign(label=labels)
        self.measured = self.frame[self.frame["kind"].isin(kinds)]
        self.intervals = self.frame[~self.frame["kind"].isin(kinds)]
        lowest, highest = rows[["low", "value"]].min().min(), rows[["high", "value"]].max().max()
        margin = (highest - lowest) * 0.04
        self.scale = alt.Scale(domain=[lowest - margin, highest + margin], nice=False, zero=False)
        # Lines of a label run down from its row: the last one needs room above the axis.
        room = alt.Scale(paddingOuter=0.4) if self.most_lines > 1 and not narrow else alt.Undefined
        self.y = alt.Y(
            "label:N", sort=list(self.frame["label"]), axis=self.label_axis(), scale=room
        )
        self.tips = [
            alt.Tooltip(column, type=kind, title=name)
            for column, kind, name in (
                ("name", "nominal", "result"),
                ("value", "quantitative", unit),
                ("low", "quantitative", "from"),
                ("high", "quantitative", "to"),
            )
        ]

    def chart(self) -> alt.LayerChart:
        """All marks on each other, what is drawn last on top."""
        step = 30 + 16 * self.most_lines if self.narrow else max(32, 19 * self.most_lines)
        # Guides lead down to something, or are noise.
        led = self.guided or (len(self.intervals) and not self.has_legend)
        guides = [self.guides()] if led else []
        marks = [self.bars(), self.whiskers(), self.dots()]
        layers = self.answering(guides, *marks) if self.has_legend else [*guides, *marks]
        legend = LEGEND_LINE * self.legend_lines() + 8 if self.has_legend else 0
        return alt.layer(*layers).properties(height=step * len(self.frame) + 50 + legend)

    def legend_lines(self) -> int:
        """How many lines the legend takes."""
        return math.ceil(len(self.all_kinds()) / self.legend_columns())

    def legend_columns(self) -> int:
        """How many kinds stand in a line of the legend."""
        return 1 if self.narrow else 2

    def all_kinds(self) -> list[str]:
        """Kinds of measured rows, then those of intervals."""
        return [*self.kinds, *dict.fromkeys(self.intervals["kind"])]

    def answering(self, guides: list[alt.Chart], *marks: alt.Chart) -> list[alt.Chart]:
        """Marks with one legend of all kinds, in which a reader chooses what stands out."""
        kinds = self.all_kinds()
        ranges = len(kinds) - len(self.kinds)
        looks = list(COLOURS)[: len(self.kinds)]
        colours = [COLOURS[name] for name in looks] + [COLOURS["muted"]] * ranges
        shapes = [SHAPES[name] for name in looks] + [BAR] * ranges
        legend = alt.Legend(
            title=None, columns=self.legend_columns(), labelLimit=0, symbolSize=110, symbolOpacity=1
        )
        scales = {
            "color": alt.Color(
                "kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=legend
            ),
            "shape": alt.Shape(
                "kind:N", scale=alt.Scale(domain=kinds, range=shapes), legend=legend
            ),
        }
        chosen = chosen_in_legend("kind")
        faded = alt.condition(chosen, alt.value(1), alt.value(FAINT))
        bars, whiskers, dots = (layer.encode(opacity=faded) for layer in marks)
        return [
            *(guide.encode(color=scales["color"]) for guide in guides),
            bars,
            whiskers.encode(color=scales["color"]),
            dots.encode(**scales).add_params(chosen),
        ]

    def label_axis(self) -> alt.Axis:
        """Names of the rows, at the left or, on a narrow picture, above each row."""
        above = {
            "labelAlign": "left",
            "labelBaseline": "line-bottom",
            "labelPadding": 0,
            "labelOffset": -8 - 16 * (self.most_lines - 1),
            "zindex": 1,
        }
        return alt.Axis(
            title=None,
            domain=False,
            ticks=False,
            labelLimit=0,
            labelExpr=f"split(datum.label, '{LINE}')",
            **(above if self.narrow else {}),
        )

    def ends(self) -> dict:
        """From ``low`` to ``high`` on the axis of the numbers."""
        axis = alt.Axis(
            title=self.title,
            tickCount=4 if self.narrow else 8,
            labelExpr=self.tick,
            grid=not self.narrow,
        )
        x = alt.X("low:Q", title=self.title, axis=axis, scale=self.scale)
        return {"x": x, "x2": "high:Q", "y": self.y}

    def guides(self) -> alt.Chart:
        """Values carried through all rows: a dashed line, or ticks on a narrow picture."""
        carried = self.measured.loc[
            self.measured["kind"].isin(self.guided or self.kinds), ["value", "kind"]
        ]
        at = {
            "x": alt.X("value:Q", scale=self.scale),
            "color": alt.Color("kind:N", legend=None),
        }
        if self.narrow:
            everywhere = carried.merge(self.frame[["label"]], how="cross")
            ticks = alt.Chart(everywhere).mark_tick(
                orient="vertical", size=GUIDE, thickness=1, opacity=0.7, aria=False
            )
            return ticks.encode(**at, y=self.y)
        line = alt.Chart(carried).mark_rule(strokeDash=[3, 3], opacity=0.7, aria=False)
        return line.encode(**at)

    def bars(self) -> alt.Chart:
        """Intervals that measured rows can be held against."""
        bar = alt.Chart(self.intervals).mark_bar(
            color=COLOURS["muted"], height=11, cornerRadius=2, opacity=0.75
        )
        return bar.encode(**self.ends(), tooltip=[self.tips[0], *self.tips[2:]])

    def whiskers(self) -> alt.Chart:
        """Printed spreads of measured rows."""
        rule = alt.Chart(self.measured).mark_rule(strokeWidth=2)
        return rule.encode(**self.ends(), color=alt.Color("kind:N", legend=None))

    def dots(self) -> alt.Chart:
        """Measured values, each kind in its colour and shape."""
        names = list(COLOURS)[: len(self.kinds)]
        colours = alt.Scale(domain=self.kinds, range=[COLOURS[name] for name in names])
        shapes = alt.Scale(domain=self.kinds, range=[SHAPES[name] for name in names])
        dot = alt.Chart(self.measured).mark_point(size=110, filled=True, opacity=1)
        return dot.encode(
            x=alt.X("value:Q", scale=self.scale),
            y=self.y,
            color=alt.Color("kind:N", scale=colours, legend=None),
            shape=alt.Shape("kind:N", scale=shapes, legend=None),
            tooltip=self.tips,
        )


def _wrapped(names: pd.Series, narrow: bool) -> tuple[list[str], int]:
    """Names cut into lines, and how many the longest takes."""
    letters = NARROW_LETTERS if narrow else WIDE_LETTERS
    labels = [LINE.join(textwrap.wrap(name, letters)) for name in names]
    most_lines = 1 + max(label.count(LINE) for label in labels)
    if narrow:  # labels stand above their row, so short ones get empty lines before them
        labels = [LINE * (most_lines - 1 - label.count(LINE)) + label for label in labels]
    return labels, most_lines


def described_rows(rows: pd.DataFrame, quantity: str, unit: str) -> str:
    """What a picture of `dot_rows` shows, in words.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `dot_rows` takes them.

    Examples
    --------
    >>> rows = pd.DataFrame({"label": ["patients", "Lab A"], "kind": ["patients", "interval"],
    ...     "value": [44.39, math.nan], "low": [41.7, 40.0], "high": [47.1, 60.0]})
    >>> described_rows(rows, "Iron", "mg/L")
    'Iron in mg/L. patients 44.39 (41.7 to 47.1). Ranges: Lab A 40.0 to 60.0.'
    """
    told = {True: [], False: []}
    for row in rows.itertuples():
        low, high = significant(row.low, 3), significant(row.high, 3)
        is_range = math.isnan(row.value)
        span = f"{low} to {high}" if is_range else f"{row.value:.4g} ({low} to {high})"
        told[is_range].append(f"{row.label} {span}")
    ranges = f" Ranges: {'; '.join(told[True])}." if told[True] else ""
    return f"{quantity} in {unit}. {'; '.join(told[False])}.{ranges}"


def described_kinds(rows: pd.DataFrame, unit: str) -> str:
    """How many rows of each kind there are, and from where to where they go, in words.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``kind`` and ``value``.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["a year", "a year", "a day"], "value": [5.5, 8.3, 2.0]})
    >>> described_kinds(rows, "%")
    'a year: 2 figures, 5.5 to 8.3 %; a day: 2 %'
    """
    told = []
    for kind, part in rows.groupby("kind", sort=False, observed=True)["value"]:
        span = f"{len(part)} figures, {part.min():g} to {part.max():g}"
        told.append(f"{kind}: {span if len(part) > 1 else f'{part.min():g}'} {unit}")
    return "; ".join(told)
