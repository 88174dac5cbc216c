"""The strict build: nothing stale, nothing broken, the same bytes every time."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from living_review.evidence import data_check, tables
from living_review.pages.soundness import check_pages
from living_review.synthesis.trials.soundness import check_effects
from living_review.workshop import building, data_checks

CHAPTERS = ("how-this-review-is-made", "data-dictionary", "glossary", "references")
FAST = ("data-dictionary", "for-authors")


def build(project):
    return project.run("-m", "living_review", "book")


def tidy(project, names=CHAPTERS):
    """Leave few chapters, and take out links to those that are gone."""
    project.keep_chapters(*names)


def page(project, name: str) -> str:
    return (project.root / "_build" / "html" / "chapters" / f"{name}.html").read_text()


@pytest.mark.long
def test_an_edit_of_data_and_one_of_the_package_reach_the_page(project):
    tidy(project)
    assert build(project).returncode == 0
    assert "First reading of every source" in page(project, CHAPTERS[0])

    project.edit("data/readers.csv", "First reading of every", "Earliest reading of every")
    second = build(project)
    assert second.returncode == 0, second.stderr
    assert f"chapters run: {CHAPTERS[0]}\n" in second.stdout
    assert "Earliest reading of every source" in page(project, CHAPTERS[0])

    project.edit(
        "living_review/pages/records.py", "How far the sources were read", "How far they were"
    )
    assert build(project).returncode == 0
    assert "How far they were" in page(project, CHAPTERS[0])

    last = build(project)
    assert last.returncode == 0
    assert "no chapter had to run" in last.stdout


# A chapter with one thing of each kind that may break, and with few modules to import.
FIRST = """# First

```{code-cell} python
:tags: [hide-input]
from living_review.book.cells import glue_numbers

glue_numbers({"claims": "7"})
```

Of {glue:text}`claims` claims, one is that of {cite:t}`nechifor2009`, on its {term}`cohort`.
Read [for authors](for-authors.md).
"""


def with_first(project, *others: str):
    """Leave the chapter above, glossary, bibliography and some others, all but these without cells.

    The others hold no more than a heading.
    """
    header = (project.root / "chapters" / "data-dictionary.md").read_text().partition("# ")[0]
    tidy(project, ("for-authors", "glossary", "references", *others))
    for name in others:
        (project.root / "chapters" / f"{name}.md").write_text(f"# {name}\n")
    path = project.root / "chapters" / "for-authors.md"
    path.write_text("# For authors\n")
    path.with_name("first.md").write_text(header + FIRST)
    project.edit("_toc.yml", "root: chapters/for-authors\n", "root: chapters/first\n")
    project.edit("_toc.yml", "chapters:\n", "chapters:\n  - file: chapters/for-authors\n")
    places = project.root / "data" / "checklist_items.csv"  # of headings that are gone now
    places.write_text(f"{places.read_text(encoding='utf-8').splitlines()[0]}\n")


@pytest.mark.long
def test_what_is_not_broken_is_built(project):
    with_first(project, "data-dictionary")
    finished = build(project)
    assert finished.returncode == 0, finished.stderr
    assert "Of 7 claims, one is that of" in re.sub("<[^>]+>", "", page(project, "first"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # Sphinx tells these in the same way, each at the end of a whole build.
        ("(for-authors.md)", "(no-such-page.md)", "no-such-page"),
        ("{cite:t}`nechifor2009`", "{cite:t}`nobody1900`", "nobody1900"),
        ("{glue:text}`claims` claims", "{glue:text}`klaims` claims", "klaims"),
        ("{term}`cohort`", "{term}`no such term`", "no such term"),
        ("{term}`cohort`", "{verdict}`nearly true`", "is no verdict"),
        ("glue_numbers({", "1 / 0; glue_numbers({", "ZeroDivisionError"),
        ("kernelspec:", "kernelspeck:", "no kernel header"),
    ],
    ids=["link", "citation", "number", "term", "verdict", "cell", "header"],
)
def test_what_is_broken_stops_the_build(project, old, new, said):
    with_first(project, "data-dictionary")
    project.edit("chapters/first.md", old, new)
    finished = build(project)
    assert finished.returncode != 0
    assert said in finished.stdout + finished.stderr
    assert "The book was not built" in finished.stderr
    if said == "ZeroDivisionError":  # of a cell, only the cell and what it said
        assert finished.stderr.startswith("first.md: ")
        assert len(finished.stderr.splitlines()) < 25
        assert "\x1b" not in finished.stderr


@pytest.mark.long
def test_a_fault_in_the_data_stops_before_anything_is_built(project):
    tidy(project)
    project.edit("data/verdict_readings.csv", "reader33,partly supported,", "reader33,perhaps,")
    finished = build(project)
    assert finished.returncode != 0
    told = r"data/verdict_readings\.csv:[0-9]+, column verdict, value 'perhaps'"
    assert re.search(told, finished.stderr)
    assert not [*(project.root / "_build").rglob("*.html")]
    assert not (project.root / ".cache" / "chapters").exists()


@pytest.mark.long
def test_an_edit_of_the_register_or_of_the_book_machinery_rewrites_every_page(project):
    tidy(project, FAST)
    assert build(project).returncode == 0
    assert "the development edition" in page(project, FAST[1])
    project.edit("editions.yaml", "version: development", "version: 9.8.7")
    assert build(project).returncode == 0
    assert "edition 9.8.7" in page(project, FAST[1])
    project.edit(
        "living_review/evidence/edition_in_hand.py", "This page belongs to", "You are reading"
    )
    assert build(project).returncode == 0
    assert "You are reading edition 9.8.7" in page(project, FAST[1])
    project.edit("living_review/book/static/review.css", "line-height: 1.6", "line-height: 1.7")
    assert build(project).returncode == 0
    style = project.root / "_build" / "html" / "_static" / "review.css"
    assert "line-height: 1.7" in style.read_text(encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".buildinfo", "environment.pickle")
    }


@pytest.mark.long
def test_two_builds_from_nothing_are_the_same_bytes(project):
    import shutil

    names = ("magnesium-in-cells-and-blood", "glossary", "references", "data-dictionary")
    tidy(project, names)
    found = []
    for _ in range(2):
        shutil.rmtree(project.root / "_build", ignore_errors=True)
        shutil.rmtree(project.root / ".cache", ignore_errors=True)
        finished = build(project)
        assert finished.returncode == 0, finished.stderr
        found.append(digests(project.root / "_build" / "html"))
    assert found[0] == found[1]


QUIET = ("for-authors", "data-dictionary", "references", "methods")
CITING = "# How to cite\n\nIt was said by {cite:t}`nechifor2009`. An old word.\n"


def edit_in_the_past(project, name: str, old: str, new: str):
    """An edit after which the file's time is as before, as after a checkout or a copy."""
    status = (project.root / name).stat()
    project.edit(name, old, new)
    os.utime(project.root / name, ns=(status.st_atime_ns, status.st_mtime_ns))


