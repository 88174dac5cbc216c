"""Search strings: files under version control, named by the protocol's searches.

The version of a string is the digest of its text, so that a run says by itself with which words
it was made.
"""

import re
from dataclasses import dataclass

from living_review.evidence import keys, tables
from living_review.search.addresses import ADDRESSES

FOLDER = "searches"


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
        SearchString(name, search["source"], on_one_line(tables.read_bytes(f"{FOLDER}/{name}")))
        for search in tables.register("protocol")["searches"]
        for name in search.get("strings", [])
        if search["source"] in ADDRESSES
    ]


def on_one_line(raw: bytes) -> str:
    r"""Text of a string, its line ends and indents made single spaces.

    Examples
    --------
    >>> on_one_line(b"asthma\n  AND child\n")
    'asthma AND child'
    """
    return re.sub(r"\s+", " ", raw.decode("utf-8")).strip()
