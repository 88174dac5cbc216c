"""Flow of records, after PRISMA 2020: counted from rows, and held against itself.

What searches found and what was found by other methods are counted apart and never added.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from living_review.search.relations import studies
from living_review.search.screening import (
    CONFLICT,
    EARLY,
    EXCLUDED,
    EXCLUDED_EARLY,
    INCLUDED,
    LATE,
    NOT_RETRIEVED,
    TO_READ,
    TO_SCREEN,
    states,
)


class FlowError(Exception):
    """Counts of a flow that do not add up."""


@dataclass(frozen=True)
class Flow:
    """Numbers of the boxes of one column.

    Attributes
    ----------
    identified : mapping of str to int
        Source → records.
    works : int
        What is left once records of the same work count once.
    to_screen, disputed, excluded : int
        Works at title and abstract: without enough decisions, with differing ones, excluded.
    read : int
        Works that got past title and abstract: reports sought for retrieval.
    to_read, not_retrieved, disputed_late : int
        Of these, without enough decisions on their full text, those that a reader looked for and
        could not get, and those with differing decisions.
    excluded_late : mapping of str to int
        Of these, excluded: rule of the protocol that they fail → how many.
    included : int
        Of these, included: reports.
    studies : int
        What the included reports are of. A study has one or more: papers, a preprint, an entry
        in a register.
    before, left, new : int
        Studies that were included on the day of the last edition, by the decisions until then;
        those of them that are included no more; and those that are included since.
    """

    identified: Mapping[str, int] = field(default_factory=dict)
    works: int = 0
    to_screen: int = 0
    disputed: int = 0
    excluded: int = 0
    read: int = 0
    to_read: int = 0
    not_retrieved: int = 0
    disputed_late: int = 0
    excluded_late: Mapping[str, int] = field(default_factory=dict)
    included: int = 0
    studies: int = 0
    before: int = 0
    left: int = 0
    new: int = 0

    @property
    def records(self) -> int:
        """Records of all sources."""
        return sum(self.identified.values())

    @property
    def duplicates(self) -> int:
        """Records beyond the first of each work."""
        return self.records - self.works

    @property
    def screened(self) -> int:
        """Works on which enough readers decided by title and abstract, agreed or not."""
        return self.works - self.to_screen

    @property
    def assessed(self) -> int:
        """Works whose full text enough readers decided on, agreed or not."""
        return self.read - self.to_read - self.not_retrieved

    def check(self):
        """Stop where boxes do not add up.

        Raises
        ------
        FlowError
            Naming the boxes.
        """
        after = self.to_screen + self.disputed + self.excluded + self.read
        if self.works != after:
            raise FlowError(f"{self.works} works were to be screened, and {after} are told of")
        settled = sum(self.excluded_late.values()) + self.included
        late = self.to_read + self.not_retrieved + self.disputed_late + settled
        if self.read != late:
            raise FlowError(f"{self.read} works were to be read in full, and {late} are told of")
        if self.studies > self.included or bool(self.studies) != bool(self.included):
            raise FlowError(f"{self.included} included reports can't be of {self.studies} studies")
        if self.studies != self.before - self.left + self.new:
            told = f"{self.before} before, {self.left} less and {self.new} more"
            raise FlowError(f"{self.studies} studies are included, and {told} are told of")
        if self.duplicates < 0:
            raise FlowError(f"{self.records} records can't be {self.works} works")


def flow_of(
    records: pd.DataFrame,
    links: pd.DataFrame,
    decisions: pd.DataFrame,
    sources: Iterable[str],
    edition: str = "",
) -> Flow:
    """Flow of the records of some sources.

    Parameters
    ----------
    records, links, decisions : pandas.DataFrame
        Rows of ``search_records``, ``record_links`` and ``screening_decisions``.
    sources : iterable of str
        Sources whose records are counted; a work is followed with the decisions on any of its
        records, those of other sources too.
    edition : str
        Day of the last edition, such as 2030-01-31; blank if there is none.

    Raises
    ------
    FlowError
        If boxes do not add up.
    """
    sources = list(sources)
    counted = records["source"].isin(sources).to_numpy()
    mine = states(records, links, decisions)[counted]
    earlier = decisions[decisions["decided_on"] <= edition]
    study_of = studies(records, links)
    included = _included_studies(mine, study_of)
    before = _included_studies(states(records, links, earlier)[counted], study_of)
    works = mine.drop_duplicates("work")
    found = Counter(zip(works["stage"], works["state"], strict=True))
    by_source = records["source"].value_counts()
    excluded = works.loc[works["state"] == EXCLUDED, "rule"].value_counts().sort_index()
    flow = Flow(
        identified={source: int(by_source.get(source, 0)) for source in sources},
        works=len(works),
        to_screen=found[EARLY, TO_SCREEN],
        disputed=found[EARLY, CONFLICT],
        excluded=found[EARLY, EXCLUDED_EARLY],
        read=int((works["stage"] == LATE).sum()),
        to_read=found[LATE, TO_READ],
        not_retrieved=found[LATE, NOT_RETRIEVED],
        disputed_late=found[LATE, CONFLICT],
        excluded_late={rule: int(count) for rule, count in excluded.items()},
        included=found[LATE, INCLUDED],
        studies=len(included),
        before=len(before),
        left=sum(study not in included for study in before),
        new=sum(study not in before for study in included),
    )
    flow.check()
    return flow


def _included_studies(told: pd.DataFrame, study_of: pd.Series) -> set[str]:
    return set(study_of[told.loc[told["state"] == INCLUDED, "record"]])
