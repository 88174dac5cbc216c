"""Heartbeat: whether the searches keep the schedule of the protocol, computed from their runs.

Nothing here asks a clock. What is told are days: of the last search, of the next, and of the one
from which the schedule is broken. Whoever reads on a day can tell the state on it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from living_review.evidence import tables
from living_review.search.addresses import ADDRESSES
from living_review.search.rows import RUNS, WHOLE, read_rows
from living_review.search.strings import SearchString, string_of

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

    A search ran on the day on which the last of its strings did, so that one of two strings is
    no search.

    Attributes
    ----------
    source : str
        Database or register.
    days : int
        Most days from one run to the next.
    first, last : datetime.date, optional
        Up to which day it looked when it first ran whole, and at least up to which it has looked
        by now. None if it never did.
    changed : bool
        Whether a string says other words today than it did in its last whole run.
    """

    source: str
    days: int
    first: date | None = None
    last: date | None = None
    changed: bool = False

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
    ran, planned : int
        How many searches of the protocol ran whole, and how many it has.
    last : datetime.date, optional
        Day up to which all those have looked that ran at all; None if none did.
    due : datetime.date, optional
        Last day on which no search of the protocol is late.
    overdue : datetime.date, optional
        Last day on which none is overdue.
    retired : datetime.date, optional
        Day on which the review was retired.
    """

    ran: int = 0
    planned: int = 0
    last: date | None = None
    due: date | None = None
    overdue: date | None = None
    retired: date | None = None

    def state(self, day: date) -> str:
        """State on a day: *not started*, *current*, *late*, *overdue* or *retired*.

        Examples
        --------
        >>> days = date(2030, 1, 1), date(2030, 2, 1), date(2030, 4, 4)
        >>> beat = Heartbeat(1, 1, *days)
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


@dataclass(frozen=True)
class Change:
    """A day on which the state became another, and what had been searched by then."""

    day: date
    state: str
    beat: Heartbeat


def beats() -> list[Beat]:
    """When each search of the protocol ran, in its order.

    A run counts if it came to its end without a loss and asked the source itself, not a copy.
    """
    return _beats(_whole_runs())


def heartbeat() -> Heartbeat:
    """State of the searches as days; that of the review is the worst of its searches."""
    return _heartbeat(beats())


def changes(until: date) -> list[Change]:
    """Each day on which the state became another, from the first search on, the oldest first.

    They are those of the searches that the protocol has today. Since no row tells when words of
    a string were changed, such a change makes no search late here before its next run.

    Parameters
    ----------
    until : datetime.date
        Last day that is looked at: a search that is not made leaves no row, and makes the review
        late all the same.
    """
    runs = _whole_runs()
    days, state, told = {_day(run) for run in runs}, NOT_STARTED, []
    if retired := heartbeat().retired:
        days.add(retired)
    while days and (day := min(days)) <= until:
        by_then = _beats([run for run in runs if _day(run) <= day])
        known = _heartbeat([replace(beat, changed=False) for beat in by_then])
        if retired and day < retired:
            known = replace(known, retired=None)  # nobody knew it on that day
        if known.state(day) != state:
            state = known.state(day)
            told.append(Change(day, state, known))
        missed = {last + timedelta(days=1) for last in (known.due, known.overdue) if last}
        days = {later for later in days | missed if later > day}
    return told


def _whole_runs() -> list[dict[str, str]]:
    return [run for run in read_rows(RUNS) if run["outcome"] in WHOLE and _is_own(run)]


def _beats(runs: list[dict[str, str]]) -> list[Beat]:
    return [_beat(search, runs) for search in tables.register("protocol")["searches"]]


def _heartbeat(searches: list[Beat]) -> Heartbeat:
    protocol = tables.register("protocol")
    retired = protocol["retirement"].get("retired", {}).get("day", "")
    return combined(
        searches,
        int(protocol["updating"]["overdue_after"].split()[0]),
        date.fromisoformat(str(retired)) if retired else None,
    )


def combined(searches: list[Beat], times: int, retired: date | None = None) -> Heartbeat:
    """Heartbeat of a review.

    Parameters
    ----------
    searches : list of Beat
        Its searches.
    times : int
        How many times as long as planned makes a search overdue.
    retired : datetime.date, optional
        Day of retirement.
    """
    ran = [search for search in searches if search.last]
    if not ran:
        return Heartbeat(0, len(searches), retired=retired)
    begun = min(search.first for search in ran)
    return Heartbeat(
        len(ran),
        len(searches),
        min(search.last for search in ran),
        min(search.expected(begun) for search in searches),
        min(search.expected(begun, times) for search in searches),
        retired,
    )


def _is_own(run: dict[str, str]) -> bool:
    """Whether a run asked the source at its own address; an import has no other."""
    return run["address"] == ADDRESSES.get(run["source"], run["address"])


def _beat(search: dict, runs: list[dict[str, str]]) -> Beat:
    beat = Beat(search["source"], search["days"])
    strings = [string_of(name, beat.source) for name in search.get("strings", [])]
    ran = [sorted((run for run in runs if _is_of(string, run)), key=_day) for string in strings]
    if not ran or not all(ran):
        return beat
    return replace(
        beat,
        first=max(_day(own[0]) for own in ran),
        last=min(_day(own[-1]) for own in ran),
        changed=any(
            own[-1]["string_version"] != string.version
            for string, own in zip(strings, ran, strict=True)
        ),
    )


def _is_of(string: SearchString, run: dict[str, str]) -> bool:
    return (run["source"], run["string"]) == (string.source, string.name)


def _day(run: dict[str, str]) -> date:
    """Day up to which a run asked; what came later is for the next."""
    return date.fromisoformat(run["until"])
