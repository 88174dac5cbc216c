"""Where a row of evidence was seen, as a reader can follow it."""

import re
import textwrap

import pandas as pd

from living_review.evidence import dois, tables
from living_review.evidence.publication_notices import retracted_publications

# A publication's key, such as doe2001 or doe2001b.
KEY = re.compile(r"\b[a-z]+[0-9]{4}[a-z]?\b")
LONGEST_NAME = 36  # letters of a title that stands in for an author who was not seen


def source_name(entry: dict) -> str:
    """Short name of a publication for a table: first author and year, or its title.

    Examples
    --------
    >>> source_name({"first_author": "Doe", "year": "2001", "title": "T"})
    'Doe 2001'
    >>> source_name({"first_author": "", "title": "A long title, more than fits into a table"})
    'A long title, more than fits into …'
    """
    first = entry["first_author"]
    if not first or first.lower().startswith("authors not"):
        first = _shortened(entry["title"])
    year = entry.get("year", "")
    return f"{first} {year}" if year.isdigit() else first


def publication_name(source: str) -> str:
    """Short name of a publication by its key, which says so where it was retracted.

    Raises
    ------
    KeyError
        If the bibliography has no such entry.
    """
    name = source_name(tables.entry(source))
    return f"{name} (Retracted)" if source in retracted_publications() else name


def with_names(text: str) -> str:
    """The same text with keys of publications replaced by their names, for readers."""
    known = tables.bibliography()
    return KEY.sub(
        lambda found: source_name(known[found[0]]) if found[0] in known else found[0], text
    )


def seed_name(source: str) -> str:
    """What figures call a seed document.

    Parameters
    ----------
    source : str
        Its publication.

    Raises
    ------
    KeyError
        If the publication is no seed.
    """
    found = tables.read("seeds", ("short_name",), source=source)["short_name"]
    if found.empty:
        raise KeyError(f"{source!r} is no document of the table seeds")
    return found.iloc[0]


def reader_name(key: str) -> str:
    """A reader as told on a page.

    Examples
    --------
    >>> reader_name("reader3")
    'reader 3'
    """
    return re.sub(r"^reader(?=[0-9])", "reader ", key)


def _shortened(title: str) -> str:
    """Whole words of a title; a word with a hyphen stays whole too."""
    return textwrap.shorten(title, LONGEST_NAME, placeholder=" …", break_on_hyphens=False)


def source_address(entry: dict, pubmed_id: str, seen_at: str) -> str:
    """Where a reader finds the publication: its DOI, else PubMed, else where it was read."""
    if entry.get("doi"):
        return dois.address(entry["doi"])
    if pubmed_id:
        return dois.pubmed_address(pubmed_id)
    return entry.get("url") or seen_at


def publication_address(source: str, seen_at: str = "") -> str:
    """Where a reader finds a publication by its key, as of `source_address`."""
    pubmed_id = tables.row("publications", source)["pubmed_id"]
    return source_address(tables.entry(source), pubmed_id, seen_at)


def view_address(source: str, view: str) -> str:
    """Where a view of a publication was read; blank where that is not told."""
    found = tables.read("publication_views", ("address",), source=source, view=view)["address"]
    return next(iter(found), "")


def with_sources(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``reference``, ``reference_address`` and ``access`` to rows of evidence.

    The reference says so where the publication was retracted.
    """
    keys = list(frame["source"].unique())
    entries = {key: tables.entry(key) for key in keys}
    names = {key: publication_name(key) for key in keys}
    pubmed = {key: tables.row("publications", key)["pubmed_id"] for key in keys}
    joined = tables.with_access(frame)
    joined["reference"] = joined["source"].map(names)
    joined["reference_address"] = [
        source_address(entries[row["source"]], pubmed[row["source"]], row["address"])
        for _, row in joined.iterrows()
    ]
    return joined


def with_chapters(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the title of each row's chapter, ``examined``, and the address of its ``page``."""
    return rows.assign(
        examined=[tables.title(name) if name else "not yet" for name in rows["chapter"]],
        page=(rows["chapter"] + ".html").where(rows["chapter"] != "", ""),
    )


# How far a view of a publication was read, as it follows *we read it*.
READ = {
    "full text": "in full",
    "part of full text": "in part",
    "abstract": "as its abstract",
    "secondary": "in somebody else’s summary",
    "record only": "as a record in a database",
    "registry": "in a registry",
}


def read_in_words(access: str) -> str:
    """How far a source was read, as it follows *we read it*.

    Parameters
    ----------
    access : str
        As `living_review.evidence.tables.with_access` says it.

    Examples
    --------
    >>> read_in_words("abstract, in a copy"), read_in_words("full text")
    ('as its abstract (from a copy)', 'in full')
    """
    view, _, copy = access.partition(", ")
    return f"{READ[view]} (from a copy)" if copy else READ[view]
