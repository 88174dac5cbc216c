"""The commands: what happens without a browser, with a wrong Python, and on a fresh machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from living_review.evidence import tables
from living_review.machine import browser, environment
from living_review.workshop import testing

SUITES = {"test": testing.test_everything, "test-long": testing.test_what_takes_long}


@pytest.fixture(params=SUITES)
def suite(request):
    return SUITES[request.param]


@pytest.fixture
def ran(monkeypatch):
    """A machine without a browser, on which every part passes that can run; what was to run."""
    found = []

    def run(suite, root, **variables):
        found.extend(suite)
        return not any(part.problem for part in suite)

    monkeypatch.setattr(testing.browser, "find_or_get", lambda: None)
    monkeypatch.setattr(testing.parts, "run", run)
    return found


def marked(part) -> str:
    """Which tests a part runs, by their markers."""
    return part.command[part.command.index("-m", 3) + 1]


def test_a_person_is_told_last_that_the_browser_tests_did_not_run(suite, ran, monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(SystemExit) as stopped:
        suite()
    assert stopped.value.code == 0
    assert not [part for part in ran if part.name.endswith("site")]
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert "did NOT run" in last
    assert "apt-get install chromium" in last


def test_ci_without_a_browser_fails_and_runs_all_the_rest(suite, ran, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit) as stopped:
        suite()
    assert stopped.value.code == 1
    *others, site = ran
    assert "CI skips nothing" in site.problem
    assert others
    assert all(part.command for part in others)


def test_the_two_suites_leave_no_test_out(ran, monkeypatch):
    """Each combination of the two markers is run by exactly one part."""
    monkeypatch.setattr(testing.browser, "find_or_get", lambda: "/somewhere/chromium")
    for one in SUITES.values():
        with pytest.raises(SystemExit):
            one()
    tests = [part for part in ran if "tests" in part.command]
    assert sorted(map(marked, tests)) == [
        "long and not site",
        "long and site",
        "not site and not long",
        "site and not long",
    ]
    assert [part.needs for part in tests] == ["book" * ("site" in part.name) for part in tests]
    chapters = [part for part in ran if "--nbval" in part.command]  # in warm kernels, and in cold
    assert ["--warm-kernels" in part.command for part in chapters] == [True, False]
    names = {part.name for part in ran}
    assert {"lint", "format", "floors", "book"} <= names


@pytest.mark.parametrize("failing", ["", "test", "test-long"])
def test_ci_runs_both_suites_whether_one_fails_or_not(tmp_path, failing):
    log, make = tmp_path / "log", tmp_path / "make"
    make.write_text(f'#!/bin/sh\necho "CI=$CI $1" >> {log}\n[ "$1" != "{failing}" ]\n')
    make.chmod(0o755)
    found = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    finished = subprocess.run([str(tables.root() / ".ci" / "run")], env=found)
    assert finished.returncode == bool(failing)
    assert log.read_text().splitlines() == ["CI=true test", "CI=true test-long"]


def test_a_browser_that_is_there_is_taken(monkeypatch):
    monkeypatch.setattr(browser, "installed", lambda: "/somewhere/chromium")
    assert browser.find_or_get() == "/somewhere/chromium"


def test_getting_one_is_tried_in_order_and_gives_up_quietly(monkeypatch, capsys):
    tried = []
    monkeypatch.setattr(browser, "installed", lambda: None)
    monkeypatch.setattr(
        browser, "run_within", lambda *command, seconds: tried.append(command) or False
    )
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: "/usr/bin/apt-get")
    assert browser.find_or_get() is None
    words = [" ".join(command) for command in tried]
    assert "playwright install chromium" in words[0]
    assert words[1] == "apt-get update"
    assert "install" in words[2]


def test_where_nothing_may_be_installed_nothing_is(monkeypatch):
    tried = []
    monkeypatch.setattr(browser, "installed", lambda: None)
    monkeypatch.setattr(
        browser, "run_within", lambda *command, seconds: tried.append(command) or False
    )
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000, raising=False)
    assert browser.find_or_get() is None
    assert len(tried) == 1


def test_a_python_that_is_too_old_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"make book PYTHON=python3\.12"):
        environment.make_environment()


def test_the_environment_needs_only_the_standard_library():
    """It runs before anything is installed: in isolation from every installed package."""
    root = Path(environment.__file__).resolve().parents[2]
    code = "import living_review.machine.environment as e; print(e.locked_version('uv'))"
    finished = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip()[0].isdigit()


def test_every_direct_need_has_a_reason_and_every_locked_one_a_hash():
    root = tables.root()
    for line in (root / "requirements.in").read_text().splitlines():
        if line and not line.startswith("#"):
            assert "#" in line, f"{line} has no reason beside it"
    lock = (root / "requirements.txt").read_text()
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 80
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_recipes_of_the_makefile_are_two_lines_at_most():
    lines = (tables.root() / "Makefile").read_text().splitlines()
    run = 0
    for line in lines:
        run = run + 1 if line.startswith("\t") else 0
        assert run <= 2
