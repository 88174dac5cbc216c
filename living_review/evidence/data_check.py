"""Checks of the data: a bad row stops everything, and the message says how to mend it.

Frictionless checks types, keys and enumerations; what it does not see is checked here:
canonical bytes, markup, the bibliography, and links between tables.
"""

import csv
import hashlib
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import yaml

from living_review.evidence import tables
from living_review.evidence.printed_numbers import PrintedNumber, parse_p_value
from living_review.evidence.problems import Problem
from living_review.evidence.text_checks.everywhere import check_texts
from living_review.evidence.text_checks.references import TAG_OR_ENTITY

# Columns that name a row of evidence in whatever table.
NAMING_ANY_ROW = {
    "claim_evidence": ("row_id",),
    "statistic_evidence": ("row_id",),
    "contrast_groups": ("first", "second"),
    "printed_counts": ("compared_with",),
    "trial_results": ("first", "second", "estimate"),
    "trial_adverse_events": ("first", "second"),
    "trial_responses": ("first", "second"),
    "earlier_reviews": ("treatment_estimate",),
}
UNREADABLE = "mend the BibTeX entry; the word and stands between authors"


def canonical(text: str) -> str:
    """The one way in which a table is written: comma, least quoting, LF, no blank lines."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def check_bytes(file: str, raw: bytes) -> list[Problem]:
    """Encoding, line ends, quoting and order of the bytes of one table."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return [
            Problem(
                file,
                1,
                "",
                "",
                "starts with a byte order mark, as spreadsheets write it",
                "save as plain UTF-8, or undo with git checkout",
            )
        ]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return [
            Problem(
                file,
                line,
                "",
                repr(raw[error.start : error.end]),
                "is not UTF-8",
                "save the file as UTF-8",
            )
        ]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        return [
            Problem(
                file,
                line,
                "",
                "",
                "has carriage returns, as spreadsheets write them",
                "save with Unix line ends (LF), or run: make canonical",
            )
        ]
    wanted = canonical(text)
    if text != wanted:
        pairs = zip(text.split("\n"), wanted.split("\n"), strict=False)
        line, got = next(
            ((i, a) for i, (a, b) in enumerate(pairs, 1) if a != b), (text.count("\n") + 1, "")
        )
        return [
            Problem(
                file,
                line,
                "",
                got,
                "is not written canonically (quotes only where "
                "needed, one row per line, a line end at the end)",
                "run: make canonical",
            )
        ]
    return []


def check_rows(file: str, rows: list[dict], schema: dict) -> list[Problem]:
    """Cells that a type check passes but a page or a calculation must not meet."""
    found = []
    keys = [tuple(row.get(k) or "" for k in schema["primaryKey"]) for row in rows]
    for line, (before, after) in enumerate(itertools.pairwise(keys), 3):
        if after < before:
            found.append(
                Problem(
                    file,
                    line,
                    schema["primaryKey"][0],
                    " ".join(after),
                    f"stands after {' '.join(before)}; rows are sorted by key",
                    "run: make canonical",
                )
            )
    printed = {f["name"] for f in schema["fields"] if f.get("asPrinted")}
    for line, row in enumerate(rows, 2):
        for column, value in row.items():
            if not isinstance(value, str):
                continue
            problem = None
            if TAG_OR_ENTITY.search(value):
                problem = ("holds a tag or an entity", "write plain text: <0.05 and & are fine")
            elif value != value.strip():
                problem = ("begins or ends with a space", "take the space away")
            elif "\n" in value or "\r" in value:
                problem = ("holds a line break", "write it on one line")
            elif column in printed and value:
                problem = _check_printed(column, value)
            if problem:
                found.append(Problem(file, line, column, value, *problem))
    return found


def _check_printed(column: str, value: str):
    try:
        if column == "p_value":
            parse_p_value(value)
        else:
            PrintedNumber(value)
    except ValueError as error:
        return str(error), "copy the number as it is printed; words belong in another column"
    return None


