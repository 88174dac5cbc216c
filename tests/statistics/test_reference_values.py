"""Tests and effect sizes against values that R computed; see tests/r/README.md."""

import csv
from pathlib import Path

import pytest

from living_review.checks.counts import p_of_table
from living_review.statistics.effect_sizes.standardised import hedges_g, hedges_g_variance
from living_review.statistics.summary_tests import paired_test, pooled_test, welch_test

FOLDER = Path(__file__).parent / "r"


def cases(kind: str) -> list[tuple[list[float], list[float]]]:
    with (FOLDER / "reference_values.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    parts = [
        [
            [float(row[f"{part}{i}"]) for i in range(1, last) if row[f"{part}{i}"]]
            for part, last in (("input", 8), ("output", 5))
        ]
        for row in rows
    ]
    return [(inputs, outputs) for inputs, outputs in parts]


def close(found, expected):
    assert [float(x) for x in found] == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("kind", "test"), [("welch", welch_test), ("pooled", pooled_test)])
def test_independent_groups_agree_with_r(kind, test):
    assert len(cases(kind)) == 40
    for inputs, outputs in cases(kind):
        close(test(*inputs), outputs)


def test_paired_tests_agree_with_r():
    assert len(cases("paired")) == 40
    for (mean1, sd1, mean2, sd2, n, r), outputs in cases("paired"):
        close(paired_test(mean1, sd1, mean2, sd2, n, r), outputs)


def test_effect_sizes_agree_with_metafor():
    assert len(cases("hedges g")) == 40
    for inputs, outputs in cases("hedges g"):
        g = hedges_g(*inputs)
        close([g, hedges_g_variance(g, inputs[2], inputs[5])], outputs)


def test_two_shares_agree_with_r():
    assert len(cases("shares")) > 30
    for (k1, n1, k2, n2), outputs in cases("shares"):
        table = [[int(k1), int(n1 - k1)], [int(k2), int(n2 - k2)]]
        close(p_of_table(table).values(), outputs)
