"""Laboratories by question: each counted once, named, and no source bearing out its own claim."""

import math

import pytest

from living_review.charts.number_format import p_value_in_words
from living_review.evidence import tables
from living_review.pages.laboratories import (
    directions_described,
    directions_title,
    laboratories_table,
    left_open_table,
    named_laboratories,
    test_in_words,
)
from living_review.synthesis.directions import Direction, by_laboratory, sign_test, tally
from living_review.synthesis.laboratories import (
    by_question,
    differences_left_open,
    laboratories,
    questions_in_order,
)

test_in_words.__test__ = False  # of the sign test; not one of ours
FLUIDS = tables.read("matrices")
GROUPS, TIMES = "patients against controls", "after against before treatment"


def asked(substance: str, conditions: list[str], comparisons: list[str]):
    """Contrasts of a substance with the questions that they answer."""
    rows = tables.read("biomarker_contrasts", substance=substance)
    wanted = rows["condition"].isin(conditions) & rows["comparison"].isin(comparisons)
    return by_question(rows[wanted], FLUIDS)


@pytest.fixture(scope="module")
def contrasts():
    return asked("Mg", ["depression", "depressive symptoms", "suicide"], [GROUPS])


@pytest.fixture(scope="module")
def named(contrasts):
    return named_laboratories(laboratories(contrasts))


def without_own(counted, rows):
    """Laboratories but those of the sources whose claims are tested."""
    own = rows.loc[rows["source"].isin(tables.read("seeds")["source"]), "laboratory"]
    return counted[~counted["laboratory"].isin(own)]


def test_a_comparison_in_two_fluids_belongs_to_both(contrasts):
    both = contrasts[contrasts["row_id"] == "bic-025"]
    assert set(both["question"]) == {"red cells", "plasma or serum"}


def test_a_series_of_papers_counts_once(named):
    geneva = named[(named["question"] == "red cells") & (named["laboratory"] == "geneva")]
    (row,) = geneva.to_dict("records")
    assert row["direction"] == "higher"
    assert row["studies"].count(";") >= 2
    assert row["kind"] == "no drugs"
    assert row["record"].startswith("../records/data/biomarker_contrasts.html#bic-")
    assert 1985 <= row["year"] <= 2026


def test_what_is_counted_is_what_the_statistics_count(contrasts):
    part = contrasts[contrasts["question"] == "plasma or serum"]
    counted = laboratories(contrasts).query("question == 'plasma or serum'")
    alone = by_laboratory(part)
    assert counted["laboratory"].tolist() == alone["laboratory"].tolist()
    assert counted["direction"].tolist() == alone["direction"].tolist()
    cells = laboratories(contrasts).query("question == 'red cells'")
    assert test_in_words(sign_test(cells)).startswith("no test, since two laboratories")


def test_no_source_bears_out_its_own_claim():
    rows = asked("Zn", ["depression", "depressive symptoms"], [GROUPS])
    counted = laboratories(rows)
    assert test_in_words(sign_test(counted)) == "p = 0.031"  # 2 · 0.5⁶
    others = without_own(counted, rows)
    assert tally(others)[Direction.LOWER] == tally(counted)[Direction.LOWER] - 1 == 5
    assert tally(others)[Direction.HIGHER] == 0
    assert test_in_words(sign_test(others)).startswith("no test, since five laboratories")


def test_without_the_source_under_test_the_p_is_that_of_the_binomial(contrasts):
    blood = laboratories(contrasts).query("question == 'plasma or serum'")
    test = sign_test(without_own(blood, contrasts))
    # Heads of fair coins, counted: the binomial tail, twice.
    least, of = min(test.lower, test.higher), test.lower + test.higher
    p = 2 * sum(math.comb(of, heads) for heads in range(least + 1)) / 2**of
    assert test_in_words(test) == f"p = {p_value_in_words(p)}"


def test_no_difference_is_shown_with_its_bound(contrasts):
    left = differences_left_open(contrasts).set_index("row_id")
    # t(190, 0.975) = 1.9725; g = J · 1.9725 · √(1/145 + 1/47) with J = 1 − 3/759
    assert left.loc["bic-081", "g_high"] == pytest.approx(0.3295, abs=5e-4)
    assert left.loc["bic-081", "g_low"] == -left.loc["bic-081", "g_high"]
    shown = left_open_table(left.reset_index()).frame
    assert "145 and 47" in set(shown["people"])


def test_words_and_data_tell_of_every_laboratory(named):
    words = directions_described(named)
    assert "each counted once" in words
    assert "red cells: lower: Iași" in words
    assert all(name in words for name in named["name"])
    assert len(laboratories_table(named).frame) == len(named)
    counts = tally(
        named[named["question"] == "plasma or serum"].assign(
            direction=lambda rows: rows["direction"].map(Direction)
        )
    )
    told = f"{counts[Direction.LOWER]} lower"
    assert directions_title(named).startswith("Plasma or serum: of ")
    assert told in directions_title(named)


def test_people_of_a_correlation_are_those_of_its_one_group():
    rows = asked("Mg", ["depression"], ["correlation with severity"])
    sizes = named_laboratories(laboratories(rows)).set_index("laboratory")["size"]
    assert sizes["rome"] == "50 to 199"


def test_questions_keep_their_order_whatever_the_order_of_rows():
    rows = tables.read("biomarker_contrasts", substance="Mg")
    wanted = rows[rows["comparison"].isin([GROUPS, TIMES, "correlation with recovery"])]
    order = questions_in_order(FLUIDS)
    for some in (wanted, wanted[::-1], wanted.sample(frac=1, random_state=1)):
        found = list(dict.fromkeys(by_question(some, FLUIDS)["question"]))
        assert found == sorted(found, key=order.index)


def test_an_unknown_fluid_is_named():
    rows = tables.read("biomarker_contrasts", substance="Mg", matrix="brain", comparison=GROUPS)
    with pytest.raises(ValueError, match=r"bic-\d+.*: data/matrices\.csv has no name"):
        by_question(rows, FLUIDS[FLUIDS["matrix"] != "brain"])


def test_nobody_asked_is_no_error():
    nothing = by_question(tables.read("biomarker_contrasts", substance="none"), FLUIDS)
    counted = laboratories(nothing)
    assert counted.empty
    assert directions_title(named_laboratories(counted)) == "There is nothing to show yet"
