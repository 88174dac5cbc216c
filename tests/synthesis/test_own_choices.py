"""What a reader may choose instead of the review."""

import itertools
import math

import pandas as pd
import pytest
from pooling_cases import pooled_by

from living_review.pages.own_review import as_result
from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.partly_reported.regions import FullResult, PartialResult
from living_review.synthesis.trials import own_choices
from living_review.synthesis.trials.multiverse import cached_effects, choices, specifications
from living_review.synthesis.trials.pools import POOLS
from living_review.synthesis.trials.trial_effect import Tier, TrialEffect


@pytest.fixture(scope="module")
def pools():
    return specifications()


@pytest.mark.long
def test_each_choice_alone_is_the_row_that_differs_in_it_only(pools):
    alone = own_choices.one_choice_changed(pools)
    main = pools[pools["main"]].iloc[0]
    assert len(alone) == sum(pools[choice].nunique() for choice in own_choices.CHOICES)
    for row in alone.itertuples():
        found = same = pools[pools[row.choice] == row.option]
        for other in set(own_choices.CHOICES) - {row.choice}:
            found = found[found[other] == main[other]]
        assert found["estimate"].tolist() == [row.estimate]
        assert row.least <= row.estimate <= row.most
        assert row.combinations == same["estimate"].notna().sum()


def test_a_choice_that_cannot_be_pooled_has_no_estimate():
    rows = [
        {"trials": t, "left_out": "none", "reading": "r", "pooled": "p", "main": t == "a"}
        for t in "ab"
    ]
    pools = pd.DataFrame(rows).assign(estimate=[-0.5, math.nan], low=-1.0, high=0.0)
    alone = own_choices.one_choice_changed(pools).set_index(["choice", "option"])
    assert math.isnan(alone.loc[("trials", "b"), "estimate"])
    assert alone.loc[("trials", "b"), "combinations"] == 0


def test_stored_estimates_stand_in_the_order_in_which_a_page_looks_for_them(pools):
    asked, stored = choices(), own_choices.stored_methods()
    order = [asked.sets, asked.without, asked.assumptions, stored]
    found = own_choices.stored_estimates(asked, pools)
    index = pools.set_index(list(own_choices.CHOICES))["estimate"]
    assert len(found) == math.prod(map(len, order))
    for place, combination in list(enumerate(itertools.product(*order)))[::97]:
        assert found[place] == pytest.approx(index[combination], abs=0.0051)


def test_methods_of_the_multiverse_give_what_it_has(pools):
    asked = choices()
    effects = list(cached_effects(next(iter(asked.sets.values())), own_reading(asked), ()))
    main = pools[pools["main"]].iloc[0]
    for method in own_choices.methods():
        pooled = pooled_by(effects, method)
        if method.name in POOLS:
            row = pools[(pools["pooled"] == method.name)]
            for choice in ("trials", "left_out", "reading"):
                row = row[row[choice] == main[choice]]
            assert pooled.estimate == pytest.approx(row["estimate"].iloc[0], abs=1e-5)
        else:
            assert pooled.trials < len(effects)  # those that are numbers


def own_reading(asked):
    return next(iter(asked.assumptions.values()))


def test_rules_of_bias_leave_out_what_is_not_so_low():
    asked = choices()
    rules = own_choices.rules(asked)
    assert set(asked.without) - set(rules) == {next(iter(asked.without))}
    some, low = list(rules.values())[-2:]
    assert set(some) <= set(low)


def test_a_result_is_told_with_its_limits():
    full = TrialEffect("A", Tier.DIRECT, FullResult("A", -0.5, 0.1), EffectSize(-0.5, 0.1), (), 40)
    assert as_result(full) == {"people": 40, "v": 0.1, "y": -0.5, "point": [-0.5, 0.1]}
    region = PartialResult("B", ((-math.inf, -0.4), (0.4, math.inf)), 0.04)
    bounded = TrialEffect("B", Tier.BOUND, region, None, (), 100)
    told = {"people": 100, "v": 0.04, "regions": [[None, -0.4], [0.4, None]]}
    assert as_result(bounded) == told
    assert as_result(TrialEffect("C", Tier.NONE, None, None, ())) is None
