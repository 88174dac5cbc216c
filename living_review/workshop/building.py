"""Build the book."""

import re
import subprocess
import time
from pathlib import Path

from living_review.evidence import tables
from living_review.workshop.data_checks import check_the_data
from living_review.workshop.saying import fail, tool

BOOK = Path("_build") / "html"


def build_book() -> Path:
    """Check the data, run the chapters that are touched, and build the book strictly."""
    root = tables.root()
    check_the_data()
    started = time.monotonic()
    strict = ("-W", "-n", "--keep-going")
    finished = subprocess.run(
        [tool("jupyter-book"), "build", str(root), *strict],
        cwd=root,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        from living_review.book.execution import FAILED

        _, _, rest = finished.stderr.partition(f"{FAILED}\n")
        if rest:
            said = rest.partition(f"\n{FAILED}")[0]
            fail(f"{said}\n\nThe book was not built: mend what the cell needs, or the cell.")
        fail(f"{finished.stdout}\n{finished.stderr}\nThe book was not built: see above.")
    ran = re.findall(r"chapters run: [^\x1b\n]+", finished.stdout)
    print(ran[0] if ran else "no chapter had to run")
    print(f"The book is at {BOOK / 'index.html'} ({time.monotonic() - started:.0f} s).")
    return root / BOOK
