"""Samples behind a printed mean and standard deviation: whether there are any, how many, which.

Scores are means of whole-number answers, as in `integer_samples`, and every decision is made
with whole numbers.

Notes
-----
A verdict holds if each person gave whole-number answers to all items, ``n`` is the number of
people behind both numbers, and one rounding convention made both. The divisor of the variance
is n − 1 unless ``population`` says n.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from statistics import NormalDist
from typing import NamedTuple

from living_review.checks.integer_samples import (
    Convention,
    Possibility,
    check_mean,
    check_scale,
    reading,
    scaled,
    totals_printed_as,
    under_each,
    whole_number,
)
from living_review.checks.whole_number_sums import count_samples, sample_exists
from living_review.evidence.printed_numbers import PrintedNumber

# Any scale in use is far narrower; without an end to the search no answer would come.
LARGEST_SPREAD = 10_000
MOST_ANSWERS = 10**5
# Scales and samples up to here are counted within seconds; the work grows with n³ · (width − 3)⁴.
MOST_WORK = 3 * 10**9


class Sums(NamedTuple):
    """Samples to look for: numbers from 0 to width, moved down by start, and their sums."""

    start: int
    width: int
    total: int
    squares_from: int
    squares_to: int


@dataclass(frozen=True)
class PrintedSample:
    """A printed mean and standard deviation of whole-number answers, checked and taken apart.

    Parameters
    ----------
    mean, sd : str
        As printed.
    n : int
        Number of people, from 2; from 1 with ``population``.
    items, low, high
        As in `possible_totals`.
    population : bool
        Whether the divisor of the variance is n, not n − 1.

    Raises
    ------
    ValueError
        As `possible_totals`, and if the standard deviation is no printed number, is negative,
        or is above 10,000 steps of the scores, or n is too small for one; and if n times items
        is above 100,000.
    """

    mean: str
    sd: str
    n: int
    items: int = 1
    low: int | None = None
    high: int | None = None
    population: bool = False

    def __post_init__(self):
        low, high = check_scale(self.low, self.high)
        n, items = whole_number("n", self.n, 1), whole_number("items", self.items, 1)
        # Python's whole numbers, where an array's would overflow.
        self.__dict__.update(n=n, items=items, low=low, high=high)
        check_mean(self.mean, self.low, self.high)
        if self.n * self.items > MOST_ANSWERS:
            raise ValueError(
                f"n times items is {self.n * self.items}: write no more than {MOST_ANSWERS}, "
                "as larger samples can print nearly anything"
            )
        if self.n == 1 and not self.population:
            raise ValueError("n is 1 and one person has no sample SD: write n from 2")
        spread, digits = self._sd
        if self.sd.startswith("-"):
            raise ValueError(f"the SD {self.sd} is negative: write a number from 0")
        if spread * self.items > LARGEST_SPREAD * 10**digits:
            raise ValueError(
                f"the SD {self.sd} is above {LARGEST_SPREAD} steps of the scores: "
                "write mean and SD in a larger unit"
            )

    @cached_property
    def _mean(self) -> tuple[int, int]:
        """The mean in units of its last digit, and its decimals."""
        return scaled(self.mean), PrintedNumber(self.mean).decimals

    @cached_property
    def _sd(self) -> tuple[int, int]:
        """The standard deviation in units of its last digit, and its decimals."""
        return scaled(self.sd), PrintedNumber(self.sd).decimals

    def sums(self, convention: Convention) -> Iterator[Sums]:
        """Every sum, with its range of sums of squares, that would print both numbers.

        Notes
        -----
        With x the whole totals of the people and T their sum, the printed variance is
        (Σx² − T²/n) / ((n − 1) · items²), and Σx² is whole.
        """
        cases = self.n * self.items
        totals = totals_printed_as(*self._mean, cases, convention, self.low, self.high)
        spread, digits = self._sd
        read = reading(spread, convention)
        divisor = self.n * (self.n - (not self.population)) * self.items**2
        unit = self.n * 4 * 100**digits
        least, least_out = (read.low**2 * divisor, not read.low_in) if read.low > 0 else (0, False)
        greatest = read.high**2 * divisor - (not read.high_in)
        for total in totals:
            square = unit * total * total // self.n
            first = -((-least - least_out - square) // unit)
            last = (greatest + square) // unit
            yield self._moved(total, first, last)

    def _moved(self, total: int, first: int, last: int) -> Sums:
        """The same sums with the scale moved to start at 0.

        Where the scale has no end, it ends beyond what one person can be away from the mean:
        √((n − 1)/n · Σ(x − mean)²).
        """
        n = self.n
        reach = isqrt(max(0, (n - 1) * (n * last - total * total))) // n + 2
        start = total // n - reach if self.low is None else self.low * self.items
        end = total // n + reach if self.high is None else self.high * self.items
        shift = n * start * start - 2 * start * total
        return Sums(start, end - start, total - n * start, first + shift, last + shift)


def grimmer(
    mean: str,
    sd: str,
    n: int,
    items: int = 1,
    low: int | None = None,
    high: int | None = None,
    population: bool = False,
) -> Possibility:
    """Whether whole-number answers can have a printed mean and standard deviation together.

    Parameters and errors are those of `PrintedSample`.

    Notes
    -----
    Published GRIMMER tests what is necessary: a whole sum of squares, as odd or even as the
    sum. This asks whether there is a sample, on the scale given, and so finds all that GRIMMER
    finds and more.

    Examples
    --------
    >>> [convention.value for convention in grimmer("3.44", "2.47", 18).conventions]
    ['truncation']
    >>> Convention.HALF_UP in grimmer("3.0", "2.5", 5).conventions
    True
    >>> grimmer("3.0", "2.5", 5, low=1, high=5).conventions
    ()
    """
    case = PrintedSample(mean, sd, n, items, low, high, population)
    return under_each(lambda c: any(sample_exists(case.n, *sums[1:]) for sums in case.sums(c)))


def debit(share: str, sd: str, n: int, population: bool = False) -> Possibility:
    """Whether answers of 0 and 1 can have a printed mean and standard deviation (DEBIT).

    Parameters
    ----------
    share : str
        Their mean as printed, from 0 to 1.
    sd, n, population
        As in `PrintedSample`, and so are the errors.

    Notes
    -----
    With k ones the variance is k (n − k) / (n (n − 1)).

    Examples
    --------
    >>> Convention.HALF_UP in debit("0.50", "0.53", 10).conventions
    True
    >>> debit("0.50", "0.50", 10).conventions
    ()
    """
    return grimmer(share, sd, n, low=0, high=1, population=population)


def reconstruct(case: PrintedSample, convention: Convention = Convention.HALF_UP) -> int:
    """How many samples fit a printed mean and standard deviation.

    Parameters
    ----------
    case : PrintedSample
        With both ends of the scale.

    Returns
    -------
    int
        Number of samples, the order of people not counted: of ways to have so many people at
        each possible score.

    Raises
    ------
    ValueError
        If an end of the scale is missing, or there is too much to count.

    Examples
    --------
    >>> reconstruct(PrintedSample("3.0", "2.0", 5, low=1, high=5))
    1
    """
    return sum(_counts(case, convention).values())


def _counts(case: PrintedSample, convention: Convention) -> dict[tuple[int, ...], int]:
    """Number of samples by start, width, sum and sum of squares, without empty ones."""
    if case.low is None or case.high is None:
        raise ValueError("an end of the scale is missing: write low and high to count samples")
    width = (case.high - case.low) * case.items
    if case.n**3 * max(0, width - 3) ** 4 > MOST_WORK:
        raise ValueError(
            f"samples of {case.n} on a scale of {width + 1} scores are too many to count: "
            "write fewer people or a shorter scale, or ask grimmer whether there is one"
        )
    counts = {}
    for start, width, total, first, last in case.sums(convention):
        for squares in range(first + (first - total) % 2, last + 1, 2):
            count = count_samples(case.n, width, total, squares)
            if count:
                counts[start, width, total, squares] = count
    return counts


def one_sample(
    case: PrintedSample, convention: Convention = Convention.HALF_UP
) -> dict[int, int] | None:
    """A sample that prints a mean and standard deviation, found without counting them all.

    Parameters
    ----------
    case, convention
        As in `reconstruct`; long scales and many people are no hindrance here.

    Returns
    -------
    dict of int to int or None
        How many people have each score, by score times items; None if none was found, which does
        not mean that there is none: `grimmer` decides that.

    Notes
    -----
    Starts with scores at the quantiles of a normal distribution of that mean and spread, pushed
    to the ends of the scale where they lie beyond, and mends the sum and then the sum of squares
    by moving one or two people by a point.

    Examples
    --------
    >>> one_sample(PrintedSample("3.0", "2.0", 5, low=1, high=5))
    {1: 2, 3: 1, 5: 2}
    """
    for start, width, total, first, last in case.sums(convention):
        if 0 <= total <= case.n * width:
            wanted = PrintedNumber(case.sd).value * case.items
            scores = _with_sum(_bell(case.n, total / case.n, wanted, width), total, width)
            if _with_squares(scores, width, first, last):
                counts = {score: scores.count(score) for score in sorted(set(scores))}
                return {score + start: times for score, times in counts.items()}
    return None


def _bell(n: int, mean: float, spread: float, width: int) -> list[int]:
    """Whole scores at the quantiles of a normal distribution, within the scale."""
    if not spread:
        return [min(max(round(mean), 0), width)] * n
    bell = NormalDist(mean, spread)
    return [min(max(round(bell.inv_cdf((i + 0.5) / n)), 0), width) for i in range(n)]


def _with_sum(scores: list[int], total: int, width: int) -> list[int]:
    """The scores with single points added or taken in the middle until they have a sum."""
    scores, step = sorted(scores), 1 if sum(scores) < total else -1
    middle = len(scores) // 2
    order = sorted(range(len(scores)), key=lambda i: abs(i - middle))
    while (missing := total - sum(scores)) != 0:
        for i in order[: abs(missing)]:
            if 0 <= scores[i] + step <= width:
                scores[i] += step
        order = order[abs(missing) :] + order[: abs(missing)]
    return scores


def _with_squares(scores: list[int], width: int, first: int, last: int) -> bool:
    """Move pairs of scores apart or together, in place, until the sum of squares fits."""
    squares = sum(score * score for score in scores)
    for _ in range(len(scores) * (width + 1)):
        if first <= squares <= last:
            return True
        gap = (first if squares < first else last) - squares
        held = sorted(set(scores))
        # One person goes from a to a + step, another from b to b - step: the sum stays.
        moves = [
            (2 * step * (a - b) + 2, a, b, step)
            for step in (-1, 1)
            for a in held
            for b in held
            if (a != b or scores.count(a) > 1) and 0 <= a + step <= width and 0 <= b - step <= width
        ]
        towards = [move for move in moves if move[0] and (move[0] > 0) == (gap > 0)]
        if not towards:
            return False
        change, a, b, step = min(towards, key=lambda move: (abs(move[0] - gap), move))
        scores.remove(a)
        scores.remove(b)
        scores += [a + step, b - step]
        squares += change
    return False
