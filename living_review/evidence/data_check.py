"""Checks of the data: a bad row stops everything, and the message says how to mend it.

What is checked stands by subject in `soundness`; here it is put in order. Rooms above add what
their own calculations and pages need.
"""

import csv
import io
from collections.abc import Callable

from living_review.evidence import tables
from living_review.evidence.problems import Problem, Rows, of_file, unique
from living_review.evidence.soundness import (
    cells,
    confirmations,
    duplicates,
    form,
    links,
    numbers,
    registers,
    schema,
    scores,
    trials,
)
from living_review.evidence.text_checks.decimals import check_decimals
from living_review.evidence.text_checks.everywhere import check_texts

Check = Callable[[Rows], list[Problem]]
# What rows say of each other; each looks at rows alone.
OF_ROWS: tuple[Check, ...] = (
    registers.check_bibliography,
    numbers.check_numbers,
    trials.check_trials,
    scores.check_scores,
    duplicates.check_duplicates,
    links.check_trust,
    links.check_checklists,
)


def check_data(*further: Check) -> list[Problem]:
    """Everything that is wrong with the review's data; empty when nothing is.

    Parameters
    ----------
    *further : callable
        Checks that stand elsewhere, beside what needs them: from the rows of every table, by its
        name, to problems. What they ask about can be confirmed like any other question.

    Returns
    -------
    list of Problem
        In the order of the files; a file whose bytes or header are wrong is not looked at
        further, since every later message would be noise. Where cells are no numbers or name
        nothing, no calculation is tried for the same reason.
    """
    package = tables.descriptor()
    read, problems = _read(package)
    if problems:
        return problems
    problems += check_texts(read, package)
    problems += cells.check_cells(read, package)
    problems += schema.check_schema(package, str(tables.root() / "data"))
    problems += links.check_links(read, package)
    problems += links.check_chapters(read, package)
    problems += links.check_places(read, package)
    problems += registers.check_registers()
    checks = OF_ROWS if problems else (*OF_ROWS, *further)
    for check in checks:
        problems += check(read)
    problems += check_decimals(read, package)
    return unique(confirmations.without_confirmed(problems, read))


def _read(package: dict) -> tuple[Rows, list[Problem]]:
    """Rows of every table by its name, and what is wrong with the files that hold them."""
    described = {r["path"] for r in package["resources"]}
    remedy = f"describe it in {tables.DESCRIPTOR} or remove it"
    problems = [
        of_file(f"data/{path.name}", "is not in the descriptor", remedy)
        for path in sorted((tables.root() / "data").glob("*.csv"))
        if path.name not in described
    ]
    read: Rows = {}
    for table in package["resources"]:
        file = f"data/{table['path']}"
        try:
            raw = tables.read_bytes(file)
        except FileNotFoundError:
            remedy = "restore it, or take it out of the descriptor"
            problems.append(of_file(file, "is missing", remedy))
            continue
        wrong = form.check_bytes(file, raw)
        text = "" if wrong else raw.decode("utf-8")
        wrong = wrong or form.check_header(file, text, table["schema"])
        problems += wrong
        if not wrong:
            read[table["name"]] = list(csv.DictReader(io.StringIO(text, newline="")))
    return read, problems
