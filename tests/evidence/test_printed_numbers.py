"""Printed numbers: laws of rounding, and garbage that never becomes a number."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import tables
from living_review.evidence.printed_numbers import (
    NUMBER,
    P_VALUE,
    PrintedNumber,
    RoundingRule,
    p_value_interval,
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


@given(st.one_of(st.text(), st.from_regex(P_VALUE, fullmatch=True)))
def test_p_values_are_parsed_or_refused(text):
    try:
        relation, number = parse_p_value(text)
    except ValueError:
        return
    assert relation in "<>="
    assert 0 <= number <= 1
    assert number > 0 or relation == ">"
    low, high = p_value_interval(text)
    assert 0 <= low <= high <= 1


@given(st.floats(1e-300, 1), st.integers(1, 8))
def test_every_p_lies_in_the_interval_of_its_printed_forms(p, places):
    fixed, scientific = f"{p:.{places}f}", f"{p:.{places}e}"
    for text in (fixed, fixed.lstrip("0") or "0", f"={fixed}"):
        low, high = p_value_interval(text)
        assert low <= p <= high
    low, high = p_value_interval(scientific.replace("e+00", ""))
    assert low * (1 - 1e-9) <= p <= high * (1 + 1e-9)


# As sources print p: SPSS .000 (https://github.com/MicheleNuijten/statcheck/issues/59), .00000
# (https://github.com/scienceverse/metacheck/issues/221), F = 0 with p = 1
# (https://github.com/MicheleNuijten/statcheck/issues/38), R's < 2.2e-16.
@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("0.000", ("<", 0.0005)),
        (".000", ("<", 0.0005)),
        ("=.000", ("<", 0.0005)),
        ("<0.000", ("<", 0.0005)),
        (".00000", ("<", 5e-6)),
        ("≤0.05", ("<", 0.05)),
        ("<=0.05", ("<", 0.05)),
        (">=0.10", (">", 0.10)),
        ("≥.1", (">", 0.1)),
        ("3.2e-5", ("=", 3.2e-5)),
        ("9.9E-06", ("=", 9.9e-6)),
        ("<2.2e-16", ("<", 2.2e-16)),
        ("1", ("=", 1.0)),
        ("1.0", ("=", 1.0)),
        ("<1", ("<", 1.0)),
    ],
)
def test_p_values_as_sources_print_them(text, parsed):
    assert parse_p_value(text) == parsed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", "no p value is 0; copy the decimals"),
        ("<0", "no p value is 0"),
        ("1.2", "no p value lies above 1; look for a lost decimal point"),
        ("39", "is not a p value"),
        (">1", "no p value lies above 1"),
        ("≥1.0", "no p value lies above 1"),
        ("-0.03", "is not a p value"),
        ("3.2e-999", "look at its power of ten"),
        ("p=0.03", "without the letter p"),
        ("0. 0 0", "without spaces"),
        ("0,03", "is not a p value"),
        ("n.s.", "is not a p value"),
    ],
)
def test_what_is_no_p_value_is_refused_with_words(text, words):
    with pytest.raises(ValueError, match=words):
        parse_p_value(text)


def test_every_column_of_p_values_takes_what_is_parsed():
    fields = [
        field
        for resource in tables.descriptor()["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] == "p_value"
    ]
    patterns = {field["constraints"]["pattern"] for field in fields}
    assert len(fields) > 5
    assert patterns == {re.sub(r"\?P<[a-z]+>", "", P_VALUE.pattern)}
