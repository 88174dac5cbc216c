"""How builds grow with the number of chapters: numbered copies of the real ones."""

import re
import tempfile
from itertools import count
from pathlib import Path

from benchmarks import builds, report

SIZES = (25, 50)


def numbered_copy(text: str, number: int) -> str:
    r"""A chapter's text as that of another chapter: own title, own labels, own first cell.

    Copies with the same cells would share one entry in the cache of MyST-NB.

    Examples
    --------
    >>> numbered_copy("(here)=\n# Title\n{ref}`here`", 2)
    '(here-2)=\n# Title, copy 2\n{ref}`here-2`'
    """
    for label in re.findall(r"^\(([\w-]+)\)=$", text, flags=re.MULTILINE):
        text = text.replace(f"({label})=", f"({label}-{number})=")
        text = re.sub(rf"(\{{\w*ref\}}`(?:[^`<]*<)?){label}\b", rf"\g<1>{label}-{number}", text)
    text = re.sub(r"^(# .*)$", rf"\1, copy {number}", text, count=1, flags=re.MULTILINE)
    first_cell = r"(```\{code-cell\}.*\n(?::.*\n)*)"
    return re.sub(first_cell, rf"\1# copy {number}\n", text, count=1)


def grow(bench: builds.Workbench, size: int):
    """Add copies until so many chapters have cells; they stand last in the table of contents."""
    present = bench.chapters(True)
    originals = [path for path in present if not path.stem.startswith("copy-")]
    contents = bench.root / "_toc.yml"
    added = []
    for number in count(len(present)):
        if len(present) + len(added) >= size:
            break
        original = originals[number % len(originals)]
        name = f"copy-{number}-{original.stem}"
        text = numbered_copy(original.read_text(encoding="utf-8"), number)
        (bench.root / "chapters" / f"{name}.md").write_text(text, encoding="utf-8")
        added.append(f"      - file: chapters/{name}\n")
    if added:
        head = f"  - caption: Copies up to {size}\n    chapters:\n"
        contents.write_text(contents.read_text("utf-8") + head + "".join(added), encoding="utf-8")


def measure() -> str:
    """The part of the report on growth; each build once, for it takes long."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        bench = builds.Workbench.copied_to(Path(folder))
        for size in (len(bench.chapters(True)), *SIZES):
            grow(bench, size)
            rows += one_size(bench, size)
    columns = [
        "chapters with cells",
        "build",
        "seconds",
        "ratio to stock",
        "chapters run",
        "most memory, MB",
    ]
    return (
        f"## Growth\n\n{report.table(columns, rows)}\n\n"
        "Beyond the real chapters stand numbered copies of them, with titles, labels and first "
        "cells of their own. They ask for the same data, so the share of chapters that one datum "
        "touches stays what it is. Each build was measured once."
    )


def one_size(bench: builds.Workbench, size: int) -> list[list[str]]:
    """Rows of the table for one number of chapters."""
    found = {builds.STOCK: bench.stock(), builds.COLD: bench.cold(), builds.UNCHANGED: bench.book()}
    most, _ = builds.most_and_commonly_read(bench)
    edit = most.edit(f"one datum, that most chapters read (of {most.table})")
    with builds.applied(edit, bench.root):
        found[edit.title] = bench.book()
    baseline = found[builds.STOCK].seconds
    return [
        [
            str(size),
            title,
            f"{build.seconds:.1f}",
            f"{build.seconds / baseline:.2f}",
            str(size if title == builds.STOCK else len(build.ran)),
            f"{build.megabytes:.0f}",
        ]
        for title, build in found.items()
    ]
