"""The data folder of an edition as it was published, whatever its tables were then."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from living_review.editions.register import EditionError
from living_review.evidence import bibliography, tables

DESCRIPTOR = "datapackage.json"
VERDICTS, RESULTS, PROTOCOL = "verdicts.json", "results.json", "protocol.json"
CLAIMS, TIES = "claims", ("claim_evidence", "statistic_evidence")
PUBLICATIONS = ("publications", "publication_views")  # what there is, before anything is read off
STUDY, CLAIM = "study", "claim"

Row = dict[str, str]
Key = tuple[str, ...]


class UnreadableEditionError(EditionError):
    """A data folder that cannot be compared, and what is wrong with it."""


@dataclass(frozen=True)
class Table:
    """One table of an edition.

    Attributes
    ----------
    name, title : str
        Its name in the descriptor, and what readers are told that it is.
    columns, key : tuple of str
        Its columns, and those that tell its rows apart.
    links : tuple of (tuple of str, str, tuple of str)
        Foreign keys: columns, the table that they lead to, the columns there.
    rows : dict
        Key of a row → its cells, as text.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    key: Key
    links: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    rows: dict[Key, Row]


@dataclass(frozen=True)
class KeptData:
    """Everything that an edition's data folder holds.

    Parameters
    ----------
    folder : pathlib.Path
        With ``datapackage.json`` and the tables that it names.

    Raises
    ------
    UnreadableEditionError
        If the descriptor, or a table that it names, is missing or broken.
    """

    folder: Path

    def _json(self, name: str, otherwise):
        path = self.folder / name
        if not path.exists():
            return otherwise
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UnreadableEditionError(f"{path} is no JSON: {error}") from None

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by name, in the order of the descriptor."""
        described = self._json(DESCRIPTOR, None)
        if described is None:
            raise UnreadableEditionError(
                f"{self.folder} has no {DESCRIPTOR}: give the data folder of a built edition"
            )
        return {resource["name"]: self._table(resource) for resource in described["resources"]}

    def _table(self, resource: dict) -> Table:
        path, schema = self.folder / resource["path"], resource["schema"]
        columns = tuple(field["name"] for field in schema["fields"])
        key = _several(schema["primaryKey"])
        links = tuple(
            (
                _several(link["fields"]),
                link["reference"]["resource"] or resource["name"],
                _several(link["reference"]["fields"]),
            )
            for link in schema.get("foreignKeys", [])
        )
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UnreadableEditionError(f"{path} is missing, and {DESCRIPTOR} names it") from None
        rows = {}
        for row in csv.DictReader(io.StringIO(text, newline="")):
            rows[tuple(row[column] for column in key)] = row
        return Table(
            resource["name"], resource.get("title", resource["name"]), columns, key, links, rows
        )

    @cached_property
    def verdicts(self) -> dict[str, Row]:
        """Claims with their verdicts, by claim; empty where an edition says nothing of them."""
        return {row["claim_id"]: row for row in self._json(VERDICTS, [])}

    @cached_property
    def results(self) -> dict[str, dict]:
        """Pooled answers by identifier; empty where the edition keeps none."""
        return {row["result"]: row for row in self._json(RESULTS, {"pools": []})["pools"]}

    @cached_property
    def by_year(self) -> list[dict]:
        """The replay of the main pool; empty where the edition keeps none."""
        return self._json(RESULTS, {}).get("by_year", [])

    @cached_property
    def protocol(self) -> dict[str, str] | None:
        """Rules of the protocol, each under its place in words; None where there are none."""
        protocol = self._json(PROTOCOL, None)
        return None if protocol is None else dict(_leaves(protocol))

    @cached_property
    def bibliography(self) -> dict[str, dict[str, str]]:
        """Entries of the bibliography by key; empty where the edition keeps none."""
        path = self.folder / tables.BIBLIOGRAPHY
        return bibliography.parse(path.read_bytes()) if path.exists() else {}

    @cached_property
    def _row_tables(self) -> dict[str, str]:
        """Identifier of every row of evidence → its table."""
        return {
            key[0]: table.name
            for table in self.tables.values()
            if table.key == ("row_id",)
            for key in table.rows
        }

    def owner(self, name: str, row: Row, depth: int = 0) -> tuple[str, str] | None:
        """What a row is about: ``(study, key of its publication)``, ``(claim, id)``, or None.

        A row that names where it was seen is about that publication. Any other is about what its
        foreign keys lead to; that a table cites a publication does not make it part of it.
        """
        table = self.tables.get(name)
        if table is None or depth > 3:
            return None
        if name == CLAIMS:
            return CLAIM, row["claim_id"]
        if "source" in table.columns and ("view" in table.columns or "source" in table.key):
            return (STUDY, row["source"]) if row["source"] else None
        if name in TIES:
            if (home := self._row_tables.get(row["row_id"])) is not None:
                return self.owner(home, self.tables[home].rows[row["row_id"],], depth + 1)
            return None
        for columns, target, there in table.links:
            other = self.tables.get(target)
            if other is None or target in PUBLICATIONS or there != other.key:
                continue
            target_row = other.rows.get(tuple(row[column] for column in columns))
            if target_row and (owner := self.owner(target, target_row, depth + 1)):
                return owner
        return None

    def is_printed(self, name: str) -> bool:
        """Whether rows of a table hold what a source prints, rather than what is made of it."""
        columns = self.tables[name].columns if name in self.tables else ()
        return name not in PUBLICATIONS and "source" in columns and "view" in columns


def _several(names: str | list[str]) -> tuple[str, ...]:
    """Frictionless lets one name stand without a list."""
    return (names,) if isinstance(names, str) else tuple(names)


def _leaves(value, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text of a nested value under its place; entries with a name stand under that."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*place, str(name)))
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, 1):
            named = next((n for n in ("id", "source", "name", "subject") if n in item), None)
            rest = {n: item[n] for n in item if n != named}
            yield from _leaves(rest, (*place, str(item[named]) if named else str(number)))
    elif isinstance(value, list):
        yield ", ".join(place), "; ".join(map(str, value))
    else:
        yield ", ".join(place), " ".join(str(value).split())
