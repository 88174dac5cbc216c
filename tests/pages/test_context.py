"""People of ten, shares of people, doses of other species: arithmetic against by-hand values."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.charts.dot_rows import dot_rows
from living_review.charts.theme import NARROW, WIDE
from living_review.evidence import tables
from living_review.evidence.doses import equivalent_dose
from living_review.pages.claims import checked_against_table
from living_review.statistics.absolute_effects import (
    from_number_needed_to_treat,
    paired_shares,
    printed_difference,
    risk_difference,
    row_by_row,
)

percentages = st.decimals(0, 100, places=1).map(str)


@given(percentages, percentages)
def test_a_risk_difference_lies_in_its_rounding_and_turns_its_sign(one, two):
    forth, back = risk_difference(one, two), risk_difference(two, one)
    assert forth.low <= forth.value <= forth.high
    assert forth.value == -back.value
    assert forth.low == pytest.approx(-back.high)


@given(st.integers(1, 1000))
def test_number_needed_to_treat_is_the_reciprocal(number):
    effect = from_number_needed_to_treat(str(number))
    assert effect.value * number == pytest.approx(100)
    assert effect.low <= effect.value <= effect.high <= 100


@pytest.mark.parametrize("text", ["0", "0.5", "-3", "", "about 4"])
def test_what_is_no_number_needed_to_treat_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a printed number|is no number needed"):
        from_number_needed_to_treat(text)


@pytest.mark.parametrize("text", ["100.1", "-1", "x"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(ValueError, match=r"is no percentage|is not a printed number"):
        risk_difference(text, "5")


def gains() -> dict[str, pd.DataFrame]:
    """People of a hundred who gain beyond placebo, by what they follow from."""
    found = tables.read("context_estimates", topic="efficacy")
    pairs = paired_shares(found)
    printed = found[(found["measure"] == "risk difference") & (found["ci_low"] != "")]
    pairs = pairs[~pairs["source"].isin(printed["source"])]
    needed = found[found["measure"] == "number needed to treat"]["value"]
    return {
        "shares": row_by_row(risk_difference, pairs["treated"], pairs["placebo"]),
        "printed": row_by_row(printed_difference, printed["value"]),
        "needed": row_by_row(from_number_needed_to_treat, needed),
    }


def test_people_who_gain_by_hand():
    found = gains()
    assert found["shares"]["value"].tolist() == pytest.approx([14.9, 15, 10, 10, 17, 9, 20, 11])
    assert found["printed"]["value"].tolist() == [16]
    wanted = [100 / number for number in (4, 6, 9, 7, 6.5, 6, 8.5)]
    assert found["needed"]["value"].tolist() == pytest.approx(wanted)
    for rows in found.values():
        assert rows["least"].le(rows["value"]).all()
        assert rows["most"].ge(rows["value"]).all()


def test_a_source_with_one_of_the_two_shares_or_with_several_treatments_makes_no_pair():
    rows = [
        ("a", "drug", "50"),
        ("b", "drug", "50"),
        ("b", "another drug", "40"),
        ("b", "placebo", "30"),
        ("c", "placebo", "30"),
        ("d", "drug", "45"),
        ("d", "placebo", "35"),
    ]
    shares = pd.DataFrame(rows, columns=["source", "exposure", "value"])
    pairs = paired_shares(shares.assign(outcome="better", measure="percentage"))
    assert pairs["source"].tolist() == ["d"]
    assert pairs[["treated", "placebo"]].iloc[0].tolist() == ["45", "35"]


def test_two_rows_with_one_label_are_refused():
    rows = pd.DataFrame({"label": ["Atlantis, 12 months"] * 2, "kind": "12 months", "value": 1.0})
    with pytest.raises(ValueError, match="several rows are called Atlantis, 12 months"):
        dot_rows(rows.assign(low=1.0, high=1.0), unit="%", quantity="q")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_legend_names_every_kind_and_intervals_too(width):
    rows = pd.DataFrame(
        {
            "label": ["a", "b", "c"],
            "kind": ["claimed", "old", "new"],
            "value": [float("nan"), 1.0, 2.0],
            "low": [1.0, 0.9, 1.9],
            "high": [2.0, 1.1, 2.1],
        }
    )
    chart = dot_rows(rows, unit="g", quantity="q", kinds=("old", "new"), legend=True)(width)
    found = chart.to_dict()
    scales = [
        layer["encoding"]["shape"]["scale"]
        for layer in found["layer"]
        if "shape" in layer.get("encoding", {})
    ]
    assert [scale["domain"] for scale in scales] == [["old", "new", "claimed"]]
    (chosen,) = found["params"]
    assert chosen["bind"] == "legend"
    assert chosen["select"]["fields"] == ["kind"]


def test_a_dose_goes_forth_and_back_between_species():
    factors = tables.read("dose_conversion_factors")
    there = equivalent_dose(6.2, "rat", "human", factors)
    assert there == pytest.approx(6.2 * 6 / 37)
    assert equivalent_dose(there, "human", "rat", factors) == pytest.approx(6.2)
    with pytest.raises(KeyError, match="no factor for cat"):
        equivalent_dose(1.0, "cat", "human", factors)


def test_printed_factors_are_mass_over_surface():
    factors = tables.read("dose_conversion_factors")
    ratio = factors["body_mass"].astype(float) / factors["body_surface"].astype(float)
    assert (ratio - factors["km"].astype(float)).abs().max() < 0.5


def test_what_a_number_was_checked_against_names_the_number():
    table = checked_against_table("S1-N03")
    assert "> 23 Hamilton score" in table.caption
    assert isinstance(table.frame, pd.DataFrame)
    assert set(table.frame["relation"]) <= {"agrees", "differs", "context"}
