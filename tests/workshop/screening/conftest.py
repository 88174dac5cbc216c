"""A review with three works to screen, one of them found twice."""

import shutil
from pathlib import Path

import pytest

from living_review.evidence import tables
from living_review.search.rows import LINKS, RECORDS, RUNS, read_rows, write_rows
from tests.search.conftest import ROOT, empty_review

TITLES = {
    "crossref:10.1/a": "Salbutamol in asthma: a randomised trial",
    "pubmed:1": "Salbutamol in asthma: a randomised trial",
    "pubmed:2": "A census of beetles",
    "pubmed:3": "[b]Asthma[/b] = סרטון של Ångström, naïve",
}


def record(key: str, title: str, **cells: str) -> dict[str, str]:
    source, _, identifier = key.partition(":")
    return {
        "record": key,
        "source": source,
        "identifier": identifier,
        "title": title,
        "authors": "Doe, Jane; Roe, R",
        "year": "2020",
        "journal": "Journal of Trials",
        "doi": "10.1/a" if source == "crossref" else "",
        "pubmed_id": identifier if source == "pubmed" else "",
        "answer": "0" * 64,
        "first_run": "a-20261201T000000Z",
    } | cells


@pytest.fixture
def review(tmp_path, monkeypatch) -> Path:
    root = empty_review(tmp_path / "review")
    for name in ("references.bib", "data/readers.csv", "data/trials.csv"):
        shutil.copy(ROOT / name, root / name)
    monkeypatch.setenv(tables.ROOT, str(root))
    run = {
        "run": "a-20261201T000000Z",
        "source": "PubMed",
        "string": "a.txt",
        "outcome": "complete",
    }
    write_rows(RUNS, [run])
    write_rows(RECORDS, [record(*one) for one in TITLES.items()])
    link = {"record": "crossref:10.1/a", "other": "pubmed:1", "relation": "same work"}
    write_rows(LINKS, [link | {"reason": "same DOI", "judged_by": "identifiers"}])
    return root


@pytest.fixture
def decisions():
    """Reads the decisions as they stand in the table: record, reader, decision, rule."""
    return lambda: [
        (row["record"], row["reader"], row["decision"], row["rule"])
        for row in read_rows("screening_decisions")
    ]
