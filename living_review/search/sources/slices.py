"""Files of PubMed's own distribution as a source: a slice of it, and nothing more.

What is found in them is named after the slice, so that no slice is taken for a search of PubMed.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from living_review.search.failures import SearchError
from living_review.search.queries import Searched, meets, read_query
from living_review.search.records import plain_text
from living_review.search.sources.paging import Found
from living_review.search.sources.pubmed_records import RECORDS, identifier_of, parse_record

SLUG = "slice"
COMPRESSED = b"\x1f\x8b"
TEXTS = (".//AbstractText", ".//KeywordList/Keyword")
HEADINGS = ".//MeshHeading/DescriptorName"
OTHERS = ".//SupplMeshName"


def search_files(files: list[Path], name: str, string: str) -> Found:
    """Records of files that a string asks for.

    Parameters
    ----------
    files : list of pathlib.Path
        XML of PubMed, compressed or not, in the order in which it was issued: a later file
        replaces and deletes records of an earlier one.
    name : str
        What the slice is called, which becomes the source of its records.
    string : str
        Search string of PubMed.

    Returns
    -------
    Found
        Its hits are those within the files.

    Raises
    ------
    SearchError
        If a file can't be read to its end; then nothing of it counts.
    ValueError
        If the string can't be asked of files.
    """
    query, found, held = read_query(string), Found(), set()
    for file in files:
        digest = digest_of(file)
        for element in elements(file):
            if element.tag == "DeleteCitation":
                gone = {item.text for item in element.iterfind("PMID")}
                held -= gone
                for key in gone:
                    found.records.pop(f"{SLUG}:{key}", None)
                continue
            key = identifier_of(element)
            held.add(key)
            found.records.pop(f"{SLUG}:{key}", None)
            if meets(query, searched(element)):
                found.take([element], lambda item: _named(parse_record(item), name), digest)
    found.count(len(found.records) + found.unreadable)
    found.held = len(held)
    return found


def searched(element) -> Searched:
    """Words of an element of PubMed's XML that a string is asked of."""
    title = element.find(".//ArticleTitle")
    headings = [*element.iterfind(HEADINGS), *element.iterfind(OTHERS)]
    return Searched(
        "" if title is None else plain_text("".join(title.itertext())),
        " ".join("".join(item.itertext()) for path in TEXTS for item in element.iterfind(path)),
        frozenset((item.text or "").lower() for item in headings),
    )


def digest_of(file: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _named(record: dict[str, str], name: str) -> dict[str, str]:
    return record | {"source": name, "record": f"{SLUG}:{record['identifier']}"}


def elements(file: Path) -> Iterator:
    """Records and deletions of a file, one at a time: a file is larger than its answer.

    Parameters
    ----------
    file : pathlib.Path
        XML of PubMed, compressed or not.

    Yields
    ------
    lxml.etree._Element
        One that is cleared once the next is asked for.

    Raises
    ------
    SearchError
        If the file can't be read to its end.
    """
    with file.open("rb") as opened:
        start = opened.read(len(COMPRESSED))
    opener = gzip.open if start == COMPRESSED else open
    try:
        with opener(file, "rb") as opened:
            wanted = (*RECORDS, "DeleteCitation")
            # No entity is expanded and nothing beyond the file is read.
            safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
            for _, element in etree.iterparse(opened, tag=wanted, **safe):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (etree.XMLSyntaxError, OSError, EOFError, zlib.error) as error:
        kind = type(error).__name__
        raise SearchError("unreadable answer", f"{file.name} can't be read ({kind})") from None
