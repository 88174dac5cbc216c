"""How many people of a hundred gain beyond a comparison group, from what sources print.

Sign: positive where more people gain with the treatment than without. Every function carries
the rounding of what is printed through to its result.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from living_review.evidence.printed_numbers import PrintedNumber


@dataclass(frozen=True)
class AbsoluteEffect:
    """A risk difference in percentage points, with what rounding of its inputs leaves open."""

    value: float
    low: float
    high: float


def risk_difference(treated: str, comparison: str) -> AbsoluteEffect:
    """Difference of two printed percentages.

    Parameters
    ----------
    treated, comparison : str
        Percentages as printed, of the treated and of the comparison group.

    Raises
    ------
    ValueError
        If one is not a printed number between 0 and 100.

    Examples
    --------
    >>> effect = risk_difference("30.5", "20")
    >>> round(effect.value, 2), round(effect.low, 2), round(effect.high, 2)
    (10.5, 9.95, 11.05)
    """
    numbers = PrintedNumber(treated), PrintedNumber(comparison)
    for number in numbers:
        if not 0 <= number.value <= 100:
            raise ValueError(f"{number.text!r} is no percentage: it has to lie between 0 and 100")
    (low1, high1), (low2, high2) = (number.rounding_interval() for number in numbers)
    return AbsoluteEffect(numbers[0].value - numbers[1].value, low1 - high2, high1 - low2)


def per_hundred(risk: str) -> float:
    """People of a hundred with an outcome, from an absolute risk as printed.

    Parameters
    ----------
    risk : str
        *71 of 1487*, or a percentage such as *3.49 %*.

    Raises
    ------
    ValueError
        If it is neither, or more people have the outcome than there are.

    Examples
    --------
    >>> round(per_hundred("71 of 1487"), 2), per_hundred("3.49 %")
    (4.77, 3.49)
    """
    if risk.endswith(" %"):
        share = PrintedNumber(risk.removesuffix(" %")).value
    else:
        events, _, people = risk.partition(" of ")
        share = 100 * PrintedNumber(events).value / PrintedNumber(people).value
    if not 0 <= share <= 100:
        raise ValueError(f"{risk!r} is no share of people: it has to lie between 0 and all of them")
    return share


def printed_difference(printed: str) -> AbsoluteEffect:
    """Risk difference that is printed as such, in percentage points.

    Examples
    --------
    >>> printed_difference("16")
    AbsoluteEffect(value=16.0, low=15.5, high=16.5)
    """
    number = PrintedNumber(printed)
    return AbsoluteEffect(number.value, *number.rounding_interval())


def from_number_needed_to_treat(printed: str) -> AbsoluteEffect:
    """Risk difference that a number needed to treat stands for: a hundred divided by it.

    Parameters
    ----------
    printed : str
        Number needed to treat as printed, at least 1.

    Raises
    ------
    ValueError
        If it is not a printed number of at least 1.

    Examples
    --------
    >>> from_number_needed_to_treat("5").value
    20.0
    """
    number = PrintedNumber(printed)
    if number.value < 1:
        raise ValueError(f"{printed!r} is no number needed to treat: it is at least 1")
    low, high = number.rounding_interval()
    return AbsoluteEffect(100 / number.value, 100 / high, 100 / max(low, 1))


def row_by_row(effect: Callable[..., AbsoluteEffect], *printed: pd.Series) -> pd.DataFrame:
    """An effect from each row of printed numbers.

    Parameters
    ----------
    effect : callable
        One of the functions of this module.
    *printed : pandas.Series
        Columns of printed numbers, as the function takes them.

    Returns
    -------
    pandas.DataFrame
        ``value`` in percentage points, and what rounding leaves open, ``least`` and ``most``.

    Examples
    --------
    >>> row_by_row(from_number_needed_to_treat, pd.Series(["5", "8"]))["value"].tolist()
    [20.0, 12.5]
    """
    effects = [effect(*row) for row in zip(*printed, strict=True)]
    told = [(found.value, found.low, found.high) for found in effects]
    return pd.DataFrame(told, columns=["value", "least", "most"], index=printed[0].index)


def paired_shares(estimates: pd.DataFrame, comparison: str = "placebo") -> pd.DataFrame:
    """Shares of people with a treatment and without, where a source prints both of one outcome.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Rows of estimates: ``source outcome exposure measure value``.
    comparison : str, optional
        The exposure of the other group.

    Returns
    -------
    pandas.DataFrame
        The rows of treatments, with ``treated`` and the other group's share, both as printed in
        percent. A source that prints an outcome for several treatments is left out, as is one
        that prints one of the two shares.

    Examples
    --------
    >>> rows = [("doe", "better", "drug", "48"), ("doe", "better", "placebo", "32")]
    >>> rows = pd.DataFrame(rows, columns=["source", "outcome", "exposure", "value"])
    >>> paired_shares(rows.assign(measure="percentage"))[["treated", "placebo"]].values.tolist()
    [['48', '32']]
    """
    shares = estimates[estimates["measure"] == "percentage"]
    one = ["source", "outcome"]
    others = shares["exposure"] == comparison
    treated = shares[~others].drop_duplicates(one, keep=False).rename(columns={"value": "treated"})
    without = shares.loc[others, [*one, "value"]].drop_duplicates(one, keep=False)
    return treated.merge(without.rename(columns={"value": comparison}), on=one)


def people_of_a_hundred(pair: pd.Series) -> tuple[int, int, int]:
    """Of a hundred people: who improve anyway, who more with the treatment, and who do not.

    Parameters
    ----------
    pair : pandas.Series
        A row of `paired_shares`, with ``treated`` and ``placebo``.

    Examples
    --------
    >>> people_of_a_hundred(pd.Series({"treated": "48", "placebo": "32"}))
    (32, 16, 52)
    """
    treated, placebo = (PrintedNumber(pair[name]).value for name in ("treated", "placebo"))
    return whole_people((placebo, treated - placebo, 100 - treated))


def whole_people(shares: tuple[float, ...], people: int = 100) -> tuple[int, ...]:
    """Shares as whole people that add up, by largest remainders.

    Parameters
    ----------
    shares : tuple of float
        Shares of one whole, in any unit; none negative.
    people : int, optional
        How many people there are in all.

    Raises
    ------
    ValueError
        If a share is negative, or all are zero.

    Examples
    --------
    >>> whole_people((9.6, 14.9, 75.5))
    (10, 15, 75)
    """
    total = sum(shares)
    if min(shares) < 0 or total <= 0:
        raise ValueError(f"{shares} are no shares of a whole")
    exact = [share / total * people for share in shares]
    whole = [int(number) for number in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: people - sum(whole)]:
        whole[i] += 1
    return tuple(whole)
