"""What changed between two editions is told: exactly that, and nothing else."""

import csv
import json

import pytest
from kept_folder import CLAIM, CLAIM_TEXT, HISTORY, MOVED_TO, POOL, RESULT, Folder, mend, move

from living_review.editions import differences, words
from living_review.editions.changes import (
    Cell,
    Changes,
    ClaimChange,
    EvidenceChange,
    MethodChange,
    PoolChange,
    RecordChange,
    StudyChange,
    VerdictChange,
)
from living_review.editions.differences import (
    CORRECTED,
    FURTHER,
    IN,
    JUDGED,
    LISTED,
    OUT,
    REMARKED,
    SPLIT,
)
from living_review.editions.kept_data import KeptData, UnreadableEditionError
from living_review.evidence import tables

ROOT = tables.root()
STUDY_ROWS = tuple(
    sorted(
        (
            "publication_views doe2026, abstract",
            "publications doe2026",
            "references.bib doe2026",
            "risk_of_bias_answers doe2026, 1.1",
            "trial_results res-900",
            "trials doe2026",
            "trustworthiness_readings doe2026, results, reader1",
        )
    )
)


def name_of(key: str) -> str:
    from living_review.pages.sources import source_name

    return source_name(tables.entry(key))


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> Folder:
    return Folder.new(tmp_path_factory.mktemp("editions") / "before" / "data")


@pytest.fixture
def before(kept) -> Folder:
    return kept


@pytest.fixture
def after(kept, tmp_path) -> Folder:
    return kept.copy(tmp_path / "data")


def told(before: Folder, after: Folder) -> Changes:
    return differences.compare(KeptData(before.path), KeptData(after.path))


ADDED = StudyChange("doe2026", IN, "Doe 2026", STUDY_ROWS, bears_on=(CLAIM,))
MENDED = StudyChange(
    RESULT["source"],
    CORRECTED,
    name_of(RESULT["source"]),
    cells=(Cell("trial_results", RESULT["row_id"], "p_value", RESULT["p_value"], "0.05"),),
)
MOVED = VerdictChange(
    CLAIM,
    CLAIM_TEXT,
    HISTORY["verdict"],
    MOVED_TO,
    HISTORY["certainty"],
    HISTORY["certainty"],
    "A new trial found nothing.",
    "2027-01-02",
    "As the readers found.",
)


def test_two_copies_of_one_edition_differ_in_nothing(before, after):
    found = told(before, after)
    assert found == Changes()
    assert found.is_empty
    assert found.untold == ()


def test_one_study_added_one_corrected_one_verdict_moved_and_nothing_else(before, after):
    after.add_study()
    mend(after)
    move(after)
    after.edit_pool(estimate=-0.55, low=-0.86, trials=6, people=340)
    found = told(before, after)
    pool = {name: POOL[name] for name in differences.ANSWER}
    assert found == Changes(
        studies=tuple(sorted((ADDED, MENDED), key=lambda change: change.study)),
        verdicts=(MOVED,),
        pools=(
            PoolChange(
                "main; all",
                pool,
                {**pool, "estimate": -0.55, "low": -0.86, "trials": 6, "people": 340},
            ),
        ),
    )
    assert found.untold == ()


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda f: f.add_study(), Changes(studies=(ADDED,))),
        (mend, Changes(studies=(MENDED,))),
        (move, Changes(verdicts=(MOVED,))),
    ],
    ids=["a study added", "a study corrected", "a verdict moved"],
)
def test_each_alone_is_told_alone(before, after, edit, expected):
    edit(after)
    assert told(before, after) == expected


def test_the_way_back_is_told_as_well(before, after):
    after.add_study()
    found = told(after, before)
    assert found == Changes(
        studies=(StudyChange("doe2026", OUT, "Doe 2026", (), STUDY_ROWS, bears_on=(CLAIM,)),)
    )