def cut(path: Path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.fixture
def quiet(project):
    """A small book of which no page is named by the data."""
    tidy(project, QUIET)
    places = project.root / "data" / "checklist_items.csv"
    places.write_text(f"{places.read_text(encoding='utf-8').splitlines()[0]}\n")
    (project.root / "chapters" / "for-authors.md").write_text(CITING)
    (project.root / "chapters" / "methods.md").write_text("# Methods\n\nNone.\n")
    return project


@pytest.mark.long  # five builds in one
def test_content_decides_and_what_is_broken_is_made_again(quiet):
    """Edits that keep times, a heading, a chapter that goes, and stores that a full disk cut."""
    project, built = quiet, quiet.root / "_build" / "html"
    first = build(project)
    assert first.returncode == 0, first.stderr
    again = build(project)
    assert "no chapter had to run" in again.stdout
    assert "An old word" in page(project, "for-authors")
    assert "Nechifor" in page(project, "for-authors")
    assert (built / "chapters" / "methods.html").exists()

    edit_in_the_past(project, "chapters/for-authors.md", "An old word", "A new word")
    edit_in_the_past(project, "references.bib", "{Nechifor, M.},", "{Nechyfor, M.},")
    edit_in_the_past(project, "living_review/pages/data_links.py", "Tables of", "TABLES of")
    edit_in_the_past(project, "chapters/references.md", "# ", "# Renamed ")
    (project.root / "chapters" / "methods.md").unlink()
    project.edit("_toc.yml", "  - file: chapters/methods\n", "")
    for path in (
        built / "chapters" / "data-dictionary.html",
        project.root / "_build" / ".doctrees" / "chapters" / "references.doctree",
        project.root / "_build" / ".jupyter_cache" / "global.db",
        *(project.root / "_build" / ".jupyter_cache").rglob("*.ipynb"),
        project.root / ".cache" / "chapters" / "data-dictionary.ipynb",
        project.root / ".cache" / "results" / "results.json",
        project.root / ".cache" / "data-check.key",
    ):
        cut(path)
    second = build(project)
    assert second.returncode == 0, second.stderr
    assert "A new word" in page(project, "for-authors")
    assert "Nechyfor" in page(project, "for-authors")
    assert "Nechyfor" in page(project, "references")
    assert "Renamed" in page(project, "data-dictionary")  # beside it, in the list of pages
    assert "Renamed" in page(project, "for-authors")
    assert "Methods" not in page(project, "for-authors")
    assert not (built / "chapters" / "methods.html").exists()
    assert "TABLES of" in page(project, "data-dictionary")
    assert "</html>" in page(project, "data-dictionary")  # it had been cut

    cut(project.root / "_build" / ".doctrees" / "environment.pickle")
    edit_in_the_past(
        project, "chapters/references.md", "# ", "```{glue} n\n:doc: for-authors.md\n```\n# "
    )
    for _ in range(2):
        third = build(project)
        assert third.returncode != 0
        assert "is glued from another page" in third.stdout + third.stderr


@pytest.mark.long
def test_a_warning_stops_the_next_build_too(quiet):
    quiet.edit("chapters/methods.md", "None.", "See [there](no-such-page.md).")
    for _ in range(2):
        finished = build(quiet)
        assert finished.returncode != 0
        assert "no-such-page" in finished.stdout + finished.stderr


@pytest.fixture
def builds(project, monkeypatch):
    """Each build of Jupyter Book saves what the test says, and does nothing else."""
    saves, done = [], []

    def make(root, gate):
        done.append(1)
        if saves:
            saves.pop(0)()
        return subprocess.CompletedProcess([], 0, f"chapters run: part-{len(done)}\n", "")

    monkeypatch.setattr(building, "build_once", make)
    monkeypatch.setattr(building, "check_the_data", lambda: None)
    return saves, done


@pytest.mark.parametrize("name", ["data/readers.csv", "_config.yml", "chapters/index.md"])
def test_what_is_saved_during_a_build_has_it_built_again(project, builds, capsys, name):
    saves, done = builds
    path = project.root / name
    saves.append(lambda: path.write_bytes(path.read_bytes() + b"\n"))
    building.build_book()
    assert len(done) == 2
    assert "chapters run: part-1, part-2" in capsys.readouterr().out


def test_a_log_beside_the_book_is_no_input(project, builds):
    saves, done = builds
    saves.append(lambda: (project.root / "build.log").write_text("building"))
    building.build_book()
    assert len(done) == 1


def test_saving_without_end_is_said(project, builds):
    saves, done = builds
    path = project.root / "data" / "readers.csv"
    saves += [lambda: path.write_bytes(path.read_bytes() + b"\n")] * building.ATTEMPTS
    with pytest.raises(SystemExit, match="saved during each"):
        building.build_book()
    assert len(done) == building.ATTEMPTS


REMEMBERED = {
    "a heading": ("chapters/index.md", "## ", "## Not "),
    "the contents": ("_toc.yml", "root:", "root: "),
    "a table": ("data/readers.csv", "First reading", "First  reading"),
    "the citation": ("CITATION.cff", "", "# x\n"),
    "the lock": ("requirements.txt", "altair", "# altair"),
    "a stored result": ("precomputed/multiverse.csv", "0", "1"),
}


@pytest.mark.parametrize("what", REMEMBERED)
def test_a_pass_is_remembered_for_no_other_bytes(project, what):
    name, old, new = REMEMBERED[what]
    (project.root / "CITATION.cff").write_text("title: A review\n")
    before = data_checks.checked_state()
    edit_in_the_past(project, name, old, new)
    assert data_checks.checked_state() != before


@pytest.mark.long
def test_a_pass_is_not_remembered_of_what_was_saved_during_the_check(project, monkeypatch):
    calls = []

    def check(*_):
        if not calls:
            project.edit("data/readers.csv", "First reading", "First  reading")
        calls.append(1)
        return []

    monkeypatch.setattr(data_check, "check_data", check)
    for wanted in (1, 2, 2):
        data_checks.check_the_data()
        assert len(calls) == wanted


def test_the_data_check_is_made_of_the_rooms_that_its_key_covers():
    """What `checked_state` takes for its code is all of its code."""
    import grimp

    graph = grimp.build_graph("living_review", cache_dir=None)
    rooms = {f"living_review.{room}" for room in data_checks.CHECKING}
    checking = {check.__module__ for check in (*data_checks.checks(), check_pages)}
    for name in {data_check.__name__, *checking}:
        reached = graph.find_upstream_modules(name) - {"living_review"}
        assert {".".join(module.split(".")[:2]) for module in reached} <= rooms
    assert "living_review.synthesis.trials.effects" in graph.find_upstream_modules(
        check_effects.__module__
    )
    assert tables.files_read()


def test_code_that_the_check_runs_is_in_the_key_of_a_pass(project, monkeypatch):
    """A pass is void once a calculation is another, not only once a check is."""
    package = project.root / "living_review"
    monkeypatch.setattr(data_check, "__file__", str(package / "evidence" / "data_check.py"))
    before = data_checks.checked_state()
    for name in ("synthesis/trials/effects.py", "pages/trials.py", "checks/counts.py"):
        edit_in_the_past(project, f"living_review/{name}", "import", "import  ")
        after = data_checks.checked_state()
        assert after != before
        before = after
