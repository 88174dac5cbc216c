"""A throw-away copy of the project, to break things in, and one browser for all tests."""

import asyncio
import csv
import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from living_review.evidence import passes
from living_review.machine import browser

# How fast a machine is decides about no test.
hypothesis.settings.register_profile(
    "review", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("review")

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "chapters",
    "data",
    "living_review",
    "benchmarks",
    "precomputed",
    "tests",
    "_static",
    "_config.yml",
    "_toc.yml",
    "conftest.py",
    "editions.yaml",
    "protocol.yaml",
    "pyproject.toml",
    "references.bib",
    "requirements.txt",
    "searches",
)

# Bytecode is copied, or the first process in each copy would compile the whole package; it is
# taken only for the source that it was made from. What another process is writing is left out.
NOT_COPIED = shutil.ignore_patterns("*.pyc.*", ".pytest_cache")
# Of the tests, only what commands read: outputs that were reviewed and phrases that prose may hold.
TESTS_THEMSELVES = shutil.ignore_patterns("*.py", "__pycache__", "captures", "r")
LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\.md(?:#[^)]*)?\)")


def _without_link(names: tuple[str, ...], link: re.Match) -> str:
    """The link, or its text alone where the chapter that it leads to is not kept."""
    return link.group(0) if link.group(2) in names else link.group(1)


@dataclass
class Project:
    """A copy of the review in a folder of its own, with the package imported from there."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        """Variables that make every process read this copy."""
        return {
            **os.environ,
            "LIVING_REVIEW_ROOT": str(self.root),
            "PYTHONPATH": str(self.root),
        }

    def edit(self, name: str, old: str, new: str):
        """Replace a text that stands in a file exactly once or first."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run the package's interpreter in this copy."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=3600,  # for what hangs: on a busy machine a build may take many minutes
        )

    def keep_chapters(self, *names: str):
        """Leave only some chapters, for speed, and a table of contents and data of these."""
        for path in (self.root / "chapters").glob("*.md"):
            if path.stem not in names:
                path.unlink()
            else:
                text = path.read_text(encoding="utf-8")
                path.write_text(LINK.sub(partial(_without_link, names), text), encoding="utf-8")
        for path in (self.root / "tests" / "expected").glob("*.yaml"):
            if path.stem not in names:
                path.unlink()
        for path in (self.root / "data").glob("*.csv"):
            rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
            if rows and "chapter" in rows[0]:
                kept = [
                    {**r, "chapter": r["chapter"] if r["chapter"] in names else ""} for r in rows
                ]
                with path.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(kept)
        entries = "".join(f"  - file: chapters/{name}\n" for name in names[1:])
        toc = f"format: jb-book\nroot: chapters/{names[0]}\n"
        (self.root / "_toc.yml").write_text(toc + (f"chapters:\n{entries}" if entries else ""))


@pytest.fixture
def project(tmp_path, monkeypatch) -> Project:
    """A copy of the review; `tables` reads it too."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            ignored = TESTS_THEMSELVES if name == "tests" else NOT_COPIED
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    # What was found sound, by content, saves each command in the copy finding it once more.
    (tmp_path / passes.FOLDER).mkdir()
    for known in (ROOT / passes.FOLDER).glob("sound-*"):
        shutil.copy(known, tmp_path / passes.FOLDER)
    monkeypatch.setenv("LIVING_REVIEW_ROOT", str(tmp_path))
    return Project(tmp_path)


@pytest.fixture(scope="session")
def browser_of_the_process():
    """The one browser that a process of tests starts, and the event loop that drives it."""
    from playwright.sync_api import sync_playwright

    path = browser.installed()
    if not path:
        pytest.fail(f"no browser: {browser.HOW_TO_GET}; or leave these out with -m 'not site'")
    playwright = sync_playwright().start()
    loop = asyncio.get_running_loop()
    launched = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
    asyncio._set_running_loop(None)
    yield launched, loop
    asyncio._set_running_loop(loop)
    launched.close()
    playwright.stop()
    asyncio._set_running_loop(None)


@pytest.fixture
def chromium(browser_of_the_process):
    """A browser that is open already; close the contexts and pages that you open in it.

    Playwright's synchronous interface leaves its event loop running in the thread that started
    it: every later test there that starts a loop of its own, or another Playwright, would fail.
    So this loop is seen to run only while a test uses the browser. For the same reason, no other
    fixture and no test starts Playwright.
    """
    launched, loop = browser_of_the_process
    asyncio._set_running_loop(loop)
    yield launched
    asyncio._set_running_loop(None)


def pytest_addoption(parser):
    """Tests in an order of one's own choice: whatever passes in one must pass in each."""
    parser.addoption("--shuffle", type=int, help="seed: files, and the tests in each, are shuffled")


def pytest_collection_modifyitems(config, items):
    """Shuffle whole files, then the tests in each, so that a file's fixtures are made once."""
    seed = config.getoption("--shuffle")
    if seed is None:
        return
    by_file: dict[Path, list] = {}
    for item in items:
        by_file.setdefault(item.path, []).append(item)
    order = random.Random(seed)
    files = list(by_file.values())
    order.shuffle(files)
    for tests in files:
        order.shuffle(tests)
    items[:] = [item for tests in files for item in tests]
