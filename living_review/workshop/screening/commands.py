"""Screen in a terminal, hand records to another program, take its decisions back."""

import sys
from pathlib import Path

from living_review.evidence import tables
from living_review.evidence.eligibility import eligibility_rules
from living_review.search.answers import alone
from living_review.search.failures import SearchError
from living_review.search.rows import DECISIONS, add_rows
from living_review.search.screening import EARLY, STAGES, STATES, conflicts
from living_review.workshop.imports.cells import decoded
from living_review.workshop.imports.proposals import Proposal
from living_review.workshop.saying import fail
from living_review.workshop.screening import exchange
from living_review.workshop.screening.taking import Reading, rows_of
from living_review.workshop.screening.worklist import check_reader, screening_now, worklist

WRITERS = {".ris": exchange.as_ris, ".csv": exchange.as_csv}
READERS = {".ris": exchange.answers_in_ris, ".csv": exchange.answers_in_csv}
LOCK = ".cache/screening"


def report_screening():
    """Say how many works are in each state of screening, and on which readers differ."""
    try:
        now = screening_now()
    except ValueError as error:
        fail(str(error))
    works = now.states.query("work == record")
    counts = works["state"].value_counts()
    print(f"Works: {len(works)}")
    for state in (state for state in STATES if state in counts):
        print(f"  {state}: {counts[state]}")
    for row in conflicts(now.records, now.links, now.decisions).to_dict("records"):
        rule = f" ({row['rule']})" if row["rule"] else ""
        print(f"{row['work']}, {row['reader']}: {row['decision']}{rule}. {row['reason']}")


def write_out(file: str, reader: str = "", stage: str = EARLY):
    """Write the records that are to be screened as RIS or CSV, the likeliest first.

    Parameters
    ----------
    file : str
        Where to; its ending says in which form.
    reader : str
        Whose they are; without it, all on which more decisions are needed.
    stage : str
        What is read: *title and abstract* or *full text*.
    """
    path = Path(file)
    write = _of_kind(path, WRITERS)
    try:
        _check(reader, stage)
        records = worklist(screening_now(), reader, stage)
        path.write_text(write(records), encoding="utf-8", newline="")
    except (ValueError, OSError) as error:
        fail(str(error))
    print(f"{len(records)} records to screen by {stage} were written to {path}.")


def take_in(file: str, reader: str, stage: str = EARLY, rule: str = "", reason: str = ""):
    """Take a reader's decisions from a file of RIS or CSV that another program gave back.

    Parameters
    ----------
    file : str
        As of `write_out`, with a decision for some records or all.
    reader, stage : str
        Who decided, and what was read.
    rule : str
        Rule that excluded records fail, where the file names none.
    reason : str
        Reason where the file gives none.
    """
    path = Path(file)
    read = _of_kind(path, READERS)
    try:
        _check(reader, stage, needed=True)
        answers = read(decoded(path.read_bytes(), Proposal()))
        if not answers:
            raise ValueError(f"{path.name}: no record was found in it")
        with alone(tables.root() / LOCK, "screened"):
            now, told = screening_now(), reason or f"Decided in another program, {path.name}."
            rows = rows_of(answers, Reading(reader, stage, rule, told), now, eligibility_rules())
            if rows:
                add_rows(DECISIONS, rows)
    except (ValueError, OSError) as error:
        fail(f"{error}\n\nNothing was written.")
    except SearchError as failure:
        fail(f"The review {failure.said}; nothing was written.")
    made = sum(bool(answer.decision) for answer in answers)
    print(
        f"{len(answers)} records, {made} decisions, {len(rows)} of them new. Next: make data-check"
    )


def screen(reader: str, stage: str = EARLY):
    """Screen in the terminal, one record at a time, each decision written at once.

    Parameters
    ----------
    reader, stage : str
        Who decides, and what is read.
    """
    try:
        _check(reader, stage, needed=True)
        with alone(tables.root() / LOCK, "screened"):
            records = worklist(screening_now(), reader, stage)
            if not records:
                print(f"Nothing to screen by {stage} is left for {reader}.")
                return
            if not sys.stdin.isatty():
                raise ValueError("this needs a terminal; without one, use screening-out")
            _run(reader, stage, records)
    except (ValueError, OSError) as error:
        fail(str(error))
    except SearchError as failure:
        fail(f"The review {failure.said}.")


def _run(reader: str, stage: str, records: list[dict[str, str]]):
    from living_review.workshop.screening.app import ScreeningApp
    from living_review.workshop.screening.desk import Desk

    desk = Desk(reader, stage, records)
    ScreeningApp(desk, eligibility_rules()).run()
    print(f"{len(desk.decided)} of {len(records)} records were decided on, and are written down.")


def _of_kind(path: Path, known: dict):
    if path.suffix.lower() not in known:
        fail(f"{path.name or 'no file'}: name a file that ends in {' or '.join(known)}")
    return known[path.suffix.lower()]


def _check(reader: str, stage: str, needed: bool = False):
    if stage not in STAGES:
        raise ValueError(f"{stage!r} is no stage; there are {' and '.join(STAGES)}")
    if reader or needed:
        check_reader(reader)
