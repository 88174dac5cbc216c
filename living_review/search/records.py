"""A record as every source's are kept: the same columns, in plain text, without contacts.

Names of authors are part of a publication's reference and stay; affiliations, addresses and the
contacts of trials are never taken over.
"""

import html
import re
import unicodedata

from living_review.evidence import dois
from living_review.evidence.text_checks.characters import tidied

COLUMNS = (
    *("record", "source", "identifier", "kinds", "title", "authors", "year", "published"),
    *("journal", "volume", "issue", "pages", "doi", "pubmed_id", "pmc_id", "registrations"),
    *("language", "status", "completed_on", "updated_on", "notices"),
)
# A script within a title is none of its words; other markup is taken away around its words.
SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"</?[A-Za-z!][^<>]*>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z]+);")
YEAR = re.compile(r"(?<![0-9])(1[5-9]|20)[0-9]{2}(?![0-9])")
REGISTRATION = re.compile(
    r"\b(NCT[0-9]{8}|ISRCTN[0-9]{8}|IRCT[0-9A-Z]{6,20}|ACTRN[0-9]{14}|ChiCTR[0-9A-Z-]{6,20}"
    r"|CTRI/[0-9]{4}/[0-9]{2,3}/[0-9]{6}|DRKS[0-9]{8}|JPRN-[A-Za-z0-9]+|UMIN[0-9]{9}"
    r"|PACTR[0-9]{15,16}|KCT[0-9]{7}|RBR-[0-9a-z]{6,7})"
)


class UnreadableRecordError(Exception):
    """A record without what makes it one: an identifier and a title."""


def plain_text(written: str) -> str:
    """A text of a source without markup, entities, and characters that nobody sees.

    Examples
    --------
    >>> plain_text("Role of Ca<sup>2+</sup> &lt;i&gt;in vivo&lt;/i&gt; &amp;amp; p < 0.05")
    'Role of Ca2+ in vivo & p < 0.05'
    >>> plain_text("<script>alert('x')</script>A trial")
    'A trial'
    """
    text = written
    while ENTITY.search(text) or TAG.search(text):  # entities stand within entities
        plain = html.unescape(TAG.sub("", SCRIPT.sub("", text)))
        if plain == text:  # an entity that has no meaning
            plain = ENTITY.sub(r"\1", text)
        text = plain
    return tidied(text)


def record_of(source: str, slug: str, identifier: str, **fields: str) -> dict[str, str]:
    """A record with every column, in plain text; what is not given is blank.

    Parameters
    ----------
    source : str
        Name of the source, for readers.
    slug : str
        The source's part of the record's key, such as ``pubmed``.
    identifier : str
        What the source calls the record.
    **fields : str
        Other columns of `COLUMNS`; the year is taken from ``published`` unless it is given.

    Raises
    ------
    UnreadableRecordError
        If identifier or title is blank.
    """
    plain = {name: plain_text(text or "") for name, text in fields.items()}
    known = {"source": source, "identifier": plain_text(identifier or "")} | plain
    if not known["identifier"] or not known.get("title"):
        raise UnreadableRecordError(identifier or "")
    known["record"] = f"{slug}:{known['identifier']}"
    known["doi"] = dois.same(known.get("doi", ""))
    year = YEAR.search(known.get("year", "")) or YEAR.search(known.get("published", ""))
    known["year"] = year[0] if year else ""
    if not known.get("pubmed_id", "").isdecimal():  # none, or something that is none
        known["pubmed_id"] = ""
    return {column: known.get(column, "") for column in COLUMNS}


def registrations_in(*texts: str) -> str:
    """Numbers of registers of trials that texts name, each once, in order.

    Examples
    --------
    >>> registrations_in("NCT00567567 and ISRCTN12345678", "NCT00567567")
    'NCT00567567; ISRCTN12345678'
    """
    found = [number for text in texts for number in REGISTRATION.findall(text)]
    return "; ".join(dict.fromkeys(found))


def plain_title(title: str) -> str:
    """Letters and digits of a title alone, without accents and case.

    Examples
    --------
    >>> plain_title("Étude: a T-380A trial.")
    'etudeat380atrial'
    """
    apart = unicodedata.normalize("NFKD", title.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c)))
