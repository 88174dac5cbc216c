"""Ratios side by side and people as marks: what is drawn follows the rows of evidence."""

import itertools
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.charts.icon_array import icon_array
from living_review.charts.theme import NARROW, WIDE
from living_review.evidence import tables
from living_review.pages.ratios import ratio_forest, ratios_table, ratios_title, sides_by
from living_review.statistics.absolute_effects import (
    paired_shares,
    people_of_a_hundred,
    whole_people,
)
from living_review.synthesis.verdicts.answers import RATIOS
from living_review.synthesis.verdicts.claims import Claim, undivided
from living_review.synthesis.verdicts.tied_ratios import WITH_WHOM, tied_ratios

HARMS = undivided(seed="S2", kind="harm", locator="sentence 3, inserted words")["claim_id"]


@pytest.mark.parametrize("claim", HARMS)
def test_every_ratio_tied_as_evidence_is_drawn_once(claim):
    ties = tables.read("claim_evidence", claim_id=claim)
    estimates = tables.read("printed_estimates").set_index("row_id")
    wanted = {
        row.row_id
        for row in ties.itertuples()
        if row.relation != "context"
        and row.row_id in estimates.index
        and estimates.loc[row.row_id, "measure"] in RATIOS
    }
    drawn = tied_ratios(claim)["row_id"]
    assert drawn.is_unique
    assert set(drawn) == wanted


@pytest.mark.parametrize("claim", ["S2-01", *HARMS])
def test_ties_say_what_the_numbers_say(claim):
    """A tie is typed; what an interval says is computed: they have to be one thing."""
    found = Claim(claim)
    typed = found.links.set_index("row_id")["relation"]
    for row in found.answers.itertuples():
        assert typed[row.row_id] == str(row.says), row.row_id


@pytest.mark.parametrize("claim", HARMS)
def test_every_estimate_of_a_harm_says_with_whom_it_compares(claim):
    assert (tied_ratios(claim)["compared_with"] != "").all()


def test_a_tie_that_goes_takes_its_row_with_it(project):
    before = tied_ratios("S2-08")
    gone = before.iloc[0]
    ties = project.root / "data" / "claim_evidence.csv"
    lines = ties.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"S2-08,{gone['row_id']},")]
    assert len(kept) == len(lines) - 1
    ties.write_text("".join(kept), encoding="utf-8")
    after = tied_ratios("S2-08")
    assert after["row_id"].tolist() == before["row_id"].tolist()[1:]
    assert gone["row_id"] not in json.dumps(ratios_table(after).frame["row_id"].tolist())


def test_a_claim_without_ratios_is_refused():
    with pytest.raises(ValueError, match="no ratio is tied to S2-04 as evidence"):
        tied_ratios("S2-04")


@pytest.mark.parametrize("claim", ["S2-01", "S2-09", "S2-10"])
def test_every_group_has_its_heading_even_where_there_is_one_alone(claim):
    ratios = tied_ratios(claim)
    text = json.dumps(ratio_forest(ratios)(WIDE).to_dict())
    for with_whom in ratios["compared_with"].unique():
        first_words = " ".join(f"Compared {WITH_WHOM[with_whom]}".split()[:3])
        assert first_words in text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_ratios_stand_on_a_logarithmic_scale_around_one(width):
    specification = ratio_forest(tied_ratios("S2-09"))(width).to_dict()
    xs = [layer["encoding"]["x"] for layer in specification["layer"]]
    scales = [x["scale"] for x in xs if x.get("scale")]
    assert {scale["type"] for scale in scales} == {"log"}
    assert {tuple(scale["domain"]) for scale in scales} == {(1 / 32, 16)}
    axes = [x["axis"] for x in xs if x.get("axis")]
    assert {tuple(axis["values"]) for axis in axes} == {(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)}
    line = next(layer for layer in specification["layer"] if layer["mark"]["type"] == "rule")
    assert {row["at"] for row in specification["datasets"][line["data"]["name"]]} == {1}


