"""The one door for data: what can't be true is refused, what is odd is asked about, all at once.

The cases stand in wrong_rows.csv, each with where it was seen. A fault has to be put where a
calculation reads it, so rows of the review stand in for the reports in which it was seen; what is
right follows from the row itself, such as a sum or the ends of a scale.
"""

import csv
from pathlib import Path

import pytest
from shares import first_of

from living_review.checks.soundness import check_ledger
from living_review.evidence import data_check, tables
from living_review.evidence.problems import Problem
from living_review.evidence.soundness.confirmations import TABLE as CONFIRMED
from living_review.synthesis.trials.pools import pool_with_bounds
from living_review.synthesis.trials.selection import EXCLUDED, MAIN
from living_review.synthesis.trials.soundness import ABSURD, check_effects
from living_review.synthesis.trials.tables import effects_of, selection
from living_review.workshop import data_checks
from tests.table_rows import add, change, read_rows

TRIAL = "tarleton2017"
RESULTS, MEANS, TRIALS = "trial_results", "group_statistics", "trials"
CASES = list(
    csv.DictReader((Path(__file__).parent / "wrong_rows.csv").open(encoding="utf-8", newline=""))
)


def problems() -> list[Problem]:
    """What the door says of rows and effects, without the ledger and pages."""
    return data_check.check_data(check_effects)


def said() -> str:
    return "\n".join(map(str, problems()))


# Each takes a check of all tables; the first of every twenty at once, the others in the long suite.
SOME = [
    case if place % 20 == 0 else pytest.param(case, marks=pytest.mark.long)
    for place, case in enumerate(CASES)
]


@pytest.mark.parametrize("case", SOME, ids=lambda case: case["case"])
def test_a_wrong_row_is_told_with_place_value_reason_and_remedy(door, case):
    cells = dict(part.split("=", 1) for part in case["cells"].split(";"))
    change(door, case["table"], case["row"], **cells)
    told = problems()
    table, _, column = case["at"].partition(".")
    here = [p for p in told if p.file == f"data/{table}.csv" and p.column == column and p.line]
    assert here, "\n".join(map(str, told)) or "accepted"
    assert any(case["said"] in str(problem) for problem in here), "\n".join(map(str, here))
    assert all(problem.wrong and problem.remedy for problem in told)
    assert not [problem for problem in told if "Error" in problem.wrong]


def test_all_problems_are_told_at_once(door):
    change(door, RESULTS, "res-004", n1="70")
    change(door, MEANS, "grp-034", value="112.6")
    change(door, "outcome_spreads", "PHQ-9", scale="GDS")
    told = {(p.file, p.column) for p in problems()}
    assert ("data/trial_results.csv", "n1") in told
    assert ("data/group_statistics.csv", "value") in told
    assert ("data/trial_results.csv", "scale") in told  # from the effect, not from the row


def copy_trial(root: Path, name: str, **entry: str):
    """A second key for one trial, with an entry of its own."""
    fields = {"title": "Another title that nobody has given yet", "author": "Doe, Jane"} | entry
    text = (root / "references.bib").read_text(encoding="utf-8")
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    (root / "references.bib").write_text(f"{text}\n@misc{{{name},\n  year = {{2024}},\n{lines}}}\n")
    trial = next(row for row in read_rows(root, TRIALS) if row["trial"] == TRIAL)
    add(root, TRIALS, **(trial | {"trial": name, "registration": "", "same_people_as": ""}))
    publication = {"publication_type": "journal article", "pubmed_id": entry.get("pubmed", "")}
    add(root, "publications", source=name, **publication)


@pytest.mark.parametrize(
    "shared",
    first_of(["doi", "doi in capitals", "title", "registration", "pubmed"]),
)
def test_one_trial_under_two_keys_is_refused_until_it_says_so(door, shared):
    """Case of DOIs: fatcat issue 83, OpenAPC issue 240; the DOI handbook folds ASCII case."""
    own = tables.entry(TRIAL)
    entry = {
        "doi": {"doi": own["doi"]},
        "doi in capitals": {"doi": own["doi"].upper()},
        "title": {"title": own["title"].upper()},
    }.get(shared, {})
    copy_trial(door, "tarleton2018", **entry)
    if shared == "registration":
        change(door, TRIALS, "tarleton2018", registration="nct02466087")
    if shared == "pubmed":
        for key in (TRIAL, "tarleton2018"):
            change(door, "publications", key, pubmed_id="37654321")
    assert "would count twice" in said()
    assert "data/trials.csv" in said() or shared == "pubmed"
    if shared == "registration":
        change(door, TRIALS, "tarleton2018", same_people_as=TRIAL)
        assert said() == ""


@pytest.mark.long
def test_a_trial_that_shares_nothing_is_accepted(door):
    copy_trial(door, "tarleton2018")
    assert said() == ""


@pytest.mark.long
def test_a_trial_without_a_year_is_told_before_a_page_stumbles_over_it(door):
    """`make new study` writes *year not seen* where an author leaves the year blank."""
    copy_trial(door, "tarleton2018")
    path = door / "references.bib"
    before, _, entry = path.read_text(encoding="utf-8").rpartition("  year = {2024}")
    path.write_text(f"{before}  year = {{year not seen}}{entry}")
    (problem,) = problems()
    assert (problem.file, problem.value) == ("data/trials.csv", "tarleton2018")
    assert "no year of four digits" in problem.wrong