# Content of a table and of all that it names → what Frictionless found in it. An author and the
# tests check one small edit after another, and most of the time would go to what did not change.
_FOUND_IN: dict[str, list[Problem]] = {}


def check_schema(package: dict, base: str) -> list[Problem]:
    """What Frictionless finds: types, required cells, enumerations, keys, links."""
    content = {r["name"]: _content(r, base) for r in package["resources"]}
    keys = {r["name"]: _key(r, content) for r in package["resources"]}
    if changed := [r for r in package["resources"] if keys[r["name"]] not in _FOUND_IN]:
        _check_tables(changed, package, base, keys)
    return [problem for key in keys.values() for problem in _FOUND_IN[key]]


def _check_tables(changed: list[dict], package: dict, base: str, keys: dict[str, str]):
    from frictionless import Package, system

    with system.use_context(trusted=True):
        whole = Package.from_descriptor(package, basepath=base)  # tables look each other up in it
        for described in changed:
            report = whole.get_resource(described["name"]).validate()
            _FOUND_IN[keys[described["name"]]] = _problems(report, described["schema"])


def _content(described: dict, base: str) -> str:
    path = Path(base) / described["path"]
    stored = path.read_bytes() if path.is_file() else b"no file"
    description = json.dumps(described, sort_keys=True, default=str).encode()
    return hashlib.sha256(description + b"\0" + stored).hexdigest()


def _key(described: dict, content: dict[str, str]) -> str:
    named = [link["reference"]["resource"] for link in described["schema"].get("foreignKeys", [])]
    return " ".join([content[described["name"]], *(content.get(name, "") for name in named)])


def _problems(report, schema: dict) -> list[Problem]:
    fields = {f["name"]: f for f in schema["fields"]}
    found = []
    for task in report.tasks:
        for error in task.errors:
            given = error.to_descriptor()
            column = given.get("fieldName", "")
            value = str(given.get("cell", "") or "")
            file, line = f"data/{task.place.split('/')[-1]}", given.get("rowNumber", 1)
            wrong, remedy = _in_words(error), _remedy(error.type, fields.get(column, {}), schema)
            found.append(Problem(file, line, column, value, wrong, remedy))
    return found


def _in_words(error) -> str:
    words = {
        "primary-key": "the key stands twice",
        "foreign-key": "names something that is not there",
        "missing-cell": "the row has too few cells",
        "extra-cell": "the row has too many cells",
    }
    return f"{words.get(error.type, 'is not allowed')} ({error.note})"


def _remedy(kind: str, field: dict, schema: dict) -> str:
    constraints = field.get("constraints", {})
    if kind == "foreign-key":
        targets = "; ".join(
            f"{' and '.join(k['fields'])} must stand in data/{k['reference']['resource']}.csv"
            for k in schema.get("foreignKeys", [])
        )
        return f"add the row that it names, or correct the spelling ({targets})"
    if kind == "primary-key":
        return f"give each row its own {' and '.join(schema['primaryKey'])}"
    if "enum" in constraints:
        return f"use one of: {', '.join(constraints['enum'])}"
    if kind in ("missing-cell", "extra-cell", "extra-label", "missing-label", "incorrect-label"):
        return f"the columns are: {', '.join(f['name'] for f in schema['fields'])}"
    if constraints.get("required") and kind == "constraint-error":
        return f"fill it: {field.get('description', '')} Expected form: " + str(
            constraints.get("pattern", "any text")
        )
    if "pattern" in constraints:
        return f"write it in the form {constraints['pattern']}: {field.get('description', '')}"
    return f"see the data dictionary: {field.get('description', 'the meaning of each column')}"


