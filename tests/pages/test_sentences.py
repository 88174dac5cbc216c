"""Sentences that follow the data: what an author adds changes them, and none is then untrue."""

import csv

import pytest

from living_review.pages.records import reading_numbers
from living_review.synthesis.verdicts.claims import verdict_table
from living_review.workshop import adding
from living_review.workshop.authoring import entries

CLAIM = {
    "seed": "S2",
    "locator": "sentence 2",
    "claim": "Something is claimed.",
    "kind": "prevalence",
    "origin": "said",
    "would_have_to_be_true": "Something.",
    "chapter": "zinc",
}


def rewrite(project, name, change):
    """Write a table again with the rows that ``change`` gives for its rows."""
    path = project.root / "data" / f"{name}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def checked_by(*names):
    """The first rows with other checkers than they have, one each."""

    def change(rows):
        return [row | {"checked_by": name} for row, name in zip(rows, names, strict=False)]

    return change


def test_people_count_as_checkers_only_where_they_have_checked(project):
    # Whoever has joined by now: here the first persons come.
    rewrite(project, "readers", lambda rows: [row for row in rows if row["kind"] != "person"])
    assert reading_numbers()["persons"] == "No person has"
    for name in ("ann", "ben"):
        described = {"reader": name, "kind": "person", "description": "Reads."}
        rewrite(project, "readers", lambda rows, new=described: [*rows, new])
    assert reading_numbers()["persons"] == "No person has"
    rewrite(project, "animal_experiments", checked_by("ann", "ann"))
    assert reading_numbers()["persons"] == "1 person has"
    rewrite(project, "animal_experiments", checked_by("ann", "ben"))
    assert reading_numbers()["persons"] == "2 people have"


@pytest.mark.long
def test_a_claim_that_waits_is_judged_by_nobody(project):
    before = verdict_table()
    entries.new_row("claims", CLAIM)
    after = verdict_table()
    (new,) = set(after["claim_id"]) - set(before["claim_id"])
    waiting = after.set_index("claim_id").loc[new]
    assert (waiting["verdict"], waiting["decided_by"]) == ("open", "")
    others = after[after["claim_id"] != new].reset_index(drop=True)
    assert others["decided_by"].tolist() == before["decided_by"].tolist()


def test_a_new_claim_is_told_to_need_a_section_in_its_chapter(project, capsys):
    adding.make_new("claim", CLAIM)
    told = capsys.readouterr().out
    (place,) = [line for line in told.splitlines() if line.startswith("written: ")]
    identifier = place.split("(")[1].rstrip(")")
    assert f"```{{claim}} {identifier}" in told
