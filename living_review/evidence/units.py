"""Units of measurement, and conversions that need a molar mass.

Which substances there are, and what a mole of each weighs, is data: functions here take the
table of substances (columns ``substance``, ``molar_mass``, ``element``, ``atoms``,
``valence``) rather than know any of them.
"""

import re
from functools import cache

import pandas as pd
import pint

WRITTEN = re.compile(r"[A-Za-zµμ]+([/·][A-Za-zµμ]+)*")


@cache
def registry() -> pint.UnitRegistry:
    """The one registry of units, with milliequivalents, which clinical chemistry still uses."""
    units = pint.UnitRegistry()
    units.define("equivalent = [charge_amount] = eq = Eq")
    return units


def _quantity(value, unit: str):
    # Only names joined by strokes and dots: pint evaluates more than a unit column should hold.
    if WRITTEN.fullmatch(unit):
        try:
            return registry().Quantity(value, unit.replace("·", "*"))
        except pint.errors.PintError:
            pass
    raise ValueError(f"{unit!r} is not a unit that is known: write it like mg/L or mmol/L")


def _facts(substances: pd.DataFrame, substance: str) -> pd.Series:
    rows = substances[substances["substance"] == substance]
    if len(rows) != 1:
        known = ", ".join(substances["substance"])
        raise ValueError(f"no molar mass for {substance!r}: the table of substances has {known}")
    return rows.iloc[0]


def convert(value, unit: str, to: str, substances: pd.DataFrame, substance: str):
    """Convert a value between mass, amount and charge units of one substance.

    Parameters
    ----------
    value : float or array_like
        In ``unit``.
    unit, to : str
        Such as ``"mg/dL"``, ``"mmol/L"``, ``"mEq/L"``.
    substances : pandas.DataFrame
        Table of substances; ``molar_mass`` in g/mol.
    substance : str
        Row of that table.

    Returns
    -------
    float or array
        In ``to``; the sign and the shape of ``value`` stay.

    Raises
    ------
    ValueError
        If a unit is unknown, the two are not of one kind, or the substance has no row.

    Notes
    -----
    Amount = mass / molar mass; equivalents = amount × valence.

    Examples
    --------
    >>> table = pd.DataFrame({"substance": ["X"], "molar_mass": ["20.0"], "element": ["X"],
    ...                       "atoms": [1], "valence": [2]})
    >>> convert(40.0, "mg/L", "mmol/L", table, "X")
    2.0
    >>> convert(4.0, "mg/dL", "mEq/L", table, "X")
    4.0
    """
    quantity = _quantity(value, unit)
    target = _quantity(1.0, to)
    if quantity.is_compatible_with(target):
        return quantity.to(target.units).magnitude
    facts = _facts(substances, substance)
    units = registry()
    molar_mass = float(facts["molar_mass"]) * units("g/mol")
    equivalents = int(facts["valence"]) * units("eq/mol")
    for factor in (
        molar_mass,
        1 / molar_mass,
        equivalents,
        1 / equivalents,
        equivalents / molar_mass,
        molar_mass / equivalents,
    ):
        if (quantity * factor).is_compatible_with(target):
            return (quantity * factor).to(target.units).magnitude
    raise ValueError(f"{unit!r} can't be converted to {to!r}: they do not measure the same thing")


def is_substance_per_body_mass(unit: str) -> bool:
    """Whether a unit tells how much of a substance was given for so much body mass.

    Parameters
    ----------
    unit : str
        Such as ``"mg/kg"`` or ``"mmol/kg/day"``: a mass, an amount or a charge, for a mass, and
        perhaps for a time.

    Raises
    ------
    ValueError
        If the unit is unknown.

    Examples
    --------
    >>> is_substance_per_body_mass("mg/kg/day"), is_substance_per_body_mass("mM/kg/day")
    (True, False)
    """
    units = registry()
    per_mass = _quantity(1.0, unit) * units("kg")
    return any(
        (per_mass * time).is_compatible_with(units(amount))
        for time in (1, units("day"))
        for amount in ("g", "mol", "eq")
    )


def elemental_fraction(substances: pd.DataFrame, substance: str) -> float:
    """Mass of the element of interest in one gram of a substance.

    Returns
    -------
    float
        Between 0 and 1, in grams per gram; 1 for an element itself.

    Examples
    --------
    >>> table = pd.DataFrame({"substance": ["X", "XY2"], "molar_mass": ["20.0", "80.0"],
    ...                       "element": ["X", "X"], "atoms": [1, 1], "valence": [2, 2]})
    >>> elemental_fraction(table, "XY2")
    0.25
    """
    facts = _facts(substances, substance)
    element = _facts(substances, facts["element"])
    return float(element["molar_mass"]) * int(facts["atoms"]) / float(facts["molar_mass"])
