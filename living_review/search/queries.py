"""Strings of PubMed as trees: looked through for mistakes, and asked of records at hand.

What PubMed finds with a string is PubMed's to say. Here the same words are asked of records in
files, for which there is no index: a heading is found under its own name, without the headings
below it, and a word as it is written.
"""

import contextlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from search_query.linter import lint_query_string
from search_query.parser import parse
from search_query.query import Query

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WORD = re.compile(r"[^\W_]+")
HEADINGS = {"mesh terms", "mesh", "mh"}
TEXTS = {"title": ("title",), "ti": ("title",), "title/abstract": ("title", "abstract")}
TEXTS["tiab"] = TEXTS["title/abstract"]
# A heading of the thesaurus is more than its words, which the library takes it for.
FALSE_WARNINGS = ("QUALITY_0005",)


def mistakes(text: str) -> list[str]:
    """What is wrong or doubtful in a string of PubMed, each in a line; none if it is sound.

    Examples
    --------
    >>> mistakes("(asthma[Title] AND child[Title]")
    ['Unbalanced opening parenthesis']
    >>> mistakes("asthma[Title] AND child*[Title]")
    []
    """
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            by_place = lint_query_string(text, platform="pubmed")
        except Exception:  # the library fails in many ways on what is no string at all
            return ["it can't be read"]
    listed = by_place.values() if isinstance(by_place, dict) else [by_place]
    found = [message for messages in listed for message in messages]
    return [
        " ".join(COLOURS.sub("", message["details"] or message["message"]).split())
        for message in found
        if message["code"] not in FALSE_WARNINGS
    ]


@dataclass(frozen=True)
class Searched:
    """Words of a record that a string is asked of.

    Attributes
    ----------
    title, abstract : str
        Plain text; keywords of authors belong to the abstract, as in PubMed.
    headings : frozenset of str
        Headings of the thesaurus, in small letters.
    """

    title: str
    abstract: str = ""
    headings: frozenset[str] = field(default_factory=frozenset)


def read_query(text: str) -> Query:
    """Tree of a string of PubMed.

    Raises
    ------
    ValueError
        If it is not written in PubMed's way, or asks for what can't be asked of a file.

    Examples
    --------
    >>> read_query("asthma[Author]")
    Traceback (most recent call last):
    ValueError: asthma[Author] can't be asked of files: title, abstract and headings can
    """
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            query = parse(text, platform="pubmed")
        except Exception:  # a mistake in it, or a way in which the library fails on it
            raise ValueError("; ".join(mistakes(text)) or "it can't be read") from None
    for term in _terms(query):
        if _field(term) not in HEADINGS | TEXTS.keys():
            said = f"{term.value}[{_field(term, raw=True)}]"
            raise ValueError(f"{said} can't be asked of files: title, abstract and headings can")
        if _field(term) in TEXTS and " " in term.value and not term.value.startswith('"'):
            raise ValueError(f"{term.value}: write quotation marks around a phrase")
    return query


def meets(query: Query, record: Searched) -> bool:
    """Whether a record is among those that a string asks for.

    Examples
    --------
    >>> query = read_query('("asthma"[MeSH Terms] OR wheez*[Title/Abstract]) NOT adult[Title]')
    >>> meets(query, Searched("Wheezing in childhood"))
    True
    >>> meets(query, Searched("An adult who wheezes", headings=frozenset({"asthma"})))
    False
    """
    if not query.operator:
        return _holds(record, query)
    told = [meets(child, record) for child in query.children]
    if query.value == "NOT":
        return told[0] and not any(told[1:])
    return all(told) if query.value == "AND" else any(told)


def _terms(query: Query) -> Iterable[Query]:
    if not query.operator:
        yield query
    for child in query.children:
        yield from _terms(child)


def _field(term: Query, raw: bool = False) -> str:
    name = term.field.value.strip("[]") if term.field else "all fields"
    return name if raw else name.lower()


def _holds(record: Searched, term: Query) -> bool:
    wanted = term.value.strip('"').lower()
    if _field(term) in HEADINGS:
        return wanted in record.headings
    words = [re.escape(word) for word in WORD.findall(wanted)]
    if not words:
        return False
    pattern = r"[\W_]+".join(words) + ("" if wanted.endswith("*") else r"(?![^\W_])")
    found = re.compile(rf"(?<![^\W_]){pattern}")
    return any(found.search(getattr(record, name).lower()) for name in TEXTS[_field(term)])
