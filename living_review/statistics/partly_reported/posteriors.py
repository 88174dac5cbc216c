"""Posterior of the random-effects model, computed on a grid: nothing is drawn at random."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import ClassVar, NamedTuple

import numpy as np
from scipy import optimize, stats
from scipy.interpolate import make_interp_spline
from scipy.special import ndtr

from living_review.statistics.partly_reported.likelihood import (
    LikelihoodData,
    as_data,
    checked_level,
    log_likelihood_of,
    stretched,
)
from living_review.statistics.partly_reported.regions import (
    FullResult,
    PartialResult,
    checked_number,
)


class _Prior:
    """Prior distribution of the heterogeneity tau, from a distribution of SciPy."""

    # So many results must be held in on both sides for the mean of the posterior to exist.
    fewest_bounded: ClassVar[int] = 1

    @cached_property
    def _distribution(self):
        raise NotImplementedError

    def log_density(self, tau):
        """Logarithm of the density of tau."""
        return self._distribution.logpdf(tau)

    def cdf(self, tau):
        """Probability that tau is at most this."""
        return self._distribution.cdf(tau)

    def quantile(self, probability):
        """The tau below which this probability lies."""
        return self._distribution.ppf(probability)


def _check_prior(prior, name: str, good=lambda x: 0 < x < math.inf, remedy="above 0 and finite"):
    checked_number(
        type(prior).__name__, name, getattr(prior, name), good, f"give a number {remedy}"
    )


@dataclass(frozen=True)
class HalfNormal(_Prior):
    """Prior of tau: the size of a normal value with mean 0 and this standard deviation.

    Examples
    --------
    >>> round(float(HalfNormal(0.5).quantile(0.95)), 2)
    0.98
    """

    scale: float

    def __post_init__(self):
        _check_prior(self, "scale")

    @cached_property
    def _distribution(self):
        return stats.halfnorm(scale=self.scale)


@dataclass(frozen=True)
class HalfCauchy(_Prior):
    """Prior of tau: the size of a Cauchy value with median 0 and this scale.

    Examples
    --------
    >>> round(float(HalfCauchy(0.5).quantile(0.5)), 2)
    0.5
    """

    scale: float
    fewest_bounded: ClassVar[int] = 2

    def __post_init__(self):
        _check_prior(self, "scale")

    @cached_property
    def _distribution(self):
        return stats.halfcauchy(scale=self.scale)


@dataclass(frozen=True)
class Uniform(_Prior):
    """Prior of tau: every value up to ``max`` alike.

    Examples
    --------
    >>> float(Uniform(2.0).quantile(0.5))
    1.0
    """

    max: float

    def __post_init__(self):
        _check_prior(self, "max")

    @cached_property
    def _distribution(self):
        return stats.uniform(0, self.max)


@dataclass(frozen=True)
class LogT(_Prior):
    """Prior of tau of which log tau² has a t distribution.

    Parameters
    ----------
    location, scale : float
        Of log tau².
    df : float
        Degrees of freedom.

    Notes
    -----
    Fitted to the heterogeneity of thousands of meta-analyses of standardised differences
    [rhodes2015]_: in any setting location −3.44, scale 2.59, 5 degrees of freedom.

    Examples
    --------
    >>> round(float(LogT(-3.44, 2.59).quantile(0.5)), 3)
    0.179
    """

    location: float
    scale: float
    df: float = 5
    fewest_bounded: ClassVar[int] = 3

    def __post_init__(self):
        _check_prior(self, "location", math.isfinite, "that is finite")
        _check_prior(self, "scale")
        _check_prior(self, "df")

    def _standardised(self, tau):
        with np.errstate(divide="ignore"):  # tau 0 lies infinitely far down
            return (2 * np.log(tau) - self.location) / self.scale

    def log_density(self, tau):
        """Logarithm of the density of tau."""
        return stats.t.logpdf(self._standardised(tau), self.df) + np.log(
            2 / (self.scale * np.asarray(tau))
        )

    def cdf(self, tau):
        """Probability that tau is at most this."""
        return stats.t.cdf(self._standardised(tau), self.df)

    def quantile(self, probability):
        """The tau below which this probability lies."""
        with np.errstate(over="ignore"):  # the tail is that long
            return np.exp((self.location + self.scale * stats.t.ppf(probability, self.df)) / 2)


Prior = HalfNormal | HalfCauchy | Uniform | LogT


@dataclass(frozen=True)
class Posterior:
    """Posterior of the mean and the heterogeneity.

    Parameters
    ----------
    mean, median : float
        Of the posterior of mu; negative where group 1 lies lower.
    interval : tuple of (float, float)
        Equal-tailed interval of mu at ``level``.
    probability_below : dict of float to float
        Posterior probability that mu lies below each threshold; 0 is always among them.
    predictive_interval : tuple of (float, float)
        Equal-tailed interval of the true effect of a new trial, at ``level``.
    tau_quantiles : dict of float to float
        Quantiles of the posterior of tau, by probability.
    prior : Prior
        Prior of tau.
    level : float
    mu, density : numpy.ndarray
        Density of the posterior of mu, for drawing.
    """

    mean: float
    median: float
    interval: tuple[float, float]
    probability_below: dict[float, float]
    predictive_interval: tuple[float, float]
    tau_quantiles: dict[float, float]
    prior: Prior
    level: float
    mu: np.ndarray = field(repr=False, compare=False)
    density: np.ndarray = field(repr=False, compare=False)

    @property
    def probability_below_zero(self) -> float:
        """Posterior probability that mu is negative."""
        return self.probability_below[0.0]


class _Asked(NamedTuple):
    """What is to be read off a posterior."""

    level: float
    thresholds: tuple[float, ...]
    tau_probabilities: tuple[float, ...]

    @property
    def tails(self):
        return (1 - self.level) / 2, (1 + self.level) / 2


# Rows of tau and columns of mu to begin with; both are doubled until nothing moves any more.
FIRST_GRID = (81, 81)
TOLERANCE = 1e-5
MOST_DOUBLINGS = 6
# The grid on which the posterior is looked for, and how often it is laid anew around what is found.
SEARCH_GRID = (41, 121)
NARROWINGS = 5
# So near to a quantile, in the scale of the posterior, cumulative probability is a straight line.
NEAR = 1e-4
SPLINE_DEGREE = 5
# Widest heterogeneity, in cells of mu, that is too narrow for a sum over the cells.
NARROWEST_ROW = 0.8


def posterior(
    results: Sequence[FullResult | PartialResult],
    prior: Prior,
    thresholds: Sequence[float] = (),
    level: float = 0.95,
    tau_probabilities: Sequence[float] = (0.025, 0.5, 0.975),
) -> Posterior:
    """Posterior of mean and heterogeneity under a flat prior of the mean.

    Parameters
    ----------
    results : sequence of FullResult or PartialResult
        Enough of them held in on both sides: one under `HalfNormal` and `Uniform`, two under
        `HalfCauchy`, three under `LogT`, whose tails are so long that the mean needs them.
    prior : Prior
        Prior of tau.
    thresholds : sequence of float
        Values of mu, beside 0, of which the probability to lie below is asked.
    level : float
        Of the intervals, between 0 and 1.
    tau_probabilities : sequence of float
        Which quantiles of tau are asked.

    Raises
    ------
    ValueError
        If there are too few results, or an argument is out of range.

    Notes
    -----
    p(mu, tau | results) ∝ L(mu, tau²) · p(tau), with `log_likelihood` for L and the improper
    flat prior of mu. Summed over a grid of log tau (by a rule whose ends are of the fourth order;
    what lies below a ten-thousandth of the smallest standard error counts as one point) and of mu
    (dense where the posterior is); quantiles are read off splines of the fifth degree. The grid
    is doubled until nothing that is asked moves by more than 0.00001; nothing is drawn at random.
    A new trial's true effect is N(mu, tau²) over the posterior.

    Examples
    --------
    >>> told = [FullResult("A", -0.8, 0.09), FullResult("B", -0.7, 0.08),
    ...         PartialResult("C", ((-0.6, 0.6),), 0.1)]
    >>> found = posterior(told, HalfNormal(0.5))
    >>> round(found.mean, 3), round(found.probability_below_zero, 3)
    (-0.592, 0.971)
    """
    asked = _asked(prior, thresholds, level, tau_probabilities)
    purpose = f"a posterior under {prior}"
    data = as_data(results, prior.fewest_bounded, purpose)
    window = _window(data, prior)
    rows, columns = FIRST_GRID
    before = _read_off(data, prior, window, asked, rows, columns)
    for _ in range(MOST_DOUBLINGS):
        rows, columns = 2 * rows - 1, 2 * columns - 1
        now = _read_off(data, prior, window, asked, rows, columns, before)
        moved = np.abs(now.numbers - before.numbers)
        if np.all(moved <= TOLERANCE * np.maximum(1, np.abs(now.numbers))):
            return _as_posterior(now, prior, asked)
        before = now
    raise ValueError(
        f"{purpose}: the grid was doubled {MOST_DOUBLINGS} times and the results "
        "still move; the trials are too unlike each other in size"
    )


def _asked(prior, thresholds, level, tau_probabilities) -> _Asked:
    if not isinstance(prior, _Prior):
        raise ValueError(
            f"prior: {prior!r} will not do; give HalfNormal, HalfCauchy, Uniform or LogT"
        )
    thresholds, probabilities = tuple(thresholds), tuple(tau_probabilities)
    if not all(isinstance(x, int | float) and math.isfinite(x) for x in thresholds):
        raise ValueError(f"thresholds: {thresholds!r} will not do; give finite numbers")
    if not all(isinstance(x, int | float) and 0 < x < 1 for x in probabilities):
        raise ValueError(
            f"tau_probabilities: {probabilities!r} will not do; give numbers between 0 and 1"
        )
    thresholds = dict.fromkeys([0.0, *(float(x) for x in thresholds)])
    return _Asked(checked_level(level), tuple(thresholds), probabilities)


class _Window(NamedTuple):
    """Where the posterior lies: ends of log tau and of mu, and around what mu to be dense."""

    low_log_tau: float
    high_log_tau: float
    low_mu: float
    high_mu: float
    centre: float
    scale: float


def _window(data: LikelihoodData, prior: Prior) -> _Window:
    """Window that holds all but a ten-billionth of the posterior, narrowed step by step."""
    low, high = data.ends.min(), data.ends.max()
    errors = np.sqrt(data.variances)
    spread = high - low + errors.max()
    lowest = math.log(1e-4 * errors.min())
    largest = min(float(prior.quantile(1 - 1e-13)), 1e12 * spread)
    highest = max(math.log(largest), lowest + 1)
    reach = 10 * (spread + math.exp(highest))
    middle = (low + high) / 2
    window = _Window(lowest, highest, middle - reach, middle + reach, middle, spread)
    for _ in range(NARROWINGS):
        window = _narrowed(data, prior, window)
    return window


def _narrowed(data: LikelihoodData, prior: Prior, window: _Window) -> _Window:
    tau, log_weights = _rows(prior, window, SEARCH_GRID[0])
    _, mu = stretched(window.centre, window.scale, window.low_mu, window.high_mu, SEARCH_GRID[1])
    joint = log_likelihood_of(data, mu[None, :], tau[:, None] ** 2) + log_weights[:, None]
    joint += np.log(np.hypot(window.scale, mu - window.centre))
    # Weighted with the distance, for what lies far out still counts in a mean.
    weighted = joint + np.log1p(np.abs(mu - window.centre) / window.scale)
    kept = weighted > weighted.max() - 25
    columns = np.flatnonzero(kept.any(axis=0))
    rows = np.flatnonzero(kept.any(axis=1))
    first, last = max(columns[0] - 1, 0), min(columns[-1] + 1, mu.size - 1)
    # Row 0 is the point for all smaller heterogeneities: never cut there.
    high_log_tau = math.log(tau[min(rows[-1] + 1, tau.size - 1)])
    share = np.exp(joint - joint.max()).sum(axis=0)
    at = np.cumsum(share) / share.sum()
    lower, middle, upper = np.interp([0.05, 0.5, 0.95], at, mu)
    scale = max(upper - lower, 2 * np.diff(mu)[first:last].min())
    return window._replace(
        high_log_tau=max(high_log_tau, window.low_log_tau + 1),
        low_mu=mu[first],
        high_mu=mu[last],
        centre=middle,
        scale=scale,
    )


def _rows(prior: Prior, window: _Window, points: int):
    """Heterogeneities and the logarithm of their prior weights; the first is for all below."""
    x = np.linspace(window.low_log_tau, window.high_log_tau, points)
    tau = np.exp(x)
    with np.errstate(divide="ignore"):
        weights = prior.log_density(tau) + x + np.log(_end_weights(x.size) * (x[1] - x[0]))
        below = np.log(prior.cdf(tau[0]))
    return np.append(tau[0], tau), np.append(below, weights)


def _end_weights(points: int):
    """Weights of evenly spaced points in a sum that stands for an integral.

    All are 1 but for four at each end, which make the error there of the fourth order. Inside it
    is far smaller, since the sum of a smooth function over even steps is nearly exact.
    """
    weights = np.ones(points)
    weights[:4] = weights[:-5:-1] = np.array([17, 59, 43, 49]) / 48
    return weights


def _spline(x, y):
    return make_interp_spline(x, y, k=SPLINE_DEGREE)


class _Reading(NamedTuple):
    """Numbers read off one grid, in the order of `_Asked`, and the density of mu."""

    numbers: np.ndarray
    mu: np.ndarray
    density: np.ndarray


def _read_off(data, prior, window: _Window, asked: _Asked, rows, columns, near=None) -> _Reading:
    """Numbers read off a grid; those of a coarser one, if any, tell about where they are."""
    tau, log_weights = _rows(prior, window, rows)
    steps, mu = stretched(window.centre, window.scale, window.low_mu, window.high_mu, columns)
    slope = np.hypot(window.scale, mu - window.centre)  # of mu by the steps
    joint = log_likelihood_of(data, mu[None, :], tau[:, None] ** 2) + log_weights[:, None]
    joint = np.exp(joint - joint.max()) * slope
    joint /= joint.sum()
    share = joint.sum(axis=0)
    below = _spline(steps, share).antiderivative()
    total = below(steps[-1])

    def cumulative(value):
        step = np.arcsinh((value - window.centre) / window.scale)
        return below(np.clip(step, steps[0], steps[-1])) / total

    def quantile(function, probability, place, low=mu[0], high=mu[-1]):
        if near is not None:
            ends = near.numbers[place] + NEAR * window.scale * np.array([-1, 1])
            values = [float(function(end)) for end in ends]
            if values[0] < probability < values[1]:
                return float(np.interp(probability, values, ends))
        return optimize.brentq(lambda x: function(x) - probability, low, high, xtol=1e-9)

    predictive = _predictive(joint, tau, steps, window)
    reach, new = 10 * tau[-1], 4 + len(asked.thresholds)
    numbers = [
        float(np.sum(share * mu)),
        *(quantile(cumulative, tail, 1 + i) for i, tail in enumerate((0.5, *asked.tails))),
        *(float(cumulative(threshold)) for threshold in asked.thresholds),
        *(
            quantile(predictive, tail, new + i, mu[0] - reach, mu[-1] + reach)
            for i, tail in enumerate(asked.tails)
        ),
        *_tau_quantiles(joint.sum(axis=1), tau, prior, asked.tau_probabilities),
    ]
    return _Reading(np.array(numbers), mu, share / (slope * (steps[1] - steps[0])))


def _predictive(joint, tau, steps, window: _Window):
    """Cumulative probability of a new trial's true effect.

    Over rows of tau that are about as wide as a cell of the grid, or wider, the sum is as good as
    exact. Below that a normal distribution looks like a step to the grid, and the cumulative
    probability F of mu is spread by tau instead: F + tau² F″ / 2 + tau⁴ F⁗ / 8.
    """
    step = steps[1] - steps[0]
    from_centre = window.scale * np.sinh(steps)
    mu = window.centre + from_centre
    density = joint / (np.hypot(window.scale, from_centre) * step)

    @cache
    def of_small(small: int):
        """F of the rows below this one, and what their second and fourth derivatives add."""
        moments = [
            density[:small].T @ (tau[:small] ** power / part) for power, part in ((2, 2), (4, 8))
        ]
        second, fourth = (_spline(from_centre, moment) for moment in moments)
        below = _spline(steps, joint[:small].sum(axis=0) / step).antiderivative()
        return below, second.derivative(), fourth.derivative(3)

    def cumulative(value):
        off = value - window.centre
        small = int(np.searchsorted(tau, NARROWEST_ROW * np.hypot(window.scale, off) * step))
        wide = np.sum(joint[small:] * ndtr((value - mu) / tau[small:, None]))
        place = np.arcsinh(off / window.scale)
        if place >= steps[-1] or place <= steps[0]:
            return wide + (joint[:small].sum() if place >= steps[-1] else 0.0)
        if not small:
            return wide
        below, second, fourth = of_small(small)
        return wide + below(place) + second(off) + fourth(off)

    return cumulative


def _tau_quantiles(share, tau, prior, probabilities):
    """Quantiles of tau from the shares of its rows, of which the first is for all below."""
    x = np.log(tau[1:])
    below = _spline(x, share[1:] / (_end_weights(x.size) * (x[1] - x[0]))).antiderivative()
    atom = share[0]
    total = atom + below(x[-1])
    quantiles = []
    for probability in probabilities:
        wanted = probability * total
        if wanted <= atom:
            quantiles.append(float(prior.quantile(wanted / atom * prior.cdf(tau[0]))))
            continue
        place = optimize.brentq(lambda y, w=wanted: atom + below(y) - w, x[0], x[-1], xtol=1e-9)
        quantiles.append(math.exp(place))
    return quantiles


def _as_posterior(reading: _Reading, prior: Prior, asked: _Asked) -> Posterior:
    numbers = [float(x) for x in reading.numbers]
    mean, median, low, high = numbers[:4]
    rest = numbers[4:]
    below = dict(zip(asked.thresholds, rest, strict=False))
    rest = rest[len(asked.thresholds) :]
    return Posterior(
        mean,
        median,
        (low, high),
        below,
        (rest[0], rest[1]),
        dict(zip(asked.tau_probabilities, rest[2:], strict=True)),
        prior,
        asked.level,
        reading.mu,
        reading.density,
    )
