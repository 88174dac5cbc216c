"""Comparisons of printed groups: SciPy on every row, the rounding box, and *never*."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from living_review.evidence import tables
from living_review.statistics.group_comparisons import (
    against_intervals,
    compare,
    fewest_people,
    implied_by_intervals,
    in_units,
    intervals_in,
    over_group_sizes,
    over_splits,
    smallest_group_sizes,
)
from living_review.statistics.summary_tests import SpreadReading

PAIRS = [("S1-N01", "S1-N02"), ("S1-N04", "S1-N05"), ("S1-N11", "S1-N12"), ("S1-N09", "S1-N02")]


def pair(first, second):
    rows = tables.rows("printed_statistics", first, second)
    return rows.iloc[0], rows.iloc[1]


@pytest.mark.parametrize("names", PAIRS)
def test_every_row_agrees_with_scipy_computed_from_the_printed_text(names):
    one, two = pair(*names)
    table = over_group_sizes(one, two)
    assert sorted(set(table["n"])) == list(range(2, 101))
    assert len(table) == 2 * 99
    for row in table.itertuples():
        scale = np.sqrt(row.n) if row.reading == "standard error" else 1.0
        sd1, sd2 = float(one["spread"]) * scale, float(two["spread"]) * scale
        theirs = stats.ttest_ind_from_stats(
            float(one["value"]), sd1, row.n, float(two["value"]), sd2, row.n, equal_var=False
        )
        assert row.t == pytest.approx(theirs.statistic, rel=1e-9)
        assert row.p == pytest.approx(theirs.pvalue, rel=1e-9)


@pytest.mark.parametrize("names", PAIRS)
@pytest.mark.parametrize("reading", list(SpreadReading))
@pytest.mark.parametrize("n", [2, 3, 10, 60])
def test_the_rounding_box_holds_a_dense_random_sample_and_is_tight(names, reading, n):
    one, two = pair(*names)
    row = compare(one, two, [n], [n], reading).iloc[0]
    random = np.random.default_rng(1)

    def draw(text):
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
        corners = np.array([-half, half])
        inside = random.uniform(-half, half, 4000)
        inside[:800] = random.choice(corners, 800)
        return float(text) + inside

    scale = np.sqrt(n) if reading is SpreadReading.SE else 1.0
    p = stats.ttest_ind_from_stats(
        draw(one["value"]),
        draw(one["spread"]) * scale,
        n,
        draw(two["value"]),
        draw(two["spread"]) * scale,
        n,
        equal_var=False,
    ).pvalue
    assert row["p_low"] <= p.min() * (1 + 1e-6)
    assert row["p_high"] >= p.max() * (1 - 1e-6)
    assert row["p_low"] <= row["p"] <= row["p_high"]
    assert np.log(row["p_high"] / row["p_low"]) <= 1.3 * np.log(p.max() / p.min())


def test_the_box_of_equal_means_reaches_one():
    group = pd.Series({"value": "5.0", "spread": "1.0", "unit": "s"})
    row = compare(group, group, [10], [10], SpreadReading.SD).iloc[0]
    assert row["p"] == pytest.approx(1.0)
    assert row["p_high"] == pytest.approx(1.0)
    assert row["p_low"] < 1.0


def test_the_first_pair_reaches_the_bound_at_two_and_at_three():
    table = smallest_group_sizes(*pair("S1-N01", "S1-N02"), "<0.05").set_index(
        ["reading", "test", "division"]
    )
    assert table.loc[("standard deviation", "Welch", "1 to 1"), "smallest"] == 2
    assert table.loc[("standard error", "Welch", "1 to 1"), "smallest"] == 3


def test_the_plasma_difference_never_reaches_the_bound_if_its_spreads_are_standard_errors():
    one, two = pair("S1-N04", "S1-N05")
    table = smallest_group_sizes(one, two, "<0.05")
    as_errors = table[table["reading"] == "standard error"]
    assert set(as_errors["in_words"]) == {"never"}
    as_deviations = table[table["reading"] == "standard deviation"]
    assert not as_deviations["smallest"].isna().any()
    # By hand: (22.95 - 17.65) / sqrt(1.45^2 + 3.25^2) is the most favourable z.
    z = (22.95 - 17.65) / np.hypot(1.45, 3.25)
    assert as_errors["limiting_p"].iloc[0] == pytest.approx(2 * stats.norm.sf(z), rel=1e-9)


def test_not_found_up_to_a_size_is_not_called_never():
    one, two = pair("S1-N11", "S1-N12")
    words = smallest_group_sizes(one, two, "<0.05").set_index(["reading", "test", "division"])
    assert words.loc[("standard error", "Welch", "1 to 1"), "in_words"].startswith("not up to")


def test_splits_cover_every_division_once():
    table = over_splits(*pair("S1-N01", "S1-N02"), 76)
    assert (table["n1"] + table["n2"] == 76).all()
    assert len(table) == 2 * 73
    with pytest.raises(ValueError, match="at least 4"):
        over_splits(*pair("S1-N01", "S1-N02"), 3)


def test_units_must_agree():
    one, two = pair("S1-N01", "S1-N02")
    with pytest.raises(ValueError, match="units differ"):
        compare(one, two.replace({"mg/L": "mmol/L"}), [5], [5], SpreadReading.SD)


def test_in_units_by_hand():
    groups = tables.rows("printed_statistics", "S1-N01", "S1-N05")
    table = in_units(groups, ["mmol/L"], tables.read("substances"))
    assert table["mean in mmol/L"].tolist() == pytest.approx([44.39 / 24.305, 22.9 / 24.305])
    assert table["printed"].tolist() == ["44.39 ± 2.7 mg/L", "22.9 ± 3.3 mg/L"]


def test_places_by_hand():
    groups = tables.rows("printed_statistics", "S1-N01", "S1-N02").assign(label=["p", "c"])
    intervals = tables.read("reference_intervals")
    cells = intervals[intervals["matrix"] == "erythrocytes"]
    table = against_intervals(groups, cells, "mg/L", tables.read("substances"))
    by_row = table.set_index("row_id")
    # 4.0 to 6.4 mg/dL is 40 to 64 mg/L; 4.46 mEq/L is 4.46 * 24.305 / 2 = 54.2 mg/L.
    assert by_row.loc["int-07", ["p", "c"]].tolist() == ["inside", "inside"]
    assert by_row.loc["int-12", ["p", "c"]].tolist() == ["below", "inside"]
    assert by_row.loc["int-12", "low_converted"] == pytest.approx(4.46 * 24.305 / 2)


def test_an_open_limit_stays_open():
    intervals = tables.read("reference_intervals")
    table = intervals_in("mg/L", intervals[intervals["high"] == ""], tables.read("substances"))
    assert table["high_converted"].isna().all()
    assert table["printed"].str.startswith("from ").all()


def test_implied_spread_by_hand():
    intervals = tables.read("reference_intervals")
    quest = intervals[intervals["row_id"] == "int-07"]
    row = implied_by_intervals(3.2, quest, "mg/L", tables.read("substances")).iloc[0]
    assert row["implied_sd"] == pytest.approx(24 / 3.9199, rel=1e-4)
    assert row["size_if_se"] == pytest.approx((24 / 3.9199 / 3.2) ** 2, rel=1e-4)


def test_fewest_people_tell_too_few_tried_from_no_number():
    group = pd.Series({"value": "10.0", "spread": "1.0", "unit": "g"})
    for mean, reading, wanted in (
        (
            "12.0",
            SpreadReading.SD,
            4.0,
        ),  # four: t 2.83 of 2.45; three: 2.45 of 2.78
        ("10.1", SpreadReading.SD, math.inf),  # 770 or so would be needed
        ("10.1", SpreadReading.SE, math.nan),  # t is 0.07 at any size
    ):
        other = pd.Series({"value": mean, "spread": "1.0", "unit": "g"})
        found = fewest_people(group, other, "<0.05")[str(reading)]
        assert found == wanted or (math.isnan(found) and math.isnan(wanted))
