"""Run every check, and say what failed."""

import os
import sys
from functools import partial

from living_review.evidence import tables
from living_review.machine import browser
from living_review.workshop import parts
from living_review.workshop.parts import Part
from living_review.workshop.prose.lint import lint
from living_review.workshop.saying import fail, tool

CHECKS = (
    Part("lint", (tool("ruff"), "check", "-q", ".")),
    Part("format", (tool("ruff"), "format", "--check", "-q", ".")),
    Part("floors", (tool("lint-imports"),)),
)
BOOK = Part("book", (sys.executable, "-m", "living_review", "book"))


def _tests(name: str, *arguments: str, needs: str = "", dist: str = "worksteal") -> Part:
    pytest = (sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", dist)
    return Part(name, (*pytest, *parts.PYTEST_LOG, *arguments), needs)


# The cells of a chapter share a kernel, so a chapter stays in one process.
_chapters = partial(_tests, dist="loadfile")
CHAPTERS = _chapters("chapters", "--warm-kernels", "--nbval", "chapters")
CHAPTERS_COLD = _chapters("chapters-cold", "--nbval", "chapters")
# Where Python is told to keep no compiled code, each of hundreds of processes would compile anew.
KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


def test_everything():
    """Everything but what takes long: lint, data, the strict build, tests, chapters, the site."""
    _run(
        *CHECKS,
        BOOK,
        _tests("units", "-m", "not site and not long", "tests", "living_review"),
        CHAPTERS,
        site=_tests("site", "-m", "site and not long", "tests", needs="book"),
    )


def test_what_takes_long():
    """What the other suite leaves out: many cases, whole editions, all pages at every size."""
    _run(
        BOOK,
        _tests("long-units", "-m", "long and not site", "tests"),
        CHAPTERS_COLD,
        site=_tests("long-site", "-m", "long and site", "tests", needs="book"),
    )


def _run(*suite: Part, site: Part):
    """Run parts, and the one that needs a browser; without any, a person is told so last."""
    chromium = browser.find_or_get()
    if chromium:
        suite = (*suite, site)
    elif os.environ.get("CI", "").lower() == "true":
        told = f"No browser, and CI skips nothing: {browser.HOW_TO_GET}."
        suite = (*suite, Part(site.name, problem=told))
    variables = {browser.CHOSEN: chromium or "", **KEEP_COMPILED}
    passed = parts.run(suite, tables.root(), **variables)
    if not chromium:
        print(f"The browser tests did NOT run: {browser.HOW_TO_GET}.")
    raise SystemExit(not passed)


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


def report_extraction_errors():
    """Put errors of extraction into true reports, say what becomes of each, and store it."""
    from living_review.checks.extraction import outcomes
    from living_review.evidence import stored_results
    from living_review.workshop.extraction_trial import outcomes_of_errors

    table = outcomes_of_errors()
    print(table.to_string(index=False, max_colwidth=70))
    print(table[table["error"] != outcomes.NO_ERROR]["outcome"].value_counts().to_string())
    print(f"written: {stored_results.store(outcomes.NAME, outcomes.key(), table)}")
