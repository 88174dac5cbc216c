"""Directives of the chapters: each runs as the cell that it stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.book import notebooks
from living_review.book.directive_cells import FUNCTIONS, TAG, cell_source, written_out
from living_review.workshop.authoring.chapters import TEMPLATE

HEADER = TEMPLATE.partition("# ")[0]  # of every new chapter


def last_lines(text: str) -> list[str]:
    """What the cells of a text show."""
    return [line for line in written_out(text).splitlines() if line.startswith("show(")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("```{claim} X-1\n```", 'show(claim_section("X-1"))'),
        ("```{data-tables} one two\n```", 'show(data_links("one", "two"))'),
        ("```{checklist} A B 2020\n```", 'show(checklist_table("A B 2020"))'),
        (
            "```{protocol-rules} a b\n:caption: What it asks\n```",
            'show(protocol_table("a", "b", caption="What it asks"))',
        ),
        (
            '```{safety-facts} of one topic\n:label: "Who says so: and more"\n:folded:\n```',
            'show(safety_list("of one topic", label="Who says so: and more", folded=True))',
        ),
    ],
)
def test_a_directive_is_written_out_as_its_cell(written, shown):
    assert last_lines(f"# A\n\n{written}\n\nMore.\n") == [shown]


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"))))
def test_whatever_is_asked_for_arrives_as_it_was_written(about):
    names: dict = {}
    code = cell_source("checklist", about, {}).splitlines()[-1]
    exec(f"asked = {code.removeprefix('show(checklist_table').removesuffix(')')}", names)
    assert names["asked"] == about.strip()


@pytest.mark.parametrize(
    "odd",
    [
        "  ```{claim} X-1\n  ```",
        ":::{claim} X-1\n:::",
        "````{claim} X-1\n````",
        "```{claim} X-1\nwords\n```",
        "```{claim} X-1\n",
    ],
)
def test_one_that_would_not_run_is_refused_with_its_line(odd):
    with pytest.raises(ValueError, match=r"line 5: write \{claim\} with three backticks"):
        written_out(f"# A\n\n```{{claim}} X-0\n```\n{odd}\n")


def test_a_chapter_has_a_cell_for_each_directive_in_its_place(tmp_path):
    path = tmp_path / "x.md"
    cell = "```{code-cell} python\n:tags: [hide-input]\n1\n```"
    path.write_text(f"{HEADER}# X\n\n```{{claim}} X-1\n```\n\n{cell}\n\n```{{claim}} X-2\n```\n")
    cells = notebooks.code_cells(notebooks.read_chapter(path))
    assert [cell.source.splitlines()[-1] for cell in cells] == [
        'show(claim_section("X-1"))',
        "1",
        'show(claim_section("X-2"))',
    ]
    assert notebooks.of_directives(cells) == [cells[0], cells[2]]
    assert all(TAG in cell.metadata["tags"] for cell in (cells[0], cells[2]))


def test_an_error_names_the_chapter(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(f"{HEADER}# X\n\n  ```{{claim}} X-1\n  ```\n")
    with pytest.raises(ValueError, match=r"^x.md, line \d+: write \{claim\}"):
        notebooks.read_chapter(path)


def test_every_function_is_there():
    for name in FUNCTIONS:
        exec("\n".join(cell_source(name, "x", {}).splitlines()[:2]), {})
