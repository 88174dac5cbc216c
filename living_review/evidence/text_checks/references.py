r"""Forms of references that BibTeX accepts and reads as something else.

BibTeX parts authors at the word *and* and turns names at their commas. So a list as PubMed prints
it, ``Doe JA, Roe R``, becomes one person, and an organisation without braces a person whose family
name is its last word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from living_review.evidence import bibliography, dois, keys, passes, tables
from living_review.evidence.problems import Problem
from living_review.evidence.text_checks.characters import odd

CHECK = "references"
# A comment, which swallows the rest of a text, unless a backslash stands before it.
BARE_PERCENT = re.compile(r"(?<!\\)%")
TAG_OR_ENTITY = re.compile(r"</?[A-Za-z!][^>]*>|<script|&(#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
INITIALS = re.compile(r"[A-Z](-?[A-Z]){0,3}")
SPACED_INITIALS = re.compile(r"([A-Z]\.?[\s-]?){1,4}")
LINEAGE = re.compile(r"(Jr|Sr|I{1,3}|IV)\.?")
COLLECTIVE = re.compile(
    r"\b(academy|administration|agency|association|authority|board|center|centre|clinic|college|"
    r"collaborat(ion|ive|ors)|commission|committee|consortium|corporation|council|department|"
    r"federation|foundation|group|hospital|inc|institut(e|es|ion)|investigators|laborator(y|ies)|"
    r"limited|ltd|llc|members|ministry|network|office|organi[sz]ation|programme|registry|service|"
    r"society|taskforce|team|trialists|union|university)\b",
    re.IGNORECASE,
)
SEVERAL = "write Family, Given and Family, Given"
LOST_AND = re.compile(r"^\s*and\b|\band\s+and\b|\band\s*$", re.IGNORECASE)
BRACED_PERSON = re.compile(r"\{[^\W\d_][\w'’ -]*, ([A-Z]\.[ -]?){1,4}\}")
ENTRY = r"^[ \t]*@\w+[ \t]*\{{[ \t]*{key}[ \t]*,"
FIELD = r"^[ \t]*{name}[ \t]*="


def check_references() -> list[Problem]:
    """Names, identifiers, addresses and markup of the bibliography that readers would see wrong.

    A bibliography that can't be read at all is told of where publications are checked.
    """
    raw = tables.read_bytes(tables.BIBLIOGRAPHY)
    digest = keys.digest_of(raw)
    if digest in passes.passed(CHECK):
        return []
    problems = _problems(raw)
    if not problems:
        passes.remember(CHECK, [digest])
    return list(problems)


@lru_cache(maxsize=2)  # an author and the tests check one small edit of the tables after another
def _problems(raw: bytes) -> tuple[Problem, ...]:
    try:
        entries = bibliography.as_written(raw)
        text = raw.decode("utf-8")
    except Exception:  # pybtex has errors of its own, for syntax and for repeated keys
        return ()
    problems = []
    for key, entry in entries.items():
        for field, value, wrong, remedy in _faults(entry):
            line = _line(text, key, field)
            wrong = f"entry {key}: {wrong}"
            problems.append(Problem(tables.BIBLIOGRAPHY, line, field, value, wrong, remedy))
    return tuple(problems)


def author_fault(person) -> tuple[str, str] | None:
    """What shows that a name was not understood by BibTeX, and the remedy; None if nothing does.

    Parameters
    ----------
    person : pybtex.database.Person
        A person or, in braces, an organisation.

    Examples
    --------
    >>> from pybtex.database import Person
    >>> author_fault(Person("Doe, Jane"))
    >>> author_fault(Person("Doe JA, Roe R"))[0]
    'takes several people for one, as PubMed prints them'
    >>> author_fault(Person("World Health Organization"))[0]
    "is an organisation, which becomes a person with the family name 'Organization'"
    >>> author_fault(Person("J. A., Doe"))[0]
    "has the initials 'J. A.' as its family name"
    """
    name = str(person)
    if BRACED_PERSON.fullmatch(name):
        return "is a person in the braces of an organisation", f"write {name[1:-1]}"
    if name == "others" or name.startswith("{"):
        return None
    families = [*person.prelast_names, *person.last_names]
    if LOST_AND.search(name):
        return "has an empty author", "take the word and away, or add the author who is missing"
    if re.search(r"\bet al\b|\bu\. ?a\.", name):
        return "ends in words for further authors", "write: and others"
    if ";" in name:
        return "has a semicolon, which parts no authors", "write the word and between authors"
    if COLLECTIVE.search(name) or "&" in name:
        wrong = f"is an organisation, which becomes a person with the family name {families[-1]!r}"
        return wrong, "write it in two pairs of braces: {{...}}"
    if len(families) > 1 and INITIALS.fullmatch(families[-1]) and "," in name:
        return "takes several people for one, as PubMed prints them", SEVERAL
    return _turned(person, families)


def _turned(person, families: list[str]) -> tuple[str, str] | None:
    """Family and given name exchanged, or something in them that no name has."""
    family, given = " ".join(families), " ".join([*person.first_names, *person.middle_names])
    word = any(len(part.strip(".")) > 2 for part in given.split())
    if SPACED_INITIALS.fullmatch(family) and word:
        remedy = f"write {given}, {family}; a family name of one letter in braces"
        return f"has the initials {family!r} as its family name", remedy
    if re.search(r"\d", f"{family}{given}"):
        return (
            "has a digit",
            "take the footnote's mark away, or put the whole name in braces",
        )
    if person.lineage_names and not LINEAGE.fullmatch(person.lineage_names[0]):
        return "has two commas", f"{SEVERAL}, or Family, Jr., Given"
    return None


def _faults(entry) -> Iterator[tuple[str, str, str, str]]:
    """Field, value, what is wrong with it, and the remedy."""
    if "title" not in entry.fields:
        yield "title", "", "has no title", "add it"
    elif missing := bibliography.missing_field(entry):
        remedy = f"add it if it was seen, else make the entry @misc (it is @{entry.type})"
        yield missing, "", f"has no {missing}, without which its kind can't be printed", remedy
    for role, people in entry.persons.items():
        for person in people:
            name = str(person)
            if fault := odd(name) or author_fault(person) or _markup(name):
                yield role, name, *fault
    for name, value in entry.fields.items():
        if fault := odd(value) or _field_fault(name, value):
            yield name, value, *fault


def _field_fault(name: str, value: str) -> tuple[str, str] | None:
    if name == "doi":
        return dois.fault(value)
    if name == "url":
        return dois.address_fault(value)
    return _markup(value)


def _markup(value: str) -> tuple[str, str] | None:
    if BARE_PERCENT.search(value):
        wrong = "has a percent sign, which begins a remark there, so that the rest is lost"
        return wrong, "write a backslash before it: \\%"
    if TAG_OR_ENTITY.search(value):
        return "holds a tag or an entity", "write plain text"
    try:
        shown = bibliography.plain(value)
    except Exception as error:  # pybtex: braces that do not pair up
        return f"has markup that can't be read ({error})", "close every brace that is opened"
    if "\\" in shown or re.search(r"\$[^$]+\$", shown):
        return f"is shown to readers as {shown!r}", "write the letters themselves, in UTF-8"
    return None


def _line(text: str, key: str, field: str) -> int:
    """Line of a field of an entry; that of the entry where the field has none of its own."""
    start = re.search(ENTRY.format(key=re.escape(key)), text, re.MULTILINE | re.IGNORECASE)
    if not start:
        return 0
    after = re.compile(FIELD.format(name=re.escape(field)), re.MULTILINE | re.IGNORECASE)
    following = re.compile(r"^[ \t]*@\w+[ \t]*\{", re.MULTILINE).search(text, start.end())
    end = following.start() if following else len(text)
    place = after.search(text, start.end(), end)
    return text.count("\n", 0, place.start() if place else start.start()) + 1
