"""A reference as a file holds it, and the entry and row that are proposed from it."""

import html
import re
import unicodedata
from dataclasses import dataclass, field

from living_review.evidence import bibliography, dois, tables
from living_review.evidence.text_checks.characters import odd, tidied
from living_review.evidence.text_checks.references import COLLECTIVE, INITIALS, author_fault
from living_review.workshop.imports.proposals import ALREADY_HERE, PROPOSED, Proposal

TAG = re.compile(r"</?[A-Za-z!][^>]*>")
ESCAPES = {letter: f"\\{letter}" for letter in "&%#_"}
ESCAPES |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"}
# BibTeX counts braces even where a backslash stands before them.
BRACKETS = str.maketrans("{}", "()")
TEXTS = ("title", "journal", "booktitle", "publisher", "school", "institution", "howpublished")
FIELDS = (*TEXTS, "year", "volume", "number", "pages", "doi", "url")


@dataclass
class Reference:
    """One reference of a file.

    Parameters
    ----------
    place : str
        Where it stands in the file.
    entry_type, publication_type : str
        Kind of entry in BibTeX, and in the review's own words; blank where no word fits.
    fields : dict
        Fields of BibTeX without its markup; ``authors`` stand apart.
    authors : list of str
        Each ``Family, Given`` or, for an organisation, in braces.
    pubmed_id, notice : str
        As in the table of publications.
    rest : list of tuple of (str, str)
        Parts of the record that no field takes: name and text.
    """

    place: str
    entry_type: str = "misc"
    publication_type: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    pubmed_id: str = ""
    notice: str = ""
    rest: list[tuple[str, str]] = field(default_factory=list)


def plain(text: str) -> str:
    """A text from elsewhere: entities as letters, no tags, no odd spaces, brackets for braces.

    Examples
    --------
    >>> plain("H<sub>2</sub>O &amp; mood:  a   trial")
    'H2O & mood: a trial'
    """
    return tidied(TAG.sub("", html.unescape(text))).translate(BRACKETS)


def person(name: str) -> str:
    """A name as BibTeX reads it: ``Family, Given``, or an organisation in braces.

    Examples
    --------
    >>> person("Doe JA"), person("Doe, Jane, Jr."), person("World Health Organization")
    ('Doe, J. A.', 'Doe, Jr., Jane', '{World Health Organization}')
    """
    name = plain(name).strip(" ,;")
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and not COLLECTIVE.search(name):
        given, second, suffix = (part.strip() for part in given.partition(","))
        return f"{family}, {suffix}, {given}" if second and suffix else f"{family}, {given}"
    words = name.split()
    if len(words) > 1 and INITIALS.fullmatch(words[-1]):
        initials = " ".join(f"{letter}." for letter in words[-1] if letter.isalpha())
        return f"{' '.join(words[:-1])}, {initials}"
    return f"{{{name}}}" if name else ""


def propose(references: list[Reference], proposal: Proposal):
    """Add an entry and a row for each reference that the review does not have yet."""
    known = _Known()
    for reference in references:
        whole = "; ".join(filter(None, (*reference.authors, *reference.fields.values())))
        for name, text in reference.rest:
            proposal.say(reference.place, name, text, "no column of the review takes it")
        if not reference.fields.get("title"):
            proposal.leave(reference.place, whole, "has no title")
        elif same := known.same_as(reference):
            proposal.leave(reference.place, whole, f"is {same}", ALREADY_HERE)
        else:
            _tell_doubts(reference, known, proposal)
            key = known.take(reference)
            proposal.entries[key] = entry(key, reference)
            proposal.add("publications", _row(key, reference))
            proposal.outcomes[reference.place] = PROPOSED


def _row(key: str, reference: Reference) -> dict[str, str]:
    return {
        "source": key,
        "publication_type": reference.publication_type,
        "pubmed_id": reference.pubmed_id,
        "full_text": "",
        "notice": reference.notice,
        "note": "",
    }


def entry(key: str, reference: Reference) -> str:
    """An entry of BibTeX that reads back as the reference.

    Of its kind, or ``misc`` where a field is missing without which that kind can't be printed.
    """
    text = _entry(key, reference, reference.entry_type)
    whole = bibliography.as_written(text.encode())[key]
    return _entry(key, reference, "misc") if bibliography.missing_field(whole) else text


def _entry(key: str, reference: Reference, kind: str) -> str:
    lines = [f"@{kind}{{{key},"]
    authors = " and ".join(escaped(name, braces=True) for name in reference.authors)
    lines.append(f"  author = {{{authors or '{Authors not seen}'}}},")
    for name in FIELDS:
        if text := reference.fields.get(name, ""):
            written = escaped(text) if name in TEXTS else text
            lines.append(f"  {name} = {{{{{written}}}}}," if name == "title" else "")
            lines[-1] = lines[-1] or f"  {name} = {{{written}}},"
    if not reference.fields.get("year"):
        lines.append("  year = {year not seen},")
    return "\n".join([*lines, "}"]) + "\n"


