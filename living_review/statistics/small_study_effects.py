"""Small-study effects, and how far trials whose results are unknown could move a pool.

Effects are standardised mean differences, negative where group 1 does better. The pool itself
is handed in as a function, so nothing here depends on a model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize

from living_review.statistics.argument_checks import LEVEL, NUMBER, SIZE, SPREAD, VARIANCE, checked
from living_review.statistics.effect_sizes.standardised import VarianceForm, hedges_g_variance

FEWEST_TRIALS = 10
"""Below it, chance and bias can't be told apart by a regression on size."""

Pool = Callable[[np.ndarray, np.ndarray], tuple[float, float, float]]
"""From effects and variances to the pooled estimate and the limits of its interval."""


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
    """Weighted regression of effects on their standard errors, or on the squares of these.

    ``intercept`` is the effect that a trial without error would have; ``slope`` is what small
    trials add, 0 without small-study effects.
    """

    intercept: Coefficient
    slope: Coefficient
    degrees_of_freedom: int
    trials: int


@dataclass(frozen=True)
class PetPeese:
    """Both regressions of PET-PEESE and the one whose intercept counts."""

    pet: SizeRegression
    peese: SizeRegression
    chosen: str

    @property
    def estimate(self) -> Coefficient:
        """Effect corrected for small-study effects."""
        return (self.pet if self.chosen == "PET" else self.peese).intercept


@dataclass(frozen=True)
class TippingEffect:
    """Effect in the silent trials at which the pooled interval just includes 0.

    ``effect`` is None where there is no such effect in the range looked at; ``words`` says why.
    """

    effect: float | None
    words: str


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
    return _regression(effects, errors, errors, float(level))


def pet_peese(effects, standard_errors, level=0.95) -> PetPeese | TooFewTrials:
    """Effect corrected for small-study effects by PET and PEESE.

    Parameters, errors and weights are those of `eggers_regression`.

    Returns
    -------
    PetPeese or TooFewTrials
        ``chosen`` is PEESE where PET finds an effect, otherwise PET.

    Notes
    -----
    PET regresses on the standard error s, PEESE on s², both with weights 1/s². PEESE counts where
    the intercept of PET has a one-sided p below 0.05 on the side of the weighted mean effect
    [stanley2014]_. It corrects too much or too little where trials differ among themselves, and
    is a test of robustness rather than an estimate to rely on.

    Examples
    --------
    >>> n = [10, 12, 15, 20, 25, 30, 40, 60, 80, 120]
    >>> effects = [-1.1, -0.9, -0.7, -0.8, -0.5, -0.6, -0.3, -0.4, -0.2, -0.2]
    >>> result = pet_peese(effects, sample_size_standard_error(n, n))
    >>> result.chosen, round(result.estimate.estimate, 2)
    ('PET', 0.16)
    """
    pet = eggers_regression(effects, standard_errors, level)
    if isinstance(pet, TooFewTrials):
        return pet
    effects, errors = _vectors(effects, standard_errors)
    peese = _regression(effects, errors**2, errors, float(level))
    side = np.sign(np.sum(effects / errors**2))
    found = pet.intercept.p < 0.10 and pet.intercept.estimate * side > 0
    return PetPeese(pet, peese, "PEESE" if found else "PET")


def pool_with_silent_trials(
    yi, vi, silent_n1, silent_n2, pool: Pool, effects, form: VarianceForm = VarianceForm.LS
) -> pd.DataFrame:
    """Pooled estimate if each trial whose result is unknown had found a certain effect.

    Parameters
    ----------
    yi, vi : array_like
        Effects and variances of the trials whose results are known.
    silent_n1, silent_n2 : array_like
        Group sizes of the trials whose results are not.
    pool : callable
        From arrays of effects and variances to estimate, lower and upper limit. A variance
        between trials that is to stay fixed is bound to it beforehand.
    effects : array_like
        Effects to try, each in all silent trials at once.
    form : VarianceForm
        Formula for the variances of the silent trials.

    Returns
    -------
    pandas.DataFrame
        One row per effect tried, columns ``effect``, ``estimate``, ``low`` and ``high``.

    Raises
    ------
    ValueError
        If a number is impossible, or what the pool gives is no estimate within its limits.

    Examples
    --------
    >>> def fixed(yi, vi):
    ...     se = sum(1 / vi) ** -0.5
    ...     mean = sum(yi / vi) * se**2
    ...     return mean, mean - 1.96 * se, mean + 1.96 * se
    >>> pool_with_silent_trials([-0.5, -0.4], [0.04, 0.05], [40], [40], fixed, [-0.4, 0]).round(3)
       effect  estimate    low   high
    0    -0.4    -0.439 -0.683 -0.195
    1     0.0    -0.315 -0.558 -0.072
    """
    yi, vi = _trials(yi, vi)
    n1, n2 = _silent(silent_n1, silent_n2)
    (effects,) = checked(effects=(effects, NUMBER))
    rows = [(float(x), *_pooled(yi, vi, n1, n2, pool, x, form)) for x in np.atleast_1d(effects)]
    return pd.DataFrame(rows, columns=["effect", "estimate", "low", "high"])


