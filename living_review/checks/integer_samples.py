"""What samples of whole-number answers can print as means and percentages.

A person's score is the mean of ``items`` whole-number answers; with ``items=1`` it is itself a
whole number, such as a sum. A mean over ``n`` people is then a whole total divided by
n · items, and only some numbers can be printed for it. Numbers come as printed, as text, and
every decision is made with whole numbers: nothing is called impossible by an error of
rounding in here.

Notes
-----
A verdict holds if each person gave whole-number answers to all items, and ``n`` is the number
of people behind the mean.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import index
from typing import NamedTuple

import numpy as np

from living_review.evidence.printed_numbers import PrintedNumber

# Means decided at once: their intermediate arrays stay in the processor's cache.
CHUNK = 1 << 15


class Convention(StrEnum):
    """How a number is taken to have been shortened to its printed decimals.

    ``HALF_EITHER_WAY`` stands for computers that print binary fractions: 2.675 is stored a
    little lower and printed as 2.67, and 0.375 is exact and printed as 0.38. It leaves open
    what happens to each tie by itself, and so holds wherever half up or half to even does.
    """

    HALF_UP = "half up"
    HALF_EVEN = "half to even"
    TRUNCATION = "truncation"
    HALF_EITHER_WAY = "half either way"


@dataclass(frozen=True)
class Possibility:
    """The rounding conventions under which a printed result is possible; none if it is impossible.

    Examples
    --------
    >>> grim("5.19", 28)
    Possibility(conventions=())
    """

    conventions: tuple[Convention, ...]


class Reading(NamedTuple):
    """Values that print as one number, in halves of its last digit, with ends in or out."""

    low: int
    high: int
    low_in: bool
    high_in: bool


def scaled(text: str) -> int:
    """A printed number in units of its last digit.

    Examples
    --------
    >>> scaled("5.20"), scaled("-0.7")
    (520, -7)
    """
    return int(PrintedNumber(text).text.replace(".", ""))


def reading(number: int, convention: Convention) -> Reading:
    """Which values print as a number under a convention.

    Parameters
    ----------
    number : int
        The printed number in units of its last digit.

    Notes
    -----
    Half up moves ties away from zero; truncation goes towards zero, so 0 is what −1 to 1
    prints, ends excluded.

    Examples
    --------
    >>> reading(5, Convention.HALF_UP)
    Reading(low=9, high=11, low_in=True, high_in=False)
    >>> reading(5, Convention.TRUNCATION)
    Reading(low=10, high=12, low_in=True, high_in=False)
    """
    low, high = 2 * number - 1, 2 * number + 1
    if convention is Convention.HALF_UP:
        return Reading(low, high, number > 0, number < 0)
    if convention is Convention.HALF_EVEN:
        return Reading(low, high, number % 2 == 0, number % 2 == 0)
    if convention is Convention.HALF_EITHER_WAY:
        return Reading(low, high, True, True)
    low, high = (low + 1 if number > 0 else low - 1), (high - 1 if number < 0 else high + 1)
    return Reading(low, high, number > 0, number < 0)


def under_each(possible: Callable[[Convention], object]) -> Possibility:
    """The conventions for which a function answers yes.

    Examples
    --------
    >>> under_each(lambda convention: convention is Convention.HALF_UP)
    Possibility(conventions=(<Convention.HALF_UP: 'half up'>,))
    """
    return Possibility(tuple(c for c in Convention if possible(c)))


def whole_number(name: str, value, least: int | None) -> int:
    """A whole number not below the least, or an error that names it."""
    try:
        number = index(value)
    except TypeError:
        number = None
    if number is None or (least is not None and number < least):
        wanted = "a whole number" if least is None else f"a whole number from {least}"
        raise ValueError(f"{name} is {value!r}: write {wanted}")
    return number


def check_scale(low, high) -> tuple[int | None, int | None]:
    """The ends of a scale, refused if they are no whole numbers or in the wrong order."""
    low = None if low is None else whole_number("low", low, None)
    high = None if high is None else whole_number("high", high, None)
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}: write the smaller end as low")
    return low, high


def check_mean(mean: str, low, high) -> int:
    """The mean in units of its last digit, or an error if it is not on the scale."""
    number, unit = scaled(mean), 10 ** PrintedNumber(mean).decimals
    below = low is not None and number < low * unit
    above = high is not None and number > high * unit
    if below or above:
        side = f"below the scale's low end {low}" if below else f"above the scale's high end {high}"
        raise ValueError(f"the mean {mean} lies {side}: write the ends of the scale it is on")
    return number


def totals_printed_as(
    number: int, digits: int, cases: int, convention: Convention, low, high
) -> range:
    """Whole T for which T / cases prints as number · 10^−digits, from low to high · cases."""
    read, unit = reading(number, convention), 2 * 10**digits
    # Moving an open end by one whole number closes it: all quantities here are whole.
    first = -((-read.low * cases - (not read.low_in)) // unit)
    last = (read.high * cases - (not read.high_in)) // unit
    if low is not None:
        first = max(first, low * cases)
    if high is not None:
        last = min(last, high * cases)
    return range(first, max(first, last + 1))


def possible_totals(
    mean: str,
    n: int,
    convention: Convention,
    items: int = 1,
    low: int | None = None,
    high: int | None = None,
) -> range:
    """Whole totals of all answers that print the mean.

    Parameters
    ----------
    mean : str
        The mean as printed.
    n : int
        Number of people, from 1.
    items : int
        Whole-number answers whose mean is a person's score; 1 if scores are whole numbers.
    low, high : int, optional
        Ends of the scale that the scores are on. Without them any whole number may be answered.

    Returns
    -------
    range
        Every T for which T / (n · items), printed under the convention, is the mean. Empty if
        there is none.

    Raises
    ------
    ValueError
        If the mean is no printed number or not on the scale, n or items is below 1, or low is
        above high.

    Examples
    --------
    >>> list(possible_totals("5.19", 28, Convention.HALF_UP))
    []
    >>> list(possible_totals("5.2", 28, Convention.HALF_UP))
    [145, 146]
    """
    n, items = whole_number("n", n, 1), whole_number("items", items, 1)
    low, high = check_scale(low, high)
    number = check_mean(mean, low, high)
    return totals_printed_as(number, PrintedNumber(mean).decimals, n * items, convention, low, high)


def grim(
    mean: str, n: int, items: int = 1, low: int | None = None, high: int | None = None
) -> Possibility:
    """Whether whole-number answers can have a printed mean (GRIM).

    Parameters and errors are those of `possible_totals`.

    Examples
    --------
    >>> grim("5.19", 28).conventions, grim("5.18", 28).conventions[0].value
    ((), 'half up')
    """
    return under_each(lambda c: possible_totals(mean, n, c, items, low, high))


def grim_many(numbers, digits: int, n, items=1) -> dict[Convention, np.ndarray]:
    """`grim` for many means at once.

    Parameters
    ----------
    numbers : array_like of int
        Means as printed, in units of the last digit: 5.19 is 519.
    digits : int
        Digits after the decimal point, the same for all means.
    n, items : array_like of int
        Numbers of people and of items, from 1.

    Returns
    -------
    dict of Convention to ndarray of bool
        Whether each mean is possible, in the broadcast shape of the input. The ends of a scale
        change nothing: they are whole, and so is the total of a mean that lies on them.

    Raises
    ------
    ValueError
        If something is no whole number, n or items is below 1, or digits is below 0.

    Notes
    -----
    With r = number · cases mod 10^digits, the nearest totals lie r / cases below the printed
    number and (10^digits − r) / cases above it, in units of the last digit. Numbers too large
    for 64 bits are taken as Python's.

    Examples
    --------
    >>> grim_many([519, 518], 2, 28)[Convention.HALF_UP].tolist()
    [False, True]
    """
    digits = whole_number("digits", digits, 0)
    numbers = _whole_array("numbers", numbers, None)
    n, items = _whole_array("n", n, 1), _whole_array("items", items, 1)
    largest = (_largest(numbers) + 1) * _largest(n) * _largest(items)
    unit, kind = 10**digits, np.int64
    if max(unit, largest) >= 2**61:
        numbers, n, items, kind = (*(a.astype(object) for a in (numbers, n, items)), object)
    numbers, cases = np.broadcast_arrays(numbers, np.asarray(n * items, dtype=kind))
    shape, numbers, cases = numbers.shape, numbers.ravel(), cases.ravel()
    possible = np.empty((len(Convention), numbers.size), dtype=bool)
    for start in range(0, numbers.size, CHUNK):
        part = slice(start, start + CHUNK)
        possible[:, part] = _grim_chunk(numbers[part], cases[part], unit)
    return dict(zip(Convention, possible.reshape(len(Convention), *shape), strict=True))


def _grim_chunk(numbers: np.ndarray, cases: np.ndarray, unit: int) -> tuple[np.ndarray, ...]:
    """Whether each mean is possible, convention by convention in their order."""
    products = numbers * cases
    below = products - unit * (products // unit)
    above = unit - below
    above[below == 0] = 0
    even, positive, negative = numbers & 1 == 0, numbers >= 0, numbers <= 0
    truncated = (positive & (above < cases)) | (negative & (below < cases))
    below, above = 2 * below, 2 * above
    inside = np.minimum(below, above) < cases
    tie_below, tie_above = below == cases, above == cases
    tie = tie_below | tie_above
    half_up = inside | (tie_below & ~negative) | (tie_above & ~positive)
    return half_up, inside | (even & tie), truncated, inside | tie


def _whole_array(name: str, values, least: int | None) -> np.ndarray:
    """An array of whole numbers not below the least, or an error that names it."""
    array = np.asarray(values)
    if array.dtype.kind == "O" or array.size == 0:
        array = np.asarray(
            np.frompyfunc(lambda value: whole_number(name, value, None), 1, 1)(array)
        )
    elif array.dtype.kind not in "iu":
        raise ValueError(f"{name} hold {array.dtype}: write whole numbers")
    if least is not None and array.size and array.min() < least:
        raise ValueError(f"{name} go down to {array.min()}: write whole numbers from {least}")
    return array.astype(np.int64 if _largest(array) < 2**61 else object, copy=False)


def _largest(array: np.ndarray) -> int:
    """The largest distance from zero, as a number that cannot overflow."""
    return max(abs(int(array.max())), abs(int(array.min()))) if array.size else 0


def percent_to_count(percent: str, n: int) -> dict[Convention, range]:
    """Whole counts that print as a percentage of n people.

    Parameters
    ----------
    percent : str
        The percentage as printed, from 0 to 100, without its sign.
    n : int
        Number of people, from 1.

    Returns
    -------
    dict of Convention to range
        Every count k for which 100 k / n prints so; empty where there is none.

    Raises
    ------
    ValueError
        If the percentage is no printed number or beyond 0 to 100, or n is below 1.

    Examples
    --------
    >>> percent_to_count("38.5", 26)[Convention.HALF_UP]
    range(10, 11)
    >>> percent_to_count("38.5", 25)[Convention.HALF_UP]
    range(10, 10)
    """
    n, (number, digits) = whole_number("n", n, 1), _share(percent)
    return {c: totals_printed_as(number, digits, n, c, 0, 1) for c in Convention}


def _share(percent: str) -> tuple[int, int]:
    """A percentage as a share: a whole number and the decimals that stand behind it."""
    number, digits = scaled(percent), PrintedNumber(percent).decimals
    if not 0 <= number <= 100 * 10**digits:
        raise ValueError(f"{percent} is no percentage of people: write a number from 0 to 100")
    return number, digits + 2


def sizes_that_fit(percent: str, smallest: int, largest: int) -> dict[Convention, tuple[int, ...]]:
    """Group sizes in which a whole count of people can print as a percentage.

    Parameters
    ----------
    percent : str
        The percentage as printed, from 0 to 100, without its sign.
    smallest, largest : int
        The sizes to try, from 1, both ends included.

    Raises
    ------
    ValueError
        If the percentage is no printed number or beyond 0 to 100, smallest is below 1, or
        largest below smallest.

    Examples
    --------
    >>> sizes_that_fit("38.5", 1, 40)[Convention.HALF_UP]
    (13, 26, 39)
    """
    smallest = whole_number("smallest", smallest, 1)
    sizes = np.arange(smallest, whole_number("largest", largest, smallest) + 1)
    number, digits = _share(percent)
    possible = grim_many(number, digits, sizes)
    return {c: tuple(sizes[possible[c]].tolist()) for c in Convention}
