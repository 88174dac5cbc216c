"""How long builds take, beside the stock build of the same chapters in the same run."""

import ast
import csv
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import report
from living_review.book import directive_cells, notebooks
from living_review.evidence import tables

STOCK_CONFIG = "_stock.yml"
FLAGS = ("-W", "-n", "--keep-going")
SAMPLE_EVERY = 0.1  # seconds between two looks at the memory
NUMBER_TO_EDIT = re.compile(r"[0-9]+\.[0-9]*[1-8]")


@dataclass(frozen=True)
class Build:
    """One build: wall time in seconds, greatest memory in MB, names of the chapters that ran."""

    seconds: float
    megabytes: float
    ran: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """One edit of one file: what the report calls it, and the new text from the old one."""

    title: str
    file: str
    change: Callable[[str], str]


@contextmanager
def applied(edit: Edit, root: Path):
    """Make an edit, and undo it at the end whatever happens."""
    path = root / edit.file
    before = path.read_bytes()
    after = edit.change(before.decode("utf-8")).encode("utf-8")
    if after == before:
        raise ValueError(f"{edit.title} changes nothing in {edit.file}")
    path.write_bytes(after)
    try:
        yield
    finally:
        path.write_bytes(before)


@dataclass(frozen=True)
class Datum:
    """A printed decimal number in the data: table, line below the header from 0, and column."""

    table: str
    line: int
    column: str

    def edit(self, title: str) -> Edit:
        """Raise its last digit by one."""

        def change(text: str) -> str:
            lines = list(csv.reader(io.StringIO(text, newline="")))
            place = lines[0].index(self.column)
            value = lines[self.line + 1][place]
            lines[self.line + 1][place] = f"{value[:-1]}{int(value[-1]) + 1}"
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\n").writerows(lines)
            return out.getvalue()

        return Edit(title, f"data/{tables.resource(self.table)['path']}", change)


def data_to_edit() -> list[Datum]:
    """The first printed number of each row whose last digit can be raised."""
    found = []
    for described in tables.descriptor()["resources"]:
        frame = tables.read(described["name"])
        printed = [f["name"] for f in described["schema"]["fields"] if f.get("asPrinted")]
        for line in range(len(frame)):
            columns = [c for c in printed if NUMBER_TO_EDIT.fullmatch(frame[c].iloc[line])]
            found += [Datum(described["name"], line, column) for column in columns[:1]]
    return found


def sentence_edit(chapter: Path, title: str) -> Edit:
    """Add a word to the first plain sentence of a chapter's prose."""

    def change(text: str) -> str:
        lines, fence = text.split("\n"), None
        for number, line in enumerate(lines):
            mark = re.match(r"(```|:::|---)", line)
            if mark:
                fence = mark[1] if fence is None else None
            elif fence is None and re.fullmatch(r"[A-Z][\w ,]*\.", line):
                lines[number] = f"{line[:-1]} indeed."
                return "\n".join(lines)
        raise ValueError(f"{chapter.name} has no plain sentence on a line of its own")

    return Edit(title, f"chapters/{chapter.name}", change)


def function_edit(file: str, title: str) -> Edit:
    """Add a statement without effect to the last function of a module."""

    def change(text: str) -> str:
        functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
        lines = text.split("\n")
        lines.insert(functions[-1].body[-1].lineno - 1, "    _ = None")
        return "\n".join(lines)

    return Edit(title, file, change)


