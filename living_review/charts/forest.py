"""Forest plot: effects with intervals, bounds as bars, pooled results as diamonds."""

import math
import textwrap
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from living_review.charts.choices import FAINT, chosen_in_legend, is_chosen, lists_to_choose
from living_review.charts.frames import plain_frame
from living_review.charts.number_format import interval_in_words
from living_review.charts.theme import COLOURS, NARROW, SHAPES

POOLED, PREDICTED, HEADING, NOTHING = "pooled", "new trial", "heading", "nothing"
BOUND = "bound"
ROW, LABEL_LINE, WIDE_LINE, TOP = 26, 18, 16, 4  # pixels
TICK = 8  # of the line of no effect above the axis of a narrow picture
MARK = ROW - 6  # what a mark takes below its name on a narrow picture
LEFT, RIGHT = 226, 168  # of a wide picture: for names, and for numbers
EDGE = 14  # what the frame of a picture takes from its width
AXIS, AXIS_LINE, LEGEND_LINE = 52, 17, 20  # what axis and legend take from its height
RATIO_TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
LETTERS = {False: 36, True: 30}  # of a name, on a wide picture and on a narrow one
NUMBERS = 21  # letters of an effect and its interval
PLACES = ("top", "down", "bottom", "label_down")  # of a row, in pixels from the top
ORDER = "sorted_by"  # the parameter that holds the order which a reader chose
STYLES = tuple((COLOURS[name], SHAPES[name]) for name in ("second", "third", "fourth", "first"))


