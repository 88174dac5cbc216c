"""Certainty of a body of evidence by GRADE: steps down from high, each with its reason.

A person or a reader judges each step; that they add up to a level is arithmetic, so that a
changed step changes the level [guyatt2008]_.
"""

from enum import StrEnum

import pandas as pd


class Certainty(StrEnum):
    """Levels of certainty, from the highest."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"


DOMAINS = ("risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias")
STEPS = {"not serious": 0, "could not be assessed": 0, "serious": 1, "very serious": 2}
LEVELS = tuple(Certainty)


def certainty(steps: pd.DataFrame) -> Certainty:
    """Level of certainty of evidence from randomised trials.

    Parameters
    ----------
    steps : pandas.DataFrame
        One row per domain of `DOMAINS`: ``domain``, ``concern`` (a key of `STEPS`).

    Returns
    -------
    Certainty
        High, less one level for a serious concern and two for a very serious one; very low at
        the least.

    Raises
    ------
    ValueError
        If a domain is missing, named twice or unknown, or a concern is unknown.

    Examples
    --------
    >>> steps = pd.DataFrame({"domain": DOMAINS, "concern": "not serious"})
    >>> steps.loc[0, "concern"] = "serious"
    >>> str(certainty(steps))
    'moderate'
    """
    given = list(steps["domain"])
    for domain in DOMAINS:
        if given.count(domain) != 1:
            raise ValueError(
                f"domain {domain!r} stands {given.count(domain)} times: judge each of "
                f"{', '.join(DOMAINS)} once"
            )
    for domain, concern in zip(steps["domain"], steps["concern"], strict=True):
        if domain not in DOMAINS:
            raise ValueError(f"domain {domain!r} is none of {', '.join(DOMAINS)}")
        if concern not in STEPS:
            raise ValueError(
                f"domain {domain!r}, concern {concern!r}: use one of {', '.join(STEPS)}"
            )
    down = sum(STEPS[concern] for concern in steps["concern"])
    return LEVELS[min(down, len(LEVELS) - 1)]


WORDING = {
    Certainty.HIGH: "{treatment} {verb} {outcome}.",
    Certainty.MODERATE: "{treatment} probably {verb} {outcome}.",
    Certainty.LOW: "{treatment} may {plain} {outcome}.",
    Certainty.VERY_LOW: "The evidence is very uncertain about the effect of {lower} on {outcome}.",
}


def in_words(level: Certainty, treatment: str, outcome: str, low: float, high: float) -> str:
    """The answer as GRADE words it, by level and interval.

    Parameters
    ----------
    level : Certainty
        Certainty of the evidence.
    treatment, outcome : str
        As they stand in the sentence.
    low, high : float
        Interval of the effect; negative means less of the outcome.

    Examples
    --------
    >>> in_words(Certainty.LOW, "The treatment", "pain", -0.5, -0.1)
    'The treatment may reduce pain.'
    >>> in_words(Certainty.MODERATE, "The treatment", "pain", -0.5, 0.1)
    'The treatment probably makes little or no difference to pain.'
    """
    verb, plain = "makes little or no difference to", "make little or no difference to"
    if high < 0:
        verb, plain = "reduces", "reduce"
    elif low > 0:
        verb, plain = "increases", "increase"
    return WORDING[level].format(
        treatment=treatment,
        lower=treatment[0].lower() + treatment[1:],
        outcome=outcome,
        verb=verb,
        plain=plain,
    )
