"""How well records of the same work are found: tried on sets whose duplicates others marked.

A record that is marked has to end in a group with another one, and one that is not marked alone.
"""

import csv
import io
from importlib.metadata import version

import pandas as pd

from living_review.evidence import keys, stored_results, tables
from living_review.search.deduplication import links
from living_review.search.records import COLUMNS
from living_review.search.relations import groups
from living_review.search.strings import FOLDER

NAME = "deduplication"
SETS = "known_duplicates"
MODULES = ("search/accuracy.py", "search/deduplication.py", "search/relations.py")
NAMES = {"author": "authors", "number": "issue"}


def key() -> str:
    """Key of the result: the sets, the version of the library, and the code."""
    sets = keys.digest_of_files(_files(), tables.root())
    return stored_results.key_of(f"{sets} {version('bib-dedupe')}", MODULES)


def _files():
    return sorted((tables.root() / FOLDER / SETS).glob("*.csv"))


def make() -> pd.DataFrame:
    """Try the linking on every set.

    Returns
    -------
    pandas.DataFrame
        A row for each set: ``records``, ``marked``, ``found`` of these, ``unmarked`` that were
        linked all the same, ``precision`` and ``recall`` (0 to 1), and which were ``missed`` and
        which linked ``wrongly``, by their numbers in the set.
    """
    return pd.DataFrame([_tried(path.stem, _read(path.read_text("utf-8"))) for path in _files()])


def _read(text: str) -> pd.DataFrame:
    rows = pd.DataFrame(list(csv.DictReader(io.StringIO(text, newline="")))).rename(columns=NAMES)
    return rows.reindex(columns=[*COLUMNS, "has_duplicate"], fill_value="")


def _tried(name: str, records: pd.DataFrame) -> dict:
    pairs = links(records)[["record", "other"]].itertuples(index=False, name=None)
    linked = set().union(*groups(pairs))
    marked = set(records.loc[records["has_duplicate"] == "yes", "record"])
    found, wrongly = linked & marked, linked - marked
    return {
        "set": name,
        "records": len(records),
        "marked": len(marked),
        "found": len(found),
        "unmarked": len(wrongly),
        "precision": len(found) / len(linked) if linked else 1.0,
        "recall": len(found) / len(marked) if marked else 1.0,
        "missed": _numbered(marked - linked),
        "wrongly": _numbered(wrongly),
    }


def _numbered(records: set[str]) -> str:
    """Records of a set in order, as words: a number alone would be read back as a measure."""
    return "; ".join(f"no. {record}" for record in sorted(records, key=int))
