"""Parts of a suite: two at a time, none hidden by another, and what is said of them."""

import json
import os
import sys

import pytest
from shares import first_of

from living_review.workshop import parts
from living_review.workshop.parts import Part

TESTS = """
import pytest

def test_that_passes():
    pass

def test_that_fails():
    assert 1 == 2, "one is not two"

@pytest.mark.skip(reason="shown as skipped")
def test_that_is_skipped():
    pass

@pytest.fixture
def broken():
    yield
    raise ValueError("after the test")

def test_whose_fixture_fails(broken):
    pass

def test_that_passes_too():
    pass
"""


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def pytest_part(name: str, *arguments: str) -> Part:
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    return Part(name, (*command, *parts.PYTEST_LOG, *arguments))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "test_made_up.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return tmp_path


@pytest.mark.parametrize("workers", first_of(["0", "2"]))
def test_a_suite_says_how_each_part_ended_and_what_was_slowest(folder, capfd, workers):
    passed = parts.run([pytest_part("units", "-n", workers), Part("lint", python(""))], folder)
    assert not passed
    said = capfd.readouterr().out
    assert "one is not two" in said
    assert "after the test" in said
    assert "units: " in said
    assert "5 of 5 tests, 2 FAILED: FAILED (part" in said
    *_, units, lint, last = said.splitlines()
    assert units.split()[:2] == ["units", "FAILED"]
    assert "1 failed, 3 passed, 1 skipped, 1 error in" in units
    assert lint.split()[:2] == ["lint", "passed"]
    assert last.endswith("did not pass: units.")
    told = said[said.index("The slowest tests:") :].splitlines()[1:6]
    assert {line.partition("::")[2] for line in told} == {
        "test_that_passes",
        "test_that_fails",
        "test_that_is_skipped",
        "test_whose_fixture_fails",
        "test_that_passes_too",
    }


def test_the_ten_slowest_of_all_parts_are_named(tmp_path):
    runs = [parts.Run(Part(name), tmp_path, ended="passed") for name in ("units", "chapters")]
    for number in range(12):
        test = {"test": f"test-{number}", "outcome": "passed", "seconds": float(number)}
        runs[number % 2].tests.append(test)
    told = parts.summary(runs, 20.0)
    assert [line.split()[-1] for line in told.splitlines()[2:12]] == [
        f"test-{number}" for number in range(11, 1, -1)
    ]
    assert told.endswith("20 s in all, every part passed.")


def test_a_part_that_fails_hides_no_other(folder, capfd):
    mark = folder / "ran"
    suite = [
        Part("lint", python("print('a line is too long'); raise SystemExit(1)")),
        Part("book", python("raise SystemExit('a cell failed')")),
        Part("site", python(""), needs="book"),
        Part("browser", problem="No browser."),
        Part("units", python(f"open({str(mark)!r}, 'w')")),
    ]
    assert not parts.run(suite, folder)
    assert mark.exists()
    said = capfd.readouterr().out
    assert "a line is too long" in said
    assert "a cell failed" in said
    ends = {line.split()[0]: " ".join(line.split()[1:3]) for line in said.splitlines()[-6:-1]}
    assert ends["lint"] == ends["book"] == "FAILED 0"
    assert ends["site"] == "not run"
    assert ends["browser"].startswith("FAILED")
    assert ends["units"].startswith("passed")
    assert said.splitlines()[-1].endswith("did not pass: lint, book, site, browser.")


def test_a_part_waits_for_what_it_needs_and_for_no_other(folder):
    """The first waits for what the last part writes, and the one that needs it comes after both."""
    wait = "import os, time\nwhile not os.path.exists('{}'): time.sleep(0.02)"
    suite = [
        Part("book", python(wait.format("units") + "\nopen('book', 'w')")),
        Part("site", python("open('book')"), needs="book"),
        Part("units", python("open('units', 'w')")),
    ]
    assert parts.run(suite, folder)


WAITING = """
import os, time

def test_first():
    pass

def test_until_it_was_said_how_far_the_part_is():
    while not os.path.exists("said"):
        time.sleep(0.02)
"""


def test_while_it_runs_each_part_says_how_far_it_is(folder, monkeypatch):
    (folder / "test_waiting.py").write_text(WAITING)
    lines = []

    def say(text, **options):
        lines.append(text)
        if "1 of 2 tests" in text:
            (folder / "said").touch()

    monkeypatch.setattr(parts, "SAY_EVERY", 0)
    monkeypatch.setattr(parts, "print", say, raising=False)
    assert parts.run([pytest_part("units", "test_waiting.py")], folder)
    assert any(line.startswith("units: ") and line.endswith(", 1 of 2 tests") for line in lines)


def test_a_suite_that_is_interrupted_leaves_nothing_running(folder, monkeypatch):
    started = []

    def interrupted(runs, root, variables):
        for one in runs:
            one.start(root, variables)
            started.append(one._process)
        raise KeyboardInterrupt

    monkeypatch.setattr(parts, "run_all", interrupted)
    with pytest.raises(KeyboardInterrupt):
        parts.run([Part("book", python("import time; time.sleep(3600)"))], folder)
    assert [process.poll() is not None for process in started] == [True]


def test_variables_reach_the_commands(folder):
    code = "import os; raise SystemExit(os.environ['CHOSEN_FOR_THIS'] != 'given')"
    assert parts.run([Part("one", python(code))], folder, CHOSEN_FOR_THIS="given")


def test_a_note_that_is_half_written_is_read_when_it_is_whole(tmp_path):
    one = parts.Run(Part("units"), tmp_path)
    whole = json.dumps({"test": "a", "outcome": "passed", "seconds": 1.0}) + "\n"
    log = tmp_path / "units.json"
    log.write_text('{"tests": 2}\n' + whole[:9])
    one._read_notes()
    assert one.progress() == "units: 0 s, 0 of 2 tests"
    log.write_text('{"tests": 2}\n' + whole)
    one._read_notes()
    assert one.progress() == "units: 0 s, 1 of 2 tests"