@dataclass(frozen=True)
class Workbench:
    """A copy of the review's sources that builds may spoil."""

    root: Path

    @classmethod
    def copied_to(cls, folder: Path) -> "Workbench":
        """Copy the sources, and write the configuration of the stock build beside them."""
        root = folder / "review"
        ignored = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.egg-info")
        shutil.copytree(tables.root(), root, ignore=ignored)
        text = (root / "_config.yml").read_text(encoding="utf-8")
        for ours, stock in (
            ("execute_notebooks: cache", "execute_notebooks: force"),
            # Verdicts in sentences and captions; what its directives show, stock runs as cells.
            (
                "[living_review.book.extension, ",
                "[living_review.book.roles, living_review.book.directives, ",
            ),
        ):
            if text.count(ours) != 1:
                raise ValueError(f"_config.yml must hold {ours!r} once, for the stock build")
            text = text.replace(ours, stock)
        (root / STOCK_CONFIG).write_text(text, encoding="utf-8")
        return cls(root)

    def chapters(self, with_cells: bool) -> list[Path]:
        """Chapters that have code cells, or those that have none."""
        return [
            path
            for path in sorted((self.root / "chapters").glob("*.md"))
            if notebooks.has_cells(path.read_text(encoding="utf-8")) is with_cells
        ]

    def readers(self, data: list[Datum]) -> dict[Datum, list[str]]:
        """Datum → chapters whose last run asked for it."""
        found = {datum: [] for datum in data}
        for record in sorted((self.root / ".cache" / "chapters").glob("*.json")):
            cells = set()
            for kind, *about in map(json.loads, json.loads(record.read_text())["reads"]):
                if kind == "rows":
                    cells |= set(_cells(*about))
            for datum in data:
                if (datum.table, datum.line, datum.column) in cells:
                    found[datum].append(record.stem)
        return found

    def clear(self):
        """Forget every build."""
        for name in ("_build", ".cache"):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def stock(self) -> Build:
        """Build from nothing as Jupyter Book does by itself; what it built is then removed."""
        self.clear()
        tool = str(Path(sys.executable).parent / "jupyter-book")
        chapters = self.chapters(True)
        texts = {path: path.read_text(encoding="utf-8") for path in chapters}
        try:
            for path, text in texts.items():
                path.write_text(directive_cells.written_out(text), encoding="utf-8")
            return self._run([tool, "build", "--all", ".", "--config", STOCK_CONFIG, *FLAGS])
        finally:
            for path, text in texts.items():
                path.write_text(text, encoding="utf-8")
            self.clear()

    def book(self) -> Build:
        """Build with the project's own command, from whatever stands."""
        return self._run([sys.executable, "-m", "living_review", "book"])

    def cold(self) -> Build:
        """Build with the project's own command, from nothing."""
        self.clear()
        return self.book()

    def _run(self, command: list[str]) -> Build:
        variables = {**os.environ, tables.ROOT: str(self.root), "PYTHONPATH": str(self.root)}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)  # or each kernel compiles the package anew
        with tempfile.TemporaryFile() as output:
            started, most = time.perf_counter(), 0.0
            process = subprocess.Popen(
                command, cwd=self.root, env=variables, stdout=output, stderr=subprocess.STDOUT
            )
            while process.returncode is None:
                most = max(most, _megabytes(process.pid))
                try:
                    process.wait(SAMPLE_EVERY)
                except subprocess.TimeoutExpired:
                    continue
            seconds = time.perf_counter() - started
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
        if process.returncode:
            raise SystemExit(f"{said}\n{' '.join(command)} failed in {self.root}")
        ran = re.search(r"chapters run: ([^\x1b\n]+)", said)
        return Build(seconds, most, tuple(ran[1].split(", ")) if ran else ())


