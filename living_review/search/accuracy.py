"""How well records of the same work are found: tried on sets whose duplicates others marked.

A record that is marked has to end in a group with another one, and one that is not marked alone.
So have, apart from these, preprints and their papers in a set that marks them.
"""

import csv
import io
import re
from importlib.metadata import version

import pandas as pd

from living_review.evidence import keys, stored_results, tables
from living_review.search.deduplication import links
from living_review.search.records import COLUMNS
from living_review.search.relations import PREPRINT, SAME, groups
from living_review.search.strings import FOLDER

NAME = "deduplication"
SETS = "known_duplicates"
MODULES = tuple(
    f"search/{name}.py" for name in ("accuracy", "blocking", "deduplication", "relations")
)
NUMBER = re.compile(r"no\. ([0-9]+)")
NAMES = {"author": "authors", "number": "issue"}
# What may be marked in a set, and how a link is then called.
MARKS = {"has_duplicate": SAME, "has_preprint": PREPRINT}


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
        A row for each set and mark (``relation``): ``records``, ``marked``, ``found`` of these,
        ``unmarked`` that were linked all the same, ``precision`` and ``recall`` (0 to 1), and
        which were ``missed`` and which linked ``wrongly``, by their numbers in the set.
    """
    sets = {path.stem: read_set(path.read_text("utf-8")) for path in _files()}
    return pd.DataFrame([row for name, records in sets.items() for row in _tried(name, records)])


def misses(tried: pd.DataFrame) -> pd.DataFrame:
    """Records that were missed or linked by mistake, as they stand in their set.

    Parameters
    ----------
    tried : pandas.DataFrame
        As of `make`.

    Returns
    -------
    pandas.DataFrame
        ``set relation what number title``, a row for each such record.
    """
    rows = []
    for row in tried.itertuples():
        content = tables.read_bytes(f"{FOLDER}/{SETS}/{row.set}.csv").decode("utf-8")
        records = read_set(content).set_index("record")
        for what, numbers in (("missed", row.missed), ("linked by mistake", row.wrongly)):
            for record in NUMBER.findall(numbers if isinstance(numbers, str) else ""):
                known = {"set": row.set, "relation": row.relation, "what": what, "number": record}
                rows.append(known | {"title": records.loc[record, "title"]})
    return pd.DataFrame(rows, columns=["set", "relation", "what", "number", "title"])


def read_set(text: str) -> pd.DataFrame:
    """Records of a set, from its text, with the marks of `MARKS` beside the usual columns."""
    rows = pd.DataFrame(list(csv.DictReader(io.StringIO(text, newline="")))).rename(columns=NAMES)
    return rows.reindex(columns=[*COLUMNS, *MARKS], fill_value="")


def _tried(name: str, records: pd.DataFrame) -> list[dict]:
    told = links(records)
    return [
        _compared(name, records, relation, set(records.loc[records[mark] == "yes", "record"]), told)
        for mark, relation in MARKS.items()
        if (records[mark] != "").any()
    ]


def _compared(
    name: str, records: pd.DataFrame, relation: str, marked: set[str], told: pd.DataFrame
) -> dict:
    own = told.loc[told["relation"] == relation, ["record", "other"]]
    linked = set().union(*groups(own.itertuples(index=False, name=None)))
    found, wrongly = linked & marked, linked - marked
    return {
        "set": name,
        "relation": relation,
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
