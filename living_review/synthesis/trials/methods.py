"""The pool of the same trials under each prior, and without one."""

from collections.abc import Sequence

import pandas as pd

from living_review.synthesis.trials.pools import (
    PRIORS,
    likelihood_pool,
    pool_with_bounds,
    recoverable_pool,
)
from living_review.synthesis.trials.trial_effect import TrialEffect


def by_method(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """Pooled effect under each prior on the scatter between trials, and by methods without one.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Negative effects favour group 1.

    Returns
    -------
    pandas.DataFrame
        ``name estimate low high``: a row for each prior, then maximum likelihood with its profile
        interval, then restricted maximum likelihood (REML) of the recoverable effects alone.

    Raises
    ------
    ValueError
        If too few trials have a result.
    """
    pools = {f"prior {prior}": pool_with_bounds(effects, prior) for prior in PRIORS} | {
        "maximum likelihood, profile interval": likelihood_pool(effects),
        "recoverable effects, REML with Hartung-Knapp": recoverable_pool(effects),
    }
    rows = [(name, pool.estimate, pool.low, pool.high) for name, pool in pools.items()]
    return pd.DataFrame(rows, columns=["name", "estimate", "low", "high"])
