"""Reports of the same study: related with a reason and a way back, and never made one work."""

import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from living_review.search import rows
from living_review.search.deduplication import COLUMNS as LINK_COLUMNS
from living_review.search.deduplication import links
from living_review.search.linking import link_records
from living_review.search.records import COLUMNS, record_of
from living_review.search.relations import PREPRINT, SAME, TRIAL, groups, studies, works
from living_review.search.sources import clinical_trials, crossref, europe_pmc
from living_review.search.sources.pubmed_records import parse_record
from tests.search.stand_in import capture

TITLE = "Iron pills and the sleep of nurses on night shifts"
AUTHORS = "Abe A; Brown B; Castro C"


def frame(*records: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=COLUMNS)


def paper(identifier: str, **fields: str) -> dict[str, str]:
    given = {"title": TITLE, "authors": AUTHORS, "published": "2021", "pubmed_id": identifier}
    return record_of("PubMed", "pubmed", identifier, **(given | fields))


def preprint(**fields: str) -> dict[str, str]:
    given = {"title": TITLE, "authors": AUTHORS, "published": "2020", "kinds": "preprint"}
    return record_of("Europe PMC", "europepmc", "PPR/PPR1", **(given | fields))


def study(number: str) -> dict[str, str]:
    return record_of("ClinicalTrials.gov", "clinicaltrials", number, title="Iron")


def updated() -> dict[str, bytes]:
    """The captured preprint and letter, by identifier, and what they name, made after them."""
    raw = capture("pubmed_updates.xml")
    told = {
        re.search(rb"<PMID[^>]*>(\d+)", element)[1]: element
        for element in re.findall(rb"<PubmedArticle>.*?</PubmedArticle>", raw, re.S)
    }
    for own, element in list(told.items()):
        (other,) = re.findall(rb"RefType=\"UpdateIn\">.*?<PMID[^>]*>(\d+)", element, re.S)
        bare = re.sub(
            rb"<CommentsCorrectionsList>.*?</CommentsCorrectionsList>", b"", element, flags=re.S
        )
        named = re.sub(rb"<ArticleTitle>", b"<ArticleTitle>At last: ", bare)
        named = re.sub(rb"10\.\d{4,9}/[^<]+", b"10.1000/" + other, named)
        told[other] = named.replace(own, other).replace(b">Preprint<", b">Journal Article<")
    return {own.decode(): element for own, element in told.items()}


@pytest.fixture
def updates(review):
    """A review with a reader, and a server that has what `updated` gives and nothing else."""
    day = next(iter(review.server.entered.values()))
    review.server.records = updated()
    review.server.entered = dict.fromkeys(review.server.records, day)
    (review.root / "data" / "readers.csv").write_text(
        "reader,kind,description\nreader1,person,Somebody\n", encoding="utf-8"
    )
    return review


def test_a_preprint_of_pubmed_is_related_to_the_paper_that_it_names(updates):
    run = updates.search("PubMed")
    assert (run["outcome"], run["records"]) == ("complete", "4")
    assert link_records() == {PREPRINT: 1}  # the letter that another one updates is no preprint
    (linked,) = updates.rows(rows.LINKS)
    assert {linked["record"], linked["other"]} == {"pubmed:34013271", "pubmed:33576494"}
    assert linked["reason"] == "PubMed says: updated by pubmed:33576494"


def test_a_reader_undoes_a_relation(updates):
    updates.search("PubMed")
    link_records()
    (linked,) = updates.rows(rows.LINKS)
    undone = linked | {"relation": "not the same", "reason": "seen", "judged_by": "reader1"}
    rows.write_rows(rows.LINKS, [undone])
    assert link_records() == {"not the same": 1}
    records, kept = (pd.DataFrame(updates.rows(table)) for table in (rows.RECORDS, rows.LINKS))
    assert studies(records, kept).nunique() == len(records)


def test_reports_that_a_register_lists_are_related_and_its_background_is_not():
    captured = json.loads(capture("clinicaltrials_studies.json"))
    registered = [clinical_trials.parse_record(one) for one in captured]
    listed = {
        reference["pmid"]: (one["protocolSection"]["identificationModule"]["nctId"], reference)
        for one in captured
        for reference in one["protocolSection"].get("referencesModule", {}).get("references", [])
    }
    papers = [paper(key, title=f"Number {key}", authors=f"A{key} A") for key in listed]
    found = links(frame(*registered, *papers))
    told = {
        (number, key)
        for key, (number, reference) in listed.items()
        if reference["type"] != "BACKGROUND"
    }
    assert 0 < len(told) < len(listed)
    assert {
        (one.removeprefix("clinicaltrials:"), other.removeprefix("pubmed:"))
        for one, other in zip(found["record"], found["other"], strict=True)
    } == told
    assert set(found["relation"]) == {TRIAL}


def test_a_preprint_and_a_paper_of_one_registered_study_are_one_study_of_three_reports():
    captured = json.loads(capture("clinicaltrials_studies.json"))
    (one,) = [
        record
        for record in map(clinical_trials.parse_record, captured)
        if record["identifier"] == "NCT03275402"
    ]
    early = paper("38464207", kinds="Journal Article; Preprint", doi="10.1/early")
    records = frame(one, early, paper("39083105", doi="10.1/late"))
    found = links(records)
    assert sorted(found["relation"]) == [PREPRINT, TRIAL, TRIAL]
    assert works(records, found).nunique() == 3
    assert studies(records, found).nunique() == 1


