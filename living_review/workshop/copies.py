"""A copy of the review in a folder of its own, to try changes in before they are written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from living_review.evidence import tables


@contextmanager
def copied_review(*also: str) -> Iterator[Path]:
    """A copy of everything that `tables` reads; for a while it is the review that is read.

    Parameters
    ----------
    also : str
        Further files of the review's folder that the work reads.
    """
    here, before = tables.root(), os.environ.get(tables.ROOT)
    with tempfile.TemporaryDirectory(prefix="living-review-") as name:
        folder = Path(name)
        for part in (*tables.FOLDERS, *tables.FILES, *also):
            if (here / part).is_dir():
                shutil.copytree(here / part, folder / part)
            elif (here / part).exists():
                shutil.copy(here / part, folder / part)
        os.environ[tables.ROOT] = name
        try:
            yield folder
        finally:
            os.environ.pop(tables.ROOT)
            if before is not None:
                os.environ[tables.ROOT] = before