@pytest.mark.long
def test_the_same_means_in_two_trials_are_asked_about(door):
    """AusTraits (commit e5e1b0d) filters values identical to another study."""
    copy_trial(door, "tarleton2018")
    means = {row["row_id"]: row for row in read_rows(door, MEANS)}
    for old, new in (("grp-034", "grp-998"), ("grp-037", "grp-999")):
        add(door, MEANS, **(means[old] | {"row_id": new, "study": "tarleton2018"}))
    result = next(row for row in read_rows(door, RESULTS) if row["row_id"] == "res-001")
    new = {"row_id": "res-999", "trial": "tarleton2018", "first": "grp-998", "second": "grp-999"}
    add(door, RESULTS, **(result | new))
    asked = [p for p in problems() if p.question == "equal results of two trials"]
    assert len(asked) == 1
    assert "res-001" in asked[0].wrong


CONFIRMATION = {
    "source": "rajizadeh2017",
    "view": "full text",
    "locator": "table 2",
    "confirmed_by": "reader3",
    "why": "So printed.",
}


def confirm(root: Path, problem: Problem):
    table = problem.file.removeprefix("data/").removesuffix(".csv")
    row_id = read_rows(root, table)[problem.line - 2]["row_id"]
    place = {"row_id": row_id, "column": problem.column, "question": problem.question}
    add(root, CONFIRMED, **place, value=problem.value, **CONFIRMATION)


def test_a_question_is_answered_by_a_confirmation_and_asked_again_of_another_value(door):
    change(door, MEANS, "grp-034", spread="0.7")
    change(door, MEANS, "grp-037", spread="0.9")
    asked = problems()
    assert {problem.question for problem in asked} == {ABSURD}
    cells = {(problem.line, problem.column) for problem in asked}
    assert len(cells) == 4  # both means and both spreads, of which any may be wrong
    for problem in asked:
        confirm(door, problem)
    assert said() == ""
    change(door, MEANS, "grp-037", spread="1.1")
    told = problems()
    assert ("data/confirmed_as_printed.csv", "value") in {(p.file, p.column) for p in told}
    assert [p.value for p in told if p.question] == ["1.1"]


@pytest.mark.long
def test_what_is_confirmed_builds(door):
    change(door, MEANS, "grp-034", spread="0.69")
    change(door, MEANS, "grp-037", spread="0.93")
    for problem in problems():
        confirm(door, problem)
    assert data_checks.problems() == []


@pytest.mark.parametrize(
    ("cells", "column"),
    first_of(
        [
            ({"row_id": "grp-000"}, "row_id"),
            ({"column": "weight"}, "column"),
            ({"value": "7.0"}, "value"),
            ({"question": "really?"}, "question"),
        ]
    ),
)
def test_a_confirmation_of_nothing_is_refused(door, cells, column):
    place = {"row_id": "grp-034", "column": "spread", "question": "spread of nothing"}
    add(door, CONFIRMED, **({**place, "value": "6.9", **CONFIRMATION} | cells))
    assert [(p.file, p.column) for p in problems()] == [(f"data/{CONFIRMED}.csv", column)]


@pytest.mark.parametrize("notice", first_of(["retraction", "correction", "expression of concern"]))
def test_a_notice_about_a_trial_is_told_and_a_retraction_takes_it_out(door, notice):
    """As Hill 2022 lost a retracted trial: the pool is the one without it."""
    from living_review.pages.trials import placed_trials

    before = effects_of((MAIN,))
    first = before[0].trial
    change(door, "publications", first, notice=notice)
    row = selection().set_index("trial").loc[first]
    after = effects_of((MAIN,))
    line = placed_trials().set_index("trial").loc[first]
    if notice != "retraction":
        assert [effect.trial for effect in after] == [effect.trial for effect in before]
        assert notice.split()[-1] in line["note"]
        return
    assert (row["set"], row["E5"], row["but_for"]) == (EXCLUDED, "not met", "")
    assert row["reason"] == "E5: its publication was retracted"
    assert pool_with_bounds(after) == pool_with_bounds(
        [effect for effect in before if effect.trial != first]
    )
    assert all("retracted" in line[column] for column in ("note", "reason"))
    assert data_checks.problems() == []


def test_an_effect_that_can_be_is_not_asked_about(door):
    """g −3.24 of Rampello 1995 read as standard deviation, −0.70 as standard error (metadat)."""
    assert said() == ""


def test_the_ledger_names_every_row_that_it_can_not_read(door):
    change(door, "printed_counts", "cnt-004", of="0")
    change(door, "printed_counts", "cnt-005", of="0")
    read = {name: read_rows(door, name) for name in tables.table_names()}
    told = {(p.file, p.line, p.column, p.value) for p in check_ledger(read)}
    assert {("data/printed_counts.csv", line, "of", "0") for line in (5, 6)} <= told


def test_a_row_that_a_check_reads_anew_is_blamed_and_not_for_ever(project):
    # Found by `make errors`: a lost decimal point, 11.26 to 1126, kept the data check going for
    # ever, since readings of other spreads take the scores of all rows for evidence.
    project.edit("data/group_statistics.csv", ",11.26,6.9,", ",1126,6.9,")
    read = {name: tables.read(name).to_dict("records") for name in tables.table_names()}
    told = {(problem.column, problem.value) for problem in check_ledger(read)}
    assert told == {("value", "1126")}


@pytest.mark.long
def test_a_rule_of_a_claim_that_lost_its_check_is_named(door):
    """A dose whose unit is none of a dose has no check, and the claim no verdict: no page then."""
    change(door, "printed_statistics", "S1-N13", unit="years")
    (problem,) = data_checks.problems()
    assert (problem.file, problem.column) == ("data/verdict_rules.csv", "statistic")
    assert problem.value == "S1-N13"
    assert problem.line
