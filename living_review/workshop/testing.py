"""Run every check, and say what failed."""

import os
import subprocess
import sys

from living_review.evidence import tables
from living_review.machine import browser
from living_review.workshop.building import build_book
from living_review.workshop.prose.lint import lint
from living_review.workshop.saying import fail, tool


def test_everything():
    """Everything: lint, floors, data, the strict build, tests, chapters, the site in a browser."""
    root = tables.root()
    in_ci = os.environ.get("CI", "").lower() == "true"
    steps = (
        ("lint", [tool("ruff"), "check", "."]),
        ("format", [tool("ruff"), "format", "--check", "-q", "."]),
        ("floors", [tool("lint-imports")]),
    )
    for name, command in steps:
        finished = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if finished.returncode:
            fail(f"{finished.stdout}{finished.stderr}\n{name} failed.")
    build_book()
    chromium = browser.find_or_get()
    if not chromium and in_ci:
        fail(f"No browser, and CI skips nothing: {browser.HOW_TO_GET}.")
    marked = () if chromium else ("-m", "not site")
    runs = (
        ("--dist", "worksteal", *marked, "tests", "living_review"),
        ("--dist", "loadfile", "--nbval", "chapters"),  # the cells of a chapter share a kernel
    )
    found = {**os.environ, "LIVING_REVIEW_BROWSER": chromium or ""}
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "auto"]
    codes = [subprocess.run([*pytest, *run], cwd=root, env=found).returncode for run in runs]
    if not chromium:
        print(f"The browser tests did NOT run: {browser.HOW_TO_GET}.")
    raise SystemExit(max(codes))


def report_prose():
    """Find numbers that are typed in the chapters' prose."""
    found, unused = lint(tables.root())
    told = [str(number) for number in found]
    told += [
        f"{phrase.written!r} is declared and no chapter has it: take it out" for phrase in unused
    ]
    if told:
        fail("\n".join(told))
    print("No number is typed in prose.")