def _megabytes(process: int) -> float:
    """Memory of a process and all below it; pages that they share are counted in each."""
    total = 0
    try:
        parent = psutil.Process(process)
        for one in (parent, *parent.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # ended while it was looked at
    return total / 1e6


def _cells(table: str, columns: list[str], where: dict[str, str]) -> list[tuple]:
    """Table, line and column of every cell that a question is answered with."""
    frame = tables.read(table)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return [(table, line, column) for line in frame.index for column in columns or frame.columns]


def most_and_commonly_read(bench: Workbench) -> tuple[Datum, Datum]:
    """The datum that most chapters ask for, and one that as many ask for as do in the median."""
    counts = {datum: len(names) for datum, names in bench.readers(data_to_edit()).items() if names}
    middle = statistics.median_low(counts.values())
    common = next(datum for datum, count in counts.items() if count == middle)
    return max(counts, key=counts.get), common


def edits(bench: Workbench) -> list[Edit]:
    """The edits to measure; each takes the hard case, and some the easy one beside it."""
    most, common = most_and_commonly_read(bench)
    longest = max(bench.chapters(True), key=lambda p: p.read_text("utf-8").count("{code-cell}"))
    plain = max(bench.chapters(False), key=lambda path: path.stat().st_size)
    return [
        most.edit(f"one datum, that most chapters read (of {most.table})"),
        common.edit(f"one datum, as commonly read (of {common.table})"),
        sentence_edit(longest, "one sentence, of the chapter with most cells"),
        sentence_edit(plain, "one sentence, of a chapter without cells"),
        function_edit(
            "living_review/statistics/summary_tests.py", "one function, of summary_tests"
        ),
        function_edit(_least_drawn(bench), "one function, of one chart"),
        function_edit("living_review/charts/theme.py", "one function, of the charts' theme"),
    ]


def _least_drawn(bench: Workbench) -> str:
    """File of the chart that is imported by the fewest modules of pages, the first by name."""
    pages = [
        path.read_text(encoding="utf-8") for path in bench.root.glob("living_review/pages/*.py")
    ]
    users = {
        path: sum(f"living_review.charts.{path.stem} import" in text for text in pages)
        for path in sorted(bench.root.glob("living_review/charts/*.py"))
    }
    drawn = {path: count for path, count in users.items() if count}
    return min(drawn, key=drawn.get).relative_to(bench.root).as_posix()


STOCK, COLD, UNCHANGED = "stock, from nothing", "ours, from nothing", "nothing changed"
AIMS = {
    COLD: "0.42",
    UNCHANGED: "0.06",
    "one datum": "0.20",
    "one function, of one chart": "0.20",
    "one sentence": "0.10",
}


def one_round(bench: Workbench, stock_first: bool) -> dict[str, Build]:
    """Every build once; each edit is built on top of the last, and all are undone at the end."""
    found = {STOCK: bench.stock()} if stock_first else {}
    found |= {COLD: bench.cold(), UNCHANGED: bench.book()}
    with ExitStack() as undone_at_the_end:
        for edit in edits(bench):
            undone_at_the_end.enter_context(applied(edit, bench.root))
            found[edit.title] = bench.book()
    return found if stock_first else {STOCK: bench.stock(), **found}


def measure(repeats: int = 3) -> str:
    """The part of the report on builds."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench.copied_to(Path(folder))
        count = len(bench.chapters(True))
        # The stock build comes first and last in turn, so that a slow spell hits both sides.
        rounds = [one_round(bench, stock_first=i % 2 == 0) for i in range(repeats)]
    return in_words(rounds, count)


def in_words(rounds: list[dict[str, Build]], count: int) -> str:
    """Table and explanation of measured rounds."""
    rows = []
    stock = [one[STOCK].seconds for one in rounds]
    for title in rounds[0]:
        builds = [one[title] for one in rounds]
        seconds = [build.seconds for build in builds]
        aim = next((limit for start, limit in AIMS.items() if title.startswith(start)), "")
        ran = (
            "all, one by one"
            if title == STOCK
            else _named(builds[0].ran)
            if builds[0].ran
            else "none"
        )
        rows.append(
            [
                title,
                report.median_and_range(seconds),
                report.ratio(seconds, stock),
                aim,
                ran,
                f"{max(b.megabytes for b in builds):.0f}",
            ]
        )
    columns = ["build", "seconds", "ratio to stock", "aim", "chapters run", "most memory, MB"]
    return (
        f"## Builds\n\n{report.table(columns, rows)}\n\n"
        f"{count} chapters with cells; {len(rounds)} rounds, median (least–greatest). "
        "Stock is `jupyter-book build --all` with `execute_notebooks: force` and without the "
        "project's extension, from no earlier build: MyST-NB runs the chapters one after another "
        "while Sphinx reads them. Ours is `python -m living_review book`, with the data check "
        f"and what it writes beside the pages. Both are strict (`{' '.join(FLAGS)}`). Every "
        "build is a new process. Memory is summed over all processes; shared pages count in each."
    )


def _named(chapters: tuple[str, ...]) -> str:
    return f"{len(chapters)}" if len(chapters) > 2 else ", ".join(chapters)
