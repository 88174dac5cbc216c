"""The pooled answer, and the same answer under every other choice that can be defended.

The main estimate is a random-effects model in which a trial that is reported in part enters as a
region; beside it stands the pool of the effects that can be recovered, which is what most reviews
print. Negative effects favour group 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import pandas as pd

from living_review.statistics.effect_sizes.measures import Measure, MeasuredEffect, one_measure
from living_review.statistics.meta_analysis import pool
from living_review.statistics.partly_reported.likelihood import fit, profile_interval
from living_review.statistics.partly_reported.posteriors import (
    HalfNormal,
    LogT,
    Posterior,
    Prior,
    posterior,
)
from living_review.synthesis.trials.labels import KindOfSpread
from living_review.synthesis.trials.trial_effect import Assumptions, TrialEffect

# Predictive distributions of the variance between trials, on the scale of standardised mean
# differences, of meta-analyses in the Cochrane Database [rhodes2015]_: a log-t with 5 degrees of
# freedom; for any setting, and for mental health with a drug against placebo.
ANY_SETTING = LogT(-3.44, 2.59, 5)
MENTAL_HEALTH = LogT(-2.99, 2.16, 5)
PRIORS: dict[str, Prior] = {
    "Rhodes, any setting": ANY_SETTING,
    "Rhodes, mental health": MENTAL_HEALTH,
    "half-normal 0.5": HalfNormal(0.5),
    "half-normal 1": HalfNormal(1.0),
}
MAIN_PRIOR = "Rhodes, any setting"
LEVEL = 0.95
LIKELIHOOD, RECOVERED = "all trials, bounds included", "recoverable effects only"


@dataclass(frozen=True)
class PooledEffect:
    """A pooled effect.

    Parameters
    ----------
    estimate, low, high : float
        Median of the posterior, or estimate, and its interval; Hedges' g.
    predicted_low, predicted_high : float
        Interval for the effect in a new trial; nan where there is none.
    tau : float
        Standard deviation of the effects between trials: median, or estimate; nan where none.
    below_zero : float
        Posterior probability that the mean effect is negative; nan outside a posterior.
    trials, bounds : int
        How many trials entered, and how many of them as a region only.
    how : str
        Method, in words.
    """

    estimate: float
    low: float
    high: float
    predicted_low: float
    predicted_high: float
    tau: float
    below_zero: float
    trials: int
    bounds: int
    how: str


def pool_with_bounds(effects: Sequence[TrialEffect], prior: str = MAIN_PRIOR) -> PooledEffect:
    """Main estimate: random effects of all trials, bounds included, under a prior.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Those without a usable result are passed over.
    prior : str
        A key of `PRIORS`.

    Raises
    ------
    ValueError
        If too few trials have a result.
    """
    used = _results(effects)
    fitted = _posterior(used, prior)
    return PooledEffect(
        fitted.median,
        *fitted.interval,
        *fitted.predictive_interval,
        fitted.tau_quantiles[0.5],
        fitted.probability_below_zero,
        len(used),
        _bounds(effects),
        f"{LIKELIHOOD}; prior {prior}",
    )


@lru_cache(maxsize=4096)
def _posterior(results: tuple, prior: str) -> Posterior:
    return posterior(results, PRIORS[prior], level=LEVEL)


def density(effects: Sequence[TrialEffect], prior: str = MAIN_PRIOR) -> Posterior:
    """Posterior behind `answer`, with its density."""
    return _posterior(_results(effects), prior)


def _results(effects: Sequence[TrialEffect]) -> tuple:
    """Usable results, if all of them are of one measure; a region is always one of Hedges' g."""
    used = [effect for effect in effects if effect.result]
    of_regions = [MeasuredEffect(0, 1, Measure.SMD) for effect in used if effect.point is None]
    one_measure([effect.point for effect in used if effect.point is not None] + of_regions)
    return tuple(effect.result for effect in used)


