"""Effects from counts of events in two groups: odds ratio, risk ratio, risk difference, SMD.

Ratios and differences are of the event, group 1 against group 2: negative where group 1 has
fewer. Only the standardised mean difference is turned so that negative favours group 1. All
functions broadcast their arguments, and refuse impossible ones with a ValueError that names
the argument, its value and the remedy.
"""

from typing import NamedTuple

import numpy as np

from living_review.statistics.argument_checks import (
    NUMBER,
    SIZE,
    VARIANCE,
    YES_OR_NO,
    Kind,
    checked,
)
from living_review.statistics.effect_sizes.measures import Measure
from living_review.statistics.effect_sizes.printed_ratios import ratio_from_interval
from living_review.statistics.effect_sizes.standardised import EffectSize, oriented

EVENTS = Kind(lambda x: (x >= 0) & (x <= 1e9), "a count of events is 0 or above")
HALF = 0.5  # added to each of four counts where one of them is 0


class CountEffect(NamedTuple):
    """Effects of counts with their variances, in one broadcast shape.

    ``half_added`` is True where a count of 0 made it necessary to add one half to all four.
    """

    yi: np.ndarray
    vi: np.ndarray
    half_added: np.ndarray
    measure: Measure
    scale = ""


def log_odds_ratio(events1, n1, events2, n2) -> CountEffect:
    """Logarithm of the odds ratio of an event, group 1 against group 2.

    Parameters
    ----------
    events1, n1, events2, n2 : array_like
        People with the event, and people in all, from 2. Fractions are allowed: imputed counts
        have them.

    Returns
    -------
    CountEffect
        Negative where the event is rarer in group 1.

    Raises
    ------
    ValueError
        If more people have the event than there are, or if nobody or everybody has it in both
        groups: then there is no odds ratio, and the trial says nothing about it.

    Notes
    -----
    log(a d / (b c)) with variance 1/a + 1/b + 1/c + 1/d [higgins2023]_; one half is added to all
    four counts only where one of them is 0.

    Examples
    --------
    >>> effect = log_odds_ratio(10, 40, 20, 40)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4), bool(effect.half_added)
    (-1.0986, 0.2333, False)
    """
    a, b, c, d, half = _four_counts(events1, n1, events2, n2)
    _refuse(
        (a + c == 2 * half) | (b + d == 2 * half),
        half,
        a,
        c,
        "no odds ratio: leave the trial out or take the risk difference",
    )
    yi, vi = np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d
    return CountEffect(yi, vi, half > 0, Measure.ODDS_RATIO)


def log_risk_ratio(events1, n1, events2, n2) -> CountEffect:
    """Logarithm of the risk ratio of an event, group 1 against group 2.

    Parameters, sign and errors are those of `log_odds_ratio`; that everybody has the event is
    allowed here.

    Notes
    -----
    log(risk 1 / risk 2) with variance 1/a − 1/n1 + 1/c − 1/n2 [higgins2023]_; one half is added to
    all four counts only where one of them is 0.

    Examples
    --------
    >>> effect = log_risk_ratio(10, 40, 20, 40)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.6931, 0.1)
    """
    a, b, c, d, half = _four_counts(events1, n1, events2, n2)
    _refuse(
        a + c == 2 * half,
        half,
        a,
        c,
        "no risk ratio: leave the trial out or take the risk difference",
    )
    n1, n2 = a + b, c + d
    yi, vi = np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2
    return CountEffect(yi, vi, half > 0, Measure.RISK_RATIO)


