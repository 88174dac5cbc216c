"""What an effect measures, so that effects of different measures are never pooled as one.

A number does not show whether it is a standardised difference, a logarithm of a ratio or points
of a scale. So every effect carries its measure, and `one_measure` stands at the door of a pool.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np


class Measure(StrEnum):
    """What an effect is; the logarithms are natural ones."""

    SMD = "standardised mean difference"
    MEAN_DIFFERENCE = "mean difference"
    RATIO_OF_MEANS = "log ratio of means"
    ODDS_RATIO = "log odds ratio"
    RISK_RATIO = "log risk ratio"
    RISK_DIFFERENCE = "risk difference"
    HAZARD_RATIO = "log hazard ratio"


class MeasuredEffect(NamedTuple):
    """Effects of one measure with their sampling variances, in one broadcast shape.

    ``scale`` names what a mean difference is counted in, such as points of one questionnaire;
    blank for what has no unit.
    """

    yi: np.ndarray
    vi: np.ndarray
    measure: Measure
    scale: str = ""


class HasMeasure(Protocol):
    """Any type of effect: it says its measure and, where there is one, its scale."""

    measure: Measure
    scale: str


def one_measure(effects: Iterable[HasMeasure]) -> Measure | None:
    """The measure that all effects share; none of no effect.

    Parameters
    ----------
    effects : iterable
        Effects that are to be pooled.

    Raises
    ------
    ValueError
        If measures differ, or mean differences are counted on different scales.

    Examples
    --------
    >>> ratio = MeasuredEffect(-0.4, 0.04, Measure.ODDS_RATIO)
    >>> points = MeasuredEffect(-3.1, 1.20, Measure.MEAN_DIFFERENCE, "one scale")
    >>> one_measure([ratio, ratio])
    <Measure.ODDS_RATIO: 'log odds ratio'>
    >>> one_measure([ratio, points])
    Traceback (most recent call last):
    ...
    ValueError: log odds ratio and mean difference on one scale can't be pooled as one: convert \
them to one measure, or pool them apart
    """
    kinds = sorted({(effect.measure, effect.scale) for effect in effects})
    if len(kinds) > 1:
        named = " and ".join(f"{name} on {scale}" if scale else name for name, scale in kinds)
        raise ValueError(
            f"{named} can't be pooled as one: convert them to one measure, or pool them apart"
        )
    return kinds[0][0] if kinds else None
