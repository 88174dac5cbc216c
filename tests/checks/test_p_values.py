"""Printed p values: one-sided, corrected, of a change; the kind of test decides, not its spelling.

Right values are recomputed with SciPy in each test; where a report of another project led to the
case, its address stands beside it.
"""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.checks.findings import BadRowError, Verdict
from living_review.checks.ledger import changes_with_p
from living_review.checks.named_tests import (
    MOST_COMPARISONS,
    Correction,
    NamedTest,
    Sides,
    two_sided_intervals,
)
from living_review.checks.p_values import check_p_values, p_interval, readings_that_fit, shown_p
from living_review.evidence import tables
from living_review.evidence.comparison_rows import check_comparisons
from living_review.statistics.summary_tests import SpreadReading


def row(first, second, p_value, **cells):
    """A comparison; a group is value, spread and n as printed; no second is one change."""
    printed = {
        "row_id": "x-1",
        "relation": "independent groups" if second else "one change against none",
        "p_value": p_value,
        "named_test": "two-group t test" if second else "paired t test",
    }
    for which, group in (("first", first), ("second", second or ("", "", ""))):
        value, spread, n = group
        printed |= {
            f"label_{which}": which,
            f"value_{which}": value,
            f"spread_{which}": spread,
            f"unit_{which}": "points",
            f"n_{which}": n,
            f"n_total_{which}": "",
            f"kind_{which}": "level" if second else "change",
        }
    return pd.DataFrame([printed | cells])


def judged(table):
    """Verdict and assumption of the only finding."""
    (finding,) = check_p_values(table).to_dict("records")
    return finding["verdict"], finding["assumption"]


# t(40) = 1.80: two-sided 0.0794, one-sided 0.0397, which a check called an error:
# https://github.com/MicheleNuijten/statcheck/issues/21
GROUPS = ("10.000", "4.000", "21"), ("7.778", "4.000", "21")
T = (10 - 7.778) / (4 * np.sqrt(2 / 21))
TWO_SIDED = 2 * stats.t.sf(T, 40)


def test_the_groups_are_those_of_the_report():
    assert round(T, 2) == 1.80
    assert round(TWO_SIDED, 4) == 0.0794


def test_a_one_sided_t_test_is_not_called_inconsistent():
    assert judged(row(*GROUPS, "0.0397", sides="one-sided"))[0] == Verdict.CONSISTENT
    verdict, words = judged(row(*GROUPS, "0.0397"))
    assert verdict == Verdict.QUESTION
    assert "one-sided" in words
    assert judged(row(*GROUPS, "0.0397", sides="two-sided"))[0] == Verdict.INCONSISTENT
    assert judged(row(*GROUPS, "0.0794", sides="one-sided"))[0] == Verdict.INCONSISTENT
    assert judged(row(*GROUPS, "0.0794", sides="two-sided"))[0] == Verdict.CONSISTENT
    assert judged(row(*GROUPS, "<.04", sides="one-sided"))[0] == Verdict.CONSISTENT


def test_one_sided_in_the_other_direction_is_one_minus_half_of_p():
    # Student's sleep data, alternative "greater": t -1.8608, p 0.9604 and not 0.0396.
    # https://github.com/MicheleNuijten/statcheck/issues/17
    sleep = ("0.75", "1.789", "10"), ("2.33", "2.002", "10")
    t = (0.75 - 2.33) / np.sqrt((1.789**2 + 2.002**2) / 10)
    assert round(stats.t.sf(t, 18), 4) == 0.9604
    verdict, words = judged(row(*sleep, "0.9604", sides="one-sided"))
    assert verdict == Verdict.CONDITIONAL
    assert "looked the other way" in words
    assert judged(row(*sleep, "0.9604"))[0] == Verdict.INCONSISTENT
    assert judged(row(*sleep, "0.0792"))[0] == Verdict.CONSISTENT


