"""Figures: described or refused, the same bytes every time, nothing from data unescaped."""

import itertools
import json
import re
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from living_review.charts import theme
from living_review.charts.dot_rows import dot_rows
from living_review.charts.forest import forest
from living_review.charts.number_format import p_value_in_words, significant
from living_review.charts.ranked_band import ranked_band
from living_review.charts.traffic_light import traffic_light
from living_review.pages.figure import Figure
from living_review.pages.page_table import LinkList, PageTable

EVIL = '</script><script>alert("x")</script>'
TABLE = PageTable(pd.DataFrame({"a": [EVIL], "b": [1.23456]}), "Evil & good", {"a": "A", "b": "B"})


def draw(width):
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [EVIL, "b"]})
    return alt.Chart(frame).mark_point().encode(x="x:Q", y="y:N")


def figure(**changes):
    given = {
        "name": "test",
        "title": "What was found.",
        "caption": "A caption.",
        "description": "What it shows.",
        "draw": draw,
        "table": TABLE,
    } | changes
    return Figure(**given)


def drawn_and_shown(chart):
    """SVG of a chart as its library draws it, and as it stands in a page."""
    specification = chart.properties(width=680).to_dict()
    drawn = vl_convert.vegalite_to_svg(specification)
    return drawn[drawn.index("<svg") :], figure().static_svg(specification)


@pytest.mark.parametrize("part", ["title", "description"])
def test_a_figure_without_words_is_refused(part):
    with pytest.raises(ValueError, match=f"no {part}"):
        figure(**{part: "  "})


def test_the_same_figure_has_the_same_bytes():
    assert figure().to_html() == figure().to_html()


def test_marks_lie_where_they_were_drawn_to_a_hundredth_of_a_pixel():
    frame = pd.DataFrame({"x": np.linspace(-1.0, 2.0, 97), "y": np.geomspace(1e-3, 7.0, 97)})
    points = alt.Chart(frame).mark_point(opacity=0.4).encode(x="x:Q", y="y:Q")
    exact, seen = drawn_and_shown(points + points.mark_rule().encode(y2=alt.datum(0.0)))
    number = re.compile(r"-?\d+(?:\.\d+)?")
    places = re.compile(r' (?:transform|d|x2|y2)="([^"]*)"')
    exact, seen = (number.findall(" ".join(places.findall(svg))) for svg in (exact, seen))
    assert max(len(one.partition(".")[2]) for one in exact) > 2
    assert max(len(one.partition(".")[2]) for one in seen) <= 2
    assert np.array(seen, float) == pytest.approx(np.array(exact, float), abs=0.0051)


