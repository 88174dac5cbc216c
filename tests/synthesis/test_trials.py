"""From printed results to the pooled answer: selection, effects, pools, and what moves them."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from shares import first_of

from living_review.evidence import tables
from living_review.statistics.partly_reported.regions import FullResult, PartialResult
from living_review.synthesis.trials.effects import UnusableRowError
from living_review.synthesis.trials.pools import (
    MAIN_POOL,
    PRIORS,
    cumulative,
    leave_one_out,
    likelihood_pool,
    multiverse,
    pool_with_bounds,
    recoverable_pool,
)
from living_review.synthesis.trials.selection import (
    DOUBTED,
    EXCLUDED,
    MAIN,
    OPEN,
    OTHER,
    RULES,
    SETS,
    UNSELECTED,
    select,
)
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.synthesis.trials.trial_effect import Assumptions, Tier
from living_review.synthesis.trials.what_if import (
    imagined,
    smallest_that_decides,
    with_one_more,
    with_silent,
)
from tests.synthesis.rows import RESULT, another_answer, effect_of, estimate, means

TRIAL = {
    "trial": "a",
    "allocation": "random",
    "masking": "double-blind",
    "condition_at_start": "required for entry",
    "condition_outcome": "scale of depression",
    "comparator_kind": "placebo",
    "only_difference": "yes",
    "same_people_as": "",
    "notice": "",
}
NO_CONCERN = pd.DataFrame(columns=["trial", "judgement"])


def place(concern=NO_CONCERN, **cells) -> pd.Series:
    return select(pd.DataFrame([TRIAL | cells]), concern).iloc[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, MAIN),
        ({"masking": "triple-blind"}, MAIN),
        ({"allocation": "not said"}, MAIN),
        ({"masking": "open label", "comparator_kind": "no magnesium"}, OPEN),
        ({"masking": "single-blind"}, OPEN),
        ({"masking": "not said"}, OPEN),
        ({"condition_at_start": "measured at the start"}, UNSELECTED),
        ({"condition_at_start": "not seen"}, UNSELECTED),
        ({"comparator_kind": "another treatment"}, OTHER),
        ({"allocation": "not random"}, EXCLUDED),
        ({"only_difference": "no"}, EXCLUDED),
        ({"condition_outcome": "none seen"}, EXCLUDED),
        ({"same_people_as": "b"}, EXCLUDED),
        ({"allocation": "not said", "masking": "open label"}, EXCLUDED),
        ({"allocation": "not said", "comparator_kind": "another treatment"}, EXCLUDED),
    ],
)
def test_the_rules_put_a_trial_in_its_place(cells, expected):
    found = place(**cells)
    assert found["set"] == expected
    assert found["reason"]


def test_a_serious_concern_keeps_a_trial_out_and_a_lesser_one_does_not():
    serious = pd.DataFrame({"trial": ["a"], "judgement": ["serious concern"]})
    assert place(serious)["set"] == EXCLUDED
    assert "trustworthiness" in place(serious)["reason"]
    assert place(serious)["but_for"] == DOUBTED
    assert place(serious, only_difference="no")["but_for"] == ""
    lesser = place(serious.assign(judgement="some concern"))
    assert (lesser["set"], lesser["E5"], lesser["but_for"]) == (MAIN, "met", "")
    untold = place(serious.assign(judgement="cannot tell"))
    assert (untold["set"], untold["E5"]) == (MAIN, "unclear")
    with pytest.raises(ValueError, match="table trustworthiness, trial 'z'"):
        place(serious.assign(trial="z"))


def test_of_two_changes_the_one_until_the_main_time_is_coded(project):
    """A trial may print its change at several times; the reading of changes takes one of them."""
    from living_review.synthesis.trials.tables import printed_results

    path = project.root / "data" / "trial_results.csv"
    rows = path.read_text(encoding="utf-8")
    line = next(row for row in rows.splitlines() if row.startswith("res-002,"))
    earlier = line.replace("res-002,", "res-099,").replace(",8 weeks,", ",4 weeks,")
    path.write_text(f"{rows}{earlier}\n", encoding="utf-8")
    coded = printed_results("change").set_index("row_id")
    assert "res-002" in coded.index
    assert "res-099" not in coded.index


def test_every_trial_of_the_data_has_one_place_and_a_reason():
    found = selection()
    assert set(found["set"]) <= set(SETS)
    assert (found["reason"] != "").all()
    assert set(found[list(RULES)].to_numpy().ravel()) <= {
        "met",
        "not met",
        "unclear",
        "not assessed",
    }
    assert len(found) == tables.count("trials")


def effect(assumed=None, **cells):
    return effect_of(cells, assumed)


MEANS = means(("10.0", "4.0", "20"), ("12.0", "4.0", "20"))


def test_means_and_spreads_give_hedges_g():
    found = effect(**MEANS)
    assert found.tier is Tier.DIRECT
    j = math.gamma(19) / (math.sqrt(19) * math.gamma(18.5))
    assert found.result.yi == pytest.approx(-0.5 * j, rel=1e-12)
    assert found.result.vi == pytest.approx(0.1 + (0.5 * j) ** 2 / 80, rel=1e-12)


def test_a_difference_is_divided_by_a_spread_from_elsewhere():
    cells = estimate("-2.0", "-3.96", "-0.04") | {"n_total": "40"}
    found = effect(**cells)
    assert found.tier is Tier.INTERVAL
    assert found.result.yi == pytest.approx(-0.4)
    assert math.sqrt(found.result.vi) == pytest.approx(3.92 / (2 * 1.959963984540054) / 5, rel=1e-9)
    assert effect(Assumptions(spread_factor=2.0), **cells).result.yi == pytest.approx(-0.2)


def test_a_p_value_gives_the_effect_that_would_print_it():
    found = effect(p_value="0.03", n1="30", n2="30")
    assert found.tier is Tier.P_VALUE
    ((low, high),) = found.result.regions
    for end, p in ((low, 0.025), (high, 0.035)):
        t = stats.t.isf(p / 2, 58)
        j = math.gamma(29) / (math.sqrt(29) * math.gamma(28.5))
        assert end == pytest.approx(-j * t * math.sqrt(2 / 30), rel=1e-9)
    assert low < float(found.point.yi) < high
    assert effect(p_value="0.03", n_total="60").tier is Tier.ASSUMED
    upward = effect(p_value="0.03", n1="30", n2="30", direction="higher in group 1")
    assert upward.result.regions[0][0] == pytest.approx(-high)
    unknown = effect(p_value="0.03", n1="30", n2="30", direction="not printed")
    assert len(unknown.result.regions) == 2
    assert unknown.point is None


def test_not_significant_bounds_an_effect_through_the_test_that_was_printed():
    words = {
        "printed_words": "no difference",
        "words_say": "no difference between the groups",
        "direction": "not printed",
        "n1": "20",
        "n2": "20",
    }
    ((low, high),) = effect(**words).result.regions
    assert (
        high
        == -low
        == pytest.approx(
            math.gamma(19)
            / (math.sqrt(19) * math.gamma(18.5))
            * stats.t.isf(0.025, 38)
            * math.sqrt(0.1)
        )
    )
    several = effect(**words, test="comparison of all groups", df1="3")
    bound = several.result.regions[0][1]
    f = stats.f.isf(0.05, 3, 76)
    j = math.gamma(38) / (math.sqrt(38) * math.gamma(37.5))
    assert bound == pytest.approx(j * math.sqrt(3 * f) * math.sqrt(0.1), rel=1e-9)
    adjusted = effect(
        Assumptions(adjusted_correlation=0.6), **words, df1="3", test="comparison of all groups"
    ).result.regions[0][1]
    assert adjusted == pytest.approx(0.8 * bound, rel=1e-6)


def test_a_p_value_may_be_taken_as_adjusted_for_the_start():
    plain = effect(p_value="0.03", n1="30", n2="30")
    adjusted = effect(Assumptions(p_adjusted_correlation=0.6), p_value="0.03", n1="30", n2="30")
    assert float(adjusted.point.yi) == pytest.approx(0.8 * float(plain.point.yi))
    ((low, high),) = adjusted.result.regions
    assert low < float(adjusted.point.yi) < high
    named = effect(
        Assumptions(p_adjusted_correlation=0.6),
        p_value="0.03",
        n1="30",
        n2="30",
        test="two-group t test",
    )
    assert named == effect(p_value="0.03", n1="30", n2="30", test="two-group t test")


def test_a_factorial_trial_at_its_margins_is_bounded_more_closely():
    words = {
        "printed_words": "none",
        "words_say": "no difference between the groups",
        "df1": "3",
        "test": "comparison of all groups",
        "direction": "not printed",
        "n1": "27",
        "n2": "27",
        "design": "factorial",
    }
    inside, margins = (effect(Assumptions(margins=at), **words) for at in (False, True))
    assert inside.people == 54
    assert margins.people == 108
    j = math.gamma(52) / (math.sqrt(52) * math.gamma(51.5))
    bound = j * math.sqrt(3 * stats.f.isf(0.05, 3, 104))
    assert inside.result.regions[0][1] == pytest.approx(bound * math.sqrt(2 / 27), rel=1e-9)
    assert margins.result.regions[0][1] == pytest.approx(bound * math.sqrt(2 / 54), rel=1e-9)


def test_words_of_change_over_time_give_nothing_unless_they_are_taken_so():
    words = {
        "printed_words": "no changes",
        "words_say": "no change over time",
        "n_total": "12",
        "design": "crossover",
        "direction": "not printed",
    }
    assert effect(**words).tier is Tier.NONE
    assert effect(**words).result is None
    assert effect(Assumptions(words_count=True), **words).tier is Tier.BOUND
    assert effect(printed_words="better", words_say="better in group 1").tier is Tier.NONE


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"p_value": "0.03"}, "columns n1, n2 and n_total are blank"),
        ({"p_value": "0.03", "n1": "1", "n2": "9"}, r"res-001 \(a\).*n1"),
        ({**MEANS, "spread_first": "0.0"}, "row grp-001, column spread, value '0.0'"),
        ({**MEANS, "value_first": "ten"}, "row grp-001, column value, value 'ten'"),
        (estimate("2", "3", "4"), "lies outside its interval 3 to 4"),
        (estimate("-1", "-2", "0") | {"scale": "Z"}, "column scale, value 'Z'"),
        ({"p_value": "1.5", "n1": "9", "n2": "9"}, r"res-001 \(a\)"),
    ],
)
def test_a_result_that_can_not_be_used_is_named(cells, message):
    with pytest.raises(UnusableRowError, match=message):
        effect(**cells)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(set(RESULT) - {"row_id", "trial"})), st.text(max_size=6))
)
def test_garbage_gives_an_effect_or_a_named_row(cells):
    try:
        found = effect(**cells)
    except UnusableRowError as error:
        assert str(error).startswith("row res-001 (a): ")  # noqa: PT017 - either outcome is right
    else:
        if isinstance(found.result, FullResult):
            assert math.isfinite(found.result.yi)
            assert found.result.vi > 0
        elif isinstance(found.result, PartialResult):
            assert all(low < high for low, high in found.result.regions)


def test_a_negative_effect_favours_the_first_group_throughout_the_data():
    results = tables.read("trial_results").set_index("trial")
    for found in effects_of(SETS[:4]):
        row = results.loc[[found.trial]].query("main == 'yes'").iloc[0]
        if row["direction"] == "lower in group 1" and found.point is not None:
            assert float(found.point.yi) < 0


def full(*pairs) -> list:
    return [
        replace(
            imagined(f"t{i}", yi, 20, 20),
            result=FullResult(f"t{i}", yi, vi),
            point=imagined(f"t{i}", yi, 20, 20).point,
        )
        for i, (yi, vi) in enumerate(pairs)
    ]


def test_with_nothing_cut_short_the_likelihood_is_that_of_ordinary_random_effects():
    rng = np.random.default_rng(5)
    for _ in range(5):
        vi = rng.uniform(0.03, 0.2, 7)
        yi = rng.normal(-0.3, np.sqrt(vi + 0.1))
        found = likelihood_pool(full(*zip(yi, vi, strict=True)))
        taus = np.linspace(0, 2, 20001)
        w = 1 / (vi[None] + taus[:, None] ** 2)
        mu = (w * yi).sum(1) / w.sum(1)
        log = 0.5 * np.log(w).sum(1) - 0.5 * (w * (yi - mu[:, None]) ** 2).sum(1)
        assert found.estimate == pytest.approx(mu[log.argmax()], abs=1e-4)


def test_ignoring_trials_without_significance_misleads():
    told = effects_of((MAIN,))
    only_numbers = [found for found in told if found.point is not None]
    assert recoverable_pool(told).estimate < pool_with_bounds(told).estimate < 0
    assert pool_with_bounds(only_numbers).estimate < pool_with_bounds(told).estimate
    assert pool_with_bounds(told).bounds == 2


def test_leaving_out_and_adding_up_end_at_the_whole():
    effects = effects_of((MAIN,))
    whole = pool_with_bounds(effects)
    left_out = leave_one_out(effects)
    assert len(left_out) == whole.trials
    assert left_out["estimate"].min() < whole.estimate < left_out["estimate"].max()
    years = {found.trial: 2000 + place for place, found in enumerate(effects)}
    last = cumulative(effects, years).iloc[-1]
    assert last["estimate"] == pytest.approx(whole.estimate)


def test_wider_priors_give_wider_intervals():
    effects = effects_of((MAIN,))
    widths = [
        pool_with_bounds(effects, prior).high - pool_with_bounds(effects, prior).low
        for prior in ("half-normal 0.5", "half-normal 1")
    ]
    assert widths[0] < widths[1]
    assert set(PRIORS) >= {"Rhodes, any setting", "half-normal 0.5"}


def test_the_multiverse_holds_every_combination_and_marks_the_main_one(monkeypatch):
    from living_review.synthesis.trials import pools

    monkeypatch.setattr(pools, "POOLS", {MAIN_POOL: pools.POOLS[MAIN_POOL], "ML": likelihood_pool})
    asked = pools.Choices(
        {MAIN: (MAIN,), "both": (MAIN, OPEN)},
        {"nobody": ()},
        {"main": Assumptions(), "change": Assumptions(coding="change")},
    )
    found = multiverse(asked, effects_of)
    assert len(found) == 8
    assert found["main"].sum() == 1
    marked = found[found["main"]].iloc[0]
    assert marked["estimate"] == pytest.approx(pool_with_bounds(effects_of((MAIN,))).estimate)


def test_what_is_imagined_moves_the_pool_towards_it():
    effects = effects_of((MAIN,))
    now = pool_with_bounds(effects).estimate
    more = with_one_more(effects, (0.0,), (50, 200))
    assert (more["estimate"] > now).all()
    assert with_silent(effects, [40.0, 60.0], (0.0,))["estimate"].iloc[0] > now
    weak = full((-0.5, 0.04), (-0.45, 0.05), (-0.5, 0.05), (-0.4, 0.06))
    smallest = smallest_that_decides(weak, 0.6)
    assert smallest is not None
    held = pool_with_bounds([*weak, imagined("new", 0.6, smallest, smallest)])
    assert held.low <= 0 <= held.high
    with pytest.raises(ValueError, match="holds 0 already"):
        smallest_that_decides(full((-0.1, 0.3), (0.1, 0.3), (0.0, 0.2), (0.1, 0.2)), 0.0)


def test_a_retracted_trial_leaves_the_pool_in_one_edit(project):
    before = pool_with_bounds(effects_of((MAIN,)))
    project.edit(
        "data/trustworthiness_readings.csv",
        *another_answer("afsharfar2021", "notices", "serious concern"),
    )
    after = pool_with_bounds(effects_of((MAIN,)))
    assert after.trials == before.trials - 1
    assert after.estimate != before.estimate
    chosen = selection().set_index("trial")
    assert chosen.loc["afsharfar2021", "set"] == EXCLUDED


def test_a_corrected_number_moves_the_answer(project):
    before = pool_with_bounds(effects_of((MAIN,))).estimate
    project.edit("data/trial_results.csv", ",0.01,,,not told", ",0.20,,,not told")
    assert pool_with_bounds(effects_of((MAIN,))).estimate > before


BROKEN = {
    "one group twice": (
        ",magnesium,placebo,26,27,",
        ",magnesium,magnesium,26,27,",
        "column group2, value 'magnesium'",
    ),
    "a group of one": (",magnesium,placebo,30,30,", ",magnesium,placebo,1,30,", "column n1"),
    "a p value above one": (",0.01,,,not told", ",1.01,,,not told", "column p_value"),
    "one arm twice": (",grp-034,grp-037,", ",grp-034,grp-034,", "column second"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", first_of(BROKEN))  # each a check of all data in a new process
def test_an_impossible_result_stops_the_build(project, name):
    old, new, message = BROKEN[name]
    project.edit("data/trial_results.csv", old, new)
    done = project.run("-m", "living_review", "data-check")
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "data/trial_results.csv:" in told
    assert message in told
    assert "remedy: " in told


@pytest.mark.long
def test_an_interval_that_excludes_its_estimate_stops_the_build(project):
    project.edit("data/printed_estimates.csv", ",-6.0,-7.9,-4.2,", ",-6.0,-5.9,-4.2,")
    done = project.run("-m", "living_review", "data-check")
    assert done.returncode != 0
    assert "lies outside its interval -5.9 to -4.2" in done.stdout + done.stderr
