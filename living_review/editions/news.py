"""News: studies that met the rules, retractions, and how the searches keep their schedule.

Days come from rows, never from a clock, so that an entry says the same in every build.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from living_review.editions.kept_data import KeptData
from living_review.evidence.publication_notices import retractions
from living_review.pages.heartbeat import FRONT_PAGE, heartbeat_words
from living_review.pages.record_pages.addresses import row_address
from living_review.search.heartbeat import CURRENT, LATE, OVERDUE, RETIRED, Change
from living_review.search.screening import INCLUDED, states

STUDY, RETRACTION, STATE = "new study", "retraction", "state of the searches"
STATES = {
    CURRENT: "The searches keep their schedule",
    LATE: "A search is late",
    OVERDUE: "The searches are overdue",
    RETIRED: "This review is retired",
}
SCREENED = "search_records", "record_links", "screening_decisions"
NOTICES = "publication_notices"


@dataclass(frozen=True)
class News:
    """One thing that happened to the evidence.

    Attributes
    ----------
    kind : str
        *new study*, *retraction* or *state of the searches*.
    key : str
        Names it among those of its kind, in every edition.
    date : str
        Day on which it was decided or first seen, as ``YYYY-MM-DD``.
    title, said : str
        What it is about, and what happened.
    place : str
        Page of the edition that tells more.
    """

    kind: str
    key: str
    date: str
    title: str
    said: str
    place: str


def news_of(kept: KeptData) -> list[News]:
    """News that an edition holds, the newest first.

    Parameters
    ----------
    kept : KeptData
        Data of the edition; one that was published before there were searches has no news.
    """
    found = [*_studies(kept), *_retractions(kept)]
    return sorted(found, key=lambda news: (news.date, news.kind, news.key), reverse=True)


def news_of_searches(changed: Sequence[Change]) -> list[News]:
    """What became of the state that the bar of every page tells, in the bar's words."""
    return [
        News(
            STATE,
            f"{change.day} {change.state}",
            f"{change.day}",
            STATES[change.state],
            f"{heartbeat_words(change.beat)}.",
            FRONT_PAGE,
        )
        for change in changed
    ]


def _rows(kept: KeptData, table: str) -> pd.DataFrame:
    known = kept.tables[table]
    return pd.DataFrame(list(known.rows.values()), columns=list(known.columns), dtype=object)


def _studies(kept: KeptData) -> list[News]:
    """Works that readers included, on the day of the last decision about any of its records."""
    if not set(SCREENED) <= set(kept.tables):
        return []
    records, links, decisions = (_rows(kept, name) for name in SCREENED)
    found = states(records, links, decisions)
    found = found[found["state"] == INCLUDED]
    titles = records.set_index("record")["title"]
    days = decisions.merge(found, on="record").groupby("work")["decided_on"].max()
    return [
        News(
            STUDY,
            work,
            day,
            titles[work] or work,
            "Met the rules of this review after its full text was read.",
            row_address("search_records", work),
        )
        for work, day in days.items()
    ]


def _retractions(kept: KeptData) -> list[News]:
    """Publications that a source lists as retracted, on the day on which we first saw it."""
    if NOTICES not in kept.tables:
        return []
    listed = retractions(_rows(kept, NOTICES)).sort_values("seen_on")
    return [
        News(
            RETRACTION,
            publication,
            day,
            kept.bibliography.get(publication, {}).get("title", publication),
            "Retracted. No pool and no verdict of this review counts it.",
            row_address("publications", publication),
        )
        for publication, day in listed.groupby("publication")["seen_on"].min().items()
    ]
