"""A figure for everyone: its finding as title, static picture, data as a table, live chart on top.

The static SVG stands in the page, so it is there without JavaScript, on paper and in print.
The specification stands beside it as JSON; one local script makes it live when it comes into
view. Each figure is drawn twice, wide and narrow, and the page shows the one that fits.
"""

import copy
import hashlib
import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import altair as alt
import pandas as pd

from living_review.charts import theme
from living_review.pages.page_table import PageTable, kept_together

CAPTION = ("<figcaption>", "</figcaption>")
# Where marks lie, in pixels: what no eye sees of it is half of what a crowded picture weighs. What
# is said, in a text or a label, stays as it is. A quoted value holds no quotation mark, a text may.
TAG = re.compile(r'<\w+(?:\s+[\w:-]+="[^"]*")+')
PLACES = re.compile(r'(?<=\s)(?:transform|d|x2|y2)="[^"]*"')
FINER_THAN_SEEN = re.compile(r"\d+\.\d{3,}")


@cache
def _register_font():
    import vl_convert

    vl_convert.register_font_directory(str(theme.FONT_FOLDER))


def _rounded(value):
    """Round floats to what any reader can see, so that builds agree on every machine."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _as_fine_as_seen(svg: str) -> str:
    """The picture with its marks placed to a hundredth of a pixel, and every word as it was."""

    def placed(places: re.Match) -> str:
        return FINER_THAN_SEEN.sub(lambda number: f"{float(number[0]):.2f}", places[0])

    return TAG.sub(lambda tag: PLACES.sub(placed, tag[0]), svg)


def _json(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(value) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()[:16]


def _with_stable_names(specification: dict) -> dict:
    """Name datasets by their rounded content: Altair's names follow the last bits of floats."""
    datasets = specification.get("datasets", {})
    names = {name: f"data-{_digest(rows)}" for name, rows in datasets.items()}

    def renamed(value):
        if isinstance(value, dict):
            if set(value) == {"name"} and value["name"] in names:
                return {"name": names[value["name"]]}
            return {key: renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    fresh = renamed({key: item for key, item in specification.items() if key != "datasets"})
    if datasets:
        fresh["datasets"] = {names[name]: rows for name, rows in datasets.items()}
    return fresh


def json_for_page(value) -> str:
    """JSON within a script element: no character that could end it or begin another."""
    return _json(value).replace("<", "\\u003c")


@dataclass(frozen=True)
class Figure:
    """One figure of the book.

    Parameters
    ----------
    name : str
        Anchor on the page, lowercase with hyphens, unique on it.
    title : str
        What the picture shows, as a finding, computed from the same data; it stands above the
        picture and in every copy of it that a reader takes away.
    caption : str
        One or two sentences that stand below the picture; blank if the chapter has them, in a
        ``{caption}`` after its cell.
    description : str
        What a reader who cannot see the picture is told: what it shows and what it says.
    draw : callable
        Given a width in pixels, returns the chart at that width.
    table : PageTable
        The numbers behind the picture.

    Raises
    ------
    ValueError
        If name, title or description is missing: such a figure is not for everyone.
    """

    name: str
    title: str
    caption: str
    description: str
    draw: Callable[[int], alt.TopLevelMixin]
    table: PageTable
    _specifications: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self):
        for part in ("name", "title", "description"):
            if not getattr(self, part).strip():
                raise ValueError(f"figure {self.name!r} has no {part}; every figure needs one")

    def specification(self, width: int) -> dict:
        """Vega-Lite specification at a width, numbers rounded to six significant digits."""
        if width not in self._specifications:  # drawing and validating takes longest of all
            chart = self.draw(width).properties(width=width)
            self._specifications[width] = _with_stable_names(_rounded(chart.to_dict()))
        return copy.deepcopy(self._specifications[width])

    def static_svg(self, specification: dict) -> str:
        """The picture as SVG; the same bytes on every build."""
        import vl_convert

        _register_font()
        svg = _as_fine_as_seen(vl_convert.vegalite_to_svg(specification))
        # The frame around it carries the description; the marks would only repeat parts of it.
        return svg[svg.index("<svg") :].replace("<svg ", '<svg aria-hidden="true" ', 1)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}

    def to_html(self) -> str:
        """The figure as it stands in the page."""
        wide, narrow = self.specification(theme.WIDE), self.specification(theme.NARROW)
        datasets = wide.pop("datasets", {})
        narrow_datasets = narrow.pop("datasets", {})
        shared = {**datasets, **narrow_datasets}
        views = "".join(
            self._view(kind, spec, {**spec, "datasets": shared})
            for kind, spec in (("wide", wide), ("narrow", narrow))
        )
        data = json_for_page({"datasets": shared})
        return (
            f'<figure class="review-figure" id="figure-{html.escape(self.name)}">'
            f'<p class="review-title">{html.escape(kept_together(self.title))}</p>'
            f'<script type="application/json" class="review-datasets">{data}</script>'
            f"{views}{CAPTION[0]}{html.escape(self.caption)}{CAPTION[1]}"
            f'<div class="review-tools"></div><details><summary>Data</summary>'
            f"{self.table.to_html(f'table-{self.name}')}</details></figure>"
        )

    def _view(self, kind: str, specification: dict, whole: dict) -> str:
        label = html.escape(self.description, quote=True)
        spec = json_for_page(specification)
        return (
            f'<div class="review-view review-{kind}"><div class="review-controls"></div>'
            f'<div class="review-picture" role="img" aria-label="{label}">'
            f"{self.static_svg(whole)}</div>"
            f'<script type="application/json" class="review-spec">{spec}</script></div>'
        )

    def to_reviewed_text(self) -> str:
        """What the chapter's reviewed outputs hold: caption, specification, digest of the data."""
        spec = self.specification(theme.WIDE)
        datasets = spec.pop("datasets", {})
        digest = _digest(datasets)
        spec.pop("config", None)
        spec.pop("$schema", None)
        rows = sum(len(rows) for rows in datasets.values())
        caption = f"{self.caption}\n" if self.caption else ""
        return (
            f"figure {self.name}: {self.title}\n{caption}{self.description}\n"
            f"data: {rows} rows, digest {digest}\n"
            f"{json.dumps(_without_dataset_names(spec), sort_keys=True, ensure_ascii=False)}"
        )


