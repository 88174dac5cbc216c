"""The pooled effect in points of scales: bars where a difference matters, and an axis for all."""

import pandas as pd

from living_review.charts.forest import BOUND, HEADING
from living_review.pages.points import points_domain, points_rows

POINTS = pd.DataFrame(
    {"scale": ["A", "B", "C"], "estimate": [-4.0, -2.0, -1.0], "low": -7.5, "high": -0.5}
)
MATTERS = pd.DataFrame({"scale": ["A", "C"], "low": ["3", "2.5"], "high": ["6", "2.5"]})


def test_each_scale_with_a_difference_that_matters_has_its_effect_and_a_bar():
    rows = points_rows(POINTS, MATTERS)
    assert list(rows.loc[rows["kind"] == HEADING, "name"]) == ["A", "C"]
    assert list(rows.loc[rows["kind"] == "estimate", "value"]) == [-4.0, -1.0]
    bars = rows[rows["kind"] == BOUND]
    assert list(bars["words"]) == ["−6.0 to −3.0", "−2.5"]
    assert list(bars["low"]) == [-6.0, -2.56], "a bar without width would not be seen"


def test_the_axis_holds_every_interval_and_no_effect():
    rows = points_rows(POINTS, MATTERS)
    assert points_domain(rows) == (-8.0, 2.0)
    wider = POINTS.assign(low=-90.0, high=30.5)
    assert points_domain(points_rows(wider, MATTERS)) == (-90.0, 31.0)
