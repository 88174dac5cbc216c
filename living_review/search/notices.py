"""Retractions, corrections and concerns about what the review cites, as PubMed and Crossref tell.

Each look-up is a row of ``notice_runs``, a failed one too; a publication about which no answer
came is named there, so that silence is never taken for *no notice*. A notice is a row of
``publication_notices`` and stays one: where its source lists it no more, the row says since when.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from living_review.evidence import dois, keys, tables
from living_review.search.answers import AnswerStore, Asking, Journal, now_written
from living_review.search.connection import Connection
from living_review.search.failures import SearchError
from living_review.search.rows import NOTICE_RUNS, NOTICES, add_rows, columns_of, read_rows
from living_review.search.rows import write_rows as write_table
from living_review.search.runs import INTERRUPTED, STORE, Setting, begin, tool_name
from living_review.search.sources import crossref, pubmed
from living_review.search.sources.paging import Ask
from living_review.search.sources.pubmed_records import identifier_of, notices_about
from living_review.search.sources.registry import SOURCES
from living_review.search.sources.told_notices import Notice

KEY = ("publication", "source", "stated_by", "kind", "notice")
FILTERED_AT_ONCE = 20  # DOIs in one filter: an address has to stay short


@dataclass
class LookedUp:
    """What a source said of publications.

    Attributes
    ----------
    told : dict
        Publication of which a record was read → its notices, each with the digest of an answer.
    not_known : set of str
        Publications of which the source says that it has no record.
    not_read : set of str
        Publications about which an answer is missing or can't be read: all, until it arrives.
    remarks : list of str
        What went wrong, in words of ours, each once.
    """

    not_read: set[str]
    told: dict[str, dict[Notice, str]] = field(default_factory=dict)
    not_known: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def remark(self, said: str):
        """Add a remark, once."""
        if said not in self.remarks:
            self.remarks.append(said)

    def answered(self) -> set[str]:
        """Publications of which all that the source tells is known."""
        return set(self.told) - self.not_read

    def outcome(self) -> str:
        """*complete*, *incomplete* or *failed*."""
        if not self.not_read:
            return "complete"
        return "incomplete" if self.answered() | self.not_known else "failed"


def identifiers() -> dict[str, dict[str, str]]:
    """Publications that each source can be asked about, by the name of the source.

    Returns
    -------
    dict
        ``PubMed`` and ``Crossref`` → publication → its PubMed identifier or its DOI.
    """
    known = tables.read("publications", ("source", "pubmed_id"))
    found = {row.source: row.pubmed_id for row in known.itertuples() if row.pubmed_id}
    entries = tables.bibliography()
    written = {key: entries[key].get("doi", "") for key in known["source"] if key in entries}
    return {
        pubmed.NAME: found,
        crossref.NAME: {key: dois.same(doi) for key, doi in written.items() if doi},
    }


def look_up(source: str, wanted: dict[str, str], setting: Setting) -> dict[str, str]:
    """Ask a source for notices about publications, or go on where it was cut off, and record it.

    Parameters
    ----------
    source : str
        ``PubMed`` or ``Crossref``.
    wanted : dict
        Publication → its identifier there, as of `identifiers`.
    setting : Setting
        Who asks, where, and how patiently.

    Returns
    -------
    dict
        The row of the look-up. A failure is one of its outcomes, never an exception; what came
        before it is kept.
    """
    known = SOURCES[source]
    address = setting.addresses.get(source, known.address)
    store = AnswerStore(tables.root() / STORE)
    name = keys.digest_of("notices", source, address)[:16]
    journal = Journal(store.folder / "unfinished" / f"{name}.jsonl")
    run = _begin(journal, source.lower()) | {"source": source, "address": address}
    who = known.identity("living-review", setting.contact)
    found = LookedUp(set(wanted))
    with Connection(address, known.pause, who, tool_name(), setting.patience) as connection:
        asking = Asking(connection, store, journal)
        try:
            ASKED[source](asking, wanted, found)
        except SearchError as failure:
            found.remark(f"The look-up ended early: {source} {failure.said}")
            run |= {"failure": failure.kind}
    run |= _counts(found, len(wanted)) | {"answers": asking.manifest(), "ended": now_written()}
    if run["failure"]:
        run["outcome"] = "failed"
    write_table(NOTICES, merged(read_rows(NOTICES), found, run))
    add_rows(NOTICE_RUNS, [run])
    if run["failure"] not in INTERRUPTED:
        journal.forget()
    return run


def ask_pubmed(ask: Ask, wanted: dict[str, str], found: LookedUp):
    """Records of PubMed, and the notices that stand on them.

    Raises
    ------
    SearchError
        If the source can be asked no more.
    """

    def ask_records(publications: list[str]):
        answer = ask(pubmed.fetching([wanted[key] for key in publications]), pubmed.read_records)
        sent = {identifier_of(record): record for record in answer.read}
        for key in publications:
            if (record := sent.get(wanted[key])) is None:
                found.remark("PubMed sent no record of some identifiers: are they right?")
            else:
                found.told[key] = dict.fromkeys(notices_about(record), answer.digest)
                found.not_read.discard(key)

    _each(list(wanted), pubmed.FETCHED_AT_ONCE, ask_records, found)


def ask_crossref(ask: Ask, wanted: dict[str, str], found: LookedUp):
    """Works of Crossref with the notices that they name, and notices that name them.

    Raises
    ------
    SearchError
        If the source can be asked no more.
    """

    def ask_work(publications: list[str]):
        (key,) = publications
        answer = ask(crossref.fetching_work(wanted[key]), crossref.read_work)
        if answer.read is None:
            found.not_known.add(key)
            found.not_read.discard(key)
        elif dois.same(answer.read["DOI"]) != wanted[key]:
            found.remark("Crossref answered some questions with another work")
        else:
            told = crossref.notices_about_work(answer.read)
            found.told[key] = dict.fromkeys(told, answer.digest)

    def ask_notices(publications: list[str]):
        listed = crossref.works_that_update(ask, [wanted[key] for key in publications])
        for record in listed.records.values():
            for doi, notice in crossref.notices_by(json.loads(record["work"])):
                for key in publications:
                    if wanted[key] == doi:
                        found.told[key].setdefault(notice, record["answer"])
        if listed.missing or listed.unreadable:
            found.remark("Crossref's list of notices did not arrive whole")
        else:
            found.not_read -= set(publications)

    _each(list(wanted), 1, ask_work, found)
    _each(list(found.told), FILTERED_AT_ONCE, ask_notices, found)


def merged(
    rows: Sequence[dict[str, str]], found: LookedUp, run: dict[str, str]
) -> list[dict[str, str]]:
    """Rows of notices with what a look-up found.

    Parameters
    ----------
    rows : sequence of dict
        Rows of ``publication_notices`` as they were.
    found : LookedUp
        What the source of the run said.
    run : dict
        The row of the look-up: its name, its source, and when it began.

    Returns
    -------
    list of dict
        All rows that were there, and new ones. A notice of this source that it lists no more,
        though it answered about the publication, has the day of the look-up as ``gone_on``; one
        that it lists again has none. Silence and failures change nothing.
    """
    day = run["started"][:10]
    whole = {tuple(row[name] for name in KEY): dict(row) for row in rows}
    listed = set()
    for publication, notices in found.told.items():
        for notice, answer in notices.items():
            told = {"publication": publication, "source": run["source"], **notice._asdict()}
            key = tuple(told[name] for name in KEY)
            first = {"seen_on": day, "answer": answer, "run": run["run"]}
            whole[key] = first | whole.get(key, {}) | told | {"gone_on": ""}
            listed.add(key)
    answered = found.answered()
    for key, row in whole.items():
        gone = row["source"] == run["source"] and row["publication"] in answered
        if gone and key not in listed and not row["gone_on"]:
            row["gone_on"] = day
    return list(whole.values())


ASKED = {pubmed.NAME: ask_pubmed, crossref.NAME: ask_crossref}


def _each(publications: list[str], at_once: int, ask: Callable[[list[str]], None], found: LookedUp):
    """Ask about so many at once; a question that is refused or damaged leaves the rest alone."""
    for first in range(0, len(publications), at_once):
        try:
            ask(publications[first : first + at_once])
        except SearchError as failure:
            if failure.kind in INTERRUPTED:
                raise
            found.remark(f"To some questions, the source {failure.said}")


def _begin(journal: Journal, slug: str) -> dict[str, str]:
    """Row of a look-up that goes on or begins: what is known of it before it has asked."""
    borne = {row["run"] for row in read_rows(NOTICES)}
    begin(journal, f"notices-{slug}", read_rows(NOTICE_RUNS), borne)
    row = dict.fromkeys(columns_of(NOTICE_RUNS), "")
    return row | {
        "run": journal.start["run"],
        "started": journal.start["started"],
        "tool": tool_name(),
    }


def _counts(found: LookedUp, asked: int) -> dict[str, str]:
    return {
        "outcome": found.outcome(),
        "asked": str(asked),
        "known": str(len(found.told)),
        "notices": str(sum(map(len, found.told.values()))),
        "not_known": "; ".join(sorted(found.not_known)),
        "not_read": "; ".join(sorted(found.not_read)),
        "remark": "; ".join(found.remarks),
    }
