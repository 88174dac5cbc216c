"""Find a Chromium, or get one where that is possible, and drive it.

Whatever in the package or its benchmark drives a browser does it by `use`, which works in any
process, whether an event loop or another browser runs in it or not.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHOSEN = "LIVING_REVIEW_BROWSER"  # names a browser, so that nobody has to look for one again

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
HOW_TO_GET = (
    "install Chromium or Chrome (Debian: apt-get install chromium), "
    "or run .venv/bin/python -m playwright install chromium"
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed() -> str | None:
    """Path of the Chromium or Chrome to use: the one that was chosen, or one on this machine.

    Playwright's own is found too.
    """
    if path := os.environ.get(CHOSEN):
        return path
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if Path(MAC).exists():
        return MAC
    return _playwrights_own()


def use(work: Callable, path: str):
    """Hand a launched browser to a function, close it, and return what the function gave.

    Parameters
    ----------
    work : callable
        Takes the browser, a `playwright.sync_api.Browser`. It runs in a thread of its own, and
        what it returns may hold nothing of the browser.
    path : str
        Where the browser is; see `installed`.
    """

    def launched(playwright):
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            return work(chromium)
        finally:
            chromium.close()

    return _with_playwright(launched)


def _with_playwright(work: Callable):
    # Playwright's synchronous interface leaves an event loop running in its thread, and refuses
    # to start in a thread that has one. In a thread of its own it neither meets nor leaves one.
    def started():
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return work(playwright)

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(started).result()


def _playwrights_own() -> str | None:
    path = _with_playwright(lambda playwright: playwright.chromium.executable_path)
    return path if Path(path).exists() else None


def run_within(*command: str, seconds: int) -> bool:
    """Whether a command ends well in time; what keeps it from starting is printed."""
    try:
        finished = subprocess.run(command, timeout=seconds, capture_output=True, text=True)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {' '.join(command[:3])}: {error}")
        return False
    return finished.returncode == 0


def find_or_get() -> str | None:
    """A browser that was found; else playwright's download; else the system's package.

    The system's package is tried only where this process may install one: as root, on a system
    with ``apt-get``.
    """
    if path := installed():
        return path
    print("No Chromium found; trying to get one …", flush=True)
    run_within(sys.executable, "-m", "playwright", "install", "chromium", seconds=240)
    if path := installed():
        return path
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        run_within("apt-get", "update", seconds=240)
        run_within("apt-get", "install", "-y", "--no-install-recommends", "chromium", seconds=600)
    return installed()
