"""Every source that can be searched, by its name in the protocol."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from living_review.search.queries import mistakes
from living_review.search.sources import clinical_trials, crossref, europe_pmc, pubmed
from living_review.search.sources.paging import Ask, Found, Window, parts_of
from living_review.search.strings import SearchString


class Source(NamedTuple):
    """A source: where it answers, at which pace, and how it is searched.

    ``parts`` are the names that parts of its strings may have; a string of a source without
    them is sent as it is. With ``by_window``, a later run asks only for what was entered or
    changed since; of other sources the whole list is read each time.
    """

    name: str
    address: str
    pause: float
    identity: Callable[[str, str], dict[str, str]]
    search: Callable[[Ask, str, Window, Found], None]
    parts: Mapping[str, str] = MappingProxyType({})
    by_window: bool = False


SOURCES = {
    source.name: source
    for source in (
        Source(
            pubmed.NAME,
            pubmed.ADDRESS,
            pubmed.PAUSE,
            pubmed.identity,
            pubmed.search,
            by_window=True,
        ),
        Source(
            europe_pmc.NAME,
            europe_pmc.ADDRESS,
            europe_pmc.PAUSE,
            europe_pmc.identity,
            europe_pmc.search,
        ),
        Source(
            clinical_trials.NAME,
            clinical_trials.ADDRESS,
            clinical_trials.PAUSE,
            clinical_trials.identity,
            clinical_trials.search,
            clinical_trials.FIELDS,
        ),
        Source(
            crossref.NAME,
            crossref.ADDRESS,
            crossref.PAUSE,
            crossref.identity,
            crossref.search,
            crossref.FIELDS,
        ),
    )
}


def check_strings(wanted: list[SearchString]):
    """Stop at a string that its source would not take.

    Raises
    ------
    ValueError
        If one is blank, or not written in the parts that its source knows.
    """
    for string in wanted:
        names = SOURCES[string.source].parts
        if not string.text:
            raise ValueError(f"{string.name} is blank")
        if names:
            parts_of(string.text, names)
        elif string.source == pubmed.NAME and (found := mistakes(string.text)):
            raise ValueError(f"{string.name}: {'; '.join(found)}")
