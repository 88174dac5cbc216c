"""References out of RIS, PubMed's format and BibTeX, each record by itself.

A record that can't be read is left over and spoils no other. RIS is read by rispy. PubMed's format
is a tag, a hyphen and a text that may go on in the next line; the library for it, nbib, stood
still in 2021, so its few lines are read here.
"""

import itertools
import re
from collections.abc import Iterator

from living_review.evidence import bibliography
from living_review.workshop.imports.proposals import Proposal
from living_review.workshop.imports.references import FIELDS, Reference, person, plain

YEAR = re.compile(r"\b(1[5-9]|20)[0-9]{2}\b")
# Type of RIS → type of BibTeX, and the review's word for it, where one fits.
RIS_TYPES = {
    "JOUR": ("article", "journal article"),
    "EJOUR": ("article", "journal article"),
    "ABST": ("article", "conference abstract"),
    "CPAPER": ("inproceedings", "conference abstract"),
    "CONF": ("inproceedings", "conference abstract"),
    "BOOK": ("book", "book"),
    "EBOOK": ("book", "book"),
    "CHAP": ("incollection", "book chapter"),
    "ECHAP": ("incollection", "book chapter"),
    "THES": ("phdthesis", "thesis"),
    "ELEC": ("misc", "web page"),
    "BLOG": ("misc", "web page"),
    "PAT": ("misc", "patent"),
    "STAND": ("misc", "standard"),
    "COMP": ("misc", "software"),
    "RPRT": ("techreport", ""),
}
BIBTEX_TYPES = {
    "article": "journal article",
    "book": "book",
    "incollection": "book chapter",
    "inbook": "book chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "inproceedings": "conference abstract",
}
# Names that rispy gives to tags → field; the first that a record has is taken.
RIS_FIELDS = {
    "title": ("title", "primary_title"),
    "journal": ("journal_name", "alternate_title3", "secondary_title", "alternate_title2"),
    "year": ("year", "publication_year", "date"),
    "volume": ("volume",),
    "number": ("number",),
    "doi": ("doi",),
    "url": ("urls",),
    "publisher": ("publisher",),
}
RIS_PAGES, RIS_AUTHORS = ("start_page", "end_page"), ("first_authors", "authors")
PUBMED_FIELDS = {"TI": "title", "JT": "journal", "VI": "volume", "IP": "number", "PG": "pages"}
PUBMED_TYPES = {"Journal Article": ("article", "journal article"), "Preprint": ("misc", "preprint")}
PUBMED_NOTICES = {
    "RIN": "retraction",
    "ECI": "expression of concern",
    "EIN": "correction",
}
PUBMED_START, RIS_START = (
    re.compile(r"^PMID *- ", re.MULTILINE),
    re.compile(r"^TY  - ", re.MULTILINE),
)
BIBTEX_START = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(]", re.MULTILINE)
NO_ENTRY = re.compile(r"@\s*(string|preamble|comment)\b", re.IGNORECASE)


def read_ris(text: str, proposal: Proposal) -> list[Reference]:
    """References of a file in RIS."""
    tidy = re.sub(r"^([A-Z][A-Z0-9])[ \t]+-[ \t]?", r"\1  - ", text, flags=re.MULTILINE)
    return _each(tidy, RIS_START, _from_ris, proposal)


def read_pubmed(text: str, proposal: Proposal) -> list[Reference]:
    """References of a file in the format of PubMed, as .nbib or .txt."""
    unfolded = re.sub(r"\n {6}(?=\S)", " ", text)
    return _each(unfolded, PUBMED_START, _from_pubmed, proposal)


def read_bibtex(text: str, proposal: Proposal) -> list[Reference]:
    """References of a bibliography; abbreviations that it defines hold for all its entries."""
    strings = "".join(chunk for _, chunk in _chunks(text, BIBTEX_START) if _is_string(chunk))

    def from_bibtex(place: str, chunk: str) -> Reference | None:
        return None if NO_ENTRY.match(chunk.strip()) else _from_bibtex(place, strings + chunk)

    return _each(text, BIBTEX_START, from_bibtex, proposal)


def _is_string(chunk: str) -> bool:
    return bool(re.match(r"\s*@\s*string\b", chunk, re.IGNORECASE))


def _chunks(text: str, start: re.Pattern) -> Iterator[tuple[str, str]]:
    """Place and text of what stands before the first record, and of each record."""
    edges = [match.start() for match in start.finditer(text)]
    yield "before the first record", text[: edges[0] if edges else len(text)]
    for number, (begin, end) in enumerate(itertools.pairwise([*edges, len(text)]), 1):
        line = text.count("\n", 0, begin) + 1
        yield f"record {number}, line {line}", text[begin:end]


def _each(text: str, start: re.Pattern, read, proposal: Proposal) -> list[Reference]:
    references = []
    (place, before), *chunks = _chunks(text, start)
    if before.strip():
        proposal.say(place, "text", before.strip(), "belongs to no record")
    for place, chunk in chunks:
        try:
            reference = read(place, chunk)
        except Exception as error:  # libraries raise errors of their own; each record stands alone
            proposal.leave(place, chunk.strip(), f"can't be read: {error!r}")
            continue
        if reference is None:
            proposal.say(place, "text", chunk.strip(), "is no reference")
        else:
            references.append(reference)
    return references


