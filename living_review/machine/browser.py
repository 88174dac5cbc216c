"""Find a Chromium for the browser tests, or get one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
    """Path of a Chromium or Chrome on this machine, playwright's own included."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if Path(MAC).exists():
        return MAC
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
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
