"""The pooled effect in points of scales: whichever scales the data know."""

import pytest

from living_review.evidence import tables
from living_review.pages.certainty import CertaintyOfTrials

SCALES = sorted(set(tables.read("outcome_spreads")["scale"]))


@pytest.mark.parametrize("scale", SCALES)
def test_points_are_deviations_times_their_spread_without_a_sign(scale):
    sd = float(tables.read("outcome_spreads", scale=scale)["sd"].iloc[0])
    points = CertaintyOfTrials().as_points(scale, less=-0.5, none=0.0, more=1.0)
    assert points == {"less": f"{sd / 2:.1f}", "none": "0.0", "more": f"{sd:.1f}"}


def test_the_axis_holds_every_interval_and_no_effect():
    rated = CertaintyOfTrials()
    shown = rated.points[rated.points["scale"].isin(tables.read("important_differences")["scale"])]
    drawn = str(rated.points_figure("points", "In points.").draw(640).to_dict())
    least = int(shown["low"].min() // 1)
    assert f"'domain': [{least:.1f}, " in drawn
    assert "'domain': [-0.0" not in drawn


def test_a_scale_that_is_wider_widens_the_axis(project):
    path = project.root / "data" / "outcome_spreads.csv"
    widest = tables.read("important_differences", unit="points")["scale"].iloc[0]
    before = tables.row("outcome_spreads", widest)["sd"]
    project.edit("data/outcome_spreads.csv", f"{widest},{before},", f"{widest},90.0,")
    assert f"{widest},90.0," in path.read_text(encoding="utf-8")
    rated = CertaintyOfTrials()
    least = int(rated.points.set_index("scale").loc[widest, "low"] // 1)
    assert f"'domain': [{least:.1f}, " in str(rated.points_figure("p", "x").draw(640).to_dict())