def check_links(read: dict[str, list[dict]], package: dict) -> list[Problem]:
    """Row identifiers across tables, and publications against the bibliography."""
    found = []
    owners: dict[str, str] = {}
    for described in package["resources"]:
        file = f"data/{described['path']}"
        if described["schema"]["primaryKey"] != ["row_id"]:
            continue
        for line, row in enumerate(read.get(described["name"], []), 2):
            row_id = row.get("row_id") or ""
            if row_id in owners:
                found.append(
                    Problem(
                        file,
                        line,
                        "row_id",
                        row_id,
                        f"stands in {owners[row_id]} too",
                        "row identifiers are unique across all tables",
                    )
                )
            owners[row_id] = file
    for name, columns in NAMING_ANY_ROW.items():
        fields = {r["name"]: r for r in package["resources"]}[name]["schema"]["fields"]
        required = {f["name"] for f in fields if f.get("constraints", {}).get("required")}
        for line, row in enumerate(read.get(name, []), 2):
            for column in columns:
                named = row.get(column) or ""
                if named not in owners and (named or column in required):
                    found.append(
                        Problem(
                            f"data/{name}.csv",
                            line,
                            column,
                            named,
                            "no table has this row",
                            "name a row_id that exists",
                        )
                    )
    return found + check_bibliography(read.get("publications", []))


def check_chapters(read: dict[str, list[dict]], package: dict) -> list[Problem]:
    """Names of chapters in the data against the chapters that there are."""
    known = sorted(path.stem for path in (tables.root() / "chapters").glob("*.md"))
    found = []
    for described in package["resources"]:
        columns = [f["name"] for f in described["schema"]["fields"] if f.get("chapter")]
        for line, row in enumerate(read.get(described["name"], []), 2):
            found += [
                Problem(
                    f"data/{described['path']}",
                    line,
                    column,
                    row[column],
                    "is no chapter",
                    f"leave it blank, or use one of: {', '.join(known)}",
                )
                for column in columns
                if row.get(column) and row[column] not in known
            ]
    return found


def check_places(read: dict[str, list[dict]], package: dict) -> list[Problem]:
    """Headings that the data name against those of the chapters: a renamed one is found."""
    found = []
    for described in package["resources"]:
        columns = [f["name"] for f in described["schema"]["fields"] if f.get("heading")]
        for line, row in enumerate(read.get(described["name"], []), 2):
            if not row.get("chapter"):
                continue
            known = tables.anchors(row["chapter"])
            found += [
                Problem(
                    f"data/{described['path']}",
                    line,
                    column,
                    row[column],
                    f"is no heading of chapters/{row['chapter']}.md",
                    f"use one of: {', '.join(known)}",
                )
                for column in columns
                if known and row[column] not in known
            ]
    return found


def check_checklists(read: dict[str, list[dict]]) -> list[Problem]:
    """Items of checklists that nobody checked, or that a test is said to check and none named."""
    found, readers = [], {row["reader"] for row in read.get("readers", [])}
    for line, row in enumerate(read.get("checklist_items", []), 2):
        if row["checked_by"] not in {*readers, "test"}:
            found.append(
                Problem(
                    "data/checklist_items.csv",
                    line,
                    "checked_by",
                    row["checked_by"],
                    "is neither a reader nor test",
                    f"use test, or one of: {', '.join(sorted(readers))}",
                )
            )
        if (row["checked_by"] == "test") != bool(row["test"]):
            found.append(
                Problem(
                    "data/checklist_items.csv",
                    line,
                    "test",
                    row["test"],
                    f"does not go with checked_by {row['checked_by']}",
                    "name a test exactly where a test checks the item",
                )
            )
    return found


def check_bibliography(publications: list[dict]) -> list[Problem]:
    """Every publication has an entry in the bibliography, and the other way round."""
    file = tables.BIBLIOGRAPHY
    try:
        entries = tables.bibliography()
    except Exception as error:  # pybtex has errors of its own, for syntax and for repeated keys
        return [Problem(file, 0, "", "", f"can't be read: {error}", UNREADABLE)]
    found = []
    known = {row.get("source") or "" for row in publications}
    for line, row in enumerate(publications, 2):
        if (row.get("source") or "") not in entries:
            found.append(
                Problem(
                    "data/publications.csv",
                    line,
                    "source",
                    row.get("source") or "",
                    f"has no entry in {file}",
                    f"add a BibTeX entry with this key to {file}",
                )
            )
    for key in entries:
        if key not in known:
            found.append(
                Problem(
                    file,
                    0,
                    "",
                    key,
                    "has no row in data/publications.csv",
                    "add the row, or remove the entry",
                )
            )
    return found


