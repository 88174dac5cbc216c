"""Rules of chapters: what cells may hold, that order is the toc's."""

import ast
import re

import pytest
import yaml

from living_review.book import notebooks
from living_review.evidence import tables
from living_review.workshop.authoring.chapters import TO_WRITE

ROOT = tables.root()
CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))
URGENT = "if-you-are-here-for-yourself"  # nothing stands between a reader and a number there
NAMES = [chapter.stem for chapter in CHAPTERS]
IMPORTED = ("living_review", "altair", "pandas")
WIDEST = 88  # letters of a line of code that stands open
FORBIDDEN = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.If,
    ast.With,
    ast.ListComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.SetComp,
    ast.Try,
)


def toc_files() -> list[str]:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [toc["root"], *listed]


def cells(chapter):
    return notebooks.code_cells(notebooks.read_chapter(chapter))


def test_every_chapter_stands_in_the_contents_once():
    assert sorted(toc_files()) == sorted(f"chapters/{name}" for name in NAMES)


def test_chapters_folder_holds_only_chapters():
    assert [p.name for p in (ROOT / "chapters").iterdir() if p.suffix != ".md"] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_names_are_kebab_case_without_numbers(chapter):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", chapter.stem)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_a_chapter_opens_with_its_answer(chapter):
    if chapter.stem in ("glossary", "references"):
        return
    text = chapter.read_text(encoding="utf-8")
    assert ":::{admonition} In short\n:class: review-in-short" in text
    assert text.index("In short") < text.index("\n## ") if "\n## " in text else True


GLOSSARY = (tables.root() / "chapters" / "glossary.md").read_text(encoding="utf-8")
TERMS = dict(re.findall(r"^(\S.*)\n  (\S.*)\n", GLOSSARY.partition(":::{glossary}\n")[2], re.M))


@pytest.mark.parametrize("term", TERMS)
def test_the_first_sentence_on_a_term_can_be_shown_by_itself(term):
    first = re.split(r"(?<=\.) ", re.sub(r" \{cite:p\}`[^`]+`", "", TERMS[term]))[0]
    assert re.fullmatch(r"[A-Z].*\w\.", first)
    assert len(first.split()) <= 30
    assert first.split()[0] not in ("It", "They", "This", "That", "These")
    assert "`" not in first, "a link or a citation would be shown as its mark-up"


def test_terms_stand_in_the_order_of_the_alphabet():
    assert list(TERMS) == sorted(TERMS, key=str.casefold)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_cells_hold_what_a_reader_can_follow(chapter):
    for cell in cells(chapter):
        lines = cell.source.strip().splitlines()
        tree = ast.parse(cell.source)
        imports = all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in tree.body)
        assert len(lines) <= 15 or imports
        folded = {"hide-input"} | ({"remove-input"} if chapter.stem == URGENT else set())
        if not folded & set(cell.metadata.get("tags", [])):
            assert max(map(len, lines)) <= WIDEST, "code that stands open is read without scrolling"
        for node in ast.walk(tree):
            assert not isinstance(node, FORBIDDEN), f"{type(node).__name__} in {chapter.name}"
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [getattr(node, "module", None) or node.names[0].name]
                assert names[0].split(".")[0] in IMPORTED, f"a chapter imports {names[0]}"
        arguments = [
            argument
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        ]
        lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
        assert all(one in arguments for one in lambdas), "a lambda is handed to a frame, not kept"
        shows = [
            n
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "show"
        ]
        assert len(shows) <= 1, "one display per cell"
        assert not re.search(r"read_csv|\bopen\(|^%|^!", cell.source, re.MULTILINE)


def test_a_chapter_without_kernel_header_is_refused(tmp_path):
    path = tmp_path / "x.md"
    path.write_text("# X\n\n```{code-cell} python\n1\n```\n")
    with pytest.raises(ValueError, match="no kernel header"):
        notebooks.read_chapter(path)


def test_no_chapter_is_left_half_written():
    for chapter in CHAPTERS:
        assert TO_WRITE not in chapter.read_text(encoding="utf-8"), chapter.name


def test_every_chapter_with_cells_has_reviewed_outputs_of_each():
    for chapter in CHAPTERS:
        expected = notebooks.read_expected(notebooks.expected_path(chapter, ROOT))
        assert len(expected) == len(cells(chapter)), chapter.name


def test_no_reviewed_outputs_without_a_chapter():
    assert {p.stem for p in (ROOT / "tests" / "expected").glob("*.yaml")} <= set(NAMES)
