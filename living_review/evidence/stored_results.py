"""Results that cost too much for every build: kept with the key of what made them.

The key is made of the inputs and of the source of the modules that calculate; a digest of the
result stands beside it. If either no longer fits, the result is calculated anew on the spot, so
that a page shows neither a stale one nor one that was edited by hand; the data check and the test
suite say that the stored one has to be made again.
"""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from living_review.evidence import keys, tables

FOLDER = "precomputed"
KEYS = "keys.json"
# Floats keep what any reader can see; the last bits differ between machines.
DIGITS = 6


def key_of(inputs: str, modules: Sequence[str]) -> str:
    """Key of a result.

    Parameters
    ----------
    inputs : str
        All that goes in, as text.
    modules : sequence of str
        Files or folders of the package, relative to it, whose code calculates the result.

    Raises
    ------
    ValueError
        If a module does not exist.
    """
    package = Path(__file__).parents[1]
    found = []
    for name in modules:
        path = package / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise ValueError(
                f"{name!r} is no module or folder of the package: mend the list of "
                "modules that this result depends on"
            )
        found += files
    return keys.digest_of(inputs, keys.digest_of_files(found, package))


def _known(name: str) -> dict[str, str]:
    """Key and digest of a stored result; both blank where nothing readable says them."""
    try:
        found = json.loads(tables.read_bytes(f"{FOLDER}/{KEYS}"))[name]
        return {"key": found["key"], "digest": found["digest"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {"key": "", "digest": ""}


def stored_key(name: str) -> str:
    """Key under which a result was stored; blank if there is none, or not the one stored."""
    return _known(name)["key"] if is_as_stored(name) else ""


def is_as_stored(name: str) -> bool:
    """Whether a result's file holds what was written into it."""
    try:
        return keys.digest_of(tables.read_bytes(_file_of(name))) == _known(name)["digest"]
    except OSError:
        return False


def names() -> list[str]:
    """Names of the results that are stored, or whose keys are."""
    folder = tables.root() / FOLDER
    try:
        known = [*json.loads(tables.read_bytes(f"{FOLDER}/{KEYS}"))]
    except (OSError, ValueError):
        known = []
    return sorted({*known, *(path.stem for path in folder.glob("*.csv"))})


def edited_by_hand() -> list[str]:
    """What is wrong with the stored results, one sentence for each that was not made here."""
    return [
        f"{_file_of(name)} is not what make precompute wrote: it was edited, cut or lost; "
        "run make precompute, or restore it with its keys"
        for name in names()
        if not is_as_stored(name)
    ]


def _file_of(name: str) -> str:
    return f"{FOLDER}/{name}.csv"


def result(name: str, key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """A result as it is stored, or calculated if what is stored has another key.

    Parameters
    ----------
    name : str
        Name of the file, without its ending.
    key : str
        As of `key_of`, for what is wanted now.
    make : callable
        Calculates the result.

    Returns
    -------
    pandas.DataFrame
        The same whether it was stored or made: numbers to six significant digits.
    """
    return stored(name) if stored_key(name) == key else _as_stored(make())


def stored(name: str) -> pd.DataFrame:
    """A result as it is stored, whatever its key.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If the file is not what was stored.
    """
    if not (tables.root() / _file_of(name)).exists():
        raise FileNotFoundError(f"{_file_of(name)} is missing: run make precompute")
    if not is_as_stored(name):
        raise ValueError(f"{_file_of(name)} is not what make precompute wrote: run make precompute")
    return _parsed(tables.read_bytes(_file_of(name)).decode("utf-8"))


def store(name: str, key: str, found: pd.DataFrame) -> Path:
    """Write a result with its key; the old one is replaced only when all is written."""
    path, keys_path = tables.root() / _file_of(name), tables.root() / FOLDER / KEYS
    content = _to_text(found).encode()
    keys.write(path, content)
    try:
        known = json.loads(keys_path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    known[name] = {"key": key, "digest": keys.digest_of(content)}
    keys.write(keys_path, f"{json.dumps(known, indent=2, sort_keys=True)}\n".encode())
    return path


def _to_text(found: pd.DataFrame) -> str:
    return found.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")


def _as_stored(found: pd.DataFrame) -> pd.DataFrame:
    return _parsed(_to_text(found))


def _parsed(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])
