"""The simulation behind the page on methods: how often the intervals hold the truth.

It depends on code alone, never on the data, and takes a minute or more; so it is stored, and a
page never waits for it.
"""

import pandas as pd

from living_review.evidence import stored_results
from living_review.statistics.partly_reported.posteriors import HalfNormal, LogT
from living_review.statistics.pooling_simulation import conditions_of, simulate_conditions

NAME = "pooling_simulation"
MODULES = ("statistics/pooling_simulation.py", "statistics/partly_reported")
CONDITIONS = conditions_of(k=(5, 10), tau=(0.0, 0.2, 0.4))
SHARED = {
    "mu": -0.3,
    "share_partly": 0.5,
    "sizes": (12, 60),
    "seed": 20261121,
    "priors": {
        "Rhodes prior, any setting": LogT(-3.44, 2.59),
        "half-normal prior 0.5": HalfNormal(0.5),
    },
}
MAIN_METHOD = f"regions: posterior, {next(iter(SHARED['priors']))}"  # that of the main analysis
REPETITIONS = 2000


def key() -> str:
    """Key of the simulation: its settings and the code."""
    return stored_results.key_of(repr((CONDITIONS, SHARED, REPETITIONS)), MODULES)


def make(repetitions: int = REPETITIONS, conditions: list[dict] | None = None) -> pd.DataFrame:
    """Run the simulation, all of it or a part."""
    wanted = CONDITIONS if conditions is None else conditions
    return simulate_conditions(wanted, repetitions=repetitions, **SHARED)


def coverage() -> pd.DataFrame:
    """The stored simulation, as of `pooling_simulation.simulate`.

    Raises
    ------
    FileNotFoundError
        If it was never run; the message says how to run it.
    """
    return stored_results.stored(NAME)