def figure_of(
    chart: alt.TopLevelMixin | Callable[[int], alt.TopLevelMixin],
    name: str,
    description: str,
    title: str = "",
    table: pd.DataFrame | PageTable | None = None,
) -> Figure:
    """A figure of a chart that a cell drew.

    Parameters
    ----------
    chart : altair chart or callable
        Or a function from a width in pixels to it.
    name, description : str
        As of `Figure`.
    title : str, optional
        As of `Figure`; without it, the chart's own.
    table : pandas.DataFrame or PageTable, optional
        The numbers behind it, with columns named for readers; without it, what tooltips tell.

    Raises
    ------
    ValueError
        If there is neither a table nor a mark with tooltips, or as `Figure` does.
    """
    drawn = chart if callable(chart) else chart.copy(deep=True)
    if isinstance(drawn, alt.TopLevelMixin):
        title = title or _taken_title(drawn)
    draw = drawn if callable(drawn) else lambda width: drawn.properties(width=width)
    if table is None:
        table = _told(draw(theme.WIDE).to_dict(), name)
    if isinstance(table, pd.DataFrame):
        table = PageTable(table, f"Data of the picture: {title}", {c: c for c in table})
    return Figure(name, title, "", description, draw, table)


def _taken_title(chart: alt.TopLevelMixin) -> str:
    """The title of a chart or of its first layer with one, which then has none: it stands above."""
    for part in (chart, *getattr(chart, "layer", ())):
        if not isinstance(part.title, alt.utils.schemapi.UndefinedType):
            title, part.title = part.title, alt.Undefined
            return title
    return ""


def _told(specification: dict, name: str) -> pd.DataFrame:
    """What the tooltips of a chart tell, one row for each row of the data of their mark."""
    for part in (specification, *specification.get("layer", ())):
        tips = part.get("encoding", {}).get("tooltip")
        if isinstance(tips, list):
            data = part.get("data", specification.get("data"))
            rows = pd.DataFrame(specification["datasets"][data["name"]])
            titles = {tip["field"]: tip.get("title", tip["field"]) for tip in tips}
            return rows[list(titles)].rename(columns=titles)
    raise ValueError(
        f"figure {name!r} has no data for those who can't see it: give its marks tooltips, or "
        "give show a table"
    )


def _without_dataset_names(value):
    """Names of datasets are hashes of their content; the digest speaks for all of them."""
    if isinstance(value, dict):
        return {
            key: {"name": "…"} if key == "data" else _without_dataset_names(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_without_dataset_names(item) for item in value]
    return value
