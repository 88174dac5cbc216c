"""The pooled answers that an edition keeps, and the replay by year."""

import itertools
import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from living_review.book import exports
from living_review.evidence import tables
from living_review.pages.certainty import judged_steps
from living_review.pages.editions import EditionsSoFar
from living_review.synthesis.certainty import certainty
from living_review.synthesis.trials import results
from living_review.synthesis.trials.pools import LIKELIHOOD, cumulative, pool_with_bounds
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.verdicts.claims import verdict_table

SCHEMA = json.loads((exports.SCHEMAS / "results.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def replay():
    return results.main_by_year().to_dict("records")


@pytest.fixture(scope="module")
def pools():
    return results.pools()


def test_what_is_kept_is_what_its_schema_says(pools, replay):
    jsonschema.validate({"pools": pools, "by_year": replay}, SCHEMA)
    fields = SCHEMA["properties"]["pools"]["items"]["properties"]
    assert set(pools[0]) == set(fields), "every field is explained"


def test_the_first_pool_is_the_main_answer_rounded_as_shown(pools):
    best, effects = pool_with_bounds(effects_of((MAIN,))), effects_of((MAIN,))
    assert (pools[0]["set"], pools[0]["pooled"]) == (MAIN, LIKELIHOOD)
    for name in results.NUMBERS:
        assert pools[0][name] == round(getattr(best, name), 2)
    assert pools[0]["trials"] == sum(1 for effect in effects if effect.result)
    assert pools[0]["certainty"] == str(certainty(judged_steps()))


def test_identifiers_of_pools_are_unique_and_only_the_rated_one_has_a_certainty(pools):
    assert len({pool["result"] for pool in pools}) == len(pools)
    assert [pool["result"] for pool in pools if pool["certainty"]] == [pools[0]["result"]]


def test_one_trial_is_no_pool(pools):
    for pool in pools:
        assert pool["trials"] > 1 or pool["estimate"] is None


def test_the_replay_has_every_year_since_the_first_trial_and_ends_with_today(pools, replay):
    years = [row["year"] for row in replay]
    assert years == list(range(years[0], years[-1] + 1))
    assert replay[0]["came_in"]
    assert {name: replay[-1][name] for name in results.NUMBERS} == {
        name: pools[0][name] for name in results.NUMBERS
    }
    known = [row["known"] for row in replay]
    assert known == sorted(known)
    assert known[-1] == sum(len(row["came_in"]) for row in replay) == len(effects_of((MAIN,)))


def test_the_replay_agrees_with_the_pool_as_trials_came_in(replay):
    effects = effects_of((MAIN,))
    years = {effect.trial: int(tables.entry(effect.trial)["year"]) for effect in effects}
    by_year = {row["year"]: row for row in replay}
    for row in cumulative(effects, years).itertuples():
        assert by_year[row.year]["estimate"] == round(row.estimate, 2)
        assert by_year[row.year]["trials"] == row.trials


def test_a_year_without_a_new_trial_repeats_the_answer(replay):
    for before, row in itertools.pairwise(replay):
        if not row["came_in"]:
            assert [row[n] for n in results.NUMBERS] == [before[n] for n in results.NUMBERS]


def test_no_trial_is_no_replay():
    assert results.by_year([], {}, 2026).empty


def test_results_are_kept_until_data_or_code_change(project, tmp_path, monkeypatch):
    exports.write_results(tmp_path / "out")
    first = (tmp_path / "out" / "results.json").read_bytes()
    (kept,) = (project.root / ".cache" / "results").glob("*.json")

    def fail():
        raise AssertionError("calculated again")

    monkeypatch.setattr(results, "pools", fail)
    exports.write_results(tmp_path / "out")
    assert (tmp_path / "out" / "results.json").read_bytes() == first == kept.read_bytes()
    project.edit("data/certainty_judgements.csv", "reader3", "reader4")
    with pytest.raises(AssertionError, match="calculated again"):
        exports.write_results(Path(tmp_path / "out"))


@pytest.mark.long
def test_verdicts_that_are_kept_are_those_that_would_be_made(project):
    made = exports.verdicts()
    pd.testing.assert_frame_equal(made, verdict_table())
    pd.testing.assert_frame_equal(exports.verdicts(), made)


def test_editions_so_far_are_told_whichever_this_one_is(project):
    (project.root / "editions.yaml").write_text(json.dumps({"editions": []}))
    so_far = EditionsSoFar()
    assert so_far.sentences()["before"] == "No edition was published before this one."
    assert "none yet" in so_far.table().to_reviewed_text()
    row = {
        "version": "0.1.0",
        "date": "2026-12-01",
        "commit": "a" * 40,
        "tree": "b" * 40,
        "moved": ["A study came in.", "Less than *overstated* (*5\\%*)."],
        "why": "The *first*.",
    }
    register = {"building": {"version": "0.2.0", "date": "2027-01-02"}, "editions": [row]}
    (project.root / "editions.yaml").write_text(json.dumps(register))
    said = EditionsSoFar().sentences()
    assert said["this"] == "This is edition 0.2.0 of 2027-01-02."
    assert said["before"] == "Before this one, edition 0.1.0 of 2026-12-01 was published."
    assert said["citation"].endswith("Edition 0.2.0, 2027-01-02.")
    register["editions"].insert(0, {**row, "version": "0.1.1", "date": "2026-12-24"})
    (project.root / "editions.yaml").write_text(json.dumps(register))
    assert EditionsSoFar().sentences()["before"] == (
        "Before this one, 2 editions were published, the last of them 0.1.1 of 2026-12-24."
    )
    told = EditionsSoFar().table().to_reviewed_text()
    assert "The “first”.,A study came in. Less than “overstated” (“5\\%”)." in told
