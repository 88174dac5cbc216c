"""Refuse impossible numbers in words: the argument, its value, and what would be right."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

LARGEST = 1e12  # beyond it, and below its reciprocal, a number is a misreading and not a result


class Kind(NamedTuple):
    """What an argument may hold, as a test of each number and in words."""

    allows: Callable[[np.ndarray], np.ndarray]
    remedy: str


NUMBER = Kind(lambda x: np.abs(x) <= LARGEST, f"it has to be a number, at most {LARGEST:g} in size")
SPREAD = Kind(
    lambda x: (x >= 1 / LARGEST) & (x <= LARGEST),
    f"a standard deviation or standard error has to be above 0, from {1 / LARGEST:g} on; "
    "see whether a column was misread",
)
SIZE = Kind(lambda x: (x >= 2) & (x <= 1e9), "a group needs at least 2 members (up to 1e9)")
PAIRS = Kind(lambda x: (x >= 3) & (x <= 1e9), "at least 3 people have to be seen twice")
CORRELATION = Kind(
    lambda x: np.abs(x) < 1, "a correlation has to lie strictly between -1 and 1; state one"
)
PROBABILITY = Kind(
    lambda x: (x > 0) & (x <= 1),
    "a p value lies above 0 and up to 1; one printed as 0.000 is only known to be below 0.0005",
)
LEVEL = Kind(
    lambda x: (x >= 0.5) & (x < 1), "a confidence level lies from 0.5 to below 1, such as 0.95"
)
DEGREES = Kind(lambda x: (x >= 1) & (x <= LARGEST), "at least 1 degree of freedom is needed")
VARIANCE = Kind(
    lambda x: x > 0, "a variance has to be above 0; one of 0 would outweigh all other trials"
)
RATIO = Kind(
    lambda x: (x >= 1e-12) & (x <= 1e12), "a ratio is above 0; its logarithm is taken here"
)
YES_OR_NO = Kind(lambda x: (x == 0) | (x == 1), "it has to be True or False")
SIGN = Kind(lambda x: np.abs(x) == 1, "give -1 where group 1 lies lower, 1 where it lies higher")


def checked(**arguments: tuple[object, Kind]) -> list[np.ndarray]:
    """Arguments as arrays of floats, after every number was found to be possible.

    Parameters
    ----------
    **arguments : tuple of (array_like, Kind)
        Values under the names that a message shall call them by, with what they may hold.

    Returns
    -------
    list of numpy.ndarray
        In the order given, each in its own shape.

    Raises
    ------
    ValueError
        If a value is not a finite number of its kind: the message names the argument, the first
        such value and the remedy. Also if the shapes do not fit together.

    Examples
    --------
    >>> checked(n1=([20, 1], SIZE))
    Traceback (most recent call last):
    ...
    ValueError: n1 is 1.0: a group needs at least 2 members (up to 1e9)
    """
    arrays = [_one(name, value, kind) for name, (value, kind) in arguments.items()]
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in zip(arguments, arrays, strict=True))
        raise ValueError(
            f"these do not fit together: {shapes}; give one number or as many as the others"
        ) from None
    return arrays


def _one(name: str, value, kind: Kind) -> np.ndarray:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {value!r}: {kind.remedy}") from None
    with np.errstate(invalid="ignore"):
        possible = np.isfinite(array) & kind.allows(array)
    if not np.all(possible):
        raise ValueError(f"{name} is {array[~possible].flat[0]}: {kind.remedy}")
    return array
