"""How many of the trials that are known a search string would find, as far as that can be told."""

from living_review.evidence import tables
from living_review.search.queries import Searched, meets, read_query
from living_review.search.sources.pubmed import NAME
from living_review.search.strings import strings


def recall_numbers() -> dict[str, str]:
    """Trials of the review whose title alone meets the string for PubMed, as text for prose.

    Abstracts and headings are not among the data: of the others nothing can be told, and what is
    found by its title is the least that the string finds.
    """
    query = next(read_query(string.text) for string in strings() if string.source == NAME)
    entries = tables.bibliography()
    titles = [
        entries[trial]["title"]
        for trial in tables.read("trials", ("trial",))["trial"]
        if entries.get(trial, {}).get("title")
    ]
    found = sum(meets(query, Searched(title)) for title in titles)
    return {
        "recall-trials": str(len(titles)),
        "recall-found": str(found),
        "recall-untold": str(len(titles) - found),
    }
