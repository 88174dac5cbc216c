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
from living_review.book.execution import Executor, imported_modules, reached_modules
from living_review.book.warm_kernels import WarmKernelManager, WarmProvisioner
from living_review.evidence import tables

PATIENCE = 600  # seconds after which a kernel is taken to hang; no test passes because of it
SMALL = ("how-this-review-is-made", "data-dictionary")


@pytest.fixture
def keeper(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project.root))
    project.keep_chapters(*SMALL)
    return Executor(project.root / ".cache" / "chapters")


def chapters(project):
    return sorted((project.root / "chapters").glob("*.md"))


def touched(keeper, project):
    keeper._graph = None
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

    # Data: the first counts readers and rows, the second reads the descriptor alone.
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
        "chapters/data-dictionary.md", "show(dictionary_series", "show( dictionary_series"
    ) == [SMALL[1]]
    assert after("chapters/data-dictionary.md", "[hide-input]", "[hide-cell]") == [SMALL[1]]
    assert after("chapters/data-dictionary.md", "name: python3", "name: python4") == [SMALL[1]]
    assert after("requirements.txt", "altair", "# altair") == sorted(SMALL)


def test_what_was_read_is_recorded(keeper, project):
    keeper.run_touched(chapters(project))
    known = json.loads((keeper.state / "how-this-review-is-made.json").read_text())
    assert '["rows", "readers", [], {}]' in known["reads"]
    assert '["file", "protocol.yaml"]' in known["reads"]
    known = json.loads((keeper.state / "data-dictionary.json").read_text())
    assert known["reads"] == ['["file", "data/datapackage.yaml"]']


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
    project.edit("chapters/data-dictionary.md", "show(dictionary_series())", "1 / 0")
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
    assert keeper.run_touched(chapters(project)) == [
        project.root / "chapters" / "how-this-review-is-made.md"
    ]
    output = keeper.output(project.root / "chapters" / "how-this-review-is-made.md")
    assert "Very first reading" in output.read_text()


def test_imports_are_found_at_any_depth():
    source = (
        "def f():\n    from living_review.pages import trials\nimport living_review.evidence.units"
    )
    assert "living_review.pages.trials" in imported_modules(source)
    assert "living_review.evidence.units" in imported_modules(source)
    assert imported_modules("import pandas") == set()


def test_imports_of_imports_are_reached(keeper):
    reached = reached_modules("from living_review.pages import comparison", keeper.graph)
    for name in (
        "pages.comparison",
        "statistics.group_comparisons",
        "statistics.summary_tests",
        "statistics.effect_sizes",
        "evidence.printed_numbers",
        "evidence.units",
        "evidence.tables",
        "charts.theme",
        "pages",
    ):
        assert f"living_review.{name}" in reached
    assert "living_review.workshop.building" not in reached


def test_no_module_is_imported_by_a_name_in_a_string():
    """Such an import would not be seen, and its edits would not touch a chapter."""
    from living_review.evidence import tables

    for path in (tables.root() / "living_review").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "importlib" not in text, path.name
        assert "__import__" not in text, path.name


def test_reviewed_outputs_are_stable_text(tmp_path):
    import nbformat

    cell = nbformat.v4.new_code_cell("show(x)")
    cell.outputs = [nbformat.v4.new_output("display_data", data={"text/plain": "a \nb\n"})]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    path = tmp_path / "e.yaml"
    assert notebooks.write_expected(notebook, path) is True
    assert notebooks.write_expected(notebook, path) is False
    assert notebooks.read_expected(path)[0]["outputs"] == ["a\nb"]
