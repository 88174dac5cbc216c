"""Reporting checks: what real samples print is never accused, what can't be is found."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from living_review.checks import ledger
from living_review.checks.changes import check_changes, implied_correlation
from living_review.checks.doses import check_dose_units
from living_review.checks.estimates import check_estimates
from living_review.checks.findings import BadRowError, Verdict, group_size
from living_review.checks.p_values import check_p_values, p_interval, readings_that_fit
from living_review.checks.places import width_pointers
from living_review.checks.readings import check_readings
from living_review.checks.spreads import check_spreads, widest_standard_deviation
from living_review.statistics.summary_tests import SpreadReading

ACCUSED = {Verdict.IMPOSSIBLE, Verdict.INCONSISTENT}
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LABELS = {f"spread_type_{time}": "standard deviation" for time in ("before", "after", "change")}
seeds = st.integers(0, 2**32 - 1)


def comparison(first, second, p_value, relation="independent groups", total=""):
    """A row of comparisons; a group is value, spread and n as printed."""
    row = {
        "row_id": "x-1",
        "relation": relation,
        "p_value": p_value,
        "named_test": "Student t test",
    }
    for which, (value, spread, n) in (("first", first), ("second", second)):
        row |= {
            f"label_{which}": which,
            f"value_{which}": value,
            f"spread_{which}": spread,
            f"unit_{which}": "points",
            f"n_{which}": n,
            f"n_total_{which}": total,
            f"kind_{which}": "level",
        }
    return pd.DataFrame([row])


def only(findings: pd.DataFrame) -> pd.Series:
    assert len(findings) == 1
    return findings.iloc[0]


def test_a_printed_p_value_stands_for_an_interval():
    assert p_interval(".039") == (0.0385, 0.04)
    with pytest.raises(ValueError, match="no p value is 0; copy the decimals"):
        p_interval("0")
    assert p_interval("1") == (0.5, 1.0)
    assert p_interval("<0.001") == (0.0, 0.001)
    assert p_interval("0.0001") == (0.0, 0.0002)
    assert p_interval("0.002")[0] == 0.0015


def test_a_p_value_that_no_reading_gives_is_inconsistent():
    found = only(
        check_p_values(comparison(("28.58", "4.5", "26"), ("25.67", "4.09", "27"), "0.89"))
    )
    assert found["verdict"] == Verdict.INCONSISTENT
    assert any("26 and 27" in step for step in found["steps"])
    p = stats.ttest_ind_from_stats(28.58, 4.5, 26, 25.67, 4.09, 27, equal_var=False).pvalue
    assert 0.016 < p < 0.019
    assert found["could_be"].startswith("p 0.0159 to 0.0194 if the spreads are standard dev")


def test_a_p_value_that_only_standard_errors_give_names_them():
    found = only(check_p_values(comparison(("10.0", "1.0", "20"), ("12.0", "1.0", "20"), "0.17")))
    assert found["verdict"] == Verdict.CONDITIONAL
    assert "standard error" in found["assumption"]
    assert "deviation" not in found["assumption"]


def test_without_any_size_most_values_can_not_be_told():
    groups = ("10.0", "1.0", ""), ("12.0", "1.0", "")
    assert only(check_p_values(comparison(*groups, "0.17")))["verdict"] in {
        Verdict.CANNOT_TELL,
        Verdict.CONDITIONAL,
    }
    assert only(check_p_values(comparison(*groups, "0.17", total="3")))["verdict"] is not None


def test_units_that_differ_are_not_compared():
    table = comparison(("1.0", "1.0", "5"), ("2.0", "1.0", "5"), "0.5").assign(unit_second="mg")
    assert only(check_p_values(table))["verdict"] == Verdict.CANNOT_TELL


@many
@given(
    seeds,
    st.integers(3, 60),
    st.integers(3, 60),
    st.sampled_from([1, 2]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["0.{:03.0f}", "cut"]),
)
def test_real_samples_are_never_accused_of_their_p_value(seed, n1, n2, decimals, equal, as_se, way):
    rng = np.random.default_rng(seed)
    samples = [rng.normal(rng.uniform(5, 30), rng.uniform(1, 8), n) for n in (n1, n2)]
    p = stats.ttest_ind(*samples, equal_var=equal).pvalue
    shown = f"{math.floor(p * 1000) / 1000:.3f}" if way == "cut" else f"{p:.3f}"
    groups = []
    for sample in samples:
        spread = stats.sem(sample) if as_se else sample.std(ddof=1)
        groups.append((f"{sample.mean():.{decimals}f}", f"{spread:.{decimals}f}", str(len(sample))))
    found = only(check_p_values(comparison(*groups, shown)))
    assert found["verdict"] not in ACCUSED


@many
@given(seeds, st.integers(3, 40), st.sampled_from([1, 2]), st.floats(-0.9, 0.99))
def test_real_pairs_are_never_accused(seed, n, decimals, correlation):
    rng = np.random.default_rng(seed)
    pair = rng.multivariate_normal([10, 12], [[4, 6 * correlation], [6 * correlation, 9]], n)
    before, after = pair.T
    p = stats.ttest_rel(before, after).pvalue
    groups = [
        (f"{x.mean():.{decimals}f}", f"{x.std(ddof=1):.{decimals}f}", str(n))
        for x in (before, after)
    ]
    if not any(float(spread) == 0 for _, spread, _ in groups):
        table = comparison(*groups, f"{p:.3f}", "same people")
        assert only(check_p_values(table))["verdict"] not in ACCUSED
    times = {"before": before, "after": after, "change": after - before}
    row = {"row_id": "x-1", "direction": "after minus before", "n_change": str(n), **LABELS}
    for name, sample in times.items():
        row |= {
            f"value_{name}": f"{sample.mean():.{decimals}f}",
            f"spread_{name}": f"{sample.std(ddof=1):.{decimals}f}",
        }
    found = check_changes(pd.DataFrame([row]))
    assert set(found["verdict"]) == {Verdict.CONSISTENT}


def test_mean_and_spread_in_the_other_order_are_tried():
    row = {
        "row_id": "x-1",
        "direction": "not told",
        "n_change": "26",
        **dict.fromkeys(LABELS, "not labelled"),
        "value_before": "80.0",
        "spread_before": "22.8",
        "value_after": "88.2",
        "spread_after": "44.2",
        "value_change": "44.3",
        "spread_change": "8.2",
    }
    found = check_changes(pd.DataFrame([row]))
    assert set(found["verdict"]) == {Verdict.CONDITIONAL}
    assert all("swapped" in words for words in found["assumption"])
    groups = ("44.31", "8.17", "26"), ("23.45", "5.40", "27")
    table = comparison(*groups, "0.16").assign(kind_first="change", kind_second="change")
    found = only(check_p_values(table))  # 8.17 ± 44.31 against -5.40 ± 23.45: 0.167
    assert found["verdict"] == Verdict.CONDITIONAL
    assert "swapped and one of the two changes is a fall" in found["assumption"]


def test_without_a_named_test_a_p_value_is_asked_about():
    table = comparison(("28.58", "4.5", "26"), ("25.67", "4.09", "27"), "0.89")
    found = only(check_p_values(table.assign(named_test="")))
    assert found["verdict"] == Verdict.QUESTION
    assert "names no test" in found["assumption"]


def test_a_change_that_spreads_less_than_it_can_is_impossible():
    row = {
        "row_id": "x-1",
        "direction": "after minus before",
        "n_change": "27",
        **LABELS,
        "value_before": "1.82",
        "spread_before": "0.13",
        "value_after": "1.91",
        "spread_after": "0.27",
        "value_change": "0.09",
        "spread_change": "0.03",
    }
    mean, spread = (found for _, found in check_changes(pd.DataFrame([row])).iterrows())
    assert mean["verdict"] == Verdict.CONSISTENT
    assert spread["verdict"] == Verdict.IMPOSSIBLE
    unlabelled = dict.fromkeys(LABELS, "not labelled")
    spread2 = check_changes(pd.DataFrame([{**row, **unlabelled}])).iloc[1]
    assert spread2["verdict"] == Verdict.CONDITIONAL  # 0.03 · √27 = 0.156
    assert "standard error" in spread2["assumption"]
    spread3 = check_changes(pd.DataFrame([{**row, **unlabelled, "n_change": ""}])).iloc[1]
    assert spread3["verdict"] == Verdict.INCONSISTENT
    assert "correlation of 1." in spread["steps"][1]  # (0.13² + 0.27² - 0.03²) / (2·0.13·0.27)


def test_a_change_of_means_is_their_difference():
    row = {
        "row_id": "x-1",
        "direction": "after minus before",
        "value_before": "20.0",
        "value_after": "15.0",
        "value_change": "-4.6",
        "spread_before": "",
        "spread_after": "",
        "spread_change": "",
    }
    assert only(check_changes(pd.DataFrame([row])))["verdict"] == Verdict.INCONSISTENT
    assert (
        only(check_changes(pd.DataFrame([{**row, "value_change": "5.0"}])))["verdict"]
        == Verdict.INCONSISTENT
    )
    row["value_change"] = "-5.1"  # 19.95 to 20.05, 14.95 to 15.05
    assert only(check_changes(pd.DataFrame([row])))["verdict"] == Verdict.CONSISTENT


spread_texts = st.integers(1, 400).map(lambda whole: f"{whole / 100:.2f}")


@many
@given(spread_texts, spread_texts, spread_texts, seeds)
def test_implied_correlation_holds_every_point_of_the_rounding_box(first, second, change, seed):
    low, high = implied_correlation(first, second, change)
    rng = np.random.default_rng(seed)
    a, b, s = (float(t) + rng.uniform(-0.005, 0.005, 200) for t in (first, second, change))
    a, b, s = (np.maximum(x, 1e-9) for x in (a, b, s))
    r = (a**2 + b**2 - s**2) / (2 * a * b)
    assert low - 1e-6 <= r.min()
    assert r.max() <= high + 1e-6


@many
@given(seeds, st.integers(2, 50), st.booleans())
def test_real_scores_between_bounds_are_never_accused_of_their_spread(seed, n, as_se):
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 64, n) if rng.random() < 0.7 else rng.choice([0, 63], n)
    sd = scores.std(ddof=1)
    spread = sd / math.sqrt(n) if as_se else sd
    row = {
        "row_id": "x-1",
        "value": f"{scores.mean():.2f}",
        "spread": f"{spread:.2f}",
        "n": str(n),
        "minimum": "0",
        "maximum": "63",
    }
    found = only(check_spreads(pd.DataFrame([row])))
    assert found["verdict"] != Verdict.IMPOSSIBLE
    assert as_se or found["verdict"] != Verdict.CONDITIONAL


def test_a_spread_that_only_one_reading_allows():
    row = {
        "row_id": "x-1",
        "value": "26.9",
        "spread": "7.1",
        "n": "26",
        "minimum": "0",
        "maximum": "63",
    }
    assert only(check_spreads(pd.DataFrame([row])))["verdict"] == Verdict.CONSISTENT
    assert only(check_spreads(pd.DataFrame([{**row, "spread": "1.2"}])))["verdict"] == "cannot tell"
    assert only(check_spreads(pd.DataFrame([{**row, "spread": "40.0"}])))["verdict"] == "impossible"


def spread_row(label: str = "not labelled", row_id: str = "x-1", place: str = "T1"):
    return pd.DataFrame(
        [
            {
                "row_id": row_id,
                "value": "5.0",
                "spread": "1.0",
                "spread_type": label,
                "printed_in": place,
            }
        ]
    )


NO_POINTERS = pd.DataFrame(columns=["row_id", "reading", "why"])


def evidence(*pieces: tuple[bool, bool]) -> pd.DataFrame:
    rows = [
        {"row_id": "x-1", "reading": reading, "allowed": allowed, "why": f"piece {number}"}
        for number, both in enumerate(pieces)
        for reading, allowed in zip(SpreadReading, both, strict=True)
    ]
    return pd.DataFrame(rows, columns=["row_id", "reading", "allowed", "why"])


READINGS = {
    "nothing decides": (evidence((True, True)), "not labelled", "cannot tell"),
    "no evidence": (evidence(), "not labelled", "cannot tell"),
    "one of two": (evidence((True, False), (True, True)), "not labelled", "consistent"),
    "only an error": (evidence((False, True)), "not labelled", "consistent under an assumption"),
    "they contradict": (evidence((True, False), (False, True)), "not labelled", "inconsistent"),
    "a piece that disagrees with itself": (
        evidence((False, False), (True, False)),
        "not labelled",
        "consistent",
    ),
    "as labelled": (evidence((True, True)), "standard deviation", "consistent"),
    "against its label": (evidence((False, True)), "standard deviation", "inconsistent"),
}


@pytest.mark.parametrize("name", READINGS)
def test_what_is_left_of_the_readings(name):
    pieces, label, verdict = READINGS[name]
    found = only(check_readings(spread_row(label), pieces, NO_POINTERS))
    assert found["verdict"] == verdict
    assert len(found["steps"]) >= 1


def reading_beside(*labels: str, place: str = "T1", pointer: SpreadReading | None = None):
    """What is said of an unlabelled spread that stands beside labelled ones."""
    others = [spread_row(label, f"y-{number}", place) for number, label in enumerate(labels)]
    rows = pd.concat([spread_row(), *others], ignore_index=True)
    pointers = pd.DataFrame([("x-1", pointer, "its width")], columns=NO_POINTERS.columns)
    return check_readings(rows, evidence(), pointers if pointer else NO_POINTERS).iloc[0]


def test_spreads_of_the_same_table_speak_for_one_that_nothing_else_decides():
    beside = reading_beside("standard deviation", "standard deviation")
    assert (beside["verdict"], beside["could_be"]) == (Verdict.CONDITIONAL, "standard deviation")
    assert "y-0, y-1" in " ".join(beside["steps"])
    assert reading_beside("standard error")["could_be"] == "standard error"
    assert reading_beside("standard deviation", place="T2")["verdict"] == Verdict.CANNOT_TELL
    both = reading_beside("standard deviation", "standard error")
    assert both["verdict"] == Verdict.CANNOT_TELL
    assert "both kinds" in both["steps"][-1]


def test_a_pointer_alone_decides_nothing_and_takes_the_word_from_the_table():
    alone = reading_beside(pointer=SpreadReading.SE)
    assert alone["verdict"] == Verdict.CANNOT_TELL
    assert "looks like a standard error" in alone["steps"][-1]
    against = reading_beside("standard deviation", pointer=SpreadReading.SE)
    assert against["verdict"] == Verdict.CANNOT_TELL
    along = reading_beside("standard deviation", pointer=SpreadReading.SD)
    assert along["verdict"] == Verdict.CONDITIONAL


SUBSTANCES = pd.DataFrame(
    {"substance": ["X"], "molar_mass": ["20.0"], "element": ["X"], "atoms": ["1"], "valence": ["2"]}
)
# Standard deviations of 1 and 2 mg/L stand behind these, at 3.92 of them from end to end.
WIDTHS = pd.DataFrame(
    {
        "substance": "X",
        "matrix": ["serum", "serum or plasma"],
        "fraction": "total",
        "low": ["10.00", "10.00"],
        "high": ["13.92", "17.84"],
        "unit": "mg/L",
        "laboratory_or_group": ["A", "B"],
    }
)


@pytest.mark.parametrize(
    ("spread", "n", "reading"),
    [
        ("0.4", "", SpreadReading.SE),
        ("0.49", "30", SpreadReading.SE),
        ("0.50", "", None),
        ("1.5", "9", None),
        ("2.0", "24", None),
        ("2.0", "27", SpreadReading.SD),
        ("9.0", "", None),
    ],
)
def test_widths_of_reference_intervals_speak_for_a_reading(spread, n, reading):
    row = pd.DataFrame(
        [
            {
                "row_id": "x-1",
                "substance": "X",
                "matrix": "serum",
                "fraction": "total",
                "unit": "mg/L",
                "spread": spread,
                "n": n,
            }
        ]
    )
    found = width_pointers(row, WIDTHS, SUBSTANCES)
    assert list(found["reading"]) == ([reading] if reading else [])
    elsewhere = width_pointers(row.assign(matrix="erythrocytes"), WIDTHS, SUBSTANCES)
    assert elsewhere.empty


def test_no_spread_that_its_source_calls_a_standard_deviation_looks_like_an_error():
    spreads = ledger.spreads().set_index("row_id")["spread_type"]
    pointed = ledger.reading_pointers()
    labelled = pointed[pointed["row_id"].map(spreads) != "not labelled"]
    assert len(labelled)
    assert (labelled["reading"] == labelled["row_id"].map(spreads)).all()


@pytest.mark.parametrize(
    ("unit", "verdict"),
    [
        ("mg/kg", "consistent"),
        ("mmol/kg/day", "consistent"),
        ("mEq/kg/day", "consistent"),
        ("mM/kg/day", "question"),
        ("mg/L", "question"),
        ("mL/kg", "question"),
    ],
)
def test_a_concentration_is_no_dose(unit, verdict):
    row = pd.DataFrame([{"row_id": "x-1", "dose": "0.2", "dose_unit": unit}])
    found = only(check_dose_units(row))
    assert found["verdict"] == verdict
    assert unit.partition("/")[0] in found["steps"][1]


@pytest.mark.parametrize(("column", "value"), [("dose", "some"), ("dose_unit", "spoons/kg")])
def test_a_dose_that_can_not_be_read_is_named(column, value):
    row = pd.DataFrame([{"row_id": "x-1", "dose": "0.2", "dose_unit": "mg/kg"} | {column: value}])
    with pytest.raises(BadRowError, match=f"row x-1, column {column}, value '{value}'"):
        check_dose_units(row)


def test_the_evidence_of_a_p_value_is_what_its_check_says():
    table = comparison(("10.0", "1.0", "20"), ("12.0", "1.0", "20"), "0.17")
    found = readings_that_fit(table).set_index("reading")["allowed"]
    assert not found[SpreadReading.SD]
    assert found[SpreadReading.SE]
    assert readings_that_fit(comparison(("10.0", "1.0", ""), ("12.0", "1.0", ""), "0.17")).empty


def test_the_widest_spread_is_that_of_scores_at_the_ends():
    for k, n in ((1, 2), (3, 10), (25, 50)):
        scores = np.array([63] * k + [0] * (n - k))
        widest = widest_standard_deviation(scores.mean(), 0, 63, n)
        assert widest == pytest.approx(scores.std(ddof=1), rel=1e-12)


def estimate(**cells) -> pd.DataFrame:
    row = {
        "row_id": "x-1",
        "measure": "mean difference",
        "estimate": "",
        "ci_low": "",
        "ci_high": "",
        "confidence": "95",
        "p_value": "",
        "in_words": "",
    }
    return pd.DataFrame([row | cells])


@many
@given(st.floats(-3, 3), st.floats(0.05, 2), st.sampled_from([1, 2, 3]), st.booleans())
def test_estimates_of_a_normal_test_are_never_accused(value, error, decimals, ratio):
    ends = [value, value - 1.959964 * error, value + 1.959964 * error]
    shown = [f"{math.exp(x) if ratio else x:.{decimals}f}" for x in ends]
    p = 2 * stats.norm.sf(abs(value) / error)
    table = estimate(
        measure="risk ratio" if ratio else "mean difference",
        estimate=shown[0],
        ci_low=shown[1],
        ci_high=shown[2],
        p_value=f"{p:.3f}",
    )
    assert set(check_estimates(table)["verdict"]) == {Verdict.CONSISTENT}


def test_estimates_that_do_not_fit_their_interval_or_words():
    found = check_estimates(estimate(estimate="-0.25", ci_low="-3.33", ci_high="-0.09"))
    assert dict(zip(found["check"], found["verdict"], strict=True)) == {
        "estimate inside its interval": "consistent",
        "interval around its estimate": "inconsistent",
    }
    found = check_estimates(estimate(estimate="2.0", ci_low="1.0", ci_high="4.0", p_value="0.5"))
    assert list(found["verdict"]) == [Verdict.CONSISTENT, Verdict.QUESTION]  # no p from it
    found = check_estimates(estimate(estimate="0.90", ci_low="0.92", ci_high="0.99"))
    assert only(found)["verdict"] == Verdict.INCONSISTENT
    found = check_estimates(
        estimate(measure="risk ratio", estimate="0.66", in_words="28 % reduction")
    )
    assert only(found)["verdict"] == Verdict.INCONSISTENT
    assert only(found)["could_be"] == "33 to 34.5 % less"
    found = check_estimates(estimate(measure="risk ratio", estimate="0.93", in_words="7% reduced"))
    assert only(found)["verdict"] == Verdict.CONSISTENT
    found = check_estimates(estimate(estimate="2.0", ci_low="1.0", ci_high="3.0", p_value="0.2"))
    assert found["verdict"].iloc[-1] == Verdict.INCONSISTENT  # normal test: 0.00009
    found = check_estimates(estimate(estimate="2.0", ci_low="0.0", ci_high="4.0", p_value="0.09"))
    assert found["verdict"].iloc[-1] == Verdict.QUESTION  # normal test: 0.05


def groups_with(**cells) -> pd.DataFrame:
    good = comparison(("1.0", "1.0", "5"), ("2.0", "1.0", "5"), "0.5")
    return good.assign(**cells)


OFF_SCALE = {
    "row_id": "x-1",
    "value": "70.0",
    "spread": "1.0",
    "n": "5",
    "minimum": "0",
    "maximum": "63",
}
NO_RATIO = {"measure": "odds ratio", "estimate": "-0.5", "ci_low": "-1.0", "ci_high": "-0.2"}
BAD = {
    "negative spread": (groups_with(spread_first="-1.0"), "column spread_first, value '-1.0'"),
    "n of 0": (groups_with(n_first="0"), "column n_first, value '0'"),
    "text for a number": (groups_with(value_first="many"), "column value_first, value 'many'"),
    "p above 1": (groups_with(p_value="1.5"), "column p_value, value '1.5'"),
    "mean outside the scale": (pd.DataFrame([OFF_SCALE]), "column value, value '70.0'"),
    "a ratio below 0": (estimate(**NO_RATIO), "a ratio lies above 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_cells_are_named(name):
    table, words = BAD[name]
    check = {"mean outside the scale": check_spreads, "a ratio below 0": check_estimates}.get(
        name, check_p_values
    )
    with pytest.raises(BadRowError) as told:
        check(table)
    assert "row x-1" in str(told.value)
    assert words in str(told.value)


garbage = st.text(max_size=8) | st.sampled_from(["1.0", "5", "0", "-2", "1e3", "٣", "inf", "<0.05"])


@many
@given(st.lists(garbage, min_size=7, max_size=7))
def test_garbage_gives_a_finding_or_a_named_cell(cells):
    first, second = tuple(cells[:3]), tuple(cells[3:6])
    table = comparison(first, second, cells[6])
    try:
        found = check_p_values(table)
    except BadRowError:
        with pytest.raises(BadRowError, match="row x-1, column "):
            check_p_values(table)
    else:
        assert len(found) == 1


def test_a_group_size_is_a_whole_number():
    for text in ("0", "-3", "2.5", "", "¹²"):
        with pytest.raises(ValueError, match="at least 1 member"):
            group_size(text)
