"""What an edition says, and the bytes that it is made of, each as one checksum.

Two builds of one commit on different machines may differ in the last bits of a float, and so in
what a live chart holds; they must not differ in a word or a number that is shown.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import tarfile
import unicodedata
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from living_review.editions.register import EditionError

UNSEEN = ("script", "style", "template", "head")
SAID = ("alt", "aria-label", "title")  # words for those who listen
BREAKS = re.compile(r"\s+")
DATA = (".csv", ".json", ".bib")
# A date before which a zip can't go; the same in every archive, so that bytes depend on content.
EPOCH = (1980, 1, 1, 0, 0, 0)


class _Seen(HTMLParser):
    """The visible text of a page, with the words that stand for pictures."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self._hidden, self._title = [], 0, False

    def handle_starttag(self, tag, attributes):
        if tag in UNSEEN:
            self._hidden += 1
        elif tag == "title":  # it lies in the head, and is seen all the same
            self._title = True
        self._hear(attributes)
        self.parts.append(" ")

    def handle_startendtag(self, tag, attributes):
        self._hear(attributes)

    def handle_endtag(self, tag):
        if tag in UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "title":
            self._title = False
        self.parts.append(" ")

    def handle_data(self, data):
        if not self._hidden or self._title:
            self.parts.append(data)

    def _hear(self, attributes):
        if not self._hidden:
            self.parts += [f" {value} " for name, value in attributes if name in SAID and value]


def words(page: str) -> str:
    """What a page says to those who see it and those who hear it, in one line.

    Examples
    --------
    >>> words("<title>A</title><p>Of 1&nbsp;000   <b>people</b></p><script>let x = 3</script>")
    'A Of 1 000 people'
    """
    seen = _Seen()
    seen.feed(page)
    seen.close()
    said = unicodedata.normalize("NFC", "".join(seen.parts))
    return BREAKS.sub(" ", said).strip()


def pages(folder: Path) -> list[str]:
    """Addresses of the pages below an edition's folder, sorted."""
    paths = (path.relative_to(folder) for path in folder.rglob("*.html"))
    return sorted(path.as_posix() for path in paths if path.parts[0] != "_static")


def words_and_numbers(folder: Path) -> str:
    """SHA-256 of all that an edition says: the text of every page, and its data as published.

    Parameters
    ----------
    folder : pathlib.Path
        The edition's folder.

    Raises
    ------
    EditionError
        If the folder holds no page.
    """
    names = pages(folder)
    if not names:
        raise EditionError(f"{folder.name} holds no page")
    digest = hashlib.sha256()
    for name in names:
        text = words((folder / name).read_text(encoding="utf-8"))
        digest.update(f"{name}\0{text}\0".encode())
    data = folder / "data"
    for path in sorted(data.rglob("*")) if data.is_dir() else ():
        if path.suffix in DATA:
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(_told(path) + b"\0")
    return digest.hexdigest()


def _told(path: Path) -> bytes:
    """What a file of data tells, whatever its line ends, quotes or indents."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.dumps(json.loads(text), sort_keys=True).encode()
    if path.suffix == ".csv":
        return json.dumps(list(csv.reader(io.StringIO(text, newline="")))).encode()
    return "\n".join(text.splitlines()).encode()


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _files(folder: Path) -> list[tuple[str, Path]]:
    files = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    return sorted((name, path) for name, path in files if path.is_file())


def write_archive(folder: Path, archive: Path, top: str):
    """An edition's folder as one compressed file whose bytes depend on its content alone.

    Parameters
    ----------
    folder : pathlib.Path
        What goes in.
    archive : pathlib.Path
        The ``.tar.gz`` to write.
    top : str
        Name of the folder in it.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in _files(folder):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = path.stat().st_size, 0, 0o644
            with path.open("rb") as file:
                tar.addfile(entry, file)


def write_zip(folder: Path, archive: Path, top: str):
    """A folder as a zip, likewise; for those who open it by hand."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in _files(folder):
            entry = zipfile.ZipInfo(f"{top}/{name}", EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, path.read_bytes())


def unpack(archive: Path, checksum: str, folder: Path, top: str):
    """Put an edition's archive into a folder, if every byte is the registered one.

    Raises
    ------
    EditionError
        If the archive is another one than was registered.
    """
    digest = of_file(archive)
    if digest != checksum:
        raise EditionError(
            f"{archive.name} is not the registered archive: its SHA-256 is {digest}, and {checksum}"
            " is registered. Fetch it again, or take it away to have the edition built from its "
            "commit"
        )
    with tarfile.open(archive) as tar:
        for entry in tar:
            inside = entry.name.removeprefix(f"{top}/")
            if inside == entry.name or not entry.isfile():
                raise EditionError(f"{archive.name} holds {entry.name!r}, which is not of {top}/")
            tar.extract(entry.replace(name=inside), folder, filter="data")
