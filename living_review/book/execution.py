"""Run the chapters that are touched, and only those.

A chapter's key is made of its cells, the interpreter and the lock file, the modules of the
package that it reaches by import, and today's answers to the questions that its last run asked
of the data. Its prose is not part of it: no cell can see that. If the key is the one of the
last run, its outputs stand; where in doubt, it runs.
"""

import ast
import hashlib
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from living_review.book import notebooks
from living_review.evidence import tables

PACKAGE = "living_review"
# Around what a cell said that failed, so that the command can show it and nothing else.
FAILED = "=== a cell failed ==="


def imported_modules(source: str) -> set[str]:
    """Modules of the package that a piece of code imports, at any depth of its blocks."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == PACKAGE}


def reached_modules(source: str, graph) -> list[str]:
    """Modules that code reaches through imports of imports, the packages above them included."""
    direct = {name for name in imported_modules(source) if name in graph.modules}
    reached = set(direct)
    for name in direct:
        reached |= graph.find_upstream_modules(name)
    for name in tuple(reached):
        parts = name.split(".")
        parents = {".".join(parts[:i]) for i in range(1, len(parts))}
        reached |= parents
        for parent in parents & graph.modules:
            reached |= graph.find_upstream_modules(parent)
    return sorted(reached)


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def _module_bytes(name: str, root: Path) -> bytes:
    path = root.joinpath(*name.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.exists():
            return candidate.read_bytes()
    return b"gone"


@dataclass
class Executor:
    """Keeps the outputs of the chapters in step with everything that they are made from.

    Parameters
    ----------
    state : pathlib.Path
        Folder for the keys and the executed notebooks.
    """

    state: Path
    _graph: object = field(default=None, repr=False)

    @property
    def root(self) -> Path:
        """Folder of the review."""
        return tables.root()

    @property
    def graph(self):
        """Import graph of the package, built once from its sources."""
        if self._graph is None:
            import grimp

            self._graph = grimp.build_graph(PACKAGE, cache_dir=None)
        return self._graph

    def key(self, chapter: Path, reads: list[str]) -> str:
        """Key of a chapter, given the questions that its last run asked of the data."""
        notebook = notebooks.read_chapter(chapter)
        cells = [[cell.source, cell.metadata] for cell in notebooks.code_cells(notebook)]
        kernel = notebook.metadata.get("kernelspec", {})
        modules = reached_modules("\n".join(source for source, _ in cells), self.graph)
        with tables.frozen():
            answers = [(question, tables.answer_digest(question)) for question in sorted(reads)]
        return _digest(
            sys.version.encode(),
            (self.root / "requirements.txt").read_bytes(),
            json.dumps([chapter.stem, kernel, cells], sort_keys=True).encode(),
            *(part for name in modules for part in (name.encode(), _module_bytes(name, self.root))),
            *(part.encode() for pair in answers for part in pair),
        )

    def _record(self, chapter: Path) -> Path:
        return self.state / f"{chapter.stem}.json"

    def output(self, chapter: Path) -> Path:
        """Executed notebook of a chapter."""
        return self.state / f"{chapter.stem}.ipynb"

    def is_fresh(self, chapter: Path) -> bool:
        """Whether the chapter's last run still speaks for today's files."""
        record = self._record(chapter)
        if not (record.exists() and self.output(chapter).exists()):
            return False
        try:
            known = json.loads(record.read_text())
            return known["key"] == self.key(chapter, known["reads"])
        except (ValueError, KeyError):
            return False

    def touched(self, chapters: list[Path]) -> list[Path]:
        """Chapters that have to run."""
        with tables.frozen():  # chapters ask much the same
            return [chapter for chapter in chapters if not self.is_fresh(chapter)]

    def run(self, chapter: Path):
        """Run one chapter, keep its outputs, its inputs and its key.

        Raises
        ------
        nbclient.exceptions.CellExecutionError
            If a cell raises; the outputs of the last good run are then gone, so that no later
            build can show them.
        """
        import nbformat

        self.state.mkdir(parents=True, exist_ok=True)
        self._record(chapter).unlink(missing_ok=True)
        self.output(chapter).unlink(missing_ok=True)
        notebook = notebooks.read_chapter(chapter)
        handle, log = tempfile.mkstemp(prefix="reads-", dir=self.state)
        os.close(handle)
        try:
            notebooks.run(
                notebook, chapter.parent, {tables.READS: log, tables.ROOT: str(self.root)}
            )
            reads = sorted(set(Path(log).read_text(encoding="utf-8").split("\n")) - {""})
        finally:
            Path(log).unlink(missing_ok=True)
        for cell in notebooks.code_cells(notebook):
            cell.metadata.pop("execution", None)  # times of the day
        nbformat.write(notebook, self.output(chapter))
        known = {"key": self.key(chapter, reads), "reads": reads}
        self._record(chapter).write_text(json.dumps(known, indent=1))

    def run_touched(self, chapters: list[Path]) -> list[Path]:
        """Run the chapters that have to, on all cores; returns them.

        Raises
        ------
        RuntimeError
            Naming every chapter that failed, with the error of its cell.
        """
        touched = self.touched(chapters)
        failures = []
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            jobs = [(chapter, pool.submit(self.run, chapter)) for chapter in touched]
            for chapter, job in jobs:
                if error := job.exception():
                    failures.append(f"{chapter.name}: {error}")
        if failures:
            raise RuntimeError("\n".join(failures))
        return touched
