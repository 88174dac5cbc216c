"""Run the chapters that are touched, and only those.

A chapter's key is made of its cells, the interpreter and the lock file, the modules that its
last run loaded, and today's answers to the questions that it asked of the data. Its prose is not
part of it: no cell can see that. If the key is the one of the last run, its outputs stand; where
in doubt, it runs.
"""

import glob
import json
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from living_review.book import notebooks
from living_review.evidence import keys, tables

PACKAGE = "living_review"
# Around what a cell said that failed, so that the command can show it and nothing else.
FAILED = "=== a cell failed ==="
# How often a chapter runs again because something was saved meanwhile.
ATTEMPTS = 5
SETTINGS = ("_config.yml", "requirements.txt")
FOLDERS = (*tables.FOLDERS, PACKAGE, "_static")
# Files of the package that no cell can reach: they are sent to readers as they are.
SENT_TO_READERS = ("static", "templates")
FONTS = ".ttf"  # stand among them, and pictures are drawn with them
# Before the numbers of chapters that have run and that have to, for the command to show.
PROGRESS = "=== so far: "


def print_progress(done: int, of: int):
    """Print a line that the command which started the build recognises."""
    print(f"{PROGRESS}{done} {of}", flush=True)


def inputs(root: Path) -> list[Path]:
    """Every file that the book is made from."""
    # Named one by one: a log that somebody keeps beside them changes while the book is built.
    within = (path for name in FOLDERS for path in keys.files_in(root / name))
    return [*(root / name for name in (*tables.FILES, *SETTINGS)), *within]


def files_of_module(path: Path) -> list[Path]:
    """Every file that could be the module whose file or folder this is.

    An import takes a package's folder before a module of the same name, and compiled code before
    source; so one that comes beside the file that was loaded would be loaded instead.
    """
    if path.name.startswith("__init__."):
        base = path.parent
    else:
        base = path if path.is_dir() else path.with_suffix("")
    beside = base.parent.glob(f"{glob.escape(base.name)}.*")
    return sorted(p for p in (*base.glob("__init__.*"), *beside) if p.is_file())


def files_without_code(package: Path) -> list[Path]:
    """Files of the package that are no modules; any module could read them."""
    found = []
    for path in keys.files_in(package):
        sent = set(SENT_TO_READERS) & set(path.relative_to(package).parts)
        if path.suffix != ".py" and (path.suffix == FONTS or not sent):
            found.append(path)
    return found


def loaded_from(modules: dict[str, str], root: Path) -> list[str]:
    """Files and folders of a process's modules that belong to the review, relative to it.

    Parameters
    ----------
    modules : dict
        Name → file, or folder where a package has no file.
    root : pathlib.Path
        Folder of the review; the environment within it does not belong to it.
    """
    found = set()
    homes = {str(root), os.path.realpath(root)}
    libraries = tuple(f"{prefix}{os.sep}" for prefix in {sys.prefix, os.path.realpath(sys.prefix)})
    for name, file in modules.items():
        home = next((home for home in homes if file.startswith(f"{home}{os.sep}")), None)
        if file.startswith(libraries) or not (home or name.split(".")[0] == PACKAGE):
            continue
        found.add(Path(os.path.relpath(file, home or root)).as_posix())
    return sorted(found)


