"""A record of PubMed, of an article or of a book, read from its XML."""

from collections.abc import Iterable

from living_review.search.records import plain_text, record_of, registrations_in
from living_review.search.sources.told_notices import KINDS, Notice, kind_of

RECORDS = ("PubmedArticle", "PubmedBookArticle")
# What others published about a record, or it about others; in the words of a reader.
NOTICES = {
    "RetractionIn": "retracted by",
    "RetractionOf": "retraction of",
    "ExpressionOfConcernIn": "expression of concern in",
    "ExpressionOfConcernFor": "expression of concern for",
    "ErratumIn": "corrected by",
    "ErratumFor": "correction of",
    "UpdateIn": "updated by",
    "UpdateOf": "update of",
}

RETRACTED_TYPE = "Retracted Publication"
TYPES = "MedlineCitation/Article/PublicationTypeList/PublicationType"


def identifier_of(record) -> str:
    """PubMed identifier of an element; blank where it has none."""
    return (record.findtext("*/PMID") or "").strip()


def parse_record(record) -> dict[str, str]:
    """Columns of a record.

    Raises
    ------
    living_review.search.records.UnreadableRecordError
        If it has no identifier or no title.
    """
    reader = _book if record.tag == "PubmedBookArticle" else _article
    return record_of("PubMed", "pubmed", identifier_of(record), **reader(record))


def notices_about(record) -> list[Notice]:
    """What was published about a record; not what it says about others.

    A record of the type *Retracted Publication* that names no retraction has one all the same,
    under its own identifier.
    """
    found = []
    for item in record.iterfind("*/CommentsCorrectionsList/CommentsCorrections"):
        word = (item.get("RefType") or "").strip()
        if word in KINDS:
            other = (item.findtext("PMID") or "").strip()
            reference = plain_text(_words(item, "RefSource"))
            notice = f"pubmed:{other}" if other.isdecimal() else f"reference:{reference}"
            found.append(Notice(kind_of(word), notice, f"{word}: {reference}", "PubMed"))
    types = {"".join(item.itertext()).strip() for item in record.iterfind(TYPES)}
    if RETRACTED_TYPE in types and not any(n.kind.startswith("retraction") for n in found):
        own = f"pubmed:{identifier_of(record)}"
        found.append(Notice("retraction", own, f"type {RETRACTED_TYPE}", "PubMed"))
    return list(dict.fromkeys(found))


def _article(record) -> dict[str, str]:
    citation, article = record.find("MedlineCitation"), record.find("MedlineCitation/Article")
    issue = article.find("Journal/JournalIssue")
    return {
        "kinds": _joined(article.iterfind("PublicationTypeList/PublicationType")),
        "title": _words(article, "ArticleTitle") or _words(article, "VernacularTitle"),
        "authors": _authors(article.iterfind("AuthorList/Author")),
        "published": _day(issue.find("PubDate")) or _day(article.find("ArticleDate")),
        "journal": _words(article, "Journal/ISOAbbreviation") or _words(article, "Journal/Title"),
        "volume": _words(issue, "Volume"),
        "issue": _words(issue, "Issue"),
        "pages": _words(article, "Pagination/MedlinePgn"),
        "doi": _identifier(record, "doi") or _location(article),
        "pubmed_id": identifier_of(record),
        "pmc_id": _identifier(record, "pmc"),
        "registrations": registrations_in(
            *(item.text or "" for item in article.iterfind(".//AccessionNumber")),
            *("".join(item.itertext()) for item in article.iterfind("Abstract/AbstractText")),
        ),
        "language": _joined(article.iterfind("Language")),
        "updated_on": _day(citation.find("DateRevised")),
        "notices": _notices(citation),
    }


def _book(record) -> dict[str, str]:
    document = record.find("BookDocument")
    book = document.find("Book")
    chapter = _words(document, "ArticleTitle")
    return {
        "kinds": _joined(document.iterfind("PublicationType")) or "Book",
        "title": chapter or _words(book, "BookTitle"),
        "authors": _authors(document.iterfind("AuthorList/Author"))
        or _authors(book.iterfind("AuthorList/Author")),
        "published": _day(book.find("PubDate")) or _day(document.find("ContributionDate")),
        "journal": _words(book, "BookTitle" if chapter else "Publisher/PublisherName"),
        "volume": _words(book, "Volume"),
        "pages": _words(document, "Pagination/MedlinePgn"),
        "doi": _identifier(document, "doi") or _identifier(record, "doi"),
        "pubmed_id": identifier_of(record),
        "language": _joined(document.iterfind("Language")),
        "updated_on": _day(document.find("DateRevised")),
    }


def _words(within, path: str) -> str:
    """All text of an element, that of markup within it too; blank where it is not there."""
    element = within.find(path)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _joined(elements: Iterable) -> str:
    return "; ".join("".join(element.itertext()).strip() for element in elements)


def _authors(authors: Iterable) -> str:
    """Family names with initials, and names of groups; never an affiliation."""
    names = []
    for author in authors:
        family = author.findtext("LastName") or ""
        given = author.findtext("Initials") or author.findtext("ForeName") or ""
        suffix = author.findtext("Suffix") or ""
        name = " ".join(part for part in (family, given, suffix) if part)
        names.append(name or _words(author, "CollectiveName"))
    return "; ".join(name for name in names if name)


def _day(element) -> str:
    """A date as far as it is told: *2019 Jan-Mar*, *1990 Spring*, *2018 Aug 17*."""
    if element is None:
        return ""
    parts = ("MedlineDate", "Year", "Season", "Month", "Day")
    return " ".join(filter(None, ((element.findtext(part) or "").strip() for part in parts)))


def _identifier(record, kind: str) -> str:
    """An identifier of the record itself, not of a work that it refers to."""
    for listed in ("PubmedData/ArticleIdList", "PubmedBookData/ArticleIdList", "ArticleIdList"):
        for item in record.iterfind(f"{listed}/ArticleId[@IdType='{kind}']"):
            if item.text and item.text.strip():
                return item.text.strip()
    return ""


def _location(article) -> str:
    for item in article.iterfind("ELocationID[@EIdType='doi']"):
        if item.get("ValidYN", "Y") == "Y" and item.text:
            return item.text.strip()
    return ""


def _notices(citation) -> str:
    """Notices with the identifier of the other record, where one is given."""
    found = []
    for notice in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        if words := NOTICES.get(notice.get("RefType", "")):
            other = (notice.findtext("PMID") or "").strip()
            found.append(f"{words} pubmed:{other}" if other else f"{words} another publication")
    return "; ".join(dict.fromkeys(found))