def tipping_effect(
    yi,
    vi,
    silent_n1,
    silent_n2,
    pool: Pool,
    farthest: float = 3.0,
    form: VarianceForm = VarianceForm.LS,
) -> TippingEffect:
    """Effect in all silent trials at which the pooled interval just includes 0.

    Parameters
    ----------
    yi, vi, silent_n1, silent_n2, pool, form
        As in `pool_with_silent_trials`.
    farthest : float
        How far from the pooled estimate to look, in standard deviations, towards 0 and beyond.

    Returns
    -------
    TippingEffect
        The first such effect on the way from the pooled estimate; or None with the reason, if
        the interval includes 0 without the silent trials, or nothing in the range makes it.

    Notes
    -----
    Found on a grid of 200 steps and then by Brent's method, to 1e-10. Where the pool estimates
    the variance between trials, far effects widen the interval, and the first crossing is taken.

    Examples
    --------
    >>> def fixed(yi, vi):
    ...     se = sum(1 / vi) ** -0.5
    ...     mean = sum(yi / vi) * se**2
    ...     return mean, mean - 1.96 * se, mean + 1.96 * se
    >>> found = tipping_effect([-0.5, -0.4], [0.04, 0.05], [40], [40], fixed)
    >>> round(found.effect, 3)
    0.237
    """
    yi, vi = _trials(yi, vi)
    n1, n2 = _silent(silent_n1, silent_n2)
    (farthest,) = checked(farthest=(farthest, SPREAD))
    estimate, low, high = _limits(pool(yi, vi))
    if low <= 0 <= high:
        return TippingEffect(None, "The pooled interval includes 0 without these trials.")
    side = np.sign(estimate)

    def distance(effect: float) -> float:
        """How far the near limit of the interval lies from 0, on the side of the pool."""
        _, lower, upper = _pooled(yi, vi, n1, n2, pool, effect, form)
        return float(lower if side > 0 else -upper)

    steps = estimate - side * np.linspace(0, float(farthest), 201)
    before = steps[0]
    if distance(before) <= 0:
        return TippingEffect(
            None,
            "The pooled interval includes 0 even if these trials found the pooled estimate itself.",
        )
    for effect in steps[1:]:
        if distance(effect) <= 0:
            found = float(optimize.brentq(distance, before, effect, xtol=1e-12))
            return TippingEffect(
                found,
                f"The pooled interval just includes 0 if each of these trials found {found:.2f}.",
            )
        before = effect
    return TippingEffect(
        None, f"The pooled interval leaves out 0 even if each of these trials found {before:.2f}."
    )


def _regression(effects, predictor, errors, level: float) -> SizeRegression:
    """Weighted least squares on a predictor, weights of the inverse squared errors."""
    if np.ptp(predictor) <= 1e-9 * np.max(predictor):
        raise ValueError(
            f"standard_errors are all {errors[0]:g}: trials of one size tell nothing "
            "of small ones; show their effects without a regression"
        )
    from statsmodels.regression.linear_model import WLS  # slow to import, rarely needed

    columns = np.column_stack([np.ones_like(predictor), predictor])
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
    effects, errors = checked(effects=(effects, NUMBER), standard_errors=(standard_errors, SPREAD))
    return _of_one_length(effects=effects, standard_errors=errors)


def _trials(yi, vi):
    yi, vi = checked(yi=(yi, NUMBER), vi=(vi, VARIANCE))
    return _of_one_length(yi=yi, vi=vi)


def _silent(n1, n2):
    n1, n2 = checked(silent_n1=(n1, SIZE), silent_n2=(n2, SIZE))
    return _of_one_length(silent_n1=n1, silent_n2=n2)


def _of_one_length(**lists):
    (name1, first), (name2, second) = lists.items()
    if first.ndim != 1 or first.shape != second.shape or not len(first):
        raise ValueError(
            f"{name1} has the shape {first.shape} and {name2} {second.shape}: give "
            "a list of each with one number per trial, and at least one"
        )
    return first, second


def _pooled(yi, vi, n1, n2, pool: Pool, effect, form):
    """The pool with the silent trials in it, each with the same effect."""
    silent = np.full(len(n1), float(effect))
    variances = hedges_g_variance(silent, n1, n2, form)
    return _limits(pool(np.concatenate([yi, silent]), np.concatenate([vi, variances])))


def _limits(found):
    try:
        estimate, low, high = (float(x) for x in found)
    except (TypeError, ValueError):
        raise ValueError(
            f"pool gave {found!r}: it has to give three numbers, the estimate and "
            "its lower and upper limit"
        ) from None
    if not low <= estimate <= high:
        raise ValueError(
            f"pool gave {estimate} with limits {low} and {high}: it has to give the "
            "estimate, then its lower and upper limit"
        )
    return estimate, low, high
