"""Heartbeat: whether the searches keep the schedule of the protocol, computed from their runs.

Nothing here asks a clock. What is told are days: of the last search, of the next, and of the one
from which the schedule is broken. Whoever reads on a day can tell the state on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from living_review.evidence import keys, tables
from living_review.search.addresses import ADDRESSES
from living_review.search.rows import RUNS, WHOLE, read_rows
from living_review.search.strings import FOLDER, on_one_line

NOT_STARTED, CURRENT, LATE, OVERDUE, RETIRED = (
    "not started",
    "current",
    "late",
    "overdue",
    "retired",
)


@dataclass(frozen=True)
class Beat:
    """One search of the protocol and when it ran.

    Attributes
    ----------
    source : str
        Database or register.
    days : int
        Most days from one run to the next.
    last : datetime.date, optional
        Day of the last whole run of each of its strings; of several strings, the earliest such
        day. None if one of them never ran whole.
    changed : bool
        Whether a string says other words today than it did in that run.
    """

    source: str
    days: int
    last: date | None
    changed: bool

    def expected(self, begun: date, times: int = 1) -> date:
        """Last day on which a run would keep the schedule, or ``times`` as long a one.

        A search that never ran is counted from the day on which the first of them did; one
        whose words changed is due at once.
        """
        waits = times - 1 if self.changed else times
        return (self.last or begun) + timedelta(days=self.days * waits)


@dataclass(frozen=True)
class Heartbeat:
    """Days from which the state of the whole review follows.

    Attributes
    ----------
    last : datetime.date, optional
        Day of the newest whole run; None if there was none.
    due : datetime.date, optional
        Last day on which no search of the protocol is late.
    overdue : datetime.date, optional
        Last day on which none is overdue.
    retired : datetime.date, optional
        Day on which the review was retired.
    """

    last: date | None = None
    due: date | None = None
    overdue: date | None = None
    retired: date | None = None

    def state(self, day: date) -> str:
        """State on a day: *not started*, *current*, *late*, *overdue* or *retired*.

        Examples
        --------
        >>> beat = Heartbeat(date(2030, 1, 1), date(2030, 2, 1), date(2030, 4, 4))
        >>> [beat.state(date(2030, month, 4)) for month in (1, 2, 4, 5)]
        ['current', 'late', 'late', 'overdue']
        """
        if self.retired and day >= self.retired:
            return RETIRED
        if self.last is None:
            return NOT_STARTED
        if day > self.overdue:
            return OVERDUE
        return LATE if day > self.due else CURRENT


def beats() -> list[Beat]:
    """When each search of the protocol ran, in its order.

    A run counts if it came to its end without a loss and asked the source itself, not a copy.
    """
    runs = [run for run in read_rows(RUNS) if run["outcome"] in WHOLE and _is_own(run)]
    return [_beat(search, runs) for search in tables.register("protocol")["searches"]]


def heartbeat() -> Heartbeat:
    """State of the searches as days; that of the review is the worst of its searches."""
    protocol = tables.register("protocol")
    retired = protocol["retirement"].get("retired", {}).get("day", "")
    return combined(
        beats(),
        int(protocol["updating"]["overdue_after"].split()[0]),
        date.fromisoformat(str(retired)) if retired else None,
        _run_days(),
    )


def combined(
    searches: list[Beat], times: int, retired: date | None, days: Iterable[date]
) -> Heartbeat:
    """Heartbeat of a review.

    Parameters
    ----------
    searches : list of Beat
        Its searches.
    times : int
        How many times as long as planned makes a search overdue.
    retired : datetime.date, optional
        Day of retirement.
    days : iterable of datetime.date
        Days of all whole runs.
    """
    days = sorted(days)
    if not days:
        return Heartbeat(retired=retired)
    return Heartbeat(
        days[-1],
        min(search.expected(days[0]) for search in searches),
        min(search.expected(days[0], times) for search in searches),
        retired,
    )


def _run_days() -> list[date]:
    sources = {search["source"] for search in tables.register("protocol")["searches"]}
    return [
        _day(run)
        for run in read_rows(RUNS)
        if run["outcome"] in WHOLE and run["source"] in sources and _is_own(run)
    ]


def _is_own(run: dict[str, str]) -> bool:
    """Whether a run asked the source at its own address; an import has no other."""
    return run["address"] == ADDRESSES.get(run["source"], run["address"])


def _beat(search: dict, runs: list[dict[str, str]]) -> Beat:
    ends, changed = [], False
    for name in search.get("strings", []):
        own = [r for r in runs if r["source"] == search["source"] and r["string"] == name]
        newest = max(own, key=_day, default=None)
        ends.append(newest and _day(newest))
        text = on_one_line(tables.read_bytes(f"{FOLDER}/{name}"))
        changed |= bool(newest) and newest["string_version"] != keys.digest_of(text)
    last = min(ends) if ends and all(ends) else None
    return Beat(search["source"], search["days"], last, changed)


def _day(run: dict[str, str]) -> date:
    """Day up to which a run asked; what came later is for the next."""
    return date.fromisoformat(run["until"])
