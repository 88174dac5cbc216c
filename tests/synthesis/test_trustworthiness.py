"""Trustworthiness: two readers' answers, and the rule that settles them."""

import csv
import itertools

import pandas as pd
import pytest

from living_review.evidence import tables
from living_review.pages.trustworthiness import WHOLE, answers_by_domain, settled_reports
from living_review.synthesis.trials.pools import pool_with_bounds
from living_review.synthesis.trials.selection import DOUBTED, EXCLUDED, MAIN
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.synthesis.trials.trustworthiness import (
    BY_PERSON,
    BY_RULE,
    CAUTION,
    DOMAINS,
    PERSON,
    SERIOUS,
    SOME,
    agreement,
    agreement_by_domain,
    more_cautious,
    others,
    readings,
    settle,
    settled,
)
from tests.synthesis.rows import another_answer

READINGS = "data/trustworthiness_readings.csv"
NOBODY = pd.DataFrame(columns=["trial", "judgement", "reason", "kind"])


def read(*judgements: str) -> pd.DataFrame:
    return pd.DataFrame({"trial": "a", "domain": DOMAINS, "judgement": judgements})


def test_domains_and_answers_are_those_of_the_data():
    schema = tables.resource("trustworthiness_readings")["schema"]
    fields = {field["name"]: field["constraints"] for field in schema["fields"]}
    assert tuple(fields["domain"]["enum"]) == DOMAINS
    assert tuple(fields["answer"]["enum"]) == CAUTION
    for name in ("trustworthiness_items", "trustworthiness_readings"):
        assert set(tables.read(name)["domain"]) == set(DOMAINS)


def test_only_randomised_trials_are_judged_each_in_every_domain_and_with_reasons():
    trials = tables.read("trials")
    wanted = set(trials.loc[trials["allocation"] != "not random", "trial"])
    read = readings()
    assert set(read["trial"]) <= wanted
    assert (read.groupby("trial")["domain"].agg(set).map(len) == len(DOMAINS)).all()
    assert (read["first_reason"] != "").all()
    assert ((read["second"] != "") == (read["second_reason"] != "")).all()
    judged_by_people = set(tables.read("trustworthiness")["trial"])
    assert set(read["trial"]) <= set(settled()["trial"])
    assert set(settled()["trial"]) <= set(read["trial"]) | judged_by_people


@pytest.mark.parametrize(("one", "two"), list(itertools.product(CAUTION, CAUTION)))
def test_the_more_cautious_answer_counts_whoever_gave_it(one, two):
    worse = more_cautious([one, two])
    assert worse == more_cautious([two, one])
    assert CAUTION.index(worse) == max(CAUTION.index(one), CAUTION.index(two))


def test_a_trial_has_the_judgement_of_its_worst_domain():
    found = settle(read("no concern seen", "cannot tell", SOME, SOME), NOBODY).iloc[0]
    assert found["judgement"] == SOME
    assert found["domains"] == "text and publication, results"
    assert found["by"] == BY_RULE
    for place in range(4):
        answers = ["no concern seen"] * 4
        answers[place] = SERIOUS
        assert settle(read(*answers), NOBODY).iloc[0]["judgement"] == SERIOUS


def test_a_persons_judgement_counts_and_a_machines_stands_beside():
    judged = pd.DataFrame(
        {"trial": ["a"], "judgement": [SOME], "reason": ["read whole"], "kind": [PERSON]}
    )
    serious = read(*[SERIOUS] * 4)
    found = settle(serious, judged)
    assert list(found.iloc[0]) == ["a", SOME, "read whole", BY_PERSON]
    assert len(found) == 1
    machine = judged.assign(kind="machine-assisted reading")
    assert settle(serious, machine).iloc[0]["judgement"] == SERIOUS
    only_judged = settle(serious, judged.assign(trial="b")).set_index("trial")
    assert dict(only_judged["judgement"]) == {"a": SERIOUS, "b": SOME}
    assert set(others()["kind"]) == {"machine-assisted reading"}


