"""Reviewed outputs: write them again, and say in words what moved."""

import csv
import io
import os
import subprocess
from contextlib import suppress
from pathlib import Path

from living_review.evidence import tables
from living_review.machine.repository import why_git_refuses
from living_review.workshop import consequences
from living_review.workshop.data_checks import check_the_data
from living_review.workshop.saying import fail


def executed_chapters() -> dict[Path, Path]:
    """Run the touched chapters; file of reviewed outputs → executed notebook, for every chapter."""
    from living_review.book import notebooks
    from living_review.book.execution import Executor

    root = tables.root()
    check_the_data()
    keeper = Executor(root / ".cache" / "chapters")
    chapters = [
        p
        for p in sorted((root / "chapters").glob("*.md"))
        if notebooks.has_cells(p.read_text(encoding="utf-8"))
    ]
    try:
        keeper.run_touched(chapters)
    except RuntimeError as error:
        fail(str(error))
    return {notebooks.expected_path(p, root): keeper.output(p) for p in chapters}


def precompute():
    """Make again the costly results whose inputs or code have changed."""
    from living_review.evidence import stored_results
    from living_review.search import accuracy
    from living_review.synthesis.trials import multiverse, simulation

    for part in (multiverse, simulation, accuracy):
        key = part.key()
        if stored_results.stored_key(part.NAME) == key:
            print(f"{part.NAME}: as it should be")
            continue
        print(f"{part.NAME}: is made again …", flush=True)
        print(f"written: {stored_results.store(part.NAME, key, part.make())}")


def write_reference():
    """Run the touched chapters, rewrite the reviewed outputs, and say in words what moved."""
    import nbformat

    from living_review.book import notebooks

    root = tables.root()
    lines: dict[str, list[str]] = {}
    executed = executed_chapters()
    for path, output in executed.items():
        before = consequences.facts(notebooks.read_expected(path))
        notebook = nbformat.read(output, as_version=4)
        if notebooks.write_expected(notebook, path):
            after = consequences.facts(notebooks.read_expected(path))
            lines[path.stem] = consequences.moved(before, after) or ["only the source of a cell"]
    for path in sorted((root / "tests" / "expected").glob("*.yaml")):
        if path not in executed:
            path.unlink()
            lines[path.stem] = ["the chapter is gone"]
    if not lines:
        print("Nothing moved.")
        return
    print(consequences.report(lines, _moved_verdicts("HEAD"), "what was reviewed before"))
    print("Read it, and the diff of tests/expected: it is exactly what moved.")


def tell_consequences(base: str = ""):
    """Say in words which numbers and verdicts moved since another commit.

    Written to ``_build/consequences.md`` and printed. Where the chapters can't be run, that is
    what is written: whatever stopped them is another check's to fail.

    Parameters
    ----------
    base : str, optional
        The commit; without it, the variable ``BASE``, or the last commit.
    """
    import nbformat

    from living_review.book import notebooks

    root = tables.root()
    base = base or os.environ.get("BASE", "") or "HEAD"
    if _git("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}") is None:
        if refused := why_git_refuses(root):
            fail(refused)
        fail(f"{base!r} is no commit here: name one, as in make consequences BASE=main")
    try:
        lines = {}
        for path, output in executed_chapters().items():
            known = _git("show", f"{base}:{path.relative_to(root).as_posix()}")
            before = consequences.facts(notebooks.parse_expected(known or ""))
            now = notebooks.reviewed_cells(nbformat.read(output, as_version=4))
            lines[path.stem] = consequences.moved(before, consequences.facts(now))
        text = consequences.report(lines, _moved_verdicts(base), base)
    except SystemExit as stopped:
        text = "# What this change moves\n\nIt can't be told, since this has to be mended first:"
        text += f"\n\n    {str(stopped).replace(chr(10), chr(10) + '    ')}\n"
    print(text)
    with suppress(OSError):  # in a checkout that can't be written to, it is printed alone
        (root / "_build").mkdir(exist_ok=True)
        (root / "_build" / "consequences.md").write_text(text, encoding="utf-8")


def _moved_verdicts(base: str) -> list[str]:
    """Verdicts that stand now beside those that the history had at another commit."""
    from living_review.synthesis.verdicts.claims import verdict_table

    known = _git("show", f"{base}:data/verdict_history.csv") or ""
    split = set(tables.read("claims", ("part_of",))["part_of"])
    before = {
        row["claim_id"]: row["verdict"]
        for row in csv.DictReader(io.StringIO(known))
        if row["claim_id"] not in split  # its parts have verdicts of their own
    }
    claims = verdict_table()
    after = dict(zip(claims["claim_id"], claims["verdict"], strict=True))
    return consequences.moved_verdicts(before, after) if before else []


def _git(*words: str) -> str | None:
    """What git prints, or None where it refuses or is not there."""
    try:
        finished = subprocess.run(["git", *words], cwd=tables.root(), capture_output=True)
    except FileNotFoundError:
        return None
    return None if finished.returncode else finished.stdout.decode("utf-8")
