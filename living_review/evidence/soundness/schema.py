"""What Frictionless finds: types, required cells, enumerations, keys and links."""

import json
from collections.abc import Sequence
from pathlib import Path

from living_review.evidence import keys, passes
from living_review.evidence.problems import Problem

# Digest of a table and of all that it names → what Frictionless found in it.
FOUND_IN: dict[str, Sequence[Problem]] = {}
CHECK = "tables"
WORDS = {
    "primary-key": "the key stands twice",
    "foreign-key": "names something that is not there",
    "missing-cell": "the row has too few cells",
    "extra-cell": "the row has too many cells",
}
OF_SHAPE = ("missing-cell", "extra-cell", "extra-label", "missing-label", "incorrect-label")


def check_schema(package: dict, base: str) -> list[Problem]:
    """What Frictionless finds: types, required cells, enumerations, keys, links."""
    content = {r["name"]: _content(r, base) for r in package["resources"]}
    digests = {r["name"]: _digest(r, content) for r in package["resources"]}
    if not FOUND_IN.keys() >= set(digests.values()):
        FOUND_IN.update(dict.fromkeys(passes.passed(CHECK), ()))
    if changed := [r for r in package["resources"] if digests[r["name"]] not in FOUND_IN]:
        _check_tables(changed, package, base, digests)
        passes.remember(CHECK, (digest for digest in digests.values() if not FOUND_IN[digest]))
    return [problem for digest in digests.values() for problem in FOUND_IN[digest]]


def _check_tables(changed: list[dict], package: dict, base: str, digests: dict[str, str]):
    from frictionless import Package, system

    with system.use_context(trusted=True):
        whole = Package.from_descriptor(package, basepath=base)  # tables look each other up in it
        for described in changed:
            report = whole.get_resource(described["name"]).validate()
            FOUND_IN[digests[described["name"]]] = _problems(report, described["schema"])


def _content(described: dict, base: str) -> str:
    path = Path(base) / described["path"]
    stored = path.read_bytes() if path.is_file() else b"no file"
    return keys.digest_of(json.dumps(described, sort_keys=True, default=str), stored)


def _digest(described: dict, content: dict[str, str]) -> str:
    named = [link["reference"]["resource"] for link in described["schema"].get("foreignKeys", [])]
    return keys.digest_of(content[described["name"]], *(content.get(name, "") for name in named))


def _problems(report, schema: dict) -> list[Problem]:
    fields = {f["name"]: f for f in schema["fields"]}
    problems = []
    for task in report.tasks:
        for error in task.errors:
            given = error.to_descriptor()
            # Of keys that name other rows, the cells stand in a list.
            column = given.get("fieldName") or ", ".join(given.get("fieldNames", []))
            value = str(given.get("cell") or ", ".join(map(str, given.get("fieldCells", []))))
            file, line = f"data/{task.place.split('/')[-1]}", given.get("rowNumber", 1)
            wrong = f"{WORDS.get(error.type, 'is not allowed')} ({error.note})"
            remedy = _remedy(error.type, fields.get(column, {}), schema)
            problems.append(Problem(file, line, column, value, wrong, remedy))
    return problems


def _remedy(kind: str, field: dict, schema: dict) -> str:
    constraints, meaning = field.get("constraints", {}), field.get("description", "")
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
    if kind in OF_SHAPE:
        return f"the columns are: {', '.join(f['name'] for f in schema['fields'])}"
    if constraints.get("required") and kind == "constraint-error":
        form = constraints.get("pattern", "any text")
        return f"fill it: {meaning} Expected form: {form}"
    if "pattern" in constraints:
        return f"write it in the form {constraints['pattern']}: {meaning}"
    return f"see the data dictionary: {meaning or 'the meaning of each column'}"
