"""From what rows of evidence say to a verdict on a claim: pure functions, one per rule.

Most rules take a table with one row per row of evidence, population or laboratory and the column
``says`` (for the claim, against it, or neither), and some need more columns. Rows about which
nothing can be said are not passed in, nor is the claim itself. `RULES` says of each rule, by the
name that it has in the data, what it reads and which columns it can't do without. The rules stand
in the protocol, with the date and the reason of each change.
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
    """How like the people are whom a row compares, the best level of evidence first."""

    ALLOTTED = "groups made by chance"
    ALIKE = "people who are alike"
    UNLIKE = "people who may differ"

    @property
    def name_of_many(self) -> str:
        """The level as it begins a sentence about several comparisons."""
        start = "Comparisons of " if self != Comparison.ALLOTTED else ""
        return f"{start}{self}" if start else f"{self[0].upper()}{self[1:]}"


@dataclass(frozen=True)
class Ruled:
    """A verdict that follows from a rule, and why.

    Parameters
    ----------
    verdict : ClaimVerdict
        The verdict.
    reason : str
        How it follows, in one or two sentences with the counts.
    level : Comparison or None
        Level of evidence that it rests on, where the rule tells levels apart.
    """

    verdict: ClaimVerdict
    reason: str
    level: Comparison | None = None


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
        return Ruled(ClaimVerdict.UNCHECKABLE, "Nothing in the data can be compared with it.")
    words = _in_words(rows["says"], "What was compared")
    if not oppose:
        return Ruled(ClaimVerdict.SUPPORTED, words)
    return Ruled(ClaimVerdict.PARTLY if agree else ClaimVerdict.CONTRADICTED, words)


# With so many ranges or more, a single one that differs from all others does not decide.
ENOUGH_RANGES = 5


def ranges(rows: pd.DataFrame) -> Ruled:
    """Where a value lies against the ranges that several laboratories print.

    In all of them as claimed: supported; in at least half: partly supported; in fewer: overstated;
    in none: contradicted. Of five or more, a single one that differs from all others is named and
    does not decide.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says``, one row per laboratory.

    Examples
    --------
    >>> ranges(pd.DataFrame({"says": ["supports", "opposes", "opposes"]})).verdict.value
    'overstated'
    >>> ranges(pd.DataFrame({"says": ["supports", *["opposes"] * 4]})).verdict.value
    'contradicted'
    """
    agree, oppose, _ = _counts(rows["says"])
    if not agree + oppose:
        return Ruled(ClaimVerdict.UNCHECKABLE, "No range in the data can be compared with it.")
    words = _in_words(rows["says"], "Ranges of laboratories, each counted once")
    if agree + oppose >= ENOUGH_RANGES and min(agree, oppose) == 1:
        words = f"{words} The one that differs from all others does not decide."
        agree, oppose = (agree - 1, oppose) if agree == 1 else (agree, oppose - 1)
    if not oppose:
        return Ruled(ClaimVerdict.SUPPORTED, words)
    if not agree:
        return Ruled(ClaimVerdict.CONTRADICTED, words)
    return Ruled(ClaimVerdict.PARTLY if agree >= oppose else ClaimVerdict.OVERSTATED, words)


def association(rows: pd.DataFrame) -> Ruled:
    """Whether two things go together; why they do is not asked.

    All populations show it: supported; more than half: partly supported; fewer, but more than
    show the reverse: overstated; more than half show the reverse: contradicted; else unsupported.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says``, one row per population.

    Examples
    --------
    >>> association(pd.DataFrame({"says": ["supports", "inconclusive"]})).verdict.value
    'overstated'
    """
    agree, oppose, _ = _counts(rows["says"])
    if rows.empty:
        return Ruled(ClaimVerdict.UNCHECKABLE, "Nothing in the data measured it.")
    words = _in_words(rows["says"], "Populations, each counted once")
    if agree == len(rows):
        return Ruled(ClaimVerdict.SUPPORTED, words)
    if 2 * agree > len(rows):
        return Ruled(ClaimVerdict.PARTLY, words)
    if agree > oppose:
        return Ruled(ClaimVerdict.OVERSTATED, words)
    reverse = 2 * oppose > len(rows)
    return Ruled(ClaimVerdict.CONTRADICTED if reverse else ClaimVerdict.UNSUPPORTED, words)


def effect(rows: pd.DataFrame) -> Ruled:
    """Whether one thing causes another, by the best comparisons that there are.

    Of groups made by chance every kind of people is judged by itself: it shows the effect, or the
    reverse, if more than half of its populations do. All kinds show it: supported; some: partly
    supported; none, and more than half show the reverse: contradicted. Otherwise the claim is
    overstated if more populations show the effect than the reverse, among groups made by chance
    or at the first of the other levels at which anything was found; else it is unsupported.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says``, ``compares`` (a `Comparison`) and ``people`` (a kind, may be blank), one row per
        population and kind.

    Returns
    -------
    Ruled
        With the level that the verdict rests on, None where nothing was found.

    Examples
    --------
    >>> rows = pd.DataFrame({"says": ["inconclusive", "supports"], "people": "",
    ...                      "compares": ["groups made by chance", "people who may differ"]})
    >>> ruled = effect(rows)
    >>> ruled.verdict.value, ruled.level.value
    ('overstated', 'people who may differ')
    """
    levels = {level: rows[rows["compares"] == level] for level in Comparison}
    found = {level: part for level, part in levels.items() if len(part)}
    if not found:
        return Ruled(ClaimVerdict.UNSUPPORTED, "No comparison of people was found.")
    reason = " ".join(
        _in_words(part["says"], f"{level.name_of_many}, each population counted once")
        for level, part in found.items()
    )
    allotted = levels[Comparison.ALLOTTED]
    kinds = [majority(part["says"]) for _, part in allotted.groupby("people")]
    shown, reverse = kinds.count(Says.FOR), kinds.count(Says.AGAINST)
    if shown:
        verdict = ClaimVerdict.SUPPORTED if shown == len(kinds) else ClaimVerdict.PARTLY
        reason += f" Shown in {_named(allotted, Says.FOR)}."
        return Ruled(verdict, reason, Comparison.ALLOTTED)
    if 2 * reverse > len(kinds):
        reason += f" The reverse is shown in {_named(allotted, Says.AGAINST)}."
        return Ruled(ClaimVerdict.CONTRADICTED, reason, Comparison.ALLOTTED)
    observed = [level for level in found if level != Comparison.ALLOTTED]
    for level in (Comparison.ALLOTTED, *observed[:1]):
        agree, oppose, _ = _counts(levels[level]["says"])
        if agree > oppose:
            return Ruled(ClaimVerdict.OVERSTATED, reason, level)
    return Ruled(ClaimVerdict.UNSUPPORTED, reason, next(iter(found)))


def majority(says: pd.Series) -> Says:
    """What more than half say; where no side has more than half, the question is left open.

    Examples
    --------
    >>> str(majority(pd.Series([Says.FOR, Says.FOR, Says.AGAINST])))
    'supports'
    """
    agree, oppose, _ = _counts(says)
    if 2 * agree > len(says):
        return Says.FOR
    return Says.AGAINST if 2 * oppose > len(says) else Says.NEITHER


def _named(rows: pd.DataFrame, side: Says) -> str:
    """Kinds of people whose populations lean to a side, in words."""
    kinds = [people for people, part in rows.groupby("people") if majority(part["says"]) == side]
    return " and ".join(kinds)


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

    Of fewer than two nothing can be said.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``says`` (for: one direction; against: the reverse), one row per laboratory.
    """
    agree, oppose, neither = _counts(rows["says"])
    if len(rows) < 2:
        return Ruled(ClaimVerdict.UNCHECKABLE, "Fewer than two laboratories measured it.")
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
    reason = (
        f"{words[0].upper()}{words[1:]}. The source says neither which it is nor how many people "
        "there were."
    )
    if reached.all():
        return Ruled(ClaimVerdict.SUPPORTED, reason)
    if reached.any():
        return Ruled(ClaimVerdict.PARTLY, reason)
    never = (smallest["limiting_p"] >= smallest["bound"]).all()
    return Ruled(ClaimVerdict.CONTRADICTED if never else ClaimVerdict.UNCHECKABLE, reason)