def test_who_read_a_row_and_remarks_are_no_correction(before, after):
    after.edit("trial_results", {"row_id": RESULT["row_id"]}, checked_by="reader99", note="Seen.")
    found = told(before, after)
    assert found == Changes(
        studies=(StudyChange(RESULT["source"], REMARKED, name_of(RESULT["source"]), remarks=2),)
    )


def test_a_blank_that_is_filled_is_further_reading(before, after):
    empty = next(row for row in before.rows("trials") if not row["funding"])
    after.edit("trials", {"trial": empty["trial"]}, funding="A university")
    (change,) = told(before, after).studies
    assert change.state == FURTHER
    assert change.cells == (Cell("trials", empty["trial"], "funding", "", "A university"),)


def test_a_row_more_of_a_known_study_is_further_reading(before, after):
    after.add(
        "trial_results",
        row_id="res-901",
        trial=RESULT["trial"],
        source=RESULT["source"],
        view=RESULT["view"],
        p_value="0.4",
    )
    after.add("claim_evidence", claim_id=CLAIM, row_id="res-901", relation="context")
    assert told(before, after) == Changes(
        studies=(
            StudyChange(
                RESULT["source"],
                FURTHER,
                name_of(RESULT["source"]),
                ("trial_results res-901",),
                bears_on=(CLAIM,),
            ),
        )
    )


def test_a_row_less_of_a_known_study_is_a_correction(before, after):
    after.drop("trial_results", row_id=RESULT["row_id"])
    (change,) = told(before, after).studies
    assert (change.state, change.rows_out) == (CORRECTED, (f"trial_results {RESULT['row_id']}",))


def test_a_judgement_about_a_study_is_no_correction_of_it(before, after):
    row = before.rows("risk_of_bias_answers")[0]
    where = {"trial": row["trial"], "question": row["question"]}
    after.edit("risk_of_bias_answers", where, first_answer="otherwise")
    found = told(before, after)
    assert [change.state for change in found.studies] == [JUDGED]
    assert found == Changes(studies=found.studies)


def test_a_notice_about_a_study_is_told(before, after):
    key = RESULT["source"]
    known = tables.row("publications", key)["notice"]
    after.edit("publications", {"source": key}, notice="retraction")
    (change,) = told(before, after).studies
    assert change.cells == (Cell("publications", key, "notice", known, "retraction"),)


def test_a_publication_without_a_row_of_evidence_is_listed(before, after):
    after.add("publications", source="roe2026", publication_type="journal article")
    assert told(before, after) == Changes(
        studies=(StudyChange("roe2026", LISTED, "roe2026", ("publications roe2026",)),)
    )


def test_a_row_that_goes_to_another_study_leaves_the_first(before, after):
    sources = [row["source"] for row in before.rows("trial_results")]
    other = next(source for source in sources if source != RESULT["source"])
    after.edit("trial_results", {"row_id": RESULT["row_id"]}, source=other)
    found = {change.study: change for change in told(before, after).studies}
    row = f"trial_results {RESULT['row_id']}"
    assert set(found) == {RESULT["source"], other}
    assert found[RESULT["source"]].rows_out == (row,)
    assert found[other].rows_in == (row,)


def test_rows_that_are_only_renumbered_are_the_same_rows(before, after):
    row_id = next(row["row_id"] for row in before.rows("claim_evidence"))
    for path in after.path.glob("*.csv"):
        rows = after.rows(path.stem)
        after.write_rows(
            path.stem,
            [
                {column: "zzz-999" if cell == row_id else cell for column, cell in row.items()}
                for row in rows
            ],
        )
    found = told(before, after)
    assert found == Changes()


def test_a_correction_of_the_bibliography_is_told(before, after):
    path, key = after.path / "references.bib", RESULT["source"]
    year = tables.entry(key)["year"]
    head, entry, rest = path.read_text(encoding="utf-8").partition(f"{{{key},")
    path.write_text(head + entry + rest.replace(f"{{{year}}}", "{1899}", 1), encoding="utf-8")
    (change,) = told(before, after).studies
    assert change.cells == (Cell("references.bib", key, "year", year, "1899"),)


