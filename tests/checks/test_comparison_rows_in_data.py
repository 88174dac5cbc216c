"""Cells of printed comparisons: the data check takes or refuses them, and the ledger reads them."""

import pytest
from shares import first_of

from living_review.checks import ledger
from living_review.checks.findings import Verdict
from living_review.checks.p_values import check_p_values
from living_review.evidence import data_check, tables
from living_review.evidence.comparison_rows import check_comparisons

FILE = "data/printed_comparisons.csv"
ROW = "cmp-002,grp-003,grp-006,independent groups,0.89,Student t test,,,"
CHANGE = "cmp-006,grp-006,grp-007,same people,0.7,paired t test,,,"


def of_comparisons() -> str:
    return "\n".join(
        str(problem)
        for problem in data_check.check_data(check_comparisons)
        if problem.file == FILE and not problem.question
    )


@pytest.mark.parametrize(
    "cells",
    first_of(
        [
            "0.000,Student t test,,",
            ".000,Welch t test,two-sided,",
            "<0.000,two-group t test,one-sided,",
            "≤0.05,Mann-Whitney test,,Bonferroni",
            "3.2e-5,,,",
            "1.0,analysis of covariance,,another correction",
        ],
        2,
    ),
)
def test_as_printed_with_a_kind_of_test_is_sound_and_read(project, cells):
    project.edit(FILE, ROW, f"cmp-002,grp-003,grp-006,independent groups,{cells},")
    assert of_comparisons() == ""
    findings = check_p_values(ledger.comparisons()).set_index("row_id")
    assert findings.loc["cmp-002", "verdict"] in set(Verdict)


@pytest.mark.parametrize(
    ("cells", "words"),
    first_of(
        [
            ("0.89,t-test,,", ["column named_test", "'t-test'", "use one of: two-group t test"]),
            ("0.89,,1-sided,", ["column sides", "use one of: two-sided, one-sided"]),
            ("0.89,,,bonferroni", ["column correction", "use one of: Bonferroni"]),
            ("0,,,", ["column p_value", "no p value is 0; copy the decimals"]),
            ("1.7,,,", ["column p_value", "lost decimal point"]),
            ("p<0.05,,,", ["column p_value", "without the letter p"]),
        ],
        2,
    ),
)
def test_what_is_none_is_refused_with_place_and_remedy(project, cells, words):
    project.edit(FILE, ROW, f"cmp-002,grp-003,grp-006,independent groups,{cells},")
    told = of_comparisons()
    assert f"{FILE}:3" in told
    for word in words:
        assert word in told


def test_one_change_is_written_without_a_second_row(project):
    project.edit(FILE, CHANGE, "cmp-006,grp-008,,one change against none,0.7,paired t test,,,")
    assert of_comparisons() == ""
    findings = check_p_values(ledger.comparisons()).set_index("row_id")
    # 0.46 ± 0.26 of 27 people gives p below 0.0001, 0.26 ± 0.46 gives 0.007.
    assert findings.loc["cmp-006", "verdict"] == Verdict.INCONSISTENT
    assert tables.row("group_statistics", "grp-008")["kind"] == "change"


def test_relations_ask_for_their_rows(project):
    project.edit(FILE, CHANGE, "cmp-006,grp-006,,same people,0.7,paired t test,,,")
    assert "column second" in of_comparisons()
    assert "one change against none" in of_comparisons()