def risk_difference(events1, n1, events2, n2) -> CountEffect:
    """Risk of an event in group 1 minus that in group 2, as a proportion.

    Parameters and sign are those of `log_odds_ratio`.

    Notes
    -----
    Variance a b / n1³ + c d / n2³ [higgins2023]_. The difference is always that of the plain
    counts; where one of them is 0, one half is added to all four for the variance alone, which
    could otherwise be 0.

    Examples
    --------
    >>> effect = risk_difference(10, 40, 20, 40)
    >>> float(effect.yi), round(float(effect.vi), 8)
    (-0.25, 0.0109375)
    """
    a, b, c, d, half = _four_counts(events1, n1, events2, n2)
    n1, n2 = a + b, c + d
    difference = (a - half) / (n1 - 2 * half) - (c - half) / (n2 - 2 * half)
    vi = a * b / n1**3 + c * d / n2**3
    return CountEffect(difference, vi, half > 0, Measure.RISK_DIFFERENCE)


def smd_from_log_odds_ratio(log_odds_ratio, variance, *, event_is_good=False) -> EffectSize:
    """Standardised mean difference that a log odds ratio stands for.

    Parameters
    ----------
    log_odds_ratio, variance : array_like
        Of the event, group 1 against group 2.
    event_is_good : array_like of bool
        True where the event is one to wish for, such as response: there the sign is turned, so
        that negative favours group 1.

    Notes
    -----
    Chinn's form, after Hasselblad and Hedges: √3/π times the log odds ratio, 3/π² times its
    variance [higgins2023]_, which metafor calls OR2DL [viechtbauer2010]_. Assumes that the event
    is a score beyond some point, and scores with a logistic distribution of equal spread.

    Examples
    --------
    >>> effect = smd_from_log_odds_ratio(-1.0986, 0.2333)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.6057, 0.0709)
    """
    log_ratio, variance, turned = checked(
        log_odds_ratio=(log_odds_ratio, NUMBER),
        variance=(variance, VARIANCE),
        event_is_good=(event_is_good, YES_OR_NO),
    )
    factor = np.sqrt(3) / np.pi
    return oriented(factor * log_ratio, factor**2 * variance, turned)


def smd_from_odds_ratio(odds_ratio, low, high, *, level=0.95, event_is_good=False) -> EffectSize:
    """Standardised mean difference from a printed odds ratio and its confidence interval.

    Parameters
    ----------
    odds_ratio, low, high : array_like
        As printed, not as logarithms; the interval is taken to be normal on the logarithms.

    Examples
    --------
    >>> effect = smd_from_odds_ratio(0.333, 0.129, 0.859)
    >>> round(float(effect.yi), 3), round(float(effect.vi), 3)
    (-0.606, 0.071)
    """
    effect = ratio_from_interval(odds_ratio, low, high, Measure.ODDS_RATIO, level=level)
    return smd_from_log_odds_ratio(effect.yi, effect.vi, event_is_good=event_is_good)


def _four_counts(events1, n1, events2, n2):
    """The four counts, one half added where one is 0, and what was added."""
    a, n1, c, n2 = np.broadcast_arrays(
        *checked(events1=(events1, EVENTS), n1=(n1, SIZE), events2=(events2, EVENTS), n2=(n2, SIZE))
    )
    for name, events, n in (("events1", a, n1), ("events2", c, n2)):
        if np.any(events > n):
            place = np.unravel_index(np.argmax(events > n), n.shape)
            raise ValueError(
                f"{name} is {events[place]:g} of {n[place]:g} people: there cannot "
                "be more events than people; see whether events were counted instead "
                "of people, or a percentage was read"
            )
    b, d = n1 - a, n2 - c
    half = np.where((a == 0) | (b == 0) | (c == 0) | (d == 0), HALF, 0.0)
    return a + half, b + half, c + half, d + half, half


def _refuse(wrong, half, a, c, remedy: str):
    if np.any(wrong):
        place = np.unravel_index(np.argmax(wrong), wrong.shape)
        counts = a[place] - half[place], c[place] - half[place]
        who = "nobody" if sum(counts) == 0 else "everybody"
        raise ValueError(
            f"events1 is {counts[0]:g} and events2 is {counts[1]:g}: {who} has the "
            f"event in both groups, so {remedy}"
        )
