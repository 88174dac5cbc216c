"""How far methods of pooling can be trusted where some trials are reported only in part.

Trials are drawn from a known mean and heterogeneity, reported in full or in part, and pooled by
several methods. Effects are standardised differences g; a negative value says that group 1
lies lower. Every figure comes with its Monte Carlo standard error.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from living_review.statistics.effect_sizes.standardised import (
    hedges_g_variance,
    small_sample_correction,
)
from living_review.statistics.partly_reported.likelihood import (
    checked_level,
    log_interval_probability,
)
from living_review.statistics.partly_reported.posteriors import LogT, Prior

ALPHA = 0.05  # level at which a simulated trial calls its result significant
# Grids of all fits: dense around no effect and no heterogeneity, and wide enough for few trials.
MU_STEPS = np.linspace(-math.asinh(6 / 0.5), math.asinh(6 / 0.5), 161)
MU = 0.5 * np.sinh(MU_STEPS)
TAU_STEPS = np.linspace(0, math.asinh(4 / 0.15), 41)
TAU = 0.15 * np.sinh(TAU_STEPS)
GOLDEN = (math.sqrt(5) - 1) / 2
AT_ONCE = 50  # repetitions whose likelihood is held in memory at one time

GOLD_ML = "all trials in full: maximum likelihood, profile interval"
GOLD_REML = "all trials in full: REML, Hartung-Knapp interval"
NAIVE = "fully reported trials only: REML, Hartung-Knapp interval"
CENSORED_ML = "regions: maximum likelihood, profile interval"
DEFAULT_PRIORS = {"log-t prior": LogT(-3.44, 2.59)}


class Trials(NamedTuple):
    """Simulated trials; each array is repetitions × trials."""

    g: np.ndarray
    v: np.ndarray
    v_at_zero: np.ndarray
    critical: np.ndarray
    partly: np.ndarray

    @property
    def significant(self):
        """Whether a trial's own t test is significant."""
        return np.abs(self.g) > self.critical


