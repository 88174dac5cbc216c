"""Doses as printed: schedules, and amounts of salts."""

import re

import pandas as pd

from living_review.printed_numbers import PrintedNumber
from living_review.units import convert, elemental_fraction

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
        Molar masses, see `living_review.units`.

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
        rows.append({"substance": name, "title": title, "salt": mass,
                     "element": mass * elemental_fraction(substances, name)})  # fmt: skip
    return pd.DataFrame(rows)
