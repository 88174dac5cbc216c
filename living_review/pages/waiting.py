"""What is waiting: which step of the review something new asks for, and who can take it."""

import pandas as pd

from living_review.evidence import dois, tables
from living_review.pages.page_table import PageTable
from living_review.pages.silent_trials import unpublished
from living_review.search.addresses import NOTICE_SOURCES
from living_review.search.heartbeat import beats
from living_review.search.screening import (
    CONFLICT,
    EARLY,
    INCLUDED,
    LATE,
    NOT_RETRIEVED,
    TO_READ,
    TO_SCREEN,
)
from living_review.search.screening import states as screening_states
from living_review.synthesis.trials import trustworthiness
from living_review.synthesis.verdicts.claims import Claim, verdict_table

LABELS = {
    "what": "What is waiting",
    "count": "How many",
    "who": "Who can do it",
    "how": "Command or place",
}
ANYBODY, TWO, THIRD = (
    "Anybody who can use a command line and has a network",
    "Two readers, each without seeing the other's decision",
    "A reader who has not decided on it yet",
)
WITH_TEXTS = "A reader who has the full text"
LISTED = "listed on its page"


def waiting_table() -> PageTable:
    """Every step of the review with how much waits for it, those at which nothing does too."""
    return PageTable(waiting(), "What is waiting, and who can do it", LABELS)


def waiting() -> pd.DataFrame:
    """Steps in the order in which a new record goes through them.

    Returns
    -------
    pandas.DataFrame
        ``what count who how``.
    """
    states = screened()
    works = states.query("work == record")
    verdicts = verdict_table()
    overdue = unpublished(tables.read("registered_trials"), measured="yes")
    undone = [search for search in beats() if search.last is None]
    steps = [
        (
            "Searches of the protocol that never finished",
            len(undone),
            ANYBODY,
            "make search",
        ),
        (
            "Databases not yet asked for retractions of what is cited",
            len(_not_asked()),
            ANYBODY,
            "make notices",
        ),
        (
            "Articles to screen by title and abstract",
            _at(works, EARLY, TO_SCREEN),
            TWO,
            "make screen",
        ),
        ("Articles to read in full", _at(works, LATE, TO_READ), TWO, "make screen"),
        (
            "Articles whose full text could not be had",
            _at(works, LATE, NOT_RETRIEVED),
            WITH_TEXTS,
            "make screen",
        ),
        ("Articles on which readers differ", _at(works, "", CONFLICT), THIRD, "make screen"),
        (
            "Included articles that are not in the bibliography",
            len(not_taken_over(states, tables.read("search_records"))),
            WITH_TEXTS,
            "make new",
        ),
        (
            "Trials whose report nobody judged for trustworthiness",
            len(unjudged()),
            TWO,
            "make new",
        ),
        ("Claims without a verdict", int((verdicts["verdict"] == "open").sum()), TWO, "make new"),
        (
            "Claims whose evidence changed after they were judged",
            int((~verdicts["current"]).sum()),
            "The reader who judged them, or another",
            "make confirm-verdicts",
        ),
        (
            "Judged claims of whose evidence a part was retracted since, to be judged anew",
            sum(Claim(claim).is_to_be_judged_anew for claim in verdicts["claim_id"]),
            TWO,
            "make new",
        ),
        (
            "Registered trials that are overdue",
            len(overdue),
            "Whoever can write to those who registered them",
            LISTED,
        ),
        (
            "Publications whose PubMed number, if they have one, was not seen in a source",
            int((tables.read("publications", ("pubmed_id",))["pubmed_id"] == "").sum()),
            ANYBODY,
            "a cell of the table of publications",
        ),
    ]
    return pd.DataFrame(steps, columns=list(LABELS))


def screened() -> pd.DataFrame:
    """State of each record that searches found, as of `living_review.search.screening.states`."""
    names = ("search_records", "record_links", "screening_decisions")
    return screening_states(*map(tables.read, names))


def not_taken_over(states: pd.DataFrame, records: pd.DataFrame) -> list[str]:
    """Included works of which no record is a publication of the review.

    Parameters
    ----------
    states : pandas.DataFrame
        As of `screened`.
    records : pandas.DataFrame
        Rows of ``search_records``.
    """
    known_dois = {dois.same(entry.get("doi", "")) for entry in tables.bibliography().values()}
    known_ids = set(tables.read("publications", ("pubmed_id",))["pubmed_id"])
    known = records["doi"].isin(known_dois - {""}) | records["pubmed_id"].isin(known_ids - {""})
    included = states[states["state"] == INCLUDED]
    taken_over = included["record"].isin(records.loc[known, "record"])
    return sorted(set(included["work"]) - set(included.loc[taken_over, "work"]))


def _at(works: pd.DataFrame, stage: str, state: str) -> int:
    found = works[works["state"] == state]
    return len(found if not stage else found[found["stage"] == stage])


def _not_asked() -> list[str]:
    """Sources of notices that never answered about all that is cited."""
    runs = tables.read("notice_runs", ("source", "outcome"))
    answered = set(runs.loc[runs["outcome"] == "complete", "source"])
    return [source for source in NOTICE_SOURCES if source not in answered]


def unjudged() -> list[str]:
    """Trials whose report nobody has judged for trustworthiness, in their order."""
    judged = set(trustworthiness.settled()["trial"])
    return [trial for trial in tables.read("trials", ("trial",))["trial"] if trial not in judged]
