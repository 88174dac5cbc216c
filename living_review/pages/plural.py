"""Counts with their nouns as they stand in a sentence, one of a thing and several."""

from collections.abc import Sequence


def several(count: int, one: str, many: str = "") -> str:
    """A count with its noun, and perhaps a verb.

    Parameters
    ----------
    count : int
        How many there are.
    one, many : str
        The words for one and for several; without the latter, those for one and an s.

    Examples
    --------
    >>> several(1, "row"), several(0, "row"), several(2, "study differs", "studies differ")
    ('1 row', '0 rows', '2 studies differ')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def none_or_several(count: int, one: str, many: str = "") -> str:
    """The same with *no* in the place of a nought, which takes the words for one.

    Examples
    --------
    >>> none_or_several(0, "claim waits", "claims wait"), none_or_several(2, "row")
    ('no claim waits', '2 rows')
    """
    return several(count, one, many) if count else f"no {one}"


def count_or_none(number: int) -> str:
    """A number of things, or *none*.

    Examples
    --------
    >>> count_or_none(0), count_or_none(3)
    ('none', '3')
    """
    return "none" if number == 0 else str(number)


def enough_in_words(number: float, who: str = "people") -> str:
    """How many suffice, or that no number does.

    Parameters
    ----------
    number : float
        The fewest; NaN where no number is enough.
    who : str, optional
        Who is counted, in the plural.

    Examples
    --------
    >>> enough_in_words(1200.0), enough_in_words(float("nan"), "rats")
    ('1,200 people suffice', 'no number of rats suffices')
    """
    if number != number:
        return f"no number of {who} suffices"
    return f"{number:,.0f} {who} suffice"


def listed(words: Sequence[str]) -> str:
    """Words as they stand in a sentence; *none* without any.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', 'none')
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part) or "none"
