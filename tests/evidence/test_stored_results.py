"""Stored results: current, the same when made again, and never stale on a page."""

import json
import os

import pandas as pd
import pytest

from living_review.checks.extraction import outcomes
from living_review.evidence import keys, stored_results, tables
from living_review.search import accuracy
from living_review.synthesis.trials import multiverse, simulation
from living_review.synthesis.trials.pools import Choices


@pytest.mark.parametrize("part", [multiverse, simulation, accuracy])
def test_what_is_stored_was_made_by_the_data_and_code_of_today(part):
    assert stored_results.stored_key(part.NAME) == part.key(), "run: make precompute"


def test_a_slice_of_the_multiverse_is_the_same_when_made_again():
    whole = multiverse.specifications()
    asked = multiverse.choices()
    part = Choices(
        dict(list(asked.sets.items())[:1]),
        dict(list(asked.without.items())[:2]),
        dict(list(asked.assumptions.items())[:2]),
    )
    again = multiverse.multiverse(part, multiverse.cached_effects)
    keys = ["trials", "left_out", "reading", "pooled"]
    both = again.merge(whole, on=keys, validate="one_to_one")
    assert len(both) == len(again)
    for name in ("estimate", "low", "high"):
        now, stored = both[f"{name}_x"].to_numpy(), both[f"{name}_y"].to_numpy()
        assert now == pytest.approx(stored, rel=1e-4, nan_ok=True)  # too few to pool: in both
    now, stored = ([p if isinstance(p, str) else "" for p in both[f"problem_{s}"]] for s in "xy")
    assert now == stored  # blank where none was


def test_a_slice_of_the_simulation_is_the_same_when_run_again():
    condition = simulation.CONDITIONS[0]
    again = simulation.make(conditions=[condition])
    stored = simulation.coverage()
    same = stored[
        (stored["k"] == condition["k"])
        & (stored["tau"] == condition["tau"])
        & (stored["selective"] == condition["selective"])
    ]
    assert list(same["method"]) == list(again["method"])
    for name in ("bias", "coverage", "width"):
        assert same[name].to_numpy() == pytest.approx(again[name].to_numpy(), rel=1e-3, abs=2e-3)


def test_a_stale_result_is_made_again_and_a_fitting_one_is_read(project):
    made = []

    def make():
        made.append(1)
        return pd.DataFrame({"x": [1 / 3], "word": ["a"]})

    fresh = stored_results.result("thing", "key-1", make)
    stored_results.store("thing", "key-1", make())
    assert stored_results.result("thing", "key-1", make).equals(fresh)
    assert len(made) == 2
    stored_results.result("thing", "key-2", make)
    assert len(made) == 3
    assert stored_results.stored_key("thing") == "key-1"


def test_what_is_stored_is_what_was_written():
    assert stored_results.names() == sorted(
        part.NAME for part in (outcomes, multiverse, simulation, accuracy)
    )
    assert stored_results.edited_by_hand() == []


@pytest.mark.parametrize("harm", ["edited", "cut", "gone", "keys cut", "keys gone"])
def test_a_result_that_is_not_what_was_written_is_neither_shown_nor_kept_quiet(project, harm):
    made = pd.DataFrame({"x": [1.25, 2.5]})
    path = stored_results.store("thing", "key-1", made)
    assert stored_results.stored_key("thing") == "key-1"
    keys_path = path.with_name(stored_results.KEYS)
    raw, known = path.read_bytes(), keys_path.read_bytes()
    if "gone" in harm:
        (keys_path if "keys" in harm else path).unlink()
    elif harm == "keys cut":
        keys_path.write_bytes(known[:-20])
    else:
        path.write_bytes(raw.replace(b"1.25", b"9.25") if harm == "edited" else raw[:-2])
    assert stored_results.result("thing", "key-1", lambda: made).equals(made)
    assert stored_results.stored_key("thing") == ""
    with pytest.raises((ValueError, FileNotFoundError), match="run make precompute"):
        stored_results.stored("thing")
    (said,) = [one for one in stored_results.edited_by_hand() if "/thing.csv" in one]
    assert "run make precompute, or restore it" in said


@pytest.mark.long
def test_a_falsified_result_fails_the_data_check(project, capsys):
    from living_review.workshop.data_checks import check_the_data

    check_the_data()
    path = project.root / "precomputed" / "multiverse.csv"
    path.write_text(path.read_text().replace("0", "1", 400))
    with pytest.raises(
        SystemExit, match=r"precomputed/multiverse\.csv is not what make precompute"
    ):
        check_the_data()


def test_a_stored_result_is_among_what_a_chapter_asked(project, monkeypatch):
    log = project.root / "log"
    monkeypatch.setenv(tables.READS, str(log))
    simulation.coverage()
    assert f'["file", "precomputed/{simulation.NAME}.csv"]' in log.read_text().splitlines()


def test_a_result_that_was_never_stored_says_how_to_make_it(project):
    with pytest.raises(FileNotFoundError, match="run make precompute"):
        stored_results.stored("nothing")


@pytest.mark.parametrize("harm", ["content", "key", "notes", "cut", "record cut", "record a list"])
def test_a_stored_thing_is_taken_whole_or_not_at_all(tmp_path, harm):
    path, record = tmp_path / "thing", tmp_path / "thing.key"
    keys.keep(path, "k", b"what was made", {"reads": ["a"]})
    found = keys.kept(path)
    assert (found.key, found.content, found.notes) == ("k", b"what was made", {"reads": ["a"]})
    known = json.loads(record.read_text())
    if harm == "content":
        path.write_bytes(b"what was faked")
    elif harm == "cut":
        path.write_bytes(b"what was")
    elif harm == "record cut":
        record.write_bytes(record.read_bytes()[:-5])
    elif harm == "record a list":
        record.write_text("[1, 2]")
    else:
        record.write_text(json.dumps(known | ({"key": "l"} if harm == "key" else {"reads": []})))
    assert keys.kept(path) is None
    keys.keep(path, "k", b"again")
    assert keys.kept(path).content == b"again"


def test_a_moment_differs_after_any_save_whatever_its_time(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1")
    status, before = path.stat(), keys.moment([path, tmp_path / "none"])
    assert keys.moment([path, tmp_path / "none"]) == before
    path.write_bytes(b"2")
    path.write_bytes(b"1")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert keys.moment([path, tmp_path / "none"]) != before


def test_what_editors_leave_behind_is_no_input(tmp_path):
    for name in ("a.csv", "b/c.csv", ".a.csv.swp", "a.csv~", "__pycache__/a.pyc", ".hidden/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert keys.files_in(tmp_path) == [tmp_path / "a.csv", tmp_path / "b" / "c.csv"]


def test_a_key_follows_inputs_and_code_and_refuses_what_is_not_there():
    assert stored_results.key_of("a", ["synthesis/trials"]) != stored_results.key_of(
        "b", ["synthesis/trials"]
    )
    assert stored_results.key_of("a", ["synthesis/trials"]) != stored_results.key_of(
        "a", ["evidence/tables.py"]
    )
    with pytest.raises(ValueError, match=r"'nothing\.py' is no module"):
        stored_results.key_of("a", ["nothing.py"])
