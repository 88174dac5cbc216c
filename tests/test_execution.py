"""Only touched chapters run, and a touched one always does."""

import json

import pytest

from living_review.book import notebooks
from living_review.book.execution import Executor, imported_modules, reached_modules

SMALL = ("how-this-review-is-made", "data-dictionary")


@pytest.fixture
def keeper(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project.root))
    project.keep_chapters(*SMALL)
    return Executor(root=project.root, state=project.root / ".cache" / "chapters")


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

    # Data: the first counts readers and views, the second reads the descriptor alone.
    assert after("data/readers.csv", "First reading", "First  reading") == [SMALL[0]]
    assert after("data/datapackage.yaml", "Who read the sources", "Who read") == sorted(SMALL)
    assert after("references.bib", "Nechifor", "Nechyfor") == []
    # The package: a module that both reach, one that neither does.
    assert after("living_review/tables.py", "import csv", "import csv  # x") == sorted(SMALL)
    assert after("living_review/browser.py", "import os", "import os  # x") == []
    # The chapter itself, the lock, and another chapter.
    assert after("chapters/data-dictionary.md", "small tables", "tables") == [SMALL[1]]
    assert after("requirements.txt", "altair", "# altair") == sorted(SMALL)


def test_what_was_read_is_recorded(keeper, project):
    keeper.run_touched(chapters(project))
    known = json.loads((keeper.state / "how-this-review-is-made.json").read_text())
    assert "data/readers.csv" in known["reads"]
    assert "protocol.yaml" in known["reads"]
    known = json.loads((keeper.state / "data-dictionary.json").read_text())
    assert known["reads"] == ["data/datapackage.yaml"]


def test_a_chapter_that_fails_leaves_no_old_output(keeper, project):
    keeper.run_touched(chapters(project))
    project.edit("chapters/data-dictionary.md", "show(panels.dictionary_series())", "1 / 0")
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
        "def f():\n    from living_review.book import panels\nimport living_review.units as u\n"
    )
    assert "living_review.book.panels" in imported_modules(source)
    assert "living_review.units" in imported_modules(source)
    assert imported_modules("import pandas") == set()


def test_imports_of_imports_are_reached(keeper):
    reached = reached_modules("from living_review.book import panels", keeper.graph)
    for name in ("book.panels.comparison", "group_comparisons", "summary_tests", "effect_sizes",
                 "printed_numbers", "units", "tables", "charts.theme", "book"):  # fmt: skip
        assert f"living_review.{name}" in reached
    assert "living_review.commands" not in reached


def test_no_module_is_imported_by_a_name_in_a_string():
    """Such an import would not be seen, and its edits would not touch a chapter."""
    from living_review import tables

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