def forest(
    rows: pd.DataFrame,
    *,
    quantity: str | tuple[str, ...],
    kinds: tuple[str, ...],
    domain: tuple[float, float],
    null: float | None = 0.0,
    ratio: bool = False,
    details: Mapping[str, str] = {},
    orders: Mapping[str, str] = {},
    kind_told: str = "worked out from",
    choice: tuple[str, str] | tuple[str, str, Sequence[str]] | None = None,
    legend_chooses: bool = False,
):
    """Chart of effects, one row each.

    Parameters
    ----------
    rows : pandas.DataFrame
        In this order, ``name``; ``kind``: one of ``kinds`` for an estimate, or *bound* (a bar),
        *pooled* (a diamond), *new trial* (a dashed line), *heading* (words only) or *nothing* (no
        mark); ``value`` (NaN but for estimates and pools), ``low``, ``high`` (may be infinite),
        and ``words``: the numbers as they stand beside the row.
        A *bound* may have ``outer_low`` and ``outer_high``, drawn as a thin line: where the true
        effect could be, with sampling error added. A row with a ``record`` leads to that address
        when it is pressed.
    quantity : str or tuple of str
        Title of the axis, one or several lines: what left and right mean, and what is measured.
    kinds : tuple of str
        Kinds of estimates, at most four, each with the colour and the shape of its place here;
        those that no row has are left out of the legend.
    domain : tuple of float
        Ends of the axis; intervals that reach beyond are cut there and get an arrowhead.
    null : float, optional
        Where the line of no effect stands.
    ratio : bool, optional
        The effects are ratios: the axis is logarithmic, so that a half and a double lie equally
        far from one.
    details : mapping of str to str, optional
        Further columns that are told when a row is pointed at, with their titles.
    orders : mapping of str to str, optional
        Columns with the place of each row among those below the same heading, with what a list
        calls such an order; the first is how the picture begins. Rows with NaN stay where they are.
    kind_told : str, optional
        Title of the kind among the details.
    choice : (str, str) or (str, str, sequence of str), optional
        A column, one of the details, and what it is called: a list lets the reader choose one of
        its values, and all other rows recede. The third is the order of the values; those that no
        row has are left out. Without it, they follow their first rows.
    legend_chooses : bool, optional
        Pressing a kind in the legend has all others recede.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    rows = rows.reset_index(drop=True)
    cut = _cut(rows, domain, [*details, *({"record"} & set(rows.columns))])
    cut = cut.join(rows[list(orders)])
    chosen = _Chosen(cut, choice, legend_chooses)
    lines = [quantity] if isinstance(quantity, str) else list(quantity)

    def draw(width: int) -> alt.LayerChart:
        told = {"kind": kind_told, **details}
        return _Picture(cut, width, lines, kinds, domain, null, ratio, told, orders, chosen).chart()

    return draw


def _cut(rows: pd.DataFrame, domain: tuple[float, float], more: list[str]) -> pd.DataFrame:
    """Rows as far as they lie within the axis, and where they go on beyond it."""
    least, most = domain
    drawn = rows["low"].notna()
    outer = rows.reindex(columns=["outer_low", "outer_high"])
    return plain_frame(
        rows[["name", "kind", "value", "words"]].assign(
            value=rows["value"].clip(least, most),
            shown_low=rows["low"].clip(least, most),
            shown_high=rows["high"].clip(least, most),
            cut_low=drawn & (rows["low"] < least),
            cut_high=drawn & (rows["high"] > most),
            outer_low=outer["outer_low"].clip(least, most),
            outer_high=outer["outer_high"].clip(least, most),
            **{column: rows[column].fillna("") for column in more},
        )
    )


class _Chosen:
    """Which rows a reader chose, by a list or by the legend; those that recede are still seen."""

    def __init__(self, rows: pd.DataFrame, choice: tuple | None, by_legend: bool):
        self.column, self.condition, self.of_picture, self.of_points = "", None, [], []
        if choice:
            self.column, title, *order = choice
            found = list(filter(None, rows[self.column]))
            values = [value for value in order[0] if value in found] if order else found
            self.of_picture = lists_to_choose({self.column: title}, {self.column: values})
            self.condition = is_chosen([self.column])
        elif by_legend:
            self.column = "kind"
            self.of_points = [chosen_in_legend("kind")]
            self.condition = self.of_points[0]

    def columns(self, *columns: str) -> list[str]:
        """Columns of a mark, and the one by which it may recede."""
        return list(dict.fromkeys([*columns, *filter(None, [self.column])]))

    def fade(self, chart: alt.Chart) -> alt.Chart:
        """The same marks, which recede when others are chosen."""
        if self.condition is None:
            return chart
        return chart.encode(opacity=alt.condition(self.condition, alt.value(1), alt.value(FAINT)))


class _Picture:
    """A forest plot in one width; each method draws one kind of mark.

    Every row has its own place in pixels from the top, since names may take several lines; so the
    vertical scale is turned round, and nothing is left to Vega's own layout.
    """

    def __init__(self, rows, width, quantity, kinds, domain, null, ratio, told, orders, chosen):
        self.chosen = chosen
        self.width, self.kinds, self.domain, self.null = width, kinds, domain, null
        self.narrow, self.orders = width <= NARROW, orders
        self.frame = _placed_in_orders(rows, self.narrow, list(orders))
        self.height = float(self.frame["down"].max()) + ROW
        self.marks = self.frame[
            chosen.columns(
                *("name", "kind", "value", "words", "shown_low", "shown_high"),
                *self.columns("down"),
            )
        ]
        self.deep = alt.Scale(domain=[self.height, 0], nice=False)
        self.y = alt.Y("down:Q", axis=None, scale=self.deep)
        left, right = (4, width - EDGE - 4) if self.narrow else (LEFT, width - RIGHT)
        kind_of_scale = {"type": "log"} if ratio else {"zero": False}
        self.across = alt.Scale(
            domain=list(domain), range=[left, right], nice=False, **kind_of_scale
        )
        least, most = domain
        ticks = (
            {"values": [tick for tick in RATIO_TICKS if least <= tick <= most], "format": "~g"}
            if ratio
            else {"tickCount": 5}
        )
        self.title, self.axis = quantity, alt.Axis(title=quantity, grid=False, **ticks)
        self.tips = [
            alt.Tooltip("name:N", title="result"),
            alt.Tooltip("words:N", title="effect"),
            *(alt.Tooltip(f"{column}:N", title=title) for column, title in told.items()),
        ]
        self.told = ["name", "words", *told]

    def chart(self) -> alt.LayerChart:
        """All marks on each other, what is drawn last on top."""
        legend, lines = self.legend()
        layers = [
            *self.line_of_no_effect(),
            self.reaches(),
            *self.intervals(),
            *self.arrows(),
            self.points(legend),
            self.diamonds(),
            *self.texts(),
            self.rows(),
        ]
        tall = (
            self.height
            + AXIS
            + AXIS_LINE * (len(self.title) - 1)
            + (LEGEND_LINE * lines + 8 if lines else 0)
        )
        chart = alt.layer(*layers).properties(height=tall)
        lists = [*self.chosen.of_picture, *([self.order()] if self.orders else [])]
        return chart.add_params(*lists) if lists else chart

    def order(self) -> alt.Parameter:
        """The list from which a reader chooses how rows are sorted."""
        columns, names = list(self.orders), list(self.orders.values())
        choice = alt.binding_select(options=columns, labels=names, name="Sort by")
        return alt.param(name=ORDER, value=columns[0], bind=choice)

    def columns(self, *places: str) -> list[str]:
        """Columns that hold some places, in every order."""
        return [*places, *(_in(place, order) for place in places for order in self.orders)]

    def placed(self, rows: pd.DataFrame, *places: str) -> alt.Chart:
        """A chart of rows whose places are those of the order that the reader chose."""
        chart = alt.Chart(rows)
        if self.orders:
            chosen = {place: f"datum['{place} ' + {ORDER}]" for place in places}
            chart = chart.transform_calculate(**chosen)
        return chart

    def x(self, column: str) -> alt.X:
        """A column on the axis that all marks share."""
        return alt.X(f"{column}:Q", scale=self.across, axis=self.axis, title=self.title)

    def of(self, *kinds: str) -> pd.DataFrame:
        """Marks of some kinds."""
        return self.marks[self.marks["kind"].isin(kinds)]

    def line_of_no_effect(self) -> list[alt.Chart]:
        """None where the effects have no such line.

        On a narrow picture words stand above their marks, over its whole width, and the line
        leaves them out.
        """
        if self.null is None:
            return []
        first = self.height - TICK if self.narrow else 0.0
        parts = [alt.Chart(pd.DataFrame({"from": [first], "to": [self.height], "at": self.null}))]
        if self.narrow:
            rows = self.frame[~self.frame["kind"].isin([HEADING, NOTHING])]
            beside = {"from": -MARK / 2, "to": MARK / 2}
            columns = {
                _in(end, order): rows[_in("down", order)] + far
                for end, far in beside.items()
                for order in ("", *self.orders)
            }
            parts.insert(0, self.placed(pd.DataFrame(columns).assign(at=self.null), *beside))
        y = alt.Y("from:Q", axis=None, scale=self.deep)
        return [
            part.mark_rule(color=COLOURS["muted"], opacity=0.8, aria=False).encode(
                x=self.x("at"), y=y, y2="to:Q"
            )
            for part in parts
        ]

    def reaches(self) -> alt.Chart:
        """Thin lines to where the effect behind a bound could be."""
        columns = ["outer_low", "outer_high", *self.columns("down")]
        reach = self.frame.loc[self.frame["outer_low"].notna(), columns]
        line = self.placed(reach, "down").mark_rule(
            color=COLOURS["muted"], strokeWidth=1.6, aria=False
        )
        return line.encode(x=self.x("outer_low"), x2="outer_high:Q", y=self.y)

    def intervals(self) -> list[alt.Chart]:
        """Bars of bounds, lines of intervals, and a dashed line for a new trial."""
        ends = {"x": self.x("shown_low"), "x2": "shown_high:Q", "y": self.y}
        bars = self.placed(self.of(BOUND), "down").mark_bar(
            height=9, cornerRadius=2, color=COLOURS["muted"], opacity=0.7
        )
        spans = self.placed(self.of(*self.kinds, POOLED), "down").mark_rule(
            aria=False, color="currentColor", strokeWidth=1.6
        )
        predicted = self.placed(self.of(PREDICTED), "down").mark_rule(
            strokeDash=[4, 3], strokeWidth=2, color="currentColor"
        )
        return [
            bars.encode(**ends),
            self.chosen.fade(spans.encode(**ends)),
            predicted.encode(**ends),
        ]

    def legend(self) -> tuple[alt.Legend | None, int]:
        """The legend of the kinds that are there, and how many lines it takes; none for one."""
        used = [kind for kind in self.kinds if kind in set(self.frame["kind"])]
        if len(used) < 2:
            return None, 0
        columns = 1 if self.narrow else 2
        legend = alt.Legend(
            title=None,
            columns=columns,
            labelLimit=0,
            symbolSize=90,
            symbolOpacity=1,
            values=used,
        )
        return legend, math.ceil(len(used) / columns)

    def points(self, legend: alt.Legend | None) -> alt.Chart:
        """Estimates, each kind in its colour and shape."""
        kinds, styles = list(self.kinds), STYLES[: len(self.kinds)]
        colours = alt.Scale(domain=kinds, range=[colour for colour, _ in styles])
        shapes = alt.Scale(domain=kinds, range=[shape for _, shape in styles])
        points = (
            self.placed(self.of(*kinds), "down")
            .mark_point(size=95, filled=True, opacity=1)
            .encode(
                x=self.x("value"),
                y=self.y,
                color=alt.Color("kind:N", legend=legend, scale=colours),
                shape=alt.Shape("kind:N", legend=legend, scale=shapes),
            )
        )
        points = points.add_params(*self.chosen.of_points) if self.chosen.of_points else points
        return self.chosen.fade(points)

    def diamonds(self) -> alt.Chart:
        """Pooled effects."""
        diamond = self.placed(self.of(POOLED), "down").mark_point(
            shape="diamond", size=190, filled=True, opacity=1, color="currentColor"
        )
        return diamond.encode(x=self.x("value"), y=self.y)

    def rows(self) -> alt.Chart:
        """Every row as a whole, unseen, so that a finger hits it: it tells, and it leads on."""
        told = self.frame[self.frame["kind"] != HEADING]
        leads = "record" in told.columns
        columns = [*self.told, *self.columns("top", "bottom"), *(["record"] if leads else [])]
        return (
            self.placed(told[columns], "top", "bottom")
            .mark_rect(opacity=0, aria=False, cursor="pointer" if leads else "default")
            .encode(
                x=alt.value(0),
                x2=alt.value(self.width),
                y=alt.Y("top:Q", axis=None, scale=self.deep),
                y2="bottom:Q",
                tooltip=self.tips,
            )
        )

    def arrows(self) -> list[alt.Chart]:
        """Arrowheads where an interval or a bound goes on beyond the picture."""
        least, most = self.domain
        arrows = []
        for column, end, shape in (
            ("cut_low", least, "triangle-left"),
            ("cut_high", most, "triangle-right"),
        ):
            columns = self.chosen.columns(*self.columns("down"))
            cut = self.frame.loc[self.frame[column], columns]
            if len(cut):
                arrow = self.placed(cut.assign(at=end), "down").mark_point(
                    shape=shape, size=60, filled=True, opacity=1, color="currentColor", aria=False
                )
                arrow = arrow.encode(x=alt.X("at:Q", scale=self.across), y=self.y)
                arrows.append(self.chosen.fade(arrow))
        return arrows

    def texts(self) -> list[alt.Chart]:
        """Names on the left and numbers on the right, each line a text of its own."""
        below = LABEL_LINE if self.narrow else WIDE_LINE
        lines = self.frame.explode("label").reset_index(names="row")
        lines["text"] = lines["label"]
        lines["further"] = below * lines.groupby("row").cumcount()
        names = []
        for heavy, part in lines.groupby(lines["kind"].isin([HEADING, POOLED])):
            name = self.text(part, "label_down", part["further"]).mark_text(
                align="left", baseline="middle", fontWeight=600 if heavy else 400
            )
            name = name.encode(x=alt.value(0))
            names.append(name if heavy else self.chosen.fade(name))
        told = self.frame[(self.frame["kind"] != HEADING) & (self.frame["words"] != "")]
        beside = "label_down" if self.narrow else "down"
        numbers = self.text(told.assign(text=told["words"]), beside, 0.0)
        numbers = numbers.mark_text(align="right", baseline="middle")
        return [*names, self.chosen.fade(numbers.encode(x=alt.value(self.width - EDGE)))]

    def text(self, rows: pd.DataFrame, place: str, further: pd.Series | float) -> alt.Chart:
        """Texts of rows at one of their places, or so many pixels below it."""
        at = {_in("at", order): rows[_in(place, order)] + further for order in ("", *self.orders)}
        chart = self.placed(rows[self.chosen.columns("text")].assign(**at), "at")
        return chart.encode(y=alt.Y("at:Q", axis=None, scale=self.deep), text="text:N")


def _in(place: str, order: str) -> str:
    """Column of a place in an order; without one, of the order in which the picture begins."""
    return f"{place} {order}" if order else place


def _placed_in_orders(rows: pd.DataFrame, narrow: bool, orders: list[str]) -> pd.DataFrame:
    """Rows with their `PLACES` in each order, those of the first also under their own names."""
    if not orders:
        return _placed(rows, narrow)
    placed = {order: _placed(_in_order(rows, order), narrow) for order in orders}
    names = {order: {place: _in(place, order) for place in PLACES} for order in orders}
    further = [placed[order][list(PLACES)].rename(columns=names[order]) for order in orders]
    return placed[orders[0]].join(further)


def _in_order(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """Rows below the same heading by their place in an order; those without one stay."""
    block = (rows["kind"] == HEADING).cumsum()
    moved = rows[order].notna()
    turn = rows.index.to_numpy(copy=True)
    turn[moved] = rows[moved].assign(block=block).sort_values(["block", order]).index
    return rows.loc[turn]


def _placed(rows: pd.DataFrame, narrow: bool) -> pd.DataFrame:
    """Rows with ``top``, ``down``, ``bottom``, ``label_down`` and ``label`` (lines of the name)."""
    down, placed = float(TOP), []
    for row in rows.to_dict("records"):
        # On a narrow picture the numbers stand in the name's own line, and long ones need room.
        taken = max(0, len(row["words"]) - NUMBERS) if narrow else 0
        lines = textwrap.wrap(row["name"], LETTERS[narrow] - taken) or [""]
        row = {**row, "top": down}
        if row["kind"] == HEADING:
            first = down + (LABEL_LINE if placed else LABEL_LINE / 2)
            down = first + LABEL_LINE * (len(lines) - 0.5) + 2
            placed.append({**row, "down": first, "label_down": first, "label": lines})
            continue
        if narrow:
            first = down + LABEL_LINE / 2
            has_mark = row["kind"] != NOTHING
            down += LABEL_LINE * len(lines) + (MARK if has_mark else 4)
            placed.append({**row, "down": down - MARK / 2, "label_down": first, "label": lines})
        else:
            tall = max(ROW, WIDE_LINE * len(lines) + 8)
            middle = down + tall / 2
            above = WIDE_LINE / 2 * (len(lines) - 1)
            placed.append({**row, "down": middle, "label": lines, "label_down": middle - above})
            down += tall
        placed[-1]["bottom"] = down
    return pd.DataFrame(placed, index=rows.index)


def forest_row(
    name: str,
    kind: str,
    value: float = math.nan,
    low: float = math.nan,
    high: float = math.nan,
    words: str | None = None,
) -> dict:
    """A row of a forest plot, as `forest` takes it.

    Parameters
    ----------
    name, kind : str
        What stands at the left, and what is drawn: `HEADING`, `NOTHING`, `BOUND`, `POOLED`,
        `PREDICTED` or the caller's own kind of estimate.
    value, low, high : float
        Effect and ends of its interval; NaN where there is none.
    words : str, optional
        What stands at the right; the interval in words, if not given.

    Examples
    --------
    >>> forest_row("All trials", POOLED, -0.4727, -1.0187, 0.0733)["words"]
    '−0.47 (−1.02 to 0.07)'
    >>> forest_row("Randomised", HEADING)["words"]
    ''
    """
    if words is None:
        words = "" if math.isnan(low) else interval_in_words(value, low, high)
    return {"name": name, "kind": kind, "value": value, "low": low, "high": high, "words": words}
