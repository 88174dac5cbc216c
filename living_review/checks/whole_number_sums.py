"""Whole numbers with a given sum and sum of squares: whether they exist, how many, and which.

Everywhere, ``n`` whole numbers lie between 0 and ``width``, with sum ``total`` and sum of squares
``squares``; order does not count. All arithmetic is on whole numbers and exact.

Notes
-----
Three things are necessary: the sum of squares is as odd or even as the sum, not below that of
the most even spread, and not above that of the spread pushed to the ends.
They are not sufficient, and `certain_squares` says up to where they are:

Let S = Σ x(width − x) = width · total − squares. Start at the most even spread. While two
equal numbers x lie strictly between 0 and width, make them x − 1 and x + 1: the sum stays and
S falls by exactly 2, so no S is left out. The walk stops only when all inner numbers differ,
and then S is at most the sum of the n largest x(width − x). Every S above that, of the right
parity, is therefore reached. The same holds in every narrower window, from a to b, around the
mean. What lies beyond is searched through, largest number first.
"""

from functools import lru_cache
from itertools import accumulate
from math import isqrt

# A wider window proves no more for any scale in use, and costs time where n is huge.
WIDEST_WINDOW = 500


def least_squares(n: int, total: int) -> int:
    """Smallest sum of squares: all numbers at the mean, or just below and above it.

    Examples
    --------
    >>> least_squares(3, 7)  # 2, 2, 3
    17
    """
    floor, above = divmod(total, n)
    return n * floor * floor + above * (2 * floor + 1)


def greatest_squares(width: int, total: int) -> int:
    """Largest sum of squares: as many numbers as can be at the ends, one between them.

    Examples
    --------
    >>> greatest_squares(4, 9)  # 4, 4, 1, and zeros
    33
    """
    if width == 0:
        return 0
    at_the_top, rest = divmod(total, width)
    return at_the_top * width * width + rest * rest


@lru_cache(maxsize=4096)
def _inner_products(width: int) -> tuple[int, ...]:
    """Sums of the 0, 1, 2, … largest x(width − x) with different x from 1 to width − 1."""
    products = sorted((x * (width - x) for x in range(1, width)), reverse=True)
    return tuple(accumulate(products, initial=0))


@lru_cache(maxsize=1 << 18)
def certain_squares(n: int, width: int, total: int) -> int:
    """Bound up to which every sum of squares of the right parity is reached.

    Returns
    -------
    int
        From `least_squares` to this bound, inclusive, parity alone decides.

    Notes
    -----
    Largest (a + b) · total − n a b − D(n, b − a) over windows from a to b around the mean, D
    being the sum of the n largest x(b − a − x). For each b − a it is largest where the middle
    of the window is nearest to the mean.

    Examples
    --------
    >>> certain_squares(20, 4, 40)
    150
    >>> greatest_squares(4, 40)
    160
    """
    best = least_squares(n, total)
    for window in range(1, min(width, n + 1, WIDEST_WINDOW) + 1):
        start = (2 * total - n * window + n) // (2 * n)
        start = max(0, min(start, width - window))
        products = _inner_products(window)
        inner = products[min(n, window - 1)]
        best = max(best, (2 * start + window) * total - n * start * (start + window) - inner)
    return best


def sample_exists(n: int, width: int, total: int, squares_from: int, squares_to: int) -> bool:
    """Whether n whole numbers exist whose sum of squares lies in a range.

    Parameters
    ----------
    n : int
        How many numbers, from 1.
    width : int
        Largest value a number may have; the smallest is 0.
    total : int
        Their sum.
    squares_from, squares_to : int
        The range of the sum of squares, both ends included.

    Notes
    -----
    Exact: proven by `certain_squares`, or found or excluded by full search.

    Examples
    --------
    >>> sample_exists(3, 4, 6, 14, 14), sample_exists(3, 4, 6, 18, 18)  # 1, 2, 3 and 1, 1, 4
    (True, True)
    >>> sample_exists(3, 4, 6, 16, 16)  # of the right parity, between both, and yet impossible
    False
    """
    if total < 0 or total > n * width:
        return False
    first = max(squares_from, least_squares(n, total))
    first += (first - total) % 2
    last = min(squares_to, greatest_squares(width, total))
    last -= (last - total) % 2
    if first > last:
        return False
    if first <= certain_squares(n, width, total):
        return True
    if 2 * total > n * width:
        # Mirrored, so that the far end is the upper one and the largest number tells most.
        shift = n * width * width - 2 * width * total
        return _search(n, width, n * width - total, first + shift, last + shift)
    return _search(n, width, total, first, last)


