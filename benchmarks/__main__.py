"""``python -m benchmarks [part …]``: measure all parts, or some; print and keep the report."""

import sys

from benchmarks import (
    builds,
    cells,
    checks,
    growth,
    own_review,
    pages,
    pooling,
    report,
    search,
    sites,
)
from living_review.evidence import tables

MEASURES = {
    "builds": builds.measure,
    "growth": growth.measure,
    "pages": pages.measure,
    "checks": checks.measure,
    "pooling": pooling.measure,
    "sites": sites.measure,
    "cells": cells.measure,
    "search": search.measure,
    "own_review": own_review.measure,
}


def run(*parts: str) -> str:
    """Measure parts of the benchmark, all if none is named; returns the report that is kept.

    Raises
    ------
    SystemExit
        If there is no such part; the message names those that there are.
    """
    if unknown := sorted(set(parts) - set(MEASURES)):
        raise SystemExit(f"bench has no part {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    machine = report.machine()
    found = [measure() for part, measure in MEASURES.items() if part in (parts or MEASURES)]
    text = report.document(machine, found)
    kept = tables.root() / "_build" / "bench.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text, encoding="utf-8")
    return f"{text}\nThis report is at {kept.relative_to(tables.root())}."


if __name__ == "__main__":
    print(run(*sys.argv[1:]))