def _bounds(effects: Sequence[TrialEffect]) -> int:
    return sum(1 for effect in effects if effect.result and effect.point is None)


def likelihood_pool(effects: Sequence[TrialEffect]) -> PooledEffect:
    """The same model by maximum likelihood, with the profile interval and no prior."""
    used = _results(effects)
    estimate, tau, low, high = _likelihood(used)
    nothing = float("nan")
    return PooledEffect(
        estimate,
        low,
        high,
        nothing,
        nothing,
        tau,
        nothing,
        len(used),
        _bounds(effects),
        f"{LIKELIHOOD}; maximum likelihood",
    )


@lru_cache(maxsize=4096)
def _likelihood(results: tuple) -> tuple[float, float, float, float]:
    best = fit(results)
    return best.mu, best.tau, *profile_interval(results, LEVEL)


def recoverable_pool(
    effects: Sequence[TrialEffect], method: str = "REML", interval: str = "Hartung-Knapp"
) -> PooledEffect:
    """Pool of the effects that can be recovered as a number; trials with bounds are left out."""
    known = [effect.point for effect in effects if effect.point]
    one_measure(known)
    points = tuple((float(point.yi), float(point.vi)) for point in known)
    pooled = _recovered(points, method, interval)
    return PooledEffect(
        pooled.estimate,
        pooled.ci_low,
        pooled.ci_high,
        pooled.pi_low,
        pooled.pi_high,
        pooled.tau2**0.5,
        float("nan"),
        len(points),
        0,
        f"{RECOVERED}; {method}, {interval}",
    )


@lru_cache(maxsize=4096)
def _recovered(points: tuple, method: str, interval: str):
    yi, vi = zip(*points, strict=True)
    return pool(yi, vi, method, interval)


