"""Printed numbers: laws of rounding, and garbage that never becomes a number."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence.printed_numbers import (
    NUMBER,
    PrintedNumber,
    RoundingRule,
    parse_p_value,
    spread_interval,
    values,
)

decimals = st.integers(0, 6)
numbers = st.decimals(-10_000, 10_000, allow_nan=False, places=9)


@given(numbers, decimals, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_every_number_lies_in_the_interval_of_its_rounded_form(number, places, how):
    printed = number.quantize(Decimal(1).scaleb(-places), rounding=how)
    low, high = PrintedNumber(f"{printed:f}").rounding_interval()
    assert low <= float(number) <= high


@given(numbers, decimals)
def test_every_number_lies_in_the_interval_of_its_truncated_form(number, places):
    printed = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    low, high = PrintedNumber(f"{printed:f}").rounding_interval(RoundingRule.TRUNCATED)
    assert low <= float(number) <= high


@given(st.integers(0, 10**6), decimals)
def test_trailing_zeros_narrow_the_interval(whole, places):
    text = f"{whole}.{'0' * places}" if places else str(whole)
    low, high = PrintedNumber(text).rounding_interval()
    assert high - low == pytest.approx(10.0**-places, rel=1e-3)
    assert PrintedNumber(text).decimals == places


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none()))
def test_garbage_is_refused_with_a_value_error(garbage):
    if isinstance(garbage, str) and NUMBER.fullmatch(garbage):
        return
    with pytest.raises(ValueError, match="not a printed number"):
        PrintedNumber(garbage)


@pytest.mark.parametrize("text", ["1e5", "5,20", " 5", "5.", ".5", "٥", "nan", "5.2 ", "--5", ""])
def test_near_misses_are_refused(text):
    with pytest.raises(ValueError, match="not a printed number"):
        PrintedNumber(text)


def test_a_spread_cannot_be_negative():
    assert spread_interval("0")[0] == 0.0


def test_a_bad_cell_is_named_with_row_and_column():
    with pytest.raises(ValueError, match="row 'b', column 'mean'"):
        values(pd.Series({"a": "1.0", "b": "1,0"}, name="mean"))


@given(st.text())
def test_p_values_are_parsed_or_refused(text):
    try:
        relation, number = parse_p_value(text)
    except ValueError:
        return
    assert relation in "<>="
    assert 0 <= number <= 1
