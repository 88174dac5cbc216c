"""Files beside the tables: the bibliography, the protocol and the register of editions."""

import json
import re

import yaml

from living_review.evidence import tables
from living_review.evidence.problems import Problem, Rows, lines, of_file
from living_review.evidence.soundness.cells import TAG_OR_ENTITY, wrong_address, wrong_date

BARE_PERCENT = re.compile(r"(?<!\\)%")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


def check_bibliography(read: Rows) -> list[Problem]:
    """Every publication has an entry in the bibliography, and the other way round."""
    file = tables.BIBLIOGRAPHY
    try:
        entries = tables.bibliography()
    except Exception as error:  # pybtex has errors of its own, for syntax and for repeated keys
        return [of_file(file, f"can't be read: {error}", "mend the BibTeX entry")]
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
    for key, entry in entries.items():
        if key not in known:
            wrong = "has no row in data/publications.csv"
            problems.append(of_file(file, wrong, "add the row, or remove the entry", value=key))
        problems += _wrong_fields(key, entry)
    return problems


def _wrong_fields(key: str, entry: dict[str, str]) -> list[Problem]:
    """What is wrong with the fields of one entry."""
    file, problems = tables.BIBLIOGRAPHY, []
    for name, value in entry.items():
        told = wrong_date(value) or wrong_address(value)
        if name != "url" and BARE_PERCENT.search(value):
            told = (
                "has a percent sign, which begins a remark there, so that the rest is lost",
                "write a backslash before it: \\%",
            )
        elif TAG_OR_ENTITY.search(value):
            told = ("holds a tag or an entity", "write plain text")
        elif name == "doi" and not DOI.fullmatch(value):
            told = ("has no DOI here", "write it from 10. on, without https://doi.org/")
        if told:
            problems.append(of_file(file, f"entry {key} {told[0]}", told[1], name, value))
    if "title" not in entry:
        problems.append(of_file(file, "the entry has no title", "add it", "title", key))
    return problems


def check_registers() -> list[Problem]:
    """Protocol and editions against their JSON schemas, which stand beside the data."""
    from jsonschema import Draft202012Validator

    problems = []
    for file in tables.REGISTERS:
        schema = json.loads(tables.read_bytes(f"data/{file.removesuffix('.yaml')}.schema.json"))
        try:
            content = yaml.safe_load(tables.read_bytes(file))
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
