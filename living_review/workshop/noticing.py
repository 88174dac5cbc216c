"""Ask PubMed and Crossref for notices about all that is cited, and say what came of it."""

from living_review.evidence import tables
from living_review.search.answers import alone
from living_review.search.failures import SearchError
from living_review.search.notices import identifiers, look_up
from living_review.search.runs import STORE, Setting
from living_review.workshop.saying import fail


def look_up_notices(addresses: dict[str, str], contact: str = ""):
    """Look for retractions, corrections and concerns about all that is cited, and record them.

    Parameters
    ----------
    addresses : dict
        ``PubMed`` or ``Crossref`` → another address at which it is asked, such as that of a copy.
    contact : str
        Address of mail that the sources are told, as they ask their users to do.
    """
    wanted = identifiers()
    if unknown := set(addresses) - set(wanted):
        fail(f"no source is called {', '.join(unknown)}; there are {', '.join(wanted)}")
    runs = []
    try:
        with alone(tables.root() / STORE):
            for source, known in wanted.items():
                print(f"{source}, {len(known)} publications with an identifier …", flush=True)
                runs.append(look_up(source, known, Setting(contact, addresses)))
                print(f"  {in_words(runs[-1])}", flush=True)
    except SearchError as failure:
        fail(f"The review {failure.said}.")
    if all(run["failure"] == "no network" for run in runs):
        fail("No source could be reached: is there a network? The attempts are recorded.")
    if any(run["outcome"] != "complete" for run in runs):
        fail("Not every publication was looked up: run make notices again.")


def in_words(run: dict[str, str]) -> str:
    """What came of a look-up, in a sentence or more.

    Examples
    --------
    >>> in_words({"outcome": "complete", "source": "A", "known": "1", "asked": "2", "notices": "0",
    ...     "not_known": "doe2001", "not_read": "", "remark": ""})
    'A has a record of 1 of 2, with 0 notices. It has none of 1: nothing is known of these.'
    """
    not_known, not_read = (
        len(run[n].split("; ")) * bool(run[n]) for n in ("not_known", "not_read")
    )
    told = [
        "Failed." if run["outcome"] == "failed" else "",
        f"{run['source']} has a record of {run['known']} of {run['asked']}, "
        f"with {run['notices']} notices.",
        f"It has none of {not_known}: nothing is known of these." if not_known else "",
        f"About {not_read} no whole answer came; this does not mean that there is no notice."
        if not_read
        else "",
        f"{run['remark']}." if run["remark"] else "",
    ]
    return " ".join(filter(None, told))
