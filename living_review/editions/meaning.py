"""What a version number promises: how far an edition is from the one before.

A changed verdict or certainty is the largest step; studies, claims or numbers that came in or
moved are the middle one; anything else is the smallest. Before 1.0.0 the largest counts as the
middle one, and 1.0.0 itself is the first edition in which every claim has a verdict.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from living_review.editions.register import EditionError, number

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
UNJUDGED = "open"
FIRST_WHOLE = (1, 0, 0)
MOST_SHOWN = 5


class Step(IntEnum):
    """How far two editions are apart."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


def step(before: Path, after: Path) -> tuple[Step, list[str]]:
    """How far an edition is from the one before, and what makes it so.

    Parameters
    ----------
    before, after : pathlib.Path
        Data folders of the two, as published.

    Returns
    -------
    Step
        The largest step that anything asks for.
    list of str
        What asks for it, a line each; empty for the smallest.
    """
    judged = [
        *_moved(_judgements(before), _judgements(after)),
        *_moved(_certainties(before), _certainties(after)),
    ]
    if judged:
        return Step.MAJOR, judged
    came = []
    for name in ("claims", "publications"):
        came += _came(name, _keys(before, name), _keys(after, name))
    came += _moved(_pooled(before), _pooled(after))
    for name in sorted({*_printed(before), *_printed(after)}):
        came += _numbers_moved(name, _rows(before, name), _rows(after, name))
    return (Step.MINOR, came) if came else (Step.PATCH, [])


def next_version(before: str, far: Step) -> str:
    """The version that follows another by a step.

    Examples
    --------
    >>> next_version("0.1.3", Step.MAJOR), next_version("1.2.3", Step.MAJOR)
    ('0.2.0', '2.0.0')
    >>> next_version("0.1.3", Step.PATCH)
    '0.1.4'
    """
    major, minor, patch = number(before)
    if far == Step.MAJOR and major:
        return f"{major + 1}.0.0"
    if far == Step.PATCH:
        return f"{major}.{minor}.{patch + 1}"
    return f"{major}.{minor + 1}.0"


def check_version(version: str, before: str, data_before: Path | None, data: Path) -> list[str]:
    """Refuse a version that does not say what changed.

    Parameters
    ----------
    version, before : str
        The new one, and the edition's before it; blank if there is none.
    data_before, data : pathlib.Path
        Their data folders.

    Returns
    -------
    list of str
        What asks for this version.

    Raises
    ------
    EditionError
        If another version would fit, naming it.
    """
    judged = _judgements(data)
    unjudged = sorted(claim for claim, (verdict, _) in judged.items() if verdict == UNJUDGED)
    whole = bool(judged) and not unjudged
    if number(version) >= FIRST_WHOLE and not whole:
        raise EditionError(
            f"{version}: from 1.0.0 on every claim has a verdict, and {len(unjudged)} have none "
            f"({', '.join(unjudged[:MOST_SHOWN])} …)"
        )
    if whole and number(version) < FIRST_WHOLE:
        raise EditionError(
            f"{version}: every claim has a verdict, so call it 1.0.0, which is the first such "
            "edition"
        )
    if not before:
        return ["the first edition"]
    far, reasons = step(data_before, data)
    becomes_whole = whole and number(before) < FIRST_WHOLE
    fits = "1.0.0" if becomes_whole else next_version(before, far)
    if version != fits:
        shown = "; ".join(reasons[:MOST_SHOWN]) or "no study, claim, number or verdict moved"
        more = f"; and {len(reasons) - MOST_SHOWN} more" if len(reasons) > MOST_SHOWN else ""
        raise EditionError(
            f"{version} does not say what changed since {before}: call it {fits} ({shown}{more})"
        )
    return reasons or ["words and the website only"]


def _json(folder: Path, name: str, otherwise):
    path = folder / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else otherwise


def _judgements(folder: Path) -> dict[str, tuple[str, str]]:
    rows = _json(folder, "verdicts.json", [])
    return {row["claim_id"]: (row["verdict"], row.get("certainty", "")) for row in rows}


def _results(folder: Path) -> list[dict]:
    return _json(folder, "results.json", {}).get("pools", [])


def _certainties(folder: Path) -> dict[str, str]:
    return {row["result"]: row["certainty"] for row in _results(folder)}


def _pooled(folder: Path) -> dict[str, tuple]:
    left_out = ("result", "certainty", "outcome", "set", "pooled", "measure")
    return {
        row["result"]: tuple(v for k, v in row.items() if k not in left_out)
        for row in _results(folder)
    }


def _moved(before: dict, after: dict) -> list[str]:
    """What stands in both and differs."""
    return [
        f"{name}: {_said(before[name])} → {_said(after[name])}"
        for name in after
        if name in before and before[name] != after[name]
    ]


def _said(value) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return ", ".join(str(part) for part in parts if part not in ("", None)) or "none"


def _came(name: str, before: set, after: set) -> list[str]:
    told = [f"{name}: {key} came in" for key in sorted(after - before)]
    return told + [f"{name}: {key} went out" for key in sorted(before - after)]


def _resources(folder: Path) -> dict[str, dict]:
    package = _json(folder, "datapackage.json", {"resources": []})
    return {resource["name"]: resource for resource in package["resources"]}


def _printed(folder: Path) -> list[str]:
    """Tables that hold what sources print: their rows say where it was seen."""

    def columns(resource):
        return {field["name"] for field in resource["schema"]["fields"]}

    return [
        name
        for name, resource in _resources(folder).items()
        if {"source", "view"} <= columns(resource) and name != "publication_views"
    ]


def _rows(folder: Path, name: str) -> dict[tuple, dict]:
    resource = _resources(folder).get(name)
    if not resource:
        return {}
    key = resource["schema"]["primaryKey"]
    key = [key] if isinstance(key, str) else key
    text = (folder / resource["path"]).read_text(encoding="utf-8")
    return {
        tuple(row[column] for column in key): row
        for row in csv.DictReader(io.StringIO(text, newline=""))
    }


def _keys(folder: Path, name: str) -> set[str]:
    return {" ".join(key) for key in _rows(folder, name)}


def _numbers_moved(name: str, before: dict, after: dict) -> list[str]:
    """Rows of a table that came in, went out, or print another number."""
    told = _came(name, *({" ".join(key) for key in rows} for rows in (before, after)))
    numbers: Callable[[str], list[str]] = NUMBER.findall
    for key in before.keys() & after.keys():
        columns = before[key].keys() & after[key].keys()
        moved = [c for c in sorted(columns) if numbers(before[key][c]) != numbers(after[key][c])]
        if moved:
            told.append(f"{name} {' '.join(key)}: {', '.join(moved)}")
    return sorted(told)
