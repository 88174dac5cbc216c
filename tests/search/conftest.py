"""A review in which nothing was searched yet, and a server that answers as the sources do."""

import csv
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from living_review.evidence import tables
from living_review.search import rows, runs
from living_review.search.connection import Patience
from living_review.search.runs import Setting, run_search
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import SearchString
from tests.search import stand_in

ROOT = Path(__file__).resolve().parents[2]
# Faults are told at once; what a person waits for is no part of these tests.
HASTY = Patience(attempts=3, attempts_without_network=2, timeout=5, pace=0)
LISTS = ("search_runs", "search_records", "record_links")
STRINGS = {
    "PubMed": "biopython",
    "Europe PMC": "cancer",
    "ClinicalTrials.gov": "condition: neuroblastoma",
    "Crossref": "term: widget",
}


@dataclass
class Review:
    """The tables of searches in a folder of its own, and the server that is asked."""

    root: Path
    server: stand_in.StandIn
    setting: Setting = field(init=False)

    def __post_init__(self):
        addresses = dict.fromkeys(SOURCES, self.server.address)
        self.setting = Setting("someone@example.org", addresses, HASTY)

    def search(self, source: str) -> dict[str, str]:
        name = f"{source.lower().replace(' ', '-').replace('.', '-')}.txt"
        return run_search(SearchString(name, source, STRINGS[source]), self.setting)

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def runs(self) -> list[dict[str, str]]:
        return self.rows(rows.RUNS)

    @property
    def records(self) -> dict[str, dict[str, str]]:
        return {row["record"]: row for row in self.rows(rows.RECORDS)}

    def stored(self) -> bytes:
        """All that is stored of answers."""
        folder = self.root / runs.STORE
        return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def empty_review(folder: Path) -> Path:
    """Copy what searches read, with tables of nothing but their header."""
    (folder / "data").mkdir(parents=True)
    for name in ("protocol.yaml", "data/datapackage.yaml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "searches", folder / "searches")
    for table in (*LISTS, "publication_notices", "notice_runs", "screening_decisions"):
        header = (ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8").split("\n")[0]
        (folder / "data" / f"{table}.csv").write_text(f"{header}\n", encoding="utf-8")
    return folder


@pytest.fixture
def review(tmp_path, monkeypatch):
    root = empty_review(tmp_path / "review")
    monkeypatch.setenv(tables.ROOT, str(root))
    with stand_in.serve(stand_in.full()) as server:
        yield Review(root, server)
