"""Findings or verdicts at a glance: one mark each, by what was looked at, gravest first."""

import altair as alt
import pandas as pd

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
        The rows with ``across`` and ``down`` in pixels, and ``title_down`` of their check's
        title.
    """
    rank = {verdict: place for place, verdict in enumerate(verdicts)}
    parts, down = [], 0
    for _, part in findings.groupby("check", sort=False):
        part = part.sort_values("verdict", key=lambda c: c.map(rank), kind="stable")
        place = pd.RangeIndex(len(part))
        title = down + LINE / 2
        down = title + LINE * (1 + place // per_line)
        across = place % per_line * STEP + STEP / 2
        part = part.assign(across=across, down=down, title_down=title)
        parts.append(part)
        down = float(part["down"].max()) + LINE / 2 + GAP
    return pd.concat(parts, ignore_index=True)


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

    Returns
    -------
    callable
        From a width in pixels to the chart.
    """

    def draw(width: int):
        frame = places(findings, tuple(looks), width // STEP)
        height = float(frame["down"].max()) + LINE
        narrow = width <= NARROW
        legend = alt.Legend(
            title=None, columns=LEGEND_COLUMNS[narrow], symbolSize=80, labelLimit=0, symbolOpacity=1
        )

        def scale(part: str) -> alt.Scale:
            return alt.Scale(
                domain=list(looks), range=[getattr(look, part) for look in looks.values()]
            )

        across = alt.X("across:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
        deep = alt.Scale(domain=[height, 0], nice=False)
        marks = (
            alt.Chart(
                frame[
                    [
                        "across",
                        "down",
                        "verdict",
                        "check",
                        *(c for c, _ in tooltips if c != "verdict"),
                        *({"record"} & set(frame.columns)),
                    ]
                ]
            )
            .mark_point(
                filled=True,
                opacity=1,
                aria=False,
                cursor="pointer" if "record" in frame.columns else "default",
            )
            .encode(
                x=across,
                y=alt.Y("down:Q", axis=None, scale=deep),
                color=alt.Color("verdict:N", legend=legend, scale=scale("colour")),
                shape=alt.Shape("verdict:N", legend=legend, scale=scale("shape")),
                size=alt.Size("verdict:N", legend=None, scale=scale("size")),
                tooltip=[alt.Tooltip(f"{c}:N", title=t) for c, t in tooltips],
            )
        )
        titles = frame.groupby("check", sort=False)["title_down"].first().reset_index()
        counts = frame["check"].value_counts()
        titles["words"] = [f"{name} ({counts[name]})" for name in titles["check"]]
        words = (
            alt.Chart(titles[["words", "title_down"]])
            .mark_text(align="left", baseline="middle", fontWeight=600)
            .encode(x=alt.value(0), y=alt.Y("title_down:Q", axis=None, scale=deep), text="words:N")
        )
        return alt.layer(words, marks).properties(height=height)

    return draw
