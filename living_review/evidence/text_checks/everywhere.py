"""Every text of the review, wherever it stands, held to the rules of this folder."""

import re

from living_review.evidence import dois, tables
from living_review.evidence.problems import Problem
from living_review.evidence.text_checks.characters import invisible, odd
from living_review.evidence.text_checks.references import check_references

Rows = dict[str, list[dict]]


def check_texts(read: Rows, package: dict) -> list[Problem]:
    """Characters, addresses and forms of references that are not what they look like.

    Parameters
    ----------
    read : dict
        Name of a table → its rows, as text.
    package : dict
        The descriptor.
    """
    return [*_check_cells(read, package), *check_references(), *_check_files()]


def _check_cells(read: Rows, package: dict) -> list[Problem]:
    problems = []
    for described in package["resources"]:
        if described.get("retrieved"):  # a source's letters are its own
            continue
        file = f"data/{described['path']}"
        for line, row in enumerate(read.get(described["name"], []), 2):
            for column, value in row.items():
                fault = isinstance(value, str) and _cell_fault(value)
                if fault:
                    problems.append(Problem(file, line, column, value, *fault))
    return problems


def _cell_fault(value: str) -> tuple[str, str] | None:
    address = value.startswith(("http://", "https://"))
    return odd(value) or (dois.address_fault(value) if address else None)


def _check_files() -> list[Problem]:
    """Registers, descriptor and bibliography line by line; chapters, which may hold typography."""
    named = (*tables.REGISTERS, tables.DESCRIPTOR, tables.CITATION, tables.CONTENTS)
    problems = []
    for path in sorted(tables.files_read()):
        name = path.relative_to(tables.root()).as_posix()
        plain = name in (*named, tables.BIBLIOGRAPHY)
        if not path.is_file() or not (plain or name.startswith("chapters/")):
            continue
        lines = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        for number, line in enumerate(lines, 1):
            # Spaces that indent or align say nothing.
            if fault := odd(re.sub(" +", " ", line)) if plain else invisible(line):
                problems.append(Problem(name, number, "", line.strip(), *fault))
    return problems