class Reads(StrEnum):
    """What a rule is given to decide by."""

    ROWS = "what each piece of evidence says"
    POPULATIONS = "what each population says, counted once"
    DIRECT_POPULATIONS = "the same, of evidence on the claim's own people, exposure and outcome"
    LABORATORIES = "what each laboratory says, counted once"
    FINDING = "what a reporting check found about the claim's number"
    GROUP_SIZES = "the smallest groups that reach the reported limit of p"

    @property
    def is_of_rows(self) -> bool:
        """Whether rows of evidence are counted."""
        return self not in (Reads.FINDING, Reads.GROUP_SIZES)

    @property
    def is_of_populations(self) -> bool:
        """Whether rows on the same people count once."""
        return self in (Reads.POPULATIONS, Reads.DIRECT_POPULATIONS)


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
    "estimates": Rule(comparison, Reads.POPULATIONS, needs=("statistic",)),
    "ranges": Rule(ranges, Reads.POPULATIONS, needs=("claimed", "statistic")),
    "association": Rule(association, Reads.DIRECT_POPULATIONS, needs=("claimed",)),
    "effect": Rule(effect, Reads.DIRECT_POPULATIONS, needs=("claimed",)),
    "laboratories": Rule(laboratories, Reads.LABORATORIES, needs=("claimed",)),
    "disagreement": Rule(disagreement, Reads.LABORATORIES, needs=("claimed",)),
    "recomputation": Rule(recomputation, Reads.FINDING, needs=("statistic", "check")),
    "significance": Rule(significance, Reads.GROUP_SIZES, needs=("statistic", "against")),
}
