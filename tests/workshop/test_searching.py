"""The command: what it runs, what it says, and what it leaves alone."""

import io
import sys

import pytest

from living_review.evidence import tables
from living_review.search import rows
from living_review.search.heartbeat import heartbeat
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import strings
from living_review.workshop import searching
from tests.search import stand_in
from tests.search.conftest import Review, empty_review


@pytest.fixture
def review(tmp_path, monkeypatch):
    root = empty_review(tmp_path / "review")
    monkeypatch.setenv(tables.ROOT, str(root))
    (root / "data" / "readers.csv").write_text("reader,kind,description\n", encoding="utf-8")
    server = stand_in.full()
    # The pace of the sources is theirs; here nobody is spared by it.
    for name, source in SOURCES.items():
        monkeypatch.setitem(SOURCES, name, source._replace(pause=0))
    with stand_in.serve(server):
        yield Review(root, server)


def at_stand_in(review) -> dict[str, str]:
    return dict.fromkeys(SOURCES, review.server.address)


def test_all_strings_of_the_protocol_are_run_and_records_linked(review, capsys):
    searching.run_searches(at_stand_in(review))
    said = capsys.readouterr().out
    assert [run["outcome"] for run in review.runs] == ["complete"] * len(strings())
    assert "25 of 25 records arrived, 25 of them new." in said
    assert "Links between records:" in said
    searching.run_searches(at_stand_in(review))
    assert "0 of them new" in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_tells_how_far_each_search_is_in_a_terminal_and_nowhere_else(review, monkeypatch):
    review.server.page_size = 10
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    searching.run_searches(at_stand_in(review))
    for done in ("10/25", "20/25", "25/25"):
        assert done in shown.getvalue()
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    searching.run_searches(at_stand_in(review))
    assert written.getvalue() == ""


@pytest.mark.long
def test_without_a_network_it_says_so_records_it_and_changes_nothing_else(review, capsys):
    before = {p: p.read_bytes() for p in review.root.rglob("*") if p.is_file()}
    with pytest.raises(SystemExit, match="No source could be reached"):
        searching.run_searches(dict.fromkeys(SOURCES, "http://127.0.0.1:9/"))
    assert {run["failure"] for run in review.runs} == {"no network"}
    assert "says nothing about how many records there are" in capsys.readouterr().out
    changed = [p.name for p, raw in before.items() if p.read_bytes() != raw]
    assert changed == ["search_runs.csv"]
    assert not review.records


def test_what_is_missing_is_told_with_its_number(review, capsys):
    def changed(reply: stand_in.Reply) -> stand_in.Reply:
        return stand_in.Reply(reply.body.replace(b'"title":', b'"headline":', 3))

    review.server.faults = [stand_in.Fault("search", changed)]
    with pytest.raises(SystemExit, match="Not every search was complete"):
        searching.run_searches(at_stand_in(review))
    assert "22 of 25 records arrived, 22 of them new. Incomplete: 3 can't be read." in (
        capsys.readouterr().out
    )


def test_a_string_that_is_missing_or_wrong_is_told_before_anything_runs(review):
    path = review.root / "searches" / "clinicaltrials-gov-outcome.txt"
    path.write_text("where: here\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="search string can't be used"):
        searching.run_searches(at_stand_in(review))
    path.unlink()
    with pytest.raises(SystemExit, match="search string can't be used"):
        searching.run_searches(at_stand_in(review))
    assert not review.runs


def test_a_source_that_is_not_there_is_refused(review):
    with pytest.raises(SystemExit, match="no source is called Nowhere"):
        searching.run_searches({"Nowhere": "http://127.0.0.1:9/"})


def test_no_stand_in_starts_the_heartbeat(review):
    """It is *not started* until a search of the protocol has run against its own source."""
    searching.run_searches(at_stand_in(review))
    assert review.runs
    assert heartbeat().last is None


def test_files_of_strings_say_what_the_protocol_says():
    queries = {s["source"]: s["query"] for s in tables.register("protocol")["searches"]}
    for string in strings():
        if string.source in ("PubMed", "Europe PMC"):
            assert string.text.split() == queries[string.source].split()
        else:
            parts = [part.partition(":")[2].strip() for part in string.text.split(";")]
            assert all(part in queries[string.source] for part in parts)


def test_what_waits_is_said_and_kept(project, capsys):
    rows.write_rows(rows.RUNS, [])  # whatever has run in the review itself
    searching.report_waiting()
    said = capsys.readouterr().out
    assert said.startswith("No database searched yet.")
    ran = len(tables.register("protocol")["searches"])
    assert f"- Searches of the protocol that never finished: **{ran}**." in said
    assert (project.root / searching.WAITING).read_text(encoding="utf-8") == said