class Estimates(NamedTuple):
    """One method's estimate and interval of each repetition; NaN where it failed."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def draw_trials(
    k: int,
    tau: float,
    mu: float,
    share_partly: float,
    selective: bool,
    sizes: tuple[int, int],
    repetitions: int,
    seed: int,
) -> Trials:
    """Trials of a random-effects model, with what is told of each.

    Parameters
    ----------
    k : int
        Trials of one review, from 2.
    tau, mu : float
        Standard deviation and mean of the true effects.
    share_partly : float
        Probability, from 0 to 1, that a trial is reported only in part.
    selective : bool
        Whether only trials without a significant result can be reported in part; otherwise any.
    sizes : (int, int)
        Smallest and largest first arm; the second has up to two people more or fewer.
    repetitions : int
        How many reviews to draw.
    seed : int
        The same seed gives the same trials, and the same random numbers to every condition.

    Raises
    ------
    ValueError
        If an argument is out of range; the message names it.

    Notes
    -----
    True effects are N(mu, tau²); outcomes are normal with variance 1, so that a difference of
    means is N(effect, 1/n1 + 1/n2) and the pooled variance χ²(df)/df, independent of it.

    Examples
    --------
    >>> trials = draw_trials(5, 0.2, -0.3, 0.5, True, (12, 60), 3, 1)
    >>> trials.g.shape, bool((trials.partly & trials.significant).any())
    ((3, 5), False)
    """
    _check(k, tau, mu, share_partly, selective, sizes, repetitions, seed)
    random = np.random.default_rng(seed)
    shape = (repetitions, k)
    n1 = random.integers(sizes[0], sizes[1], shape, endpoint=True)
    n2 = np.maximum(n1 + random.integers(-2, 2, shape, endpoint=True), 2)
    df = n1 + n2 - 2
    true = mu + tau * random.standard_normal(shape)
    error = np.sqrt(1 / n1 + 1 / n2)
    difference = true + error * random.standard_normal(shape)
    sd = np.sqrt(random.chisquare(df) / df)
    told_in_part = random.random(shape) < share_partly
    J = small_sample_correction(df)
    g = J * difference / sd
    critical = J * stats.t.isf(ALPHA / 2, df) * error
    partly = told_in_part & ~(selective & (np.abs(g) > critical))
    return Trials(g, hedges_g_variance(g, n1, n2), hedges_g_variance(0.0, n1, n2), critical, partly)


def _check(k, tau, mu, share_partly, selective, sizes, repetitions, seed):
    def whole(x, least):
        return isinstance(x, Integral) and x >= least

    def within(x, least, most):
        return isinstance(x, Real) and least <= x <= most

    pair = isinstance(sizes, tuple | list) and len(sizes) == 2
    conditions = {
        "k: give a whole number of trials from 2": whole(k, 2),
        "tau: give a standard deviation from 0 to 1": within(tau, 0, 1),
        "mu: give a mean from -2 to 2": within(mu, -2, 2),
        "share_partly: give a probability": within(share_partly, 0, 1),
        "selective: give True or False": isinstance(selective, bool | np.bool_),
        "sizes: give two whole numbers from 3, the smaller first": pair
        and whole(sizes[0], 3)
        and whole(sizes[1], 3)
        and sizes[0] <= sizes[1],
        "repetitions: give a whole number from 2": whole(repetitions, 2),
        "seed: give a whole number from 0": whole(seed, 0),
    }
    for remedy, good in conditions.items():
        if not good:
            raise ValueError(remedy)


def simulate(
    k: int,
    tau: float,
    mu: float,
    share_partly: float,
    selective: bool,
    sizes: tuple[int, int] = (12, 60),
    repetitions: int = 1000,
    seed: int = 0,
    priors: Mapping[str, Prior] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Bias, coverage and width of the methods of pooling under one condition.

    Parameters
    ----------
    k, tau, mu, share_partly, selective, sizes, repetitions, seed
        As in `draw_trials`.
    priors : mapping of str to Prior, optional
        Priors of tau by name; each gives one method. Without it, that of Cochrane's reviews in
        any setting [rhodes2015]_.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        One row per method: the condition; ``failures``, the share of repetitions without an
        estimate or interval; over the others ``bias`` (mean estimate minus mu), ``coverage`` and
        ``width``, each with its Monte Carlo standard error (``…_se``).

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Methods: maximum likelihood with profile interval, and the mean and equal-tailed interval of
    a posterior, where partly reported trials add the probability of their region; the same
    maximum likelihood and REML with the Hartung-Knapp interval [inthout2014]_ of all trials in
    full, as if nothing had been left out; and REML with Hartung-Knapp of the fully reported
    trials alone. Of a partly reported trial it is told that it was not significant, or that it
    was and in which direction.

    All likelihoods are computed on one grid (mu from −6 to 6, tau from 0 to 4), with parabolas
    between its points; priors are cut off at its ends. A method fails where too few trials are
    held in on both sides (two for maximum likelihood, one for a posterior), where an interval
    reaches an end of the grid, and, for the fully reported trials alone, where there is but one.

    Examples
    --------
    >>> table = simulate(5, 0.2, -0.3, 0.5, True, repetitions=20)
    >>> table["method"].nunique(), bool((table["failures"] <= 1).all())
    (5, True)
    """
    level = checked_level(level)
    priors = DEFAULT_PRIORS if priors is None else dict(priors)
    for name, prior in priors.items():
        if not isinstance(prior, Prior):
            raise ValueError(
                f"priors, {name!r}: {prior!r} will not do; give HalfNormal, "
                "HalfCauchy, Uniform or LogT"
            )
    trials = draw_trials(k, tau, mu, share_partly, selective, sizes, repetitions, seed)
    estimates_by_method = estimates_of_all_methods(trials, priors, level)
    condition = {
        "k": k,
        "tau": tau,
        "mu": mu,
        "share_partly": share_partly,
        "selective": selective,
        "repetitions": repetitions,
    }
    rows = [
        {**condition, "method": method, **performance(estimates, mu)}
        for method, estimates in estimates_by_method.items()
    ]
    return pd.DataFrame(rows)


def simulate_conditions(conditions: Iterable[Mapping], **shared) -> pd.DataFrame:
    """Table of `simulate` under each of several conditions, one below the other.

    Parameters
    ----------
    conditions : iterable of mapping
        Arguments of `simulate` in which the conditions differ.
    **shared
        Arguments that all conditions share.

    Examples
    --------
    >>> table = simulate_conditions([{"tau": 0.0}, {"tau": 0.2}], k=5, mu=0.0, share_partly=0.5,
    ...                             selective=True, repetitions=10)
    >>> len(table)
    10
    """
    tables = [simulate(**condition, **shared) for condition in conditions]
    if not tables:
        raise ValueError("conditions: there is none; give at least one")
    return pd.concat(tables, ignore_index=True)


