"""Bytes of a table: encoding, line ends, quoting, header, and the one way to write it."""

import csv
import io

from living_review.evidence import tables
from living_review.evidence.problems import Problem


def canonical(text: str) -> str:
    """The one way in which a table is written: comma, least quoting, LF, no blank lines."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def canonical_table(rows: list[list[str]], key: list[str]) -> bytes:
    """Bytes of a table, its header first, the rest sorted by key and without outer spaces."""
    places = [rows[0].index(name) for name in key if name in rows[0]]
    body = sorted(
        ([cell.strip() for cell in row] for row in rows[1:]),
        key=lambda row: tuple(row[i] for i in places),
    )
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([rows[0], *body])
    return out.getvalue().encode()


def check_bytes(file: str, raw: bytes) -> list[Problem]:
    """Encoding, line ends and quoting of the bytes of one table; the first fault is told."""
    if raw.startswith(b"\xef\xbb\xbf"):
        wrong = "starts with a byte order mark, as spreadsheets write it"
        return [Problem(file, 1, "", "", wrong, "save as plain UTF-8, or undo with git checkout")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, odd = raw[: error.start].count(b"\n") + 1, repr(raw[error.start : error.end])
        return [Problem(file, line, "", odd, "is not UTF-8", "save the file as UTF-8")]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        wrong = "has carriage returns, as spreadsheets write them"
        remedy = "save with Unix line ends (LF), or run: make canonical"
        return [Problem(file, line, "", "", wrong, remedy)]
    if text != (wanted := canonical(text)):
        pairs = zip(text.split("\n"), wanted.split("\n"), strict=False)
        last = (text.count("\n") + 1, "")
        line, got = next(((i, a) for i, (a, b) in enumerate(pairs, 1) if a != b), last)
        wrong = (
            "is not written canonically (quotes only where needed, one row per line, a line end "
            "at the end)"
        )
        return [Problem(file, line, "", got, wrong, "run: make canonical")]
    return []


def check_header(file: str, text: str, schema: dict) -> list[Problem]:
    """Columns of a table against those of its schema."""
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    wanted = [field["name"] for field in schema["fields"]]
    if header == wanted:
        return []
    odd = [c for c in header if c not in wanted] or [c for c in wanted if c not in header]
    remedy = f"the columns are: {', '.join(wanted)}"
    return [Problem(file, 1, ", ".join(odd), "", "the header is not the schema's", remedy)]


def write_canonically() -> list[str]:
    """Rewrite every table canonically, rows sorted by key; nothing but form changes.

    Returns
    -------
    list of str
        The files that changed.

    Raises
    ------
    ValueError
        If a file is not UTF-8 or a row has more or fewer cells than the header: then nothing
        of that file is touched.
    """
    changed = []
    for described in tables.descriptor()["resources"]:
        path = tables.root() / "data" / described["path"]
        if not path.exists():
            continue
        raw = path.read_bytes()
        rows = _rows_of(path.name, raw)
        if not rows:
            continue
        wanted = canonical_table(rows, described["schema"]["primaryKey"])
        if wanted != raw:
            path.write_bytes(wanted)
            changed.append(f"data/{path.name}")
    return changed


def _rows_of(name: str, raw: bytes) -> list[list[str]]:
    """Rows of a table that may be written in any way, as long as no cell would be lost."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"data/{name}: is not UTF-8 ({error}); nothing changed") from None
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    for line, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"data/{name}:{line}: {len(row)} cells where the header has {len(rows[0])}; "
                "nothing changed"
            )
    return rows
