"""What a slow check found sound before, by its content, kept from one command to the next.

An author saves one small edit after another, and most of the time would go to what did not
change. Only what passed is kept: what is wrong is looked at again each time.
"""

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from living_review.evidence import keys, tables

FOLDER = ".cache"
# Of as many tables or bibliographies as some weeks of edits have; then it begins anew.
MOST = 2000


def passed(check: str) -> set[str]:
    """Digests of what a check passed, with the code and the libraries of today.

    Parameters
    ----------
    check : str
        Its name, which is that of a file.
    """
    found = keys.kept(_place(check))
    if found is None or found.key != _code():
        return set()
    return set(found.content.decode().split())


def remember(check: str, digests: Iterable[str]):
    """Note that a check passed what has these digests."""
    known = passed(check)
    both = known | set(digests)
    if both != known:
        listed = both if len(both) <= MOST else set(digests)
        with suppress(OSError):  # a checkout that can't be written to is checked each time
            keys.keep(_place(check), _code(), "\n".join(sorted(listed)).encode())


def _place(check: str) -> Path:
    return tables.root() / FOLDER / f"sound-{check}"


def _code() -> str:
    folder = Path(tables.__file__).parent
    code = keys.digest_of_files(keys.files_in(folder), folder)
    lock = keys.digest_of_files([tables.root() / "requirements.txt"], tables.root())
    return keys.digest_of(sys.version, code, lock)
