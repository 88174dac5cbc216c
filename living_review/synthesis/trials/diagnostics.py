"""How much the trials of a pool differ, what each does to it, and how sets of trials compare.

All but `posterior_difference` rests on the effects that can be recovered as a number; a trial that
is reported in part has no place in Q or in a residual. Negative effects favour group 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import interpolate, optimize, stats

from living_review.statistics.effect_sizes.measures import one_measure
from living_review.statistics.meta_analysis import (
    PREDICTION_DF,
    Pooled,
    SubgroupContrast,
    influence,
    leave_one_out,
    pool,
    subgroup_contrast,
)
from living_review.statistics.normal_intervals import NORMAL_95
from living_review.synthesis.trials.pools import density
from living_review.synthesis.trials.trial_effect import TrialEffect

# Common effect, then random effects with the estimators of τ²; of these REML is the main one.
ESTIMATORS = ("EE", "REML", "DL", "PM", "ML")
INTERVALS = ("Wald", "Hartung-Knapp", "Hartung-Knapp ad hoc")
FEWEST_FOR_INFLUENCE = 3
FINE_GRID = 4001  # points of a posterior when two are subtracted
FEWEST_PER_SET = 2
FEWEST_TO_CONCLUDE = 10  # trials for each property that is compared [higgins2023]_
SHARED_PRIOR = "half-normal 0.5"  # holds with two results; the main prior needs three
# A customary bound of Cook's distance: the median of χ² with one degree of freedom, as in
# metafor [viechtbauer2010]_.
COOK_BOUND = float(stats.chi2.median(1))
OUTLYING = NORMAL_95


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


def recoverable(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """Trials whose effect can be recovered as a number: ``trial yi vi``, in their order."""
    one_measure([e.point for e in effects if e.point])
    rows = [(e.trial, float(e.point.yi), float(e.point.vi)) for e in effects if e.point]
    return pd.DataFrame(rows, columns=["trial", "yi", "vi"])


def heterogeneity_of(effects: Sequence[TrialEffect]) -> dict[str, Pooled]:
    """REML pool of the recoverable effects, by the degrees of freedom of its prediction interval.

    Parameters
    ----------
    effects : sequence of TrialEffect
        With two recoverable ones at least.

    Returns
    -------
    dict of str to Pooled
        ``k-2`` and ``k-1``; they differ in the prediction interval only.

    Raises
    ------
    ValueError
        If fewer than two effects can be recovered.
    """
    known = _enough(effects, FEWEST_PER_SET, "how trials differ")
    return {df: pool(known["yi"], known["vi"], prediction_df=df) for df in PREDICTION_DF}


def estimators(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """Pool of the recoverable effects by each estimator and with each interval.

    Returns
    -------
    pandas.DataFrame
        One row per estimator and interval: ``method interval estimate low high tau2``. A common
        effect stands with its normal interval only.

    Raises
    ------
    ValueError
        If fewer than two effects can be recovered.
    """
    known = _enough(effects, FEWEST_PER_SET, "estimators")
    rows = []
    for method in ESTIMATORS:
        for interval in INTERVALS if method != "EE" else INTERVALS[:1]:
            pooled = pool(known["yi"], known["vi"], method, interval)
            rows.append(
                (method, interval, pooled.estimate, pooled.ci_low, pooled.ci_high, pooled.tau2)
            )
    return pd.DataFrame(rows, columns=["method", "interval", "estimate", "low", "high", "tau2"])


def influence_of(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """What each recoverable effect does to their pool by REML.

    Residuals, DFFITS and Cook's distance take the sampling variances as they are (Wald). The
    factor of Hartung and Knapp would rest on how well the few others agree, perhaps by luck, and
    a residual would then follow a t distribution with hardly a degree of freedom. The intervals
    of the pools are Hartung and Knapp's.

    Returns
    -------
    pandas.DataFrame
        The columns of `meta_analysis.influence`, and ``trial``; ``without low high``: the pool of
        the others; ``shift``: that estimate minus the one of all; ``outlying`` (bool): its
        studentised deleted residual is beyond ±1.96; ``influential`` (bool): its Cook's distance
        is beyond the median of χ² with one degree of freedom.

    Raises
    ------
    ValueError
        If fewer than three effects can be recovered.
    """
    known = _enough(effects, FEWEST_FOR_INFLUENCE, "influence")
    influences = influence(known["yi"], known["vi"], interval="Wald")
    rest = leave_one_out(known["yi"], known["vi"])
    return influences.assign(
        trial=known["trial"].to_list(),
        without=rest["estimate"],
        low=rest["ci_low"],
        high=rest["ci_high"],
        shift=rest["estimate"] - pool(known["yi"], known["vi"]).estimate,
        outlying=influences["studentised_residual"].abs() > OUTLYING,
        influential=influences["cooks_distance"] > COOK_BOUND,
    )


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


def _enough(effects: Sequence[TrialEffect], fewest: int, purpose: str) -> pd.DataFrame:
    known = recoverable(effects)
    if len(known) < fewest:
        raise ValueError(
            f"{purpose}: {len(known)} of {len(effects)} trials have an effect that "
            f"can be recovered as a number, and {fewest} are needed"
        )
    return known