def test_agreement_counts_what_the_table_holds(project):
    rows = list(csv.DictReader((project.root / READINGS).read_text("utf-8").splitlines()))
    given = {}
    for row in rows:
        given.setdefault((row["trial"], row["domain"]), []).append(row["answer"])
    same = sum(one == two for one, two in given.values())
    found = agreement()
    assert (found["answers"], found["same"]) == (len(given), same)
    assert 0 < found["kappa"] < 1
    assert found["far"] <= found["answers"] - found["same"]
    parts = agreement_by_domain()
    assert parts["answers"].sum() == found["answers"]
    assert parts["same"].sum() == found["same"]


def test_one_reader_alone_is_believed_and_does_not_count_as_agreement(project):
    before, path = agreement(), project.root / READINGS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    second = tables.read("trustworthiness_readings", trial="abiri2022")["reader"].iloc[-1]
    kept = [line for line in lines if not line.startswith(f"abiri2022,results,{second},")]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), encoding="utf-8")
    assert agreement()["answers"] == before["answers"] - 1
    alone = readings().set_index(["trial", "domain"]).loc[("abiri2022", "results")]
    assert (alone["second"], alone["judgement"]) == ("", alone["first"])
    assert not alone["differ"]


def test_a_serious_concern_leaves_the_main_pool_and_the_pool_with_it_is_shown(project):
    before, with_all = (
        pool_with_bounds(effects_of((MAIN,))),
        pool_with_bounds(effects_of((MAIN, DOUBTED))),
    )
    main = selection().set_index("trial")["set"].eq(MAIN)
    assert main["sultana2023"]
    project.edit(READINGS, *another_answer("sultana2023", "notices", "serious concern"))
    chosen = selection().set_index("trial")
    assert (chosen.loc["sultana2023", "set"], chosen.loc["sultana2023", "but_for"]) == (
        EXCLUDED,
        DOUBTED,
    )
    assert chosen.loc["sultana2023", "E5"] == "not met"
    assert pool_with_bounds(effects_of((MAIN,))).trials == before.trials - 1
    again = pool_with_bounds(effects_of((MAIN, DOUBTED)))
    assert (again.trials, again.estimate) == (with_all.trials, pytest.approx(with_all.estimate))


def test_only_trials_that_fail_nothing_else_are_shown_with_the_main_pool():
    chosen = selection()
    doubted = chosen[chosen["but_for"] == DOUBTED]
    assert (doubted["set"] == EXCLUDED).all()
    assert (doubted["E6"] == "met").all()
    assert (chosen.loc[chosen["set"] != EXCLUDED, "but_for"] == "").all()


@pytest.mark.long
def test_a_third_answer_is_refused_with_place_and_remedy(project):
    row, _ = another_answer("abiri2022", "notices", "")
    second = tables.read("trustworthiness_readings", trial="abiri2022")["reader"].iloc[-1]
    project.edit(READINGS, row, f"abiri2022,notices,reader1,cannot tell,x\n{row}")
    done = project.run("-m", "living_review", "data-check")
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert f"{READINGS}:6, column reader, value '{second}'" in told
    assert "already" in told
    assert "remedy: keep two readers" in told


@pytest.mark.long
def test_an_unknown_answer_is_refused(project):
    project.edit(READINGS, *another_answer("abiri2022", "notices", "fine"))
    done = project.run("-m", "living_review", "data-check")
    assert done.returncode != 0
    assert "use one of: no concern seen, cannot tell" in done.stdout + done.stderr


def test_the_page_shows_all_answers_and_every_trial():
    reports = settled_reports()
    assert len(reports) == len(settled())
    cells = answers_by_domain(reports)
    assert len(cells) == len(readings()) + len(reports)
    whole = cells[cells["domain"] == WHOLE].set_index("trial")["judgement"]
    assert whole.to_dict() == settled().set_index("trial")["judgement"].to_dict()
