"""A real pair, a paper and its retraction, given to a trial of the review: what then follows."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from shares import first_of
from table_rows import change, read_rows, write_rows

from living_review.book.head import masthead
from living_review.charts.forest import HEADING, NOTHING
from living_review.charts.forest_sections import described_forest
from living_review.evidence import tables
from living_review.pages.claim_section import claim_section
from living_review.pages.notices import disagreement, retracted_html
from living_review.pages.ratios import ratio_rows
from living_review.pages.record_pages.claim import claim_record
from living_review.pages.record_pages.trial import trial_record
from living_review.pages.trial_forest import (
    aside_rows,
    forest_rows,
    trial_forest_table,
    trial_rows,
)
from living_review.pages.trials import placed_trials, told_of
from living_review.pages.waiting import waiting
from living_review.search.notices import look_up
from living_review.search.runs import Setting
from living_review.statistics.meta_analysis import pool
from living_review.synthesis.trials.diagnostics import recoverable
from living_review.synthesis.trials.pools import pool_with_bounds
from living_review.synthesis.trials.selection import EXCLUDED, MAIN, SETS
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.synthesis.trials.trial_effect import effects_frame
from living_review.synthesis.verdicts.claims import Claim, verdict_table
from living_review.synthesis.verdicts.rules import RULES
from living_review.synthesis.verdicts.tied_ratios import tied_ratios
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


@pytest.mark.long
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
    first_of(
        [
            ("correction", "", ""),
            ("correction", "none seen", "A database lists a notice where a reader saw none"),
            ("correction", "retraction", "A reader saw a retraction that no database lists"),
            ("retraction", "retraction", ""),
            ("retraction", "none seen", "A database lists a retraction where a reader saw none"),
        ],
    ),
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


def forest_rows_of_the_main_pool() -> pd.DataFrame:
    effects = effects_of((MAIN,))
    numbers = recoverable(effects)
    usual = pool(numbers["yi"], numbers["vi"], method="REML", interval="Hartung-Knapp")
    return forest_rows(effects, pool_with_bounds(effects), usual)


def test_the_forest_plot_sets_it_aside_with_its_reason_and_without_a_mark(retracted):
    rows = forest_rows_of_the_main_pool()
    (aside,) = rows[rows["trial"] == retracted].to_dict("records")
    assert aside["name"].endswith("(Retracted)")
    assert (aside["kind"], aside["words"]) == (NOTHING, "retracted, not pooled")
    assert pd.isna([aside["value"], aside["low"], aside["high"]]).all()
    assert rows.loc[rows["kind"] == HEADING, "name"].iloc[-1] == "Set aside, in no pool"
    assert "(Retracted): retracted, not pooled" in described_forest("Effects", rows)
    assert "retracted, not pooled" in trial_forest_table(rows).to_html()


def test_a_trial_is_set_aside_only_where_e5_alone_keeps_it_out(door):
    trials = selection()
    alone = trials[(trials["kept_from"] != "") & (trials["set"] == EXCLUDED)]
    assert set(alone["E5"]) <= {"not met"}
    assert set(trials.loc[trials["set"] != EXCLUDED, "kept_from"]) == {""}
    shown = aside_rows(*SETS)
    assert set(shown["trial"].dropna() if len(shown) else ()) == set(alone["trial"])


def retract(door, *publications: str):
    for publication in publications:
        change(door, "publications", publication, notice="retraction")


def tied(claim_id: str) -> dict[str, str]:
    """Publication of each finding that a claim has as evidence, by its row."""
    return {
        row["row_id"]: row["source"]
        for link, table, row in Claim(claim_id).evidence
        if link["relation"] != "context" and table != "provenance_facts"
    }


RULED = tables.read("verdict_rules").drop_duplicates("rule").set_index("rule")["claim_id"]
OF_FINDINGS = [rule for rule, its in RULES.items() if its.reads.is_of_rows and rule in RULED]


@pytest.mark.parametrize("rule", [rule for rule in OF_FINDINGS if rule != "comparison"])
def test_no_rule_counts_what_was_retracted_and_the_verdict_is_the_one_without_it(door, rule):
    claim_id = RULED[rule]
    publication = sorted(set(tied(claim_id).values()))[0]
    gone = {row for row, source in tied(claim_id).items() if source == publication}
    ties = tables.read("claim_evidence", claim_id=claim_id)
    digest = Claim(claim_id).digest
    retract(door, publication)
    claim = Claim(claim_id)
    assert gone <= claim.retracted
    assert not set(claim.answers["row_id"]) & gone
    assert claim.digest != digest
    ruled = claim.ruled
    # An independent reference: a review that never tied those rows, and in which nothing was
    # retracted.
    change(door, "publications", publication, notice="")
    rows = read_rows(door, "claim_evidence")
    kept = [r for r in rows if (r["claim_id"], r["row_id"]) not in {(claim_id, g) for g in gone}]
    assert len(rows) - len(kept) == ties["row_id"].isin(gone).sum()
    write_rows(door, "claim_evidence", kept)
    assert Claim(claim_id).ruled == ruled


WITHOUT_EVIDENCE = {"effect": "unsupported"}  # and of any other rule: cannot be checked


@pytest.mark.parametrize("rule", ["effect", "association", "estimates", "laboratories", "ranges"])
def test_a_verdict_moves_when_all_that_it_rests_on_is_retracted(door, rule):
    after = WITHOUT_EVIDENCE.get(rule, "cannot be checked")
    its = tables.read("verdict_rules", rule=rule)["claim_id"]
    claim_id = next(one for one in its if str(Claim(one).verdict) != after)
    retract(door, *set(tied(claim_id).values()))
    claim = Claim(claim_id)
    assert str(claim.verdict) == after
    page = "".join(
        [claim_record(claim_id).head]
        + [block.to_html() for s in claim_record(claim_id).sections for block in s.blocks]
    )
    card = claim_section(claim_id).to_html()
    for text in (page, card):
        assert "retracted publications and decide nothing" in text
    assert f"of these {len(claim.retracted)} retracted" in card
    assert page.count("(Retracted)") >= len(claim.retracted)


def test_what_a_text_says_stays_a_fact_when_it_is_retracted(door):
    claim_id = RULED["comparison"]
    before = Claim(claim_id).ruled
    sources = {row["source"] for _, table, row in Claim(claim_id).evidence}
    retract(door, *sources)
    assert Claim(claim_id).ruled == before
    assert not [row for row in Claim(claim_id).retracted if row.startswith("prov-")]


@pytest.mark.long
def test_a_judged_claim_is_to_be_judged_anew_until_it_is(door):
    what = "Judged claims of whose evidence a part was retracted since, to be judged anew"
    judged = next(
        claim_id
        for claim_id in verdict_table().query("decided_by.str.startswith('reader')")["claim_id"]
        if tied(claim_id) and Claim(claim_id).is_current
    )
    assert waiting().set_index("what").loc[what, "count"] == 0
    verdict = Claim(judged).verdict
    retract(door, next(iter(tied(judged).values())))
    claim = Claim(judged)
    assert (claim.verdict, claim.is_current, claim.is_to_be_judged_anew) == (verdict, False, True)
    assert waiting().set_index("what").loc[what, "count"] >= 1
    assert "to be judged anew" in claim_section(judged).to_html()
    assert "to be judged anew" in claim_record(judged).head
    change(door, "verdict_readings", f"{judged} settlement", evidence=claim.digest)
    assert not Claim(judged).is_to_be_judged_anew
    assert "anew" not in claim_record(judged).head


def test_ratios_of_a_retracted_publication_are_named_and_neither_drawn_nor_counted(door):
    claim_id = RULED["effect"]
    before = tied_ratios(claim_id)
    publication = before["source"].iloc[0]
    retract(door, publication)
    after = tied_ratios(claim_id)
    gone = after["source"] == publication
    assert set(gone) == {True, False}
    assert after.loc[gone, ["value", "low", "high"]].isna().all(axis=None)
    assert set(after.loc[gone, "says"]) == {""}
    assert list(after["row_id"]) == list(before["row_id"])
    rows = ratio_rows(after)
    named = rows[rows["name"].str.contains("(Retracted)", regex=False)]
    assert list(named["kind"]) == [NOTHING] * gone.sum()
