"""What a reader has left to screen, in the order in which it is best read."""

from dataclasses import dataclass

import pandas as pd

from living_review.evidence import tables
from living_review.search.priority import by_priority
from living_review.search.rows import DECISIONS, LINKS, RECORDS, columns_of, read_rows
from living_review.search.screening import (
    EXCLUDE,
    EXCLUDED,
    EXCLUDED_EARLY,
    INCLUDE,
    INCLUDED,
    TO_READ,
    left_for,
    states,
)


@dataclass(frozen=True)
class Screening:
    """Records, links and decisions as they stand in the data, and the states that follow.

    Attributes
    ----------
    records, links, decisions : pandas.DataFrame
        Rows of the tables, as text.
    states : pandas.DataFrame
        As of `living_review.search.screening.states`.
    """

    records: pd.DataFrame
    links: pd.DataFrame
    decisions: pd.DataFrame
    states: pd.DataFrame


def screening_now() -> Screening:
    """The tables of screening, read anew.

    Raises
    ------
    ValueError
        If a decision is on a record that is not there.
    """
    found = [
        pd.DataFrame(read_rows(table), columns=columns_of(table), dtype=object)
        for table in (RECORDS, LINKS, DECISIONS)
    ]
    return Screening(*found, states(*found))


def check_reader(reader: str):
    """Stop at a name that is no reader's.

    Raises
    ------
    ValueError
        If ``readers`` has no such row.
    """
    known = list(tables.read("readers", ("reader",))["reader"])
    if reader not in known:
        raise ValueError(
            f"{reader!r} is no reader; there are {', '.join(known)}. "
            "A new one is a row of data/readers.csv: make new WHAT=readers"
        )


def worklist(now: Screening, reader: str, stage: str) -> list[dict[str, str]]:
    """Records that a reader has left at a stage, one for each work, in the order of priority.

    Parameters
    ----------
    now : Screening
        How things stand.
    reader : str
        Who reads. Of what is not settled, only this reader's own decisions change the order, so
        that none is led by another. Blank means nobody in particular.
    stage : str
        What is read.

    Returns
    -------
    list of dict
        Rows of ``search_records``: the record by which the work is named.
    """
    wanted = left_for(reader, stage, now.states, now.decisions)
    by_record = now.records.set_index("record", drop=False)
    included, excluded = _decided_titles(now, reader)
    order = by_priority(by_record.loc[wanted, "title"], [*titles_in_review(), *included], excluded)
    return by_record.loc[list(order.index)].to_dict("records")


def titles_in_review() -> list[str]:
    """Titles of the trials that the review has already."""
    entries = tables.bibliography()
    trials = tables.read("trials", ("trial",))["trial"]
    return [entries[trial].get("title", "") for trial in trials if trial in entries]


def _decided_titles(now: Screening, reader: str) -> tuple[list[str], list[str]]:
    """Titles of records that passed and that did not: settled, or by this reader's decision."""
    own = now.decisions[now.decisions["reader"] == reader]
    state = now.states.set_index("record")["state"]
    passed = {*own.loc[own["decision"] == INCLUDE, "record"], *_in(state, INCLUDED, TO_READ)}
    failed = {*own.loc[own["decision"] == EXCLUDE, "record"], *_in(state, EXCLUDED, EXCLUDED_EARLY)}
    title = now.records.set_index("record")["title"]
    return list(title.loc[sorted(passed - failed)]), list(title.loc[sorted(failed - passed)])


def _in(state: pd.Series, *wanted: str) -> list[str]:
    return list(state.index[state.isin(wanted)])
