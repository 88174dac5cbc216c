"""What one row of evidence says of a claim: supports, opposes, inconclusive, or nothing.

The answer is computed from the row's numbers and printed directions, whatever table it stands in.
"""

import math
from collections.abc import Callable

import pandas as pd

from living_review.evidence.printed_numbers import PrintedNumber, value_of, widest_interval
from living_review.synthesis.directions import Direction, direction_of
from living_review.synthesis.verdicts.rules import Comparison, Says

RATIOS = ("risk ratio", "odds ratio", "Peto odds ratio", "hazard ratio", "incidence rate ratio")
APART = "different"
# Of people who gain beyond a comparison group; a percentage is of all people.
NET = ("risk difference", "number needed to treat")
TRIALS = ("randomised trial", "meta-analysis of trials")
# People with the same need, or the same people: what differs between them is the drug.
ALIKE = (
    "people with the same illness who do not use it",
    "users of another drug",
    "the same people at other times",
)


def of_interval(low: float, high: float, null: float, claimed: str) -> Says:
    """What an interval says of a claimed direction.

    Parameters
    ----------
    low, high : float
        Limits of the interval.
    null : float
        Value at which there is no difference.
    claimed : str
        ``"higher"`` or ``"lower"``.

    Examples
    --------
    >>> of_interval(1.02, 1.42, 1, "higher").value, of_interval(0.4, 4, 1, "higher").value
    ('supports', 'inconclusive')
    """
    if low <= null <= high:
        return Says.NEITHER
    return Says.FOR if (low > null) == (claimed == "higher") else Says.AGAINST


def of_direction(direction: str, claimed: str) -> Says | None:
    """What a direction in words says of a claimed one; None where nothing was compared."""
    way = direction_of(direction)
    if way not in (Direction.HIGHER, Direction.LOWER):
        return None if way is None else Says.NEITHER
    return Says.FOR if way == claimed else Says.AGAINST


def _estimate(row: pd.Series, claimed: str, _) -> Says | None:
    if not (row["ci_low"] and row["ci_high"]):
        return None
    low, high = value_of(row["ci_low"]), value_of(row["ci_high"])
    return of_interval(low, high, 1.0 if row["measure"] in RATIOS else 0.0, claimed)


def _pooled(row: pd.Series, claimed: str, _) -> Says | None:
    if row["ci_low"] and row["ci_high"]:
        return of_interval(value_of(row["ci_low"]), value_of(row["ci_high"]), 0.0, claimed)
    return of_direction(row["direction"], claimed)


def _direction(row: pd.Series, claimed: str, _) -> Says | None:
    return of_direction(row["direction"], claimed)


def _record(row: pd.Series, claimed: str, _) -> Says | None:
    """What a comparison says; where two things are claimed to be different, agreement opposes."""
    agree, differ = (Says.FOR, Says.AGAINST) if claimed != APART else (Says.AGAINST, Says.FOR)
    return {"yes": agree, "no": differ}.get(row["agrees"])


def points(table: str, row: pd.Series, claimed: str) -> Says | None:
    """Which way the estimate of a row points, whatever its interval; None where it has none.

    Parameters
    ----------
    table : str
        Table that the row stands in.
    row : pandas.Series
        The row.
    claimed : str
        ``"higher"`` or ``"lower"``.
    """
    if table not in ("printed_estimates", "pooled_biomarker_estimates") or not row["estimate"]:
        return None
    value = value_of(row["estimate"])
    return of_interval(value, value, 1.0 if row["measure"] in RATIOS else 0.0, claimed)


def _share(row: pd.Series, _claimed: str, printed: "Printed | None") -> Says | None:
    if printed is None or printed.is_net != (row["measure"] in NET):
        return None
    if row["measure"] == "number needed to treat":
        # Here, so that only chapters with such a claim run again when its calculation changes.
        from living_review.statistics.absolute_effects import from_number_needed_to_treat

        found = from_number_needed_to_treat(row["value"])
        low, high = found.low, found.high
    elif row["measure"] in ("percentage", *NET) and row["value"]:
        low, high = widest_interval(row["value"])
    else:
        return None
    return Says.FOR if low <= printed.high and high >= printed.low else Says.AGAINST


def _normal(row: pd.Series, claimed: str, printed: "Printed") -> Says | None:
    """Where a printed mean lies: ``claimed`` is below, inside or above."""
    # Here, so that only chapters with such a claim run again when these change.
    from living_review.statistics.group_comparisons import intervals_in, place

    found = intervals_in(printed.unit, row.to_frame().T, printed.substances).iloc[0]
    low, high = found["low_converted"], found["high_converted"]
    high = math.inf if high != high else high
    return Says.FOR if place(printed.value, low, high) == claimed else Says.AGAINST


class Printed:
    """A number that a seed prints, as the answers need it.

    Parameters
    ----------
    row : pandas.Series
        Row of the printed statistics; ``out of ten …`` (people who gain beyond others) and ``%``
        are read as percent.
    substances : pandas.DataFrame
        Molar masses.
    """

    def __init__(self, row: pd.Series, substances: pd.DataFrame):
        self.is_net = row["unit"].startswith("out of ten")
        factor = 10.0 if self.is_net else 1.0
        first = PrintedNumber(row["value"])
        last = PrintedNumber(row["value_high"] or row["value"])
        # A count of people out of ten is a range by itself; a single number has its rounding.
        ends = (first.rounding_interval()[0], last.rounding_interval()[1])
        if row["value_high"]:
            ends = (first.value, last.value)
        self.value = first.value * factor
        self.low, self.high = (end * factor for end in ends)
        self.unit, self.substances = row["unit"], substances


ANSWERS: dict[str, Callable[[pd.Series, str, Printed | None], Says | None]] = {
    "printed_estimates": _estimate,
    "pooled_biomarker_estimates": _pooled,
    "reported_findings": _direction,
    "biomarker_contrasts": _direction,
    "provenance_facts": _record,
    "context_estimates": _share,
    "reference_intervals": _normal,
}


def says(table: str, row: pd.Series, claimed: str, printed: Printed | None) -> Says | None:
    """What a row says of a claim.

    Parameters
    ----------
    table : str
        Table that the row stands in.
    row : pandas.Series
        The row.
    claimed : str
        Direction, or place, that the claim states.
    printed : Printed or None
        The claim's own number, where it has one.

    Returns
    -------
    Says or None
        None where the row holds nothing that could answer.
    """
    answer = ANSWERS.get(table)
    return answer(row, claimed, printed) if answer else None


def compares(table: str, row: pd.Series) -> Comparison:
    """How like the people are whom a row compares; *may differ* unless the row says otherwise."""
    if row.get("design", "") in TRIALS:
        return Comparison.ALLOTTED
    alike = row.get("compared_with", "") in ALIKE
    return Comparison.ALIKE if alike else Comparison.UNLIKE
