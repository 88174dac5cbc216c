"""Fits of effects with known sampling variances, and what follows from a fit.

The ground of `meta_analysis`. Effects y and variances v have shape (m, k): m fits of k studies
each. All fits of a call share one design X of shape (k, p), with k above p.
PyMARE does the weighted fits. It takes seconds to import, and so the first fit imports it.
"""

from numbers import Real
from typing import NamedTuple

import numpy as np
from scipy import special, stats

from living_review.statistics.likelihood_maxima import (
    cross,
    highest_maximum,
    slope_and_curvature,
    weighted_fit,
)

METHODS = {
    "EE": "common effect",
    "REML": "restricted maximum likelihood",
    "ML": "maximum likelihood",
    "DL": "DerSimonian and Laird",
    "PM": "Paule and Mandel",
    "HE": "Hedges",
}
INTERVALS = {  # with PyMARE's names for the same
    "Wald": "wald",
    "Hartung-Knapp": "knapp-hartung",
    "Hartung-Knapp ad hoc": "knapp-hartung-conservative",
}


MOST_STEPS = 100


class Fits(NamedTuple):
    """Coefficients (m, p), covariances (m, p, p) and τ² (m,) of m fits; df of t, or infinity."""

    coefficients: np.ndarray
    covariance: np.ndarray
    tau2: np.ndarray
    df: float


def fit(y, v, X, method, interval) -> Fits:
    """Fit m regressions at once, by inverse-variance weights at the estimated τ².

    Parameters
    ----------
    y, v : numpy.ndarray, shape (m, k)
        Effects and variances that `checked_effects` has passed.
    X : numpy.ndarray, shape (k, p)
        Design, of full rank, with fewer columns than rows.
    method, interval : str
        Keys of `METHODS` and `INTERVALS`.

    Examples
    --------
    >>> y, v = np.array([[-0.8, -0.2, 0.1]]), np.array([[0.04, 0.03, 0.02]])
    >>> fit(y, v, np.ones((3, 1)), "EE", "Wald").coefficients.round(4).tolist()
    [[-0.2]]
    """
    from pymare.estimators import WeightedLeastSquares

    # In units of a typical standard error, so that no library's absolute tolerance matters.
    unit = np.sqrt(np.median(v, axis=1))
    y, v = y / unit[:, None], v / unit[:, None] ** 2
    tau2 = between_study_variance(y, v, X, method)
    # Always said: PyMARE's default has changed between its versions.
    estimator = WeightedLeastSquares(tau2=tau2, small_sample_correction=INTERVALS[interval])
    fitted = estimator.fit(y.T, X, v=v.T).params_
    df = np.inf if interval == "Wald" else float(len(X) - X.shape[1])
    covariance = np.moveaxis(fitted["inv_cov"], -1, 0) * (unit**2)[:, None, None]
    return Fits(fitted["fe_params"].T * unit[:, None], covariance, tau2 * unit**2, df)


def between_study_variance(y, v, X, method):
    """Variance between studies (τ²) of m regressions.

    REML and ML by a search of the whole likelihood, DL and HE by PyMARE, PM by statsmodels, which
    is asked for nothing else: its DerSimonian and Laird keeps a negative τ².
    """
    if method == "EE":
        return np.zeros(len(y))
    if method == "PM":
        return settled(y, v, X, paule_mandel(y, v), method)
    if method in ("REML", "ML"):
        return settled(y, v, X, highest_maximum(y, v, X, method), method)
    from pymare import estimators

    plain = {"small_sample_correction": "wald"}  # it bears on standard errors only
    named = {"DL": estimators.DerSimonianLaird, "HE": estimators.Hedges}
    return named[method](**plain).fit(y.T, v.T, X).params_["tau2"].ravel()


def paule_mandel(y, v):
    """Variance between studies at which Q equals its expectation, or 0; row by row.

    It knows no moderators: with some, it is only where `settled` starts. The library's stopping
    rule is left as it is: a tighter one makes it answer 0 where rounding ends its last step just
    beyond the root.
    """
    from statsmodels.stats.meta_analysis import combine_effects

    rows = zip(y, v, strict=True)
    with np.errstate(all="ignore"):  # it also computes an I², which divides by Q
        tau2 = [combine_effects(a, b, "pm", maxiter=500).tau2 for a, b in rows]
    return np.array(tau2, dtype=float)


def settled(y, v, X, tau2, method):
    """Take Newton steps from a search's answer until the last digits stand still.

    Where exactly a search stops depends on the last bits of the processor's arithmetic; published
    numbers must not. A long step would leave the maximum that the search chose, so it is not
    taken. Q is convex in τ² and has one root only, which Newton reaches from anywhere.
    """
    reach = np.inf if method == "PM" else 0.01
    with np.errstate(all="ignore"):
        for _ in range(100 if method == "PM" else 25):
            step = newton_step(y, v, X, tau2, method)
            near = np.abs(step) <= reach * (1 + tau2)  # 1 is the typical variance here
            moved = np.where(near, np.maximum(tau2 + step, 0), tau2)
            still = np.abs(moved - tau2) <= 1e-14 * (1 + tau2)
            tau2 = moved
            if still.all():
                break
    return tau2


def newton_step(y, v, X, tau2, method):
    """Newton's step towards the root of the estimating equation of τ².

    With P = W − WX(X'WX)⁻¹X'W, REML solves y'PPy = tr P, ML y'PPy = tr W, PM y'Py = k − p.
    Where the likelihood is not curved downwards there is no step.
    """
    if method == "PM":
        w, _, e = weighted_fit(y, v, X, tau2)
        r = w * e
        return ((r * e).sum(axis=1) - (y.shape[1] - X.shape[1])) / (r * r).sum(axis=1)
    slope, curvature = slope_and_curvature(y, v, X, tau2, method)
    return np.where(curvature > 0, slope / curvature, 0.0)


