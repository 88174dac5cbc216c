"""Forest plot: effects with intervals, bounds as bars, pooled results as diamonds."""

import math
import textwrap

import altair as alt
import pandas as pd

from living_review.charts.frames import plain_frame
from living_review.charts.theme import COLOURS, NARROW, SHAPES

POOLED, PREDICTED, HEADING, NOTHING = "pooled", "new trial", "heading", "nothing"
BOUND = "bound"
ROW, LABEL_LINE, TOP = 26, 18, 4  # pixels
TICK = 8  # of the line of no effect above the axis of a narrow picture
MARK = ROW - 6  # what a mark takes below its name on a narrow picture
LEFT, RIGHT = 226, 168  # of a wide picture: for names, and for numbers
EDGE = 14  # what the frame of a picture takes from its width
AXIS, LEGEND_LINE = 52, 20  # what axis and legend take from its height
RATIO_TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
LETTERS = {False: 36, True: 30}  # of a name, on a wide picture and on a narrow one
STYLES = tuple((COLOURS[name], SHAPES[name]) for name in ("second", "third", "fourth", "first"))


def forest(
    rows: pd.DataFrame,
    *,
    quantity: str,
    kinds: tuple[str, ...],
    domain: tuple[float, float],
    null: float | None = 0.0,
    ratio: bool = False,
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
        effect could be, with sampling error added.
    quantity : str
        Title of the axis, with what left and right mean.
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

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    least, most = domain
    drawn = rows["low"].notna()
    outer = rows.reindex(columns=["outer_low", "outer_high"])
    rows = plain_frame(
        rows[["name", "kind", "value", "words"]].assign(
            value=rows["value"].clip(least, most),
            shown_low=rows["low"].clip(least, most),
            shown_high=rows["high"].clip(least, most),
            cut_low=drawn & (rows["low"] < least),
            cut_high=drawn & (rows["high"] > most),
            outer_low=outer["outer_low"].clip(least, most),
            outer_high=outer["outer_high"].clip(least, most),
        )
    )

    def draw(width: int):
        narrow = width <= NARROW
        used = [kind for kind in kinds if kind in set(rows["kind"])]
        left, right = (4, width - EDGE - 4) if narrow else (LEFT, width - RIGHT)
        frame = _placed(rows, narrow)
        height = float(frame["down"].max()) + ROW
        deep = alt.Scale(domain=[height, 0], nice=False)
        y = alt.Y("down:Q", axis=None, scale=deep)
        kind_of_scale = {"type": "log"} if ratio else {"zero": False}
        across = alt.Scale(domain=list(domain), range=[left, right], nice=False, **kind_of_scale)
        ticks = (
            {"values": [t for t in RATIO_TICKS if least <= t <= most], "format": "~g"}
            if (ratio)
            else {"tickCount": 5}
        )
        axis = alt.Axis(title=quantity, grid=False, **ticks)
        x = alt.X("shown_low:Q", scale=across, axis=axis, title=quantity)
        tips = [
            alt.Tooltip("name:N", title="row"),
            alt.Tooltip("words:N", title="effect"),
            alt.Tooltip("kind:N", title="from"),
        ]
        marks = frame[["name", "kind", "value", "words", "shown_low", "shown_high", "down"]]
        layers = []
        if null is not None:
            line = alt.Chart(_stretches(frame, narrow, height).assign(at=null)).mark_rule(
                color=COLOURS["muted"], opacity=0.8, aria=False
            )
            layers.append(
                line.encode(
                    x=alt.X("at:Q", scale=across, axis=axis, title=quantity),
                    y=alt.Y("from:Q", axis=None, scale=deep),
                    y2="to:Q",
                )
            )
        reach = frame.loc[frame["outer_low"].notna(), ["outer_low", "outer_high", "down"]]
        layers.append(
            alt.Chart(reach)
            .mark_rule(color=COLOURS["muted"], strokeWidth=1.6, aria=False)
            .encode(
                x=alt.X("outer_low:Q", scale=across, axis=axis, title=quantity),
                x2="outer_high:Q",
                y=y,
            )
        )
        bars = marks[marks["kind"] == BOUND]
        layers.append(
            alt.Chart(bars)
            .mark_bar(height=9, cornerRadius=2, color=COLOURS["muted"], opacity=0.7)
            .encode(x=x, x2="shown_high:Q", y=y, tooltip=tips)
        )
        spans = marks[marks["kind"].isin([*kinds, POOLED])]
        layers.append(
            alt.Chart(spans)
            .mark_rule(aria=False, color="currentColor", strokeWidth=1.6)
            .encode(x=x, x2="shown_high:Q", y=y)
        )
        predicted = marks[marks["kind"] == PREDICTED]
        layers.append(
            alt.Chart(predicted)
            .mark_rule(strokeDash=[4, 3], strokeWidth=2, color="currentColor")
            .encode(x=x, x2="shown_high:Q", y=y, tooltip=tips)
        )
        layers += _arrows(frame, least, most, across, y)
        legend = (
            alt.Legend(
                title=None,
                columns=1 if narrow else 2,
                labelLimit=0,
                symbolSize=90,
                symbolOpacity=1,
                values=used,
            )
            if len(used) > 1
            else None
        )
        styles = STYLES[: len(kinds)]
        points = (
            alt.Chart(marks[marks["kind"].isin(kinds)])
            .mark_point(size=95, filled=True, opacity=1)
            .encode(
                x=alt.X("value:Q", scale=across, axis=axis, title=quantity),
                y=y,
                color=alt.Color(
                    "kind:N",
                    legend=legend,
                    scale=alt.Scale(domain=list(kinds), range=[colour for colour, _ in styles]),
                ),
                shape=alt.Shape(
                    "kind:N",
                    legend=legend,
                    scale=alt.Scale(domain=list(kinds), range=[shape for _, shape in styles]),
                ),
                tooltip=tips,
            )
        )
        diamonds = (
            alt.Chart(marks[marks["kind"] == POOLED])
            .mark_point(shape="diamond", size=190, filled=True, opacity=1, color="currentColor")
            .encode(x=alt.X("value:Q", scale=across, axis=axis, title=quantity), y=y, tooltip=tips)
        )
        layers += [points, diamonds, *_texts(frame, narrow, deep, width - EDGE)]
        lines = 0 if legend is None else len(used) if narrow else (len(used) + 1) // 2
        tall = height + AXIS + (LEGEND_LINE * lines + 8 if lines else 0)
        return alt.layer(*layers).properties(height=tall)

    return draw


def _placed(rows: pd.DataFrame, narrow: bool) -> pd.DataFrame:
    """Rows with ``down``, ``label_down`` and ``label`` (lines of the name)."""
    down, found = float(TOP), []
    for row in rows.to_dict("records"):
        lines = textwrap.wrap(row["name"], LETTERS[narrow]) or [""]
        if row["kind"] == HEADING:
            first = down + (LABEL_LINE if found else LABEL_LINE / 2)
            down = first + LABEL_LINE * (len(lines) - 0.5) + 2
            found.append({**row, "down": first, "label_down": first, "label": lines})
            continue
        if narrow:
            first = down + LABEL_LINE / 2
            has_mark = row["kind"] != NOTHING
            down += LABEL_LINE * len(lines) + (MARK if has_mark else 4)
            found.append({**row, "down": down - MARK / 2, "label_down": first, "label": lines})
        else:
            tall = max(ROW, 16 * len(lines) + 8)
            middle = down + tall / 2
            found.append(
                {**row, "down": middle, "label": lines, "label_down": middle - 8 * (len(lines) - 1)}
            )
            down += tall
    return pd.DataFrame(found)


def _stretches(frame: pd.DataFrame, narrow: bool, height: float) -> pd.DataFrame:
    """Where the line of no effect is drawn: ``from`` and ``to``, in pixels from the top.

    On a narrow picture words stand above their marks, over its whole width, and the line leaves
    them out.
    """
    if not narrow:
        return pd.DataFrame({"from": [0.0], "to": [height]})
    marked = frame.loc[~frame["kind"].isin([HEADING, NOTHING]), "down"]
    found = pd.DataFrame({"from": marked - MARK / 2, "to": marked + MARK / 2})
    return pd.concat([found, pd.DataFrame({"from": [height - TICK], "to": [height]})])


def _arrows(frame: pd.DataFrame, least: float, most: float, across, y) -> list[alt.Chart]:
    """Arrowheads where an interval or a bound goes on beyond the picture."""
    found = []
    for column, end, shape in (
        ("cut_low", least, "triangle-left"),
        ("cut_high", most, "triangle-right"),
    ):
        cut = frame[frame[column]]
        if len(cut):
            found.append(
                alt.Chart(cut[["down"]].assign(at=end))
                .mark_point(
                    shape=shape, size=60, filled=True, opacity=1, color="currentColor", aria=False
                )
                .encode(x=alt.X("at:Q", scale=across), y=y)
            )
    return found


def _texts(frame: pd.DataFrame, narrow: bool, deep, width: int) -> list[alt.Chart]:
    """Names on the left and numbers on the right, each line a text of its own."""
    lines = pd.DataFrame(
        [
            {
                "text": text,
                "at": row["label_down"] + place * (LABEL_LINE if narrow else 16),
                "heavy": row["kind"] in (HEADING, POOLED),
            }
            for row in frame.to_dict("records")
            for place, text in enumerate(row["label"])
        ]
    )
    found = []
    for heavy, part in lines.groupby("heavy"):
        found.append(
            alt.Chart(part[["text", "at"]])
            .mark_text(align="left", baseline="middle", fontWeight=600 if heavy else 400)
            .encode(x=alt.value(0), y=alt.Y("at:Q", axis=None, scale=deep), text="text:N")
        )
    numbers = frame.loc[
        (frame["kind"] != HEADING) & (frame["words"] != ""),
        ["words", "label_down" if narrow else "down"],
    ]
    numbers.columns = ["text", "at"]
    found.append(
        alt.Chart(numbers)
        .mark_text(align="right", baseline="middle")
        .encode(x=alt.value(width), y=alt.Y("at:Q", axis=None, scale=deep), text="text:N")
    )
    return found


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


def interval_in_words(value: float, low: float, high: float) -> str:
    """An effect and its interval as they stand beside a row.

    Examples
    --------
    >>> interval_in_words(-0.4727, -1.0187, 0.0733)
    '−0.47 (−1.02 to 0.07)'
    >>> interval_in_words(float("nan"), float("-inf"), -0.3575)
    'up to −0.36'
    """
    if math.isinf(low):
        return f"up to {_signed(high)}"
    span = f"{_signed(low)} to {_signed(high)}"
    return span if value != value else f"{_signed(value)} ({span})"


def _signed(value: float) -> str:
    text = f"{value:.2f}"
    return ("0.00" if text == "-0.00" else text).replace("-", "−")