def test_a_claim_that_was_split_is_told_with_its_parts_and_moved_no_verdict(before, after):
    whole = before.rows("claims")[1]["claim_id"]
    for part in ("S9-01b", "S9-01a"):
        after.add("claims", claim_id=part, seed="S1", claim="Half.", part_of=whole)
    verdicts = [row for row in after.read("verdicts.json") if row["claim_id"] != whole]
    after.write("verdicts.json", verdicts)
    found = told(before, after)
    (split,) = (change for change in found.claims if change.state == SPLIT)
    assert (split.claim_id, split.parts) == (whole, ("S9-01a", "S9-01b"))
    assert words.claim(split).endswith("Now: S9-01a, S9-01b.")
    assert whole not in {change.claim_id for change in found.verdicts}


def test_claims_in_out_and_worded_otherwise(before, after):
    first, second = (row["claim_id"] for row in before.rows("claims")[2:4])
    for table in (
        "claims",
        "verdict_history",
        "verdict_readings",
        "verdict_rules",
        "claim_evidence",
    ):
        if any(row["claim_id"] == second for row in before.rows(table)):
            after.drop(table, claim_id=second)
    verdicts = after.read("verdicts.json")
    gone = next(row for row in verdicts if row["claim_id"] == second)
    after.write("verdicts.json", [row for row in verdicts if row is not gone])
    after.edit("claims", {"claim_id": first}, claim="Otherwise.", chapter="elsewhere")
    after.add("claims", claim_id="S9-01", seed="S1", claim="New.")
    after.add("claim_evidence", claim_id="S9-01", row_id=RESULT["row_id"], relation="context")
    after.add("verdict_rules", claim_id="S9-01", rule="effect")
    after.add("verdict_readings", claim_id="S9-01", reading="first", verdict="supported")
    old = next(row for row in before.rows("claims") if row["claim_id"] == first)
    found = told(before, after)
    now = next(row["verdict"] for row in verdicts if row["claim_id"] == first)
    assert found == Changes(
        claims=(
            ClaimChange(
                first,
                CORRECTED,
                "Otherwise.",
                now,
                (Cell("claims", first, "claim", old["claim"], "Otherwise."),),
            ),
            ClaimChange(second, OUT, gone["claim"], gone["verdict"]),
            ClaimChange("S9-01", IN, "New.", "open"),
        ),
        records=(RecordChange("claims", "Claims", rows_changed=1),),  # its place in the book
    )


def test_a_tie_that_changes_without_its_study_is_told_with_its_claim(before, after):
    ties = [row for row in before.rows("claim_evidence") if row["claim_id"] == CLAIM]
    tie, gone = ties[0], ties[1]
    other = "opposes" if tie["relation"] != "opposes" else "context"
    where = {"claim_id": CLAIM, "row_id": tie["row_id"]}
    after.edit("claim_evidence", where, relation=other, reason="Read again.")
    after.drop("claim_evidence", claim_id=CLAIM, row_id=gone["row_id"])
    after.add("claim_evidence", claim_id=CLAIM, row_id=RESULT["row_id"], relation="context")
    cell = Cell("claim_evidence", f"{CLAIM}, {tie['row_id']}", "relation", tie["relation"], other)
    title = next(
        r["title"] for r in tables.descriptor()["resources"] if r["name"] == "claim_evidence"
    )
    assert told(before, after) == Changes(
        evidence=(
            EvidenceChange(
                CLAIM,
                (f"{RESULT['row_id']} (context)",),
                (f"{gone['row_id']} ({gone['relation']})",),
                (cell,),
            ),
        ),
        records=(RecordChange("claim_evidence", title, rows_changed=1),),
    )


