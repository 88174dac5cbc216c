"""Changes of one printed group: SciPy on constructed pairs, correlations, shares, schedules."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from living_review.evidence import tables
from living_review.evidence.doses import dose_per_day
from living_review.pages.change import PrintedChange, schedule_table
from living_review.statistics.group_comparisons import (
    change_over_correlations,
    share_of_gap_closed,
    smallest_numbers_of_people,
)

PAIRS = [("S1-N01", "S1-N09"), ("S1-N01", "S1-N10"), ("S1-N11", "S1-N12"), ("S1-N14", "S1-N15")]


def pair(first, second):
    return tables.row("printed_statistics", first), tables.row("printed_statistics", second)


def sample_with(mean1, sd1, mean2, sd2, n, r):
    """Raw pairs whose means, standard deviations and correlation are exactly these."""
    random = np.random.default_rng(n)
    raw = random.normal(size=(n, 2))
    raw -= raw.mean(0)
    q, _ = np.linalg.qr(raw)
    u = q / q.std(0, ddof=1)
    return mean1 + sd1 * u[:, 0], mean2 + sd2 * (r * u[:, 0] + np.sqrt(1 - r**2) * u[:, 1])


@pytest.mark.parametrize("names", PAIRS)
def test_every_row_agrees_with_scipy_on_pairs_made_to_fit(names):
    before, after = pair(*names)
    table = change_over_correlations(before, after, sizes=(3, 7, 40), correlations=(-0.5, 0, 0.8))
    assert len(table) == 2 * 9
    for row in table.itertuples():
        scale = np.sqrt(row.n) if row.reading == "standard error" else 1.0
        first, second = sample_with(
            float(before["value"]),
            float(before["spread"]) * scale,
            float(after["value"]),
            float(after["spread"]) * scale,
            row.n,
            row.correlation,
        )
        theirs = stats.ttest_rel(second, first)
        assert row.t == pytest.approx(theirs.statistic, rel=1e-8)
        assert row.p == pytest.approx(theirs.pvalue, rel=1e-8)


def test_a_rise_is_positive():
    assert (change_over_correlations(*pair("S1-N01", "S1-N09"))["t"] > 0).all()


def test_the_fewest_people_are_the_first_below_the_bound():
    table = change_over_correlations(*pair("S1-N11", "S1-N12"))
    for row in smallest_numbers_of_people(table, 0.05).itertuples():
        part = table[(table["reading"] == row.reading) & (table["correlation"] == row.correlation)]
        below = part[part["p"] < 0.05]["n"]
        assert (row.smallest == below.min()) or (below.empty and np.isnan(row.smallest))


def test_zinc_read_as_standard_errors_hangs_on_the_correlation():
    table = smallest_numbers_of_people(change_over_correlations(*pair("S1-N11", "S1-N12")), 0.05)
    errors = table[table["reading"] == "standard error"].set_index("correlation")["smallest"]
    assert np.isnan(errors[0.0])
    assert errors[0.5] == 6


printed = st.decimals(1, 99, places=1).map(str)


@given(printed, printed, printed)
def test_the_share_of_the_gap_lies_within_its_bounds_and_these_within_brute_force(a, b, c):
    rows = [pd.Series({"value": x}) for x in (a, b, c)]
    try:
        share, low, high = share_of_gap_closed(*rows)
    except ValueError:
        assert abs(float(a) - float(c)) <= 0.1 + 1e-9
        return
    assert low <= share <= high
    steps = np.linspace(-0.05, 0.05, 5)
    tried = [
        ((float(b) + y) - (float(a) + x)) / ((float(c) + z) - (float(a) + x))
        for x, y, z in itertools.product(steps, steps, steps)
    ]
    assert low == pytest.approx(min(tried), abs=1e-9)
    assert high == pytest.approx(max(tried), abs=1e-9)


def test_units_must_agree():
    before, after = pair("S1-N01", "S1-N09")
    with pytest.raises(ValueError, match="units differ"):
        change_over_correlations(before, after.replace({"mg/L": "g/L"}))


@pytest.mark.parametrize("schedule", ["mg", "mg x/day", "x 3/day", "mg x 3.5/day", "mg x 3/week"])
def test_what_is_no_schedule_is_refused(schedule):
    with pytest.raises(ValueError, match="is not a schedule"):
        dose_per_day("25", schedule)


def test_doses_per_day_of_the_source():
    table = schedule_table("S1-N06", "S1-N07", days="S1-N08").frame
    assert table["daily"].tolist() == ["75 mg", "150 mg"]


def test_what_prose_says_of_the_gap_is_what_the_data_gives():
    numbers = PrintedChange("S1-N01", "S1-N10", ("b", "a")).numbers("S1-N02")
    # (56.9 - 44.39) / (59.1 - 44.39), by hand
    assert numbers["share"] == f"{100 * 12.51 / 14.71:.0f}"
    assert numbers["reference"] == "59.1"