def check_results(read: dict[str, list[dict]]) -> list[Problem]:
    """Results of trials that no calculation could use, or that name one group twice."""
    file, found, main = "data/trial_results.csv", [], {}
    estimates = {row["row_id"]: row for row in read.get("printed_estimates", [])}
    for line, row in enumerate(read.get("trial_results", []), 2):
        for one, two in (("group1", "group2"), ("first", "second")):
            if row[one] and row[one] == row[two]:
                found.append(
                    Problem(
                        file,
                        line,
                        two,
                        row[two],
                        f"is the same as in {one}",
                        "name two different groups",
                    )
                )
        for column in ("n1", "n2", "n_total"):
            if row[column].isdigit() and int(row[column]) < 2:
                found.append(
                    Problem(
                        file,
                        line,
                        column,
                        row[column],
                        "is less than 2 people, of whom no effect can be calculated",
                        "look at the number, or leave it blank if none is printed",
                    )
                )
        if row["main"] == "yes":
            if row["trial"] in main:
                found.append(
                    Problem(
                        file,
                        line,
                        "main",
                        "yes",
                        f"trial {row['trial']} has its "
                        f"main result in line {main[row['trial']]} already",
                        "keep one per trial: the last time on treatment",
                    )
                )
            main.setdefault(row["trial"], line)
        if problem := _outside_its_interval(estimates.get(row["estimate"])):
            found.append(
                Problem(
                    file,
                    line,
                    "estimate",
                    row["estimate"],
                    problem,
                    "look at the three numbers in data/printed_estimates.csv; a "
                    "misprint can't be pooled",
                )
            )
    return found


def check_trust(read: dict[str, list[dict]]) -> list[Problem]:
    """Trustworthiness is settled from two readers; a third answer would count for nothing."""
    file, found = "data/trustworthiness_readings.csv", []
    given: dict[tuple, list[str]] = {}
    for line, row in enumerate(read.get("trustworthiness_readings", []), 2):
        readers = given.setdefault((row["trial"], row["domain"]), [])
        readers.append(row["reader"])
        if len(readers) > 2:
            found.append(
                Problem(
                    file,
                    line,
                    "reader",
                    row["reader"],
                    f"{row['trial']} has "
                    f"answers on {row['domain']} by {' and '.join(readers[:2])} "
                    "already",
                    "keep two readers; a further judgement is a row of data/trustworthiness.csv",
                )
            )
    return found


