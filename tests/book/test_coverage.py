"""Every number that a seed prints has its section, its recomputation and its reviewed output."""

import ast

import pytest

from living_review.book import notebooks
from living_review.evidence import tables

ROOT = tables.root()


def shown_about(chapter: str, expected: list[dict], row_id: str) -> list[str]:
    """Reviewed outputs of the cells under a heading that show something made from a row.

    A cell is about a row if it names it, or uses a variable that a cell naming it has assigned.
    """
    notebook, about, found, number = notebooks.read_chapter(chapter), set(), [], -1
    under_heading = False
    for cell in notebook.cells:
        if cell.cell_type != "code":
            under_heading = under_heading or "\n## " in f"\n{cell.source}"
            continue
        number += 1
        tree = ast.parse(cell.source)
        for statement in tree.body:
            words = {n.value for n in ast.walk(statement) if isinstance(n, ast.Constant)}
            names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
            if row_id not in words and not names & about:
                continue
            if isinstance(statement, ast.Assign):
                targets = [n for target in statement.targets for n in ast.walk(target)]
                about |= {n.id for n in targets if isinstance(n, ast.Name)}
            elif under_heading and "show" in names:
                found += expected[number]["outputs"]
    return found


def lacking(row) -> str:
    """What a printed number lacks, or an empty text."""
    if not row["chapter"]:
        return "no chapter"
    chapter = ROOT / "chapters" / f"{row['chapter']}.md"
    expected = notebooks.read_expected(notebooks.expected_path(chapter, ROOT))
    outputs = shown_about(chapter, expected, row["row_id"])
    if not outputs:
        return f"no cell of {chapter.name} under a heading shows anything made from it"
    wanted = row["value"] or row["unit"]
    if not any(wanted in output for output in outputs):
        return f"no output of these cells in tests/expected holds {wanted!r}"
    return ""


ROWS = [row for _, row in tables.read("printed_statistics").iterrows()]


@pytest.mark.parametrize("row", ROWS, ids=[row["row_id"] for row in ROWS])
def test_every_printed_number_is_recomputed_on_a_page(row):
    assert lacking(row) == "", (
        f"{row['row_id']}: {lacking(row)}. Name the chapter in data/printed_statistics.csv, "
        "show the number there, and run make reference"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"chapter": ""}, "no chapter"),
        ({"chapter": "glossary"}, "no cell of glossary.md"),
        ({"row_id": "S1-N99"}, "no cell of zinc.md"),
        ({"value": "0.6801"}, "holds '0.6801'"),
    ],
)
def test_a_number_that_lacks_something_is_found(change, told):
    row = tables.row("printed_statistics", "S1-N11").copy()
    row.update(change)
    assert told in lacking(row)
