"""Check the data, and write it the one way."""

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from living_review.evidence import data_check, keys, stored_results, tables
from living_review.evidence.problems import Problem
from living_review.evidence.soundness import form
from living_review.workshop.saying import fail

# All code that a check runs, which a test makes sure of: once it changes, a pass counts no more.
CHECKING = ("charts", "checks", "evidence", "pages", "statistics", "synthesis")


def checks() -> tuple[Callable[[], Iterable[Problem]], ...]:
    """Checks beyond the tables' own; imported when they are due, since that takes a second."""
    from living_review.checks.soundness import check_ledger
    from living_review.evidence.comparison_rows import check_comparisons
    from living_review.evidence.screening_rows import check_screening
    from living_review.synthesis.trials.soundness import check_effects
    from living_review.synthesis.verdicts.soundness import check_verdicts

    return check_verdicts, check_comparisons, check_screening, check_effects, check_ledger


def problems() -> list[Problem]:
    """Everything that is wrong with the data: by itself, for calculations, and for pages.

    Pages are tried last: where a calculation fails, they would only say so again.
    """
    from living_review.pages.soundness import check_pages

    with tables.frozen():
        return data_check.check_data(*checks()) or check_pages()


def check_the_data():
    """Stop with every problem of the data or of a stored result, unless there is none.

    A pass is remembered for exactly the bytes that passed, with the code that checked them.
    """
    stamp = tables.root() / ".cache" / "data-check"
    now = checked_state()
    known = keys.kept(stamp)
    if known is not None and known.key == now:
        return
    wrong = [*map(str, problems()), *stored_results.edited_by_hand()]
    if wrong:
        listed = "\n".join(wrong)
        fail(f"{listed}\n\n{len(wrong)} problem(s) in the data; nothing was built.")
    if checked_state() == now:  # else something was saved meanwhile, and may not have been seen
        with suppress(OSError):  # a checkout that can't be written to is checked each time
            keys.keep(stamp, now, b"passed\n")


def checked_state() -> str:
    """Digest of all that a check of the data depends on: what it reads, and its own code."""
    root = tables.root()
    files = [*tables.files_read(), root / "requirements.txt"]
    package = Path(data_check.__file__).parents[1]
    sources = [path for room in CHECKING for path in keys.files_in(package / room)]
    code = keys.digest_of_files(sources, package)
    return keys.digest_of(sys.version, keys.digest_of_files(files, root), code)


def report_data_check():
    """Check the data and say so."""
    check_the_data()
    print(f"The data is sound: {len(tables.table_names())} tables.")


def make_canonical():
    """Write every table the one way: sorted by key, least quoting, Unix line ends."""
    try:
        changed = form.write_canonically()
    except ValueError as error:
        fail(str(error))
    print("\n".join(f"rewritten: {name}" for name in changed) or "Nothing to rewrite.")
