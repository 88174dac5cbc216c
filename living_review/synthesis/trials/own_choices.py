"""What a reader may choose instead of the review: trials, rules, readings and ways to pool."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import pandas as pd

from living_review.statistics.partly_reported.posteriors import HalfNormal, Prior
from living_review.synthesis.risk_of_bias.form import OVERALL
from living_review.synthesis.trials.bias import judgements
from living_review.synthesis.trials.multiverse import NOBODY, cached_effects
from living_review.synthesis.trials.pools import (
    POOLS,
    PRIORS,
    Choices,
)
from living_review.synthesis.trials.trial_effect import TrialEffect

CHOICES = {
    "trials": "Trials",
    "left_out": "Left out",
    "reading": "What was not reported",
    "pooled": "Pooled by",
}


@dataclass(frozen=True)
class Method:
    """A way to pool that a page can repeat.

    Parameters
    ----------
    name : str
        A key of `pools.POOLS` where the multiverse has it; else a name of its own.
    told : str
        What readers choose by.
    call : str
        The function of `pools` and what it is given after the effects, as Python.
    numbers : mapping of str to str or float
        What the page's own estimator is given: a prior, or an estimator and an interval.
    """

    name: str
    told: str
    call: str
    numbers: Mapping[str, str | float] = field(hash=False)


def _of_prior(name: str, prior: Prior) -> Method:
    numbers = {"prior": "log-t", **asdict(prior)}
    if isinstance(prior, HalfNormal):
        numbers = {"prior": "half-normal", **asdict(prior)}
    told = f"trials with limits too; prior of scatter: {name}"
    return Method(f"all trials, {name}", told, f'pool_with_bounds(effects, "{name}")', numbers)


# Which effects that are numbers are pooled how: what it is called, the estimator, the interval.
OF_NUMBERS = (
    ("REML, Hartung-Knapp", "REML", "Hartung-Knapp"),
    ("REML, Hartung-Knapp ad hoc", "REML", "Hartung-Knapp ad hoc"),
    ("Paule-Mandel, Hartung-Knapp", "PM", "Hartung-Knapp"),
    ("Paule-Mandel, Hartung-Knapp ad hoc", "PM", "Hartung-Knapp ad hoc"),
    ("DerSimonian-Laird, Wald", "DL", "Wald"),
    ("common effect", "EE", "Wald"),
)


def methods() -> list[Method]:
    """Every way to pool that a reader may choose, the review's own first."""
    return [_of_prior(name, prior) for name, prior in PRIORS.items()] + [
        Method(
            f"recoverable, {name}",
            f"numbers only; {name}",
            f'recoverable_pool(effects, "{tau2}", "{interval}")',
            {"tau2": tau2, "interval": interval},
        )
        for name, tau2, interval in OF_NUMBERS
    ]


def rules(asked: Choices) -> dict[str, tuple[str, ...]]:
    """Rules by which trials may be left out, each with the trials that it leaves out.

    Parameters
    ----------
    asked : Choices
        As of `multiverse.choices`; two rules on risk of bias are added to its own.
    """
    bias = judgements()
    overall = bias[bias["domain"] == OVERALL].set_index("trial")["shown"]
    trials = [effect.trial for effect in every_effect(asked)]
    found = {name: left for name, left in asked.without.items() if name != NOBODY}
    for name, good in (
        ("only some concerns about bias at most", ("low", "some concerns")),
        ("only low risk of bias", ("low",)),
    ):
        found[name] = tuple(trial for trial in trials if overall.get(trial) not in good)
    return found


def every_effect(asked: Choices, reading: str = "") -> tuple[TrialEffect, ...]:
    """Effects of the trials of all sets under one reading; without one, the main analysis'."""
    places = tuple(dict.fromkeys(place for sets in asked.sets.values() for place in sets))
    assumed = asked.assumptions[reading or next(iter(asked.assumptions))]
    return cached_effects(places, assumed, ())


def members(asked: Choices) -> dict[str, tuple[str, ...]]:
    """Trials of each set of trials that a reader may choose."""
    main = next(iter(asked.assumptions.values()))
    return {
        name: tuple(effect.trial for effect in cached_effects(sets, main, ()))
        for name, sets in asked.sets.items()
    }


def one_choice_changed(pools: pd.DataFrame) -> pd.DataFrame:
    """What becomes of the main analysis if one choice is made otherwise.

    Parameters
    ----------
    pools : pandas.DataFrame
        As of `multiverse.specifications`.

    Returns
    -------
    pandas.DataFrame
        One row per option of each choice: ``choice option``; ``estimate low high`` (Hedges' g,
        negative values favour group 1) with everything else as in the main analysis, NaN where
        that can't be pooled; ``least most``, the ends of the estimates over all combinations with
        this option; ``combinations``, how many those are.
    """
    main = pools[pools["main"]].iloc[0]
    rows = []
    for choice in CHOICES:
        others = [other for other in CHOICES if other != choice]
        alone = pools[(pools[others] == main[others]).all(axis=1)].set_index(choice)
        for option, part in pools.groupby(choice, sort=False)["estimate"]:
            rows.append(
                {
                    "choice": choice,
                    "option": option,
                    **alone.loc[option, ["estimate", "low", "high"]],
                    "least": part.min(),
                    "most": part.max(),
                    "combinations": part.count(),
                }
            )
    return pd.DataFrame(rows)


def stored_estimates(asked: Choices, pools: pd.DataFrame) -> list[float | None]:
    """Estimates of the multiverse in the order of sets, trials left out, readings, and methods.

    Methods are those of `methods` that the multiverse has; None where nothing could be pooled.
    """
    keys = list(CHOICES)
    index = pd.MultiIndex.from_product(
        [asked.sets, asked.without, asked.assumptions, stored_methods()], names=keys
    )
    found = pools.set_index(keys)["estimate"].reindex(index)
    return [None if value != value else round(float(value), 2) for value in found]


def stored_methods() -> list[str]:
    """Names of the methods of `methods` that the multiverse goes through."""
    return [method.name for method in methods() if method.name in POOLS]
