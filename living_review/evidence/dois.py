"""Digital object identifiers: their form, the address that leads to one, and what spoils them.

Where a PubMed identifier leads stands here too.
"""

import re
from urllib.parse import quote

FORM = re.compile(r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+")
# What people and databases write before an identifier.
PREFIX = re.compile(r"(https?://(dx\.)?doi\.org/|doi:?\s*)+", re.IGNORECASE)
RESOLVER_TWICE = re.compile(
    r"doi\.org/(https?:|doi:|[^?#]*//(dx\.)?doi\.org/)|doi\.org/10\.\S*[.,;}]$", re.IGNORECASE
)
BRACKETS = {"(": ")", "<": ">", "[": "]", "{": "}"}


def address(doi: str) -> str:
    """Address of a publication by its identifier; what an address may not hold is encoded.

    Identifiers of the years around 2000 hold angle brackets and semicolons.

    Examples
    --------
    >>> address("10.1002/1097-0258(20001130)19:22<3127::aid-sim784>3.0.co;2-m")
    'https://doi.org/10.1002/1097-0258(20001130)19:22%3C3127::aid-sim784%3E3.0.co;2-m'
    """
    return f"https://doi.org/{quote(doi, safe='/:;().,-_!*~@$&=' + chr(39))}"


def pubmed_address(identifier: str) -> str:
    """Address of a record of PubMed by its identifier."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"


def same(doi: str) -> str:
    """What two spellings of one identifier have in common: letters count without their case.

    Examples
    --------
    >>> same("https://doi.org/10.1000/ABC") == same("10.1000/abc")
    True
    """
    return PREFIX.sub("", doi.strip(), count=1).casefold()


def fault(doi: str) -> tuple[str, str] | None:
    """What is wrong with an identifier as written, and the remedy; None where nothing is.

    Examples
    --------
    >>> fault("10.1000/182")
    >>> fault("https://doi.org/10.1000/182")
    ('has an address or a word before it', 'write 10.1000/182')
    >>> fault("10.1000/182.")
    ('ends with a mark of the sentence that it stood in', 'write 10.1000/182')
    """
    bare = PREFIX.sub("", doi)
    if bare != doi:
        return "has an address or a word before it", f"write {bare}"
    if not FORM.fullmatch(doi):
        return "is no DOI", "write it as 10., digits, a slash and the rest, without spaces"
    if "\\" in doi:
        return "has a backslash, which would enter the link", "write the character alone"
    if re.search(r"%[0-9A-Fa-f]{2}", doi):
        return "is encoded as in an address", "write the characters themselves, such as < for %3C"
    if odd := _unbalanced(doi):
        return f"has {odd} without its counterpart", "copy the whole DOI, and nothing after it"
    if doi[-1] in ".,;:'\"":
        return "ends with a mark of the sentence that it stood in", f"write {doi.rstrip('.,;:')}"
    return None


def address_fault(written: str) -> tuple[str, str] | None:
    """What is wrong with an address on the web, and the remedy; None where nothing is seen.

    Examples
    --------
    >>> address_fault("https://example.org/?a=1&b=2")
    >>> address_fault("https://doi.org/https://doi.org/10.1000/182")[0]
    'leads to no publication: the address of the resolver is in it twice, or a mark follows'
    """
    if "\\" in written or "%5C" in written.upper():
        return "has a backslash, so that the link fails", "write the character alone, & for \\&"
    if RESOLVER_TWICE.search(written):
        return (
            "leads to no publication: the address of the resolver is in it twice, or a mark "
            "follows",
            "write https://doi.org/ once, and the DOI after it",
        )
    return None


def _unbalanced(doi: str) -> str:
    """The first bracket that is not closed, or not opened; empty where all pair up."""
    open_ones = []
    for letter in doi:
        if letter in BRACKETS:
            open_ones.append(letter)
        elif letter in BRACKETS.values() and (not open_ones or BRACKETS[open_ones.pop()] != letter):
            return letter
    return open_ones[-1] if open_ones else ""
