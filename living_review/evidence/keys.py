"""One kind of key for whatever is stored: what it was made from, and a digest of what was made.

A stored thing is only taken if its key is the one wanted and its bytes are those that were
written. So one that a full disk cut short, or that somebody edited by hand, is made again.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# What an editor leaves behind while it saves is nobody's input.
PASSING = ("~", ".swp", ".tmp", ".pyc")


def digest_of(*parts: bytes | str) -> str:
    """Digest of texts or bytes in order.

    Where one part ends and the next begins counts too.

    Examples
    --------
    >>> digest_of("ab", "c") == digest_of("a", "bc")
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8") if isinstance(part, str) else part
        whole.update(hashlib.sha256(raw).digest())
    return whole.hexdigest()


def digest_of_files(paths: Iterable[Path], folder: Path) -> str:
    """Digest of the names and contents of files; one that is not there counts as such.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        The files, in an order that does not depend on the machine.
    folder : pathlib.Path
        Names are taken relative to it, so that a copy elsewhere has the same digest.
    """
    parts = []
    for path in paths:
        parts.append(Path(os.path.relpath(path, folder)).as_posix())
        parts.append(path.read_bytes() if path.is_file() else "no such file")
    return digest_of(*parts)


def files_in(folder: Path) -> list[Path]:
    """Files of a folder at any depth, sorted, without bytecode and what editors leave behind."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and name[0] != "."]
        found += [Path(place, name) for name in names if name[0] != "."]
    return sorted(path for path in found if not path.name.endswith(PASSING))


def moment(paths: Iterable[Path]) -> tuple:
    """What files hold at this moment, to compare with a later one.

    A file that was changed and changed back in between differs too: its inode or the time of
    its last change of any kind does, and neither can be set by hand as a time of saving can.
    """
    found = []
    for path in paths:
        try:
            status = path.stat()
            found.append((path, digest_of(path.read_bytes()), status.st_ino, status.st_ctime_ns))
        except OSError:
            found.append((path, "gone", 0, 0))
    return tuple(found)


@dataclass(frozen=True)
class Kept:
    """A stored thing that is whole: its key, its bytes, and what was noted with it."""

    key: str
    content: bytes
    notes: dict


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.key")


def _seal(key: str, content: bytes, notes: dict) -> str:
    return digest_of(key, content, json.dumps(notes, sort_keys=True))


def write(path: Path, content: bytes):
    """Write a file so that whoever reads it finds the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(content)
    aside.replace(path)


def keep(
    path: Path, key: str, content: bytes, notes: dict | None = None, record: Path | None = None
):
    """Store bytes with the key of what made them and a digest of them.

    Parameters
    ----------
    path : pathlib.Path
        Where the bytes go.
    key : str
        Of all that they were made from, as of `digest_of`.
    content : bytes
        What was made.
    notes : dict, optional
        What has to be known to tell the key of today; covered by the digest as well.
    record : pathlib.Path, optional
        Where key, digest and notes go; beside the file by default.
    """
    record, notes = record or _record_of(path), notes or {}
    record.unlink(missing_ok=True)
    write(path, content)
    known = {"key": key, "digest": _seal(key, content, notes), **notes}
    write(record, json.dumps(known, indent=1).encode())


def kept(path: Path, record: Path | None = None) -> Kept | None:
    """A stored thing; None where it is not there, can't be read, or is not what was stored."""
    try:
        notes = json.loads((record or _record_of(path)).read_text(encoding="utf-8"))
        key, digest, content = notes.pop("key"), notes.pop("digest"), path.read_bytes()
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return Kept(key, content, notes) if _seal(key, content, notes) == digest else None


def forget(path: Path, record: Path | None = None):
    """Remove a stored thing."""
    (record or _record_of(path)).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
