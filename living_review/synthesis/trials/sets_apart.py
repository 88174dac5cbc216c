"""Sets of trials beside each other: what each gives apart, and how far they lie from the first.

A set stands for trials that share one property, so a difference between sets is one of trials and
not of people within them. Negative effects favour group 1.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import interpolate, optimize

from living_review.statistics.meta_analysis import SubgroupContrast, subgroup_contrast
from living_review.synthesis.trials.diagnostics import INTERVALS, recoverable
from living_review.synthesis.trials.pools import (
    MAIN_PRIOR,
    RECOVERED,
    PooledEffect,
    density,
    pool_with_bounds,
    recoverable_pool,
)
from living_review.synthesis.trials.trial_effect import TrialEffect

FEWEST_PER_SET = 2
FEWEST_TO_CONCLUDE = 10  # trials for each property that is compared [higgins2023]_
SHARED_PRIOR = "half-normal 0.5"  # holds with two results; the main prior needs three
FINE_GRID = 4001  # points of a posterior when two are subtracted
ESTIMATE = ["estimate", "low", "high"]
TESTED = ["test", "test_df", "test_df2", "test_p", "below_zero"]


@dataclass(frozen=True)
class PosteriorDifference:
    """Difference of the mean effects of two sets of trials; a set minus the reference.

    Parameters
    ----------
    median, low, high : float
        Of the difference, with its equal-tailed 95 % interval.
    below_zero : float
        Probability that the difference is negative.
    """

    median: float
    low: float
    high: float
    below_zero: float


def pools_by_set(sets: Mapping[str, Sequence[TrialEffect]]) -> pd.DataFrame:
    """Pooled effect of each set of trials, by each method that has enough results.

    Parameters
    ----------
    sets : mapping of str to sequence of TrialEffect
        Name of the set → its trials.

    Returns
    -------
    pandas.DataFrame
        ``set method trials estimate low high``, up to three rows per set: all its trials under
        the main prior and under the shared one, then the recoverable effects alone. A set with
        too few for any method has one row, with its ``trials`` that have a result, a blank
        ``method`` and NaN.
    """
    rows = []
    for name, effects in sets.items():
        pools = dict(_pools(effects))
        for method, pooled in pools.items():
            ends = (pooled.estimate, pooled.low, pooled.high)
            rows.append((name, method, pooled.trials, *ends))
        if not pools:
            rows.append((name, "", _usable(effects), *[math.nan] * 3))
    return pd.DataFrame(rows, columns=["set", "method", "trials", *ESTIMATE])


def _pools(effects: Sequence[TrialEffect]) -> Iterator[tuple[str, PooledEffect]]:
    """Method and pool, of those that have enough results."""
    for prior in (MAIN_PRIOR, SHARED_PRIOR) if _usable(effects) >= FEWEST_PER_SET else ():
        try:
            yield f"prior {prior}", pool_with_bounds(effects, prior)
        except ValueError:  # the prior needs more results than there are
            continue
    if len(recoverable(effects)) >= FEWEST_PER_SET:
        interval = "Hartung-Knapp ad hoc"
        yield f"{RECOVERED}, {interval}", recoverable_pool(effects, interval=interval)


def _usable(effects: Sequence[TrialEffect]) -> int:
    """Trials that have a result."""
    return sum(1 for effect in effects if effect.result)


def differences_from_first(sets: Mapping[str, Sequence[TrialEffect]]) -> pd.DataFrame:
    """How far each other set lies from the first, by each method that has enough results.

    Parameters
    ----------
    sets : mapping of str to sequence of TrialEffect
        Name of the set → its trials; the first is the reference.

    Returns
    -------
    pandas.DataFrame
        ``set method trials of_first`` (trials of both that enter), ``difference low high`` (the
        set minus the first: negative where its effect is the lower one), ``test test_df test_df2
        test_p`` (F, or χ² where the second is infinite) and ``below_zero`` (the probability that
        the difference is negative); what a method does not give is NaN. A set with too few has
        one row, with its ``trials`` that have a result, a blank ``method`` and NaN.
    """
    (_, reference), *others = sets.items()
    rows = []
    for name, effects in others:
        found = [*_contrasts(effects, reference), *_subtracted(effects, reference)]
        rows += [{"set": name} | row for row in found]
        if not found:
            rows.append({"set": name, "method": "", "trials": _usable(effects)})
    columns = ["set", "method", "trials", "of_first", "difference", "low", "high", *TESTED]
    return pd.DataFrame(rows, columns=columns)


def _contrasts(effects: Sequence[TrialEffect], reference: Sequence[TrialEffect]) -> Iterator[dict]:
    """Differences by the recoverable effects, with each interval of Hartung and Knapp."""
    for interval in INTERVALS[1:]:
        found = contrast({"reference": reference, "set": effects}, interval)
        if found is None:
            continue
        row, (first, second) = found.differences.iloc[0], found.test_df
        yield {
            "method": f"{RECOVERED}, {interval}",
            "trials": len(recoverable(effects)),
            "of_first": len(recoverable(reference)),
            "difference": row["difference"],
            "low": row["ci_low"],
            "high": row["ci_high"],
            "test": found.test,
            "test_df": first,
            "test_df2": second,
            "test_p": found.test_p,
        }


def _subtracted(effects: Sequence[TrialEffect], reference: Sequence[TrialEffect]) -> Iterator[dict]:
    """The difference of the posteriors of all trials."""
    usable = _usable(effects), _usable(reference)
    if min(usable) >= FEWEST_PER_SET:
        found = posterior_difference(effects, reference)
        yield {
            "method": f"all trials, prior {SHARED_PRIOR}",
            "trials": usable[0],
            "of_first": usable[1],
            "difference": found.median,
            "low": found.low,
            "high": found.high,
            "below_zero": found.below_zero,
        }


def contrast(
    sets: Mapping[str, Sequence[TrialEffect]], interval: str = "Hartung-Knapp"
) -> SubgroupContrast | None:
    """Compare sets of trials by their recoverable effects, with one τ² within all of them.

    Parameters
    ----------
    sets : mapping of str to sequence of TrialEffect
        The first is the reference.
    interval : str
        A key of `random_effects.INTERVALS`.

    Returns
    -------
    SubgroupContrast or None
        Of the sets with two recoverable effects at least; None if there are not two of them, or
        the first is not among them.
    """
    known = {name: recoverable(effects) for name, effects in sets.items()}
    known = {name: rows for name, rows in known.items() if len(rows) >= FEWEST_PER_SET}
    reference = next(iter(sets))
    if len(known) < 2 or reference not in known:
        return None
    rows = pd.concat(known, names=["set", "place"]).reset_index("set")
    return subgroup_contrast(
        rows["yi"], rows["vi"], rows["set"].to_list(), interval=interval, reference=reference
    )


def posterior_difference(
    effects: Sequence[TrialEffect], reference: Sequence[TrialEffect], prior: str = SHARED_PRIOR
) -> PosteriorDifference:
    """Difference of the mean effects of two sets, trials that are reported in part included.

    Parameters
    ----------
    effects, reference : sequence of TrialEffect
        Two sets without a trial in common.
    prior : str
        A key of `pools.PRIORS`, of the scatter within each set.

    Raises
    ------
    ValueError
        If a set has too few results for the prior.

    Notes
    -----
    Each set has a mean and a scatter of its own, so that the two posteriors are independent, and
    P(difference ≤ d) = ∫ f(x) F(x + d) dx with f the density of the reference and F the
    distribution of the set, on the grids of both posteriors.
    """
    own, other = _finely(density(effects, prior)), _finely(density(reference, prior))
    own_cdf = _distribution(*own)
    share = np.gradient(_distribution(*other))

    def below(d: float) -> float:
        reached = np.interp(other[0] + d, own[0], own_cdf, 0, 1)
        return float((share * reached).sum() / share.sum())

    ends = own[0][0] - other[0][-1], own[0][-1] - other[0][0]
    low, median, high = (
        optimize.brentq(lambda d, p=p: below(d) - p, *ends) for p in (0.025, 0.5, 0.975)
    )
    return PosteriorDifference(median, low, high, below(0.0))


def _finely(posterior) -> tuple[np.ndarray, np.ndarray]:
    """A posterior's density on a grid so fine that sums over it are exact to what is shown."""
    x = np.linspace(posterior.mu[0], posterior.mu[-1], FINE_GRID)
    return x, np.clip(interpolate.CubicSpline(posterior.mu, posterior.density)(x), 0, None)


def _distribution(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Distribution function of a density on a grid."""
    steps = np.concatenate([[0], np.diff(x) * (y[1:] + y[:-1]) / 2])
    return np.cumsum(steps) / steps.sum()
