"""Units: constants from outside the package, round trips, and refusals."""

import contextlib
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import tables
from living_review.evidence.units import convert, elemental_fraction

UNITS = ["mg/L", "mg/dL", "mmol/L", "µmol/L", "mEq/L", "µg/mL", "mcg/dL", "g/L"]


@pytest.fixture(scope="module")
def substances():
    return tables.read("substances")


@pytest.mark.parametrize(
    ("value", "unit", "to", "substance", "expected"),
    [
        # 1 mmol Mg = 24.305 mg, so 1 mg/dL = 10 / 24.305 mmol/L; 1 mmol = 2 mEq.
        (1.0, "mg/dL", "mmol/L", "Mg", 10 / 24.305),
        (1.0, "mmol/L", "mEq/L", "Mg", 2.0),
        (1.0, "mEq/L", "mg/L", "Mg", 24.305 / 2),
        (100.0, "mcg/dL", "µmol/L", "Zn", 1000 / 65.38),
        (1.0, "µg/mL", "mg/L", "Zn", 1.0),
    ],
)
def test_against_arithmetic_by_hand(substances, value, unit, to, substance, expected):
    assert convert(value, unit, to, substances, substance) == pytest.approx(expected, rel=1e-12)


@given(
    value=st.floats(1e-6, 1e6),
    unit=st.sampled_from(UNITS),
    to=st.sampled_from(UNITS),
    substance=st.sampled_from(["Mg", "Zn", "MgCl2.6H2O"]),
)
def test_there_and_back_is_where_one_began(substances, value, unit, to, substance):
    there = convert(value, unit, to, substances, substance)
    assert math.isclose(convert(there, to, unit, substances, substance), value, rel_tol=1e-12)


def test_a_hydrate_holds_less_of_the_element(substances):
    assert elemental_fraction(substances, "MgCl2.6H2O") == pytest.approx(24.305 / 203.30)
    assert elemental_fraction(substances, "MgCl2") == pytest.approx(24.305 / 95.21)
    assert elemental_fraction(substances, "Mg") == 1.0


@pytest.mark.parametrize(
    ("unit", "to", "substance", "words"),
    [
        ("mg/L", "parsec", "Mg", "can't be converted"),
        ("wibbles", "mg/L", "Mg", "not a unit that is known"),
        ("mg/L", "mmol/L", "Xx", "no molar mass"),
        ("mg/L", "mmol/kg", "Mg", "can't be converted"),
    ],
)
def test_refusals_say_what_is_wrong(substances, unit, to, substance, words):
    with pytest.raises(ValueError, match=words):
        convert(1.0, unit, to, substances, substance)


@given(st.text(max_size=12))
def test_garbage_units_give_a_value_error_or_a_unit(garbage):
    table = pd.DataFrame(
        {"substance": ["X"], "molar_mass": ["20"], "element": ["X"], "atoms": [1], "valence": [2]}
    )
    with contextlib.suppress(ValueError):
        convert(1.0, garbage, "mg/L", table, "X")


def test_every_unit_of_the_data_can_be_converted(substances):
    for name, column in (("reference_intervals", "low"), ("biomarker_values", "mean")):
        rows = tables.read(name)
        rows = rows[rows["substance"].isin(substances["substance"]) & (rows[column] != "")]
        rows = rows[rows["unit"] != ""]
        assert len(rows) > 10
        for _, row in rows.iterrows():
            assert (
                convert(float(row[column]), row["unit"], "mmol/L", substances, row["substance"]) > 0
            )
