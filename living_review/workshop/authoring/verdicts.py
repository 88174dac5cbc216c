"""What authors do about verdicts: record one that moved, confirm one whose evidence changed."""

import csv
import io
from datetime import date

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.soundness import form
from living_review.synthesis.verdicts.claims import SETTLED, Claim, verdict_table
from living_review.synthesis.verdicts.rules import ClaimVerdict
from living_review.workshop.authoring.entries import write_if_sound


def unrecorded(verdicts: pd.DataFrame, history: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Claims whose verdict or certainty is not the last one of their history.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        ``claim_id``, ``verdict``, ``certainty`` as they stand.
    history : pandas.DataFrame
        ``claim_id``, ``verdict``, ``certainty``, the oldest first for each claim.

    Returns
    -------
    list of (str, str, str)
        Claim, what the history says last (blank where it says nothing), what stands. A claim that
        is open and has no history is not among them.
    """
    last = history.groupby("claim_id").last()
    known = {i: _words(row["verdict"], row["certainty"]) for i, row in last.iterrows()}
    moved = []
    for row in verdicts.itertuples():
        before, now = known.get(row.claim_id, ""), _words(row.verdict, row.certainty)
        if before != now and (before or row.verdict != ClaimVerdict.OPEN):
            moved.append((row.claim_id, before, now))
    return moved


def _words(verdict: str, certainty: str) -> str:
    return f"{verdict}, {certainty}" if certainty else verdict


def record_verdicts(why: str, today: date | None = None) -> list[str]:
    """Write down every verdict that moved since it was last recorded.

    Parameters
    ----------
    why : str
        Reason, one sentence; it stands on the page beside the verdict.
    today : datetime.date, optional
        Day of the change.

    Returns
    -------
    list of str
        One line for each claim.

    Raises
    ------
    ValueError
        If no reason is given.
    """
    if not why.strip():
        raise ValueError("say why the verdicts moved, in one sentence that readers will see")
    found, day = verdict_table(), (today or date.today()).isoformat()
    moved = unrecorded(found, tables.read("verdict_history"))
    now = found.set_index("claim_id")
    fresh = [
        {
            "claim_id": claim_id,
            "date": day,
            "verdict": now.loc[claim_id, "verdict"],
            "certainty": now.loc[claim_id, "certainty"],
            "why": why.strip(),
        }
        for claim_id, _, _ in moved
    ]
    replaced = {(row["claim_id"], day) for row in fresh}
    kept = [r for r in _rows("verdict_history") if (r["claim_id"], r["date"]) not in replaced]
    _write("verdict_history", [*kept, *fresh])
    return [f"{claim_id}: {before or 'open'} → {now}" for claim_id, before, now in moved]


def confirm(claim_ids: list[str], today: date | None = None) -> list[str]:
    """Say that settlements still stand on today's rows of evidence.

    Parameters
    ----------
    claim_ids : list of str
        Claims whose evidence was looked at again.

    Returns
    -------
    list of str
        One line for each claim.

    Raises
    ------
    ValueError
        If a claim has no settlement that could be confirmed.
    """
    rows, day = _rows("verdict_readings"), (today or date.today()).isoformat()
    settled = {row["claim_id"]: row for row in rows if row["reading"] == SETTLED}
    if missing := sorted(set(claim_ids) - set(settled)):
        raise ValueError(
            f"{', '.join(missing)}: there is no settlement to confirm; add a row "
            "to data/verdict_readings.csv"
        )
    for claim_id in claim_ids:
        settled[claim_id] |= {"evidence": Claim(claim_id).digest, "judged_on": day}
    _write("verdict_readings", rows)
    return [f"{claim_id}: confirmed on {day}" for claim_id in claim_ids]


def _rows(table: str) -> list[dict[str, str]]:
    raw = tables.read_bytes(f"data/{tables.resource(table)['path']}").decode("utf-8")
    return list(csv.DictReader(io.StringIO(raw, newline="")))


def _write(table: str, rows: list[dict[str, str]]):
    described = tables.resource(table)
    names = [field["name"] for field in described["schema"]["fields"]]
    cells = [names, *([row[name] for name in names] for row in rows)]
    content = form.canonical_table(cells, described["schema"]["primaryKey"])
    write_if_sound({f"data/{described['path']}": content})
