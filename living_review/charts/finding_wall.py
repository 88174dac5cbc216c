"""Findings or verdicts at a glance: one mark each, by what was looked at, gravest first."""

from collections.abc import Iterable, Mapping

import altair as alt
import pandas as pd

from living_review.charts.choices import fading, lists_to_choose
from living_review.charts.scales import Look
from living_review.charts.theme import NARROW

STEP, LINE, GAP = 15, 17, 12  # pixels from mark to mark, line to line, and between two checks
LEGEND_COLUMNS = {True: 2, False: 3}  # on a narrow picture, on a wide one


def places(findings: pd.DataFrame, verdicts: tuple[str, ...], per_line: int) -> pd.DataFrame:
    """Where each mark stands.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``check``, ``verdict``; checks keep the order of their first row.
    verdicts : tuple of str
        From the gravest.
    per_line : int
        Marks on one line.

    Returns
    -------
    pandas.DataFrame
        The rows with ``across`` and ``down`` in pixels, and ``left`` and ``title_down`` of their
        check's title.
    """
    rank = {verdict: place for place, verdict in enumerate(verdicts)}
    parts, down = [], 0
    for _, part in findings.groupby("check", sort=False):
        part = part.sort_values("verdict", key=lambda c: c.map(rank), kind="stable")
        place = pd.RangeIndex(len(part))
        title = down + LINE / 2
        down = title + LINE * (1 + place // per_line)
        across = place % per_line * STEP + STEP / 2
        part = part.assign(left=0.0, across=across, down=down, title_down=title)
        parts.append(part)
        down = float(part["down"].max()) + LINE / 2 + GAP
    return pd.concat(parts, ignore_index=True)


def _columns(findings: pd.DataFrame, width: int) -> int:
    """Columns of checks: two where each takes one line of half the width, so that none is bare."""
    most = findings["check"].value_counts().max()
    return 2 if width > NARROW and most <= width // 2 // STEP else 1


def _beside(placed: pd.DataFrame, wide: float) -> pd.DataFrame:
    """Checks of the lower half in a second column, ``left`` pixels from the first."""
    ends = placed.groupby("check", sort=False)["down"].max()
    first = ends[ends.shift(fill_value=0) < ends.iloc[-1] / 2]  # the longer column is the first
    later = ~placed["check"].isin(first.index)
    up = first.iloc[-1] + LINE / 2 + GAP
    return placed.assign(
        left=placed["left"].mask(later, wide),
        across=placed["across"].mask(later, placed["across"] + wide),
        down=placed["down"].mask(later, placed["down"] - up),
        title_down=placed["title_down"].mask(later, placed["title_down"] - up),
    )


TOOLTIPS = (
    ("what", "number"),
    ("printed", "as printed"),
    ("verdict", "verdict"),
    ("source", "source"),
)


def finding_wall(
    findings: pd.DataFrame,
    looks: dict[str, Look],
    tooltips: tuple[tuple[str, str], ...] = TOOLTIPS,
    choose: Mapping[str, str] = {},
):
    """Chart of all findings, one mark each.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``check``, ``verdict``, ``what`` (of which number), ``printed``, ``source``; with a
        ``record``, a mark leads to that address when it is pressed.
    looks : dict of str to Look
        How each verdict is marked, from the gravest; `living_review.charts.scales` has them.
    tooltips : tuple of (str, str), optional
        Columns that a tooltip shows, with their titles.
    choose : mapping of str to str, optional
        Columns from whose values a reader can choose, with the names of the lists; what was not
        chosen fades.

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """
    order = {"verdict": looks, "check": findings["check"]}
    values = {column: order.get(column, sorted(findings[column])) for column in choose}
    shown = ["verdict", "check", *dict(tooltips), *choose, *({"record"} & set(findings.columns))]

    def draw(width: int):
        columns = _columns(findings, width)
        frame = places(findings, tuple(looks), width // columns // STEP)
        frame = _beside(frame, width / columns) if columns > 1 else frame
        height = float(frame["down"].max()) + LINE
        deep = alt.Scale(domain=[height, 0], nice=False)
        drawn = frame[["across", "down", *dict.fromkeys(shown)]]
        marks = _marks(drawn, looks, tooltips, width, deep)
        if choose:
            marks = marks.encode(opacity=fading(choose)).add_params(
                *lists_to_choose(choose, values, findings)
            )
        return alt.layer(_titles(frame, width, deep), marks).properties(height=height)

    return draw


def _marks(
    frame: pd.DataFrame, looks: dict[str, Look], tooltips, width: int, deep: alt.Scale
) -> alt.Chart:
    """Findings, each with the look of its verdict."""
    columns = LEGEND_COLUMNS[width <= NARROW]
    legend = alt.Legend(title=None, columns=columns, symbolSize=80, labelLimit=0, symbolOpacity=1)
    colours, shapes, sizes = (
        alt.Scale(domain=list(looks), range=[getattr(look, part) for look in looks.values()])
        for part in ("colour", "shape", "size")
    )
    cursor = "pointer" if "record" in frame.columns else "default"
    points = alt.Chart(frame).mark_point(filled=True, opacity=1, aria=False, cursor=cursor)
    return points.encode(
        x=alt.X("across:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        y=alt.Y("down:Q", axis=None, scale=deep),
        color=alt.Color("verdict:N", legend=legend, scale=colours),
        shape=alt.Shape("verdict:N", legend=legend, scale=shapes),
        size=alt.Size("verdict:N", legend=None, scale=sizes),
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tooltips],
    )


def _titles(frame: pd.DataFrame, width: int, deep: alt.Scale) -> alt.Chart:
    """Each check with the number of its findings."""
    titles = frame.groupby("check", sort=False)[["left", "title_down"]].first().reset_index()
    counts = titles["check"].map(frame["check"].value_counts())
    titles["words"] = titles["check"] + " (" + counts.astype(str) + ")"
    words = alt.Chart(titles[["words", "left", "title_down"]]).mark_text(
        align="left", baseline="middle", fontWeight=600
    )
    return words.encode(
        x=alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        y=alt.Y("title_down:Q", axis=None, scale=deep),
        text="words:N",
    )


def described_findings(findings: pd.DataFrame, verdicts: Iterable[str]) -> str:
    """What a wall of findings shows, in words.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``verdict`` of each.
    verdicts : iterable of str
        All of them, from the gravest.

    Examples
    --------
    >>> found = pd.DataFrame({"verdict": ["consistent", "question", "consistent"]})
    >>> described_findings(found, ["question", "consistent"])
    '3 findings, one mark each, grouped by check: 1 question, 2 consistent.'
    """
    counts = findings["verdict"].value_counts()
    shares = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in verdicts)
    return f"{len(findings)} findings, one mark each, grouped by check: {shares}."
