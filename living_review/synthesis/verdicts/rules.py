"""From what rows of evidence say to a verdict on a claim: pure functions, one per rule.

Most rules take a table with one row per row of evidence and the column ``says`` (for the claim,
against it, or neither), and some need more columns. Rows about which nothing can be said are not
passed in. `RULES` says of each rule, by the name that it has in the data, what it reads and which
columns it can't do without. The rules were written before the claims were judged with them and
stand in the protocol.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from living_review.checks.findings import Verdict


class ClaimVerdict(StrEnum):
    """Verdicts on a claim; *open* is a state, not a verdict."""

    SUPPORTED = "supported"
    PARTLY = "partly supported"
    OVERSTATED = "overstated"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    UNCHECKABLE = "cannot be checked"
    OPEN = "open"


class Says(StrEnum):
    """What one row of evidence says of a claim."""

    FOR = "supports"
    AGAINST = "opposes"
    NEITHER = "inconclusive"


class Comparison(StrEnum):
    """How like the people are whom a row compares."""

    ALLOTTED = "groups made by chance"
    ALIKE = "people who are alike"
    UNLIKE = "people who may differ"


@dataclass(frozen=True)
class Ruled:
    """A verdict that follows from a rule, and why.

    Parameters
    ----------
    verdict : ClaimVerdict
        The verdict.
    reason : str
        How it follows, in one or two sentences with the counts.
    """

    verdict: ClaimVerdict
    reason: str


def _counts(says: pd.Series) -> tuple[int, int, int]:
    return tuple(int((says == one).sum()) for one in (Says.FOR, Says.AGAINST, Says.NEITHER))


def _in_words(says: pd.Series, of_what: str) -> str:
    words = ("for it", "against it", "leaving it open")
    parts = [f"{n} {word}" for n, word in zip(_counts(says), words, strict=True) if n]
    return f"{of_what}: {', '.join(parts)}."


def comparison(rows: pd.DataFrame) -> Ruled:
    """Things that were held against each other and agree with the claim or don't.

    All agree: supported; none: contradicted; some: partly supported; nothing compared: the claim
    cannot be checked. For records, and for numbers held against estimates.

    Examples
    --------
    >>> comparison(pd.DataFrame({"says": ["supports", "opposes"]})).verdict.value
    'partly supported'
    """
    agree, oppose, _ = _counts(rows["says"])
    if not agree + oppose:
        return Ruled(ClaimVerdict.UNCHECKABLE, "Nothing in the data can be held against it.")
    words = _in_words(rows["says"], "What was compared")
    if not oppose:
        return Ruled(ClaimVerdict.SUPPORTED, words)
    return Ruled(ClaimVerdict.PARTLY if agree else ClaimVerdict.CONTRADICTED, words)


def ranges(rows: pd.DataFrame) -> Ruled:
    """Where a value lies against ranges that several laboratories print.

    In all of them as claimed: supported; in at least half: partly supported; in fewer: overstated;
    in none: contradicted.

    Examples
    --------
    >>> ranges(pd.DataFrame({"says": ["supports", "opposes", "opposes"]})).verdict.value
    'overstated'
    """
    agree, oppose, _ = _counts(rows["says"])
    if not agree + oppose:
        return Ruled(ClaimVerdict.UNCHECKABLE, "No range in the data can be held against it.")
    words = _in_words(rows["says"], "Ranges of laboratories")
    if not oppose:
        return Ruled(ClaimVerdict.SUPPORTED, words)
    if not agree:
        return Ruled(ClaimVerdict.CONTRADICTED, words)
    return Ruled(ClaimVerdict.PARTLY if agree >= oppose else ClaimVerdict.OVERSTATED, words)


def association(rows: pd.DataFrame) -> Ruled:
    """Whether two things go together; why they do is not asked.

    All results show it: supported; some do: partly supported; none: unsupported, or
    contradicted if all show the reverse.

    Examples
    --------
    >>> association(pd.DataFrame({"says": ["inconclusive"]})).verdict.value
    'unsupported'
    """
    agree, oppose, _ = _counts(rows["says"])
    if rows.empty:
        return Ruled(ClaimVerdict.UNCHECKABLE, "Nothing in the data measured it.")
    words = _in_words(rows["says"], "Results")
    if agree:
        return Ruled(ClaimVerdict.SUPPORTED if agree == len(rows) else ClaimVerdict.PARTLY, words)
    none = ClaimVerdict.CONTRADICTED if oppose == len(rows) else ClaimVerdict.UNSUPPORTED
    return Ruled(none, words)


def effect(rows: pd.DataFrame) -> Ruled:
    """Whether one thing causes another.

    Only comparisons of like with like can show a cause: groups made by chance, or people with the
    same illness, on another drug, or the same people at other times. If all of them show the
    effect, the claim is supported; if some do, partly; if none does, it is contradicted where all
    show the reverse, overstated where people who may differ show an association, and otherwise
    unsupported. With no such comparison an association alone makes it overstated, and nothing at
    all unsupported: then nobody has measured it, as far as is known here.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says`` and ``compares``, a `Comparison`.

    Examples
    --------
    >>> effect(pd.DataFrame({"says": ["inconclusive", "supports"],
    ...                      "compares": ["groups made by chance",
    ...                                   "people who may differ"]})).verdict.value
    'overstated'
    """
    unlike = rows["compares"] == Comparison.UNLIKE
    like, other = rows.loc[~unlike, "says"], rows.loc[unlike, "says"]
    agree, oppose, neither = _counts(like)
    words = [
        _in_words(like, "Comparisons of like with like")
        if len(like)
        else "No comparison of like with like was found."
    ]
    if len(other):
        words.append(_in_words(other, "Comparisons of people who may differ"))
    reason = " ".join(words)
    if agree:
        all_agree = agree == len(like)
        return Ruled(ClaimVerdict.SUPPORTED if all_agree else ClaimVerdict.PARTLY, reason)
    if oppose and not neither:
        return Ruled(ClaimVerdict.CONTRADICTED, reason)
    if (other == Says.FOR).any():
        return Ruled(ClaimVerdict.OVERSTATED, reason)
    return Ruled(ClaimVerdict.UNSUPPORTED, reason)


def laboratories(rows: pd.DataFrame) -> Ruled:
    """Whether laboratories other than the claim's own find the same; each counts once.

    At least two find it and none the reverse: supported. One finds it, or some find it and others
    the reverse: partly supported. None finds it: contradicted where at least two find the reverse,
    else unsupported.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says``, one row per laboratory.
    """
    agree, oppose, _ = _counts(rows["says"])
    if rows.empty:
        return Ruled(ClaimVerdict.UNCHECKABLE, "No other laboratory is known to have measured it.")
    words = _in_words(rows["says"], "Other laboratories, each counted once")
    if agree:
        alone = agree >= 2 and not oppose
        return Ruled(ClaimVerdict.SUPPORTED if alone else ClaimVerdict.PARTLY, words)
    return Ruled(ClaimVerdict.CONTRADICTED if oppose >= 2 else ClaimVerdict.UNSUPPORTED, words)


def disagreement(rows: pd.DataFrame) -> Ruled:
    """Whether laboratories disagree with each other: some find one thing, some the reverse.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says`` (for: one direction; against: the reverse), one row per laboratory.
    """
    agree, oppose, neither = _counts(rows["says"])
    if rows.empty:
        return Ruled(ClaimVerdict.UNCHECKABLE, "No laboratory is known to have measured it.")
    words = (
        f"Of {len(rows)} laboratories, {agree} found less and {oppose} found more; "
        f"{neither} found no clear difference."
    )
    if agree and oppose:
        return Ruled(ClaimVerdict.SUPPORTED, words)
    mixed = bool(neither) and bool(agree or oppose)
    return Ruled(ClaimVerdict.PARTLY if mixed else ClaimVerdict.CONTRADICTED, words)


OF_FINDINGS = {
    Verdict.CONSISTENT: ClaimVerdict.SUPPORTED,
    Verdict.CONDITIONAL: ClaimVerdict.PARTLY,
    Verdict.QUESTION: ClaimVerdict.UNCHECKABLE,
    Verdict.CANNOT_TELL: ClaimVerdict.UNCHECKABLE,
    Verdict.INCONSISTENT: ClaimVerdict.CONTRADICTED,
    Verdict.IMPOSSIBLE: ClaimVerdict.CONTRADICTED,
}


def recomputation(finding: Verdict, could_be: str) -> Ruled:
    """The verdict that a reporting check has on the claim's own number.

    Consistent: supported; consistent under an assumption: partly supported; inconsistent or
    impossible: contradicted; otherwise it cannot be checked.

    Parameters
    ----------
    finding : Verdict
        Of the check.
    could_be : str
        What the number could be, as the check says it; blank if it says nothing.

    Examples
    --------
    >>> recomputation(Verdict.IMPOSSIBLE, "").verdict.value
    'contradicted'
    """
    detail = f": {could_be}" if could_be else ""
    return Ruled(
        OF_FINDINGS[finding], f"The reporting check of the number says: {finding}{detail}."
    )


# A study of two groups of patients that is smaller than this is called a series of cases.
PLAUSIBLE_SIZE = 10


def significance(smallest: pd.DataFrame, plausible: int = PLAUSIBLE_SIZE) -> Ruled:
    """Whether a printed bound of p follows from printed means and spreads of unknown group size.

    Supported if groups of at most ``plausible`` people reach the bound under either reading of the
    spread; partly supported if under one reading only; contradicted if under neither, whatever
    the size; otherwise it cannot be checked.

    Parameters
    ----------
    smallest : pandas.DataFrame
        ``reading`` and ``latest``: the smallest equal groups that surely reach the bound, NaN where
        none of those tried does; ``limiting_p`` with groups without limit, and ``bound``.
    plausible : int
        Smallest number of people per group that a study of the kind has.
    """
    reached = smallest["latest"] <= plausible
    words = "; ".join(
        f"read as {row.reading}, {row.latest:.0f} people in each group are enough"
        if row.latest == row.latest
        else f"read as {row.reading}, no size tried is enough"
        for row in smallest.itertuples()
    )
    reason = f"{words[0].upper()}{words[1:]}. The source prints neither the kind nor the size."
    if reached.all():
        return Ruled(ClaimVerdict.SUPPORTED, reason)
    if reached.any():
        return Ruled(ClaimVerdict.PARTLY, reason)
    never = (smallest["limiting_p"] >= smallest["bound"]).all()
    return Ruled(ClaimVerdict.CONTRADICTED if never else ClaimVerdict.UNCHECKABLE, reason)


class Reads(StrEnum):
    """What a rule is given to decide by."""

    ROWS = "what each row of evidence says"
    DIRECT_ROWS = "what each row says that speaks of the claim's own people, exposure and outcome"
    LABORATORIES = "what each laboratory says, counted once"
    FINDING = "what a reporting check found about the claim's number"
    GROUP_SIZES = "the smallest groups that reach the printed bound of p"

    @property
    def is_of_rows(self) -> bool:
        """Whether rows of evidence are counted."""
        return self in (Reads.ROWS, Reads.DIRECT_ROWS, Reads.LABORATORIES)


@dataclass(frozen=True)
class Rule:
    """A rule with all that it needs.

    Parameters
    ----------
    decide : callable
        From what it reads to a verdict.
    reads : Reads
        What it is given.
    needs : tuple of str
        Columns of ``verdict_rules`` that it can't do without; a blank there stops the build.
    """

    decide: Callable[..., Ruled]
    reads: Reads
    needs: tuple[str, ...] = ()


RULES: dict[str, Rule] = {
    "comparison": Rule(comparison, Reads.ROWS),
    "ranges": Rule(ranges, Reads.ROWS, needs=("claimed", "statistic")),
    "association": Rule(association, Reads.DIRECT_ROWS, needs=("claimed",)),
    "effect": Rule(effect, Reads.DIRECT_ROWS, needs=("claimed",)),
    "laboratories": Rule(laboratories, Reads.LABORATORIES, needs=("claimed",)),
    "disagreement": Rule(disagreement, Reads.LABORATORIES, needs=("claimed",)),
    "recomputation": Rule(recomputation, Reads.FINDING, needs=("statistic", "check")),
    "significance": Rule(significance, Reads.GROUP_SIZES, needs=("statistic", "against")),
}
