"""Search strings: files under version control, named by the protocol's searches.

The version of a string is the digest of its text, so that a run says by itself with which words
it was made.
"""

import re
from dataclasses import dataclass

from living_review.evidence import keys, tables
from living_review.search.addresses import ADDRESSES

FOLDER = tables.SEARCHES
# Names of fields, before or after a term, and the words between terms.
FIELD = re.compile(r"\[[^\]]*\]|[\w.]+:")
TERM = re.compile(r'"([^"]+)"|([^\W_][\w-]*\*?)')
OPERATORS = {"AND", "OR", "NOT"}


@dataclass(frozen=True)
class SearchString:
    """A string as it is sent.

    Attributes
    ----------
    name : str
        Name of its file.
    source : str
        Name of the source in the protocol.
    text : str
        On one line: line ends of the file are spaces.
    """

    name: str
    source: str
    text: str

    @property
    def version(self) -> str:
        """Digest of the text."""
        return keys.digest_of(self.text)


def strings() -> list[SearchString]:
    """The strings of the protocol's searches, in its order.

    Raises
    ------
    OSError
        If a file is missing.
    """
    return [
        string_of(name, search["source"])
        for search in tables.register("protocol")["searches"]
        for name in search.get("strings", [])
        if search["source"] in ADDRESSES
    ]


def string_of(name: str, source: str) -> SearchString:
    """A string as its file has it today.

    Raises
    ------
    OSError
        If the file is missing.
    """
    return SearchString(name, source, on_one_line(tables.read_bytes(f"{FOLDER}/{name}")))


def on_one_line(raw: bytes) -> str:
    r"""Text of a string, its line ends and indents made single spaces.

    Examples
    --------
    >>> on_one_line(b"asthma\n  AND child\n")
    'asthma AND child'
    """
    return re.sub(r"\s+", " ", raw.decode("utf-8")).strip()


def terms_of(text: str) -> re.Pattern | None:
    """What finds the terms of a search string in a title; None where it has none.

    A star stands for any ending. Names of fields and operators are no terms.

    Examples
    --------
    >>> found = terms_of('asthma*[Title/Abstract] AND (TITLE:"peak flow" OR wheez*)')
    >>> found.findall("Asthmatic children who wheeze: peak flow")
    ['Asthmatic', 'wheeze', 'peak flow']
    """
    parts = (quoted or bare for quoted, bare in TERM.findall(FIELD.sub(" ", text)))
    terms = {part.casefold() for part in parts if part not in OPERATORS}
    if not terms:
        return None
    written = [re.escape(term).replace(r"\*", r"\w*") for term in sorted(terms)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)
