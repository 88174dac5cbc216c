"""Likelihood of the random-effects model where a trial adds a density or a probability."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats
from scipy.special import log_ndtr, logsumexp, ndtr

from living_review.statistics.partly_reported.regions import FullResult, PartialResult

LOG_ROOT_TWO_PI = 0.5 * math.log(2 * math.pi)
# Below this width an interval's probability is taken from the density at its middle, because the
# difference of two cumulative probabilities would lose its digits.
NARROW = 1e-4
# Below this a probability is no longer computed itself, but only its logarithm.
LEAST = 1e-290


def log_interval_probability(low, high):
    """Logarithm of the probability that a standard normal value lies between two bounds.

    Parameters
    ----------
    low, high : array_like
        Broadcast against each other; may be infinite. Where they are equal the result is −inf.

    Notes
    -----
    log(Φ(high) − Φ(low)), on the side of 0 where both probabilities are small, so that it holds
    far out in the tails. Intervals narrower than 0.0001 take the density at their middle, times
    their width, times sinh(m w/2) / (m w/2) for its slope.

    Examples
    --------
    >>> round(float(log_interval_probability(-1.959964, 1.959964)), 6)
    -0.051293
    >>> round(float(log_interval_probability(40, 41)), 3)
    -804.608
    """
    low, high = np.broadcast_arrays(np.asarray(low, float), np.asarray(high, float))
    mirrored = low > -high  # lies more above 0 than below
    a, b = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    a, b = np.atleast_1d(a), np.atleast_1d(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        upper = ndtr(b)
        probability = upper - ndtr(a)
        result = np.log(probability)
        # Where digits were lost, or all of it, the costlier way.
        lost = (probability < 0.01 * upper) | (upper < LEAST) | (b - a < NARROW)
        if lost.any():
            result[lost] = _log_probability_of_narrow_or_far(a[lost], b[lost])
    return result.reshape(low.shape)


def _log_probability_of_narrow_or_far(a, b):
    width, middle = b - a, a + (b - a) / 2
    tilt = np.abs(middle * width / 2)
    slope = np.where(
        tilt < 1e-3, tilt**2 / 6, tilt + np.log1p(-np.exp(-2 * tilt)) - np.log(2 * tilt)
    )
    density = -0.5 * middle**2 - LOG_ROOT_TWO_PI + np.log(width) + slope
    upper = log_ndtr(b)
    difference = upper + np.log(-np.expm1(log_ndtr(a) - upper))
    return np.where(width < NARROW, density, difference)


class LikelihoodData(NamedTuple):
    """Results as arrays: estimates, and regions (partly reported trials × regions)."""

    yi: np.ndarray
    vi: np.ndarray
    low: np.ndarray
    high: np.ndarray
    partly_vi: np.ndarray

    @property
    def variances(self):
        """Sampling variances of all trials."""
        return np.concatenate([self.vi, self.partly_vi])

    @property
    def ends(self):
        """Every estimate and every finite end of a region."""
        told = self.low < self.high
        ends = np.concatenate([self.yi, self.low[told], self.high[told]])
        return ends[np.isfinite(ends)]


def as_data(results, fewest: int, purpose: str) -> LikelihoodData:
    """Results as arrays, or an error where too few of them are held in on both sides."""
    results = list(results)
    for place, result in enumerate(results):
        if not isinstance(result, FullResult | PartialResult):
            raise ValueError(
                f"result {place}: {result!r} is neither a FullResult nor a "
                "PartialResult; make one of what the trial prints"
            )
    full = [r for r in results if isinstance(r, FullResult)]
    partly = [r for r in results if isinstance(r, PartialResult)]
    bounded = len(full) + sum(r.bounded for r in partly)
    if bounded < fewest:
        raise ValueError(
            f"{purpose} needs at least {fewest} results that are held in on both sides (an "
            f"estimate, or a region with finite ends), and here are {bounded} of {len(results)}; "
            "fewer do not hold mean and heterogeneity in place: say that nothing can be pooled"
        )
    most = max((len(r.regions) for r in partly), default=1)
    ends = np.zeros((len(partly), most, 2))  # an empty region, 0 to 0, has no probability
    for row, result in enumerate(partly):
        ends[row, : len(result.regions)] = result.regions
    return LikelihoodData(
        yi=np.array([r.yi for r in full]),
        vi=np.array([r.vi for r in full]),
        low=ends[..., 0],
        high=ends[..., 1],
        partly_vi=np.array([r.vi for r in partly]),
    )


def log_likelihood(results: Sequence[FullResult | PartialResult], mu, tau2):
    """Log likelihood of the random-effects model.

    Parameters
    ----------
    results : sequence of FullResult or PartialResult
    mu, tau2 : array_like
        Mean and variance of the true effects; broadcast against each other.

    Returns
    -------
    numpy.ndarray
        In the broadcast shape of ``mu`` and ``tau2``.

    Raises
    ------
    ValueError
        If a mean is not finite, or a variance is negative or not finite.

    Notes
    -----
    A full result adds log N(yi; mu, vi + tau²); a partly reported one adds the logarithm of the
    sum over its regions of Φ((high − mu)/s) − Φ((low − mu)/s), s² = vi + tau². Assumes normally
    distributed estimates and true effects, and variances that are known. What is told may depend
    on the result as far as the region goes (significant ones in full, others as a word), but not
    on where in its region the estimate lies: a p of 0.06 told in full where a p of 0.6 is not
    would bias it. Trials of which nothing at all is known have no part in it.

    Examples
    --------
    >>> told = [FullResult("A", -0.4, 0.05), PartialResult("B", ((-0.6, 0.6),), 0.1)]
    >>> round(float(log_likelihood(told, -0.2, 0.01)), 4)
    0.0245
    """
    mu, tau2 = np.asarray(mu, float), np.asarray(tau2, float)
    if not np.all(np.isfinite(mu)):
        raise ValueError("mu: a mean is not finite; give numbers")
    if not np.all(np.isfinite(tau2) & (tau2 >= 0)):
        raise ValueError("tau2: a variance is negative or not finite; give numbers from 0")
    return log_likelihood_of(as_data(results, 0, "a likelihood"), mu, tau2)


def log_likelihood_of(data: LikelihoodData, mu, tau2):
    """`log_likelihood` of results as arrays; mean and variance are arrays and not checked."""
    total = np.zeros(np.broadcast_shapes(mu.shape, tau2.shape))
    for y, v in zip(data.yi, data.vi, strict=True):
        with np.errstate(over="ignore"):  # a mean as far away as that has no likelihood
            total += -0.5 * ((y - mu) ** 2 / (v + tau2) + np.log(v + tau2)) - LOG_ROOT_TWO_PI
    for lows, highs, v in zip(data.low, data.high, data.partly_vi, strict=True):
        s = np.sqrt(v + tau2)
        parts = [
            log_interval_probability((low - mu) / s, (high - mu) / s)
            for low, high in zip(lows, highs, strict=True)
            if low < high
        ]
        total += parts[0] if len(parts) == 1 else np.logaddexp.reduce(parts)
    return total


def score(data: LikelihoodData, mu: float, tau2: float):
    """Log likelihood at one point, and its derivatives by mu and by tau²."""
    s2 = data.vi + tau2
    residual = data.yi - mu
    value = float(log_likelihood_of(data, np.asarray(mu), np.asarray(tau2)))
    by_mu = np.sum(residual / s2)
    by_tau2 = np.sum(residual**2 / s2**2 - 1 / s2) / 2
    if data.partly_vi.size:
        s = np.sqrt(data.partly_vi + tau2)[:, None]
        a, b = (data.low - mu) / s, (data.high - mu) / s
        log_p = logsumexp(log_interval_probability(a, b), axis=1, keepdims=True)
        at_a, at_b = (np.exp(-0.5 * z**2 - LOG_ROOT_TWO_PI - log_p) for z in (a, b))
        a, b = (np.where(np.isfinite(z), z, 0.0) for z in (a, b))  # no density out there
        by_mu += np.sum((at_a - at_b) / s)
        by_tau2 += np.sum((a * at_a - b * at_b) / (2 * s**2))
    return value, float(by_mu), float(by_tau2)


def stretched(centre: float, scale: float, low: float, high: float, points: int):
    """Values from low to high, dense around the centre, and how far apart they lie."""
    ends = np.arcsinh((np.array([low, high]) - centre) / scale)
    steps = np.linspace(*ends, points)
    return steps, centre + scale * np.sinh(steps)


def _search_grid(data: LikelihoodData):
    """Means and heterogeneities among which every maximum of the likelihood has a neighbour."""
    low, high = data.ends.min(), data.ends.max()
    variances = data.variances
    spread = high - low + math.sqrt(variances.max())
    reach = (len(variances) + 1) * spread
    step = 1 / math.sqrt(np.sum(1 / variances)) / spread
    points = int(min(1001, max(101, 2 * math.asinh(2 * reach / spread) / step)))
    middle = (low + high) / 2
    _, mu = stretched(middle, spread, middle - reach, middle + reach, points)
    tau = np.geomspace(1e-2 * math.sqrt(variances.min()), reach, 80)
    return mu, np.concatenate([[0.0], tau])


@dataclass(frozen=True)
class Fit:
    """Maximum-likelihood estimates of the random-effects model.

    ``mu`` is negative where group 1 lies lower on average; ``tau2`` is the variance of the true
    effects; ``full`` and ``partly`` count the results.
    """

    mu: float
    tau2: float
    log_likelihood: float
    full: int
    partly: int

    @property
    def tau(self) -> float:
        """Standard deviation of the true effects."""
        return math.sqrt(self.tau2)


def fit(results: Sequence[FullResult | PartialResult]) -> Fit:
    """Mean and heterogeneity under which what the trials print is most likely.

    Parameters
    ----------
    results : sequence of FullResult or PartialResult
        At least two that are held in on both sides.

    Raises
    ------
    ValueError
        If there are too few such results.

    Notes
    -----
    Maximum likelihood of `log_likelihood` over mu and tau² ≥ 0: a grid over both, and a descent
    along the derivatives from each of its highest local maxima, so that two regions of one trial
    do not trap it. Without partly reported results this is the ordinary maximum-likelihood
    estimate, which takes tau² too small on average where trials are few.

    Examples
    --------
    >>> told = [FullResult("A", -0.8, 0.09), FullResult("B", -0.7, 0.08),
    ...         PartialResult("C", ((-0.6, 0.6),), 0.1)]
    >>> round(fit(told[:2]).mu, 3), round(fit(told).mu, 3)
    (-0.747, -0.632)
    """
    results = tuple(results)
    as_data(results, 2, "a maximum-likelihood fit")
    return _searched(results).best


class _Search(NamedTuple):
    """A likelihood on a grid of mu and tau, and where it is highest."""

    data: LikelihoodData
    mu: np.ndarray
    tau: np.ndarray
    surface: np.ndarray
    best: Fit


@lru_cache(maxsize=2)  # a fit and its interval are mostly asked for one after the other
def _searched(results: tuple) -> _Search:
    data = as_data(results, 2, "a search")
    mu, tau = _search_grid(data)
    surface = log_likelihood_of(data, mu[:, None], tau[None, :] ** 2)
    candidates = [_climb(data, mu[i], tau[j] ** 2) for i, j in highest_peaks(surface)]
    value, best_mu, best_tau2 = max(candidates)
    best = Fit(best_mu, best_tau2, value, data.yi.size, data.partly_vi.size)
    return _Search(data, mu, tau, surface, best)


def highest_peaks(surface, most: int = 5):
    """Places of the highest local maxima of a table, highest first."""
    around = np.pad(surface, 1, constant_values=-np.inf)
    peak = np.ones(surface.shape, bool)
    for i, j in np.ndindex(3, 3):
        peak &= surface >= around[i : i + surface.shape[0], j : j + surface.shape[1]]
    places = np.argwhere(peak)
    order = np.argsort([-surface[tuple(place)] for place in places], kind="stable")
    return [tuple(places[o]) for o in order[:most]]


def _climb(data: LikelihoodData, mu: float, tau2: float) -> tuple[float, float, float]:
    """Local maximum: log likelihood, mean, variance of the true effects."""
    unit = math.sqrt(1 / np.mean(1 / data.variances))

    def downhill(x):
        value, by_mu, by_tau2 = score(data, mu + unit * x[0], unit**2 * x[1])
        return -value, np.array([-by_mu * unit, -by_tau2 * unit**2])

    peak = optimize.minimize(
        downhill,
        [0.0, tau2 / unit**2],
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (0.0, None)],
        options={"ftol": 1e-15, "gtol": 1e-10},
    )
    return -float(peak.fun), float(mu + unit * peak.x[0]), float(unit**2 * peak.x[1])


def profile_interval(
    results: Sequence[FullResult | PartialResult], level: float = 0.95
) -> tuple[float, float]:
    """Interval of the mean from the profile likelihood.

    Parameters
    ----------
    results : sequence of FullResult or PartialResult
        At least two that are held in on both sides.
    level : float
        Between 0 and 1.

    Returns
    -------
    tuple of (float, float)
        The smallest interval that holds every mean of the confidence set.

    Raises
    ------
    ValueError
        If there are too few results, or the level is not between 0 and 1.

    Notes
    -----
    All mu with 2 (log L(max) − max over tau² of log L(mu, tau²)) below the quantile of χ² with
    1 degree of freedom. It is an approximation for many trials; of few it is too narrow.

    Examples
    --------
    >>> told = [FullResult("A", -0.8, 0.09), FullResult("B", -0.7, 0.08),
    ...         PartialResult("C", ((-0.6, 0.6),), 0.1)]
    >>> low, high = profile_interval(told)
    >>> round(low, 3), round(high, 3)
    (-1.011, -0.135)
    """
    level = checked_level(level)
    results = tuple(results)
    as_data(results, 2, "a profile interval")
    data, mu, tau, surface, best = _searched(results)
    cutoff = best.log_likelihood - stats.chi2.ppf(level, 1) / 2
    profile = surface.max(axis=1)
    inside = np.append(mu[profile >= cutoff], best.mu)

    def above(x):
        return _profile(data, x, tau) - cutoff

    return _crossing(above, inside.min(), mu[::-1]), _crossing(above, inside.max(), mu)


def checked_level(level) -> float:
    """The level of an interval, or what is wrong with it."""
    if not isinstance(level, int | float) or not 0 < level < 1:
        raise ValueError(f"level: {level!r} will not do; give one between 0 and 1, such as 0.95")
    return float(level)


def _profile(data: LikelihoodData, mu: float, tau) -> float:
    """Log likelihood at one mean, highest over the heterogeneity."""
    values = log_likelihood_of(data, np.asarray(mu), tau**2)
    best = int(np.argmax(values))
    ends = tau[max(best - 1, 0)], tau[min(best + 1, tau.size - 1)]
    peak = optimize.minimize_scalar(
        lambda x: -float(log_likelihood_of(data, np.asarray(mu), np.asarray(x**2))),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-7 * (1 + ends[1])},
    )
    return max(-float(peak.fun), float(values[best]))


def _crossing(above, inside: float, outward) -> float:
    """Where a function falls below 0, from a place where it is not along an ordered grid."""
    onward = outward[(outward - inside) * np.sign(outward[-1] - outward[0]) > 0]
    beyond = [inside + (outward[-1] - inside) * 4.0**power for power in range(1, 30)]
    for outside in [*onward, *beyond]:
        if above(outside) < 0:
            return float(optimize.brentq(above, inside, outside, xtol=1e-10))
        inside = outside
    raise ValueError(
        "the profile likelihood does not fall within reach of the data: the trials "
        "tell too little to bound their mean"
    )