def escaped(text: str, braces: bool = False) -> str:
    r"""A text with what BibTeX would take for markup written as letters.

    Parameters
    ----------
    text : str
        As readers see it.
    braces : bool
        Whether braces at both ends hold an organisation together and stay.

    Examples
    --------
    >>> escaped("Drugs & Therapy 5 %"), escaped("{Johnson & Johnson}", braces=True)
    ('Drugs \\& Therapy 5 \\%', '{Johnson \\& Johnson}')
    """
    if braces and text.startswith("{") and text.endswith("}"):
        return f"{{{escaped(text[1:-1])}}}"
    return "".join(ESCAPES.get(letter, letter) for letter in text).replace("--", "-{}-")


def _tell_doubts(reference: Reference, known: "_Known", proposal: Proposal):
    """What a person should look at before taking the reference over."""
    from pybtex.database import InvalidNameString, Person

    for name in (one for one in reference.authors if one != "others"):
        try:
            fault = author_fault(Person(escaped(name, braces=True)))
        except InvalidNameString as error:
            fault = str(error), "write Family, Given"
        if fault or "," not in name:
            said = f"{fault[0]}; {fault[1]}" if fault else "is taken for an organisation"
            proposal.say(reference.place, "author", name, said)
    for name, text in reference.fields.items():
        fault = dois.fault(text) if name == "doi" and text else None
        if fault := fault or odd(text):
            proposal.say(reference.place, name, text, f"{fault[0]}; {fault[1]}")
    if not reference.authors:
        proposal.say(reference.place, "author", "", "no author was found")
    if not reference.publication_type:
        proposal.say(reference.place, "publication_type", "", "say what kind of publication it is")
    if twin := known.titles.get(letters(reference.fields["title"])):
        proposal.say(reference.place, "title", reference.fields["title"], f"{twin} has it too")


def letters(text: str) -> str:
    """What two spellings of a title have in common.

    Examples
    --------
    >>> letters("A Tale of: two–Cities.")
    'ataleoftwocities'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


class _Known:
    """References that the review has, and those that this import proposes."""

    def __init__(self):
        entries = tables.bibliography()
        rows = tables.read("publications", ("source", "pubmed_id"))
        self.keys = set(entries)
        self.dois = {dois.same(e["doi"]): key for key, e in entries.items() if e.get("doi")}
        self.titles = {letters(e.get("title", "")): key for key, e in entries.items()}
        self.pubmed = {p: key for key, p in zip(*(rows[c] for c in rows), strict=True) if p}

    def same_as(self, reference: Reference) -> str:
        """The same publication in words; empty where there is none."""
        doi, title = dois.same(reference.fields.get("doi", "")), reference.fields["title"]
        if key := self.dois.get(doi):
            return f"{key}, by its DOI"
        if key := self.pubmed.get(reference.pubmed_id):
            return f"{key}, by its PubMed identifier"
        key = self.titles.get(letters(title))
        other = next((known for known, at in self.dois.items() if at == key), "")
        return f"{key}, by its title" if key and letters(title) and not (doi and other) else ""

    def take(self, reference: Reference) -> str:
        """A key that nothing has yet, which from now on is this reference's."""
        first = (reference.authors or [""])[0].strip("{}").partition(",")[0]
        first = first or reference.fields["title"].partition(" ")[0]
        year = reference.fields.get("year", "")
        key = free_key(f"{first}{year[:4] if year[:4].isdigit() else ''}", self.keys)
        self.keys.add(key)
        self.titles.setdefault(letters(reference.fields["title"]), key)
        if doi := reference.fields.get("doi"):
            self.dois.setdefault(dois.same(doi), key)
        if reference.pubmed_id:
            self.pubmed.setdefault(reference.pubmed_id, key)
        return key


def free_key(wanted: str, taken: set[str]) -> str:
    """A key of the bibliography in the review's form, with a letter where it is taken.

    Examples
    --------
    >>> free_key("Łoś-Doe2020", {"osdoe2020"}), free_key("2020", set())
    ('osdoe2020b', 'source2020')
    """
    ascii_only = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    plain_key = re.sub(r"[^a-z0-9]", "", ascii_only)
    key = plain_key if plain_key[:1].isalpha() else f"source{plain_key}"
    endings = ["", *"bcdefghijklmnopqrstuvwxyz", *(f"x{number}" for number in range(len(taken)))]
    return next(f"{key}{ending}" for ending in endings if f"{key}{ending}" not in taken)
