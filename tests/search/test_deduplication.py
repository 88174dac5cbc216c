"""Records of the same work: found, never too many, with a reason and a way back."""

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from living_review.evidence import stored_results
from living_review.search import accuracy, rows
from living_review.search.deduplication import links
from living_review.search.linking import link_records
from living_review.search.records import COLUMNS, record_of
from living_review.search.relations import PREPRINT, SAME, groups
from living_review.search.sources import crossref, europe_pmc
from tests.search import made_duplicates, stand_in


def frame(*records: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=COLUMNS)


def work(identifier: str, source: str = "europepmc", **fields: str) -> dict[str, str]:
    return record_of(source, source, identifier, **fields)


def test_the_stored_measure_says_what_is_found_and_missed():
    stored = stored_results.stored(accuracy.NAME).set_index(["set", "relation"])
    assert dict(stored["marked"]) == {
        ("copper", SAME): 281,
        ("tafenoquine", SAME): 114,
        ("made", SAME): 200,
        ("made", PREPRINT): 80,
    }
    assert (stored["precision"] == 1).all()
    given = stored.loc[["copper", "tafenoquine"]]
    assert (given["found"] == given["marked"]).all()


def test_every_miss_is_listed_with_its_words():
    stored = stored_results.stored(accuracy.NAME)
    listed = accuracy.misses(stored)
    lost = (stored["marked"] - stored["found"] + stored["unmarked"]).sum()
    assert len(listed) == lost > 0
    assert (listed["title"] != "").all()


def test_the_made_set_is_the_one_that_was_made():
    assert made_duplicates.PLACE.read_text("utf-8") == made_duplicates.written()
    assert len(made_duplicates.made_set()) == 500


@pytest.mark.long
def test_in_the_made_set_no_two_works_become_one():
    made = made_duplicates.made_set()
    records = accuracy.read_set(made_duplicates.written())
    doubled = [row["record"] for row in made if row["has_duplicate"] == "yes"]
    pairs = {frozenset(pair) for pair in zip(doubled[::2], doubled[1::2], strict=True)}
    found = links(records).query("relation == @SAME")
    linked = {frozenset(pair) for pair in zip(found["record"], found["other"], strict=True)}
    assert not linked - pairs
    assert len(linked) >= 98, sorted(map(sorted, pairs - linked))


def test_the_same_work_in_two_databases_is_linked_with_the_reason():
    fields = {"title": "A trial of iron in children", "doi": "10.1000/A", "pubmed_id": "7"}
    one = work("7", "pubmed", **fields)
    other = work("MED/7", **(fields | {"title": "A trial of <i>iron</i> in children."}))
    third = work("10.1000/a", "crossref", title=fields["title"], doi="https://doi.org/10.1000/a")
    found = links(frame(one, other, third))
    assert list(found["reason"]) == ["same DOI and title", "same PubMed identifier"]
    assert groups(zip(found["record"], found["other"], strict=True)) == [
        {one["record"], other["record"], third["record"]}
    ]


def test_a_retraction_is_not_the_work_that_it_retracts(review):
    review.search("PubMed")
    found = links(pd.DataFrame(review.rows(rows.RECORDS)))
    assert found.empty


def test_an_abstract_of_a_supplement_is_not_another_one_under_its_doi():
    one = work("1", title="Iron in pain", authors="Abe A", published="2020", doi="10.1000/s")
    other = work("2", title="Sleep of nurses", authors="Ito B", published="2020", doi="10.1000/s")
    assert links(frame(one, other)).empty


def test_a_publication_is_linked_to_the_study_that_it_names():
    study = record_of("ClinicalTrials.gov", "clinicaltrials", "NCT00000001", title="Iron")
    named = work("1", title="Iron, the trial", registrations="ISRCTN00000001; NCT00000001")
    found = links(frame(study, named))
    assert list(found["relation"]) == ["same trial"]
    assert "NCT00000001" in found["reason"].iloc[0]


def test_links_of_readers_stay_and_undo_those_of_the_program(review):
    fields = {"pubmed_id": "7", "first_run": "", "answer": ""}
    one = work("7", "pubmed", title="A trial") | fields
    other = work("MED/7", title="Another trial") | fields
    rows.write_rows(rows.RECORDS, [one, other])
    (review.root / "data" / "readers.csv").write_text(
        "reader,kind,description\nreader1,person,Somebody\n", encoding="utf-8"
    )
    assert link_records() == {"same work": 1}
    (linked,) = review.rows(rows.LINKS)
    undone = linked | {"relation": "not the same", "reason": "seen", "judged_by": "reader1"}
    rows.write_rows(rows.LINKS, [undone])
    assert link_records() == {"not the same": 1}
    assert review.rows(rows.LINKS) == [undone]
    assert len(review.records) == 2


texts = st.text(max_size=12) | st.sampled_from(["", "a", "The", "12-", "10.1/x", "2020", "٣", "é"])


@pytest.mark.long
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS[4:13], texts)), max_size=5))
@settings(max_examples=15, phases=[Phase.generate])
def test_whatever_stands_in_records_they_can_be_compared(given_fields):
    records = [
        dict.fromkeys(COLUMNS, "") | fields | {"record": f"a:{n}", "source": "a"}
        for n, fields in enumerate(given_fields)
    ]
    found = links(frame(*records))
    assert (found["record"] < found["other"]).all()


def test_notices_of_crossref_are_read_in_both_directions():
    import json

    works = json.loads(stand_in.capture("crossref_notices.json"))
    notices = [crossref.parse_record(item)["notices"] for item in works]
    assert notices[0] == "correction of doi:10.1371/journal.pone.0120799"
    assert notices[-1].startswith("correction in doi:10.1371/annotation/")


def test_a_preprint_keeps_its_own_record():
    item = {"id": "PPR1", "source": "PPR", "title": "A trial", "pubType": "preprint"}
    assert europe_pmc.parse_record(item)["record"] == "europepmc:PPR/PPR1"
