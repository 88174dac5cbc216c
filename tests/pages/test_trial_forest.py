"""Rows of the forest plot of trials: marks, shares, and the orders that can be chosen."""

import math

import pandas as pd

from living_review.charts.forest import BOUND, NOTHING
from living_review.pages.trial_forest import ORDERS, trial_forest_table, trial_rows
from living_review.pages.trials import TIERS, effect_in_words
from living_review.statistics.meta_analysis import pool
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import effects_frame


def rows() -> pd.DataFrame:
    table = effects_frame(effects_of((MAIN,)))
    numbers = table.dropna(subset="yi")
    table["weight"] = pd.Series(pool(numbers["yi"], numbers["vi"]).weights, numbers.index)
    return trial_rows(table)


def test_every_order_has_every_trial_once_and_begins_with_what_it_is_called_by():
    found = rows()
    for column in ORDERS:
        places = found[column]
        assert places.is_unique
        assert places.notna().all()
    assert found["year"].is_monotonic_increasing
    by_effect = found.sort_values("place_by_effect")["value"]
    assert by_effect.dropna().is_monotonic_increasing, "the largest benefit first"
    assert by_effect.notna().iloc[: by_effect.count()].all(), "trials without a number last"
    assert found.sort_values("place_by_weight")["weight"].dropna().is_monotonic_decreasing


def test_shares_are_of_the_effects_that_are_numbers():
    found = rows()
    assert math.isclose(found["weight"].sum(), 100)
    numbers = found["kind"].isin(TIERS)
    assert (found["share"].eq("not among them") == ~numbers).all()
    assert set(found.loc[~numbers, "kind"]) <= {BOUND, NOTHING}


def test_rows_lead_to_records_and_say_what_records_say():
    found = rows()
    told = {effect.trial: effect_in_words(effect) for effect in effects_of((MAIN,))}
    assert dict(zip(found["trial"], found["words"], strict=True)) == told
    assert found["record"].str.startswith("../records/trials/").all()
    assert 'data-trial="' in trial_forest_table(found).to_html("t")
