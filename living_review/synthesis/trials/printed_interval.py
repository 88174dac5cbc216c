"""Whether an estimate and the two limits of its interval can belong together."""

import math
from collections.abc import Callable

from living_review.evidence.printed_intervals import lost_sign
from living_review.evidence.printed_numbers import PrintedNumber
from living_review.synthesis.trials.printed_result import PrintedEstimate

# How many times the other an arm of an interval may be, beyond all rounding. A rule of ours: a
# normal interval has equal arms, and others that trials print lean less than this.
LOPSIDED = 2.0


def check_interval(estimate: PrintedEstimate):
    """Refuse limits that are swapped, leave the estimate out, or have lost a sign.

    Raises
    ------
    ValueError
        Naming table, row, column and value. Limits that meet the estimate because of rounding
        are let through. Ratios are measured on their logarithms.
    """
    low, high, cells = estimate.low, estimate.high, estimate.cells
    as_counted = math.log if estimate.measure.is_ratio else float
    if not low.value < high.value:
        raise cells.refusal(
            "ci_low",
            f"the upper limit is {high.text}: see whether the limits are swapped, one of them has "
            "lost its minus sign, or they were rounded until they met",
        )
    (middle_low, middle_high), ends = _ends(estimate.value, as_counted), {}
    for column, limit in (("ci_low", low), ("ci_high", high)):
        ends[column] = _ends(limit, as_counted)
    if middle_high <= ends["ci_low"][0] or middle_low >= ends["ci_high"][1]:
        raise cells.refusal(
            "estimate",
            f"lies outside its interval {low.text} to {high.text}: see whether a minus sign is "
            "lost, or the numbers belong together",
        )
    _check_arms(estimate, as_counted)


def _ends(number: PrintedNumber, as_counted: Callable) -> tuple[float, float]:
    """Ends of what is printed like this, as counted."""
    low, high = number.rounding_interval()  # of a number above 0, both ends are
    return as_counted(low), as_counted(high)


def _check_arms(estimate: PrintedEstimate, as_counted: Callable):
    middle, low, high = (
        _ends(number, as_counted) for number in (estimate.value, estimate.low, estimate.high)
    )
    down, up = _arm(low, middle), _arm(middle, high)
    if _even(down, up):
        return
    if not estimate.measure.is_ratio:
        _check_sign(estimate)
    shorter, longer = sorted((down, up))
    if longer[0] > LOPSIDED * max(shorter[1], 0.0):
        raise estimate.cells.refusal(
            "estimate",
            f"its limits {estimate.low.text} and {estimate.high.text} lie at very unequal "
            "distances: copy all three again; if they are printed so, this can't be pooled",
        )


def _check_sign(estimate: PrintedEstimate):
    """Refuse the one of three numbers that would fit the other two with the other sign."""
    low, high = estimate.low.text, estimate.high.text
    if column := lost_sign(estimate.value.text, low, high):
        raise estimate.cells.refusal(
            column,
            f"with the other sign the limits {low} and {high} would lie equally far from the "
            f"estimate {estimate.value.text}: see whether a minus sign is lost",
        )


def _arm(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Shortest and longest distance from one printed number up to another."""
    return end[0] - start[1], end[1] - start[0]


def _even(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two arms can be of one length."""
    return one[0] <= other[1] and other[0] <= one[1]
