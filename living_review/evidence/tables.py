"""The only module that reads the review's data: tables, descriptor, registers, bibliography.

Because everything passes through here, each chapter's inputs can be known: while a chapter
runs, the file named by the environment variable ``LIVING_REVIEW_READS`` receives a line for
every question that it asked of the data, such as the rows of a table with a certain key. Only
an edit that changes the answer to one of them makes the chapter run again.
"""

import csv
import io
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path

import pandas as pd
import yaml

from living_review.evidence import keys
from living_review.evidence.bibliography import parse

READS = "LIVING_REVIEW_READS"
ROOT = "LIVING_REVIEW_ROOT"
DESCRIPTOR = "data/datapackage.yaml"
BIBLIOGRAPHY = "references.bib"
SEARCHES = "searches"  # the folder of search strings
REGISTERS = ("protocol.yaml", "editions.yaml")
CITATION = "CITATION.cff"
CONTENTS = "_toc.yml"
# What a review consists of: whatever copies, watches or keys it takes these.
FILES = (*REGISTERS, BIBLIOGRAPHY, CITATION, CONTENTS)
FOLDERS = ("data", "chapters", "precomputed", SEARCHES)
# The box with which a chapter opens: its answer in a few plain sentences.
OPENING = re.compile(
    r"^:::\{admonition\} .*\n:class: review-in-short.*\n((?:.*\n)*?):::", re.MULTILINE
)

