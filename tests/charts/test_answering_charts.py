"""Charts that a reader asks: sliders, lists, tiles; what they draw, and what they choose by."""

import altair as alt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.charts.names_by_answer import names_by_answer
from living_review.charts.p_curves import p_by_correlation, p_by_group_size
from living_review.charts.scales import CLAIMS
from living_review.charts.slider import with_limit, with_slider
from living_review.charts.theme import NARROW, WIDE
from living_review.charts.tiles import tiles

WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def rows_of(chart) -> list[dict]:
    """Every row of a chart's data."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def parameters(chart) -> dict[str, dict]:
    """Parameters of a chart by name."""
    return {given["name"]: given for given in chart.to_dict()["params"]}


CURVES = pd.DataFrame(
    {
        "n": [2, 3, 4] * 2,
        "reading": ["SD"] * 3 + ["SE"] * 3,
        "p": [0.4, 0.04, 0.00001, 0.5, 0.45, 0.4],
        "t": [-1.0, -2.0, -3.0, -0.5, -0.6, -0.7],
    }
)
LINES = alt.Chart(CURVES).mark_line().encode(x=alt.X("n", title="People"), y="p", color="reading")


def test_a_slider_takes_the_steps_of_the_data_and_says_every_value():
    chart = with_slider(LINES, start=3, told=["t", "p"])
    chosen = parameters(chart)["n"]
    assert chosen["value"] == 3
    assert chosen["bind"] == {"input": "range", "min": 2, "max": 4, "step": 1, "name": "People"}
    words = {(r["reading"], r["n"]): r["words"] for r in rows_of(chart) if "words" in r}
    assert words["SD", 4] == "t = −3.00, p < 0.0001"
    assert words["SE", 2] == "t = −0.500, p = 0.50"
    assert len(words) == len(CURVES)


def test_lines_with_a_slider_differ_in_more_than_colour():
    line = with_slider(LINES, start=3, told=["p"]).to_dict()["layer"][0]["encoding"]
    assert len({tuple(dash) for dash in line["strokeDash"]["scale"]["range"]}) == 2


def test_a_limit_is_a_line_at_its_value():
    layers = with_limit(with_slider(LINES, start=2, told=["p"]), 0.05).to_dict()["layer"]
    assert layers[-1]["encoding"]["y"]["datum"] == 0.05


def test_p_curves_have_one_pair_of_axes_and_say_who_was_measured():
    by_size = p_by_group_size(CURVES.assign(g=-1.0), 0.05, start=3)
    tests = pd.concat([CURVES.assign(correlation=r) for r in (0.0, 0.5)])
    fewest = pd.DataFrame(
        {
            "reading": ["SD", "SE"] * 2,
            "correlation": [0.0, 0.0, 0.5, 0.5],
            "smallest": [3.0, float("nan"), 2.0, 1200.0],
        }
    )
    by_correlation = p_by_correlation(tests, fewest, 0.05, start=0.5, who="Mice")
    for chart, across in ((by_size, "People per group"), (by_correlation, "Mice measured twice")):
        line = next(layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == "line")
        assert line["encoding"]["x"]["title"] == across
        assert [line["encoding"][axis]["scale"]["type"] for axis in "xy"] == ["log", "log"]
        assert chart.to_dict()["layer"][-1]["encoding"]["y"]["datum"] == 0.05
    words = {row["words"] for row in rows_of(by_correlation) if "words" in row}
    assert "Mice needed for p < 0.05: 1,200" in words
    assert "Mice needed for p < 0.05: no number is enough" in words


VERDICTS = list(CLAIMS)
claims = st.lists(
    st.tuples(
        st.sampled_from(VERDICTS), st.sampled_from(["A", "B"]), st.text("abc xyz", max_size=160)
    ),
    min_size=1,
    max_size=12,
).map(
    lambda rows: pd.DataFrame(
        [
            {"name": f"X-{i}", "verdict": verdict, "page": page, "words": words, "record": f"r{i}"}
            for i, (verdict, page, words) in enumerate(rows)
        ]
    )
)


def tiled(frame: pd.DataFrame, width: int):
    return tiles(
        frame,
        looks=CLAIMS,
        orders={"verdict": VERDICTS, "page": ["A", "B"]},
        chosen_by={"page": "Page"},
        told=["words", "verdict"],
    )(width)


@pytest.mark.long
@given(frame=claims)
@settings(max_examples=20, deadline=None)
def test_each_claim_has_a_place_of_its_own_in_every_order(frame):
    drawn = pd.DataFrame(rows_of(tiled(frame, WIDE))).drop_duplicates("name").set_index("name")
    for place, column, order in (("place0", "verdict", VERDICTS), ("place1", "page", ["A", "B"])):
        assert sorted(drawn[place]) == list(range(len(frame)))
        ranks = drawn.sort_values(place)[column].map(order.index)
        assert ranks.is_monotonic_increasing
        for _, part in drawn.sort_values(place).groupby(column):  # in the order of their rows
            numbers = [int(name.removeprefix("X-")) for name in part.index]
            assert numbers == sorted(numbers)


@pytest.mark.long
@given(frame=claims)
@settings(max_examples=20, deadline=None)
def test_words_of_a_tile_are_those_of_its_claim_from_their_beginning(frame):
    shown = pd.DataFrame(rows_of(tiled(frame, WIDE))).drop_duplicates("name").set_index("name")
    for row in frame.itertuples():
        told = shown.loc[row.name, "lines"].replace("\n", " ").split() if row.words.strip() else []
        assert row.words.split()[: len(told)] == told


@WIDTHS
def test_tiles_are_sorted_and_chosen_by_lists_and_lead_to_their_records(width):
    frame = pd.DataFrame(
        {
            "name": ["X-1", "X-2"],
            "verdict": ["supported", "contradicted"],
            "page": ["A", "B"],
            "words": ["one claim", "another"],
            "record": ["r1", "r2"],
        }
    )
    chart = tiled(frame, width)
    given = parameters(chart)
    assert given["sorted_by"]["bind"]["options"] == ["verdict", "page"]
    assert given["chosen_page"]["bind"]["options"] == ["all", "A", "B"]
    assert {row["record"] for row in rows_of(chart)} == {"r1", "r2"}
    texts = {
        layer["encoding"]["text"]["field"]
        for layer in chart.to_dict()["layer"]
        if "text" in layer["encoding"]
    }
    assert texts == ({"name", "lines"} if width == WIDE else {"name"})


KINDS, SIZES, ANSWERS = ("no drugs", "on drugs", "not told"), ("few", "many"), ("less", "more")
WITNESSES = pd.DataFrame(
    [
        ("blood", "less", "no drugs", "few", "North", 1990),
        ("blood", "less", "not told", "many", "South", 2010),
        ("blood", "more", "on drugs", "few", "East", 0),
        ("brain", "more", "not told", "few", "North", 1990),
    ],
    columns=["question", "answer", "kind", "size", "name", "year"],
).assign(told="a study", direction="lower", record="r")


@WIDTHS
def test_each_witness_is_below_its_answer_and_counted(width):
    draw = names_by_answer(WITNESSES, answers=ANSWERS, kinds=KINDS, sizes=SIZES)
    chart = draw(width)
    rows = rows_of(chart)
    marks = pd.DataFrame([r for r in rows if "area" in r]).drop_duplicates(["question", "name"])
    assert len(marks) == len(WITNESSES)
    assert marks["y"].is_unique or width == WIDE
    assert ((marks["x"] >= 0) & (marks["x2"] <= width)).all()
    heads = [r["text"] for r in rows if "text" in r]
    assert {"blood", "brain", "2 less", "1 more"} <= set(heads)
    assert ("0 less" in heads) == (width == WIDE)  # a narrow picture leaves out what is empty
    assert marks.set_index(["question", "name"]).loc[("blood", "South"), "area"] > 45


def test_witnesses_are_chosen_by_question_kind_and_year():
    chart = names_by_answer(WITNESSES, answers=ANSWERS, kinds=KINDS, sizes=SIZES)(WIDE)
    given = parameters(chart)
    assert given["chosen_question"]["bind"]["options"] == ["all", "blood", "brain"]
    assert given["chosen_kind"]["bind"]["options"] == ["all", *KINDS]
    assert (given["since"]["bind"]["min"], given["since"]["bind"]["max"]) == (1990, 2010)


def test_without_years_there_is_no_slider():
    draw = names_by_answer(WITNESSES.assign(year=0), answers=ANSWERS, kinds=KINDS, sizes=SIZES)
    assert "bind" not in parameters(draw(WIDE))["since"]


def test_more_kinds_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="3 kinds and 4 sizes can be told apart"):
        names_by_answer(WITNESSES, answers=ANSWERS, kinds=(*KINDS, "other"), sizes=SIZES)