def test_what_a_picture_says_is_never_rounded():
    words = ["p = 0.0004", 'd="0.12345"', "<path d=0.12345>", "a > 1.2345"]
    frame = pd.DataFrame({"x": [1e-6, 1e-5, 1e-3, 0.1], "y": [1.0, 2.0, 3.0, 4.0], "said": words})
    y = alt.Y("y:Q", title="mmol/L, 0.0004 each")
    x = alt.X("x:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format=".6~f"))
    exact, seen = drawn_and_shown(alt.Chart(frame).mark_text().encode(x, y, text="said:N"))
    exact, seen = (
        [(part.text, part.get("aria-label")) for part in ElementTree.fromstring(svg).iter()]
        for svg in (exact, seen)
    )
    assert seen == exact
    assert {"0.000001", *words} <= {text for text, _ in seen}


def test_nothing_from_data_is_markup():
    page = figure(description=f'"{EVIL}', caption=EVIL, title=EVIL).to_html()
    assert "<script>alert" not in page
    scripts = re.findall(r'<script type="application/json" class="[a-z-]+">(.*?)</script>', page)
    assert len(scripts) == 3
    for script in scripts:
        json.loads(script)
    assert page.count("<script") == 3


def test_both_widths_are_drawn_and_data_stands_once():
    page = figure().to_html()
    assert page.count("<svg") == 2
    assert page.count("review-datasets") == 1


def test_an_encoding_or_a_datum_changes_the_reviewed_text():
    def other_mark(width):
        return draw(width).mark_point(size=7)

    def other_data(width):
        frame = pd.DataFrame({"x": [1.0, 2.001], "y": [EVIL, "b"]})
        return alt.Chart(frame).mark_point().encode(x="x:Q", y="y:N")

    texts = {figure(draw=d).to_reviewed_text() for d in (draw, other_mark, other_data)}
    assert len(texts) == 3


def test_noise_below_what_is_shown_changes_nothing():
    def noisy(width):
        frame = pd.DataFrame({"x": [1.0 + 1e-12, 2.0], "y": [EVIL, "b"]})
        return alt.Chart(frame).mark_point().encode(x="x:Q", y="y:N")

    assert figure(draw=noisy).to_reviewed_text() == figure().to_reviewed_text()


def test_a_table_escapes_and_labels_every_cell():
    page = TABLE.to_html("t")
    assert "<script" not in page
    assert 'data-label="A"' in page
    assert "<caption>Evil &amp; good</caption>" in page
    assert ">1.23<" in page


def test_a_link_in_a_table_is_escaped():
    frame = pd.DataFrame({"a": ["x"], "u": ['https://e.org/"><script>']})
    page = PageTable(frame, "c", {"a": "A"}, links={"a": "u"}).to_html()
    assert "<script" not in page
    listed = LinkList([("<b>", 'x"y')])._repr_mimebundle_()["text/html"]
    assert "<b>" not in listed


def test_an_address_that_is_not_one_is_not_linked():
    frame = pd.DataFrame({"a": ["x"], "u": ["javascript:alert(1)"]})
    assert "<a" not in PageTable(frame, "c", {"a": "A"}, links={"a": "u"}).to_html()


def test_a_column_that_says_nothing_is_left_out_on_the_page():
    table = PageTable(
        pd.DataFrame({"a": ["x", ""], "b": ["", ""], "c": ["", "y"]}),
        "t",
        {"a": "A", "b": "B", "c": "Is it so?"},
    )
    assert ">B<" not in table.to_html()
    assert ">Is it so?<" in table.to_html()
    assert 'data-label="Is it so"' in table.to_html()
    assert "a,b,c" in table.to_reviewed_text()
    assert ">B<" in PageTable(table.frame[:0], "t", table.labels).to_html()


def test_a_guide_beside_each_mark_crosses_no_label_of_a_narrow_picture():
    rows = pd.DataFrame(
        {
            "label": ["One", "Two"],
            "kind": ["a", "band"],
            "value": [1.0, np.nan],
            "low": [0.5, 0.4],
            "high": [1.5, 2.0],
        }
    )
    draw = dot_rows(rows, unit="g", quantity="q", kinds=("a",))
    kinds = {
        width: {layer["mark"]["type"] for layer in draw(width).to_dict()["layer"]}
        for width in (theme.WIDE, theme.NARROW)
    }
    assert "tick" in kinds[theme.NARROW]
    assert "tick" not in kinds[theme.WIDE]


def test_a_table_names_a_column_that_is_missing():
    with pytest.raises(ValueError, match="no column z"):
        PageTable(pd.DataFrame({"a": [1]}), "c", {"z": "Z"})


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.09996, 3, "0.100"), (99.95, 3, "100"), (-4.7581, 3, "-4.76"), (1e-9, 2, "0.0000000010")],
)
def test_significant_digits_survive_rounding_up(value, digits, text):
    assert significant(value, digits) == text


def test_small_p_values_are_bounds():
    assert p_value_in_words(0.0) == "<0.0001"
    assert p_value_in_words(0.0001) == "0.00010"


FOREST = pd.DataFrame(
    {
        "name": ["Set", "One", "Two", "Three", "Pool", "New"],
        "kind": ["heading", "a", "bound", "nothing", "pooled", "new trial"],
        "value": [np.nan, -0.5, np.nan, np.nan, -0.4, np.nan],
        "low": [np.nan, -3.0, -np.inf, np.nan, -0.6, -0.9],
        "high": [np.nan, 0.1, 0.4, np.nan, -0.2, 0.1],
        "words": ["", "−0.50", "up to 0.40", "no number", "−0.40", ""],
    }
)


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_a_forest_plot_cuts_what_leaves_it_and_says_so(width):
    chart = forest(FOREST, quantity="g", kinds=("a", "b"), domain=(-2.0, 1.0))(width)
    found = chart.properties(width=width).to_dict()
    rows = [row for data in found["datasets"].values() for row in data]
    ends = [row["shown_low"] for row in rows if row.get("shown_low") is not None]
    assert min(ends) == -2.0
    arrows = [layer for layer in found["layer"] if layer["mark"].get("shape") == "triangle-left"]
    assert len(arrows) == 1
    texts = {row["text"] for row in rows if "text" in row}
    assert {"Set", "One", "Pool", "−0.50", "no number"} <= texts
    legends = [
        layer["encoding"]["color"].get("legend")
        for layer in found["layer"]
        if "color" in layer.get("encoding", {})
    ]
    assert legends == [None]  # one kind only needs no legend


