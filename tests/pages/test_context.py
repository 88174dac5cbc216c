"""People of ten, shares of people, doses of other species: arithmetic against by-hand values."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import tables
from living_review.evidence.doses import equivalent_dose
from living_review.pages import context
from living_review.pages.claims import checked_against_table
from living_review.pages.context import net_responder_numbers, years_before
from living_review.statistics.absolute_effects import from_number_needed_to_treat, risk_difference

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


def test_net_responders_by_hand():
    rows = context.net_responder_rows("S2-N04")
    assert rows["value"].tolist()[1:] == pytest.approx(
        [
            *(1.49, 1.5, 1.0, 1.0, 1.7, 0.9, 2.0, 1.1, 1.6),  # differences of shares, then printed
            *(10 / number for number in (4, 6, 9, 7, 6.5, 6, 8.5)),  # numbers needed to treat
        ]
    )
    assert (rows["low"][0], rows["high"][0]) == (1.0, 2.0)
    assert net_responder_numbers("S2-N04")["inside"] == "14"


def test_only_intervals_that_sources_print_are_drawn_and_rounding_is_not():
    rows = context.net_responder_rows("S2-N04").iloc[1:]
    drawn = rows[rows["low"].notna()]
    assert drawn["label"].str.startswith("Melander 2008").tolist() == [True]
    assert (drawn["low"].iloc[0], drawn["high"].iloc[0]) == pytest.approx((1.2, 2.0))
    assert rows["least"].le(rows["value"]).all()
    assert rows["most"].ge(rows["value"]).all()


def test_every_prevalence_with_a_period_is_drawn_once():
    rows = tables.read("context_estimates")
    wanted = rows[(rows["topic"] == "prevalence") & (rows["period"] != "")]
    drawn = context.prevalence_rows("S2-N01")
    assert sorted(drawn["value"][1:]) == sorted(wanted["value"].astype(float))
    assert set(drawn["kind"][1:]) == set(context.PERIODS)


def test_a_new_survey_is_drawn_with_no_chapter_edited(project):
    path = project.root / "data" / "context_estimates.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = lines[1].replace("ctx-001", "ctx-099").replace(",14.6,", ",17.3,")
    first = first.replace("Adults in ten high-income countries", "Adults in Atlantis")
    path.write_text("\n".join([*lines, first, ""]), encoding="utf-8")
    assert 17.3 in context.prevalence_rows("S2-N01")["value"].tolist()


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


def test_fifty_years_before_the_cited_paper():
    assert years_before("S2-N02", "S2-N05")["begins"] == "1963"


def test_what_a_number_was_checked_against_names_the_number():
    table = checked_against_table("S1-N03")
    assert "> 23 Hamilton score" in table.caption
    assert isinstance(table.frame, pd.DataFrame)
    assert set(table.frame["relation"]) <= {"agrees", "differs", "context"}
