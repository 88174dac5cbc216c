"""Pools with the package's own answers, in the form of the page's estimator.

Made-up ones go through what is hard: few trials and a hundred, limits on one side and on two,
no scatter at all, two groups of trials far apart, one trial of a hundred thousand people.
"""

import itertools
import math

import numpy as np

from living_review.pages.own_review import as_result
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.partly_reported.regions import FullResult, PartialResult
from living_review.synthesis.trials import own_choices, pools
from living_review.synthesis.trials.multiverse import cached_effects, choices, specifications
from living_review.synthesis.trials.pools import POOLS, PooledEffect
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect

KINDS = ("plain", "no scatter", "far apart", "two maxima", "huge", "many")
ANSWER = {
    "estimate": "estimate",
    "low": "low",
    "high": "high",
    "predictedLow": "predicted_low",
    "predictedHigh": "predicted_high",
    "tau": "tau",
    "belowZero": "below_zero",
}
REGIONS = (  # in standard errors of the trial
    ((-1.96, 1.96),),
    ((-math.inf, -1.96), (1.96, math.inf)),
    ((-2.1, -2.0), (2.0, 2.1)),
    ((-2.3, -2.2),),
    ((-math.inf, -1.96),),
)


def made_up(number: int) -> tuple[list[TrialEffect], own_choices.Method]:
    """Trials and a method: the same ones for the same number."""
    random = np.random.default_rng(number)
    kind = KINDS[number % len(KINDS)]
    method = own_choices.methods()[(number // len(KINDS)) % len(own_choices.methods())]
    count = int(random.integers(12, 40) if kind == "many" else random.integers(1, 12))
    if number % 60 == len(KINDS) - 1:  # many indeed, of which one is worked out for seconds
        count = 100
    mean, tau = random.normal(-0.3, 0.4), {"no scatter": 0.0, "far apart": 2.0}.get(kind, 0.3)
    trials = []
    for place in range(count):
        people = 200_000 if kind == "huge" and place == 0 else int(random.integers(10, 300))
        v = 4 / people
        side = (-1) ** place if kind == "two maxima" else 0
        y = float(random.normal(mean + side, math.hypot(tau, math.sqrt(v))))
        if kind == "no scatter":
            y = mean + 0.001 * float(random.normal())
        name = f"trial {place}"
        if random.random() < 0.5:
            result = FullResult(name, y, v)
            trials.append(TrialEffect(name, Tier.DIRECT, result, EffectSize(y, v), (), people))
            continue
        ends = REGIONS[int(random.integers(len(REGIONS)))]
        error = math.sqrt(v)
        result = PartialResult(name, tuple((a * error, b * error) for a, b in ends), v)
        trials.append(TrialEffect(name, Tier.BOUND, result, None, (), people))
    return trials, method


def pooled_by(effects: list[TrialEffect], method: own_choices.Method) -> PooledEffect:
    """The pool of effects by the Python that a reader of the page is given."""
    return eval(method.call, {**vars(pools), "effects": effects})


def case_of(effects, method: own_choices.Method) -> dict:
    """What the page is given, and the package's answer: None, or *unsettled*."""
    case = {"trials": [as_result(e) for e in effects if e.result], "method": dict(method.numbers)}
    usable = [e for e in effects if (e.result if "prior" in method.numbers else e.point)]
    try:
        if len(usable) < 2:
            raise ValueError("too few for a page")
        pooled = pooled_by(list(effects), method)
    except ValueError as error:
        return {**case, "answer": "unsettled" if "still move" in str(error) else None}
    answer = {name: float(getattr(pooled, field)) for name, field in ANSWER.items()}
    return {**case, "answer": {k: None if math.isnan(v) else v for k, v in answer.items()}}


def of_multiverse(every: int = 1, first: int = 0) -> list[dict]:
    """Stored combinations with distinct results, every so-manieth: estimate and interval."""
    asked = choices()
    keys = ["trials", "left_out", "reading", "pooled"]
    stored = specifications().set_index(keys)[["estimate", "low", "high"]]
    named = {method.name: method for method in own_choices.methods() if method.name in POOLS}
    cases = {}
    for combination in itertools.product(asked.sets, asked.without, asked.assumptions, named):
        trials, left, reading, method = combination
        effects = cached_effects(
            asked.sets[trials], asked.assumptions[reading], asked.without[left]
        )
        given = [as_result(effect) for effect in effects if effect.result]
        answer = stored.loc[combination].to_dict()
        case = {"trials": given, "method": dict(named[method].numbers), "answer": answer}
        cases.setdefault(repr((given, method)), case)
    return list(cases.values())[first::every]