def test_a_bonferroni_corrected_p_may_be_multiplied():
    for times in (1, 3, 6):
        shown = f"{min(times * TWO_SIDED, 1):.4f}"
        verdict, words = judged(row(*GROUPS, shown, correction="Bonferroni"))
        assert verdict == (Verdict.CONSISTENT if times == 1 else Verdict.CONDITIONAL)
        assert times == 1 or f"multiplied by {times}" in words
    assert judged(row(*GROUPS, "1.0", correction="Bonferroni"))[0] == Verdict.CONDITIONAL
    # A correction never lowers p.
    assert judged(row(*GROUPS, "0.0397", correction="Bonferroni", sides="two-sided"))[0] == (
        Verdict.INCONSISTENT
    )
    assert judged(row(*GROUPS, "0.2382"))[0] == Verdict.INCONSISTENT  # none is told
    assert judged(row(*GROUPS, "0.0500", correction="another correction"))[0] == Verdict.QUESTION


@pytest.mark.parametrize(
    "kind",
    ["Mann-Whitney test", "Wilcoxon signed-rank test", "analysis of covariance", "regression"],
)
def test_tests_of_ranks_and_adjusted_ones_are_not_tried(kind):
    for p in ("0.0794", "0.5"):
        verdict, words = judged(row(*GROUPS, p, named_test=kind))
        assert verdict == Verdict.CANNOT_TELL
        assert kind in words
    assert readings_that_fit(row(*GROUPS, "0.5", named_test=kind)).empty


def test_only_the_test_that_was_tried_can_be_contradicted():
    verdicts = {kind: judged(row(*GROUPS, "0.5", named_test=kind))[0] for kind in NamedTest}
    tried = {NamedTest.TWO_GROUP_T, NamedTest.STUDENT_T, NamedTest.WELCH_T}
    assert {kind for kind, v in verdicts.items() if v == Verdict.INCONSISTENT} == tried
    assert verdicts[NamedTest.NOT_NAMED] == Verdict.QUESTION
    assert verdicts[NamedTest.PAIRED_T] == Verdict.QUESTION


def test_a_test_that_the_source_names_against_the_variances_is_an_assumption():
    # Sleep: Student 0.07919, Welch 0.07939; with unequal sizes and spreads they lie further apart.
    groups = ("10.00", "1.00", "10"), ("12.00", "6.00", "40")
    p = {
        equal: stats.ttest_ind_from_stats(10, 1, 10, 12, 6, 40, equal_var=equal).pvalue
        for equal in (True, False)
    }
    assert p[True] > 0.3 > 0.06 > p[False]
    pooled, welch = f"{p[True]:.3f}", f"{p[False]:.4f}"
    assert judged(row(*groups, pooled, named_test="two-group t test"))[0] == Verdict.CONSISTENT
    assert judged(row(*groups, pooled, named_test="Student t test"))[0] == Verdict.CONSISTENT
    verdict, words = judged(row(*groups, pooled, named_test="Welch t test"))
    assert (verdict, "variances were pooled" in words) == (Verdict.CONDITIONAL, True)
    verdict, words = judged(row(*groups, welch, named_test="Student t test"))
    assert (verdict, "were not pooled" in words) == (Verdict.CONDITIONAL, True)


@pytest.mark.parametrize("spelling", ["t-test", "T test", "t test with Bonferroni", "one-sided t"])
def test_a_spelling_is_refused_with_the_vocabulary(spelling):
    with pytest.raises(BadRowError, match=r"named_test.*use one of: two-group t test, Student"):
        check_p_values(row(*GROUPS, "0.05", named_test=spelling))


def test_the_descriptor_has_the_same_vocabularies():
    columns = {
        (resource["name"], field["name"]): field.get("constraints", {}).get("enum")
        for resource in tables.descriptor()["resources"]
        for field in resource["schema"]["fields"]
    }
    kinds = [str(kind) for kind in NamedTest if kind]
    for table in ("printed_comparisons", "printed_counts"):
        assert columns[table, "named_test"] == kinds
    assert columns["printed_comparisons", "sides"] == [str(s) for s in Sides if s]
    assert columns["printed_comparisons", "correction"] == [str(c) for c in Correction if c]


