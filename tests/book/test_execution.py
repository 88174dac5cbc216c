"""Only touched chapters run, and a touched one always does."""

import asyncio
import json
import os
import sys

import nbformat
import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from living_review.book import notebooks
from living_review.book.execution import (
    ATTEMPTS,
    Executor,
    files_of_module,
    files_without_code,
    loaded_from,
)
from living_review.book.warm_kernels import WarmKernelManager, WarmProvisioner
from living_review.evidence import keys, tables

PATIENCE = 600  # seconds after which a kernel is taken to hang; no test passes because of it
SMALL = ("who-read", "data-dictionary")
# Counts readers and rows, and asks for nothing else.
WHO_READ = """
```{code-cell} python
:tags: [hide-input]
from living_review.book.cells import show
from living_review.pages.records import claim_numbers, readers_table

claim_numbers()
show(readers_table())
```
"""


@pytest.fixture
def keeper(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project.root))
    project.keep_chapters("data-dictionary", "glossary")
    dictionary = (project.root / "chapters" / "data-dictionary.md").read_text(encoding="utf-8")
    header = dictionary.partition("# ")[0]
    (project.root / "chapters" / "glossary.md").unlink()
    (project.root / "chapters" / "who-read.md").write_text(f"{header}# Who read\n{WHO_READ}")
    return Executor(project.root / ".cache" / "chapters")


def chapters(project):
    return sorted((project.root / "chapters").glob("*.md"))


def touched(keeper, project):
    return [p.stem for p in keeper.touched(chapters(project))]


def test_what_is_touched(keeper, project):
    """One run, then one edit after another; each is undone before the next."""
    assert touched(keeper, project) == sorted(SMALL)
    keeper.run_touched(chapters(project))
    assert touched(keeper, project) == []

    def after(name, old, new):
        path = project.root / name
        before = path.read_bytes()
        project.edit(name, old, new)
        found = touched(keeper, project)
        path.write_bytes(before)
        assert touched(keeper, project) == []
        return found

    # Data: the first counts readers and rows, the second reads the descriptor and counts rows.
    assert after("data/readers.csv", "First reading", "First  reading") == [SMALL[0]]
    assert after("data/datapackage.yaml", "Who read the sources", "Who read") == sorted(SMALL)
    assert after("references.bib", "Nechifor", "Nechyfor") == []
    assert after("data/printed_statistics.csv", ",44.39,", ",44.38,") == []
    assert after("data/printed_statistics.csv", "reader1,reader3", "reader3,reader1") == [SMALL[0]]
    # The package: a module that both reach, one that neither does.
    assert after("living_review/evidence/tables.py", "import csv", "import csv  # x") == sorted(
        SMALL
    )
    assert after("living_review/machine/browser.py", "import os", "import os  # x") == []
    # The chapter itself, the lock, and another chapter.
    assert after("chapters/data-dictionary.md", "small tables", "tables") == []  # prose
    assert after(
        "chapters/data-dictionary.md", "show(dictionary_table", "show( dictionary_table"
    ) == [SMALL[1]]
    assert after("chapters/data-dictionary.md", "[hide-input]", "[hide-cell]") == [SMALL[1]]
    assert after("chapters/data-dictionary.md", "name: python3", "name: python4") == [SMALL[1]]
    assert after("requirements.txt", "altair", "# altair") == sorted(SMALL)


def test_what_was_read_is_recorded(keeper, project):
    keeper.run_touched(chapters(project))
    known = json.loads((keeper.state / "who-read.json").read_text())
    assert '["rows", "readers", [], {}]' in known["reads"]
    assert '["rows", "claims", ["claim_id", "seed"], {}]' in known["reads"]
    known = json.loads((keeper.state / "data-dictionary.json").read_text())
    assert '["file", "data/datapackage.yaml"]' in known["reads"]
    assert '["rows", "claims", ["claim_id"], {}]' in known["reads"]


