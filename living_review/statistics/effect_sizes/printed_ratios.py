"""Logarithms of odds, risk and hazard ratios as trials print them: with an interval or a p value.

Ratios are of the event, group 1 over group 2: negative logarithms say that the event is rarer in
group 1, or comes later. All functions broadcast their arguments, and refuse impossible ones with a
ValueError that names the argument, its value and the remedy.
"""

import numpy as np
from scipy import stats

from living_review.statistics.argument_checks import (
    NUMBER,
    PROBABILITY,
    RATIO,
    VARIANCE,
    Kind,
    checked,
)
from living_review.statistics.effect_sizes.measures import Measure, MeasuredEffect
from living_review.statistics.effect_sizes.summaries import standard_error_from_interval

RATIOS = (Measure.ODDS_RATIO, Measure.RISK_RATIO, Measure.HAZARD_RATIO)
NOT_ONE = Kind(
    lambda x: (np.abs(np.log(np.where(x > 0, x, 1))) > 1e-9) & (x >= 1e-12) & (x <= 1e12),
    "a ratio is above 0, and one of exactly 1 has p 1 whatever its error: take its interval",
)
BELOW_ONE = Kind(
    lambda x: (x > 0) & (x < 1), "an error can be had from a p value above 0 and below 1 only"
)


def ratio_from_interval(ratio, low, high, measure: Measure, *, level=0.95) -> MeasuredEffect:
    """Logarithm of a printed ratio, with the variance that its confidence interval gives.

    Parameters
    ----------
    ratio, low, high : array_like
        As printed, not as logarithms.
    measure : Measure
        Which ratio it is: of odds, risks or hazards.
    level : array_like
        Of confidence, from 0.5 to below 1.

    Notes
    -----
    Variance ((log high − log low) / (2 z))², z the normal quantile of (1 − level) / 2
    [higgins2023]_. Assumes an interval made on logarithms.

    Examples
    --------
    >>> effect = ratio_from_interval(0.64, 0.33, 1.22, Measure.ODDS_RATIO)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.4463, 0.1113)
    """
    ratios = checked(ratio=(ratio, RATIO), low=(low, RATIO), high=(high, RATIO))
    estimate, low, high = (np.log(number) for number in ratios)
    se = standard_error_from_interval(estimate, low, high, level=level)
    return _of_ratio(estimate, se**2, measure)


def ratio_from_p_value(ratio, p, measure: Measure) -> MeasuredEffect:
    """Logarithm of a printed ratio, with the variance that its two-sided p value gives.

    Parameters
    ----------
    ratio : array_like
        As printed, not as a logarithm, and not 1.
    p : array_like
        Exact and two-sided, of a test of the ratio against 1. Of a printed "p < b" the bound b
        gives the largest variance that is possible.
    measure : Measure
        Which ratio it is: of odds, risks or hazards.

    Notes
    -----
    Variance (log ratio / z)², z the normal quantile of p / 2 [higgins2023]_. An interval is better:
    near p 1 the error comes out of the last digits.

    Examples
    --------
    >>> effect = ratio_from_p_value(0.64, 0.17, Measure.ODDS_RATIO)
    >>> round(float(effect.yi), 4), round(float(effect.vi), 4)
    (-0.4463, 0.1058)
    """
    checked(p=(p, PROBABILITY))
    ratio, p = checked(ratio=(ratio, NOT_ONE), p=(p, BELOW_ONE))
    estimate = np.log(ratio)
    return _of_ratio(estimate, (estimate / stats.norm.isf(p / 2)) ** 2, measure)


def hazard_ratio_from_log_rank(observed_minus_expected, variance) -> MeasuredEffect:
    """Logarithm of the hazard ratio from the sums of a log-rank test.

    Parameters
    ----------
    observed_minus_expected : array_like
        Events of group 1, observed minus expected; negative where there were fewer.
    variance : array_like
        Of that difference, the V of the test; about a quarter of all events in equal groups.

    Notes
    -----
    (O − E) / V with variance 1 / V [tierney2007]_; close to Cox's estimate where the ratio is not
    far from 1.

    Examples
    --------
    >>> effect = hazard_ratio_from_log_rank(-16.5, 128.81)
    >>> round(float(np.exp(effect.yi)), 2), round(float(effect.vi), 5)
    (0.88, 0.00776)
    """
    difference, v = checked(
        observed_minus_expected=(observed_minus_expected, NUMBER), variance=(variance, VARIANCE)
    )
    return _of_ratio(difference / v, 1 / v, Measure.HAZARD_RATIO)


def _of_ratio(yi, vi, measure: Measure) -> MeasuredEffect:
    if measure not in RATIOS:
        raise ValueError(f"measure is {measure!r}: give one of {', '.join(RATIOS)}")
    yi, vi = np.broadcast_arrays(yi, vi)
    yi, vi = checked(yi=(yi, NUMBER), vi=(vi, VARIANCE))
    return MeasuredEffect(yi, vi, Measure(measure))