def test_rows_of_a_forest_plot_do_not_overlap():
    for width in (theme.WIDE, theme.NARROW):
        chart = forest(FOREST, quantity="g", kinds=("a",), domain=(-2.0, 1.0))(width)
        found = chart.to_dict()
        places = sorted(
            {
                row["at"]
                for data in found["datasets"].values()
                for row in data
                if row.get("text") and "at" in row
            }
        )
        assert min(b - a for a, b in itertools.pairwise(places)) >= 14


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_the_line_of_no_effect_meets_every_mark_and_no_word(width):
    found = forest(FOREST, quantity="g", kinds=("a",), domain=(-2.0, 1.0))(width).to_dict()
    rows = [row for data in found["datasets"].values() for row in data]
    line = sorted((row["from"], row["to"]) for row in rows if "from" in row)
    marks = {row["down"] for row in rows if "down" in row}
    assert marks
    for mark in marks:
        assert any(top < mark < end for top, end in line)
    assert line[-1][1] == found["layer"][-1]["encoding"]["y"]["scale"]["domain"][0], "to the axis"
    if width == theme.NARROW:  # beside a wide picture words stand outside it
        words = [row["at"] for row in rows if row.get("text") and "at" in row]
        half = 6  # of a line of words, in pixels
        assert not any(top < at + half and at - half < end for at in words for top, end in line)


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_rows_of_a_forest_plot_are_sorted_below_their_heading(width):
    """Every order uses the same room, and what is in no order stays."""
    rows = FOREST.assign(by_name=[np.nan, 1, 2, 3, np.nan, np.nan])
    rows["by_effect"] = [np.nan, 3, 1, 2, np.nan, np.nan]
    orders = {"by_name": "name", "by_effect": "effect"}
    found = forest(rows, quantity="g", kinds=("a",), domain=(-2.0, 1.0), orders=orders)(width)
    found = found.to_dict()
    assert [p["bind"]["labels"] for p in found["params"]] == [["name", "effect"]]
    told = next(rows for rows in found["datasets"].values() if rows and "top by_name" in rows[0])
    for order, names in {
        "by_name": ["One", "Two", "Three", "Pool", "New"],
        "by_effect": ["Two", "Three", "One", "Pool", "New"],
    }.items():
        placed = sorted(told, key=lambda row: row[f"top {order}"])
        assert [row["name"] for row in placed] == names
        for above, below in itertools.pairwise(placed):
            assert above[f"bottom {order}"] <= below[f"top {order}"]
    drawn_by_places = [layer for layer in found["layer"] if "transform" in layer]
    assert len(drawn_by_places) >= 6, "every mark of a row moves with it"


def test_a_traffic_light_has_a_mark_for_every_cell_and_rings_where_readers_differ():
    cells = pd.DataFrame(
        {
            "name": ["A", "A", "B", "B"],
            "domain": ["x", "y", "x", "y"],
            "judgement": ["low", "high", "low", "low"],
            "words": "",
            "differ": [False, True, False, False],
        }
    )
    chart = traffic_light(
        cells, judgements=("low", "high"), columns={"x": "X", "y": "Y"}, apart="they differ"
    )(theme.NARROW)
    found = chart.to_dict()
    sizes = sorted(len(data) for data in found["datasets"].values())
    assert sizes == [1, 2, 2, 3, 4]  # ring, headings, names, rules, marks


def test_the_marked_estimate_stands_in_the_band():
    rows = pd.DataFrame(
        {
            "estimate": [0.3, -0.2, 0.1],
            "low": [0.1, -0.5, 0.0],
            "high": [0.5, 0.1, 0.2],
            "group": ["a", "b", "a"],
            "main": [False, True, False],
            "words": ["p", "q", "r"],
        }
    )
    rows["how"] = ["it's one", "another", "another"]
    chart = ranked_band(
        rows,
        quantity="g",
        counted="n",
        groups=("a", "b"),
        main="this one",
        choices={"how": "Pooled by"},
    )
    found = chart(theme.WIDE).to_dict()
    marked = [data for data in found["datasets"].values() if len(data) == 1 and "rank" in data[0]]
    assert all(data[0]["rank"] == 1 for data in marked)
    assert any(data[0].get("text") == "this one" for data in marked)
    (choice,) = found["params"]
    assert choice["bind"]["options"] == ["all", "it's one", "another"]
