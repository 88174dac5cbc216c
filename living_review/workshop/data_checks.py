"""Check the data, and write it the one way."""

import hashlib
from pathlib import Path

from living_review.evidence import data_check, tables
from living_review.workshop.saying import fail


def check_the_data():
    """Stop with every problem of the data, unless there is none.

    A pass is remembered for exactly the bytes that passed, with the code that checked them.
    """
    root = tables.root()
    files = [
        *sorted((root / "data").glob("*")),
        *(root / name for name in tables.REGISTERS),
        root / tables.BIBLIOGRAPHY,
        root / tables.CONTENTS,
        *sorted((root / "chapters").glob("*.md")),  # the data names their headings
        *sorted(Path(tables.__file__).parent.glob("*.py")),
    ]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() if path.is_file() else b"")
    stamp = root / ".cache" / "data-check"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    problems = data_check.check_data()
    if problems:
        listed = "\n".join(str(problem) for problem in problems)
        fail(f"{listed}\n\n{len(problems)} problem(s) in the data; nothing was built.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def report_data_check():
    """Check the data and say so."""
    check_the_data()
    print(f"The data is sound: {len(tables.table_names())} tables.")


def make_canonical():
    """Write every table the one way: sorted by key, least quoting, Unix line ends."""
    try:
        changed = data_check.write_canonically()
    except ValueError as error:
        fail(str(error))
    print("\n".join(f"rewritten: {name}" for name in changed) or "Nothing to rewrite.")
