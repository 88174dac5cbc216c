"""Effect-direction and harvest plots, estimates by design, and the panels that fill them."""

import itertools
import json
import math

import pandas as pd
import pytest
from living_review.charts.direction_marks import legend, look_of
from living_review.charts.effect_direction import effect_direction
from living_review.charts.harvest import TALL, harvest
from living_review.pages.directions import Directions

from living_review.charts.forest import forest
from living_review.charts.number_format import p_value_in_words
from living_review.charts.theme import NARROW, WIDE
from living_review.evidence import tables
from living_review.evidence.printed_numbers import values
from living_review.pages.designs import (
    described_designs,
    design_rows,
    designs_table,
    findings_table,
    printed_estimates_table,
)
from living_review.synthesis.directions import by_laboratory, sign_test

DIRECTIONS = ("lower", "no clear difference", "mixed", "higher")
KINDS = ("without drugs", "on drugs", "not told")
SIZES = ("not printed", "under 50", "50 to 199", "200 and more")
CELLS = pd.DataFrame(
    [
        ("North", "blood", "lower", "on drugs", "A"),
        ("North", "brain", "higher", "not told", "A"),
        ("South", "blood", "mixed", "without drugs", "B; C"),
    ],
    columns=["name", "column", "direction", "kind", "words"],
)
BARS = pd.DataFrame(
    [
        ("blood", "lower", "on drugs", "under 50", "North", "A"),
        ("blood", "lower", "not told", "200 and more", "South", "B"),
        ("brain", "higher", "without drugs", "not printed", "North", "A"),
    ],
    columns=["row", "column", "kind", "size", "name", "words"],
)


def drawn(chart) -> tuple[dict, list[dict]]:
    """Specification and every row of its data."""
    spec = chart.to_dict()
    return spec, [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_each_laboratory_is_drawn_once_in_a_column(width):
    chart = effect_direction(CELLS, columns=("blood", "brain"), directions=DIRECTIONS, kinds=KINDS)(
        width
    )
    spec, rows = drawn(chart)
    marks = {(r["name"], r["column"], r["shape"]) for r in rows if "column" in r}
    assert marks == {
        ("North", "blood", "triangle-down"),
        ("North", "brain", "triangle-up"),
        ("South", "blood", "diamond"),
    }
    assert all(0 <= r["x"] <= width and 0 <= r["y"] <= spec["height"] for r in rows if "x" in r)
    texts = {r["text"] for r in rows if "text" in r}
    assert {"North", "South", "blood", "brain", "on drugs", "lower"} <= texts
    assert "no clear difference" not in texts  # no mark has it, so no legend


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_bar_stands_on_its_answer_and_is_counted(width):
    chart = harvest(
        BARS,
        rows=("blood", "brain", "bone"),
        columns=("lower", "neither", "higher"),
        kinds=KINDS,
        sizes=SIZES,
    )(width)
    _, rows = drawn(chart)
    bars = {(r["row"], r["column"], r["name"]): r for r in rows if "half" in r}
    assert len(bars) == len(BARS)
    third = (width - 14) / 3
    for (_, column, _), bar in bars.items():
        place = ("lower", "neither", "higher").index(column)
        assert third * place <= bar["x"] < bar["x2"] <= third * (place + 1)
    tall = {key: bar["y"] - bar["y2"] for key, bar in bars.items()}
    assert tall["blood", "lower", "North"] == TALL[1]
    assert tall["blood", "lower", "South"] == TALL[3]
    counts = [r["text"] for r in rows if r.get("text", "").isdigit()]
    assert sorted(counts) == ["0", "0", "0", "0", "1", "2"]
    assert "bone" not in {r.get("text") for r in rows}


def test_bars_side_by_side_do_not_touch_even_where_there_are_many():
    many = pd.DataFrame(
        [
            {
                "row": "blood",
                "column": "lower",
                "kind": "not told",
                "size": SIZES[2],
                "name": f"L{i}",
                "words": "",
            }
            for i in range(14)
        ]
    )
    _, rows = drawn(
        harvest(
            many, rows=("blood",), columns=("lower", "neither", "higher"), kinds=KINDS, sizes=SIZES
        )(NARROW)
    )
    bars = sorted((r["x"], r["x2"]) for r in rows if "half" in r)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(bars))