def test_a_first_verdict_and_a_certainty_alone_are_moves(before, after, tmp_path):
    open_then = before.copy(tmp_path / "open" / "data")
    open_then.edit_verdict(CLAIM, verdict="open", certainty="")
    open_then.drop("verdict_history", claim_id=CLAIM)
    (change,) = told(open_then, after).verdicts
    assert change.is_first
    assert change.why == HISTORY["why"]
    assert change.date == HISTORY["date"]
    after.edit_verdict(CLAIM, certainty="high" if HISTORY["certainty"] != "high" else "low")
    (change,) = told(before, after).verdicts
    assert (change.before, change.after) == (HISTORY["verdict"], HISTORY["verdict"])
    assert (change.why, change.reason) == ("", "As the readers found.")


def test_rules_of_the_protocol_and_of_verdicts_are_methods(before, after):
    protocol = after.read("protocol.json")
    rule = protocol["eligibility"]["trials"][0]
    old, rule["rule"] = rule["rule"], "Otherwise."
    after.write("protocol.json", protocol)
    decided = before.rows("verdict_rules")[0]["claim_id"]
    was = before.rows("verdict_rules")[0]["rule"]
    after.edit("verdict_rules", {"claim_id": decided}, rule="effect of a wand")
    assert told(before, after) == Changes(
        methods=(
            MethodChange(f"Protocol: eligibility, trials, {rule['id']}, rule", old, "Otherwise."),
            MethodChange(f"How the verdict on {decided} is decided, rule", was, "effect of a wand"),
        )
    )


def test_a_history_that_is_reworded_is_counted(before, after):
    after.edit("verdict_history", {"claim_id": CLAIM}, why="Otherwise.")
    (change,) = told(before, after).records
    assert (change.table, change.rows_changed) == ("verdict_history", 1)


def test_logs_are_counted(before, after):
    after.add("lookups", lookup_id="zzz", place="A register")
    title = next(r["title"] for r in tables.descriptor()["resources"] if r["name"] == "lookups")
    assert told(before, after) == Changes(records=(RecordChange("lookups", title, rows_in=1),))


def test_a_standard_is_not_corrected_when_its_checklist_is(before, after):
    item = before.rows("checklist_items")[0]["item_id"]
    after.edit("checklist_items", {"item_id": item}, how="Otherwise.")
    found = told(before, after)
    assert found.studies == ()
    assert [change.table for change in found.records] == ["checklist_items"]


def test_what_an_edition_does_not_keep_is_said(before, after):
    (before_path := after.path / "results.json").unlink()
    (after.path / "protocol.json").unlink()
    assert not before_path.exists()
    found = told(after, before)
    assert found.untold == (
        "The earlier edition keeps no pooled answers.",
        "The earlier edition keeps no protocol among its data.",
    )
    (change,) = found.pools
    assert change.before is None
    assert change.after["estimate"] == POOL["estimate"]


def test_a_new_column_corrects_nobody(before, after):
    described = after.read("datapackage.json")
    fields = next(r for r in described["resources"] if r["name"] == "trials")["schema"]["fields"]
    fields.append({"name": "sponsor", "type": "string"})
    after.write("datapackage.json", described)
    rows = [{**row, "sponsor": "somebody"} for row in after.rows("trials")]
    with (after.path / "trials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    found = told(before, after)
    assert found == Changes()
    assert found.untold == ("Table trials: sponsor new.",)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda p: (p / "datapackage.json").unlink(), "has no datapackage.json"),
        (lambda p: (p / "trials.csv").unlink(), "trials.csv is missing"),
        (lambda p: (p / "verdicts.json").write_text("{"), "verdicts.json is no JSON"),
    ],
)
def test_a_broken_folder_is_named(before, after, spoil, says):
    spoil(after.path)
    with pytest.raises(UnreadableEditionError, match=says):
        told(before, after)


def test_everything_can_be_written_as_json(before, after):
    after.add_study()
    written = json.loads(json.dumps(told(before, after).to_dict()))
    assert written["studies"][0]["study"] == "doe2026"
