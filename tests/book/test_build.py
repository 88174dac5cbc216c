"""The strict build: nothing stale, nothing broken, the same bytes every time."""

import hashlib
import re
from functools import partial
from pathlib import Path

import pytest

CHAPTERS = ("how-this-review-is-made", "data-dictionary", "corrections")
FAST = ("data-dictionary", "how-to-cite")
long = partial(pytest.param, marks=pytest.mark.long)


def build(project):
    return project.run("-m", "living_review", "book")


def tidy(project, names=CHAPTERS):
    """Leave few chapters, and take out links to those that are gone."""
    project.keep_chapters(*names)


def page(project, name: str) -> str:
    return (project.root / "_build" / "html" / "chapters" / f"{name}.html").read_text()


def test_an_edit_of_data_and_one_of_the_package_reach_the_page(project):
    tidy(project)
    assert build(project).returncode == 0
    assert "First reading of every source" in page(project, CHAPTERS[0])

    project.edit("data/readers.csv", "First reading of every", "Earliest reading of every")
    second = build(project)
    assert second.returncode == 0, second.stderr
    assert f"chapters run: {CHAPTERS[0]}\n" in second.stdout
    assert "Earliest reading of every source" in page(project, CHAPTERS[0])

    project.edit("living_review/pages/records.py", "Readers of the evidence", "All readers")
    assert build(project).returncode == 0
    assert "All readers" in page(project, CHAPTERS[0])

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
Read [how to cite](how-to-cite.md).
"""


def with_first(project, *others: str):
    """Leave the chapter above, glossary, bibliography and some others, all but these without cells.

    The others hold no more than a heading.
    """
    tidy(project, ("how-to-cite", "glossary", "references", *others))
    for name in others:
        (project.root / "chapters" / f"{name}.md").write_text(f"# {name}\n")
    path = project.root / "chapters" / "how-to-cite.md"
    header = path.read_text(encoding="utf-8").partition("# How to cite")[0]
    path.write_text("# How to cite\n")
    path.with_name("first.md").write_text(header + FIRST)
    project.edit("_toc.yml", "root: chapters/how-to-cite\n", "root: chapters/first\n")
    project.edit("_toc.yml", "chapters:\n", "chapters:\n  - file: chapters/how-to-cite\n")
    places = project.root / "data" / "checklist_items.csv"  # of headings that are gone now
    places.write_text(f"{places.read_text(encoding='utf-8').splitlines()[0]}\n")


@pytest.mark.long
def test_what_is_not_broken_is_built(project):
    with_first(project, "data-dictionary")
    finished = build(project)
    assert finished.returncode == 0, finished.stderr
    assert "Of 7 claims, one is that of" in re.sub("<[^>]+>", "", page(project, "first"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(how-to-cite.md)", "(no-such-page.md)", "no-such-page"),
        # Sphinx tells these in the same way.
        long("{cite:t}`nechifor2009`", "{cite:t}`nobody1900`", "nobody1900"),
        long("{glue:text}`claims` claims", "{glue:text}`klaims` claims", "klaims"),
        long("{term}`cohort`", "{term}`no such term`", "no such term"),
        ("glue_numbers({", "1 / 0; glue_numbers({", "ZeroDivisionError"),
        ("kernelspec:", "kernelspeck:", "no kernel header"),
    ],
    ids=["link", "citation", "number", "term", "cell", "header"],
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


def test_a_fault_in_the_data_stops_before_anything_is_built(project):
    tidy(project)
    project.edit("data/verdict_readings.csv", "reader18,partly supported,", "reader18,perhaps,")
    finished = build(project)
    assert finished.returncode != 0
    assert "data/verdict_readings.csv:22, column verdict, value 'perhaps'" in finished.stderr
    assert not (project.root / "_build").exists()


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


def test_no_page_holds_a_path_of_the_machine(project):
    tidy(project, FAST)
    assert build(project).returncode == 0
    for path in (project.root / "_build" / "html").rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".css") and "vega" not in path.parts:
            assert str(project.root) not in path.read_text(encoding="utf-8"), path.name
