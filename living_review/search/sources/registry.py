"""Every source that can be searched, by its name in the protocol."""

from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

from living_review.search.sources import clinical_trials, crossref, europe_pmc, pubmed
from living_review.search.sources.paging import Ask, Found, Window


class Source(NamedTuple):
    """A source: where it answers, at which pace, and how it is searched.

    ``parts`` are the names that parts of its strings may have; a string of a source without
    them is sent as it is.
    """

    name: str
    address: str
    pause: float
    identity: Callable[[str, str], dict[str, str]]
    search: Callable[[Ask, str, Window], Found]
    parts: dict[str, str]


def _source(module: ModuleType) -> Source:
    parts = getattr(module, "FIELDS", {})
    return Source(module.NAME, module.ADDRESS, module.PAUSE, module.identity, module.search, parts)


SOURCES = {
    source.name: source for source in map(_source, (pubmed, europe_pmc, clinical_trials, crossref))
}
