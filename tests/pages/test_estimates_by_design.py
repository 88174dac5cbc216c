"""Ratios by the design of their study: what was turned says so, and shows what was printed."""

import json

import pandas as pd
import pytest

from living_review.charts.forest import forest
from living_review.charts.theme import NARROW, WIDE
from living_review.evidence import tables
from living_review.evidence.printed_numbers import values
from living_review.pages.designs import (
    described_designs,
    design_rows,
    designs_table,
    findings_table,
    printed_estimates_table,
)


def by_design(*row_ids: str, turned: tuple[str, ...] = ()) -> pd.DataFrame:
    rows = tables.rows("printed_estimates", *row_ids)
    ratios = rows[["estimate", "ci_low", "ci_high"]].apply(values)
    ratios.columns = ["value", "low", "high"]
    back = rows["row_id"].isin(turned)
    ratios[back] = 1 / ratios.loc[back, ["value", "high", "low"]].to_numpy()
    return rows.join(ratios).assign(turned=back)


def test_a_turned_ratio_says_so_beside_what_is_printed():
    found = by_design("est-022", "est-013", turned=("est-013",))
    drawn = design_rows(found)
    assert drawn["name"][0] == "Asked once"  # what can say least about a cause comes first
    assert drawn["words"].tolist() == ["", "0.86 (0.77 to 0.94)", "", "0.85 (0.60 to 1.22)"]
    assert drawn["kind"].tolist()[1::2] == ["Asked once", "Followed over time"]
    assert (drawn["low"][1], drawn["high"][1]) == pytest.approx((1 / 1.30, 1 / 1.06))
    assert designs_table(found, "c").frame["printed"][0] == (
        "risk ratio 1.16 (1.06 to 1.30); drawn turned"
    )


def test_a_turned_ratio_has_its_words_turned_and_shows_what_is_printed():
    found = by_design("est-013", "est-042", "est-022", turned=("est-013", "est-042"))
    low, straight, pooled = design_rows(found)["name"][1::2]
    assert "184 mg a day or more against less" in low
    assert low.endswith("; turned, printed 1.16 (1.06 to 1.30)")
    assert "no hypomagnesaemia against hypomagnesaemia" in pooled
    assert pooled.endswith("; turned, printed 1.34 (1.01 to 1.79)")
    assert "turned" not in straight
    told = described_designs(found, "Ratio")
    assert "0.86 (0.77 to 0.94), turned, printed 1.16 (1.06 to 1.30)" in told
    compared = designs_table(found, "c").frame["comparison"]  # the table shows rows as printed
    assert compared[0].startswith("magnesium intake below 184 mg")


def test_a_ratio_without_interval_is_drawn_as_a_point():
    drawn = design_rows(by_design("est-041")).iloc[1]
    assert drawn["low"] == drawn["value"] == drawn["high"]
    assert drawn["words"].endswith(", no interval")


@pytest.mark.parametrize(
    ("rows", "turned", "words"),
    [
        (("est-006",), (), "est-006: no ratio"),
        (("est-022",), ("est-022",), "est-022 is turned: .* the other way round"),
    ],
)
def test_what_does_not_fit_the_axis_is_refused(rows, turned, words):
    with pytest.raises(ValueError, match=words):
        design_rows(by_design(*rows, turned=turned))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_axis_of_ratios_is_logarithmic_and_the_legend_chooses(width):
    rows = design_rows(by_design("est-022", "est-013"))
    kinds = ("Asked once", "Followed over time")
    draw = forest(
        rows,
        quantity="q",
        kinds=kinds,
        domain=(0.2, 2.5),
        null=1.0,
        ratio=True,
        legend_chooses=True,
    )
    spec = draw(width).to_dict()
    text = json.dumps(spec)
    assert '"type": "log"' in text
    assert "[0.2, 0.5, 1, 2]" in text
    (chosen,) = spec["params"]
    assert (chosen["bind"], chosen["select"]["fields"]) == ("legend", ["kind"])


def test_findings_and_estimates_come_as_asked():
    table = findings_table("x", "fnd-302", "fnd-300")
    assert table.frame["row_id"].tolist() == ["fnd-302", "fnd-300"]
    genes = findings_table("x", topic="genes").frame
    assert set(genes["topic"]) == {"genes"}
    printed = printed_estimates_table("x", "est-041").frame
    assert printed["printed"].tolist() == ["odds ratio 1.21"]