@dataclass
class Executor:
    """Keeps the outputs of the chapters in step with everything that they are made from.

    Parameters
    ----------
    state : pathlib.Path
        Folder for the keys and the executed notebooks.
    """

    state: Path
    _digests: dict | None = field(default=None, repr=False)

    @property
    def root(self) -> Path:
        """Folder of the review."""
        return tables.root()

    def _digest_of_module(self, name: str) -> str:
        """Digest of the code of a module, found once for many chapters in `touched`."""
        known = {} if self._digests is None else self._digests
        if name not in known:
            known[name] = keys.digest_of_files(files_of_module(self.root / name), self.root)
        return known[name]

    def _digest_beside_code(self) -> str:
        known = {} if self._digests is None else self._digests
        if "" not in known:
            found = files_without_code(self.root / PACKAGE)
            known[""] = keys.digest_of_files(found, self.root)
        return known[""]

    def key(self, chapter: Path, reads: list[str], modules: list[str]) -> str:
        """Key of a chapter.

        Parameters
        ----------
        chapter : pathlib.Path
            Its file.
        reads : list of str
            The questions that its last run asked of the data.
        modules : list of str
            The modules of the review that its last run loaded, as of `loaded_from`.
        """
        notebook = notebooks.read_chapter(chapter)
        cells = [[cell.source, cell.metadata] for cell in notebooks.code_cells(notebook)]
        kernel = notebook.metadata.get("kernelspec", {})
        with tables.frozen():
            answers = [(question, tables.answer_digest(question)) for question in sorted(reads)]
        return keys.digest_of(
            sys.version,
            (self.root / "requirements.txt").read_bytes(),
            json.dumps([chapter.stem, kernel, cells], sort_keys=True),
            self._digest_beside_code(),
            *(part for name in modules for part in (name, self._digest_of_module(name))),
            *(part for pair in answers for part in pair),
        )

    def _record(self, chapter: Path) -> Path:
        return self.state / f"{chapter.stem}.json"

    def output(self, chapter: Path) -> Path:
        """Executed notebook of a chapter."""
        return self.state / f"{chapter.stem}.ipynb"

    def is_fresh(self, chapter: Path) -> bool:
        """Whether the chapter's last run still speaks for today's files."""
        known = keys.kept(self.output(chapter), self._record(chapter))
        if known is None or set(known.notes) != {"reads", "modules"}:
            return False
        return known.key == self.key(chapter, known.notes["reads"], known.notes["modules"])

    def touched(self, chapters: list[Path]) -> list[Path]:
        """Chapters that have to run."""
        self._digests = {}  # chapters ask much the same, and load much the same
        try:
            with tables.frozen():
                return [chapter for chapter in chapters if not self.is_fresh(chapter)]
        finally:
            self._digests = None

    def run(self, chapter: Path):
        """Run one chapter, keep its outputs, what it asked and loaded, and its key.

        It runs again if anything was saved meanwhile: nobody could tell whether its outputs
        come from before or after.

        Raises
        ------
        nbclient.exceptions.CellExecutionError
            If a cell raises; the outputs of the last good run are then gone, so that no later
            build can show them.
        RuntimeError
            If something was saved during each of several runs.
        """
        keys.forget(self.output(chapter), self._record(chapter))
        for _ in range(ATTEMPTS):
            before = keys.moment(inputs(self.root))
            try:
                content, notes = self._run_once(chapter)
                key = self.key(chapter, **notes)
            except Exception:  # half-saved files fail in any way
                if keys.moment(inputs(self.root)) == before:
                    raise
                continue
            if keys.moment(inputs(self.root)) == before:
                keys.keep(self.output(chapter), key, content, notes, self._record(chapter))
                return
        raise RuntimeError(
            f"something was saved during each of {ATTEMPTS} runs: wait until all is saved, "
            "then build again"
        )

    def _run_once(self, chapter: Path) -> tuple[bytes, dict]:
        """Executed notebook, and what its cells asked and loaded."""
        import nbformat

        notebook = notebooks.read_chapter(chapter)
        self.state.mkdir(parents=True, exist_ok=True)
        handle, log = tempfile.mkstemp(prefix="reads-", dir=self.state)
        os.close(handle)
        variables = {tables.READS: log, tables.ROOT: str(self.root)}
        try:
            modules = notebooks.run(notebook, chapter.parent, variables)
            reads = sorted(set(Path(log).read_text(encoding="utf-8").split("\n")) - {""})
        finally:
            Path(log).unlink(missing_ok=True)
        for cell in notebooks.code_cells(notebook):
            cell.metadata.pop("execution", None)  # times of the day
        notes = {"reads": reads, "modules": loaded_from(modules, self.root)}
        return f"{nbformat.writes(notebook)}\n".encode(), notes

    def run_touched(
        self, chapters: list[Path], tell: Callable[[int, int], None] = lambda done, of: None
    ) -> list[Path]:
        """Run the chapters that have to, on all cores; returns them.

        Where something was saved meanwhile, all are looked at again, so that they end with the
        outputs of one state of the files. Each time that one has run, ``tell`` gets how many have,
        and how many have to.

        Raises
        ------
        RuntimeError
            Naming every chapter that failed, with the error of its cell.
        """
        ran = set()
        for _ in range(ATTEMPTS):
            before = keys.moment(inputs(self.root))
            touched = self.touched(chapters)
            self._run_all(touched, tell)
            ran |= set(touched)
            if not touched or keys.moment(inputs(self.root)) == before:
                break
        return [chapter for chapter in chapters if chapter in ran]

    def _run_all(self, chapters: list[Path], tell: Callable[[int, int], None]):
        failures = []
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            jobs = [(chapter, pool.submit(self.run, chapter)) for chapter in chapters]
            for done, _ in enumerate(as_completed(job for _, job in jobs), 1):
                tell(done, len(jobs))
            for chapter, job in jobs:
                if error := job.exception():
                    failures.append(f"{chapter.name}: {error}")
        if failures:
            raise RuntimeError("\n".join(failures))