def test_an_upper_end_that_is_infinite_is_not_made_up():
    rows = ratios_table(tied_ratios("S2-09")).frame
    printed = rows.set_index("row_id")["printed"]
    open_ended = tables.read("printed_estimates", ci_high="")
    ids = [one for one in open_ended["row_id"] if one in printed.index]
    assert [printed[one] for one in ids] == ["15.62 (from 1.65)"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_reader_chooses_an_age_and_every_mark_of_a_row_knows_its_own(width):
    ratios = tied_ratios("S2-09")
    specification = ratio_forest(ratios)(width).to_dict()
    (chosen,) = specification["params"]
    told = {age or "not told" for age in ratios["age_group"]}
    assert set(chosen["bind"]["options"]) == {"all", *told}
    fading = [layer for layer in specification["layer"] if "opacity" in layer.get("encoding", {})]
    assert len(fading) >= 4  # intervals, points, names, numbers
    for layer in fading:
        rows = specification["datasets"][layer["data"]["name"]]
        assert {row["age"] for row in rows if row["age"]} <= told


def test_nothing_is_to_be_chosen_where_all_are_of_one_age():
    assert "params" not in ratio_forest(tied_ratios("S2-08"))(WIDE).to_dict()


def test_a_title_tells_ages_where_most_ratios_have_one_and_comparisons_elsewhere():
    assert "in older adults" in ratios_title("Title", tied_ratios("S2-09"))
    assert "among people who may differ" in ratios_title("Title", tied_ratios("S2-05"))
    assert "wholly above one" in ratios_title("Title", tied_ratios("S2-01"))


@pytest.mark.parametrize("claim", HARMS)
def test_sides_are_those_that_verdicts_read(claim):
    ratios = tied_ratios(claim)
    counts = sides_by(ratios, "compares").sum()
    said = ratios["says"].value_counts()
    assert counts["above"] == said.get("supports", 0)
    assert counts["below"] == said.get("opposes", 0)
    assert counts["ratios"] == (ratios["says"] != "").sum()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5), st.integers(1, 1000))
def test_whole_people_add_up_and_are_near_their_share(shares, people):
    if sum(shares) <= 0:
        return
    found = whole_people(tuple(shares), people)
    assert sum(found) == people
    for share, count in zip(shares, found, strict=True):
        assert abs(count - share / sum(shares) * people) < 1 + 1e-6


@pytest.mark.parametrize("shares", [(-1.0, 2.0), (0.0, 0.0)])
def test_what_is_no_share_is_refused(shares):
    with pytest.raises(ValueError, match="are no shares of a whole"):
        whole_people(shares)


def test_people_of_a_hundred_by_hand():
    shares = paired_shares(tables.read("context_estimates", topic="efficacy")).set_index("source")
    assert people_of_a_hundred(shares.loc["melander2008"]) == (32, 16, 52)
    assert people_of_a_hundred(shares.loc["stone2022"]) == (10, 15, 75)  # 9.6, 14.9 and 75.5
    assert "arroll2005" not in shares.index  # it prints an outcome for several treatments


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_people_are_marks_that_differ_without_colour(width):
    groups = pd.DataFrame({"group": ["one", "two", "three"], "people": [32, 16, 52]})
    specification = icon_array(groups)(width).to_dict()
    layers = [layer for layer in specification["layer"] if layer["mark"]["type"] == "point"]
    looks = [(layer["mark"]["shape"], layer["mark"]["filled"]) for layer in layers]
    assert all(one != two for one, two in itertools.combinations(looks, 2))
    sizes = [len(specification["datasets"][layer["data"]["name"]]) for layer in layers]
    assert [size - 1 for size in sizes] == groups["people"].tolist()  # one of each in the key
    places = [
        (round(row["right"], 3), round(row["down"], 3))
        for layer in layers
        for row in specification["datasets"][layer["data"]["name"]]
    ]
    assert len(set(places)) == len(places)
    assert max(right for right, _ in places) < width


def test_more_groups_than_can_be_told_apart_are_refused():
    groups = pd.DataFrame({"group": ["one", "two", "three"], "people": [32, 16, 52]})
    with pytest.raises(ValueError, match="at most 3 can be told apart"):
        icon_array(pd.concat([groups, groups]))