def _texts(value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _from_ris(place: str, chunk: str) -> Reference:
    import rispy

    body, _, after = chunk.partition("\nER  -")
    # A tag that stands twice would lose its second text unless lists are made of all.
    (record,) = rispy.loads(f"{body}\nER  - ", enforce_list_tags=False)
    kind = record.pop("type_of_reference", "")
    entry_type, publication_type = RIS_TYPES.get(kind, ("misc", ""))
    reference = Reference(place, entry_type, publication_type)
    if not publication_type:
        reference.rest.append(("TY", kind))
    _take_ris_fields(record, reference)
    names = [name for part in RIS_AUTHORS for name in _texts(record.pop(part, []))]
    reference.authors = [written for name in names if (written := person(name))]
    pages = [plain(_texts(record.pop(name, ""))[0]) for name in RIS_PAGES]
    reference.fields["pages"] = "--".join(filter(None, pages)).replace("–", "--")
    unknown = dict(record.pop("unknown_tag", {}))
    reference.rest += [
        (name, text) for name, value in {**record, **unknown}.items() for text in _texts(value)
    ]
    reference.rest += [("after the end of the record", after.strip())] if after.strip() else []
    return reference


def _take_ris_fields(record: dict, reference: Reference):
    for field, names in RIS_FIELDS.items():
        for name in names:
            if name in record and not reference.fields.get(field):
                first, *others = _texts(record.pop(name)) or [""]
                reference.fields[field] = _field(field, first)
                if field == "year" and reference.fields["year"] != first.strip():
                    others.append(first)
                reference.rest += [(name, other) for other in others]


def _field(name: str, text: str) -> str:
    text = plain(text)
    if name == "year":
        return match[0] if (match := YEAR.search(text)) else ""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)+", "", text) if name == "doi" else text


def _from_pubmed(place: str, chunk: str) -> Reference:
    reference, short = Reference(place), []
    for line in chunk.split("\n"):
        if not line.strip():
            continue
        match = re.match(r"([A-Z]{2,4}) *- ?(.*)", line)
        tag, text = match.groups() if match else ("line", line)
        if tag == "PMID":
            reference.pubmed_id = text.strip()
        elif tag in PUBMED_FIELDS and not reference.fields.get(PUBMED_FIELDS[tag]):
            reference.fields[PUBMED_FIELDS[tag]] = plain(text)
        elif tag in ("FAU", "CN"):
            reference.authors.append(person(text) if tag == "FAU" else f"{{{plain(text)}}}")
        elif tag == "AU":
            short.append(text)
        elif not _take_pubmed(reference, tag, text):
            reference.rest.append((tag, text.strip()))
    _end_pubmed(reference, short)
    return reference


def _take_pubmed(reference: Reference, tag: str, text: str) -> bool:
    """Whether a line of the record found its place, or says what another line says."""
    if tag == "DP":
        reference.fields["year"] = _field("year", text)
        return text.strip() == reference.fields["year"]
    if tag in ("LID", "AID") and text.rstrip().endswith("[doi]"):
        reference.fields["doi"] = _field("doi", text.removesuffix("[doi]").replace(" [doi]", ""))
        return True
    if tag == "PT" and text.strip() == "Retracted Publication":
        reference.notice = "retraction"
        return True
    if tag == "PT" and text.strip() in PUBMED_TYPES and not reference.publication_type:
        reference.entry_type, reference.publication_type = PUBMED_TYPES[text.strip()]
        return True
    if tag in PUBMED_NOTICES:
        reference.notice = reference.notice or PUBMED_NOTICES[tag]
    return False


def _end_pubmed(reference: Reference, short: list[str]):
    if not any("," in name for name in reference.authors):
        reference.authors = [*map(person, short), *reference.authors]
    elif sum("," in name for name in reference.authors) != len(short):
        reference.rest += [("AU", name) for name in short]
    pages = reference.fields.get("pages", "")
    reference.fields["pages"] = re.sub(r"(?<=\w)-(?=\w)", "--", pages)


def _from_bibtex(place: str, chunk: str) -> Reference:
    ((key, written),) = bibliography.as_written(chunk.encode()).items()
    kind = written.type.lower()
    reference = Reference(place, kind, BIBTEX_TYPES.get(kind, ""))
    reference.rest.append(("key", key))
    for name, value in written.fields.items():
        text = str(value).strip() if name in ("doi", "url") else bibliography.plain(str(value))
        if name in FIELDS:
            reference.fields[name] = _field(name, text.replace("–", "--"))
        elif name == "pmid":
            reference.pubmed_id = text
        else:
            reference.rest.append((name, text))
    for role, people in written.persons.items():
        names = [bibliography.plain(str(one)) for one in people]
        braced = [str(one).startswith("{") for one in people]
        if role == "author":
            reference.authors = [
                f"{{{name}}}" if whole else name for name, whole in zip(names, braced, strict=True)
            ]
        else:
            reference.rest += [(role, name) for name in names]
    return reference
