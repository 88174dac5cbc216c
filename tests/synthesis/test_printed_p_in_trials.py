"""Whatever a source can print as p, a trial's result takes it, and gives what it stands for."""

import math

import pytest
from scipy import stats

from living_review.evidence import tables
from living_review.synthesis.trials.effects import trial_effects
from living_review.synthesis.trials.tables import printed_results

PRINTED = (
    *("0.000", ".000", ".00000", "<0.000", "≤0.05", "<=0.05", ">=0.2", "≥.1"),
    *("3.2e-5", "9.9E-06", "<2.2e-16", "1", "1.0", "1e-300"),
)


def effects(p):
    rows = printed_results()
    rows.loc[rows["p_value"] != "", "p_value"] = p
    return trial_effects(rows, tables.read("outcome_spreads"))


@pytest.mark.parametrize("p", PRINTED)
def test_every_printed_form_gives_finite_effects_and_regions(p):
    told = effects(p)
    assert len(told) == len(effects("0.03"))
    for effect in told:
        if effect.point is not None:
            assert math.isfinite(effect.point.yi)
            assert effect.point.vi > 0


@pytest.mark.parametrize(
    ("printed", "same"),
    [("0.000", "<0.0005"), (".000", "<0.0005"), ("≤0.05", "<0.05"), ("≥0.2", ">0.2")],
)
def test_forms_that_mean_the_same_give_the_same(printed, same):
    def numbers(p):
        return [(e.trial, e.point and (float(e.point.yi), float(e.point.vi))) for e in effects(p)]

    assert numbers(printed) == numbers(same)


def test_a_zero_is_taken_at_its_upper_end():
    rows = printed_results()
    by_p = rows[(rows["p_value"] != "") & (rows["test"] == "two-group t test")]
    by_p = by_p[(by_p["n1"] != "") & (by_p["direction"] == "lower in group 1")]
    by_p = by_p.assign(
        first="", second="", value_first="", value_second="", spread_first="", spread_second=""
    )
    n1, n2 = (int(by_p.iloc[0][name]) for name in ("n1", "n2"))
    (effect,) = trial_effects(by_p.head(1).assign(p_value="0.000"), tables.read("outcome_spreads"))
    t = stats.t.isf(0.00025, n1 + n2 - 2)
    correction = 1 - 3 / (4 * (n1 + n2 - 2) - 1)
    assert float(effect.point.yi) == pytest.approx(
        -t * math.sqrt(1 / n1 + 1 / n2) * correction, rel=1e-3
    )
