"""The only module that reads the review's data: tables, descriptor, registers, bibliography.

Because everything passes through here, each chapter's inputs can be known: while a chapter
runs, the file named by the environment variable ``LIVING_REVIEW_READS`` receives a line for
every data file that it read, and only an edit of one of those makes it run again.
"""

import csv
import io
import os
from functools import lru_cache
from pathlib import Path

import pandas as pd
import yaml

READS = "LIVING_REVIEW_READS"
ROOT = "LIVING_REVIEW_ROOT"
DESCRIPTOR = "data/datapackage.yaml"
BIBLIOGRAPHY = "references.bib"
REGISTERS = ("protocol.yaml", "editions.yaml")


def root() -> Path:
    """Folder of the review: the package's parent, unless ``LIVING_REVIEW_ROOT`` names another."""
    return Path(os.environ.get(ROOT) or Path(__file__).resolve().parent.parent)


def read_bytes(name: str) -> bytes:
    """Bytes of a file of the review, and a note that it was read.

    Parameters
    ----------
    name : str
        Path below the review's folder, with forward slashes.
    """
    if reads := os.environ.get(READS):
        with open(reads, "a", encoding="utf-8") as log:
            log.write(f"{name}\n")
    return (root() / name).read_bytes()


@lru_cache(maxsize=8)
def _parse_yaml(raw: bytes) -> dict:
    return yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def descriptor() -> dict:
    """The Frictionless descriptor: schema, keys, units and meaning of every column."""
    return _parse_yaml(read_bytes(DESCRIPTOR))


def resource(name: str) -> dict:
    """Descriptor of one table.

    Raises
    ------
    KeyError
        If there is no such table; the message lists those that there are.
    """
    resources = {r["name"]: r for r in descriptor()["resources"]}
    if name not in resources:
        raise KeyError(f"no table {name!r}; there are {', '.join(sorted(resources))}")
    return resources[name]


def table_names() -> list[str]:
    """Names of the tables in the order of the descriptor."""
    return [r["name"] for r in descriptor()["resources"]]


def read(name: str) -> pd.DataFrame:
    """Read one table, as text, so that numbers stay as printed.

    Parameters
    ----------
    name : str
        Name of the table in the descriptor, such as ``"claims"``.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order, columns as in the schema. Columns of type
        integer are integers where the file has no blank; every other cell is text, and blank
        is the empty string. The data check has to pass for this to be trusted.
    """
    described = resource(name)
    text = read_bytes(f"data/{described['path']}").decode("utf-8")
    frame = pd.DataFrame(list(csv.DictReader(io.StringIO(text, newline=""))), dtype=object)
    fields = described["schema"]["fields"]
    frame = frame.reindex(columns=[f["name"] for f in fields])
    for field in fields:
        if field["type"] == "integer" and not (frame[field["name"]] == "").any():
            frame[field["name"]] = frame[field["name"]].astype(int)
    return frame


def row(name: str, row_id: str) -> pd.Series:
    """One row of a table by its identifier.

    Raises
    ------
    KeyError
        If the table has no such row.
    """
    frame = read(name)
    key = resource(name)["schema"]["primaryKey"][0]
    found = frame[frame[key] == row_id]
    if found.empty:
        raise KeyError(f"table {name} has no row {row_id!r}")
    return found.iloc[0]


def rows(name: str, *row_ids: str) -> pd.DataFrame:
    """Rows of a table by their identifiers, in the order asked for."""
    return pd.DataFrame([row(name, row_id) for row_id in row_ids]).reset_index(drop=True)


def evidence_rows() -> pd.DataFrame:
    """Identifier and table of every row that a claim can cite.

    Returns
    -------
    pandas.DataFrame
        Columns ``row_id``, ``table``, ``source``.
    """
    found = []
    for described in descriptor()["resources"]:
        names = [f["name"] for f in described["schema"]["fields"]]
        if described["schema"]["primaryKey"] == ["row_id"] and "source" in names:
            found.append(read(described["name"])[["row_id", "source"]].assign(
                table=described["name"]))  # fmt: skip
    return pd.concat(found, ignore_index=True)[["row_id", "table", "source"]]


def with_access(frame: pd.DataFrame) -> pd.DataFrame:
    """Add how far each row's source could be read: ``access`` and ``address`` of its view.

    Where the view is a copy on somebody else's site, ``access`` says so.
    """
    views = read("publication_views")[["source", "view", "access", "address", "copy"]]
    views["access"] += views.pop("copy").map({"yes": ", in a copy", "": ""})
    return frame.merge(views, on=["source", "view"], how="left", validate="many_to_one")


def register(name: str) -> dict:
    """One of the registers in YAML: ``protocol`` or ``editions``."""
    return _parse_yaml(read_bytes(f"{name}.yaml"))


def bibliography() -> dict[str, dict[str, str]]:
    """Fields of each entry of the bibliography, by key.

    Returns
    -------
    dict
        Key → fields as written, with ``authors`` joined into one text.
    """
    return _parse_bibliography(read_bytes(BIBLIOGRAPHY))


@lru_cache(maxsize=2)
def _parse_bibliography(raw: bytes) -> dict[str, dict[str, str]]:
    from pybtex.database import parse_bytes

    entries = parse_bytes(raw, "bibtex").entries
    return {
        key: {
            **{name: str(value) for name, value in entry.fields.items()},
            "entry_type": entry.type,
            "authors": "; ".join(str(p) for p in entry.persons.get("author", [])),
        }
        for key, entry in entries.items()
    }


def dictionary(name: str) -> pd.DataFrame:
    """What every column of a table means.

    Returns
    -------
    pandas.DataFrame
        Columns ``column``, ``type``, ``meaning``, ``allowed``.
    """
    described = resource(name)
    keys = described["schema"]["primaryKey"]
    links = {}
    for link in described["schema"].get("foreignKeys", []):
        for field in link["fields"]:
            links[field] = link["reference"]["resource"]
    table = []
    for field in described["schema"]["fields"]:
        constraints = field.get("constraints", {})
        allowed = list(constraints.get("enum", []))
        parts = ["; ".join(allowed)] if allowed else []
        if field["name"] in links:
            parts.append(f"a row of {links[field['name']]}")
        if field["name"] in keys:
            parts.append("part of the key" if len(keys) > 1 else "the key")
        if constraints.get("required"):
            parts.append("never blank")
        kind = "number as printed" if field.get("asPrinted") else field["type"]
        unit = f" Unit: {field['unit']}." if "unit" in field else ""
        table.append(
            {"column": field["name"], "type": kind, "meaning": field["description"] + unit,
             "allowed": "; ".join(parts)}
        )  # fmt: skip
    return pd.DataFrame(table)
