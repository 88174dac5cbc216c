"""From what a row's labels say to an effect: right values, refusals, and nothing unread.

Where a right value comes from stands beside it. The data sets of Furukawa 2003 (depression at 4
weeks, Cochrane CD003197), Curtin 2002 and Morris 2008 are those of metadat and metafor
(github.com/wviechtb/metadat, data-raw; github.com/wviechtb/metafor, tests/testthat).
"""

import math
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from shares import first_of

from living_review.evidence import tables
from living_review.pages.trials import derived_from
from living_review.statistics.effect_sizes.standardised import small_sample_correction
from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.trials import labels, multiverse
from living_review.synthesis.trials.effects import UnusableRowError, trial_effects
from living_review.synthesis.trials.labels import KindOfSpread, KindOfValue
from living_review.synthesis.trials.pools import SELDOM, readings
from living_review.synthesis.trials.tables import effects_of, printed_results, selection
from living_review.synthesis.trials.trial_effect import Assumptions, Tier, doubtful
from tests.synthesis.rows import RESULT, effect_of, estimate, means

VOCABULARIES = {
    labels.Design: ("trials", "design"),
    labels.SizesAre: ("trial_results", "sizes_are"),
    labels.Test: ("trial_results", "test"),
    labels.PrintedDirection: ("trial_results", "direction"),
    labels.WordsSay: ("trial_results", "words_say"),
    labels.KindOfValue: ("group_statistics", "kind"),
    labels.KindOfSpread: ("group_statistics", "spread_type"),
    labels.PrintedMeasure: ("printed_estimates", "measure"),
    labels.HigherIs: ("score_scales", "higher_is"),
}
UNTOLD = {"direction": "not printed"}
SE = {"spread_type": "standard error"}
CHANGE = {"kind": "change"}
FALLS = means(("9.1", "4.0", "30"), ("6.4", "4.2", "30"), **CHANGE)
BETTER = {"scale_higher_is": "better"}


def allowed(table: str, column: str) -> list[str]:
    fields = tables.resource(table)["schema"]["fields"]
    (field,) = (field for field in fields if field["name"] == column)
    return field["constraints"]["enum"]


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_a_vocabulary_is_that_of_the_descriptor(kind):
    assert {member.value for member in kind if member} == set(allowed(*VOCABULARIES[kind]))


def g_and_se(cells: dict, assumed: Assumptions | None = None) -> tuple[float, float]:
    effect = effect_of(cells, assumed)
    assert isinstance(effect.result, FullResult)
    return effect.result.yi, math.sqrt(effect.result.vi)


# Cells, assumptions, effect, standard error. From the issue: the examples that led to the rules.
ISSUE = {
    "standard errors": (
        means(("18.2", "1.10", "45"), ("21.5", "1.21", "45"), **SE),
        {},
        (-0.42, None, 0.005),
    ),
    "Hedges' g is not divided again": (
        estimate("-0.45", "-0.87", "-0.03", measure="Hedges g", unit=""),
        {},
        (-0.45, 0.84 / (2 * 1.959964), 1e-6),
    ),
    "an odds ratio below 1": (
        estimate("0.45", "0.20", "0.97", measure="odds ratio", unit=""),
        {},
        (math.log(0.45) * math.sqrt(3) / math.pi, None, 1e-9),
    ),
    "a crossover of 30 people": (
        means(("18.2", "7.4", "30"), ("21.5", "8.1", "30")) | {"design": "crossover"},
        {},
        (-0.41, 0.19, 0.005),
    ),
    "falls without a sign": (FALLS, {}, (-0.65, None, 0.005)),
    "more is better": (
        means(("62", "20", "40"), ("50", "20", "40")) | BETTER | {"direction": "higher in group 1"},
        {},
        (-0.6 * float(small_sample_correction(78)), None, 1e-9),
    ),
}
LEVELS = {"90": 0.223, "95": 0.188, "99": 0.143}  # of -3.3 (-6.1 to -0.5) over 7.62, by the issue

