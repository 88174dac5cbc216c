"""Which choices the multiverse goes through, and its stored result."""

from functools import lru_cache
from itertools import product

import pandas as pd

from living_review.evidence import stored_results, tables
from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.trials import doubts, trustworthiness
from living_review.synthesis.trials.labels import KindOfValue
from living_review.synthesis.trials.pools import POOLS, Choices, multiverse, readings
from living_review.synthesis.trials.selection import DOUBTED, MAIN, OPEN, UNSELECTED
from living_review.synthesis.trials.tables import effects_of, effects_of_many, selection
from living_review.synthesis.trials.trial_effect import TrialEffect

NAME = "multiverse"
# The code that pools; all that comes before it is in the effects themselves.
MODULES = (
    "synthesis/trials/pools.py",
    "statistics/partly_reported",
    "statistics/meta_analysis.py",
    "statistics/random_effects.py",
    "statistics/likelihood_maxima.py",
)
NOBODY = "no trial left out"
WITH_DOUBTED = "main pool and those of serious concern"


def choices() -> Choices:
    """Sets of trials, trials left out, and readings; the first of each is the main analysis."""
    chosen = selection()
    main = chosen[chosen["set"] == MAIN]
    judged = trustworthiness.settled()
    concern = tuple(judged.loc[judged["judgement"].isin(trustworthiness.CONCERNS), "trial"])
    secondary = tuple(_read_second_hand(set(main["trial"])))
    titles = tables.read("trial_sets").set_index("set")["short_title"]
    sets = {
        titles[MAIN]: (MAIN,),
        titles[OPEN]: (MAIN, OPEN),
        titles[UNSELECTED]: (MAIN, UNSELECTED),
        "all against placebo or nothing": (MAIN, OPEN, UNSELECTED),
    }
    if (chosen["but_for"] == DOUBTED).any():
        sets[WITH_DOUBTED] = (MAIN, DOUBTED)
    every = tuple(dict.fromkeys(place for places in sets.values() for place in places))
    effects = effects_of(every)
    without = {
        NOBODY: (),
        "without a concern about trustworthiness": concern,
        **doubts.doubted(),
        "without results read second hand": secondary,
        "without changes from the start": tuple(
            effect.trial for effect in effects if effect.kind is KindOfValue.CHANGE
        ),
    }
    without = {name: left for name, left in without.items() if left or name == NOBODY}
    return Choices(sets, without, readings(effects))


def _read_second_hand(trials: set[str]) -> list[str]:
    rows = tables.read("trial_results")
    rows = tables.with_access(rows[(rows["main"] == "yes") & rows["trial"].isin(trials)])
    return list(rows.loc[rows["access"].str.startswith("secondary"), "trial"])


@lru_cache(maxsize=1)
def _effects_of():
    return effects_of_many()


@lru_cache(maxsize=512)
def cached_effects(sets: tuple, assumed, without: tuple) -> tuple:
    """Effects of the trials of some sets under one reading, read once a process.

    A tuple, since what is cached must not be changed by whoever asks for it.
    """
    return tuple(_effects_of()(sets, assumed, without))


def key() -> str:
    """Key of the multiverse: all effects that go in, and the code that pools them."""
    asked = choices()
    inputs = [repr((asked, list(POOLS)))]
    for sets, without, assumed in product(
        asked.sets.values(), asked.without.values(), asked.assumptions.values()
    ):
        inputs += [_as_text(effect) for effect in cached_effects(sets, assumed, without)]
    return stored_results.key_of("\n".join(inputs), MODULES)


def _as_text(effect: TrialEffect) -> str:
    """An effect in so many digits that machines agree."""
    result, numbers = effect.result, []
    if isinstance(result, FullResult):
        numbers = [result.yi, result.vi]
    elif result is not None:
        numbers = [result.vi, *(end for region in result.regions for end in region)]
    if effect.point is not None:
        numbers += [float(effect.point.yi), float(effect.point.vi)]
    return " ".join([effect.trial, effect.tier, *(f"{number:.9g}" for number in numbers)])


def make() -> pd.DataFrame:
    """Calculate the whole multiverse."""
    return multiverse(choices(), cached_effects)


def specifications() -> pd.DataFrame:
    """The multiverse, stored or calculated, as of `pools.multiverse`."""
    return stored_results.result(NAME, key(), make)
