"""Shares, intervals and plans: what is impossible, what only does not fit, and what is sound.

Right values are worked out in each test, or stand in the report that is named beside it.
"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from living_review.checks.counts import check_percentages, check_shares, check_tables
from living_review.checks.estimates import check_estimates
from living_review.checks.findings import BadRowError, Verdict
from living_review.checks.planning import check_sample_sizes
from living_review.evidence.printed_intervals import lost_sign, symmetric
from living_review.evidence.printed_numbers import PrintedNumber, RoundingRule, widest_interval


def share(count, of, percentage, study="a", row_id="x-1"):
    cells = {"count": count, "of": of, "percentage": percentage}
    return {"row_id": row_id, "study": study, **cells}


def judged(*rows):
    found = check_percentages(pd.DataFrame(rows)).set_index("row_id").loc["x-1"]
    return found["verdict"], found["could_be"], found["assumption"]


@pytest.mark.parametrize(
    ("row", "verdict", "could_be"),
    [
        # 5 of 15 is 33.3 %: percentage and people do not belong together, and it can be printed
        (("5", "10", "33.3"), Verdict.INCONSISTENT, "15 people"),
        (("20", "41", "44.4"), Verdict.INCONSISTENT, "45 people"),
        # 7/20 is 35.0 % and 7/21 33.3 %: 34.5 % is no share with 7 of it
        (("7", "21", "34.5"), Verdict.IMPOSSIBLE, "7 of no other number"),
        (("22", "30", "73.2"), Verdict.IMPOSSIBLE, "22 of no other number"),
        (("0", "10", "33.3"), Verdict.IMPOSSIBLE, "0 of no other number"),
        # 10 of 29 is 34.5 %: one person may be missing
        (("10", "30", "34.5"), Verdict.QUESTION, "29 people"),
        # 1/3 has no fifths or elevenths, but thirds, sixths and ninths
        (("", "10", "33.3"), Verdict.QUESTION, "9, 6, 3 people"),
        (("", "21", "34.5"), Verdict.IMPOSSIBLE, "21 people or fewer"),
        (("4", "10", "50"), Verdict.INCONSISTENT, "5 of 10"),
        (("5", "10", "0"), Verdict.INCONSISTENT, "0 of 10"),
    ],
)
def test_impossible_is_only_what_no_number_of_people_gives(row, verdict, could_be):
    found, could, _ = judged(share(*row))
    assert found == verdict
    assert could_be in could


def test_people_of_the_other_group_explain_a_percentage():
    # 20/45 is 44.4 %, 45 being the other group: https://c19ivermectin.com/roman.html gives 20 of
    # 41 and 18 of 45.
    other = share("18", "45", "40.0", row_id="x-2")
    verdict, _, words = judged(share("20", "41", "44.4"), other)
    assert verdict == Verdict.INCONSISTENT
    assert "states 45 elsewhere" in words
    # Without a count every percentage is a share of some number, so only stated ones are tried.
    verdict, could, _ = judged(share("", "21", "34.5"), share("", "29", "51.7", row_id="x-2"))
    assert (verdict, could) == (Verdict.INCONSISTENT, "a share of 29 people")
    elsewhere = share("", "29", "51.7", study="b", row_id="x-2")
    assert judged(share("", "21", "34.5"), elsewhere)[0] == Verdict.IMPOSSIBLE


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2), st.integers(1, 400))
def test_a_true_percentage_is_never_called_impossible_whatever_the_people(k, more, places, of):
    people = k + more
    shown = f"{100 * k / people:.{places}f}"
    if of >= k:
        assert judged(share(str(k), str(of), shown))[0] != Verdict.IMPOSSIBLE


def two_shares(p, named_test):
    first = {"count": "22", "of": "30", "percentage": ""}
    other = {"count_other": "10", "of_other": "30", "percentage_other": ""}
    return pd.DataFrame(
        [{"row_id": "x-1", "p_value": p, "named_test": named_test, **first, **other}]
    )


def test_the_named_test_of_counts_decides():
    table = [[22, 8], [10, 20]]
    p = {
        "chi-squared test": stats.chi2_contingency(table, correction=False).pvalue,
        "chi-squared test with Yates's correction": stats.chi2_contingency(table).pvalue,
        "Fisher's exact test": stats.fisher_exact(table).pvalue,
    }
    assert len({f"{value:.5f}" for value in p.values()}) == 3
    for named, value in p.items():
        (found,) = check_shares(two_shares(f"{value:.5f}", named)).to_dict("records")
        assert found["verdict"] == Verdict.CONSISTENT
    plain = f"{p['chi-squared test']:.5f}"
    (found,) = check_shares(two_shares(plain, "Fisher's exact test")).to_dict("records")
    assert found["verdict"] == Verdict.CONDITIONAL
    assert "names a Fisher's exact test" in found["assumption"]
    (found,) = check_shares(two_shares(plain, "McNemar's test")).to_dict("records")
    assert found["verdict"] == Verdict.CANNOT_TELL
    with pytest.raises(BadRowError, match="use one of"):
        check_shares(two_shares(plain, "chi square"))
    variable = pd.DataFrame(
        [{"row_id": "x-1", "p_value": plain, "cells": [["22", "10"], ["8", "20"]]}]
    )
    assert check_tables(variable)["verdict"].tolist() == [Verdict.CONSISTENT]
    regression = variable.assign(named_test="regression")
    assert check_tables(regression)["verdict"].tolist() == [Verdict.CANNOT_TELL]


def estimate(middle, low, high, p="", measure="mean difference", confidence="95"):
    cells = {"estimate": middle, "ci_low": low, "ci_high": high, "p_value": p}
    row = {"row_id": "x-1", "measure": measure, "confidence": confidence, "in_words": "", **cells}
    found = check_estimates(pd.DataFrame([row])).set_index("check")
    return found["verdict"].to_dict(), " ".join(step for steps in found["steps"] for step in steps)


INSIDE, AROUND = "estimate inside its interval", "interval around its estimate"
P = "p from estimate and interval"


def test_limits_that_meet_the_estimate_by_rounding_are_sound():
    # doi 10.1093/ofid/ofab358: se 0.5791, p 0.0490 from the limits as printed
    verdicts, _ = estimate("-1.14", "-2.27", "-0.00", ".05")
    assert verdicts == {name: Verdict.CONSISTENT for name in (INSIDE, AROUND, P)}
    assert estimate("0.90", "0.57", "1.42", ".66", "risk ratio")[0][P] == Verdict.CONSISTENT
    for limits in (("0.0", "0.0", "0.0"), ("-0.1", "-0.1", "0.0"), ("1.0", "1.0", "1.1")):
        assert estimate(*limits)[0][INSIDE] == Verdict.CONSISTENT
    assert estimate("0.2", "0.0", "0.0")[0][INSIDE] == Verdict.INCONSISTENT


# The printed number whose minus sign was taken away, and which number is then named.
@pytest.mark.parametrize(
    ("numbers", "lost"),
    [
        (("-1.14", "2.27", "-0.00"), "ci_low"),
        (("-3.3", "-6.1", "0.5"), "ci_high"),  # issue 22: -3.3 (-6.1 to -0.5)
        (("3.3", "-6.1", "-0.5"), "estimate"),
        (("-0.57", "1.31", "0.17"), "ci_low"),  # doi 10.1093/ofid/ofab358: -0.57 (-1.31 to 0.17)
        (("-6.0", "-7.9", "4.2"), "ci_high"),  # tarleton2017: -6.0 (-7.9 to -4.2)
        (("0.4", "0.2", "1.0"), "ci_low"),
    ],
)
def test_a_lost_minus_sign_is_found(numbers, lost):
    assert lost_sign(*numbers) == lost
    verdicts, steps = estimate(*numbers)
    assert Verdict.INCONSISTENT in verdicts.values()
    assert P not in verdicts
    assert "a minus sign may be lost" in steps


def test_asymmetry_that_no_sign_explains_is_a_question_until_it_is_gross():
    assert estimate("0.4", "-0.1", "1.3")[0][AROUND] == Verdict.QUESTION
    assert estimate("0.4", "0.3", "9.9")[0][AROUND] == Verdict.INCONSISTENT
    # of ratios on the scale of logarithms: 0.45 (0.20 to 1.01) is, and 0.45 (0.20 to 0.70) is not
    assert estimate("0.45", "0.20", "1.01", "", "odds ratio")[0][AROUND] == Verdict.CONSISTENT
    assert estimate("0.45", "0.20", "0.70", "", "odds ratio")[0][AROUND] == Verdict.QUESTION
    assert estimate("0.45", "0.40", "2.20", "", "odds ratio")[0][AROUND] == Verdict.INCONSISTENT


two_decimals = st.decimals(-50, 50, places=2)


@given(two_decimals, st.decimals("0.5", 30, places=2), st.sampled_from(["estimate", "low", "high"]))
def test_signs_of_symmetric_intervals_are_never_doubted_and_lost_ones_are(middle, half, which):
    numbers = {"estimate": middle, "low": middle - half, "high": middle + half}
    texts = {name: f"{number:.2f}" for name, number in numbers.items()}
    assert lost_sign(**texts) == ""
    texts[which] = texts[which].lstrip("-")
    if texts[which] != f"{numbers[which]:.2f}" and not symmetric(*texts.values()):
        column = which if which == "estimate" else f"ci_{which}"
        assert lost_sign(**texts) in {column, ""}  # blank: another sign would do as well


def test_a_zero_keeps_its_sign():
    assert PrintedNumber("-0.00").rounding_interval() == (-0.005, 0.0)
    assert PrintedNumber("-0.00").rounding_interval(RoundingRule.TRUNCATED) == (-0.01, 0.0)
    assert PrintedNumber("0.00").rounding_interval() == (-0.005, 0.005)
    assert widest_interval("-0.0") == (-0.1, 0.0)


def plan(difference, spread, power="90", alpha="5", n="86"):
    row = {"row_id": "x-1", "groups": "2", "n_per_group": n, "n_total": "", "unit": "points"}
    chosen = {"difference": difference, "spread": spread, "power": power, "alpha": alpha}
    (found,) = check_sample_sizes(pd.DataFrame([row | chosen])).to_dict("records")
    return found


# Fewest per group by statsmodels, rounded up.
@pytest.mark.parametrize(
    ("difference", "spread", "power", "alpha", "needed"),
    [
        ("0.5", "1", "90", "5", 86),  # issue 22: 85 was said
        ("0.5", "1", "80", "5", 64),
        ("6", "12", "90", "5", 86),
        ("0.80", "1.00", "80", "1", 39),
        ("0.2", "1.0", "95", "5", 651),
    ],
)
def test_power_and_level_are_meant_as_printed(difference, spread, power, alpha, needed):
    exact = TTestIndPower().solve_power(
        float(difference) / float(spread), power=float(power) / 100, alpha=float(alpha) / 100
    )
    assert -(-exact // 1) == needed
    assert plan(difference, spread, power, alpha)["could_be"].startswith(f"{needed} per group")


def test_a_plan_that_needs_what_it_says_is_consistent():
    for digits in ("0.5", "0.50", "0.500", "0.5000"):
        assert plan(digits, "1.0000")["verdict"] == Verdict.CONSISTENT
    assert plan("0.5000", "1.0000", n="80")["verdict"] == Verdict.QUESTION
