"""What an author may add to the review, as CONTRIBUTING says: each addition, written by name."""

import csv

from living_review.evidence import tables
from living_review.evidence.soundness import form
from living_review.search import rows
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import strings
from living_review.synthesis.verdicts.claims import Claim
from living_review.workshop.authoring import entries

PERSON = "clinician1"
STUDY, OTHER_STUDY = "doe2026", "roe2026"
CHAPTER = tables.read("claims")["chapter"].iloc[-1]


def _edit(table: str, change):
    """Rewrite each row of a table."""
    path = tables.root() / "data" / tables.resource(table)["path"]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = reader.fieldnames, [change(dict(row)) for row in reader]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _added(table: str, cells: dict[str, str]) -> str:
    """Identifier of a row that is added."""
    (place,) = entries.new_row(table, cells)
    return place.partition("(")[2].rstrip(")")


def _study(source: str, **cells: str) -> dict[str, str]:
    entries.new_study(
        {
            "source": source,
            "title": "A Trial of Things",
            "author": "Doe, Jane",
            "year": "2026",
            "journal": "Journal",
            "publication_type": "journal article",
            "access": "full text",
            "view": "full text",
            "address": f"https://example.org/{source}",
            **cells,
        }
    )
    return {"source": source, "view": "full text", "locator": "Table 2", "extracted_by": "reader1"}


def add_publication():
    """A publication and the view of it that was read."""
    _study("poe2026")


def add_person_who_reads():
    """A person among the readers, who read one row of evidence."""
    entries.new_row(
        "readers",
        {"reader": PERSON, "kind": "person", "description": "A clinician who reads reports."},
    )
    _edit(
        "context_estimates",
        lambda row: row | ({"extracted_by": PERSON} if not row["checked_by"] else {}),
    )


def add_person_who_checks():
    """A person who checked what others had read."""
    person = "clinician2"
    entries.new_row(
        "readers",
        {"reader": person, "kind": "person", "description": "A clinician who checks readings."},
    )
    for table in ("reference_intervals", "safety_facts", "trial_results", "printed_counts"):
        _edit(table, lambda row: row | {"checked_by": person})


def add_claim() -> str:
    """A claim that no reader has judged and no row of evidence bears on yet."""
    return _added(
        "claims",
        {
            "seed": tables.read("seeds")["seed"].iloc[-1],
            "locator": "sentence 2",
            "claim": "Something is claimed.",
            "kind": "prevalence",
            "origin": "said",
            "would_have_to_be_true": "Something.",
            "chapter": CHAPTER,
        },
    )


def add_verdict_reading():
    """A first reading of a claim that has no other yet."""
    claim = add_claim()
    row_id = tables.read("context_estimates")["row_id"].iloc[0]
    entries.new_row(
        "claim_evidence",
        {
            "claim_id": claim,
            "row_id": row_id,
            "relation": "context",
            "directness": "indirect",
            "reason": "It says how many.",
        },
    )
    entries.new_row(
        "verdict_readings",
        {
            "claim_id": claim,
            "reading": "first",
            "reader": "reader16",
            "verdict": "unsupported",
            "certainty": "low",
            "reason": "Nothing shows it.",
            "would_change": "A study.",
            "evidence": Claim(claim).digest,
            "judged_on": "2026-12-01",
        },
    )


def _trial(source: str, place: dict[str, str], size: int):
    """A masked trial in people with the condition, after a trial that is here."""
    like = tables.read("trials").query("only_difference == 'yes' and masking == 'double-blind'")
    like = like[like["condition_at_start"] == "required for entry"].iloc[0].to_dict()
    new = {"trial": source, "n_randomised": str(size), "checked_by": "", "note": "", "country": ""}
    blank = dict.fromkeys(("registration", "funding", "interests", "same_people_as"), "")
    entries.new_row("trials", {**like, **blank, **new, **place})


def _group(source: str, group: str, value: str, place: dict[str, str], **cells: str) -> str:
    row = {
        "study": source,
        "quantity": "depression score",
        "kind": "level",
        "group": group,
        "timepoint": "8 weeks",
        "n": "30",
        "value": value,
        "spread": "6.1",
        "spread_type": "standard deviation",
        "unit": "points",
    }
    return _added("group_statistics", {**row, **place, **cells})