def test_more_kinds_than_looks_are_refused():
    with pytest.raises(ValueError, match="4 kinds: a reader can tell 3 apart"):
        look_of(("a", "b", "c", "d"))


def test_a_legend_fills_row_by_row():
    found = legend([("a", "square", 0), ("b", "square", 1), ("c", "square", 2)], 2, 200)
    assert found["x"].tolist() == [6, 106, 6]
    assert found["y"].tolist() == [10, 10, 30]


@pytest.fixture(scope="module")
def directions():
    return Directions(
        "Mg", ("depression", "depressive symptoms", "suicide"), ("patients against controls",)
    )


def test_a_comparison_in_two_fluids_belongs_to_both(directions):
    both = directions.rows[directions.rows["row_id"] == "bic-025"]
    assert set(both["column"]) == {"red cells", "plasma or serum"}


def test_a_series_of_papers_counts_once(directions):
    cells = directions.of("red cells")
    assert (cells["laboratory"] == "geneva").sum() == 1
    (geneva,) = cells[cells["laboratory"] == "geneva"].to_dict("records")
    assert geneva["direction"] == "higher"
    assert geneva["studies"].count(";") >= 2
    assert geneva["kind"] == "without drugs"


def test_numbers_and_tables_agree_with_the_statistics(directions):
    part = directions.rows[directions.rows["column"] == "plasma or serum"]
    counted = by_laboratory(part)
    numbers = directions.numbers("plasma or serum")
    assert numbers["count"] == str(len(counted))
    test = sign_test(counted)
    assert numbers["lower"] == str(test.lower)
    assert directions.numbers("red cells")["test"].startswith("no test, since two laboratories")
    assert numbers["test"].startswith("p = ")


def test_no_source_bears_out_its_own_claim():
    zinc = Directions("Zn", ("depression", "depressive symptoms"), ("patients against controls",))
    assert zinc.own == {"iasi"}
    numbers = zinc.numbers("plasma or serum")
    assert numbers["test"] == "p = 0.031"  # 2 · 0.5⁶
    assert int(numbers["others-lower"]) == int(numbers["lower"]) - 1
    assert numbers["others-test"].startswith("no test, since five laboratories")
    assert (numbers["others-lower"], numbers["others-higher"]) == ("5", "0")


def test_without_the_source_under_test_the_p_is_that_of_the_binomial(directions):
    test = sign_test(directions.others("plasma or serum"))
    # Heads of fair coins, counted: the binomial tail, twice.
    least, of = min(test.lower, test.higher), test.lower + test.higher
    p = 2 * sum(math.comb(of, heads) for heads in range(least + 1)) / 2**of
    numbers = directions.numbers("plasma or serum")
    assert numbers["others-test"] == f"p = {p_value_in_words(p)}"


def test_no_difference_is_shown_with_its_bound(directions):
    bounds = directions.bounds_table("x").frame.set_index("row_id")
    # t(190, 0.975) = 1.9725; g = J · 1.9725 · √(1/145 + 1/47) with J = 1 − 3/759
    assert bounds.loc["bic-081", "bound"] == "−0.33 to 0.33"


def test_pictures_have_words_and_data(directions):
    for figure in (directions.effect_direction("a", "c"), directions.harvest("b", "c")):
        assert "each counted once" in figure.description
        assert "red cells: lower: Iași" in figure.description
        assert len(figure.table.frame) == len(directions.counted)
        json.dumps(figure.specification(NARROW))


def test_people_of_a_correlation_are_those_of_its_one_group():
    found = Directions("Mg", ("depression",), ("correlation with severity",))
    sizes = found.counted.set_index("laboratory")["size"]
    assert sizes["rome"] == "50 to 199"


def test_a_column_that_is_not_there_is_named_with_those_that_are(directions):
    with pytest.raises(KeyError, match="no column is called 'sweat'; there are red cells"):
        directions.numbers("sweat")


