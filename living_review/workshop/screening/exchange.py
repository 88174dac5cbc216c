"""Records to screen in another program's form, and decisions out of what it gives back.

Forms are CSV and RIS, in which ASReview and most programs for screening read and write. A record
is known again by its key: the column ``record``, or the accession number (AN) of RIS.
"""

import contextlib
import csv
import io
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from living_review.evidence import dois
from living_review.search.records import plain_text
from living_review.search.relations import REGISTERED
from living_review.search.screening import EXCLUDE, INCLUDE, NOT_HAD, UNSURE
from living_review.workshop.imports.cells import read_rows, text_of

TOLD = ("record", "title", "authors", "year", "journal", "doi", "pubmed_id")
COLUMNS = (*TOLD, "included", "rule", "reason")
# What programs write for a decision; the rest of these words are not decided.
MEANT = {
    **dict.fromkeys(("1", "1.0", INCLUDE), INCLUDE),
    **dict.fromkeys(("0", "0.0", EXCLUDE), EXCLUDE),
    **dict.fromkeys(("-1", "-1.0", ""), ""),
    UNSURE: UNSURE,
    NOT_HAD: NOT_HAD,
}
# Marks that ASReview keeps in the notes of RIS.
MARKS = {"ASReview_relevant": INCLUDE, "ASReview_irrelevant": EXCLUDE, "ASReview_not_seen": ""}
MARK = re.compile(rf"\b(?:{'|'.join(MARKS)})\b")
NOTE = re.compile(r"(rule|reason|asreview_note): *(.+)")
# What a reader writes beside an exclusion: the rule, and perhaps why.
NOTED = re.compile(r"([A-Z]+[0-9]+)\b[\s:;,.]*(.*)", re.DOTALL)
RIS_START = re.compile(r"^TY  - ", re.MULTILINE)
RIS_TAG = re.compile(r"^([A-Z][A-Z0-9])[ \t]+-[ \t]?", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What a file says of one record.

    Attributes
    ----------
    place : str
        Where in the file.
    record : str
        Key of the record, as it is written there.
    decision : str
        *include*, *exclude*, *unsure*, blank where nothing was decided, or what is none of these.
    rule, reason : str
        As far as the file has them.
    """

    place: str
    record: str
    decision: str
    rule: str = ""
    reason: str = ""


def as_csv(records: Iterable[dict[str, str]]) -> str:
    """Records as CSV, with blank columns for decision, rule and reason."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: plain_text(row[name]) for name in TOLD} for row in records)
    return out.getvalue()


def as_ris(records: Iterable[dict[str, str]]) -> str:
    """Records as RIS; a registered study is of the type GEN."""
    import rispy

    return rispy.dumps([_ris_entry(row) for row in records])


def _ris_entry(row: dict[str, str]) -> dict:
    told = {name: plain_text(row[name]) for name in TOLD}
    entry = {
        "type_of_reference": "GEN" if told["record"].startswith(REGISTERED) else "JOUR",
        "accession_number": told["record"],
        "title": told["title"],
        "authors": [name for name in told["authors"].split("; ") if name],
        "year": told["year"],
        "journal_name": told["journal"],
        "doi": told["doi"],
        "urls": [dois.pubmed_address(told["pubmed_id"])] if told["pubmed_id"] else [],
    }
    return {name: value for name, value in entry.items() if value}


def answers_in_csv(text: str) -> list[Answer]:
    """What a table says: column ``included`` (1, 0, -1 or a word), or ASReview's label and note.

    Raises
    ------
    ValueError
        If it has no column with keys of records, or none with decisions.
    """
    rows = read_rows(text)
    names = set().union(*rows)
    if rows and "record" not in names:
        raise ValueError("no column is called record; keep the one that screening-out wrote")
    if rows and not names & {"included", "asreview_label"}:
        raise ValueError("no column is called included; write 1, 0 or unsure there")
    return [
        _answer(
            f"row {number}",
            (row.get("record") or "").strip(),
            _meant(text_of(row, "asreview_label", "included")),
            {name: text_of(row, name) for name in ("rule", "reason", "asreview_note")},
        )
        for number, row in enumerate(rows, 2)
    ]


def _answer(place: str, record: str, decision: str, said: dict[str, str]) -> Answer:
    """An answer whose rule and reason come from what is said of them, or from a note."""
    rule, reason, note = (said.get(name, "") for name in ("rule", "reason", "asreview_note"))
    if decision == EXCLUDE and not rule and (found := NOTED.fullmatch(note)):
        rule, note = found.groups()
    return Answer(place, record, decision, rule, reason or note)


def _meant(said: str) -> str:
    return MEANT.get(said.casefold(), said)


def answers_in_ris(text: str) -> list[Answer]:
    """What notes in RIS say: ASReview's marks and notes, and ``rule: …`` or ``reason: …``.

    Raises
    ------
    ValueError
        If a record can't be read.
    """
    text = RIS_TAG.sub(r"\1  - ", text)  # programs differ in the spaces around the hyphen
    edges = [*(match.start() for match in RIS_START.finditer(text)), len(text)]
    return [
        _ris_answer(f"record {number}", text[begin:end])
        for number, (begin, end) in enumerate(itertools.pairwise(edges), 1)
    ]


def _ris_answer(place: str, chunk: str) -> Answer:
    import rispy

    body, end, _ = chunk.partition("\nER  -")
    try:
        (entry,) = rispy.loads(f"{body}\nER  - ")
    except Exception as error:  # rispy has errors of its own
        raise ValueError(f"{place} can't be read as RIS: {error}; export it again") from None
    if not end:
        raise ValueError(f"{place} is cut off: it has no line ER; export it again")
    notes = [note.strip() for note in entry.get("notes", [])]
    marks = sorted({mark for note in notes for mark in MARK.findall(note)})
    said = dict(found.groups() for note in notes if (found := NOTE.fullmatch(note)))
    if said.get("asreview_note", "").startswith('"'):  # written as JSON
        with contextlib.suppress(ValueError):
            said["asreview_note"] = json.loads(said["asreview_note"])
    decision = MARKS[marks[0]] if len(marks) == 1 else " and ".join(marks)
    record = str(entry.get("accession_number", "")).strip()
    return _answer(place, record, decision, said)