def _outside_its_interval(row: dict | None) -> str:
    try:
        estimate, low, high = (float(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    except (TypeError, ValueError):  # no estimate is named, or a number is missing there
        return ""
    return (
        ""
        if low < estimate < high
        else (f"{estimate:g} lies outside its interval, {low:g} to {high:g}")
    )


def check_registers() -> list[Problem]:
    """Protocol and editions against their JSON schemas, which stand beside the data."""
    from jsonschema import Draft202012Validator

    found = []
    for file in tables.REGISTERS:
        schema = json.loads(tables.read_bytes(f"data/{file.removesuffix('.yaml')}.schema.json"))
        try:
            content = yaml.safe_load(tables.read_bytes(file))
        except yaml.YAMLError as error:
            found.append(Problem(file, 0, "", "", f"is not YAML: {error}", "mend the indentation"))
            continue
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        content = json.loads(json.dumps(content, default=str))  # dates as text
        for error in validator.iter_errors(content):
            place = ".".join(str(p) for p in error.absolute_path) or "(top)"
            found.append(
                Problem(
                    file,
                    0,
                    place,
                    str(error.instance)[:60],
                    error.message,
                    "see its schema in data/",
                )
            )
        found += _repeated_editions(file, content.get("editions", []))
    return found


def _repeated_editions(file: str, editions: list[dict]) -> list[Problem]:
    """Versions and commits that the register of editions holds twice."""
    found = []
    for field in ("version", "commit"):
        values = [row[field] for row in editions if isinstance(row, dict) and field in row]
        found += [
            Problem(
                file,
                0,
                field,
                value,
                "is registered twice",
                "an edition is published once; take out the row that is wrong",
            )
            for value in sorted({v for v in values if values.count(v) > 1})
        ]
    return found


def check_data(
    *further: Callable[[dict[str, list[dict]]], list[Problem]],
) -> list[Problem]:
    """Everything that is wrong with the review's data; empty when nothing is.

    Parameters
    ----------
    *further : callable
        Checks that stand elsewhere, beside what needs them: from the rows of every table, by its
        name, to problems.

    Returns
    -------
    list of Problem
        In the order of the files; a file whose bytes or header are wrong is not looked at
        further, since every later message would be noise.
    """
    package = tables.descriptor()
    found: list[Problem] = []
    read: dict[str, list[dict]] = {}
    folder = tables.root() / "data"
    described = {r["path"] for r in package["resources"]}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in described:
            found.append(
                Problem(
                    f"data/{path.name}",
                    0,
                    "",
                    "",
                    "is not in the descriptor",
                    f"describe it in {tables.DESCRIPTOR} or remove it",
                )
            )
    for described in package["resources"]:
        file = f"data/{described['path']}"
        try:
            raw = tables.read_bytes(file)
        except FileNotFoundError:
            found.append(
                Problem(
                    file, 0, "", "", "is missing", "restore it, or take it out of the descriptor"
                )
            )
            continue
        problems = check_bytes(file, raw)
        if not problems:
            problems = _check_header(file, raw.decode("utf-8"), described["schema"])
        found += problems
        if not problems:
            text = raw.decode("utf-8")
            read[described["name"]] = list(csv.DictReader(io.StringIO(text, newline="")))
    if found:
        return found
    found += check_texts(read, package)
    for described in package["resources"]:
        rows = read[described["name"]]
        found += check_rows(f"data/{described['path']}", rows, described["schema"])
    found += check_schema(package, str(folder))
    found += check_links(read, package)
    found += check_results(read)
    found += check_trust(read)
    found += check_chapters(read, package)
    found += check_places(read, package)
    found += check_checklists(read)
    for check in further:
        found += check(read)
    return _unique(found + check_registers())


def _unique(problems: list[Problem]) -> list[Problem]:
    """One message per cell: the most specific check comes first in the list."""
    seen: dict[tuple, Problem] = {}
    for problem in problems:
        key = (problem.file, problem.line, problem.column, problem.value)
        seen.setdefault(key if problem.line else (*key, problem.wrong), problem)
    return list(seen.values())


def _check_header(file: str, text: str, schema: dict) -> list[Problem]:
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    wanted = [f["name"] for f in schema["fields"]]
    if header != wanted:
        odd = [c for c in header if c not in wanted] or [c for c in wanted if c not in header]
        return [
            Problem(
                file,
                1,
                ", ".join(odd),
                "",
                "the header is not the schema's",
                f"the columns are: {', '.join(wanted)}",
            )
        ]
    return []


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
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"data/{path.name}: is not UTF-8 ({error}); nothing changed") from None
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        if not rows:
            continue
        for line, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                raise ValueError(
                    f"data/{path.name}:{line}: {len(row)} cells where the header "
                    f"has {len(rows[0])}; nothing changed"
                )
        wanted = canonical_table(rows, described["schema"]["primaryKey"])
        if wanted != raw:
            path.write_bytes(wanted)
            changed.append(f"data/{path.name}")
    return changed


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
