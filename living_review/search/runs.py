"""A run of a search: asked, read, written into the tables, its own row last.

Every run is a row of ``search_runs``, an empty and a failed one too. A record is a row of
``search_records``, which keeps the run that found it first. Because the row of the run is written
last, whatever was written without it belongs to a run that did not end, and is written again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

from living_review.evidence import keys, tables
from living_review.search.answers import AnswerStore, Asking, Journal, at, now_written
from living_review.search.connection import Connection, Patience
from living_review.search.failures import SearchError
from living_review.search.rows import RECORDS, RUNS, WHOLE, add_rows, columns_of, read_rows
from living_review.search.sources.paging import Found, Window
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import SearchString

STORE = "search_answers"
# Days that a later window begins before the end of the last: sources enter records late.
OVERLAP = timedelta(days=7)
# After these the next run goes on where the source could be reached no more.
INTERRUPTED = ("no network", "too many requests", "server error", "cut off")


@dataclass(frozen=True)
class Setting:
    """Who asks, where, and how patiently.

    Attributes
    ----------
    contact : str
        Address of mail at which a source may complain; blank if none was given.
    addresses : dict
        Name of a source → where it is asked instead of its own address, as in tests.
    patience : Patience
        How often and how long is waited.
    watch : callable
        Told of what was found so far whenever an answer was taken in.
    """

    contact: str
    addresses: dict[str, str]
    patience: Patience = field(default_factory=Patience)
    watch: Callable[[Found], None] = lambda found: None


def tool_name() -> str:
    """Name and version of the program, as sources are told."""
    return f"living-review/{version('living-review')}"


def run_search(string: SearchString, setting: Setting) -> dict[str, str]:
    """Run a search to its end, or go on with one that was interrupted, and record it.

    Parameters
    ----------
    string : SearchString
        What is searched, and in which source.
    setting : Setting
        Who asks, where, and how patiently.

    Returns
    -------
    dict
        The row of the run. A failure is one of its outcomes, never an exception.
    """
    source = SOURCES[string.source]
    address = setting.addresses.get(source.name, source.address)
    store = AnswerStore(tables.root() / STORE)
    journal = _journal(store.folder, string, address)
    run = _begin(journal, string, address)
    who = source.identity("living-review", setting.contact)
    with Connection(address, source.pause, who, tool_name(), setting.patience) as connection:
        try:
            asking = partial(Asking, connection, store, journal)
            found, manifest = _search(string, _window(run), asking, journal, setting.watch)
            run |= counts_of(found, manifest)
            run["new"] = str(write_records(found, run))
        except SearchError as failure:
            run |= {"outcome": "failed", "failure": failure.kind, "remark": failure.said}
    run["ended"] = now_written()
    add_rows(RUNS, [run])
    if run["failure"] not in INTERRUPTED:
        journal.forget()
    return run


def _search(
    string: SearchString,
    window: Window,
    begin_asking: Callable[[], Asking],
    journal: Journal,
    watch: Callable[[Found], None],
) -> tuple[Found, str]:
    """What a search finds; begun anew once, where its place in the list has expired."""
    start = dict(journal.start)
    for last in (False, True):
        asking, found = begin_asking(), Found(watch=watch)
        try:
            SOURCES[string.source].search(asking, string.text, window, found)
            return found, asking.manifest()
        except SearchError as failure:
            if failure.kind != "expired" or last:
                raise
            journal.forget()
            journal.begin(**start)
    raise AssertionError("unreachable")


def _journal(folder: Path, string: SearchString, address: str) -> Journal:
    name = keys.digest_of(string.source, string.version, address)[:16]
    return Journal(folder / "unfinished" / f"{name}.jsonl")


def _begin(journal: Journal, string: SearchString, address: str) -> dict[str, str]:
    """Row of a run that goes on or begins: what is known of it before it has asked."""
    known = read_rows(RUNS)
    stem = string.name.partition(".")[0]
    begin(journal, stem, known, _finders(), since=_since(known, string, address))
    row = dict.fromkeys(columns_of(RUNS), "")
    return row | {
        "run": journal.start["run"],
        "source": string.source,
        "string": string.name,
        "string_version": string.version,
        "address": address,
        "since": journal.start["since"],
        "until": journal.start["started"][:10],
        "started": journal.start["started"],
        "tool": tool_name(),
    }


def _finders() -> set[str]:
    """Names of runs that records bear: one that was cut off may have no row of its own yet."""
    return {row["first_run"] for row in read_rows(RECORDS)}


def begin(journal: Journal, stem: str, known: list[dict], borne: set[str], **start: str):
    """Have a journal go on with its run, or begin one under a name that is free.

    Parameters
    ----------
    journal : Journal
        Of the run. What a whole run, or one of long ago, has noted there is forgotten.
    stem : str
        What the name of a new run begins with.
    known : list of dict
        Rows of the runs that ended, with ``run`` and ``outcome``.
    borne : set of str
        Names of runs that rows bear. One that was killed has written rows and has none of its
        own: whoever comes next takes its name over.
    **start : str
        What the journal keeps of a new run besides.
    """
    ended = {run["run"]: run["outcome"] for run in known}
    name = journal.start.get("run", "")
    if journal.is_stale(datetime.now(UTC)) or ended.get(name, "failed") != "failed":
        journal.forget()
    if not journal.start or name in ended:
        free = name if name and name not in ended else free_name(stem, {*ended, *borne})
        journal.begin(run=free, started=now_written(), **start)


def free_name(stem: str, taken: set[str]) -> str:
    """Name of a run: what it begins with and the second in which it began, or the next free one."""
    moment = datetime.now(UTC)
    while (name := f"{stem}-{moment:%Y%m%dT%H%M%SZ}") in taken:
        moment += timedelta(seconds=1)
    return name


def _since(known: list[dict], string: SearchString, address: str) -> str:
    """First day of the window: before the end of the last whole run of this very search."""
    same = {"source": string.source, "string_version": string.version, "address": address}
    ends = [
        run["until"] for run in known if run["outcome"] in WHOLE and same.items() <= run.items()
    ]
    if not ends or not SOURCES[string.source].by_window:
        return ""
    return (datetime.fromisoformat(max(ends)).date() - OVERLAP).isoformat()


def _window(run: dict[str, str]) -> Window:
    since = datetime.fromisoformat(run["since"]).date() if run["since"] else None
    return Window(since, at(run["started"]).date())


def counts_of(found: Found, manifest: str) -> dict[str, str]:
    """Columns of a run that came to its end: how it ended, and how much of it arrived."""
    lost = found.missing + found.unreadable
    outcome = "incomplete" if lost else "complete" if found.hits else "empty"
    return {
        "outcome": outcome,
        "held": "" if found.held is None else str(found.held),
        "hits": str(found.hits),
        "records": str(len(found.records)),
        "missing": str(found.missing),
        "unreadable": str(found.unreadable),
        "source_date": found.source_date,
        "remark": "; ".join(found.remarks),
        "answers": manifest,
    }


def write_records(found: Found, run: dict[str, str]) -> int:
    """Add or renew the records of a run; how many are new with it.

    A record that was known keeps the run that found it first, whatever else changed in it.
    """
    first = {row["record"]: row["first_run"] for row in read_rows(RECORDS)}
    rows = [r | {"first_run": first.get(key, run["run"])} for key, r in found.records.items()]
    if rows:
        add_rows(RECORDS, rows)
    return sum(row["first_run"] == run["run"] for row in rows)
