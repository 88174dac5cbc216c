"""Results that cost too much for every build: kept with the key of what made them.

The key is made of the inputs and of the source of the modules that calculate. If it no longer
fits, the result is calculated anew on the spot, so that a page never shows a stale one; the test
suite then says that the stored one has to be made again.
"""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from living_review.evidence import tables

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
    digest = hashlib.sha256(inputs.encode())
    for name in modules:
        path = package / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise ValueError(
                f"{name!r} is no module or folder of the package: mend the list of "
                "modules that this result depends on"
            )
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def stored_key(name: str) -> str:
    """Key under which a result was stored; blank if there is none."""
    path = tables.root() / FOLDER / KEYS
    return json.loads(path.read_text(encoding="utf-8")).get(name, "") if path.exists() else ""


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
    path = tables.root() / FOLDER / f"{name}.csv"
    if path.exists() and stored_key(name) == key:
        return stored(name)
    return _as_stored(make())


def stored(name: str) -> pd.DataFrame:
    """A result as it is stored, whatever its key.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    path = tables.root() / FOLDER / f"{name}.csv"
    if not path.exists():
        raise FileNotFoundError(f"{FOLDER}/{name}.csv is missing: run make precompute")
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def store(name: str, key: str, found: pd.DataFrame) -> Path:
    """Write a result with its key; the old one is replaced only when all is written."""
    folder = tables.root() / FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    _write(path, _to_text(found))
    keys_path = folder / KEYS
    keys = json.loads(keys_path.read_text(encoding="utf-8")) if keys_path.exists() else {}
    _write(keys_path, json.dumps({**keys, name: key}, indent=2, sort_keys=True) + "\n")
    return path


def _write(path: Path, text: str):
    aside = path.with_suffix(f"{path.suffix}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _to_text(found: pd.DataFrame) -> str:
    return found.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")


def _as_stored(found: pd.DataFrame) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(_to_text(found)), keep_default_na=False, na_values=[""])