@lru_cache(maxsize=1 << 18)
def _search(n: int, width: int, total: int, first: int, last: int) -> bool:
    """Decide by trying the largest number and how often it stands, largest first.

    ``first`` and ``last`` have the parity of ``total`` and lie within the necessary bounds.
    """
    if n == 2:
        return _pair_exists(width, total, first, last)
    if n == 4 and first == last and _is_no_sum_of_three_squares(4 * first - total * total):
        return False
    # No number lies further from the mean than √((n−1)/n · Σ(x − mean)²).
    furthest = isqrt((n - 1) * (n * last - total * total))
    for value in range(min(width, (total + furthest) // n), 0, -1):
        if value * total < first:
            # Σ x(value − x) cannot be negative if no number is larger than value.
            return False
        fewest = max(1, total - n * (value - 1), -((total * (value - 1) - first) // value))
        for times in range(fewest, min(n, total // value) + 1):
            left = n - times
            rest, square = total - times * value, times * value * value
            if left == 0:
                if rest == 0 and first <= square <= last:
                    return True
            elif least_squares(left, rest) > last - square:
                break
            elif sample_exists(left, value - 1, rest, first - square, last - square):
                return True
    return False


def _pair_exists(width: int, total: int, first: int, last: int) -> bool:
    """Whether two numbers exist: their difference d has d² = 2 · squares − total²."""
    difference = isqrt(2 * last - total * total)
    difference -= (difference - total) % 2
    # Here first >= total²/2, and last is at most that of the widest pair.
    return difference >= 0 and difference**2 >= 2 * first - total * total


def _is_no_sum_of_three_squares(number: int) -> bool:
    """Whether the number is 4^a (8b + 7), Legendre's exceptions.

    Four numbers with sum T and sum of squares Q make 4Q − T² a sum of three squares: those of
    the differences between one pair's sum and the other's, for the three ways to pair them.

    Examples
    --------
    >>> [number for number in range(1, 32) if _is_no_sum_of_three_squares(number)]
    [7, 15, 23, 28, 31]
    """
    while number and number % 4 == 0:
        number //= 4
    return number % 8 == 7


@lru_cache(maxsize=1 << 20)
def count_samples(n: int, width: int, total: int, squares: int) -> int:
    """How many multisets of n whole numbers have this sum and this sum of squares.

    Parameters, all int, are those of the module; ``n`` may be 0.

    Notes
    -----
    C(n, w, T, Q) = Σ_f C(n − f, w − 1, T − f w, Q − f w²), f being how often w stands.
    Up to w = 2 the three equations leave at most one solution; for w = 3 the number of threes
    k is free between max(0, (Q − 2T)/3) and min((Q − T)/6, n − T + (Q − T)/2).

    Examples
    --------
    >>> count_samples(3, 4, 6, 18)  # 1, 1, 4 and 0, 3, 3
    2
    """
    if n == 0:
        return int(total == 0 and squares == 0)
    if not 0 <= total <= n * width or (squares - total) % 2:
        return 0
    if not least_squares(n, total) <= squares <= greatest_squares(width, total):
        return 0
    if width <= 2:
        return 1
    if width == 3:
        half = (squares - total) // 2
        fewest = max(0, -((2 * total - squares) // 3))
        return max(0, min(half // 3, n - total + half) - fewest + 1)
    return sum(
        count_samples(n - times, width - 1, total - times * width, squares - times * width**2)
        for times in _times_of_the_top(n, width, total, squares)
    )


def _times_of_the_top(n: int, width: int, total: int, squares: int) -> range:
    """How often the number ``width`` may stand, by necessary bounds."""
    fewest = max(0, total - n * (width - 1), -((total * (width - 1) - squares) // width))
    return range(fewest, min(n, total // width, squares // width**2) + 1)
