"""Which way findings point, where too little is printed to pool them; one vote a laboratory.

A direction is what a source prints of a first group against a second: higher, lower, no
difference, mixed. Significance plays no part: a difference that a source prints has a direction
whatever its p value [boon2021]_. *No difference* mostly means *not significant* and tells no
direction; it is shown, and never counted as a vote for either side.

How laboratories are counted
----------------------------
Rows of one study are one finding, and studies of one laboratory are one witness, however often
it published and whether or not the studies share patients. So rows vote for the direction of
their study, and studies for that of their laboratory; what more than half of them say is it, and
anything else is *mixed*. Where no laboratory is established, a study is its own witness; that
may count one laboratory twice, and the result says where.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
from scipy import stats

FEWEST = 6  # laboratories: with five, even five of one mind have p = 0.0625
TOO_FEW = (
    "no laboratory points one way",
    "one laboratory is too few",
    "two laboratories are too few",
    "three laboratories are too few",
    "four laboratories are too few",
    "five laboratories are too few",
)


class Direction(StrEnum):
    """Way that a finding points."""

    LOWER = "lower"
    NONE = "no clear difference"
    MIXED = "mixed"
    HIGHER = "higher"


# Words of tables of evidence and the direction that they print; None: no direction is asked.
WORDS = {
    "higher": Direction.HIGHER,
    "positive": Direction.HIGHER,
    "more": Direction.HIGHER,
    "lower": Direction.LOWER,
    "negative": Direction.LOWER,
    "less": Direction.LOWER,
    "no difference": Direction.NONE,
    "no correlation": Direction.NONE,
    "no clear difference": Direction.NONE,
    "mixed": Direction.MIXED,
    "not comparable": None,
}


def direction_of(printed: str) -> Direction | None:
    """Direction that a word of a table of evidence stands for; None where nothing was compared.

    Raises
    ------
    ValueError
        If the word is not known.

    Examples
    --------
    >>> str(direction_of("positive")), str(direction_of("no correlation"))
    ('higher', 'no clear difference')
    """
    if printed not in WORDS:
        raise ValueError(f"{printed!r} is no direction; write one of {', '.join(WORDS)}")
    return WORDS[printed]


def majority(directions: Iterable[Direction]) -> Direction:
    """What more than half of the directions say, else *mixed*.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> up, down = Direction.HIGHER, Direction.LOWER
    >>> str(majority([up, up, down])), str(majority([up, down]))
    ('higher', 'mixed')
    """
    given = list(directions)
    if not given:
        raise ValueError("no direction was given: leave out what has none")
    for direction in Direction:
        if 2 * given.count(direction) > len(given):
            return direction
    return Direction.MIXED


def by_laboratory(rows: pd.DataFrame, keep: tuple[str, ...] = ()) -> pd.DataFrame:
    """Direction of each laboratory, counted once however often it published.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of evidence that ask one question: ``direction`` (a key of `WORDS`), and where they
        have them ``laboratory`` (blank: not established), ``study`` (else ``source``), ``n1`` and
        ``n2`` as printed. Rows without a direction to compare are left out.
    keep : tuple of str, optional
        Columns whose value is kept where all rows of a laboratory share it; blanks say nothing,
        and what is not shared becomes *differs*.

    Returns
    -------
    pandas.DataFrame
        One row per laboratory, sorted: ``laboratory`` (the study, where none is established),
        ``direction``, ``studies`` (joined by semicolons), ``established`` (bool), ``people`` (in
        the largest comparison with both sizes printed; NaN where there is none), and what was
        kept.

    Notes
    -----
    Majority of rows within a study, majority of studies within a laboratory, see the top of this
    module. The order of the rows does not matter.

    Examples
    --------
    Two reports of one laboratory are one witness:

    >>> rows = pd.DataFrame({"laboratory": ["north", "north", ""], "study": ["a", "b", "c"],
    ...                      "direction": ["lower", "lower", "higher"]})
    >>> found = by_laboratory(rows)
    >>> [(row.laboratory, str(row.direction), row.studies) for row in found.itertuples()]
    [('c', 'higher', 'c'), ('north', 'lower', 'a; b')]
    """
    told = rows.assign(way=[direction_of(word) for word in rows["direction"]])
    told = told[told["way"].notna()]
    study = told["study"] if "study" in told else told["source"]
    place = told["laboratory"] if "laboratory" in told else pd.Series("", index=told.index)
    told = told.assign(
        study=study, established=place != "", witness=place.where(place != "", study)
    )
    laboratories = []
    for witness, part in told.groupby("witness", sort=True):
        ways = [majority(group["way"]) for _, group in part.groupby("study", sort=True)]
        row = {
            "laboratory": witness,
            "direction": majority(ways),
            "studies": "; ".join(sorted(set(part["study"]))),
            "established": bool(part["established"].all()),
            "people": _most_people(part),
        }
        row |= {column: _shared(part[column]) for column in keep}
        laboratories.append(row)
    columns = ["laboratory", "direction", "studies", "established", "people", *keep]
    return pd.DataFrame(laboratories, columns=columns)


def _most_people(rows: pd.DataFrame) -> float:
    if not {"n1", "n2"} <= set(rows):
        return math.nan
    sizes = [int(a) + int(b) for a, b in zip(rows["n1"], rows["n2"], strict=True) if a and b]
    return float(max(sizes, default=math.nan))


def _shared(values: pd.Series) -> str:
    told = [value for value in values.unique() if value]
    return "differs" if len(told) > 1 else "".join(told)


def tally(counted: pd.DataFrame) -> dict[Direction, int]:
    """How many laboratories point each way, from what `by_laboratory` returns.

    Examples
    --------
    >>> counted = pd.DataFrame({"direction": [Direction.LOWER, Direction.LOWER]})
    >>> tally(counted)[Direction.LOWER], tally(counted)[Direction.HIGHER]
    (2, 0)
    """
    given = list(counted["direction"])
    return {direction: given.count(direction) for direction in Direction}


@dataclass(frozen=True)
class SignTest:
    """A sign test over laboratories, or why there is none.

    Parameters
    ----------
    higher, lower : int
        Laboratories that point each way.
    undecided : int
        Laboratories without one direction; they are no part of the test.
    p : float
        Two-sided p; NaN where refused.
    p_least, p_most : float
        Smallest and largest p, had the undecided laboratories pointed one way or the other.
    refused : str
        Why the test is not made; empty where it is.
    """

    higher: int
    lower: int
    undecided: int
    p: float
    p_least: float
    p_most: float
    refused: str = ""


def sign_test(counted: pd.DataFrame) -> SignTest:
    """Exact two-sided sign test: would so lopsided a count be likely if either way were as likely?

    Refused below six laboratories with a direction, since five cannot reach p < 0.05 even if all
    agree (2 · 0.5⁵ = 0.0625): a p from fewer would say how few they are, and nothing else.

    Parameters
    ----------
    counted : pandas.DataFrame
        What `by_laboratory` returns.

    Returns
    -------
    SignTest

    Notes
    -----
    p = P(at least as lopsided) under Binomial(higher + lower, 1/2) [boon2021]_. It assumes that
    laboratories are independent and that each would print either direction. Studies differ in
    size, and small ones are printed rather if they found something, so the true p is not known
    to be this one [nikolakopoulos2020]_; read it as a guard against seeing a pattern in few
    results. It says nothing of how large a difference is.

    Examples
    --------
    >>> six = pd.DataFrame({"direction": [Direction.LOWER] * 6})
    >>> sign_test(six).p
    0.03125
    >>> sign_test(six.head(5)).refused
    'five laboratories are too few: at least six that agree are needed to reach 0.05'
    """
    count = tally(counted)
    higher, lower = count[Direction.HIGHER], count[Direction.LOWER]
    undecided = len(counted) - higher - lower
    if higher + lower < FEWEST:
        reason = f"{TOO_FEW[higher + lower]}: at least six that agree are needed to reach 0.05"
        return SignTest(higher, lower, undecided, math.nan, math.nan, math.nan, reason)
    possible = [_p(higher + up, lower + undecided - up) for up in range(undecided + 1)]
    return SignTest(higher, lower, undecided, _p(higher, lower), min(possible), max(possible))


def _p(higher: int, lower: int) -> float:
    return float(stats.binomtest(higher, higher + lower).pvalue)
