"""Build the book."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from living_review.book.gate import Gate
from living_review.evidence import keys, tables
from living_review.workshop.data_checks import check_the_data
from living_review.workshop.following import run_and_tell
from living_review.workshop.saying import fail, tool
from living_review.workshop.sources import broken_sources, refuse_names_that_fail

BOOK = Path("_build") / "html"
STRICT = ("-W", "-n", "--keep-going")
# How often the book is built again because something was saved meanwhile.
ATTEMPTS = 5


def build_book() -> Path:
    """Check the data, run the chapters that are touched, and build the book strictly.

    If something is saved meanwhile it is built again, so that its pages are of one state.
    """
    from living_review.book.execution import inputs

    root = tables.root()
    refuse_names_that_fail(root)
    started = time.monotonic()
    ran: set[str] = set()
    for _ in range(ATTEMPTS):
        before = keys.moment(inputs(root))
        finished = _built_while_checked(root)
        ran |= _chapters_run(finished.stdout)
        if keys.moment(inputs(root)) == before:
            break
        print("Something was saved meanwhile; the book is built again …", flush=True)
    else:
        fail(f"Something was saved during each of {ATTEMPTS} builds: wait, then build again.")
    _stop_if_failed(finished, root)
    print(f"chapters run: {', '.join(sorted(ran))}" if ran else "no chapter had to run")
    print(f"The book is at {BOOK / 'index.html'} ({time.monotonic() - started:.0f} s).")
    return root / BOOK


def _built_while_checked(root: Path) -> subprocess.CompletedProcess:
    """Start the build and check the data meanwhile; if they are not sound, nothing is run."""
    with ThreadPoolExecutor(1) as beside, Gate() as gate:
        build = beside.submit(build_once, root, gate)
        check_the_data()
        gate.open()
        return build.result()


def build_once(root: Path, gate: Gate | None = None) -> subprocess.CompletedProcess:
    """Build strictly, from whatever stands; returns what the build said and its exit code."""
    command = [tool("jupyter-book"), "build", str(root), *STRICT]
    return run_and_tell(command, root, gate)


def _chapters_run(said: str) -> set[str]:
    return {
        name
        for names in re.findall(r"chapters run: ([^\x1b\n]+)", said)
        for name in names.split(", ")
    }


def _stop_if_failed(finished: subprocess.CompletedProcess, root: Path):
    if not finished.returncode:
        return
    if broken := broken_sources(root):
        fail("\n".join(broken))
    from living_review.book.execution import FAILED

    _, _, rest = finished.stderr.partition(f"{FAILED}\n")
    if rest:
        said = rest.partition(f"\n{FAILED}")[0]
        fail(f"{said}\n\nThe book was not built: mend what the cell needs, or the cell.")
    fail(f"{finished.stdout}\n{finished.stderr}\nThe book was not built: see above.")