def leave_one_out(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """Main estimate without each trial in turn.

    Returns
    -------
    pandas.DataFrame
        ``trial estimate low high``, one row per trial that has a result.
    """
    rows = []
    for left_out in effects:
        if left_out.result:
            pooled_effect = pool_with_bounds(
                [effect for effect in effects if effect is not left_out]
            )
            rows.append(
                (left_out.trial, pooled_effect.estimate, pooled_effect.low, pooled_effect.high)
            )
    return pd.DataFrame(rows, columns=["trial", "estimate", "low", "high"])


def cumulative(effects: Sequence[TrialEffect], years: dict[str, int]) -> pd.DataFrame:
    """Main estimate as it would have stood after each year.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Trials.
    years : dict of str to int
        Year of publication by trial.

    Returns
    -------
    pandas.DataFrame
        ``year trials estimate low high``; years with too few results for the model are left out.
    """
    rows = []
    for year in sorted({years[effect.trial] for effect in effects if effect.result}):
        known = [effect for effect in effects if effect.result and years[effect.trial] <= year]
        try:
            pooled_effect = pool_with_bounds(known)
        except ValueError:  # the prior needs more results than there were
            continue
        rows.append(
            (
                year,
                pooled_effect.trials,
                pooled_effect.estimate,
                pooled_effect.low,
                pooled_effect.high,
            )
        )
    return pd.DataFrame(rows, columns=["year", "trials", "estimate", "low", "high"])


POOLS = {
    **{
        f"all trials, {prior}": (lambda effects, prior=prior: pool_with_bounds(effects, prior))
        for prior in PRIORS
    },
    "all trials, maximum likelihood": likelihood_pool,
    "recoverable, REML, Hartung-Knapp": recoverable_pool,
    "recoverable, DerSimonian-Laird, Wald": (
        lambda effects: recoverable_pool(effects, "DL", "Wald")
    ),
    "recoverable, Paule-Mandel, Hartung-Knapp ad hoc": (
        lambda effects: recoverable_pool(effects, "PM", "Hartung-Knapp ad hoc")
    ),
    "recoverable, common effect": lambda effects: recoverable_pool(effects, "EE", "Wald"),
}
MAIN_POOL = f"all trials, {MAIN_PRIOR}"


# Readings of labels that most pools have no row for: the field of `Assumptions`, and its value.
SELDOM = {
    "± values without a label read as standard errors": ("unlabelled", KindOfSpread.SE),
    "changes from the start, correlation 0.3": ("change_correlation", 0.3),
    "changes from the start, correlation 0.7": ("change_correlation", 0.7),
}


@dataclass(frozen=True)
class Choices:
    """The choices that the multiverse goes through, each a dict of names to values; first: main."""

    sets: dict[str, tuple[str, ...]]
    without: dict[str, tuple[str, ...]]
    assumptions: dict[str, Assumptions]


def multiverse(choices: Choices, effects_of) -> pd.DataFrame:
    """Pool under every combination of choices.

    Parameters
    ----------
    choices : Choices
        What to go through.
    effects_of : callable
        ``(sets, assumptions, without)`` → list of TrialEffect.

    Returns
    -------
    pandas.DataFrame
        One row per combination: ``trials left_out reading pooled estimate low high k bounds
        main`` (bool), and ``problem`` in words where it could not be pooled. Combinations that
        give the same results from the same trials are kept: they are different choices.
    """
    rows = []
    for (trials, sets), (left_out, without), (reading, assumed) in product(
        choices.sets.items(), choices.without.items(), choices.assumptions.items()
    ):
        effects = effects_of(sets, assumed, without)
        for name, pooling in POOLS.items():
            cells = {"trials": trials, "left_out": left_out, "reading": reading, "pooled": name}
            try:
                pooled_effect = pooling(effects)
            except ValueError as error:
                rows.append({**cells, "problem": str(error)})
                continue
            rows.append(
                {
                    **cells,
                    "estimate": pooled_effect.estimate,
                    "low": pooled_effect.low,
                    "high": pooled_effect.high,
                    "k": pooled_effect.trials,
                    "bounds": pooled_effect.bounds,
                    "problem": "",
                }
            )
    table = pd.DataFrame(rows)
    first = (
        next(iter(choices.sets)),
        next(iter(choices.without)),
        next(iter(choices.assumptions)),
        MAIN_POOL,
    )
    keys = table[["trials", "left_out", "reading", "pooled"]].apply(tuple, axis=1)
    return table.assign(main=keys == first)


def readings(effects: Sequence[TrialEffect] = ()) -> dict[str, Assumptions]:
    """The readings of what was not printed that the multiverse goes through; first: main.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Those of the main analysis; readings that none of them rests on are left out.
    """
    main = Assumptions()
    rested_on = {field for effect in effects for field in effect.rests_on}
    seldom = {
        name: replace(main, **{field: value})
        for name, (field, value) in SELDOM.items()
        if field in rested_on
    }
    return {
        "as in the main analysis": main,
        "changes from the start, where reported": replace(main, coding="change"),
        "unreported group sizes divided 40 to 60": replace(main, share_in_group1=0.4),
        "unreported group sizes divided 60 to 40": replace(main, share_in_group1=0.6),
        "words of no change taken as not significant": replace(main, words_count=True),
        "comparisons of several groups adjusted, r 0.5": replace(main, adjusted_correlation=0.5),
        "p values adjusted for the start, r 0.5": replace(main, p_adjusted_correlation=0.5),
        "p values adjusted for the start, r 0.7": replace(main, p_adjusted_correlation=0.7),
        "factorial trial at its margins": replace(main, margins=True),
        "periods of a crossover uncorrelated": replace(main, correlation=0.0),
        "periods of a crossover correlated 0.8": replace(main, correlation=0.8),
        "standard deviations from elsewhere a quarter larger": replace(main, spread_factor=1.25),
        "standard deviations from elsewhere a fifth smaller": replace(main, spread_factor=0.8),
        **seldom,
    }
