"""People who got better, counted: effects of printed counts, and their pools where they may be.

A ratio above 1 says that more people got better in group 1.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from living_review.statistics.effect_sizes.counts import log_odds_ratio, log_risk_ratio
from living_review.statistics.meta_analysis import pool
from living_review.statistics.normal_intervals import normal_interval

FEWEST = 2  # trials of one kind of event before they are pooled
MEASURES = {"risk ratio": log_risk_ratio, "odds ratio": log_odds_ratio}


@dataclass(frozen=True)
class PooledRatio:
    """A pooled ratio of one kind of event, with its interval, back from the logarithms."""

    kind: str
    measure: str
    trials: int
    ratio: float
    low: float
    high: float


def ratios(counts: pd.DataFrame) -> pd.DataFrame:
    """Risk ratio and odds ratio of every trial that prints whole counts of both groups.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``events1 n1 events2 n2`` as printed text, blank where not seen; other columns are kept.

    Returns
    -------
    pandas.DataFrame
        The rows with counts, and for each measure ``… yi``, ``… vi`` (logarithms) and ``… value``,
        ``… low``, ``… high`` (ratios).

    Raises
    ------
    ValueError
        If counts are impossible.
    """
    known = counts[(counts[["events1", "n1", "events2", "n2"]] != "").all(axis=1)]
    cells = [known[name].astype(float).to_numpy() for name in ("events1", "n1", "events2", "n2")]
    columns = {}
    for measure, effect in MEASURES.items():
        log_ratio = effect(*cells)
        low, high = normal_interval(log_ratio.yi, np.sqrt(log_ratio.vi))
        ends = {"value": log_ratio.yi, "low": low, "high": high}
        columns |= {f"{measure} yi": log_ratio.yi, f"{measure} vi": log_ratio.vi}
        columns |= {f"{measure} {name}": np.exp(end) for name, end in ends.items()}
    return known.assign(**columns)


def pooled_ratios(counts: pd.DataFrame) -> list[PooledRatio]:
    """Pool each kind of event of which two trials print counts, by REML with Hartung-Knapp.

    Parameters
    ----------
    counts : pandas.DataFrame
        As of `ratios`, of trials that may be pooled, with ``kind``; one row per trial and kind.

    Returns
    -------
    list of PooledRatio
        A risk ratio and an odds ratio for each such kind; empty if there is none.
    """
    pooled = []
    for kind, part in ratios(counts).groupby("kind"):
        if len(part) < FEWEST:
            continue
        for measure in MEASURES:
            whole = pool(part[f"{measure} yi"], part[f"{measure} vi"])
            ends = np.exp([whole.estimate, whole.ci_low, whole.ci_high])
            pooled.append(PooledRatio(str(kind), measure, len(part), *map(float, ends)))
    return pooled
