"""Run the protocol's searches, and say what came of each."""

from datetime import date
from pathlib import Path

from tqdm import tqdm

from living_review.evidence import keys, tables
from living_review.pages.heartbeat import heartbeat_words
from living_review.pages.waiting import waiting
from living_review.search.answers import alone
from living_review.search.failures import SearchError
from living_review.search.heartbeat import heartbeat
from living_review.search.importing import exported_trials, files_of_pubmed, import_search
from living_review.search.linking import link_records
from living_review.search.runs import STORE, Setting, run_search
from living_review.search.sources.paging import Found
from living_review.search.sources.registry import SOURCES, check_strings
from living_review.search.strings import FOLDER, SearchString, on_one_line, strings
from living_review.workshop.saying import fail

WAITING = Path("_build") / "waiting.md"


def run_searches(addresses: dict[str, str], contact: str = ""):
    """Run the searches of the protocol, record each run, and link records of the same work.

    Parameters
    ----------
    addresses : dict
        Name of a source → another address at which it is asked, such as that of a copy.
    contact : str
        Address of mail that the sources are told, as they ask their users to do.
    """
    if unknown := set(addresses) - set(SOURCES):
        fail(f"no source is called {', '.join(unknown)}; there are {', '.join(SOURCES)}")
    try:
        wanted = strings()
        check_strings(wanted)
        with alone(tables.root() / STORE):
            runs = [_run(string, contact, addresses) for string in wanted]
            if any(run["records"] not in ("", "0") for run in runs):
                print(_linked(link_records()))
    except (OSError, ValueError) as error:
        fail(f"A search string can't be used: {error}")
    except SearchError as failure:
        fail(f"The review {failure.said}.")
    if all(run["failure"] == "no network" for run in runs):
        fail("No source could be reached: is there a network? The attempts are recorded.")
    if any(run["outcome"] in ("failed", "incomplete") for run in runs):
        fail("Not every search was complete: run make search again.")


def import_searches(
    files: list[str], source: str = "", string: str = "", address: str = "", made_on: str = ""
):
    """Import a search that was made by hand, or a slice of PubMed that can be had as files.

    Parameters
    ----------
    files : list of str
        Exports of a register that the protocol has searched by hand, or files of PubMed.
    source : str
        Name of that register in the protocol; or what the slice is to be called.
    string : str
        File in ``searches`` with the words; by default those of the register.
    address : str
        Where the files can be had; by default that of the register.
    made_on : str
        Day of the search, such as 2026-12-01.
    """
    planned = {s["source"]: s for s in tables.register("protocol")["searches"]}.get(source, {})
    name = string or next(iter(planned.get("strings", [])), "")
    missing = [
        said
        for said, given in {
            "FILES, the files": files,
            "SOURCE, a name": source,
            "STRING, a file of searches/": name,
            "ADDRESS, where the files can be had": address or planned.get("address"),
            "ON, the day of the search": made_on,
        }.items()
        if not given
    ]
    if missing:
        fail(f"Give {'; '.join(missing)}.")
    try:
        text = on_one_line(tables.read_bytes(f"{FOLDER}/{name}"))
        with alone(tables.root() / STORE):
            run = import_search(
                SearchString(name, source, text),
                [Path(file) for file in files],
                address or planned["address"],
                date.fromisoformat(made_on),
                exported_trials if planned else files_of_pubmed,
            )
            print(in_words(run))
            if run["outcome"] != "failed":
                print(_linked(link_records()))
    except (OSError, ValueError) as error:
        fail(f"The search can't be imported: {error}")
    except SearchError as failure:
        fail(f"The review {failure.said}.")
    if run["outcome"] in ("failed", "incomplete"):
        fail("Not everything could be read: the run is recorded as it is.")


def report_waiting():
    """Say what is waiting, as a list in Markdown that can stand in an issue, and keep it."""
    with tables.frozen():
        steps = waiting()
        state = heartbeat_words(heartbeat())
    lines = [f"{state}.", ""]
    for step in steps.query("count > 0").itertuples():
        lines.append(f"- {step.what}: **{step.count}**. {step.who} ({step.how}).")
    print("\n".join(lines))
    keys.write(tables.root() / WAITING, ("\n".join(lines) + "\n").encode())


def _linked(counts: dict[str, int]) -> str:
    listed = ", ".join(f"{count} of {relation}" for relation, count in sorted(counts.items()))
    return f"Links between records: {listed or 'none'}."


def _run(string: SearchString, contact: str, addresses: dict[str, str]) -> dict[str, str]:
    print(f"{string.source}, {string.name} …", flush=True)
    # On what is no terminal, such as a log, ``disable=None`` draws nothing.
    with tqdm(unit=" records", leave=False, disable=None) as bar:

        def watch(found: Found):
            bar.total, bar.n = found.hits or None, len(found.records) + found.unreadable
            bar.refresh()

        run = run_search(string, Setting(contact, addresses, watch=watch))
    print(f"  {in_words(run)}", flush=True)
    return run


def in_words(run: dict[str, str]) -> str:
    """What came of a run, in a sentence or two.

    Examples
    --------
    >>> in_words({"outcome": "failed", "source": "A", "remark": "could not be reached"})
    'Failed: A could not be reached. This says nothing about how many records there are.'
    """
    if run["outcome"] == "failed":
        said = f"Failed: {run['source']} {run['remark']}."
        return f"{said} This says nothing about how many records there are."
    if run["outcome"] == "empty":
        return "Complete, and nothing was found."
    said = f"{run['records']} of {run['hits']} records arrived, {run['new']} of them new."
    lost = {"missing": "were not sent", "unreadable": "can't be read"}
    lacking = ", ".join(f"{run[name]} {why}" for name, why in lost.items() if run[name] != "0")
    told = [said, lacking and f"Incomplete: {lacking}.", run["remark"] and f"{run['remark']}."]
    return " ".join(filter(None, told))
