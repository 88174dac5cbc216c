"""Rows of the tables of a copied review: read, changed and added."""

import csv
from pathlib import Path

from living_review.evidence import tables


def read_rows(root: Path, table: str) -> list[dict]:
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(root: Path, table: str, rows: list[dict]):
    described = tables.resource(table)["schema"]
    rows = sorted(rows, key=lambda row: tuple(row[name] for name in described["primaryKey"]))
    with (root / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        names = [field["name"] for field in described["fields"]]
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change(root: Path, table: str, key: str, **cells: str):
    """Change cells of one row, named by its key, or by the cell that stands for it."""
    rows = read_rows(root, table)
    names = tables.resource(table)["schema"]["primaryKey"]
    row = next(r for r in rows if key in (" ".join(r[name] for name in names), r.get("scale")))
    assert set(cells) <= set(row), f"{table} has other columns"
    row |= cells
    write_rows(root, table, rows)


def add(root: Path, table: str, **row: str):
    blank = {field["name"]: "" for field in tables.resource(table)["schema"]["fields"]}
    write_rows(root, table, [*read_rows(root, table), blank | row])
