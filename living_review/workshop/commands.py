"""The commands behind the Makefile: book, serve, test, data-check, reference, new, site …"""

import csv
import hashlib
import io
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from living_review.evidence import data_check, tables
from living_review.machine import browser
from living_review.pages import prose
from living_review.workshop import consequences

BOOK = Path("_build") / "html"
PORT = 8000
BENCH_PARTS = ("builds", "growth", "pages", "checks", "pooling", "sites")
RELOAD = (
    b"<script>(async()=>{let was;for(;;){try{const now=await(await fetch('/__built')).text();"
    b"if(was!==undefined&&now!==was)location.reload();was=now}catch{}"
    b"await new Promise(r=>setTimeout(r,1000))}})()</script>"
)


def _bin(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _fail(message: str):
    raise SystemExit(message)


def check_the_data():
    """Stop with every problem of the data, unless there is none.

    A pass is remembered for exactly the bytes that passed, with the code that checked them.
    """
    root = tables.root()
    files = [
        *sorted((root / "data").glob("*")),
        *(root / name for name in tables.REGISTERS),
        root / tables.BIBLIOGRAPHY,
        *sorted(Path(__file__).parent.glob("*.py")),
    ]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() if path.is_file() else b"")
    stamp = root / ".cache" / "data-check"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    problems = data_check.check_data()
    if problems:
        listed = "\n".join(str(problem) for problem in problems)
        _fail(f"{listed}\n\n{len(problems)} problem(s) in the data; nothing was built.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def build_book() -> Path:
    """Check the data, run the chapters that are touched, and build the book strictly."""
    root = tables.root()
    check_the_data()
    started = time.monotonic()
    strict = ("-W", "-n", "--keep-going")
    finished = subprocess.run(
        [_bin("jupyter-book"), "build", str(root), *strict],
        cwd=root,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        from living_review.book.execution import FAILED

        _, _, rest = finished.stderr.partition(f"{FAILED}\n")
        if rest:
            said = rest.partition(f"\n{FAILED}")[0]
            _fail(f"{said}\n\nThe book was not built: mend what the cell needs, or the cell.")
        _fail(f"{finished.stdout}\n{finished.stderr}\nThe book was not built: see above.")
    ran = re.findall(r"chapters run: [^\x1b\n]+", finished.stdout)
    print(ran[0] if ran else "no chapter had to run")
    print(f"The book is at {BOOK / 'index.html'} ({time.monotonic() - started:.0f} s).")
    return root / BOOK


class _Handler(SimpleHTTPRequestHandler):
    """Serves the book and tells open pages when it was built anew."""

    built = "0"

    def do_GET(self):
        """Answer a page, with the reloading script appended, or the time of the last build."""
        if self.path == "/__built":
            return self._answer(self.built.encode(), "text/plain")
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix == ".html" and path.exists():
            return self._answer(path.read_bytes() + RELOAD, "text/html; charset=utf-8")
        return super().do_GET()

    def _answer(self, body: bytes, kind: str):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing of every request."""


def serve_book(port: int = PORT):
    """Show the book, and rebuild it whenever something that it is made from is saved."""
    from watchfiles import watch

    root = tables.root()
    _try_building()

    def handler(*args):
        return _Handler(*args, directory=str(root / BOOK))

    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is shown at http://127.0.0.1:{port}/chapters/index.html; Ctrl-C ends.")
    watched = [root / name for name in ("chapters", "data", "living_review", "_static")]
    watched += [root / name for name in (*tables.REGISTERS, tables.BIBLIOGRAPHY, "_toc.yml")]
    for _ in watch(*[path for path in watched if path.exists()], raise_interrupt=False):
        _try_building()
        _Handler.built = str(time.time())


def _try_building():
    # A process of its own: an edit of the package has to be seen too.
    command = [sys.executable, "-m", "living_review", "book"]
    subprocess.run(command, cwd=tables.root())


def _executed_chapters() -> dict[Path, Path]:
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
        _fail(str(error))
    return {notebooks.expected_path(p, root): keeper.output(p) for p in chapters}


def precompute():
    """Make again the costly results whose inputs or code have changed."""
    from living_review.evidence import stored_results
    from living_review.synthesis.trials import multiverse, simulation

    for part in (multiverse, simulation):
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
    executed = _executed_chapters()
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
        _fail(f"{base!r} is no commit here: name one, as in make consequences BASE=main")
    try:
        lines = {}
        for path, output in _executed_chapters().items():
            known = _git("show", f"{base}:{path.relative_to(root).as_posix()}")
            before = consequences.facts(notebooks.parse_expected(known or ""))
            now = notebooks.reviewed_cells(nbformat.read(output, as_version=4))
            lines[path.stem] = consequences.moved(before, consequences.facts(now))
        text = consequences.report(lines, _moved_verdicts(base), base)
    except SystemExit as stopped:
        text = "# What this change moves\n\nIt can't be told, since this has to be mended first:"
        text += f"\n\n    {str(stopped).replace(chr(10), chr(10) + '    ')}\n"
    (root / "_build").mkdir(exist_ok=True)
    (root / "_build" / "consequences.md").write_text(text, encoding="utf-8")
    print(text)


def _moved_verdicts(base: str) -> list[str]:
    """Verdicts that stand now beside those that the history had at another commit."""
    from living_review.synthesis.verdicts.claims import verdict_table

    known = _git("show", f"{base}:data/verdict_history.csv") or ""
    before = {row["claim_id"]: row["verdict"] for row in csv.DictReader(io.StringIO(known))}
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


def test_everything():
    """Everything: lint, floors, data, the strict build, tests, chapters, the site in a browser."""
    root = tables.root()
    in_ci = os.environ.get("CI", "").lower() == "true"
    steps = (
        ("lint", [_bin("ruff"), "check", "."]),
        ("format", [_bin("ruff"), "format", "--check", "-q", "."]),
        ("floors", [_bin("lint-imports")]),
    )
    for name, command in steps:
        finished = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if finished.returncode:
            _fail(f"{finished.stdout}{finished.stderr}\n{name} failed.")
    build_book()
    chromium = browser.find_or_get()
    if not chromium and in_ci:
        _fail(f"No browser, and CI skips nothing: {browser.HOW_TO_GET}.")
    marked = () if chromium else ("-m", "not site")
    runs = (
        ("--dist", "worksteal", *marked, "tests", "living_review"),
        ("--dist", "loadfile", "--nbval", "chapters"),  # the cells of a chapter share a kernel
    )
    found = {**os.environ, "LIVING_REVIEW_BROWSER": chromium or ""}
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "auto"]
    codes = [subprocess.run([*pytest, *run], cwd=root, env=found).returncode for run in runs]
    if not chromium:
        print(f"The browser tests did NOT run: {browser.HOW_TO_GET}.")
    raise SystemExit(max(codes))


def make_canonical():
    """Write every table the one way: sorted by key, least quoting, Unix line ends."""
    try:
        changed = data_check.write_canonically()
    except ValueError as error:
        _fail(str(error))
    print("\n".join(f"rewritten: {name}" for name in changed) or "Nothing to rewrite.")


def report_data_check():
    """Check the data and say so."""
    check_the_data()
    print(f"The data is sound: {len(tables.table_names())} tables.")


def run_bench(*parts: str):
    """Measure all parts of the benchmark, or some of them; print and keep the report."""
    from benchmarks import builds, checks, growth, pages, pooling, report, sites

    measures = {
        "builds": builds.measure,
        "growth": growth.measure,
        "pages": pages.measure,
        "checks": checks.measure,
        "pooling": pooling.measure,
        "sites": sites.measure,
    }
    machine = report.machine()
    found = [measures[part]() for part in BENCH_PARTS if part in (parts or BENCH_PARTS)]
    text = report.document(machine, found)
    kept = tables.root() / "_build" / "bench.md"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text, encoding="utf-8")
    print(text)
    print(f"This report is at {kept.relative_to(tables.root())}.")


def report_prose():
    """Find numbers that are typed in the chapters' prose."""
    found = prose.lint(tables.root())
    if found:
        _fail("\n".join(str(number) for number in found))
    print("No number is typed in prose.")


SHORT_NAMES = {"claim": "claims", "statistic": "printed_statistics"}
AFTERWARDS = {
    "claim": "Next: tie it to evidence (make new WHAT=claim_evidence), then make reference. "
    "It stands in the table of its chapter; no chapter has to be edited.",
    "statistic": "Next: name its identifier in a cell of its chapter, so that the number is "
    "recomputed there (the tests ask for it), then make reference.",
    "study": "Next: its numbers, in the table that fits (make new, without more, lists them).",
    "chapter": "Next: make serve, and write where it says so; then make reference. "
    "The tests refuse the page as long as something is left to write.",
}


def make_new(what: str = "", given: dict[str, str] | None = None):
    """Add a claim, a printed statistic, a study, a chapter or a row of any table.

    Parameters
    ----------
    what : str
        One of these four, or a table's name; without it, the choices are listed.
    given : dict of str to str, optional
        Column → value; a person at a terminal is asked for the others.
    """
    from living_review.workshop import authoring

    if not what:
        print("make new WHAT=…, with one of:")
        print("  claim, statistic, study, chapter")
        print(f"  or a row of any table: {', '.join(tables.table_names())}")
        return
    given = given or {}
    ask = _ask_in_terminal if sys.stdin.isatty() else None
    try:
        if what == "study":
            places = authoring.new_study(given, ask)
        elif what == "chapter":
            places = authoring.new_chapter(given, ask)
        else:
            places = authoring.new_row(SHORT_NAMES.get(what, what), given, ask)
    except (ValueError, KeyError) as error:
        said = " ".join(shlex.quote(f"{name}={value}") for name, value in given.items())
        _fail(
            f"{error.args[0]}\n\nNothing was written. Mend it and call again:\n"
            f"  .venv/bin/python -m living_review new {what} {said}"
        )
    print("\n".join(f"written: {place}" for place in places))
    print(AFTERWARDS.get(what, "Next: make reference, and read what moved."))


def _ask_in_terminal(question) -> str:
    """Ask until the answer is allowed; Enter takes the proposal."""
    print(f"\n{question.in_words()}")
    while True:
        proposal = f" [{question.proposal}]" if question.proposal else ""
        answer = input(f"  {question.column}{proposal} = ").strip() or question.proposal
        refused = question.refusal(answer)
        if not refused:
            return answer
        print(f"  {refused}")


def record_verdicts(why: str = ""):
    """Write down every verdict that moved, with the reason that readers will see."""
    from living_review.workshop import authoring

    try:
        lines = authoring.record_verdicts(why)
    except ValueError as error:
        _fail(str(error))
    print("\n".join(lines) or "No verdict moved.")


def confirm_verdicts(claim_ids: list[str]):
    """Say that the judgements of claims still stand on today's evidence."""
    from living_review.workshop import authoring

    try:
        print("\n".join(authoring.confirm(claim_ids)))
    except ValueError as error:
        _fail(str(error))


def make_site(archives: str = "", archives_url: str = "", development: bool = True):
    """Build the whole website: every edition, the newest, and the one in the making.

    Parameters
    ----------
    archives : str
        Folder with the archives of editions; by default ``archives``.
    archives_url : str
        Where releases keep their files, up to the tag.
    development : bool
        Whether the tree that is being worked on is part of it.
    """
    from living_review.editions import site
    from living_review.editions.register import EditionError

    root = tables.root()
    built = build_book() if development else None
    try:
        told = site.assemble(
            root, root / site.SITE, root / (archives or site.ARCHIVES), archives_url, built
        )
    except EditionError as error:
        _fail(f"{error}\n\nThe website was not built.")
    print("\n".join(told))
    print(f"The website is at {site.SITE / 'index.html'}.")


def make_release(version: str, why: str, moved: str = "", **options: str):
    """Make an edition of the last commit: check, build, archive, register, tag.

    Parameters
    ----------
    version, why : str
        Its number, and why it is published, in one sentence.
    moved : str
        What moved, whole sentences, parted by semicolons; by default, what the changelog says.
    **options : str
        Of `living_review.editions.releasing.release`.
    """
    from living_review.editions import releasing
    from living_review.editions.register import EditionError

    # A semicolon within a sentence parts nothing.
    parts = re.split(r"(?<=[.!?])\s*;", moved)
    sentences = tuple(part.strip() for part in parts if part.strip())
    try:
        _, told = releasing.release(tables.root(), version, why, moved=sentences, **options)
    except EditionError as error:
        _fail(f"{error}\n\nNothing was released.")
    print("\n".join(told))
