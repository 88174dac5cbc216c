"""What an author may add, as CONTRIBUTING says: the data stay sound, and every law still holds."""

import shutil
import subprocess
import sys
from pathlib import Path

import additions
import pytest

from living_review.evidence import data_check

TESTS = Path(__file__).resolve().parents[1]
# Tests that say what must hold whatever the data are; what holds today is in tests/expected.
LAWS = (
    "tests/evidence/test_evidence.py",
    "tests/evidence/test_units.py",
    "tests/synthesis",
    "tests/pages",
    "tests/checks/test_checks.py",
    "tests/book/test_chapters.py",
    "tests/book/test_coverage.py",
)
# These ask the author for something, and say for what: a sentence that has become untrue, a stored
# result that has to be made again.
ASKING = (
    "tests/pages/test_statements.py::test_no_page_says_that_nothing_was_searched_or_checked_when_it_was",
)
# Laws with a case for each row: that of an added one may be among those that take long.
BY_ROW = (
    "tests/pages",
    "tests/synthesis/test_printed_results.py",
    "tests/synthesis/test_results.py",
    "tests/synthesis/test_own_choices.py",
)
WITHOUT_CACHE = ("-q", "-p", "no:cacheprovider")


@pytest.mark.long
@pytest.mark.parametrize(
    ("marked", "laws"),
    [("not long and not site", LAWS), ("long and not site", BY_ROW)],
    ids=["in short", "by row"],
)
def test_after_all_additions_the_data_are_sound_and_the_laws_hold(project, marked, laws):
    shutil.copytree(TESTS, project.root / "tests", dirs_exist_ok=True)
    for add in additions.ADDITIONS.values():
        add()  # it refuses to write what would leave the data unsound
        additions.tidy()
    assert data_check.check_data() == []
    deselected = [word for test in ASKING for word in ("--deselect", test)]
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *WITHOUT_CACHE, "-m", marked, *deselected, *laws],
        cwd=project.root,
        env=project.environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert finished.returncode == 0, finished.stdout[-6000:]


@pytest.mark.long
@pytest.mark.parametrize("name", additions.ADDITIONS)
def test_each_addition_alone_leaves_the_data_sound(project, name):
    additions.ADDITIONS[name]()
    additions.tidy()
    assert data_check.check_data() == []
