"""What a version number promises: how far an edition is from the one before.

A changed verdict or certainty is the largest step; studies, claims or numbers that came in or
moved are the middle one; anything else is the smallest. Before 1.0.0 the largest counts as the
middle one, and 1.0.0 itself is the first edition in which every claim has a verdict.
"""

import re
from enum import IntEnum

from living_review.editions.kept_data import KeptData, Key, Row
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


def step(before: KeptData, after: KeptData) -> tuple[Step, list[str]]:
    """How far an edition is from the one before, and what makes it so.

    Parameters
    ----------
    before, after : KeptData
        Data of the two, as published.

    Returns
    -------
    Step
        The largest step that anything asks for.
    list of str
        What asks for it, a line each; empty for the smallest.
    """
    judged = [
        *_moved(_verdicts(before), _verdicts(after)),
        *_moved(_certainties(before), _certainties(after)),
    ]
    if judged:
        return Step.MAJOR, judged
    came = []
    for name in ("claims", "publications"):
        came += _came(name, _rows(before, name), _rows(after, name))
    came += _moved(_pooled(before), _pooled(after))
    printed = {name for data in (before, after) for name in data.tables if data.is_printed(name)}
    for name in sorted(printed):
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


def check_version(
    version: str, before: str, data_before: KeptData | None, data: KeptData
) -> list[str]:
    """Refuse a version that does not say what changed.

    Parameters
    ----------
    version, before : str
        The new one, and the edition's before it; blank if there is none.
    data_before, data : KeptData
        Data of the edition before, None if there is none, and of the new one.

    Returns
    -------
    list of str
        What asks for this version.

    Raises
    ------
    EditionError
        If another version would fit, naming it.
    """
    judged = _verdicts(data)
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


def _verdicts(data: KeptData) -> dict[str, tuple[str, str]]:
    """Verdict and certainty of each claim."""
    return {
        claim: (row["verdict"], row.get("certainty", "")) for claim, row in data.verdicts.items()
    }


def _certainties(data: KeptData) -> dict[str, str]:
    return {name: answer["certainty"] for name, answer in data.results.items()}


def _pooled(data: KeptData) -> dict[str, tuple]:
    """The numbers of each pooled answer; its certainty and its names count elsewhere or not."""
    left_out = ("result", "certainty", "outcome", "set", "pooled", "measure")
    return {
        name: tuple(value for part, value in answer.items() if part not in left_out)
        for name, answer in data.results.items()
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


def _rows(data: KeptData, name: str) -> dict[Key, Row]:
    """Rows of a table; none where an edition does not have it."""
    return data.tables[name].rows if name in data.tables else {}


def _came(name: str, before: dict[Key, Row], after: dict[Key, Row]) -> list[str]:
    """Rows of a table that came in or went out."""
    old, new = ({" ".join(key) for key in rows} for rows in (before, after))
    told = [f"{name}: {key} came in" for key in sorted(new - old)]
    return told + [f"{name}: {key} went out" for key in sorted(old - new)]


def _numbers_moved(name: str, before: dict[Key, Row], after: dict[Key, Row]) -> list[str]:
    """Rows of a table that came in, went out, or print another number."""
    told = _came(name, before, after)
    for key in before.keys() & after.keys():
        columns = before[key].keys() & after[key].keys()
        moved = [
            column
            for column in sorted(columns)
            if NUMBER.findall(before[key][column]) != NUMBER.findall(after[key][column])
        ]
        if moved:
            told.append(f"{name} {' '.join(key)}: {', '.join(moved)}")
    return sorted(told)
