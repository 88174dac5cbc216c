"""One browser in a process of tests, and others beside it, whatever ran before."""

import asyncio
import re

import pytest

from living_review.evidence import tables
from living_review.machine import browser

STARTS = re.compile(r"\bplaywright\.(sync|async)_api\b")


async def one():
    await asyncio.sleep(0)
    return 1


def title(chromium) -> str:
    page = chromium.new_page()
    page.set_content("<title>a title</title>")
    found = page.title()
    page.close()
    return found


@pytest.mark.site
def test_while_no_test_uses_the_browser_no_loop_is_seen_to_run(browser_of_the_process):
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
    assert asyncio.run(one()) == 1


@pytest.mark.site
def test_the_browser_works_after_a_loop_of_another_test(browser_of_the_process, request):
    assert asyncio.run(one()) == 1
    assert title(request.getfixturevalue("chromium")) == "a title"


@pytest.mark.site
def test_the_package_may_use_a_browser_of_its_own_meanwhile(chromium):
    assert browser.use(title, browser.installed()) == "a title"
    assert title(chromium) == "a title"


@pytest.mark.site
def test_the_package_may_use_a_browser_within_a_loop():
    async def within():
        return browser.use(title, browser.installed())

    assert asyncio.run(within()) == "a title"


@pytest.mark.site
def test_what_fails_in_the_browser_is_told_and_the_browser_is_closed():
    opened = []

    def fails(chromium):
        opened.append(chromium)
        raise ValueError("no such page")

    with pytest.raises(ValueError, match="no such page"):
        browser.use(fails, browser.installed())
    assert not opened[0].is_connected()


def test_the_browser_that_was_chosen_is_taken(monkeypatch):
    monkeypatch.setenv(browser.CHOSEN, "/somewhere/chromium")
    assert browser.installed() == "/somewhere/chromium"


def test_nothing_else_starts_playwright():
    """Two of its synchronous interfaces in one thread refuse each other, as do it and a loop."""
    root = tables.root()
    files = [root / "conftest.py"]
    for name in ("living_review", "benchmarks", "tests"):
        files += (root / name).rglob("*.py")
    starting = [path for path in files if STARTS.search(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(root).as_posix() for path in starting} == {
        "living_review/machine/browser.py",
        "tests/conftest.py",
    }
