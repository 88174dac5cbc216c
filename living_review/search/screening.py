"""What becomes of a work: from the decisions of its readers on any of its records.

A stage is decided once enough readers agree. Where they differ, it is a conflict until further
readers have decided, and more than half of all who did agree: with two readers, a third settles.
No row says that it settles, so whoever does so decides like any other reader. Whoever could not
get a full text says so, which decides nothing: it counts until enough others have read it.
"""

from collections import Counter

import pandas as pd

from living_review.search.relations import works

STAGES = EARLY, LATE = "title and abstract", "full text"
VOTES = INCLUDE, EXCLUDE, UNSURE, NOT_HAD = "include", "exclude", "unsure", "not retrieved"
TO_SCREEN, CONFLICT, EXCLUDED_EARLY = "to screen", "conflict", "excluded at title and abstract"
TO_READ, EXCLUDED, INCLUDED = "full text to read", "excluded after full text", "included"
NOT_RETRIEVED = "full text not retrieved"
STATES = (TO_SCREEN, CONFLICT, EXCLUDED_EARLY, TO_READ, NOT_RETRIEVED, EXCLUDED, INCLUDED)
# Outcomes of a stage that are no decision.
OPEN = "open"
COLUMNS = ["work", "record", "stage", "state", "rule"]


def states(
    records: pd.DataFrame,
    links: pd.DataFrame,
    decisions: pd.DataFrame,
    readers_needed: int = 2,
) -> pd.DataFrame:
    """State of the work of each record.

    Parameters
    ----------
    records, links, decisions : pandas.DataFrame
        Rows of ``search_records``, ``record_links`` and ``screening_decisions``.
    readers_needed : int
        Readers who have to decide at each stage.

    Returns
    -------
    pandas.DataFrame
        One row for each record, in their order: ``work``, ``record``, ``stage`` (the last one
        that was reached), ``state`` (of `STATES`) and ``rule`` (the one that most who excluded it
        named; of as many, the first in order; blank unless it is excluded). Rows in which
        ``work`` and ``record`` are the same count each work once.

    Raises
    ------
    ValueError
        If no reader is needed, or a decision is on a record that is not there.
    """
    if readers_needed < 1:
        raise ValueError(f"{readers_needed} readers can decide nothing; at least one is needed")
    work_of = works(records, links)
    _check_known(decisions, work_of)
    judged = _by_work(decisions, work_of)
    told = {work: _state(judged.get(work, {}), readers_needed) for work in work_of.unique()}
    rows = [(work, record, *told[work]) for record, work in work_of.items()]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def conflicts(
    records: pd.DataFrame,
    links: pd.DataFrame,
    decisions: pd.DataFrame,
    readers_needed: int = 2,
) -> pd.DataFrame:
    """Decisions of which readers have to talk, or a further one has to settle.

    Returns
    -------
    pandas.DataFrame
        Rows of ``decisions`` with the ``work`` in front: all at the stage at which the readers of
        a work differ. Parameters and errors are those of `states`.
    """
    found = states(records, links, decisions, readers_needed)
    here = found.loc[found["state"] == CONFLICT, ["record", "work", "stage"]]
    told = decisions.merge(here, on=["record", "stage"])
    return told[["work", *decisions.columns]].sort_values(["work", "reader"], ignore_index=True)


def left_for(
    reader: str,
    stage: str,
    found: pd.DataFrame,
    decisions: pd.DataFrame,
) -> list[str]:
    """Works that a reader may still decide on at a stage, open ones and conflicts of others.

    Parameters
    ----------
    reader, stage : str
        Who decides, and what is read.
    found : pandas.DataFrame
        As of `states`, of the same decisions.
    decisions : pandas.DataFrame
        Rows of ``screening_decisions``.

    Returns
    -------
    list of str
        Names of works, in order; none that the reader has decided on at this stage.
    """
    own = decisions[(decisions["reader"] == reader) & (decisions["stage"] == stage)]
    work_of = found.set_index("record")["work"]
    done = set(work_of.loc[own["record"]])
    open_states = (TO_SCREEN, CONFLICT, TO_READ, NOT_RETRIEVED)
    waiting = found["state"].isin(open_states) & (found["stage"] == stage)
    return [work for work in found.loc[waiting, "work"].unique() if work not in done]


def _check_known(decisions: pd.DataFrame, work_of: pd.Series):
    unknown = sorted(set(decisions["record"]) - set(work_of.index))
    if unknown:
        raise ValueError(
            f"decisions name records that search_records does not have: {', '.join(unknown)}; "
            "take these rows out, or restore the records"
        )


def _by_work(decisions: pd.DataFrame, work_of: pd.Series) -> dict[str, dict[tuple, list[dict]]]:
    """Work → stage and reader → that reader's decisions on records of the work."""
    judged: dict[str, dict[tuple, list[dict]]] = {}
    for row in decisions.to_dict("records"):
        place = judged.setdefault(work_of[row["record"]], {})
        place.setdefault((row["stage"], row["reader"]), []).append(row)
    return judged


def _state(judged: dict[tuple, list[dict]], needed: int) -> tuple[str, str, str]:
    """Stage, state and rule of a work."""
    late = {reader: _one_vote(rows) for (stage, reader), rows in judged.items() if stage == LATE}
    early = {reader: _one_vote(rows) for (stage, reader), rows in judged.items() if stage == EARLY}
    # Whoever read the full text had let it pass; whoever can't tell has it read, too.
    goes_on = dict.fromkeys(late, INCLUDE) | {
        reader: INCLUDE if vote == UNSURE else vote for reader, vote in early.items()
    }
    outcome = _outcome(goes_on, needed)
    if outcome == INCLUDE:
        read = {reader: vote for reader, vote in late.items() if vote != NOT_HAD}
        outcome = _outcome(read, needed)
        unread = NOT_RETRIEVED if len(read) < len(late) else TO_READ
        state = {OPEN: unread, EXCLUDE: EXCLUDED, INCLUDE: INCLUDED}.get(outcome, CONFLICT)
        return LATE, state, _rule(judged, LATE) if state == EXCLUDED else ""
    state = {OPEN: TO_SCREEN, EXCLUDE: EXCLUDED_EARLY}.get(outcome, CONFLICT)
    return EARLY, state, _rule(judged, EARLY) if state == EXCLUDED_EARLY else ""


def _one_vote(rows: list[dict]) -> str:
    """A reader's decision on a work; of two that differ, on two records of it, neither counts."""
    said = {row["decision"] for row in rows}
    return said.pop() if len(said) == 1 else UNSURE


def _outcome(votes: dict[str, str], needed: int) -> str:
    if len(votes) < needed:
        return OPEN
    ((vote, count), *_) = Counter(votes.values()).most_common()
    agreed = count == len(votes) or (len(votes) > needed and 2 * count > len(votes))
    return vote if agreed and vote != UNSURE else CONFLICT


def _rule(judged: dict[tuple, list[dict]], stage: str) -> str:
    rows = [row for (at, _), own in judged.items() if at == stage for row in own]
    named = Counter(sorted(row["rule"] for row in rows if row["decision"] == EXCLUDE))
    return named.most_common(1)[0][0]
