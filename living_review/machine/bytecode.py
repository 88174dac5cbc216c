"""Compiled code of the package that can't be stale; needs the standard library only.

Python compares the time and size of a module with those in its compiled file, so an edit that
keeps both, such as a restored copy, would run as it was before. Compiled files may hold a digest
of the source instead; then Python compares that, and writes such a file again after an edit.
"""

import importlib.util
import marshal
import os
import py_compile
import sys
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKED = (0b11).to_bytes(4, "little")  # holds a digest of the source, which is to be compared
HEADER = 16  # bytes of version, kind and digest before the code


def compile_by_content(package: Path = PACKAGE):
    """Have every module of a package compiled from the source that stands there now.

    A compiled file that is cut short or that goes by times is made again; only removed where
    Python is told to write none.

    Parameters
    ----------
    package : pathlib.Path
        Its folder.
    """
    for folder, folders, names in os.walk(package):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            if name.endswith(".py"):
                _compile(Path(folder) / name)


def _compile(source: Path):
    compiled = Path(importlib.util.cache_from_source(source))
    if _fits(source, compiled):
        return
    with suppress(OSError):  # a stale one that can't be replaced may be one that can be removed
        compiled.unlink(missing_ok=True)
    if sys.dont_write_bytecode:
        return
    with suppress(OSError, py_compile.PyCompileError):  # whoever imports it says what is wrong
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        py_compile.compile(str(source), doraise=True, invalidation_mode=mode)


def _fits(source: Path, compiled: Path) -> bool:
    try:
        raw = compiled.read_bytes()
        wanted = importlib.util.MAGIC_NUMBER + CHECKED
        wanted += importlib.util.source_hash(source.read_bytes())
        if raw[:HEADER] != wanted:
            return False
        marshal.loads(raw[HEADER:])
    except (OSError, EOFError, ValueError, TypeError):
        return False
    return True