# Change, sd of the changes and n: Morris 2008, trial 1 treated (r 0.47), trials 2 and 5, from
# https://github.com/wviechtb/metafor tests/testthat/test_analysis_example_morris2008.r; the sleep
# data of R, whose paired t is -4.0621, p 0.002833; and two made up.
@pytest.mark.parametrize(
    ("change", "sd", "n", "p"),
    [
        ("7.9", "14.0", "20", "0.0207"),
        ("0.4", "3.222", "42", "0.426"),
        ("0.4", "4.922", "14", "0.766"),
        ("-1.58", "1.230", "10", "0.0028"),
        ("-3.0", "4.5", "25", "0.0028"),
        ("0.00", "2.0", "12", "1.0"),
    ],
)
def test_p_of_a_change_and_its_spread(change, sd, n, p):
    right = 2 * stats.t.sf(abs(float(change)) / (float(sd) / np.sqrt(int(n))), int(n) - 1)
    assert right == pytest.approx(float(p), rel=0.02)
    assert judged(row((change, sd, n), None, p))[0] == Verdict.CONSISTENT
    if float(change):
        verdict, _ = judged(row((change, sd, n), None, "0.15", sides="two-sided"))
        assert verdict == Verdict.INCONSISTENT


def test_a_change_whose_spread_is_a_standard_error():
    # 7.9 with a standard error of 14.0: p 0.579
    verdict, words = judged(row(("7.9", "14.0", "20"), None, "0.579"))
    assert verdict == Verdict.CONDITIONAL
    assert "standard error" in words


def test_mean_and_spread_of_one_change_in_the_other_order():
    right = 2 * stats.t.sf(2.1 / (8.3 / np.sqrt(30)), 29)
    table = row(("8.3", "2.1", "30"), None, f"{right:.3f}")
    verdict, words = judged(table)
    assert verdict == Verdict.CONDITIONAL
    assert words == "only if mean and spread are swapped"
    assert judged(table.assign(order="as printed"))[0] == Verdict.INCONSISTENT


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 60), st.sampled_from(list(Sides)), st.booleans())
def test_real_changes_are_never_accused(seed, n, sides, as_error):
    random = np.random.default_rng(seed)
    changes = random.normal(random.normal(0, 2), random.uniform(1, 5), n)
    greater = changes.mean() > 0
    alternative = ("greater" if greater else "less") if sides is Sides.ONE else "two-sided"
    p = stats.ttest_1samp(changes, 0, alternative=alternative).pvalue
    spread = stats.sem(changes) if as_error else changes.std(ddof=1)
    group = f"{changes.mean():.2f}", f"{spread:.2f}", str(n)
    verdict, _ = judged(row(group, None, f"{p:.3f}", sides=str(sides)))
    assert verdict in {Verdict.CONSISTENT, Verdict.CONDITIONAL}


def test_two_changes_are_compared_like_two_means():
    # Falls of 9.1 ± 4.0 and 6.4 ± 4.2, 30 people each: t 2.55, p 0.0135
    p = stats.ttest_ind_from_stats(-9.1, 4.0, 30, -6.4, 4.2, 30).pvalue
    changes = {"kind_first": "change", "kind_second": "change"}
    table = row(("-9.1", "4.0", "30"), ("-6.4", "4.2", "30"), f"{p:.4f}", **changes)
    assert judged(table)[0] == Verdict.CONSISTENT
    table = row(("-9.1", "4.0", "30"), ("-6.4", "4.2", "30"), "0.135", **changes)
    assert judged(table)[0] == Verdict.INCONSISTENT


