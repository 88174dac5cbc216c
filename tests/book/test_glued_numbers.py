"""Numbers that cells hand to prose: which are glued, and that the prose reads each of them."""

import re
from pathlib import Path

import myst_nb
import pytest

from living_review.book import notebooks
from living_review.book.cells import glue_numbers
from living_review.evidence import tables
from living_review.workshop.consequences import facts

ROOT = tables.root()
CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))
READ = re.compile(r"\{glue:[a-z]*\}`([^`:]+)")  # a format may follow the name, after a colon


def glued_in_vain(chapter: Path, root: Path) -> list[str]:
    """Names that the cells of a chapter glue and its prose does not read, each with the chapter."""
    expected = notebooks.read_expected(notebooks.expected_path(chapter, root))
    names = [key[1] for key in facts(expected) if key[0] == "number"]
    read = set(READ.findall(chapter.read_text(encoding="utf-8")))
    return [
        f"chapters/{chapter.name} glues {name}, and its prose does not read it: "
        "name in glue_numbers only what it reads"
        for name in names
        if name not in read
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.stem for chapter in CHAPTERS])
def test_prose_reads_every_number_that_is_glued(chapter):
    assert glued_in_vain(chapter, ROOT) == []


def test_a_number_that_no_sentence_reads_is_told_with_its_chapter(tmp_path):
    expected = tmp_path / "tests" / "expected"
    expected.mkdir(parents=True)
    (expected / "x.yaml").write_text(
        "- cell: glue_numbers(numbers)\n  outputs:\n  - n = '3'\n  - n-low = '2'\n"
        "  - 'test = ''no test, since five are too few: six could'''\n"
    )
    chapter = tmp_path / "x.md"
    chapter.write_text("Of {glue:text}`n` people; {glue:text}`test`; see `n-low`.\n")
    (told,) = glued_in_vain(chapter, tmp_path)
    assert told.startswith("chapters/x.md glues n-low,")


@pytest.fixture
def glued(monkeypatch):
    found = {}
    monkeypatch.setattr(myst_nb, "glue", lambda name, text, display: found.update({name: text}))
    return found


def test_all_numbers_are_glued_or_those_that_are_named(glued):
    numbers = {"people": "12", "trials": "3"}
    glue_numbers(numbers)
    glue_numbers(numbers, "trials", prefix="main")
    assert glued == {"people": "12", "trials": "3", "main-trials": "3"}


def test_a_name_that_is_not_there_is_told_with_those_that_are(glued):
    with pytest.raises(KeyError, match="no number is called trails; there are people, trials"):
        glue_numbers({"people": "12", "trials": "3"}, "people", "trails")
    assert glued == {}


def test_a_number_that_is_not_text_is_refused(glued):
    with pytest.raises(TypeError, match="main-people is int, and prose needs text"):
        glue_numbers({"people": 12}, prefix="main")
