"""How much effects of trials differ from each other, and what each does to their pool.

All rests on the effects that can be recovered as a number; a trial that is reported in part has no
place in Q or in a residual. Negative effects favour group 1. Of too few effects everything is NaN
or without rows, so that a page can say so and still be written.
"""

from collections.abc import Sequence

import pandas as pd
from scipy import stats

from living_review.statistics.effect_sizes.measures import one_measure
from living_review.statistics.meta_analysis import PREDICTION_DF, influence, leave_one_out, pool
from living_review.statistics.normal_intervals import NORMAL_95
from living_review.synthesis.trials.trial_effect import TrialEffect

# Common effect, then random effects with the estimators of τ²; of these REML is the main one.
ESTIMATORS = ("EE", "REML", "DL", "PM", "ML")
INTERVALS = ("Wald", "Hartung-Knapp", "Hartung-Knapp ad hoc")
FEWEST_TO_DIFFER, FEWEST_FOR_INFLUENCE = 2, 3
SCATTER = ("k", "q", "q_df", "q_p", "i2", "tau2", "tau2_low", "tau2_high")
PREDICTED = ("pi_low", "pi_high", "prediction_df")
# A customary bound of Cook's distance: the median of χ² with one degree of freedom, as in
# metafor [viechtbauer2010]_.
COOK_BOUND = float(stats.chi2.median(1))
OUTLYING = NORMAL_95
DIAGNOSTICS = (
    *("studentised_residual", "dffits", "cooks_distance", "covariance_ratio", "hat"),
    *("tau2_without", "weight", "without", "low", "high", "shift"),
)


def recoverable(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """Trials whose effect can be recovered as a number: ``trial yi vi``, in their order."""
    one_measure([e.point for e in effects if e.point])
    rows = [(e.trial, float(e.point.yi), float(e.point.vi)) for e in effects if e.point]
    return pd.DataFrame(rows, columns=["trial", "yi", "vi"])


def heterogeneity_of(numbers: pd.DataFrame) -> pd.Series:
    """How much effects differ, by their pool by REML.

    Parameters
    ----------
    numbers : pandas.DataFrame
        ``yi`` and ``vi``, one row per trial, as of `recoverable`.

    Returns
    -------
    pandas.Series
        ``k q q_df q_p i2 tau2 tau2_low tau2_high`` as of `meta_analysis.Pooled`, then the
        prediction interval by its degrees of freedom: ``pi_low k-2 pi_high k-2
        prediction_df k-2``, and the same with ``k-1``. Of fewer than two effects all are NaN
        but ``k``.

    Examples
    --------
    >>> numbers = pd.DataFrame({"yi": [-0.8, -0.2, 0.1], "vi": [0.04, 0.03, 0.02]})
    >>> heterogeneity_of(numbers)[["k", "q", "tau2"]].round(2).tolist()
    [3.0, 13.5, 0.18]
    """
    names = [*SCATTER, *(f"{name} {df}" for df in PREDICTION_DF for name in PREDICTED)]
    if len(numbers) < FEWEST_TO_DIFFER:
        return pd.Series({"k": len(numbers)}, names, dtype=float)
    pools = {df: pool(numbers["yi"], numbers["vi"], prediction_df=df) for df in PREDICTION_DF}
    measures = [getattr(pools["k-2"], name) for name in SCATTER]
    ends = [getattr(pooled, name) for pooled in pools.values() for name in PREDICTED]
    return pd.Series([*measures, *ends], names, dtype=float)


def estimators(numbers: pd.DataFrame) -> pd.DataFrame:
    """Pool of the same effects by each estimator of τ² and with each interval.

    Parameters
    ----------
    numbers : pandas.DataFrame
        ``yi`` and ``vi``, one row per trial, as of `recoverable`.

    Returns
    -------
    pandas.DataFrame
        One row per estimator and interval: ``method interval estimate low high tau2``. A common
        effect stands with its normal interval only. Of fewer than two effects all is NaN.
    """
    asked = [(m, i) for m in ESTIMATORS for i in (INTERVALS if m != "EE" else INTERVALS[:1])]
    table = pd.DataFrame(asked, columns=["method", "interval"])
    columns = ["estimate", "low", "high", "tau2"]
    if len(numbers) < FEWEST_TO_DIFFER:
        return table.assign(**dict.fromkeys(columns, float("nan")))
    pools = [pool(numbers["yi"], numbers["vi"], *choice) for choice in asked]
    rows = [(one.estimate, one.ci_low, one.ci_high, one.tau2) for one in pools]
    return table.join(pd.DataFrame(rows, columns=columns))


def influence_of(numbers: pd.DataFrame) -> pd.DataFrame:
    """What each effect does to the pool of all by REML.

    Residuals, DFFITS and Cook's distance take the sampling variances as they are (Wald). The
    factor of Hartung and Knapp would rest on how well the few others agree, perhaps by luck, and
    a residual would then follow a t distribution with hardly a degree of freedom. The intervals
    of the pools are Hartung and Knapp's.

    Parameters
    ----------
    numbers : pandas.DataFrame
        ``trial yi vi``, one row per trial, as of `recoverable`.

    Returns
    -------
    pandas.DataFrame
        The columns of `meta_analysis.influence`, and ``trial``; ``without low high``: the pool of
        the others; ``shift``: that estimate minus the one of all; ``outlying`` (bool): its
        studentised deleted residual is beyond ±1.96; ``influential`` (bool): its Cook's distance
        is beyond the median of χ² with one degree of freedom. Without rows if there are fewer
        than three effects.
    """
    if len(numbers) < FEWEST_FOR_INFLUENCE:
        empty = pd.DataFrame(columns=[*DIAGNOSTICS], dtype=float)
        return empty.assign(trial="", outlying=False, influential=False)
    yi, vi = numbers["yi"], numbers["vi"]
    influences, rest = influence(yi, vi, interval="Wald"), leave_one_out(yi, vi)
    return influences.assign(
        trial=numbers["trial"].to_list(),
        without=rest["estimate"],
        low=rest["ci_low"],
        high=rest["ci_high"],
        shift=rest["estimate"] - pool(yi, vi).estimate,
        outlying=influences["studentised_residual"].abs() > OUTLYING,
        influential=influences["cooks_distance"] > COOK_BOUND,
    )
