"""Every choice that a chart offers, used as a reader would: it does what it says.

What a picture shows is read off the marks in the page, each with its row of data.
"""

import functools
import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from shares import first_of
from websites import PATIENCE, SITE, read, wait_until_live

from living_review.charts.choices import EVERYTHING
from living_review.charts.forest import HEADING
from living_review.charts.scales import CLAIMS
from living_review.evidence import tables
from living_review.pages import trustworthiness
from living_review.synthesis.certainty import LEVELS
from living_review.synthesis.trials import bias

pytestmark = pytest.mark.site
PAGES = sorted(f"chapters/{name}.html" for name in tables.chapters())
FIGURE = re.compile(r'<figure class="review-figure" id="figure-([^"]+)">(.*?)</figure>', re.DOTALL)
JSON = re.compile(r'<script type="application/json" class="review-(\w+)">(.*?)</script>', re.DOTALL)
PAGE = {
    "forest": "the-pooled-answer",
    "clinicians-forest": "for-clinicians",
    "death": "harms-of-antidepressants-one-by-one",
    "stroke": "harms-of-antidepressants-one-by-one",
    "suicidal-thoughts": "harms-of-antidepressants-one-by-one",
    "aggression": "harms-of-antidepressants-one-by-one",
    "laboratories": "magnesium-in-cells-and-blood",
    "over-time": "before-and-after-antidepressants",
    "zinc-harvest": "zinc",
    "multiverse": "sensitivity",
    "bias": "the-trials",
    "trust": "the-trials",
    "wall": "verdicts-at-a-glance",
    "wall-of-checks": "reporting-checks",
    "diet-by-design": "diet-cohorts-and-genes",
    "prevalence": "how-common-depression-is",
    "net-responders": "what-antidepressants-do-and-how-fast",
    "ketamine-evidence": "ketamine",
    "serotonin-evidence": "serotonin-and-stress",
    "cells-group-size": "magnesium-in-cells-and-blood",
    "plasma-group-size": "magnesium-in-cells-and-blood",
    "zinc-change": "zinc",
    "amitriptyline-change": "before-and-after-antidepressants",
    "sertraline-change": "before-and-after-antidepressants",
    "stay-change": "magnesium-and-reward-in-rats",
}
NAMED = {"wall-of-checks": "wall"}  # two pages have a figure of this name
SAME = {("index", "forest"): "forest"}  # the same chart on another page
# As one text: a multitude of marks would take Playwright's own way of handing over very long.
MARKS = """(view, kinds) => JSON.stringify([...view.querySelectorAll('.review-picture svg *')]
    .map(element => element.__data__)
    .filter(item => item?.mark?.role === 'mark' && kinds.includes(item.mark.marktype))
    .map(item => ({
        kind: item.mark.marktype, opacity: item.opacity ?? 1, x: item.x, y: item.y,
        text: [item.text ?? ''].flat().join(' '), row: {...item.datum}, told: item.tooltip ?? {},
    })))"""


@functools.cache
def figures() -> dict[tuple[str, str], tuple[dict, list[dict]]]:
    """Datasets and specifications of every figure, by page and name."""
    found = {}
    for page in PAGES:
        for name, body in FIGURE.findall((SITE / page).read_text()):
            parts = [(kind, json.loads(text)) for kind, text in JSON.findall(body)]
            (datasets,) = (part["datasets"] for kind, part in parts if kind == "datasets")
            found[Path(page).stem, name] = (
                datasets,
                [part for kind, part in parts if kind == "spec"],
            )
    return found


def choices(page: str, figure: str) -> dict[str, dict | str]:
    """Controls of a figure: name of the parameter and what it is bound to."""
    wide = figures()[page, figure][1][0]
    return {one["name"]: one["bind"] for one in wide.get("params", ()) if "bind" in one}


def rows(page: str, figure: str) -> Iterator[dict]:
    for dataset in figures()[page, figure][0].values():
        yield from dataset


class Chart:
    """A chart on its page, as a reader has it before them."""

    def __init__(self, open_page, figure: str):
        self.place = PAGE[figure], NAMED.get(figure, figure)
        self.page = open_page(f"chapters/{self.place[0]}.html")
        wait_until_live(self.page)
        self.view = self.page.locator(f"#figure-{self.place[1]} .review-wide")
        self.controls = choices(*self.place)

    def marks(self, *kinds: str) -> list[dict]:
        """Marks of some kinds, from the top, those of a line from the left."""
        drawn = json.loads(self.view.evaluate(MARKS, kinds))
        return sorted(drawn, key=lambda mark: (round(mark["y"] or 0), mark["x"] or 0))

    def points(self) -> list[dict]:
        return [mark for mark in self.marks("symbol") if mark["opacity"]]

    def choose(self, name: str, value):
        control = self.view.locator(f"[name={name}]")
        if self.controls[name]["input"] == "select":
            control.select_option(index=self.controls[name]["options"].index(value))
        else:
            control.first.fill(str(value))

    def press(self, words: str):
        self.view.locator(
            ".role-legend-label text", has_text=re.compile(f"^{re.escape(words)}$")
        ).click()

    def shows(self, holds, *about):
        """Wait until something holds of the picture: it draws anew a moment after a choice."""
        until = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < until, (*self.place, *about)
            self.page.wait_for_timeout(40)


