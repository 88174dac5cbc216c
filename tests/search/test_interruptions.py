"""Killed at any point and begun again, searches give what one undisturbed run gives."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shares import first_of

from living_review.evidence import tables
from living_review.search import runs
from living_review.search.answers import AnswerStore, Journal
from living_review.search.rows import RUNS, add_rows
from living_review.search.runs import run_search
from living_review.search.strings import SearchString
from tests.search import stand_in
from tests.search.conftest import Review, empty_review

SCRIPT = Path(__file__).with_name("killed.py")
SOURCES = ("PubMed", "Europe PMC", "ClinicalTrials.gov", "Crossref")


def server() -> stand_in.StandIn:
    """Many small pages, and answers that take a moment."""
    found = stand_in.full()
    found.records = stand_in.many_records(900)
    found.entered = stand_in.spread(found.records, date(2000, 1, 1), date(2026, 11, 1))
    found.page_size = 3
    return found


def search(root: Path, address: str, after: float | None = None) -> bool:
    """Search in a process of its own; killed after so many seconds, or let run to its end."""
    command = [sys.executable, str(SCRIPT), address, *SOURCES]
    process = subprocess.Popen(command, env={**os.environ, tables.ROOT: str(root)})
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode == 0


def what_was_found(root: Path, address: str) -> dict[str, dict[str, str]]:
    """Records, with the source in the place of the run, which bears a time."""
    review = Review(root, stand_in.StandIn(address=address))
    assert {row["first_run"] for row in review.records.values()} <= {r["run"] for r in review.runs}
    return {key: row | {"first_run": ""} for key, row in review.records.items()}


@pytest.mark.long
@given(st.lists(st.floats(0.2, 2.5), min_size=1, max_size=4))
@settings(max_examples=8)
def test_killed_at_any_point_and_begun_again_it_finds_the_same(pauses):
    with stand_in.serve(server()) as served, tempfile.TemporaryDirectory() as folder:
        clean, killed = (empty_review(Path(folder) / name) for name in ("clean", "killed"))
        assert search(clean, served.address)
        for seconds in pauses:
            if search(killed, served.address, seconds):
                break
        assert search(killed, served.address)
        wanted = what_was_found(clean, served.address)
        assert what_was_found(killed, served.address) == wanted
        assert len(wanted) == 900 + 25 + 5 + 20
        told = Review(killed, served).runs
        assert {run["outcome"] for run in told} <= {"complete", "empty"}
        new = {
            source: sum(int(r["new"]) for r in told if r["source"] == source) for source in SOURCES
        }
        assert new == dict(zip(SOURCES, (900, 25, 5, 20), strict=True))


class KilledError(Exception):
    """Stands for the end of a process."""


# Each place at which something is written.
PLACES = ("put", "note", "write_records", "add_rows", "forget")


@pytest.mark.parametrize("nth", first_of(range(1, 5)))
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("place", PLACES)
def test_ended_before_and_after_each_thing_that_is_written(review, monkeypatch, place, before, nth):
    review.server.page_size = 10
    owner = {"put": AnswerStore, "note": Journal, "forget": Journal}.get(place, runs)
    real, calls = getattr(owner, place), []

    def ending(*arguments):
        calls.append(place)
        if len(calls) == nth and before:
            raise KilledError
        result = real(*arguments)
        if len(calls) == nth:
            raise KilledError
        return result

    with monkeypatch.context() as patched:
        patched.setattr(owner, place, ending)
        with contextlib.suppress(KilledError):
            review.search("Europe PMC")
    run = review.search("Europe PMC")
    assert run["outcome"] == "complete"
    assert len(review.records) == 25
    assert {row["first_run"] for row in review.records.values()} <= {r["run"] for r in review.runs}
    assert sum(int(r["new"]) for r in review.runs) == 25


@pytest.mark.parametrize("name", ["the same.txt", "another.txt"])
def test_no_run_takes_the_name_of_one_that_was_cut_off_in_the_same_second(
    review, monkeypatch, name
):
    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime(2026, 12, 1, 10, 20, 30, tzinfo=zone)

    def ending(table, rows):
        if table == RUNS:
            raise KilledError
        return add_rows(table, rows)

    works = SearchString("the same.txt", "Crossref", "term: widget")
    monkeypatch.setattr(runs, "datetime", Clock)
    with monkeypatch.context() as patched:
        patched.setattr(runs, "add_rows", ending)
        with pytest.raises(KilledError):
            run_search(works, review.setting)
    run_search(SearchString(name, "PubMed", "biopython"), review.setting)
    assert run_search(works, review.setting)["new"] == "20"
    assert len({run["run"] for run in review.runs}) == 2


def test_a_journal_whose_last_line_was_cut_is_taken_without_it(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.begin(run="a", started="2026-12-01T10:20:30Z", since="")
    journal.note("question 1", "answer")
    with path.open("a") as file:
        file.write('{"question": "question 2", "ans')
    again = Journal(path)
    assert again.answered == {"question 1": "answer"}
    again.note("question 2", "another")
    assert Journal(path).answered == {"question 1": "answer", "question 2": "another"}


def test_an_answer_that_was_changed_on_the_disk_is_asked_again(tmp_path):
    store = AnswerStore(tmp_path)
    digest = store.put(b"an answer")
    next(tmp_path.glob(f"*/{digest}")).write_bytes(b"another")
    assert store.get(digest) is None
    assert store.put(b"an answer") == digest
    assert store.get(digest) == b"an answer"


def test_two_searches_at_once_are_refused(review):
    from living_review.search.answers import alone
    from living_review.search.failures import SearchError

    folder = review.root / runs.STORE
    with alone(folder), pytest.raises(SearchError, match="another process"), alone(folder):
        time.sleep(0)