def test_an_unknown_fluid_is_named(monkeypatch):
    real = tables.read

    def without(name, *columns, **where):
        found = real(name, *columns, **where)
        return found[found["matrix"] != "brain"] if name == "matrices" else found

    monkeypatch.setattr(tables, "read", without)
    with pytest.raises(ValueError, match=r"bic-039, bic-057: data/matrices\.csv has no name"):
        Directions("Mg", ("depression", "suicide"), ("patients against controls",))


def by_design(*row_ids: str, turned: tuple[str, ...] = ()) -> pd.DataFrame:
    rows = tables.rows("printed_estimates", *row_ids)
    ratios = rows[["estimate", "ci_low", "ci_high"]].apply(values)
    ratios.columns = ["value", "low", "high"]
    back = rows["row_id"].isin(turned)
    ratios[back] = 1 / ratios.loc[back, ["value", "high", "low"]].to_numpy()
    return rows.join(ratios).assign(turned=back)


def test_a_turned_ratio_says_so_beside_what_is_printed():
    found = by_design("est-022", "est-013", turned=("est-013",))
    drawn = design_rows(found)
    assert drawn["name"][0] == "Asked once"  # what can say least about a cause comes first
    assert drawn["words"].tolist() == ["", "0.86 (0.77 to 0.94)", "", "0.85 (0.60 to 1.22)"]
    assert drawn["kind"].tolist()[1::2] == ["Asked once", "Followed over time"]
    assert (drawn["low"][1], drawn["high"][1]) == pytest.approx((1 / 1.30, 1 / 1.06))
    assert designs_table(found, "c").frame["printed"][0] == (
        "risk ratio 1.16 (1.06 to 1.30); drawn turned"
    )


def test_a_turned_ratio_has_its_words_turned_and_shows_what_is_printed():
    found = by_design("est-013", "est-042", "est-022", turned=("est-013", "est-042"))
    low, straight, pooled = design_rows(found)["name"][1::2]
    assert "184 mg a day or more against less" in low
    assert low.endswith("; turned, printed 1.16 (1.06 to 1.30)")
    assert "no hypomagnesaemia against hypomagnesaemia" in pooled
    assert pooled.endswith("; turned, printed 1.34 (1.01 to 1.79)")
    assert "turned" not in straight
    told = described_designs(found, "Ratio")
    assert "0.86 (0.77 to 0.94), turned, printed 1.16 (1.06 to 1.30)" in told
    compared = designs_table(found, "c").frame["comparison"]  # the table shows rows as printed
    assert compared[0].startswith("magnesium intake below 184 mg")


def test_a_ratio_without_interval_is_drawn_as_a_point():
    drawn = design_rows(by_design("est-041")).iloc[1]
    assert drawn["low"] == drawn["value"] == drawn["high"]
    assert drawn["words"].endswith(", no interval")


@pytest.mark.parametrize(
    ("rows", "turned", "words"),
    [
        (("est-006",), (), "est-006: no ratio"),
        (("est-022",), ("est-022",), "est-022 is turned: .* the other way round"),
    ],
)
def test_what_does_not_fit_the_axis_is_refused(rows, turned, words):
    with pytest.raises(ValueError, match=words):
        design_rows(by_design(*rows, turned=turned))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_axis_of_ratios_is_logarithmic_and_the_legend_chooses(width):
    rows = design_rows(by_design("est-022", "est-013"))
    kinds = ("Asked once", "Followed over time")
    draw = forest(
        rows,
        quantity="q",
        kinds=kinds,
        domain=(0.2, 2.5),
        null=1.0,
        ratio=True,
        legend_chooses=True,
    )
    spec = draw(width).to_dict()
    text = json.dumps(spec)
    assert '"type": "log"' in text
    assert "[0.2, 0.5, 1, 2]" in text
    (chosen,) = spec["params"]
    assert (chosen["bind"], chosen["select"]["fields"]) == ("legend", ["kind"])


def test_findings_and_estimates_come_as_asked():
    table = findings_table("x", "fnd-302", "fnd-300")
    assert table.frame["row_id"].tolist() == ["fnd-302", "fnd-300"]
    genes = findings_table("x", topic="genes").frame
    assert set(genes["topic"]) == {"genes"}
    printed = printed_estimates_table("x", "est-041").frame
    assert printed["printed"].tolist() == ["odds ratio 1.21"]
