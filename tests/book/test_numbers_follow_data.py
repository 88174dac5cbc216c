"""Numbers of sentences follow their data: a datum changes, and what the sentence shows changes."""

import csv
import json
import re

import pytest

# Table, row, column, what it is changed to → chapter, glued name, what the sentence then shows.
CHANGES = [
    ("biomarker_inventory", "inv-001", "n", "81", "magnesium-in-cells-and-blood", "listed", "81"),
    ("score_scales", "scale-007", "items", "18", "magnesium-in-cells-and-blood", "items", "18"),
    ("printed_statistics", "S1-N03", "value", "24", "magnesium-in-cells-and-blood", "line", "24"),
    (
        "printed_statistics",
        "S1-N01",
        "p_value",
        "<0.01",
        "magnesium-in-cells-and-blood",
        "cells-bound",
        "<\u00a00.01",
    ),
    (
        "printed_statistics",
        "S1-N09",
        "p_value",
        "<0.02",
        "before-and-after-antidepressants",
        "ami-bound",
        "<\u00a00.02",
    ),
    (
        "printed_statistics",
        "S1-N08",
        "value",
        "5",
        "before-and-after-antidepressants",
        "weeks",
        "5",
    ),
    ("printed_statistics", "S2-N01", "value", "16", "how-common-depression-is", "share", "16"),
    (
        "printed_statistics",
        "S2-N04",
        "value_high",
        "3",
        "what-antidepressants-do-and-how-fast",
        "net-most",
        "3",
    ),
    (
        "printed_statistics",
        "S2-N04",
        "value_high",
        "3",
        "what-antidepressants-do-and-how-fast",
        "net-rest-least",
        "7",
    ),
    (
        "context_estimates",
        "ctx-118",
        "k",
        "6",
        "what-antidepressants-do-and-how-fast",
        "trials",
        "6",
    ),
    ("score_scales", "scale-002", "maximum", "66", "the-pooled-answer", "highest", "66"),
    ("reported_findings", "fnd-216", "n", "13", "ketamine", "infused", "13"),
    (
        "printed_estimates",
        "est-024",
        "source",
        "martinezgonzalez2016",
        "diet-cohorts-and-genes",
        "cohort-sources",
        "1",
    ),
]
# Runs the cells without a kernel and without what they show.
GLUED = """
import json, sys
from pathlib import Path
import myst_nb
from living_review.book import cells, notebooks
glued = {}
cells.show = lambda item, *named, **given: None
myst_nb.glue = lambda name, text, display: here.update({name: text})
for name in sys.argv[1:]:
    here = glued[name] = {}
    names = {}
    for cell in notebooks.code_cells(notebooks.read_chapter(Path("chapters") / f"{name}.md")):
        exec(cell.source, names)
print(json.dumps(glued))
"""


def change(project, table: str, row_id: str, column: str, new: str):
    """Write another value into one cell of a table."""
    path = project.root / "data" / f"{table}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    (row,) = (row for row in rows if row["row_id"] == row_id)
    row[column] = new
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.long
def test_a_sentence_shows_what_its_datum_says(project):
    wanted, glued_there = {}, {}
    for table, row_id, column, new, chapter, name, shown in CHANGES:
        change(project, table, row_id, column, new)
        wanted[chapter, name] = shown
    chapters = sorted({chapter for chapter, _ in wanted})
    finished = project.run("-c", GLUED, *chapters)
    assert finished.returncode == 0, finished.stderr
    glued = json.loads(finished.stdout)
    for chapter, name in wanted:
        text = (project.root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
        shows = re.search(rf"\{{glue:text\}}`{re.escape(name)}`", text)
        glued_there[chapter, name] = glued[chapter][name] if shows else "no sentence shows it"
    assert glued_there == wanted
