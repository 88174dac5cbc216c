"""The tables of searches, read and written whole; a write is there altogether or not at all."""

import csv
import io

from living_review.evidence import keys, tables
from living_review.evidence.soundness.form import canonical_table

RUNS, RECORDS, LINKS = "search_runs", "search_records", "record_links"
DECISIONS = "screening_decisions"
NOTICE_RUNS, NOTICES = "notice_runs", "publication_notices"
WHOLE = ("complete", "empty")  # outcomes of a run that came to its end without a loss


def columns_of(table: str) -> list[str]:
    """Columns of a table in the order of its schema."""
    return [field["name"] for field in tables.resource(table)["schema"]["fields"]]


def read_rows(table: str) -> list[dict[str, str]]:
    """Rows of a table as text, in the order of the file."""
    raw = tables.read_bytes(f"data/{tables.resource(table)['path']}").decode("utf-8")
    return list(csv.DictReader(io.StringIO(raw, newline="")))


def write_rows(table: str, rows: list[dict[str, str]]):
    """Put rows in the place of a table's; cells that a row does not have are blank."""
    described = tables.resource(table)
    header = columns_of(table)
    lines = [header, *([row.get(column, "") for column in header] for row in rows)]
    content = canonical_table(lines, described["schema"]["primaryKey"])
    keys.write(tables.root() / "data" / described["path"], content)


def add_rows(table: str, rows: list[dict[str, str]]):
    """Add rows to a table, each in the place of the one with its key if there is one."""
    key = tables.resource(table)["schema"]["primaryKey"]
    whole = {tuple(row[name] for name in key): row for row in [*read_rows(table), *rows]}
    write_rows(table, list(whole.values()))


def take_row(table: str, row: dict[str, str]):
    """Take the row with this row's key out of a table; the others stay as they are."""
    key = tables.resource(table)["schema"]["primaryKey"]
    left = [one for one in read_rows(table) if any(one[name] != row[name] for name in key)]
    write_rows(table, left)