def add_trial_with_result():
    """A trial with the means of both groups, before anybody judged it."""
    place = _study(STUDY)
    _trial(STUDY, place, 60)
    scale = tables.read("trial_results")["scale"].iloc[0]
    groups = [
        _group(STUDY, name, value, place, scale=scale)
        for name, value in (("treatment", "12.3"), ("placebo", "14.9"))
    ]
    entries.new_row(
        "trial_results",
        {
            "trial": STUDY,
            "outcome": "depression",
            "scale": scale,
            "timepoint": "8 weeks",
            "main": "yes",
            "group1": "treatment",
            "group2": "placebo",
            "n1": "30",
            "n2": "30",
            "sizes_are": "analysed",
            "first": groups[0],
            "second": groups[1],
            "p_value": "0.11",
            "test": "not told",
            "direction": "lower in group 1",
            **place,
        },
    )


def add_printed_comparison():
    """Two printed means and their p value, in a study that is no trial here."""
    place = _study(OTHER_STUDY)
    cells = {"quantity": "age", "unit": "years", "timepoint": "baseline"}
    first, second = (
        _group(OTHER_STUDY, name, value, place, **cells)
        for name, value in (("patients", "41.2"), ("controls", "40.1"))
    )
    entries.new_row(
        "printed_comparisons",
        {
            "first": first,
            "second": second,
            "relation": "independent groups",
            "p_value": "0.49",
            **place,
        },
    )


def add_search_that_ran():
    """A search of the protocol that has run, and found nothing."""
    string = strings()[0]
    run = {
        "run": f"{string.name.removesuffix('.txt')}-20261201T100000Z",
        "source": string.source,
        "string": string.name,
        "string_version": string.version,
        "address": SOURCES[string.source].address,
        "until": "2026-12-01",
        "started": "2026-12-01T10:00:00Z",
        "ended": "2026-12-01T10:00:01Z",
        "outcome": "empty",
        "hits": "0",
        "tool": "living-review",
    }
    rows.add_rows(rows.RUNS, [run])


def add_scale():
    """A scale, how its scores spread, and the smallest difference on it that matters."""
    view = {"source": "metapsy", "view": "data", "locator": "new", "extracted_by": "reader1"}
    entries.new_row(
        "score_scales",
        {
            "scale": "NEW-12",
            "name": "New Inventory",
            "minimum": "0",
            "maximum": "36",
            "items": "12",
            "item_step": "1",
            **view,
        },
    )
    entries.new_row(
        "outcome_spreads",
        {"scale": "NEW-12", "sd": "9.10", "arms": "20", "studies": "10", **view},
    )
    entries.new_row(
        "important_differences",
        {"scale": "NEW-12", "low": "2", "high": "4", "unit": "points", "how": "by hand", **view},
    )


def add_number_to_call():
    """A number to call in one more country."""
    like = tables.read("safety_facts").query("telephone != ''").iloc[0].to_dict()
    new = {"telephone": "13 11 14", "country": "New Zealand", "checked_by": ""}
    like.pop("row_id")
    entries.new_row("safety_facts", {**like, **new, "fact": "A number to call at any hour."})


def add_laboratory():
    """A laboratory with a study of blood that no other list has."""
    place = _study("moe2026")
    entries.new_row(
        "laboratories",
        {
            "laboratory": "newtown",
            "institution": "A clinic",
            "city": "Newtown",
            "country": "Chile",
            "shared_patients": "One study here.",
            "source": "moe2026",
            "view": "full text",
        },
    )
    substance = tables.read("substances")["substance"].iloc[3]
    like = tables.read("biomarker_contrasts").query("comparison == 'patients against controls'")
    like = like[(like["matrix"] == "serum") & (like["substance"] == substance)].iloc[0].to_dict()
    like.pop("row_id")
    new = {"study": "moe2026", "laboratory": "newtown", "checked_by": "", "note": ""}
    entries.new_row("biomarker_contrasts", {**like, **new, **place})


ADDITIONS = {
    name.removeprefix("add_").replace("_", " "): function
    for name, function in list(globals().items())
    if name.startswith("add_")
}


def tidy():
    """Write the tables canonically, as ``make canonical`` does."""
    form.write_canonically()