def performance(estimates: Estimates, mu: float) -> dict[str, float]:
    """Bias, coverage and width of intervals about a true mean, each with its Monte Carlo error.

    Fits that failed (NaN) count as ``failures``, a share, and nowhere else.
    """
    done = np.isfinite(estimates.estimate + estimates.low + estimates.high)
    row = {"failures": float(np.mean(~done))}
    if done.sum() < 2:
        empty = ("bias", "bias_se", "coverage", "coverage_se", "width", "width_se")
        return row | dict.fromkeys(empty, math.nan)
    error, low, high = (x[done] for x in (estimates.estimate - mu, estimates.low, estimates.high))
    root = math.sqrt(done.sum())
    covered = float(np.mean((low <= mu) & (mu <= high)))
    width = high - low
    return row | {
        "bias": float(error.mean()),
        "bias_se": float(error.std(ddof=1) / root),
        "coverage": covered,
        "coverage_se": math.sqrt(covered * (1 - covered)) / root,
        "width": float(width.mean()),
        "width_se": float(width.std(ddof=1) / root),
    }


def estimates_of_all_methods(
    trials: Trials, priors: Mapping[str, Prior], level: float = 0.95
) -> dict[str, Estimates]:
    """Estimates of every repetition by every method; the methods are those of `simulate`.

    Examples
    --------
    >>> trials = draw_trials(5, 0.0, 0.0, 0.5, True, (12, 60), 4, 1)
    >>> found = estimates_of_all_methods(trials, {})
    >>> len(found), found[GOLD_REML].estimate.shape
    (4, (4,))
    """
    everything = np.ones_like(trials.partly)
    bounded = (~trials.partly | ~trials.significant).sum(axis=1)
    names = [CENSORED_ML, *(f"regions: posterior, {name}" for name in priors), GOLD_ML]
    parts = {name: [] for name in names}
    for start in range(0, len(bounded), AT_ONCE):
        some = Trials(*(array[start : start + AT_ONCE] for array in trials))
        told = _of_full(some, ~some.partly) + _of_regions(some)
        enough = bounded[start : start + AT_ONCE]
        parts[CENSORED_ML].append(_failing(_by_profile(told, level), enough < 2))
        for name, prior in priors.items():
            weighed = _failing(_by_posterior(told, prior, level), enough < 1)
            parts[f"regions: posterior, {name}"].append(weighed)
        parts[GOLD_ML].append(_by_profile(_of_full(some, everything[: len(enough)]), level))
    by_method = {
        name: Estimates(*map(np.concatenate, zip(*of_parts, strict=True)))
        for name, of_parts in parts.items()
    }
    by_method[GOLD_REML] = pool_by_reml(trials.g, trials.v, everything, level)
    by_method[NAIVE] = pool_by_reml(trials.g, trials.v, ~trials.partly, level)
    return by_method


def _failing(estimates: Estimates, failed) -> Estimates:
    return Estimates(*(np.where(failed, math.nan, x) for x in estimates))


def _of_full(trials: Trials, used):
    """Log likelihood of the trials used, repetitions × tau × mu, up to a constant."""
    weights = used[:, :, None] / (trials.v[:, :, None] + TAU**2)
    g = trials.g[:, :, None]
    constant = np.sum(
        used[:, :, None] * np.log(trials.v[:, :, None] + TAU**2) + weights * g**2, axis=1
    )
    linear, square = np.sum(weights * g, axis=1), np.sum(weights, axis=1)
    return -0.5 * (constant[:, :, None] - 2 * linear[:, :, None] * MU + square[:, :, None] * MU**2)


def _of_regions(trials: Trials):
    """Log likelihood of the partly reported trials, repetitions × tau × mu."""
    total = np.zeros((len(trials.g), TAU.size, MU.size))
    bound = trials.critical
    low = np.where(trials.significant, np.where(trials.g > 0, bound, -np.inf), -bound)
    high = np.where(trials.significant, np.where(trials.g > 0, np.inf, -bound), bound)
    for repetition, trial in np.argwhere(trials.partly):
        s = np.sqrt(trials.v_at_zero[repetition, trial] + TAU**2)[:, None]
        total[repetition] += log_interval_probability(
            (low[repetition, trial] - MU) / s, (high[repetition, trial] - MU) / s
        )
    return total


