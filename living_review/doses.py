"""Doses as printed: schedules, and amounts of salts."""

import re

from living_review.printed_numbers import PrintedNumber

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
