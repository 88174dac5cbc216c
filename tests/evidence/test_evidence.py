"""What the evidence tables promise: complete, traceable, and not more than was seen."""

import re

import pytest

from living_review.evidence import tables

EVIDENCE = [
    resource["name"]
    for resource in tables.descriptor()["resources"]
    if {"extracted_by", "locator"} <= {f["name"] for f in resource["schema"]["fields"]}
]


@pytest.mark.parametrize(("table", "between"), [("claims", "-"), ("printed_statistics", "-N")])
def test_what_a_seed_says_is_numbered_without_a_gap(table, between):
    rows = tables.read(table)
    rows = rows[rows["part_of"] == ""] if "part_of" in rows else rows
    identifiers = rows.iloc[:, 0].tolist()
    seeds = tables.read("seeds")["seed"].tolist()
    assert identifiers == [
        f"{seed}{between}{number:02d}"
        for seed in seeds
        for number in range(1, sum(i.startswith(f"{seed}-") for i in identifiers) + 1)
    ]
    assert {i.split("-")[0] for i in identifiers} == set(seeds)


def test_seeds_are_identified_by_the_hash_of_their_bytes():
    seeds = tables.read("seeds").set_index("seed")
    assert seeds.loc["S1", "sha256"].startswith("f495d8f1b7ab9d93")
    assert seeds.loc["S2", "sha256"].startswith("be62547316a3068f")
    assert seeds.loc["S1", "sentences"] == 11


def test_the_texts_of_the_seeds_are_not_reproduced():
    """No run of a dozen words of either text stands anywhere in data or chapters."""
    words = {
        "there are contradictory data regarding the levels of magnesium in patients with",
        "clinical depression is a serious mental disorder characterized by low mood anhedonia",
        "a major paradigm shift in research into the treatment of depression is",
        "we consider that increasing intracellular concentration is a component of the",
    }
    root = tables.root()
    for path in [*root.glob("data/*.csv"), *root.glob("chapters/*.md"), root / "references.bib"]:
        text = " ".join(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower()))
        for phrase in words:
            assert phrase not in text, path.name


@pytest.mark.parametrize("name", EVIDENCE)
def test_every_row_says_where_it_was_seen_and_by_whom(name):
    rows = tables.with_access(tables.read(name))
    assert (rows["locator"] != "").all()
    assert (rows["extracted_by"] != "").all()
    assert rows["access"].notna().all()
    assert (rows["extracted_by"] != rows["checked_by"]).all(), "nobody checks their own reading"


def test_whoever_read_or_checked_a_row_is_a_reader_whose_kind_is_told():
    kinds = tables.read("readers").set_index("reader")["kind"]
    assert (kinds != "").all()
    for name in EVIDENCE:
        rows = tables.read(name)
        told = {*rows["extracted_by"], *rows.get("checked_by", ())} - {""}
        assert told <= set(kinds.index), name


def test_a_claim_about_the_first_seed_has_evidence_of_both_kinds():
    links = tables.read("claim_evidence")
    relations = links[links["claim_id"] == "S1-02"]["relation"]
    assert {"opposes", "context"} <= set(relations)


def test_evidence_is_tied_to_existing_rows_once():
    links = tables.read("claim_evidence")
    known = set(tables.evidence_tables())
    assert set(links["row_id"]) <= known
    assert not links.duplicated(["claim_id", "row_id"]).any()


def test_no_address_is_one_of_this_machine():
    for name in ("publication_views", "lookups"):
        text = tables.read(name).to_csv()
        assert "localhost" not in text
        assert "/tmp/" not in text


def test_facts_say_whether_two_things_agree_where_two_were_compared_and_only_there():
    facts = tables.read("provenance_facts")
    compared = facts["compared"].str.contains(" against ")
    assert ((facts["agrees"] != "") == compared).all()
    assert {"yes", "no"} <= set(facts["agrees"])
