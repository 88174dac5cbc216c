"""Doses as printed: schedules, and amounts of salts."""

import re

import pandas as pd

from living_review.evidence.printed_numbers import PrintedNumber
from living_review.evidence.units import convert, elemental_fraction

SCHEDULE = re.compile(r"(?P<unit>\S+) x (?P<times>[0-9]+)/day")


def dose_per_day(value: str, schedule: str) -> str:
    """Amount per day from a dose and how often it is given.

    Parameters
    ----------
    value : str
        One dose as printed.
    schedule : str
        Unit and frequency as printed, such as ``"mg x 3/day"``.

    Raises
    ------
    ValueError
        If the schedule is not of that form.

    Examples
    --------
    >>> dose_per_day("25", "mg x 3/day")
    '75 mg'
    """
    match = SCHEDULE.fullmatch(schedule)
    if not match:
        raise ValueError(f"{schedule!r} is not a schedule: write it like 'mg x 3/day'")
    total = PrintedNumber(value).value * int(match["times"])
    return f"{total:g} {match['unit']}"


def over_weeks(doses: pd.DataFrame, duration: pd.Series) -> pd.DataFrame:
    """Doses as printed, the amount per day, and what they come to over some weeks.

    Parameters
    ----------
    doses : pandas.DataFrame
        ``value``, and ``unit`` as of `dose_per_day`.
    duration : pandas.Series
        ``value`` and ``unit``, which has to be *weeks*.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``printed``, ``daily``, ``duration`` and ``whole``.

    Raises
    ------
    ValueError
        If the duration is not printed in weeks, or a dose is not of that form.

    Examples
    --------
    >>> doses = pd.DataFrame({"value": ["25"], "unit": ["mg x 3/day"]})
    >>> taken = over_weeks(doses, pd.Series({"value": "4", "unit": "weeks"}))
    >>> taken[["printed", "daily", "duration", "whole"]].iloc[0].tolist()
    ['25 mg x 3/day', '75 mg', '4 weeks', '2100 mg']
    """
    if duration["unit"] != "weeks":
        raise ValueError(f"a duration is printed in {duration['unit']}, not in weeks")
    days = round(7 * PrintedNumber(duration["value"]).value)
    daily = [dose_per_day(*dose) for dose in zip(doses["value"], doses["unit"], strict=True)]
    return doses.assign(
        printed=doses["value"] + " " + doses["unit"],
        daily=daily,
        duration=f"{duration['value']} weeks",
        whole=[f"{days * float(amount):g} {unit}" for amount, unit in map(str.split, daily)],
    )


def readings_of_an_amount(
    value: str, unit: str, salts: list[str], to: str, substances: pd.DataFrame
) -> pd.DataFrame:
    """What a dose per body mass comes to if its number is read as an amount of one salt or another.

    Parameters
    ----------
    value : str
        The number as printed.
    unit : str
        The unit it is read as, such as ``"mmol/kg"``.
    salts : list of str
        Rows of the table of substances: the salts that could be meant.
    to : str
        Unit of mass per body mass, such as ``"mg/kg"``.
    substances : pandas.DataFrame
        Molar masses, see `living_review.evidence.units`.

    Returns
    -------
    pandas.DataFrame
        ``substance``, ``title``, ``salt`` (mass of the salt) and ``element`` (mass of the element
        in it), both in ``to``. The element does not depend on the salt: an amount counts it.
    """
    rows = []
    for name in salts:
        title = substances.loc[substances["substance"] == name, "title"].iloc[0]
        mass = convert(PrintedNumber(value).value, unit, to, substances, name)
        rows.append(
            {
                "substance": name,
                "title": title,
                "salt": mass,
                "element": mass * elemental_fraction(substances, name),
            }
        )
    return pd.DataFrame(rows)


def equivalent_dose(dose, species: str, other: str, factors: pd.DataFrame):
    """Dose per body mass that is the same dose per body surface in another species.

    Parameters
    ----------
    dose : float or pandas.Series
        Dose per body mass in ``species``, or several.
    species, other : str
        Rows of ``factors``.
    factors : pandas.DataFrame
        ``species`` and ``km`` (body mass over body surface, as printed).

    Returns
    -------
    float or pandas.Series
        In the unit of ``dose``.

    Raises
    ------
    KeyError
        If a species has no factor.

    Notes
    -----
    Multiplies by the ratio of the two factors [nair2016]_. It assumes that a dose per body
    surface acts alike in both, which holds for some substances and not for others, and says
    nothing of other routes or of what an effect in one species means for the other.

    Examples
    --------
    >>> table = pd.DataFrame({"species": ["rat", "human"], "km": ["6", "37"]})
    >>> round(equivalent_dose(37.0, "rat", "human", table), 6)
    6.0
    """
    km = factors.set_index("species")["km"]
    missing = [name for name in (species, other) if name not in km]
    if missing:
        raise KeyError(f"no factor for {', '.join(missing)}; there are {', '.join(km.index)}")
    return dose * PrintedNumber(km[species]).value / PrintedNumber(km[other]).value
