"""Files beside the tables: the bibliography, the protocol and the register of editions."""

import json

import yaml

from living_review.evidence import tables
from living_review.evidence.problems import Problem, Rows, lines, of_file

UNREADABLE = "mend the BibTeX entry; the word and stands between authors"


def check_bibliography(read: Rows) -> list[Problem]:
    """Every publication has an entry in the bibliography, and the other way round."""
    file = tables.BIBLIOGRAPHY
    try:
        entries = tables.bibliography()
    except Exception as error:  # pybtex has errors of its own, for syntax and for repeated keys
        return [of_file(file, f"can't be read: {error}", UNREADABLE)]
    known = {row.get("source") or "" for row in read.get("publications", [])}
    problems = [
        line.problem(
            "source",
            f"has no entry in {file}",
            f"add a BibTeX entry with this key to {file}",
        )
        for line in lines(read, "publications")
        if line["source"] not in entries
    ]
    for key in entries:
        if key not in known:
            wrong = "has no row in data/publications.csv"
            problems.append(of_file(file, wrong, "add the row, or remove the entry", value=key))
    return problems


def check_registers() -> list[Problem]:
    """Protocol and editions against their JSON schemas, which stand beside the data."""
    from jsonschema import Draft202012Validator

    problems = []
    for file in tables.REGISTERS:
        schema = json.loads(tables.read_bytes(f"data/{file.removesuffix('.yaml')}.schema.json"))
        try:
            content = tables.register(file.removesuffix(".yaml"))
        except yaml.YAMLError as error:
            problems.append(of_file(file, f"is not YAML: {error}", "mend the indentation"))
            continue
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        content = json.loads(json.dumps(content, default=str))  # dates as text
        for error in validator.iter_errors(content):
            place = ".".join(str(p) for p in error.absolute_path) or "(top)"
            value = str(error.instance)[:60]
            problems.append(of_file(file, error.message, "see its schema in data/", place, value))
        if isinstance(content, dict):
            problems += _repeated_editions(file, content.get("editions", []))
            problems += _missing_strings(file, content.get("searches", []))
    return problems


def _repeated_editions(file: str, editions: list[dict]) -> list[Problem]:
    """Versions and commits that the register of editions holds twice."""
    problems = []
    remedy = "an edition is published once; take out the row that is wrong"
    for field in ("version", "commit"):
        values = [row[field] for row in editions if isinstance(row, dict) and field in row]
        problems += [
            of_file(file, "is registered twice", remedy, field, value)
            for value in sorted({v for v in values if values.count(v) > 1})
        ]
    return problems


def _missing_strings(file: str, searches: list[dict]) -> list[Problem]:
    """Search strings that the protocol names and that have no file, or a blank one."""
    problems = []
    remedy = f"write the search string into this file of {tables.SEARCHES}/, or take its name out"
    for search in searches:
        for name in search.get("strings", []) if isinstance(search, dict) else []:
            try:
                text = tables.read_bytes(f"{tables.SEARCHES}/{name}").decode("utf-8").strip()
            except (OSError, ValueError):
                problems.append(
                    of_file(file, "has no file that can be read", remedy, "strings", name)
                )
            else:
                if not text:
                    problems.append(of_file(file, "is a blank file", remedy, "strings", name))
    return problems