FENCED = re.compile(r"^(```+|:::+).*?^\1", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^# +(.+?) *$", re.MULTILINE)
HEADING = re.compile(r"^#{1,4} (.+)$", re.MULTILINE)


# What this thread has read since `frozen` began; None outside of it.
_kept: ContextVar[dict[tuple, object] | None] = ContextVar("kept", default=None)
# The questions of each shared result that is being found now, the outermost first.
_asking: ContextVar[tuple[set[str], ...]] = ContextVar("asking", default=())
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


def root() -> Path:
    """Folder of the review: the package's parent, unless ``LIVING_REVIEW_ROOT`` names another."""
    return Path(os.environ.get(ROOT) or _PACKAGE_PARENT)


@contextmanager
def frozen():
    """Within it every file is read once: for work that asks many questions of the same data.

    Edits of files are not seen until it ends. It may stand within itself.
    """
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _once(about: tuple, find: Callable):
    """What a function finds; within `frozen` it is asked once."""
    kept = _kept.get()
    if kept is None:
        return find()
    place = (os.environ.get(ROOT), *about)
    if place not in kept:
        kept[place] = find()
    return kept[place]


def _ask(kind: str, *about):
    """Answer a question, and note that it was asked."""
    _note({json.dumps([kind, *about], ensure_ascii=False)})
    return _ANSWERS[kind](*about)


def _note(questions: set[str]):
    for asked in _asking.get():
        asked |= questions
    if reads := os.environ.get(READS):
        with open(reads, "a", encoding="utf-8") as log:
            log.writelines(f"{question}\n" for question in sorted(questions))


@contextmanager
def asked() -> Iterator[set[str]]:
    """Within it, every question that is asked of the data is also noted in the set it hands out."""
    questions: set[str] = set()
    token = _asking.set((*_asking.get(), questions))
    try:
        yield questions
    finally:
        _asking.reset(token)


def shared(find: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """Have a table that many ask for found once in a process, as long as no file changes.

    Whoever gets it counts as having asked what finding it asked of the data, so that a chapter
    which was not the first to want it runs again all the same when an answer changes.

    Parameters
    ----------
    find : callable
        Finds the table. It may depend on nothing but what it asks of the data, and may itself
        use what is shared.

    Returns
    -------
    callable
        Hands out a copy.
    """
    known = {}

    @wraps(find)
    def hand_out() -> pd.DataFrame:
        now = (str(root()), _state())
        if known.get("at") != now:
            with asked() as questions, frozen():
                found = find()
            known.update(at=now, asked=questions, found=found)
        _note(known["asked"])
        return known["found"].copy()

    return hand_out


def _state() -> str:
    """Digest of every file that is read here."""
    return _once(("state",), lambda: keys.digest_of_files(files_read(), root()))


def files_read() -> list[Path]:
    """Every file that the functions of this module read, or whose absence they notice."""
    here = root()
    return [
        *(here / name for name in FILES),
        *(path for name in FOLDERS for path in keys.files_in(here / name)),
    ]


def answer_digest(question: str) -> str:
    """Digest of what the data answers to a question today.

    Parameters
    ----------
    question : str
        A line that was noted while a chapter ran.
    """
    return _once(("digest", question), lambda: _digest_of_answer(question))


def _digest_of_answer(question: str) -> str:
    kind, *about = json.loads(question)
    try:
        found = _ANSWERS[kind](*about)
    except (OSError, KeyError) as error:
        found = repr(error)
    if isinstance(found, pd.DataFrame):
        found = [list(found.columns), found.to_numpy().tolist()]
    raw = found if isinstance(found, bytes) else json.dumps(found, ensure_ascii=False).encode()
    return keys.digest_of(raw)


def _file(name: str) -> bytes:
    return _once(("file", name), (root() / name).read_bytes)


def read_bytes(name: str) -> bytes:
    """Bytes of a file of the review.

    Parameters
    ----------
    name : str
        Path below the review's folder, with forward slashes.
    """
    return _ask("file", name)


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
    return _resource(name, descriptor())


def _resource(name: str, package: dict) -> dict:
    resources = {r["name"]: r for r in package["resources"]}
    if name not in resources:
        raise KeyError(f"no table {name!r}; there are {', '.join(sorted(resources))}")
    return resources[name]


def table_names() -> list[str]:
    """Names of the tables in the order of the descriptor."""
    return [r["name"] for r in descriptor()["resources"]]


def read(name: str, columns: tuple[str, ...] = (), **where: str) -> pd.DataFrame:
    """Read one table, or a part of it, as text, so that numbers stay as printed.

    A chapter that asks for less runs again less often.

    Parameters
    ----------
    name : str
        Name of the table in the descriptor, such as ``"claims"``.
    columns : tuple of str, optional
        Only these; otherwise all.
    **where : str
        Only rows that hold these values in these columns.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order, columns as in the schema. Columns of type
        integer are integers where the file has no blank; every other cell is text, and blank
        is the empty string. The data check has to pass for this to be trusted.

    Raises
    ------
    KeyError
        If there is no such table or column.
    """
    return _ask("rows", name, list(columns), where)


def _rows(name: str, columns: list[str], where: dict[str, str]) -> pd.DataFrame:
    raw = _file(DESCRIPTOR)
    described = _resource(name, _parse_yaml(raw))
    content = _file(f"data/{described['path']}")
    frame = _parse_table(name, raw, content)
    unknown = {*columns, *where} - set(frame.columns)
    if unknown:
        raise KeyError(f"table {name} has no column {', '.join(sorted(unknown))}")
    if where:
        column, *others = where
        places = _places(name, column, raw, content).get(where[column], [])
        frame = frame.iloc[places]
        for other in others:
            frame = frame[frame[other] == where[other]]
    return (frame[columns] if columns else frame).reset_index(drop=True).copy()


@lru_cache(maxsize=256)
def _places(name: str, column: str, descriptor_raw: bytes, raw: bytes) -> dict[str, list[int]]:
    """Value of a column → places of the rows that hold it."""
    found: dict[str, list[int]] = {}
    for place, value in enumerate(_parse_table(name, descriptor_raw, raw)[column]):
        found.setdefault(value, []).append(place)
    return found


@lru_cache(maxsize=128)
def _parse_table(name: str, descriptor_raw: bytes, raw: bytes) -> pd.DataFrame:
    text = raw.decode("utf-8")
    frame = pd.DataFrame(list(csv.DictReader(io.StringIO(text, newline=""))), dtype=object)
    fields = _resource(name, _parse_yaml(descriptor_raw))["schema"]["fields"]
    frame = frame.reindex(columns=[f["name"] for f in fields])
    for field in fields:
        if field["type"] == "integer" and not (frame[field["name"]] == "").any():
            frame[field["name"]] = frame[field["name"]].astype(int)
    return frame


def _key_of(name: str) -> str:
    return _resource(name, _parse_yaml(_file(DESCRIPTOR)))["schema"]["primaryKey"][0]


def count(name: str) -> int:
    """Number of rows of a table."""
    return len(read(name, (_key_of(name),)))


def row(name: str, row_id: str) -> pd.Series:
    """One row of a table by its identifier.

    Raises
    ------
    KeyError
        If the table has no such row.
    """
    found = read(name, **{_key_of(name): row_id})
    if found.empty:
        raise KeyError(f"table {name} has no row {row_id!r}")
    return found.iloc[0]


def rows(name: str, *row_ids: str) -> pd.DataFrame:
    """Rows of a table by their identifiers, in the order asked for."""
    return pd.DataFrame([row(name, row_id) for row_id in row_ids]).reset_index(drop=True)


def evidence_tables() -> dict[str, str]:
    """Identifier of every row that a claim can cite → its table."""
    return _ask("evidence")


def _evidence() -> dict[str, str]:
    return _once(("evidence",), _find_evidence)


def _find_evidence() -> dict[str, str]:
    raw = _file(DESCRIPTOR)
    names, contents = [], []
    for described in _parse_yaml(raw)["resources"]:
        columns = [f["name"] for f in described["schema"]["fields"]]
        if described["schema"]["primaryKey"] == ["row_id"] and "source" in columns:
            names.append(described["name"])
            contents.append(_file(f"data/{described['path']}"))
    return _tables_of_rows(raw, tuple(names), tuple(contents))


@lru_cache(maxsize=2)
def _tables_of_rows(raw: bytes, names: tuple[str, ...], contents: tuple[bytes, ...]):
    return {
        row_id: name
        for name, content in zip(names, contents, strict=True)
        for row_id in _parse_table(name, raw, content)["row_id"]
    }


def table_of(row_id: str) -> str:
    """Table of a row that a claim can cite.

    Raises
    ------
    KeyError
        If no table of evidence has such a row.
    """
    return _ask("table of", row_id)


def _table_of(row_id: str) -> str:
    return _evidence()[row_id]


def with_access(frame: pd.DataFrame) -> pd.DataFrame:
    """Add how far each row's source could be read: ``access`` and ``address`` of its view.

    Where the view is a copy on somebody else's site, ``access`` says so; ``view_note`` says what
    is particular about the view, and ``seen_on`` when it was last read.
    """
    columns = ["source", "view", "access", "address", "copy", "note", "seen_on"]
    parts = [read("publication_views", source=key)[columns] for key in frame["source"].unique()]
    views = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    views = views.rename(columns={"note": "view_note"})
    views["access"] += views.pop("copy").map({"yes": ", in a copy", "": ""})
    return frame.merge(views, on=["source", "view"], how="left", validate="many_to_one")


def register(name: str) -> dict:
    """One of the registers in YAML: ``protocol`` or ``editions``."""
    return _parse_yaml(read_bytes(f"{name}.yaml"))


def citation() -> dict:
    """Title, authors, licences and abstract of the review; empty where there is no such file."""
    return _parse_yaml(read_bytes(CITATION)) if (root() / CITATION).exists() else {}


def chapters() -> list[str]:
    """Names of the chapters in the order of the contents, without folder and ending."""
    return _ask("chapters")


def _chapters() -> list[str]:
    contents = _parse_yaml(_file(CONTENTS))
    parts = [contents, *contents.get("parts", [])]
    files = [entry["file"] for part in parts for entry in part.get("chapters", [])]
    return [file.rpartition("/")[2] for file in (contents["root"], *files)]


def opening(chapter: str) -> str:
    """Markdown of the box with which a chapter opens; blank where it has none."""
    return _ask("opening", chapter)


def _opening(chapter: str) -> str:
    found = OPENING.search(_file(f"chapters/{chapter}.md").decode("utf-8"))
    return found.group(1) if found else ""


def title(chapter: str) -> str:
    """First heading of a chapter; where it is not there, its name in words."""
    return _ask("title", chapter)


def _title(chapter: str) -> str:
    path = root() / "chapters" / f"{chapter}.md"
    found = TITLE.search(_file(f"chapters/{chapter}.md").decode("utf-8")) if path.exists() else None
    return found.group(1) if found else chapter.replace("-", " ").capitalize()


def anchors(chapter: str) -> list[str]:
    """Anchors of the headings of a chapter, as a built page has them; none if it is not there."""
    return _ask("anchors", chapter)


def _anchors(chapter: str) -> list[str]:
    if not (root() / "chapters" / f"{chapter}.md").exists():
        return []
    text = FENCED.sub("", _file(f"chapters/{chapter}.md").decode("utf-8"))
    return [heading_anchor(heading) for heading in HEADING.findall(text)]


def heading_anchor(heading: str) -> str:
    """Docutils' identifier of a heading: small letters and digits of ASCII, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", heading.replace("'", "")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).lstrip("-0123456789").rstrip("-")


def bibliography() -> dict[str, dict[str, str]]:
    """Fields of each entry of the bibliography, by key.

    Returns
    -------
    dict
        Key → fields as readers are to see them, with ``authors`` joined into one text.
    """
    return parse(read_bytes(BIBLIOGRAPHY))


def entry(key: str) -> dict[str, str]:
    """One entry of the bibliography, as `bibliography` gives it.

    Raises
    ------
    KeyError
        If there is no such entry.
    """
    return _ask("entry", key)


def _entry(key: str) -> dict[str, str]:
    return parse(_file(BIBLIOGRAPHY))[key]


_ANSWERS = {
    "file": _file,
    "rows": _rows,
    "evidence": _evidence,
    "table of": _table_of,
    "entry": _entry,
    "chapters": _chapters,
    "opening": _opening,
    "anchors": _anchors,
    "title": _title,
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
            parts.append(f"refers to {links[field['name']]}")
        if field["name"] in keys:
            parts.append("part of the key" if len(keys) > 1 else "the key")
        if constraints.get("required"):
            parts.append("never blank")
        kind = "number as printed" if field.get("asPrinted") else field["type"]
        unit = f" Unit: {field['unit']}." if "unit" in field else ""
        table.append(
            {
                "column": field["name"],
                "type": kind,
                "meaning": field["description"] + unit,
                "allowed": "; ".join(parts),
            }
        )
    return pd.DataFrame(table)
