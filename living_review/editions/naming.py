"""What rows and publications are called: the same row under another name, a study for readers."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping

from living_review.editions.kept_data import (
    KeptData,
    Table,
)


def renamed_rows(old: Mapping[str, Table], new: Mapping[str, Table]) -> dict[str, str]:
    """Identifiers of rows of evidence that are the same rows under another name.

    A row that went and a row that came in the same table with the same cells are one row.
    """
    names: dict[str, str] = {}
    for name in old.keys() & new.keys():
        if old[name].key != ("row_id",) or new[name].key != ("row_id",):
            continue
        columns = [c for c in new[name].columns if c in old[name].columns and c != "row_id"]
        gone = _by_content(old[name], old[name].rows.keys() - new[name].rows.keys(), columns)
        come = _by_content(new[name], new[name].rows.keys() - old[name].rows.keys(), columns)
        for content, keys in gone.items():
            names |= dict(zip(keys, come.get(content, ()), strict=False))
    return names


def _by_content(table: Table, keys, columns: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        line = io.StringIO()
        csv.writer(line).writerow([table.rows[key][column] for column in columns])
        found[line.getvalue()].append(key[0])
    return found


class Naming:
    """Names of publications as readers know them."""

    def __init__(self, before: KeptData, after: KeptData):
        self.entries = before.bibliography | after.bibliography

    def of(self, study: str) -> str:
        """First author and year, or the title, or the key."""
        from living_review.pages.sources import source_name

        entry = self.entries.get(study)
        return source_name(entry) if entry and entry.get("title") else study