def test_intervals_of_the_plain_p_hold_it():
    for p in np.linspace(0.001, 0.999, 50):
        for sides in Sides:
            for times in (1, 2, 7, MOST_COMPARISONS):
                for against in (False, True):
                    one = 1 - p / 2 if against else p / 2
                    plain = one if sides is Sides.ONE else p
                    printed = min(times * plain, 1.0)
                    wanted = printed - 1e-9, printed + 1e-9
                    kind = Correction.BONFERRONI if times > 1 else Correction.NONE
                    intervals = two_sided_intervals(wanted, sides, kind).values()
                    assert any(low <= p <= high for low, high in intervals)


def test_zeros_mean_less_than_half_of_their_last_digit():
    assert p_interval("0.000") == p_interval(".000") == p_interval("<0.000") == (0.0, 0.0005)
    # F(7, 378) = 51.32, p = .00000: https://github.com/scienceverse/metacheck/issues/221
    assert p_interval(".00000") == (0.0, 5e-6)
    assert stats.f.sf(51.32, 7, 378) < 5e-6
    # Software has printed .000 for a p of 1: https://github.com/dgromer/apa/issues/4
    same = ("10.0", "4.0", "20"), ("10.0", "4.0", "20")
    assert judged(row(*same, ".000"))[0] == Verdict.INCONSISTENT
    assert judged(row(*same, "1.0"))[0] == Verdict.CONSISTENT
    far = ("10.0", "1.0", "40"), ("20.0", "1.0", "40")
    for p in ("0.000", "<0.000", ".000", "≤0.001", "3.2e-5"):
        found = judged(row(*far, p))[0]
        assert found == (Verdict.INCONSISTENT if p == "3.2e-5" else Verdict.CONSISTENT)


def test_p_in_scientific_notation_is_an_interval_too():
    # t(553) = 4.46: p 9.9e-6. https://github.com/MicheleNuijten/statcheck/issues/73
    assert f"{2 * stats.t.sf(4.46, 553):.1e}" == "9.9e-06"
    assert p_interval("9.9e-6") == pytest.approx((9.85e-6, 1e-5))
    assert p_interval("<2.2e-16") == (0.0, 2.2e-16)
    assert [shown_p(p) for p in ("≤0.05", "3.2e-5")] == ["≤0.05", "= 3.2e-5"]


def test_the_source_of_the_pooled_trial_gives_its_changes_in_the_other_order():
    changes = changes_with_p()
    found = check_p_values(changes).set_index("row_id")
    assert len(found) == len(changes) > 10
    assert set(changes["relation"]) == {"one change against none"}
    # grp-044's note says it by hand: 0.09 ± 0.03 of 27 people does not give 0.110.
    assert found.loc["cmp-036", "verdict"] == Verdict.INCONSISTENT
    assert found.loc["cmp-030", "verdict"] == Verdict.CONSISTENT


def test_readings_come_from_plain_p_values_only():
    table = row(*GROUPS, "0.0794")
    fits = readings_that_fit(table).set_index("reading")["allowed"]
    assert fits.to_dict() == {SpreadReading.SD: True, SpreadReading.SE: False}
    assert readings_that_fit(table.assign(sides="one-sided")).empty
    assert readings_that_fit(table.assign(correction="Bonferroni")).empty


def test_rows_of_comparisons_have_the_means_that_their_relation_asks_for():
    read = {
        "group_statistics": [{"row_id": "g1", "kind": "level"}, {"row_id": "g2", "kind": "change"}],
        "printed_comparisons": list(
            csv.DictReader(
                io.StringIO(
                    "first,second,relation\n"
                    "g1,g2,independent groups\n"
                    "g2,,one change against none\n"
                    "g1,,one change against none\n"
                    "g2,g1,one change against none\n"
                    "g1,,same people\n"
                )
            )
        ),
    }
    problems = check_comparisons(read)
    assert [(p.line, p.column) for p in problems] == [(4, "first"), (5, "second"), (6, "second")]
    assert all(p.remedy for p in problems)