def _by_profile(log_likelihood, level: float) -> Estimates:
    """Maximum and profile interval on the grid, with parabolas between its points."""
    profile = log_likelihood.max(axis=1)
    rows = np.arange(len(profile))
    top = np.clip(profile.argmax(axis=1), 1, MU.size - 2)
    left, middle, right = (profile[rows, top + shift] for shift in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.clip(0.5 * (left - right) / np.where(bend < 0, bend, -1.0), -1, 1)
    highest = middle - 0.25 * (left - right) * shift
    estimate = 0.5 * np.sinh(MU_STEPS[top] + shift * (MU_STEPS[1] - MU_STEPS[0]))
    # The root of the deviance is nearly straight where the deviance is a parabola.
    root = np.sqrt(2 * np.maximum(highest[:, None] - profile, 0))
    wanted = math.sqrt(stats.chi2.ppf(level, 1))
    inside = root <= wanted
    first = inside.argmax(axis=1)
    last = MU.size - 1 - inside[:, ::-1].argmax(axis=1)
    failed = (first == 0) | (last == MU.size - 1) | ~inside.any(axis=1)
    low = _between(root, rows, first, np.maximum(first - 1, 0), wanted)
    high = _between(root, rows, last, np.minimum(last + 1, MU.size - 1), wanted)
    return _failing(Estimates(estimate, low, high), failed)


def _between(root, rows, inside, outside, wanted):
    with np.errstate(divide="ignore", invalid="ignore"):  # at an end of the grid: failed
        share = (wanted - root[rows, inside]) / (root[rows, outside] - root[rows, inside])
        return MU[inside] + share * (MU[outside] - MU[inside])


def _by_posterior(log_likelihood, prior: Prior, level: float) -> Estimates:
    """Mean and equal-tailed interval of the posterior on the grid."""
    step = TAU_STEPS[1] - TAU_STEPS[0]
    edges = 0.15 * np.sinh(np.maximum(np.append(TAU_STEPS, TAU_STEPS[-1] + step) - step / 2, 0))
    weights = np.diff(prior.cdf(edges))
    highest = log_likelihood.max(axis=(1, 2), keepdims=True)
    joint = np.exp(log_likelihood - highest) * weights[:, None]
    share = joint.sum(axis=1) * np.cosh(MU_STEPS)
    share /= share.sum(axis=1, keepdims=True)
    step = MU_STEPS[1] - MU_STEPS[0]
    ends = 0.5 * np.sinh(MU_STEPS + step / 2)
    below = np.cumsum(share, axis=1)
    tails = (1 - level) / 2, (1 + level) / 2
    low, high = (np.array([np.interp(tail, row, ends) for row in below]) for tail in tails)
    estimate = np.sum(share * MU, axis=1)
    return _failing(Estimates(estimate, low, high), (low < MU[1]) | (high > MU[-2]))


def pool_by_reml(g, v, used, level: float) -> Estimates:
    """Restricted maximum likelihood with the Hartung-Knapp interval, from two trials on.

    The restricted likelihood is highest on a grid of tau, then between its neighbours by golden
    section. The interval is mean ± t(k − 1) · √(Σ w (g − mean)² / ((k − 1) Σ w)).
    """
    values = np.stack([_restricted(g, v, used, np.full(len(g), tau)) for tau in TAU])
    top = values.argmax(axis=0)
    low, high = TAU[np.maximum(top - 1, 0)], TAU[np.minimum(top + 1, TAU.size - 1)]
    for _ in range(45):
        one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        left = _restricted(g, v, used, one) >= _restricted(g, v, used, two)
        low, high = np.where(left, low, one), np.where(left, two, high)
    best = (low + high) / 2
    best = np.where(_restricted(g, v, used, best) >= _restricted(g, v, used, 0 * best), best, 0.0)
    k = used.sum(axis=1)
    weights = used / (v + best[:, None] ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.sum(weights * g, axis=1) / weights.sum(axis=1)
        spread = np.sum(weights * (g - mean[:, None]) ** 2, axis=1) / (k - 1)
        half = stats.t.isf((1 - level) / 2, np.maximum(k - 1, 1)) * np.sqrt(
            spread / weights.sum(axis=1)
        )
    return _failing(Estimates(mean, mean - half, mean + half), k < 2)


def _restricted(g, v, used, tau):
    """Restricted log likelihood of each repetition at its own tau, up to a constant."""
    variance = v + tau[:, None] ** 2
    weights = used / variance
    total = np.maximum(weights.sum(axis=1), 1e-300)  # no trial used: fails later
    mean = np.sum(weights * g, axis=1) / total
    residual = np.sum(weights * (g - mean[:, None]) ** 2, axis=1)
    return -0.5 * (np.sum(used * np.log(variance), axis=1) + np.log(total) + residual)


def conditions_of(
    k: Sequence[int], tau: Sequence[float], selective: Sequence[bool] = (True, False)
) -> list[dict]:
    """Every combination of numbers of trials, heterogeneities and ways of reporting.

    Examples
    --------
    >>> len(conditions_of((5, 10), (0.0, 0.2, 0.4)))
    12
    """
    return [
        {"k": trials, "tau": spread, "selective": way}
        for trials in k
        for spread in tau
        for way in selective
    ]
