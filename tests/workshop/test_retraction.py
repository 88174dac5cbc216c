"""A real pair, a paper and its retraction, given to a trial of the review: what then follows."""

import shutil
from pathlib import Path

import pytest
from table_rows import change

from living_review.book.head import masthead
from living_review.evidence import tables
from living_review.pages.notices import disagreement, retracted_html
from living_review.pages.record_pages.trial import trial_record
from living_review.pages.trial_forest import trial_rows
from living_review.pages.trials import placed_trials, told_of
from living_review.search.notices import look_up
from living_review.search.runs import Setting
from living_review.synthesis.trials.pools import pool_with_bounds
from living_review.synthesis.trials.selection import EXCLUDED, MAIN
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.synthesis.trials.trial_effect import effects_frame
from living_review.workshop import data_checks
from tests.search import stand_in
from tests.search.conftest import HASTY

ROOT = Path(__file__).resolve().parents[2]
PAPER, RETRACTION = "27602157", "https://pubmed.ncbi.nlm.nih.gov/34093767/"


@pytest.fixture
def retracted(door):
    """The first trial of the main pool, under the identifier of a paper that was retracted."""
    shutil.copytree(ROOT / "searches", door / "searches", dirs_exist_ok=True)  # for the bar
    shutil.copy(ROOT / "CITATION.cff", door)
    trial = effects_of((MAIN,))[0].trial
    change(door, "publications", trial, pubmed_id=PAPER)
    with stand_in.serve(stand_in.full()) as server:
        setting = Setting("", {"PubMed": server.address}, HASTY)
        assert look_up("PubMed", {trial: PAPER}, setting)["notices"] == "1"
    return trial


def record_html(trial: str) -> str:
    record = trial_record(trial)
    blocks = [block.to_html() for section in record.sections for block in section.blocks]
    return record.head + "".join(blocks)


def test_a_retraction_takes_its_trial_out_of_the_pool_and_every_forest_plot(door):
    trial = effects_of((MAIN,))[0].trial
    before = [effect for effect in effects_of((MAIN,)) if effect.trial != trial]
    change(door, "publications", trial, pubmed_id=PAPER)
    assert retracted_html("") == ""
    with stand_in.serve(stand_in.full()) as server:
        look_up("PubMed", {trial: PAPER}, Setting("", {"PubMed": server.address}, HASTY))
    row = selection().set_index("trial").loc[trial]
    assert (row["set"], row["E5"], row["but_for"]) == (EXCLUDED, "not met", "")
    assert row["reason"] == "E5: its publication was retracted"
    after = effects_of((MAIN,))
    assert pool_with_bounds(after) == pool_with_bounds(before)
    assert trial not in set(trial_rows(effects_frame(after).assign(weight=0.0))["trial"])
    assert tables.row("publications", trial)["notice"] != "retraction"  # as the reader left it


def test_its_record_its_row_and_the_bar_say_so_with_the_notice(retracted):
    page = record_html(retracted)
    assert (
        f'<strong>Retracted</strong> (notice: <a href="{RETRACTION}">pubmed:34093767</a>)' in page
    )
    assert "Oncol Lett. 2021 Jul;22(1):545" in page
    line = placed_trials().set_index("trial").loc[retracted]
    assert "retracted" in line["note"]
    (name,) = told_of(placed_trials().query("trial == @retracted")["trial"])["name"]
    assert name.endswith("(Retracted)")
    bar = masthead({}, "../")["retracted"]
    assert "1 trial was retracted" in bar
    assert f'href="../records/trials/{retracted}.html"' in bar
    assert data_checks.problems() == []


def test_one_that_its_source_lists_no_more_counts_no_more_and_stays_on_the_record(door, retracted):
    (row,) = tables.read("publication_notices").to_dict("records")
    change(door, "publication_notices", " ".join([*row.values()][:5]), gone_on="2030-01-01")
    assert selection().set_index("trial").loc[retracted, "set"] == MAIN
    page = record_html(retracted)
    assert "no longer since 2030-01-01" in page
    assert "<strong>Retracted</strong>" not in page
    assert masthead({}, "")["retracted"] == ""


@pytest.mark.parametrize(
    ("kind", "seen", "said"),
    [
        ("correction", "", ""),
        ("correction", "none seen", "A database lists a notice where a reader saw none"),
        ("correction", "retraction", "A reader saw a retraction that no database lists"),
        ("retraction", "retraction", ""),
        ("retraction", "none seen", "A database lists a retraction where a reader saw none"),
    ],
)
def test_readers_and_databases_stand_side_by_side(door, retracted, kind, seen, said):
    (row,) = tables.read("publication_notices").to_dict("records")
    change(door, "publication_notices", " ".join([*row.values()][:5]), kind=kind)
    change(door, "publications", retracted, notice=seen)
    page = record_html(retracted)
    assert said in page
    assert kind in page
    assert bool(disagreement(seen, tables.read("publication_notices"))) == bool(said)
    out = "retraction" in (kind, seen)
    assert (selection().set_index("trial").loc[retracted, "set"] == EXCLUDED) == out