# Cases of our own. Furukawa's Rampello 100 mg, as Cochrane labels it and as standard errors.
RAMPELLO = (("13.4", "2.3", "22"), ("19.7", "1.3", "19"))
PHILIPP = (("-8.1", "3.9", "105"), ("-8.5", "5.2", "46"))  # Furukawa; changes among scores
TAN = (("-8.5", "8.6", "23"), ("-8.3", "6.0", "23"))
# Morris 2008, first study: changes 38.5 - 30.6 and 19.7 - 23.1 with r 0.47; g by hand.
MORRIS = (("7.9", "14.0", "20"), ("-3.4", "14.748", "20"))
# metafor, man/conv.wald.Rd: the odds ratio has the logarithm -0.4463 and the variance 0.1113.
WALD = partial(estimate, "0.64", "0.33", "1.22", measure="odds ratio", unit="")
# t quantile 2.0639 with 24 degrees of freedom, Handbook 7.7.3.2: 44 to 56, n 25, SD 14.5356.
HALF = {"spread_type": "half width of a 95% confidence interval"}
OWN = {
    "spread labelled SD": (means(*RAMPELLO), {}, (-3.2433, math.sqrt(0.2264), 1e-4)),
    "the same labelled SE": (means(*RAMPELLO, **SE), {}, (-0.7018, math.sqrt(0.1041), 1e-4)),
    "interval of a mean": (
        means(("50", "6", "25"), ("64.5356", "6", "25"), **HALF),
        {},
        (-float(small_sample_correction(48)), None, 1e-4),
    ),
    "odds ratio, 95%": (WALD(), {}, (-0.2461, 0.1839, 1e-4)),
    "odds ratio, 90%": (WALD(confidence="90"), {}, (-0.2461, 0.2191, 1e-4)),
    "odds ratio, 99%": (WALD(confidence="99"), {}, (-0.2461, 0.1399, 1e-4)),
    "odds ratio above 1 of a good event": (
        estimate("1.5625", "0.8197", "3.0303", measure="odds ratio", unit=""),
        {},
        (-0.2461, 0.1839, 1e-4),
    ),
    "changes, r 0.3": (
        means(*PHILIPP, **CHANGE) | UNTOLD,
        {"change_correlation": 0.3},
        (0.1087, None, 1e-4),
    ),
    "changes, r 0.5": (means(*PHILIPP, **CHANGE) | UNTOLD, {}, (0.0918, math.sqrt(0.0313), 1e-4)),
    "changes, r 0.7": (
        means(*PHILIPP, **CHANGE) | UNTOLD,
        {"change_correlation": 0.7},
        (0.0711, None, 1e-4),
    ),
    "changes of Tan": (means(*TAN, **CHANGE), {}, (-0.0265, math.sqrt(0.0870), 1e-4)),
    "changes of Morris": (
        means(*MORRIS, **CHANGE) | BETTER | UNTOLD,
        {},
        (-0.7703, math.sqrt(0.1074), 1e-4),
    ),
    # Curtin 2002: spread of one period from the printed standard error and correlation.
    "crossover of Skrabal": (
        means(("0", "9.29892", "20"), ("4.5", "9.29892", "20")) | {"design": "crossover"},
        {"correlation": 0.49},
        (-0.4645, 0.2375, 1e-4),
    ),
    "crossover of Khaw": (
        means(("0", "8.43672", ""), ("2.4", "8.43672", ""))
        | {"design": "crossover", "n_total": "20"},
        {"correlation": 0.83},
        (-0.2731, 0.1373, 1e-4),
    ),
    "crossover of Barden": (
        means(("0", "7.64853", "39"), ("0.6", "7.64853", "39")) | {"design": "crossover"},
        {"correlation": 0.88},
        (-0.0769, 0.0789, 1e-4),
    ),
    # Handbook 5.1, 16.4.6.4: SMD 0.218 of 10 people, here times J(9).
    "crossover of the Handbook": (
        means(("7.0", "2.38", "10"), ("6.5", "2.21", "10")) | {"design": "crossover"} | UNTOLD,
        {"correlation": 0.68},
        (0.218 * float(small_sample_correction(9)), None, 5e-4),
    ),
    "Cohen's d is corrected": (
        estimate("-1", "-1.5", "-0.5", measure="Cohen d", unit="") | {"n1": "20", "n2": "20"},
        {},
        (-0.9801, None, 1e-4),
    ),
    "Cohen's d without an interval": (
        estimate("-1", "", "", measure="Cohen d", unit="", confidence="")
        | {"n1": "20", "n2": "20"},
        {},
        (-0.9801, math.sqrt(0.112), 1e-4),
    ),
}


@pytest.mark.parametrize("name", ISSUE | OWN)
def test_what_is_printed_decides_what_is_calculated(name):
    cells, assumed, (g, se, within) = (ISSUE | OWN)[name]
    effect = g_and_se(cells, Assumptions(**assumed))
    assert effect[0] == pytest.approx(g, abs=within)
    if se is not None:
        assert effect[1] == pytest.approx(se, abs=within)


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_of_an_interval_is_read(level):
    cells = estimate("-3.3", "-6.1", "-0.5", confidence=level)
    spread = Assumptions(spread_factor=7.62 / 5)
    assert g_and_se(cells, spread)[1] == pytest.approx(LEVELS[level], abs=6e-4)
    # 1 to 3 at 95 and 90 %, from R: 0.510213 and 0.607957.
    right = {"90": 0.607957, "95": 0.510213}.get(level)
    if right:
        cells = estimate("2.0", "1.0", "3.0", confidence=level) | UNTOLD
        assert g_and_se(cells)[1] * 5 == pytest.approx(right, abs=1e-6)