def inference(estimate, se, df, level):
    """Limits and two-sided p value of estimates; infinite df is the normal distribution.

    A standard error of 0, as Hartung-Knapp has where effects agree exactly, gives p 0, or 1 for an
    estimate of 0.
    """
    half = special.stdtrit(df, (1 + level) / 2) * se  # as scipy.stats.t, without its overhead
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * special.stdtr(df, -np.abs(estimate) / se)
    p = np.where(se == 0, np.where(estimate == 0, 1.0, 0.0), p)
    return estimate - half, estimate + half, p


def joint_test(b, V, df):
    """Test that all coefficients b are 0: statistic, degrees of freedom, p.

    F with (p, df) degrees of freedom, or, with infinite df, χ² with p.
    """
    chi2 = float(b @ np.linalg.solve(V, b)) if np.any(V) else np.inf
    if np.isinf(df):
        return chi2, (float(len(b)), np.inf), float(stats.chi2.sf(chi2, len(b)))
    f = chi2 / len(b)
    return f, (float(len(b)), df), float(stats.f.sf(f, len(b), df))


def heterogeneity(y, v, X, tau2, method):
    """Cochran's Q and I² in per cent of m fits; see `meta_analysis.pool` for the definitions."""
    w, inverse, e = weighted_fit(y, v, X, np.zeros(len(y)))
    q = (w * e * e).sum(axis=1)
    df = y.shape[1] - X.shape[1]
    if method == "EE":
        with np.errstate(divide="ignore", invalid="ignore"):
            return q, np.where(q > df, 100 * (q - df) / q, 0.0)
    trace = w.sum(axis=1) - np.trace(inverse @ cross(w * w, X), axis1=1, axis2=2)
    return q, 100 * tau2 / (tau2 + df / trace)


def q_profile(y, v, X, level) -> tuple[float, float]:
    """Q-profile interval of τ² of one fit (y and v of shape (k,)).

    Q falls as τ² grows, so each bound is one root; a bound below 0 is 0. 1/Q is a weighted
    harmonic mean of straight lines, so it rises and is concave: from 0, Newton's steps reach each
    root without passing it, and are few, because 1/Q is nearly straight.
    """
    df = y.size - X.shape[1]
    # As scipy.stats.chi2, without its overhead.
    targets = 2 * special.gammaincinv(df / 2, np.array([(1 + level) / 2, (1 - level) / 2]))
    y, v = np.stack([y, y]), np.stack([v, v])
    tau2, typical = np.zeros(2), 1 / np.mean(1 / v[0])
    for _ in range(MOST_STEPS):
        w, _, e = weighted_fit(y, v, X, tau2)
        r = w * e
        q = (r * e).sum(axis=1)
        squares = (r * r).sum(axis=1)  # how fast Q falls
        with np.errstate(divide="ignore", invalid="ignore"):  # all alike: no Q, no step
            step = np.where(q > targets, q * (q / targets - 1) / squares, 0.0)
        tau2 = tau2 + step
        if np.all(step <= 1e-15 * (tau2 + typical)):
            break
    return float(tau2[0]), float(tau2[1])


def checked_effects(yi, vi, dimensions):
    """Return effects and variances as float arrays, or say which one is wrong and what to do."""
    y, v = numbers(yi, "yi"), numbers(vi, "vi")
    if y.ndim != dimensions or v.ndim != dimensions:
        wanted = "one row of studies" if dimensions == 1 else "rows of studies, one per fit"
        raise ValueError(f"yi and vi must be {wanted}; they have shapes {y.shape} and {v.shape}")
    if y.shape != v.shape:
        raise ValueError(
            f"yi and vi must match, and they have shapes {y.shape} and {v.shape}: "
            "give each effect its own variance"
        )
    if y.size == 0:
        raise ValueError("there is no study to pool: give at least one effect and its variance")
    refuse("yi", y, ~np.isfinite(y), "an effect must be a finite number: leave that study out")
    remedy = "a sampling variance must be above 0: give the squared standard error"
    refuse("vi", v, ~(np.isfinite(v) & (v > 0)), remedy)
    remedy = "variances must lie between 1e-100 and 1e100: express the effects in another unit"
    refuse("vi", v, (v < 1e-100) | (v > 1e100), remedy)
    typical = np.median(v, axis=-1, keepdims=True)
    remedy = "that is 1e8 times off the median variance: check the units of the studies"
    refuse("vi", v, (v > 1e8 * typical) | (v < 1e-8 * typical), remedy)
    remedy = "that is beyond 1e8 typical standard errors: check the units of the studies"
    refuse("yi", y, np.abs(y) / 1e8 > np.sqrt(typical), remedy)
    return y, v


def numbers(values, name):
    """Return the values as a float array, or say that they are none."""
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers only, in rows of one length") from None


def refuse(name, values, wrong, remedy):
    """Raise an error that names the first wrong value, its place, and the remedy."""
    if np.any(wrong):
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        shown = ", ".join(map(str, place))
        raise ValueError(f"{name}[{shown}] is {values[place]:g}; {remedy}")


def check_choices(method, interval, level=0.95):
    """Raise an error that lists the choices, if one of these is none of them."""
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method!r}")
    if not isinstance(interval, str) or interval not in INTERVALS:
        raise ValueError(f"interval is one of {', '.join(INTERVALS)}, not {interval!r}")
    if not isinstance(level, Real) or not 0 < level < (1 + level) / 2 < 1:
        raise ValueError(f"level lies between 0 and 1, as 0.95 does, and here it is {level!r}")