def stand_out(points: list[dict], chosen) -> bool:
    """Whether what is chosen is drawn in full, and whatever else there is recedes."""
    full = [point["opacity"] > 0.5 for point in points]
    return any(full) and full == [chosen(point["row"]) for point in points]


def of_lists(chart: Chart) -> list[str]:
    return [name for name in chart.controls if name.startswith("chosen_")]


def some(values: list) -> list:
    """All of a few values; of many, the ends and some between."""
    return (
        values if len(values) < 9 else [*values[:3], *values[3 : -1 : len(values) // 4], values[-1]]
    )


LISTS = [
    "death", "stroke", "suicidal-thoughts", "aggression", "laboratories", "over-time",
    "zinc-harvest", "bias", "trust", "wall", "wall-of-checks",
]  # fmt: skip


@pytest.mark.parametrize("figure", first_of(LISTS))
def test_what_a_list_chooses_stands_out_and_the_rest_recedes(open_page, figure):
    chart = Chart(open_page, figure)
    assert of_lists(chart)
    for name in of_lists(chart):
        column = name.removeprefix("chosen_")
        for value in some(chart.controls[name]["options"][1:]):
            chart.choose(name, value)
            chart.shows(
                lambda c=column, v=value: stand_out(chart.points(), lambda row: row[c] == v), value
            )
        chart.choose(name, EVERYTHING)
        chart.shows(lambda: all(point["opacity"] > 0.5 for point in chart.points()))
    one = chart.points()[-1]["row"]
    together = {
        name.removeprefix("chosen_"): one[name.removeprefix("chosen_")] for name in of_lists(chart)
    }
    for column, value in together.items():
        chart.choose(f"chosen_{column}", value)
    chart.shows(
        lambda: stand_out(
            chart.points(), lambda row: all(row[c] == v for c, v in together.items())
        ),
        together,
    )


LEGENDS = {
    "bias": "judgement",
    "trust": "judgement",
    "diet-by-design": "kind",
    "prevalence": "kind",
    "net-responders": "kind",
    "ketamine-evidence": "relation",
    "serotonin-evidence": "relation",
}


@pytest.mark.parametrize("figure", first_of(LEGENDS))
def test_a_legend_chooses_and_pressed_again_shows_all(open_page, figure):
    chart, column = Chart(open_page, figure), LEGENDS[figure]
    points = [point["row"] for point in chart.points() if column in point["row"]]
    first, *others = dict.fromkeys(row[column] for row in points)

    def only(*values: str) -> bool:
        shown = [point for point in chart.points() if column in point["row"]]
        return stand_out(shown, lambda row: row[column] in values)

    chart.press(first)
    chart.shows(lambda: only(first), first)
    chart.press(others[0])
    chart.shows(lambda: only(first, others[0]), first, others[0])
    chart.press(first)
    chart.shows(lambda: only(others[0]), others[0])
    chart.press(others[0])
    chart.shows(lambda: only(first, *others), "all")


@pytest.mark.parametrize("figure", first_of(LEGENDS))
def test_a_legend_is_pressed_by_keys_and_says_what_is_pressed(open_page, figure):
    chart, column = Chart(open_page, figure), LEGENDS[figure]
    there = {point["row"].get(column) for point in chart.points()}
    legend = chart.view.get_by_role("group", name="Legend: show only what is pressed")
    buttons = legend.get_by_role("button")
    drawn = chart.view.locator(".role-legend-label text").all_text_contents()
    assert [words for words in drawn if words] == buttons.all_text_contents()
    words = next(words for words in buttons.all_text_contents() if words in there)
    button = legend.get_by_role("button", name=words, exact=True)

    def is_told(pressed: str) -> bool:
        others = [one for one in buttons.all() if one.text_content() != words]
        untold = all(one.get_attribute("aria-pressed") == "false" for one in others)
        return untold and button.get_attribute("aria-pressed") == pressed

    def only() -> bool:
        shown = [point for point in chart.points() if column in point["row"]]
        return stand_out(shown, lambda row: row[column] == words)

    assert is_told("false")
    button.focus()
    chart.page.keyboard.press("Enter")
    chart.shows(lambda: only() and is_told("true"), words)
    # In the legend itself: its button follows.
    chart.press(words)
    chart.shows(lambda: is_told("false") and len({p["opacity"] for p in chart.points()}) == 1)
    button.focus()
    chart.page.keyboard.press("Space")
    chart.shows(lambda: only() and is_told("true"), words)


def year(words: str) -> int:
    return int(re.search(r"(\d{4})\w?$", words).group(1))


def number(words: str) -> float:
    return float(words.split()[0].replace("\u2212", "-"))


FORESTS = ["forest", "clinicians-forest"]
ORDERS = {
    "place_by_year": lambda row, told: year(row["name"]),
    "place_by_effect": lambda row, told: row["value"],
    "place_by_weight": lambda row, told: -number(told["weight among effects that are numbers"]),
}


@pytest.mark.parametrize("figure", first_of(FORESTS))
def test_a_forest_is_sorted_as_chosen(open_page, figure):
    chart = Chart(open_page, figure)
    pooled = [mark["text"] for mark in chart.marks("text")][-6:]
    told = {mark["told"]["result"]: mark["told"] for mark in chart.marks("rect") if mark["told"]}
    orders = set()
    assert list(ORDERS) == chart.controls["sorted_by"]["options"]
    for name in reversed(ORDERS):

        def trials() -> list[dict]:
            return [
                p["row"]
                for p in chart.points()
                if "kind" in p["row"] and p["row"]["kind"] != "pooled"
            ]

        def in_order(by=ORDERS[name]) -> bool:
            places = [by(row, told[row["name"]]) for row in trials()]
            return len(places) > 3 and places == sorted(places)

        chart.choose("sorted_by", name)
        chart.shows(in_order, name)
        orders.add(tuple(row["name"] for row in trials()))
        words = [mark["text"] for mark in chart.marks("text")]
        assert words[-6:] == pooled  # what is no trial stays below them
        for row in trials():  # a name moves with its mark
            assert words.count(row["name"]) == 1
    assert len(orders) == len(ORDERS)


WORST_FIRST = {"bias": bias.SHOWN[::-1], "trust": trustworthiness.SHOWN[::-1]}


@pytest.mark.parametrize("figure", first_of(WORST_FIRST))
def test_judgements_are_sorted_as_chosen(open_page, figure):
    chart = Chart(open_page, figure)
    whole = max(chart.points(), key=lambda point: point["x"])["row"]["domain"]
    orders = {
        "by name": lambda row: row["name"],
        "by judgement": lambda row: WORST_FIRST[figure].index(row["judgement"]),
        "by year": lambda row: year(row["name"]),
    }
    assert set(orders) == set(chart.controls["sorted"]["options"])
    for name, by in orders.items():
        chart.choose("sorted", name)

        def in_order(by=by) -> bool:
            studies = [p["row"] for p in chart.points() if p["row"].get("domain") == whole]
            places = [by(row) for row in studies]
            return len(places) > 5 and places == sorted(places)

        chart.shows(in_order, name)


def test_tiles_are_sorted_as_chosen(open_page):
    chart = Chart(open_page, "wall")
    options = chart.controls["sorted_by"]["options"]
    known = {"verdict": list(CLAIMS), "certainty": [str(level) for level in LEVELS]}
    for column in reversed(options):
        chart.choose("sorted_by", column)

        def in_order(column=column) -> bool:
            values = [point["row"][column] for point in chart.points()]
            together = [
                v for v, after in zip(values, [*values[1:], None], strict=True) if v != after
            ]
            wanted = [value for value in known.get(column, together) if value in values]
            return len(set(values)) == len(together) > 1 and together[: len(wanted)] == wanted

        chart.shows(in_order, column)


HARVESTS = ["laboratories", "over-time", "zinc-harvest"]


@pytest.mark.parametrize("figure", first_of(HARVESTS))
def test_a_slider_of_years_has_older_studies_recede(open_page, figure):
    chart = Chart(open_page, figure)
    bound = chart.controls["since"]
    for since in ((bound["min"] + bound["max"]) // 2, bound["max"]):
        chart.choose("since", since)
        chart.shows(
            lambda s=since: stand_out(
                chart.points(), lambda row: row["year"] >= s or not row["year"]
            ),
            since,
        )


SLIDERS = [
    "cells-group-size", "plasma-group-size", "zinc-change", "amitriptyline-change",
    "sertraline-change", "stay-change",
]  # fmt: skip


@pytest.mark.parametrize("figure", first_of(SLIDERS))
def test_a_slider_moves_marks_and_words_to_its_place(open_page, figure):
    chart = Chart(open_page, figure)
    (name,) = chart.controls
    bound = chart.controls[name]
    given = {json.dumps(row, sort_keys=True) for row in rows(*chart.place) if "words" in row}
    said = set()
    for value in (bound["min"], bound["min"] + 3 * bound["step"], bound["max"]):
        chart.choose(name, round(value, 3))

        def here(value=value) -> bool:
            marks = [m for m in chart.marks("symbol", "text") if name in m["row"]]
            return bool(marks) and all(abs(m["row"][name] - value) < 1e-6 for m in marks)

        chart.shows(here, value)
        words = [m["text"] for m in chart.marks("text") if m["row"].get("words")]
        wanted = {row["words"] for row in map(json.loads, given) if abs(row[name] - value) < 1e-6}
        assert words
        assert set(words) == wanted
        said.add(tuple(words))
    assert len(said) > 1


@pytest.mark.long
def test_words_above_the_pools_count_what_its_lists_choose(open_page):
    chart = Chart(open_page, "multiverse")
    columns = [name.removeprefix("chosen_") for name in of_lists(chart)]
    pools = next(d for d in figures()[chart.place][0].values() if set(columns) <= set(d[0]))

    def follows(chosen: dict[str, str]) -> bool:
        left = [pool for pool in pools if all(pool[c] == v for c, v in chosen.items())]
        words = next(m["text"] for m in chart.marks("text") if "n" in m["row"])
        marks = [mark for mark in chart.points() if mark["told"]]
        if not left:
            return "No pool rests on all of these choices" in words and not marks
        least, most = (f(pool["estimate"] for pool in left) for f in (min, max))
        below = sum(pool["high"] < 0 for pool in left)
        told = f"{len(left)} of {len(pools)} chosen: from {least:.2f} to {most:.2f}"
        told += f" {below} of their intervals lie below 0"
        words = " ".join(words.replace("\u2212", "-").split())
        return told == words and len(marks) == len(left)

    for name in of_lists(chart):
        column = name.removeprefix("chosen_")
        for value in chart.controls[name]["options"][1:3]:
            chart.choose(name, value)
            chart.shows(lambda c=column, v=value: follows({c: v}), value)
        chart.choose(name, EVERYTHING)
    every = {name: chart.controls[name]["options"] for name in of_lists(chart)}
    for end in (1, -1):
        for name, options in every.items():
            chart.choose(name, options[end])
        together = {name.removeprefix("chosen_"): options[end] for name, options in every.items()}
        chart.shows(lambda chosen=together: follows(chosen), together)


def test_every_choice_is_tried_here():
    by_name = {figure: {"chosen_"} for figure in (*LISTS, "multiverse")}
    for figures_of, name in (
        (LEGENDS, "legend"),
        (FORESTS, "sorted_by"),
        (WORST_FIRST, "sorted"),
        (["wall"], "sorted_by"),
        (HARVESTS, "since"),
    ):
        for figure in figures_of:
            by_name.setdefault(figure, set()).add(name)
    for figure in SLIDERS:
        by_name[figure] = set(choices(PAGE[figure], figure))
    known = {(PAGE[figure], NAMED.get(figure, figure)): names for figure, names in by_name.items()}
    known |= {place: by_name[figure] for place, figure in SAME.items()}
    untried = [
        (place, name)
        for place in figures()
        for name, bind in choices(*place).items()
        if ("legend" if bind == "legend" else re.sub("^chosen_.*", "chosen_", name))
        not in known.get(place, ())
    ]
    assert untried == []


# Charts of which each row of the table is a mark: what they are told by, in both.
ROW_FOR_ROW = {
    **dict.fromkeys(("death", "stroke", "suicidal-thoughts", "aggression"), "row_id"),
    **dict.fromkeys(("forest", "clinicians-forest", "bias", "trust"), "name"),
}


@pytest.mark.parametrize("figure", ROW_FOR_ROW)
def test_the_table_behind_a_picture_has_the_drawn_rows_and_no_other(figure):
    place, column = (PAGE[figure], figure), ROW_FOR_ROW[figure]
    body = dict(FIGURE.findall((SITE / f"chapters/{place[0]}.html").read_text()))[figure]
    first = re.findall(r'<th scope="row".*?>(.*?)</th>', body, re.DOTALL)
    listed = [re.sub("<[^>]+>", "", cell).replace("\u00a0", " ").strip() for cell in first]
    told = {r[column] for r in rows(*place) if r.get(column) and r.get("kind") != HEADING}
    assert {html.unescape(name) for name in listed} == told


def test_every_mark_that_leads_somewhere_leads_to_a_page_with_that_place():
    lost, seen = [], set()
    for (page, figure), (datasets, _) in figures().items():
        for dataset in datasets.values():
            seen |= {(page, figure, row["record"]) for row in dataset if row.get("record")}
    for page, figure, record in sorted(seen):
        target, anchor = urldefrag(record)
        path = (SITE / "chapters" / target).resolve() if target else SITE / f"chapters/{page}.html"
        if not path.exists() or (anchor and unquote(anchor) not in read(path).anchors):
            lost.append((page, figure, record))
    assert len(seen) > 500
    assert lost == []