def test_a_level_that_is_not_printed_is_said_to_be_taken():
    untold, told = (
        effect_of(estimate("-3.3", "-6.1", "-0.5", confidence=level)) for level in ("", "95")
    )
    assert untold.result == told.result
    assert "its level is not reported and is taken as 95%" in " ".join(untold.steps)
    assert "level 95%" in " ".join(told.steps)


def test_the_correlation_of_a_crossover_is_varied_and_people_are_counted_once():
    cells = means(("18.2", "7.4", "30"), ("21.5", "8.1", "30")) | {"design": "crossover"}
    effect = effect_of(cells)
    assert effect.people == 30
    errors = [g_and_se(cells, Assumptions(correlation=r))[1] for r in (0.0, 0.5, 0.8)]
    assert errors == sorted(errors, reverse=True)
    as_groups = g_and_se(cells | {"design": "parallel"})[1]
    assert as_groups == pytest.approx(0.2610, abs=1e-3)  # 60 people: √(1/30 + 1/30 + g²/120)


@pytest.mark.parametrize(
    ("cells", "by"),
    [
        (FALLS, "falls by the words, lower in group 1"),
        (
            FALLS | UNTOLD | {"before_first": "25.0", "after_first": "15.9"},
            "falls by the scores at both times",
        ),
        (
            FALLS | BETTER | UNTOLD | {"before_second": "40", "after_second": "46.4"},
            "rises by the scores at both times",
        ),
        (FALLS | BETTER | {"direction": "higher in group 1"}, "rises by the words"),
    ],
)
def test_a_change_without_a_sign_is_turned_by_what_is_printed_beside_it(cells, by):
    effect = effect_of(cells)
    assert effect.result.yi == pytest.approx(-0.65, abs=0.005)
    assert by in " ".join(effect.steps)
    assert effect.kind is KindOfValue.CHANGE
    assert "correlation of start and end is taken as 0.5" in " ".join(effect.steps)


