"""Names of editions that stay, whatever their address: for feeds, metadata and citations."""

import uuid

from living_review.evidence import tables

NAMELESS = "A living review"
AUTHORS = "The authors of the living review"
WORDS_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def urn(*parts: str) -> str:
    """Identifier that is made of names and needs no address.

    Parameters
    ----------
    *parts : str
        Such as the tree hash of an edition and what of it is meant.

    Examples
    --------
    >>> urn("4b825dc6", "edition")
    'urn:uuid:b4a13366-137e-5dad-9175-f53fb57c3bb2'
    """
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, '/'.join(('living-review', *parts)))}"


def title() -> str:
    """Title of the review."""
    return tables.citation().get("title", NAMELESS)


def abstract() -> str:
    """What the review is, in a sentence or two."""
    return " ".join(tables.citation().get("abstract", f"{title()}.").split())


def authors() -> list[str]:
    """Names of its authors, as they are to be cited."""
    found = []
    for author in tables.citation().get("authors", []):
        given = " ".join(filter(None, (author.get("given-names"), author.get("family-names"))))
        found.append(author.get("name") or given)
    return found or [AUTHORS]


def address(edition, site_url: str) -> str:
    """Where an edition stands: its DOI, else on the website; blank where neither is known."""
    if edition.doi:
        return f"https://doi.org/{edition.doi}"
    return f"{folder(edition.version, site_url)}index.html" if site_url else ""


def folder(version: str, site_url: str) -> str:
    """Address of an edition's folder, with a slash at its end; blank without a website."""
    return f"{site_url.rstrip('/')}/{version}/" if site_url else ""


def how_to_cite(edition, site_url: str = "") -> str:
    """An edition as a reference.

    Parameters
    ----------
    edition : Edition
        Its row of the register.
    site_url : str
        Where the website stands; blank as long as that is not settled.
    """
    said = reference(edition.version, edition.date)
    where = address(edition, site_url)
    return f"{said} {where}" if where else said


def reference(version: str, date: str) -> str:
    """Authors, title, version and date, as they are to be cited."""
    names, name = "; ".join(authors()).rstrip("."), title().rstrip(".")
    return f"{names}. {name}. Edition {version}, {date}."
