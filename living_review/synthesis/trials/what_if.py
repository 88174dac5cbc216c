"""What results that nobody has seen could do to the pooled answer."""

from collections.abc import Sequence

import pandas as pd

from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.trials.pools import pool_with_bounds
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect

SIZES = (25, 50, 100, 200, 400, 1000)  # people per group of a trial to come
LARGEST = 5000


def imagined(name: str, effect: float, n1: float, n2: float) -> TrialEffect:
    """A trial that found an effect with so many people.

    Notes
    -----
    Variance 1/n1 + 1/n2 + g²/(2 (n1 + n2)), the large-sample form of Hedges' g [hedges1981]_.
    """
    variance = 1 / n1 + 1 / n2 + effect**2 / (2 * (n1 + n2))
    return TrialEffect(name, Tier.DIRECT, FullResult(name, effect, variance), None, ())


def with_one_more(
    effects: Sequence[TrialEffect], found: Sequence[float], sizes: Sequence[int] = SIZES
) -> pd.DataFrame:
    """Pooled answer after one more trial, by what it finds and how large it is.

    Parameters
    ----------
    effects : sequence of TrialEffect
        The trials so far.
    found : sequence of float
        Effects that the new trial might find.
    sizes : sequence of int
        People in each of its two groups.

    Returns
    -------
    pandas.DataFrame
        ``found n estimate low high``, and ``decides``: the interval no longer excludes 0.
    """
    rows = []
    for effect in found:
        for n in sizes:
            pooled = pool_with_bounds([*effects, imagined("a new trial", effect, n, n)])
            rows.append((effect, n, pooled.estimate, pooled.low, pooled.high))
    table = pd.DataFrame(rows, columns=["found", "n", "estimate", "low", "high"])
    return table.assign(decides=(table["low"] <= 0) & (table["high"] >= 0))


def smallest_that_decides(effects: Sequence[TrialEffect], found: float) -> int | None:
    """Fewest people per group with which one trial of that effect would undo the answer.

    Parameters
    ----------
    effects : sequence of TrialEffect
        The trials so far, whose pooled interval excludes 0.
    found : float
        Effect of the new trial.

    Returns
    -------
    int or None
        None if no trial of up to 5,000 people per group would.

    Raises
    ------
    ValueError
        If the pooled interval does not exclude 0 to begin with.
    """
    now = pool_with_bounds(effects)
    if now.low <= 0 <= now.high:
        raise ValueError("the pooled interval holds 0 already, so there is nothing to undo")

    def undone(n: int) -> bool:
        pooled = pool_with_bounds([*effects, imagined("a new trial", found, n, n)])
        return pooled.low <= 0 <= pooled.high

    low, high = 2, 2
    while not undone(high):
        if high >= LARGEST:
            return None
        low, high = high, min(2 * high, LARGEST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if undone(middle) else (middle, high)
    return high


def with_silent(
    effects: Sequence[TrialEffect], people: Sequence[float], found: Sequence[float]
) -> pd.DataFrame:
    """Pooled answer if every silent trial had found the same effect.

    Parameters
    ----------
    effects : sequence of TrialEffect
        The trials that are known.
    people : sequence of float
        People in each silent trial, taken as two equal groups.
    found : sequence of float
        Effects that they might have found.

    Returns
    -------
    pandas.DataFrame
        ``found estimate low high``, and how many ``trials`` are then pooled.
    """
    rows = []
    for effect in found:
        silent = [
            imagined(f"silent trial {place}", effect, n / 2, n / 2)
            for place, n in enumerate(people, 1)
        ]
        pooled = pool_with_bounds([*effects, *silent])
        rows.append((effect, pooled.estimate, pooled.low, pooled.high, pooled.trials))
    return pd.DataFrame(rows, columns=["found", "estimate", "low", "high", "trials"])