LEVEL_BELOW = means(*PHILIPP) | {"scale_minimum": "0", "scale_maximum": "52"}
ONE_TO_TWO = means(("1.0", "0.5", "15"), ("2.0", "0.5", "15"))
DIFFERENCE = estimate("-3.3", "-6.1", "-0.5")
REFUSED = {
    # Fisher's least significant difference as a spread: github.com/PecanProject/pecan/pull/3998
    "another measure of spread": (
        means(*RAMPELLO, spread_type="another measure"),
        ("group_statistics.csv, row grp-001, column spread_type", "standard error or interval"),
    ),
    "a standard error that the scale has no room for": (
        means(("18.2", "7.4", "45"), ("21.5", "8.1", "45"), **SE)
        | {"scale_minimum": "0", "scale_maximum": "63"},
        ("column spread_type, value 'standard error'", "no room"),
    ),
    "a share": (means(*RAMPELLO, kind="share of yes"), ("column kind", "counts of people")),
    "a change labelled as a level": (LEVEL_BELOW, ("column value, value '-8.1'", "column kind")),
    "one spread": (ONE_TO_TWO | {"spread_first": ""}, ("grp-001, column spread", "look for it")),
    "no spread at all": (
        ONE_TO_TWO | {"spread_first": "", "spread_second": ""},
        ("column spread", "how sure the means are"),
    ),
    "two units": (ONE_TO_TWO | {"unit_second": "%"}, ("grp-002, column unit, value '%'", "points")),
    "another trial's mean": (ONE_TO_TWO | {"study_first": "b"}, ("column study, value 'b'", "'a'")),
    "the mean of the start": (
        ONE_TO_TWO | {"timepoint_first": "start"},
        ("column timepoint, value 'start'", "name the mean of this result"),
    ),
    "a concentration": (ONE_TO_TWO | {"matrix_first": "serum"}, ("column matrix", "a score")),
    "another outcome": (ONE_TO_TWO | {"quantity_second": "age"}, ("column quantity, value 'age'",)),
    "words against numbers": (
        means(("21.5", "8.1", "30"), ("18.2", "7.4", "30")),
        ("column direction, value 'lower in group 1'", "21.5 and 18.2 in column value"),
    ),
    "words against a difference": (
        estimate("3.3", "0.5", "6.1"),
        ("column direction, value 'lower in group 1'", "with 3.3 in column estimate"),
    ),
    "a scale of which nobody knows what more means": (
        ONE_TO_TWO | {"scale_higher_is": ""},
        ("column scale", "fill column higher_is of data/score_scales.csv"),
    ),
    "a p value on such a scale": (
        {"p_value": "0.03", "n1": "30", "n2": "30", "scale_higher_is": ""},
        ("column scale", "higher_is"),
    ),
    "words on the better group against the scale": (
        ONE_TO_TWO | BETTER | {"words_say": "better in group 1"},
        ("column words_say", "column higher_is that more is better"),
    ),
    "no difference, with a small p": (
        {"p_value": "0.003", "n1": "9", "n2": "9", "words_say": "no difference between the groups"},
        ("column words_say", "column p_value is '0.003'"),
    ),
    "0.95 in a column of percent": (
        DIFFERENCE | {"estimate_confidence": "0.95"},
        ("est-001, column confidence, value '0.95'", "write 95"),
    ),
    "a level of 100": (DIFFERENCE | {"estimate_confidence": "100"}, ("column confidence",)),
    "one limit": (DIFFERENCE | {"estimate_ci_low": ""}, ("column ci_low", "without the other")),
    "no limits": (
        DIFFERENCE | {"estimate_ci_low": "", "estimate_ci_high": ""},
        ("column ci_low", "its p value is taken"),
    ),
    "an estimate outside": (estimate("3.3", "-6.1", "-0.5"), ("column estimate", "minus sign")),
    "a lost minus sign of the lower limit": (
        estimate("-3.3", "6.1", "-0.5"),
        ("column ci_low, value '6.1'", "lost its minus sign"),
    ),
    "a lost minus sign of the upper limit": (
        estimate("-3.3", "-6.1", "0.5"),
        ("column ci_high, value '0.5'", "minus sign is lost"),
    ),
    # Tarleton 2019, PHQ-2: printed so, with 3.33 where 0.33 or so was meant.
    "a lower limit ten times too far": (
        estimate("-0.25", "-3.33", "-0.09"),
        ("column estimate", "very unequal distances"),
    ),
    "a difference in another unit": (
        DIFFERENCE | {"estimate_unit": "percent"},
        ("column unit, value 'percent'", "in points"),
    ),
    "a standardised difference in points": (
        DIFFERENCE | {"estimate_measure": "Hedges g"},
        ("column unit, value 'points'", "has none"),
    ),
    "a logarithm called an odds ratio": (
        estimate("-0.446", "-1.109", "0.199", measure="odds ratio", unit=""),
        ("column estimate, value '-0.446'", "if this is its logarithm"),
    ),
    "a limit that is a logarithm": (
        estimate("0.64", "-1.109", "0.199", measure="hazard ratio", unit=""),
        ("column ci_low, value '-1.109'", "above 0"),
    ),
    "an odds ratio without a direction": (
        estimate("0.45", "0.20", "0.97", measure="odds ratio", unit="") | UNTOLD,
        ("column direction", "a good or a bad one"),
    ),
    "an odds ratio of a crossover": (
        estimate("0.45", "0.20", "0.97", measure="odds ratio", unit="") | {"design": "crossover"},
        ("column measure", "crossover"),
    ),
    "Hedges' g of a crossover": (
        estimate("-0.45", "-0.87", "-0.03", measure="Hedges g", unit="") | {"design": "crossover"},
        ("column measure", "which spread"),
    ),
    "an estimate of other studies": (
        DIFFERENCE | {"estimate_design": "meta-analysis of trials"},
        ("column design, value 'meta-analysis of trials'", "own result"),
    ),
    "falls without a sign or words": (FALLS | UNTOLD, ("column value, value '9.1'", "sign")),
    "words by which both groups got worse": (
        FALLS | {"direction": "higher in group 1", "words_say": ""},
        ("column value, value '9.1'", "'higher in group 1'"),
    ),
    "a sign against the scores": (
        means(*TAN, **CHANGE) | {"before_first": "10", "after_first": "18.5"},
        ("column value, value '-8.5'", "go from 10 to 18.5"),
    ),
    "changes of a crossover": (FALLS | {"design": "crossover"}, ("column kind", "crossover")),
    "a crossover as two groups of people": (
        ONE_TO_TWO | {"design": "crossover", "n_total": "30"},
        ("column n_total", "the numbers [15, 30] differ"),
    ),
    "a test of pairs in groups of different people": (
        {"p_value": "0.03", "n1": "9", "n2": "9", "test": "crossover"},
        ("column test, value 'crossover'", "data/trials.csv is 'parallel'"),
    ),
    "a comparison of all groups without their number": (
        {"p_value": "0.3", "n1": "9", "n2": "9", "test": "comparison of all groups"},
        ("column df1", "number of groups"),
    ),
    "sizes that do not add up": (
        {"p_value": "0.3", "n1": "9", "n2": "9", "n_total": "20"},
        ("column n_total, value '20'", "9 and 9"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_read_together_is_refused_with_its_place(name):
    cells, told = REFUSED[name]
    with pytest.raises(UnusableRowError) as refused:
        effect_of(cells)
    for words in ("row res-001 (a): ", *told):
        assert words in str(refused.value)
    error = refused.value
    assert f"column {error.column}, value " in str(error)
    assert {"trial_results": "res", "group_statistics": "grp", "printed_estimates": "est"}[
        error.table
    ] == error.row_id[:3]
    assert error.reason in str(error)
    assert error.remedy


@pytest.mark.parametrize("correlation", [-1.0, 1.066, 1.0])
def test_a_correlation_that_none_can_be_is_refused(correlation):
    """1.066 is what esc's ``esc_mean_gain`` recovers, with the other sign, from its own example."""
    with pytest.raises(UnusableRowError, match="correlation"):
        effect_of(FALLS, Assumptions(change_correlation=correlation))


# Hill and others, doi.org/10.1093/ofid/ofab358, print the first two and the ratio.
@pytest.mark.parametrize(
    "cells",
    [
        estimate("-1.14", "-2.27", "-0.00"),
        estimate("-0.57", "-1.31", "0.17"),
        estimate("-0.1", "-0.1", "-0.0"),
        estimate("0.90", "0.57", "1.42", measure="odds ratio", unit=""),
        estimate("-0.9", "-0.88", "-0.86"),
    ],
)
def test_limits_that_meet_the_estimate_by_rounding_are_let_through(cells):
    assert effect_of(cells | {"direction": "lower in group 1"}).point is not None


P = {"p_value": "0.03", "n1": "30", "n2": "30"}
NOT_USED = {
    **{
        measure: estimate(value, "0.33", "1.22", measure=measure, unit="")
        for measure, value in {
            **dict.fromkeys(("risk ratio", "Peto odds ratio", "hazard ratio"), "0.64"),
            "incidence rate ratio": "0.64",
            "weighted mean difference": "0.78",
            "risk difference": "0.78",
            "regression slope": "0.78",
        }.items()
    },
    "test of ranks": P | {"test": "test of ranks"},
    "test of counts": P | {"test": "test of counts"},
    # A t test of two groups would take 30 people for 60.
    "takes them for other people": {
        **{"p_value": "0.03", "n_total": "30", "design": "crossover"},
        "test": "two-group t test",
    },
    # Student's sleep, alternative “greater”: github.com/MicheleNuijten/statcheck/issues/17
    "p 0.9604, one-sided": P | {"p_value": "0.9604", "test": "one-sided t test"},
    "limits the effect on one side only": {
        **{"printed_words": "none", "words_say": "no difference between the groups"},
        **{"n1": "10", "n2": "10", "test": "one-sided t test"},
    },
}


@pytest.mark.parametrize("words", NOT_USED)
def test_what_has_no_sourced_conversion_is_not_used_and_says_why(words):
    effect = effect_of(NOT_USED[words])
    assert (effect.tier, effect.result, effect.point) == (Tier.NONE, None, None)
    assert words in effect.steps[1]


def test_a_one_sided_p_is_half_of_a_two_sided_one():
    """t(40) = 1.80 with a one-tailed p below .04: github.com/MicheleNuijten/statcheck/issues/21."""
    cells = {"p_value": "0.0397", "n1": "21", "n2": "21", "test": "one-sided t test"}
    effect = effect_of(cells)
    g = -float(small_sample_correction(40)) * 1.80 * math.sqrt(2 / 21)
    assert float(effect.point.yi) == pytest.approx(g, abs=1e-3)
    ((low, high),) = effect.result.regions
    assert low < g < high
    assert effect_of(cells | UNTOLD).result.regions == ((low, high), (-high, -low))
    below = effect_of(cells | {"p_value": "<0.04"}).result.regions
    assert below[0][0] == -math.inf
    edge = float(small_sample_correction(40)) * stats.t.isf(0.04, 40) * math.sqrt(2 / 21)
    assert below[0][1] == pytest.approx(-edge)


@pytest.mark.parametrize("printed", ["0.000", ".000", "=0.000", "<0.000", "<0.0005", "<5e-4"])
def test_a_p_value_of_zeros_is_one_below_half_of_its_last_digit(printed):
    """SPSS prints so: p = .000 stands for anything below 0.0005."""
    for test in ("not told", "two-group t test"):
        cells = {"n1": "30", "n2": "30", "test": test}
        effect = effect_of(cells | {"p_value": printed})
        below = effect_of(cells | {"p_value": "<0.0005"})
        assert (effect.tier, effect.result.regions) == (below.tier, below.result.regions)
        assert effect.result.regions[0][0] == -math.inf


def test_covariance_and_welch_are_told_apart_from_a_test_that_is_not_named():
    steps = {
        test: effect_of({"p_value": "0.03", "n1": "30", "n2": "25", "test": test}).steps[2]
        for test in ("not told", "analysis of covariance", "Welch t test", "two-group t test")
    }
    assert len(set(steps.values())) == 4
    assert "read as Student's" in steps["Welch t test"]


def test_a_spread_without_a_label_is_an_assumption_that_its_scale_may_settle():
    cells = means(("18.2", "1.10", "45"), ("21.5", "1.21", "45"), spread_type="not labelled")
    as_error = Assumptions(unlabelled=KindOfSpread.SE)
    assert g_and_se(cells)[0] == pytest.approx(-2.83, abs=0.005)
    assert g_and_se(cells, as_error)[0] == pytest.approx(-0.42, abs=0.005)
    assert "not labelled and are read as standard deviations" in " ".join(effect_of(cells).steps)
    assert effect_of(cells).rests_on == ("unlabelled",)
    settled = means(("18.2", "7.4", "45"), ("21.5", "8.1", "45"), spread_type="not labelled")
    settled |= {"scale_minimum": "0", "scale_maximum": "63"}
    assert effect_of(settled) == effect_of(settled, as_error)
    assert effect_of(settled).rests_on == ()
    labelled = means(("18.2", "1.10", "45"), ("21.5", "1.21", "45"))
    assert effect_of(labelled) == effect_of(labelled, as_error)


@pytest.mark.parametrize(
    "cells",
    [
        means(*RAMPELLO),
        # A lost decimal point, from the issue: 407 ± 2.95 against 713 ± 4.97.
        means(("407", "2.95", "30"), ("713", "4.97", "30")),
    ],
)
def test_an_effect_beyond_what_treatments_do_is_asked_about(cells):
    effect = effect_of(cells)
    assert effect.steps[-1] == doubtful(effect)
    assert "standard errors" in doubtful(effect)
    assert doubtful(effect_of(means(*RAMPELLO, **SE))) == ""


def test_seldom_readings_come_in_only_with_a_row_that_needs_them():
    assert not set(SELDOM) & set(readings())
    changes = effect_of(FALLS)
    added = set(readings([changes])) - set(readings())
    assert added == {
        "changes from the start, correlation 0.3",
        "changes from the start, correlation 0.7",
    }
    spread = replace(changes, rests_on=("unlabelled",))
    assert "± values without a label read as standard errors" in readings([spread])


def test_the_review_has_no_row_that_needs_a_seldom_reading():
    """Its spreads without a label are settled by their scales, and it pools no changes."""
    chosen = multiverse.choices()
    assert not set(SELDOM) & set(chosen.assumptions)
    assert "without changes from the start" not in chosen.without


def test_a_pool_with_changes_is_also_read_without_them(project):
    """And the page of the trials says which they are."""
    row = "res-001,rajizadeh2017,depression,BDI-II,8 weeks,yes"
    project.edit("data/trial_results.csv", row, row.removesuffix("yes") + "no")
    row = "res-002,rajizadeh2017,depression,BDI-II,8 weeks,no"
    project.edit("data/trial_results.csv", row, row.removesuffix("no") + "yes")
    chosen = multiverse.choices()
    assert chosen.without["without changes from the start"] == ("rajizadeh2017",)
    assert "changes from the start, correlation 0.7" in chosen.assumptions
    place = selection().set_index("trial").loc["rajizadeh2017", "set"]
    shown = set(map(derived_from, effects_of((place,))))
    assert "means and standard deviations, of changes from the start" in shown


# Every label of every trial

OWN_LABELS = ("sizes_are", "test", "direction", "words_say")
OTHER_WORDS = "something else"


def outcome(row: dict) -> str:
    try:
        (effect,) = trial_effects(pd.DataFrame([row]), tables.read("outcome_spreads"))
    except UnusableRowError as error:
        return str(error)
    return repr(effect)


def other_labels(row: dict):
    """Pairs of a label and the cells that change it, for one joined row."""
    vocabularies = [("outcome", "trial_results", "outcome"), ("design", "trials", "design")]
    vocabularies += [(column, "trial_results", column) for column in OWN_LABELS]
    texts = ["scale", "timepoint", "group1", "group2"]
    groups = []
    if row["first"]:
        for which in ("first", "second"):
            texts += [f"{c}_{which}" for c in ("scale", "timepoint", "group", "unit", "quantity")]
            texts += [f"{c}_{which}" for c in ("study", "substance", "matrix")]
        groups = [("kind", "kind"), ("spread_type", "spread_type")]
    if row["estimate"]:
        columns = ("measure", "design", "compared_with", "age_group")
        vocabularies += [(f"estimate_{c}", "printed_estimates", c) for c in columns]
        texts += [f"estimate_{c}" for c in ("unit", "quantity", "comparison")]
        for level in ("", "80", "90", "95", "99", "0.95", "100"):
            yield "confidence", {"estimate_confidence": level}
    for column, table, name in vocabularies:
        for value in allowed(table, name):
            yield column, {column: value}
    for column in texts:
        yield column, {column: OTHER_WORDS}
        yield column, {column: ""}
    for column, name in groups:
        for value in allowed("group_statistics", name):
            for places in (("first",), ("second",), ("first", "second")):
                yield column, {f"{column}_{which}": value for which in places}
    if row["first"]:
        for column in ("unit", "scale", "timepoint"):
            both = {f"{column}_{which}": OTHER_WORDS for which in ("first", "second")}
            yield column, both | ({} if column == "unit" else {column: OTHER_WORDS})


ROWS = {
    f"{row['trial']}, {coding}": row
    for coding in ("final", "change")
    for row in printed_results(coding).to_dict("records")
}


@pytest.mark.parametrize("name", first_of(ROWS, 8))
def test_no_label_of_any_trial_goes_unread(name):
    row = ROWS[name]
    as_it_is, changed = outcome(row), 0
    assert as_it_is.startswith("TrialEffect")
    for label, cells in other_labels(row):
        if all(row[column] == value for column, value in cells.items()):
            continue
        assert outcome(row | cells) != as_it_is, f"{label} goes unread: {cells}"
        changed += 1
    assert changed > 25


@pytest.mark.parametrize("name", ROWS)
def test_what_more_of_a_scale_means_decides_wherever_an_effect_has_a_side(name):
    row = ROWS[name]
    if not row["scale_higher_is"] or "regions=((-" in outcome(row) or "Tier.NONE" in outcome(row):
        return
    for meaning in ("better", ""):
        assert outcome(row | {"scale_higher_is": meaning}) != outcome(row)


# Laws

TENTHS = st.integers(-500, 500).map(lambda n: Decimal(n) / 10)
SPREAD = st.integers(5, 300).map(lambda n: Decimal(n) / 10)
SIZES = st.integers(2, 30)
KINDS = st.sampled_from(["level", "change"])
DESIGNS = st.sampled_from(["parallel", "factorial", "crossover"])


def told(first, second, sd1, sd2, n1, n2, design="parallel", **both) -> dict:
    if design == "crossover":
        n1 = n2 = max(n1, n2, 3)
        both["kind"] = "level"
    numbers = ((f"{first:+}", f"{sd1:f}", str(n1)), (f"{second:+}", f"{sd2:f}", str(n2)))
    return means(*numbers, **both) | UNTOLD | {"design": design}


def close(one: dict, other: dict, turned: int = 1):
    (g, se), (other_g, other_se) = g_and_se(one), g_and_se(other)
    assert g == pytest.approx(turned * other_g, rel=1e-9, abs=1e-12)
    assert se == pytest.approx(other_se, rel=1e-9)


@pytest.mark.long
@given(TENTHS, TENTHS, SPREAD, SPREAD, SIZES, SIZES, DESIGNS, KINDS)
def test_the_unit_makes_no_difference(m1, m2, s1, s2, n1, n2, design, kind):
    plain = told(m1, m2, s1, s2, n1, n2, design, kind=kind)
    for times in (Decimal("0.001"), Decimal(4), Decimal("2.54")):
        numbers = (times * x for x in (m1, m2, s1, s2))
        close(plain, told(*numbers, n1, n2, design, kind=kind, unit="other units"))


@given(TENTHS, TENTHS, SPREAD, SPREAD, SIZES, SIZES, DESIGNS, KINDS)
def test_exchanged_groups_turn_the_sign(m1, m2, s1, s2, n1, n2, design, kind):
    plain = told(m1, m2, s1, s2, n1, n2, design, kind=kind)
    close(plain, told(m2, m1, s2, s1, n2, n1, design, kind=kind), -1)


@given(TENTHS, TENTHS, SPREAD, SPREAD, SIZES, SIZES, DESIGNS, KINDS)
def test_a_turned_scale_gives_the_same_effect(m1, m2, s1, s2, n1, n2, design, kind):
    plain = told(m1, m2, s1, s2, n1, n2, design, kind=kind)
    top = 0 if kind == "change" and design != "crossover" else Decimal("63.0")
    close(plain, told(top - m1, top - m2, s1, s2, n1, n2, design, kind=kind) | BETTER)


@pytest.mark.long
@given(TENTHS, TENTHS, SPREAD, SPREAD, st.integers(2, 6), DESIGNS, KINDS)
def test_a_spread_may_be_told_as_a_standard_error(m1, m2, se1, se2, root, design, kind):
    n = root**2
    as_error = told(m1, m2, se1, se2, n, n, design, kind=kind, **SE)
    close(as_error, told(m1, m2, se1 * root, se2 * root, n, n, design, kind=kind))


@pytest.mark.long
@given(TENTHS, SPREAD, st.sampled_from([80, 90, 99, 99.9]), st.booleans())
def test_an_interval_may_be_told_at_another_level(middle, half, level, standardised):
    kind = {"measure": "Hedges g", "unit": ""} if standardised else {}

    def at(level: float) -> dict:
        wide = Decimal(float(half) * stats.norm.isf((1 - level / 100) / 2))
        low, high = (f"{middle + side * wide:.9f}" for side in (-1, 1))
        return estimate(f"{middle:.9f}", low, high, confidence=f"{level:g}", **kind) | UNTOLD

    (g, se), (other_g, other_se) = g_and_se(at(95)), g_and_se(at(level))
    assert g == other_g
    assert se == pytest.approx(other_se, rel=1e-7)


@pytest.mark.long
@given(TENTHS, SPREAD, st.integers(1, 40))
def test_points_over_the_spread_are_what_is_standardised(middle, half, spread):
    points = estimate(f"{middle:f}", f"{middle - half:f}", f"{middle + half:f}") | UNTOLD
    parts = (f"{x / 5:.12f}" for x in (middle, middle - half, middle + half))
    as_g = estimate(*parts, measure="Hedges g", unit="") | UNTOLD
    close(points, as_g)


@pytest.mark.long
@given(
    st.sampled_from(["two-group t test", "not told", "one-sided t test", "analysis of covariance"]),
    st.integers(1, 499),
    SIZES,
    SIZES,
)
def test_a_p_value_turns_with_the_groups_and_with_the_scale(test, thousandths, n1, n2):
    cells = {"p_value": f"0.{thousandths:03d}", "n1": str(n1 + 1), "n2": str(n2 + 1), "test": test}
    lower, higher, turned = (
        effect_of(cells | more).result.regions
        for more in ({}, {"direction": "higher in group 1"}, {"scale_higher_is": "better"})
    )
    assert higher == turned
    assert lower == tuple((-high, -low) for low, high in reversed(higher))


LABELLED = {
    "design": allowed("trials", "design"),
    "test": allowed("trial_results", "test"),
    "direction": allowed("trial_results", "direction"),
    "words_say": ["", *allowed("trial_results", "words_say")],
    "scale_higher_is": ["", "worse", "better"],
    "kind_first": allowed("group_statistics", "kind"),
    "spread_type_first": allowed("group_statistics", "spread_type"),
    "estimate_measure": allowed("printed_estimates", "measure"),
}
NUMBERS = st.one_of(st.just(""), st.integers(-3, 99).map(str), TENTHS.map(str), st.text(max_size=4))


@given(
    st.fixed_dictionaries({column: st.sampled_from(values) for column, values in LABELLED.items()}),
    st.fixed_dictionaries(
        {column: NUMBERS for column in ("value_first", "value_second", "spread_first")}
        | {column: NUMBERS for column in ("estimate_estimate", "estimate_ci_low", "n1", "n2")}
        | {column: NUMBERS for column in ("n_total", "p_value", "df1", "before_first")}
    ),
    st.sampled_from(["means", "estimate", "neither"]),
)
def test_any_labels_on_any_numbers_give_an_effect_a_region_or_a_reason(chosen, numbers, what):
    parts = {"means": ONE_TO_TWO, "estimate": DIFFERENCE, "neither": {}}[what]
    cells = parts | chosen | numbers
    if what == "means":
        cells |= {f"{c}_second": chosen[f"{c}_first"] for c in ("kind", "spread_type")}
    try:
        effect = effect_of(cells)
    except UnusableRowError as error:
        assert str(error).startswith("row res-001 (a): ")  # noqa: PT017 - either outcome is right
        return
    assert (effect.result is None) == (effect.tier is Tier.NONE)
    assert len(effect.steps) > 1
    if isinstance(effect.result, FullResult):
        assert math.isfinite(effect.result.yi)
        assert effect.result.vi > 0


def test_every_cell_that_a_row_is_read_from_is_in_the_made_up_rows():
    assert set(printed_results().columns) >= set(RESULT)
