"""A search that a person made, or a slice that can be had as files: imported as a run.

Its records take the path of all others. A run of files counts for the heartbeat only where the
protocol says that its source is searched by hand.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from living_review.evidence import tables
from living_review.search.addresses import ADDRESSES
from living_review.search.answers import AnswerStore, now_written
from living_review.search.failures import SearchError
from living_review.search.rows import RUNS, add_rows, columns_of, read_rows
from living_review.search.runs import STORE, counts_of, free_name, tool_name, write_records
from living_review.search.sources import ictrp, slices
from living_review.search.sources.paging import Found
from living_review.search.strings import SearchString


def import_search(
    string: SearchString,
    files: list[Path],
    address: str,
    made_on: date,
    read: Callable[[list[Path], SearchString], Found],
) -> dict[str, str]:
    """Record a search whose answer is in files, as a run with its records.

    Parameters
    ----------
    string : SearchString
        What was searched, and in what: a source of the protocol, or a slice by a name of its own.
    files : list of pathlib.Path
        The answer. They are not copied; their digests stand in the run.
    address : str
        Where they can be had.
    made_on : datetime.date
        Day of the search.
    read : callable
        What reads such files: `exported_trials` or `files_of_pubmed`.

    Returns
    -------
    dict
        The row of the run. Files that can't be read are a failed run.

    Raises
    ------
    ValueError
        If the source has an interface, and so is not imported; or if the day is still to come.
    """
    if string.source in ADDRESSES:
        raise ValueError(f"{string.source} is searched by make search, not imported from files")
    if made_on > datetime.now(UTC).date():
        raise ValueError(f"{made_on} is still to come: give the day on which the search was made")
    run = _begin(string, address, made_on)
    # Killed while its records are written, it leaves a row, and no record is nobody's.
    cut_off = {"outcome": "failed", "failure": "cut off", "remark": "was cut off"}
    add_rows(RUNS, [run | cut_off | {"ended": run["started"]}])
    try:
        found = read(files, string)
        manifest = json.dumps([[file.name, slices.digest_of(file)] for file in files])
        run |= counts_of(found, AnswerStore(tables.root() / STORE).put(manifest.encode()))
        run["new"] = str(write_records(found, run))
    except SearchError as failure:
        run |= {"outcome": "failed", "failure": failure.kind, "remark": failure.said}
    run["ended"] = now_written()
    add_rows(RUNS, [run])
    return run


def exported_trials(files: list[Path], string: SearchString) -> Found:
    """Trials of exports of WHO's platform."""
    found = Found()
    for file in files:
        trials = ictrp.read_export(_bytes_of(file))
        found.take(trials, partial(ictrp.parse_record, string.source), slices.digest_of(file))
    found.count(len(found.records) + found.unreadable)
    return found


def files_of_pubmed(files: list[Path], string: SearchString) -> Found:
    """Records of files of PubMed that the string asks for."""
    return slices.search_files(files, string.source, string.text)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise SearchError("unreadable answer", f"{file.name} can't be read") from None


def _begin(string: SearchString, address: str, made_on: date) -> dict[str, str]:
    taken = {run["run"] for run in read_rows(RUNS)}
    return dict.fromkeys(columns_of(RUNS), "") | {
        "run": free_name(string.name.partition(".")[0], taken),
        "source": string.source,
        "string": string.name,
        "string_version": string.version,
        "address": address,
        "until": f"{made_on}",
        "started": now_written(),
        "tool": tool_name(),
    }