@pytest.mark.parametrize(
    ("told_by", "word", "kind"),
    [("10.1/early", "is-preprint-of", "posted-content"), ("10.1/late", "has-preprint", "")],
)
def test_crossref_relates_a_preprint_from_either_side(told_by, word, kind):
    other = {"10.1/early": "10.1/late", "10.1/late": "10.1/early"}[told_by]
    relation = {word: [{"id-type": "doi", "id": other.upper(), "asserted-by": "subject"}]}
    told = {"DOI": told_by, "title": ["First"], "type": kind, "relation": relation}
    plain = {"DOI": other, "title": ["Second"], "type": "journal-article"}
    (linked,) = links(frame(*map(crossref.parse_record, (told, plain)))).to_dict("records")
    assert linked["relation"] == PREPRINT
    assert linked["reason"].startswith("Crossref says: ")


def test_europe_pmc_relates_a_preprint_to_its_paper():
    listed = {"source": "MED", "id": "7", "type": "Preprint of"}
    told = europe_pmc.parse_record(
        {"id": "PPR1", "source": "PPR", "title": "First", "pubTypeList": {"pubType": ["Preprint"]}}
        | {"commentCorrectionList": {"commentCorrection": [listed]}}
    )
    (linked,) = links(frame(told, paper("7"))).to_dict("records")
    assert (linked["relation"], linked["reason"]) == (
        PREPRINT,
        "Europe PMC says: preprint of pubmed:7",
    )


def test_crossref_tells_a_preprint_from_other_posted_content():
    work = {"DOI": "10.1/a", "title": ["A"], "type": "posted-content", "subtype": "preprint"}
    assert crossref.parse_record(work)["kinds"] == "posted content; preprint"
    captured = json.loads(capture("crossref_works.json"))["message"]["items"]
    assert not any("preprint" in crossref.parse_record(item)["kinds"] for item in captured)


def test_a_preprint_that_nobody_relates_is_found_by_title_and_first_author():
    (linked,) = links(frame(paper("7"), preprint())).to_dict("records")
    assert linked["relation"] == PREPRINT
    assert links(frame(paper("7", authors="Dietz D"), preprint())).empty
    assert links(frame(paper("7", title="Iron"), preprint(title="Zinc"))).empty


def test_what_the_library_takes_for_one_work_stays_two_if_one_is_a_preprint():
    fields = {"journal": "Sleep", "volume": "7", "pages": "1-9", "published": "2021"}
    misprinted = TITLE.replace("nurses", "nurzes")
    both = frame(paper("7", **fields), preprint(title=misprinted, **fields))
    (linked,) = links(both).to_dict("records")
    assert (linked["relation"], linked["judged_by"][:10]) == (PREPRINT, "bib-dedupe")
    (plain,) = links(both.assign(kinds="")).to_dict("records")
    assert plain["relation"] == SAME


def test_a_preprint_is_one_by_any_record_of_it():
    unmarked = record_of(
        "Crossref", "crossref", "10.1/e", title=TITLE, authors=AUTHORS, doi="10.1/e"
    )
    records = frame(preprint(doi="10.1/e"), unmarked, paper("7", doi="10.1/late"))
    found = links(records)
    assert sorted(found["relation"]) == [PREPRINT, PREPRINT, SAME]
    assert works(records, found).nunique() == 2


def test_publications_of_a_study_that_was_not_found_are_related_by_its_number():
    one, other = (
        paper(key, title=f"Number {key}", authors=f"A{key}", registrations="NCT00000001")
        for key in "78"
    )
    pooled = paper(
        "9", title="Pooled", authors="P", registrations="NCT00000001; NCT00000002"
    )  # of both studies, and so a report of neither alone
    records = frame(one, other, pooled)
    (linked,) = links(records).to_dict("records")
    assert linked["reason"] == "both publications name NCT00000001"
    assert studies(records, links(records)).nunique() == 2


def test_a_publication_of_several_studies_does_not_make_them_one():
    first, second = study("NCT00000001"), study("NCT00000002")
    pooled = paper("9", registrations="NCT00000001; NCT00000002")
    records = frame(first, second, pooled)
    found = links(records)
    assert list(found["relation"]) == [TRIAL, TRIAL]
    assert studies(records, found).nunique() == 3
    by_hand = found.assign(judged_by=["reader1", found["judged_by"].iloc[1]])
    assert studies(records, by_hand).nunique() == 2


NAMES = [f"pubmed:{n}" for n in range(4)] + [f"clinicaltrials:{n}" for n in range(3)]
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.tuples(
        st.sampled_from((SAME, TRIAL, PREPRINT, "not the same")),
        st.sampled_from(("identifiers", "reader1")),
    ),
    max_size=8,
)


@given(PAIRS)
def test_a_work_is_of_one_study_and_a_study_of_what_is_linked(pairs):
    told = pd.DataFrame(
        [(*pair, relation, "said", judge) for pair, (relation, judge) in pairs.items()],
        columns=LINK_COLUMNS,
        dtype=object,
    )
    records = pd.DataFrame({"record": NAMES})
    work_of, study_of = works(records, told), studies(records, told)
    assert study_of.groupby(work_of.to_numpy()).nunique().eq(1).all()
    linked = groups(pair for pair, (relation, _) in pairs.items() if relation != "not the same")
    for _, members in study_of.groupby(study_of.to_numpy()):
        assert len(members) == 1 or any(set(members.index) <= group for group in linked)


def test_the_captured_records_are_what_they_are_taken_for():
    read = {key: parse_record(etree.fromstring(element)) for key, element in updated().items()}
    assert read["34013271"]["kinds"] == "Preprint"
    assert "Preprint" not in read["34086515"]["kinds"]
    assert read["34086515"]["notices"] == "updated by pubmed:34092155"
