"""Small-study effects: whether smaller trials report more favourable effects.

Effects are standardised mean differences, negative where group 1 does better.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from living_review.statistics.argument_checks import LEVEL, NUMBER, SIZE, SPREAD, checked

FEWEST_TRIALS = 10
"""Below it, chance and bias can't be told apart by a regression on size."""


@dataclass(frozen=True)
class TooFewTrials:
    """Why a regression was not made, in words for the page."""

    trials: int
    needed: int

    @property
    def reason(self) -> str:
        """One sentence that can stand where the result would."""
        return (
            f"Trials at hand: {self.trials}. With fewer than {self.needed}, a regression of "
            "effects on the sizes of trials can't tell bias from chance, so none is made."
        )


class Coefficient(NamedTuple):
    """A coefficient of a regression with its t test and confidence interval."""

    estimate: float
    standard_error: float
    t: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class SizeRegression:
    """Weighted regression of effects on their standard errors.

    ``intercept`` is the effect that a trial without error would have; ``slope`` is what small
    trials add, 0 without small-study effects.
    """

    intercept: Coefficient
    slope: Coefficient
    degrees_of_freedom: int
    trials: int


def sample_size_standard_error(n1, n2):
    """Standard error of a standardised mean difference of 0, from the group sizes alone.

    Notes
    -----
    √(1/n1 + 1/n2). Unlike the usual standard error it does not depend on the effect itself,
    which would make a funnel of such differences asymmetric without any bias
    [pustejovsky2019]_.

    Examples
    --------
    >>> float(sample_size_standard_error(50, 50))
    0.2
    """
    n1, n2 = checked(n1=(n1, SIZE), n2=(n2, SIZE))
    return np.sqrt(1 / n1 + 1 / n2)


def eggers_regression(effects, standard_errors, level=0.95) -> SizeRegression | TooFewTrials:
    """Egger's regression test of the asymmetry of a funnel plot.

    Parameters
    ----------
    effects : array_like
        One per trial, at least ten.
    standard_errors : array_like
        As many: `sample_size_standard_error` for standardised mean differences.
    level : float
        Of the confidence intervals.

    Returns
    -------
    SizeRegression or TooFewTrials
        The test is that of the slope. A negative one says that smaller trials have more
        favourable effects.

    Raises
    ------
    ValueError
        If a number is impossible, the lists differ in length, or all trials have one size.

    Notes
    -----
    Effects on standard errors s with weights 1/s² and residual variance estimated, which is the
    regression of effect/s on 1/s [egger1997]_; t with k − 2 degrees of freedom. Standardised mean
    differences need standard errors by sample size, as [pustejovsky2019]_ propose, here both as
    predictor and in the weights. Low power with few trials; heterogeneity can look like bias.

    Examples
    --------
    >>> n = [10, 12, 15, 20, 25, 30, 40, 60, 80, 120]
    >>> effects = [-1.1, -0.9, -0.7, -0.8, -0.5, -0.6, -0.3, -0.4, -0.2, -0.2]
    >>> result = eggers_regression(effects, sample_size_standard_error(n, n))
    >>> round(result.slope.estimate, 2), round(result.slope.p, 5)
    (-2.63, 3e-05)
    """
    effects, errors = _vectors(effects, standard_errors)
    (level,) = checked(level=(level, LEVEL))
    if len(effects) < FEWEST_TRIALS:
        return TooFewTrials(len(effects), FEWEST_TRIALS)
    return _regression(effects, errors, float(level))


def _regression(effects, errors, level: float) -> SizeRegression:
    """Weighted least squares on the standard errors, weights of their inverse squares."""
    if np.ptp(errors) <= 1e-9 * np.max(errors):
        raise ValueError(
            f"standard_errors are all {errors[0]:g}: trials of one size tell nothing "
            "of small ones; show their effects without a regression"
        )
    from statsmodels.regression.linear_model import WLS  # slow to import, rarely needed

    columns = np.column_stack([np.ones_like(errors), errors])
    fit = WLS(effects, columns, weights=1 / errors**2).fit()
    if fit.ssr <= 1e-20 * np.sum((effects / errors) ** 2):
        raise ValueError(
            "effects lie on one line without any scatter, so nothing can be tested: "
            "see whether they were copied or computed from one another"
        )
    both = zip(fit.params, fit.bse, fit.tvalues, fit.pvalues, fit.conf_int(1 - level), strict=True)
    intercept, slope = (
        Coefficient(*(float(x) for x in (b, se, t, p, *limits))) for b, se, t, p, limits in both
    )
    return SizeRegression(intercept, slope, int(fit.df_resid), len(effects))


def _vectors(effects, standard_errors):
    """Effects and standard errors as two lists of one length, or what is wrong with them."""
    effects, errors = checked(effects=(effects, NUMBER), standard_errors=(standard_errors, SPREAD))
    if effects.ndim != 1 or effects.shape != errors.shape or not len(effects):
        raise ValueError(
            f"effects has the shape {effects.shape} and standard_errors {errors.shape}: give "
            "a list of each with one number per trial, and at least one"
        )
    return effects, errors