QUESTIONS = {
    '["rows", "printed_statistics", [], {"row_id": "S1-N01"}]': 1,
    '["rows", "printed_statistics", ["value", "unit"], {}]': 1,
    '["rows", "printed_statistics", [], {"row_id": "S1-N02"}]': 0,
    '["rows", "printed_statistics", ["unit"], {}]': 0,
    '["rows", "claims", [], {}]': 0,
    '["file", "data/printed_statistics.csv"]': 1,
    '["evidence"]': 0,
    '["table of", "S1-N01"]': 0,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_moves_with_the_cell_that_is_in_it_and_with_no_other(project, question):
    before = tables.answer_digest(question)
    project.edit("data/printed_statistics.csv", ",44.39,", ",44.38,")
    assert (tables.answer_digest(question) != before) is bool(QUESTIONS[question])


def test_an_answer_moves_when_rows_or_entries_come_and_go(project):
    questions = [
        '["evidence"]',
        '["table of", "S1-N01"]',
        '["entry", "nechifor2009"]',
        '["rows", "printed_statistics", ["row_id"], {}]',
    ]
    before = [tables.answer_digest(question) for question in questions]
    path = project.root / "data" / "printed_statistics.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    bibliography = project.root / "references.bib"
    text = bibliography.read_text(encoding="utf-8")
    start = text.index("{nechifor2009,")
    bibliography.write_text(text[:start] + text[start:].replace("Nechifor", "Nechyfor", 1))
    after = [tables.answer_digest(question) for question in questions]
    assert all(a != b for a, b in zip(after, before, strict=True))


def test_a_kernel_that_starts_warm_shows_what_a_cold_one_shows(project):
    """Same outputs, a fresh namespace, the folder, and the variables that it was given."""
    source = "import os, sys\n"
    source += (
        "print(os.getcwd(), os.environ['WORD'], 'living_review.evidence.tables' in sys.modules)"
    )
    found = []
    for manager in (WarmKernelManager, AsyncKernelManager):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        client = NotebookClient(
            notebook,
            kernel_manager_class=manager,
            kernel_name="python3",
            resources={"metadata": {"path": str(project.root)}},
            startup_timeout=PATIENCE,
            iopub_timeout=PATIENCE,
            raise_on_iopub_timeout=True,
        )
        client.execute(env={**os.environ, "WORD": "given"})
        found.append(notebook.cells[0].outputs[0]["text"])
    assert found[0] == found[1] == f"{project.root} given False\n"


@pytest.mark.skipif(sys.platform != "linux", reason="kernels start warm on Linux only")
def test_a_warm_kernel_that_is_asked_to_stop_is_gone(project):
    async def life():
        manager = WarmKernelManager(kernel_name="python3")
        await manager.start_kernel(cwd=str(project.root))
        process, pid = manager.provisioner.process, manager.provisioner.pid
        alive = await manager.is_alive()
        await manager.shutdown_kernel(now=True)
        # Its parent tells when it is gone, however long that takes.
        await asyncio.wait_for(asyncio.to_thread(process.wait), PATIENCE)
        return alive, psutil.pid_exists(pid)

    assert asyncio.run(life()) == (True, False)


def test_only_python_kernels_start_warm():
    with pytest.raises(ValueError, match="only Python kernels"):
        asyncio.run(WarmProvisioner().launch_kernel(["ir", "-f", "x.json"]))


def test_a_chapter_that_fails_leaves_no_old_output(keeper, project):
    keeper.run_touched(chapters(project))
    project.edit("chapters/data-dictionary.md", "show(dictionary_table())", "1 / 0")
    with pytest.raises(RuntimeError, match=r"data-dictionary.md(.|\n)*ZeroDivisionError"):
        keeper.run_touched(chapters(project))
    assert not keeper.output(project.root / "chapters" / "data-dictionary.md").exists()
    assert touched(keeper, project) == ["data-dictionary"]


def test_a_damaged_record_means_run_again(keeper, project):
    keeper.run_touched(chapters(project))
    (keeper.state / "data-dictionary.json").write_text("{")
    assert touched(keeper, project) == ["data-dictionary"]


def test_the_new_datum_is_in_the_output(keeper, project):
    keeper.run_touched(chapters(project))
    project.edit("data/readers.csv", "First reading", "Very first reading")
    assert keeper.run_touched(chapters(project)) == [project.root / "chapters" / "who-read.md"]
    output = keeper.output(project.root / "chapters" / "who-read.md")
    assert "Very first reading" in output.read_text()


ODD = """---
kernelspec:
  name: python3
  display_name: Python 3
  language: python
jupytext:
  text_representation:
    format_name: myst
---
# Odd

```{code-cell} python
import importlib, pkgutil

importlib.import_module("living_review.pages.by_string")
value = pkgutil.resolve_name("living_review.pages.by_path:VALUE")
from living_review.no_face import in_folder
from living_review.evidence import tables

def late():
    from living_review.pages import never

tables.register("protocol")["x"] = value
print(value)
```
"""


def test_every_way_to_reach_a_module_is_in_the_key(project, monkeypatch):
    """A name in a string, a folder without a face, a file of data, a folder beside a module."""
    monkeypatch.setenv("PYTHONPATH", str(project.root))
    project.keep_chapters(SMALL[1])
    package = project.root / "living_review"
    (package / "no_face").mkdir()
    names = ("pages/by_string", "pages/by_path", "no_face/in_folder", "pages/never")
    for name in names:
        (package / f"{name}.py").write_text("VALUE = 1\n")
    chapter = project.root / "chapters" / "odd.md"
    chapter.write_text(ODD)
    keeper = Executor(project.root / ".cache" / "chapters")
    keeper.run(chapter)
    assert keeper.is_fresh(chapter)
    for name in names:
        path = package / f"{name}.py"
        status = path.stat()
        path.write_text("VALUE = 2\n")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # size and time as before
        assert keeper.is_fresh(chapter) is (name == "pages/never"), name
        path.write_text("VALUE = 1\n")
        assert keeper.is_fresh(chapter), name
    for name in ("pages/by_path/__init__.py", "no_face/__init__.py", "statistics/table.json"):
        path = package / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("VALUE = 3\n")
        assert not keeper.is_fresh(chapter), name
        path.unlink()
        assert keeper.is_fresh(chapter), name


def test_a_module_is_every_file_that_could_be_it(tmp_path):
    for name in ("a.py", "a.cpython-312.so", "ab.py", "a/__init__.py", "a/b.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    wanted = {tmp_path / name for name in ("a.py", "a.cpython-312.so", "a/__init__.py")}
    for name in ("a.py", "a", "a/__init__.py"):
        assert set(files_of_module(tmp_path / name)) == wanted


def test_modules_of_the_review_are_told_from_libraries(tmp_path):
    library = os.path.join(sys.prefix, "lib", "pandas", "__init__.py")
    modules = {
        "living_review": "/elsewhere/living_review/__init__.py",
        "pandas": library,
        "helper": f"{tmp_path}/chapters/helper.py",
        "json": "/usr/lib/python3/json/__init__.py",
        "builtins": "",
    }
    found = loaded_from(modules, tmp_path)
    assert len(found) == 2
    assert "chapters/helper.py" in found
    assert any(name.endswith("elsewhere/living_review/__init__.py") for name in found)


def test_fonts_that_pictures_are_drawn_with_are_in_every_key():
    found = files_without_code(tables.root() / "living_review")
    assert any(path.suffix == ".ttf" for path in found)
    assert not any(path.suffix in (".css", ".js", ".py", ".html") for path in found)


class TestSavedMeanwhile:
    """What is saved while a chapter runs; no kernel is needed to see it."""

    @pytest.fixture
    def runs(self, keeper, project, monkeypatch):
        """Each run saves what the test says, and shows which one it was."""
        saves, done = [], []

        def run_once(self, chapter):
            done.append(chapter.stem)
            if saves:
                saves.pop(0)()
            notes = {"reads": ['["rows", "readers", [], {}]'], "modules": []}
            return f"run {len(done)}".encode(), notes

        monkeypatch.setattr(Executor, "_run_once", run_once)
        keeper.runs, keeper.saves = done, saves
        keeper.chapter = project.root / "chapters" / f"{SMALL[1]}.md"
        return keeper

    @pytest.mark.parametrize(
        "edit",
        [
            ("data/readers.csv", "First reading", "First  reading"),
            ("living_review/evidence/units.py", "import", "import "),
        ],
        ids=["data", "code"],
    )
    def test_a_run_during_which_something_is_saved_does_not_count(self, runs, project, edit):
        runs.saves.append(lambda: project.edit(*edit))
        runs.run(runs.chapter)
        assert len(runs.runs) == 2
        assert runs.output(runs.chapter).read_text() == "run 2"
        assert runs.is_fresh(runs.chapter)

    def test_not_even_if_it_is_changed_back(self, runs, project):
        path = project.root / "data" / "readers.csv"
        raw, status = path.read_bytes(), path.stat()

        def there_and_back():
            path.write_bytes(raw + b"x")
            path.write_bytes(raw)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

        runs.saves.append(there_and_back)
        runs.run(runs.chapter)
        assert len(runs.runs) == 2

    def test_saving_without_end_is_said_and_nothing_is_kept(self, runs, project):
        path = project.root / "data" / "readers.csv"
        runs.saves += [lambda: path.write_bytes(path.read_bytes() + b"x")] * ATTEMPTS
        with pytest.raises(RuntimeError, match="something was saved during each"):
            runs.run(runs.chapter)
        assert not runs.is_fresh(runs.chapter)
        assert not runs.output(runs.chapter).exists()

    def test_a_cell_that_fails_on_half_saved_data_is_tried_again(self, runs, project):
        path = project.root / "data" / "readers.csv"

        def torn():
            path.write_bytes(path.read_bytes() + b"x")
            raise ValueError("half a table")

        runs.saves.append(torn)
        runs.run(runs.chapter)
        assert runs.is_fresh(runs.chapter)
        runs.saves.append(lambda: 1 / 0)  # nothing was saved: it is the cell's own fault
        with pytest.raises(ZeroDivisionError):
            runs.run(runs.chapter)

    def test_two_saves_end_with_one_state(self, runs, project):
        """The second comes when the first chapter has run already, and touches it again."""
        first, second = sorted(chapters(project))
        both = ("First reading", "First  reading"), ("First  reading", "First reading")
        runs.saves += [lambda: None, lambda: project.edit("data/readers.csv", *both[0])]
        runs._run_all([first], lambda done, count: None)
        assert runs.run_touched([first, second]) == [first, second]
        assert runs.touched([first, second]) == []


@pytest.mark.parametrize("name", ["data-dictionary.ipynb", "data-dictionary.json"])
@pytest.mark.parametrize("harm", ["cut", "edited", "gone", "nonsense"])
def test_a_store_that_is_not_what_was_stored_is_made_again(keeper, project, name, harm):
    chapter = project.root / "chapters" / "data-dictionary.md"
    notes = {"reads": [], "modules": []}
    content = b'{"cells": [{"source": "1", "outputs": ["44.39"]}]}'
    key = keeper.key(chapter, **notes)
    path, record = keeper.output(chapter), keeper._record(chapter)
    keys.keep(path, key, content, notes, record)
    assert keeper.is_fresh(chapter)
    harmed = keeper.state / name
    raw = harmed.read_bytes()
    if harm == "gone":
        harmed.unlink()
    else:
        edited = raw.replace(b"44.39", b"44.38").replace(b'"reads": []', b'"reads": ["x"]')
        harmed.write_bytes({"cut": raw[:-9], "edited": edited, "nonsense": b"[1]"}[harm])
    assert not keeper.is_fresh(chapter)


SHARED = """
from living_review.evidence import tables

times = []

@tables.shared
def inner():
    times.append("inner")
    return tables.read("readers")

@tables.shared
def outer():
    times.append("outer")
    return inner().assign(title=str(len(tables.register("protocol"))))
"""


def test_a_shared_table_is_found_once_and_counts_as_asked_by_each(project, monkeypatch):
    room = {}
    exec(SHARED, room)
    log = project.root / "log"
    monkeypatch.setenv(tables.READS, str(log))
    asked = []
    for _ in range(2):
        log.write_text("")
        found = room["outer"]()
        found["title"] = "spoilt by whoever got it"
        asked.append(set(log.read_text().splitlines()))
    assert asked[0] == asked[1]
    assert '["rows", "readers", [], {}]' in asked[0]
    assert '["file", "protocol.yaml"]' in asked[0]
    assert room["times"] == ["outer", "inner"]
    assert "spoilt" not in set(room["outer"]()["title"])
    project.edit("data/readers.csv", "First reading", "First  reading")
    room["inner"]()
    assert room["times"] == ["outer", "inner", "inner"]
    assert "First  reading" in " ".join(room["outer"]().astype(str).to_numpy().ravel())


def test_verdicts_and_ledger_are_shared():
    from living_review.checks.ledger import ledger
    from living_review.synthesis.verdicts.claims import verdict_table

    for find in (ledger, verdict_table):
        assert find.__wrapped__, "is found again by each who asks"


def test_reviewed_outputs_are_stable_text(tmp_path):
    import nbformat

    cell = nbformat.v4.new_code_cell("show(x)")
    cell.outputs = [nbformat.v4.new_output("display_data", data={"text/plain": "a \nb\n"})]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    path = tmp_path / "e.yaml"
    assert notebooks.write_expected(notebook, path) is True
    assert notebooks.write_expected(notebook, path) is False
    assert notebooks.read_expected(path)[0]["outputs"] == ["a\nb"]
