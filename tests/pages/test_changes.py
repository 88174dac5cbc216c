"""Changes of one printed group: SciPy on constructed pairs, correlations, shares, schedules."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from living_review.evidence import tables
from living_review.evidence.doses import dose_per_day, over_weeks
from living_review.pages.plural import enough_in_words
from living_review.pages.printed_groups import fewest_table
from living_review.statistics.paired_changes import (
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


def fewest(before, after, reading="standard error"):
    table = smallest_numbers_of_people(before, after, 0.05)
    return table[table["reading"] == reading].set_index("correlation")["smallest"]


def p_of_pairs(before, after, n, r, standard_error):
    """P of a paired t test from its definition, without the package."""
    first, second = float(before["spread"]), float(after["spread"])
    error = np.sqrt(first**2 + second**2 - 2 * r * first * second)
    error = error if standard_error else error / np.sqrt(n)
    return 2 * stats.t.sf(abs(float(after["value"]) - float(before["value"])) / error, n - 1)


@pytest.mark.parametrize("names", PAIRS)
def test_the_fewest_people_are_enough_and_one_fewer_are_not(names):
    before, after = pair(*names)
    table = smallest_numbers_of_people(before, after, 0.05)
    for row in table.itertuples():
        errors = row.reading == "standard error"
        n = row.smallest
        if np.isnan(n):
            assert p_of_pairs(before, after, 1e9, row.correlation, errors) >= 0.05
        else:
            assert p_of_pairs(before, after, n, row.correlation, errors) < 0.05
            assert n == 2 or p_of_pairs(before, after, n - 1, row.correlation, errors) >= 0.05


def test_fewest_people_of_the_source_between_the_sizes_that_a_picture_shows():
    # Issue 22, computed there with SciPy: the table named the next size of the picture.
    zinc = fewest(*pair("S1-N11", "S1-N12"))
    assert zinc[0.1] == 36  # was 40
    rats = fewest(*pair("S1-N14", "S1-N15"))
    assert (rats[-0.3], rats[-0.4]) == (26, 74)  # were 30 and 80


# Smallest n with 2·T(|d|/se) below 0.05, computed with SciPy from the definition. In brackets
# what looking among the sizes of a picture would give.
@pytest.mark.parametrize(
    ("difference", "spreads", "r", "reading", "wanted"),
    [
        ("1.3", ("2.0", "2.0"), 0.0, "standard deviation", 21),  # (25)
        ("1.3", ("2.0", "2.0"), -0.3, "standard deviation", 27),  # (30)
        ("1.3", ("2.0", "2.0"), 0.5, "standard deviation", 12),
        ("3.0", ("1.1", "1.0"), 0.0, "standard error", 44),  # (50)
        ("3.0", ("1.1", "1.0"), 0.1, "standard error", 17),
        ("2.96", ("1.1", "1.0"), 0.0, "standard error", 79),  # (80)
        ("2.0", ("0.7", "0.75"), 0.1, "standard error", 28),  # (30)
    ],
)
def test_fewest_people_of_made_up_changes(difference, spreads, r, reading, wanted):
    before = pd.Series({"value": "0", "spread": spreads[0], "unit": "points"})
    after = pd.Series({"value": difference, "spread": spreads[1], "unit": "points"})
    assert fewest(before, after, reading)[r] == wanted


def test_more_than_a_picture_shows_are_counted_and_where_none_suffice_that_is_said():
    before = pd.Series({"value": "0", "spread": "2.0", "unit": "points"})
    after = pd.Series({"value": "0.1", "spread": "2.0", "unit": "points"})
    # z: (1.96/0.1)² · 8 = 3,073, and the t distribution asks for two more
    assert fewest(before, after, "standard deviation")[0.0] == 3076
    assert fewest(before, after).isna().all()
    assert fewest(before, before, "standard deviation").isna().all()


def test_zinc_read_as_standard_errors_hangs_on_the_correlation():
    errors = fewest(*pair("S1-N11", "S1-N12"))
    assert np.isnan(errors[0.0])  # t 1.93, and 1.96 is needed however many people there are
    assert errors[0.5] == 6
    assert enough_in_words(errors[0.0]) == "no number of people suffices"
    assert enough_in_words(errors[0.5]) == "6 people suffice"
    table = fewest_table(smallest_numbers_of_people(*pair("S1-N11", "S1-N12"), 0.05), 0.05).frame
    shown = table.set_index("correlation")["standard error"]
    assert (shown["0"], shown["0.5"]) == ("no number", "6")


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


def test_doses_of_the_source_per_day_and_over_its_weeks():
    doses = tables.rows("printed_statistics", "S1-N06", "S1-N07")
    taken = over_weeks(doses, tables.row("printed_statistics", "S1-N08"))
    assert taken["daily"].tolist() == ["75 mg", "150 mg"]
    assert taken["whole"].tolist() == ["2100 mg", "4200 mg"]
    with pytest.raises(ValueError, match="not in weeks"):
        over_weeks(doses, tables.row("printed_statistics", "S1-N07"))


def test_the_share_of_the_gap_of_the_source_is_the_one_by_hand():
    rows = tables.rows("printed_statistics", "S1-N01", "S1-N10", "S1-N02").iloc
    # (56.9 - 44.39) / (59.1 - 44.39), by hand
    assert share_of_gap_closed(*rows)[0] == pytest.approx(12.51 / 14.71)
