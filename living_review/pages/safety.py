"""What somebody who is ill has to know first: where help is, what is dangerous, whom to ask."""

from urllib.parse import urlsplit

import pandas as pd

from living_review.evidence import tables
from living_review.pages.claim_card import anchor
from living_review.pages.sourced_list import LINE_END, Item, Source, SourcedList
from living_review.pages.sources import with_sources
from living_review.synthesis.verdicts.claims import Claim

HELP, EMERGENCY = "help in a crisis", "emergency"


def _source(row: pd.Series) -> Source:
    return Source(row["reference"], row["reference_address"], row["seen_on"])


def _facts(topic: str) -> pd.DataFrame:
    return with_sources(tables.read("safety_facts", topic=topic))


def _rows(frame: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in frame.iterrows()]


def _sources(frame: pd.DataFrame) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(map(_source, _rows(frame))))


def _call(number: str) -> tuple[str, str]:
    """A number with the address that calls it."""
    return number, "tel:" + number.replace(" ", "")


def _told(row: pd.Series) -> list:
    """A fact, behind the number that can be called where there is one."""
    number = row["telephone"]
    return [_call(number), row["fact"]] if number else [row["fact"]]


def emergency_numbers() -> SourcedList:
    """What nobody should have to look for: emergency numbers, and who knows the lines elsewhere.

    Sources are told by `help_sources`.
    """
    rows = _facts(HELP).sort_values("country", kind="stable")
    urgent = rows[rows["fact"].str.startswith(EMERGENCY)]
    parts = []
    for number in urgent["telephone"].unique():
        same = urgent[urgent["telephone"] == number]
        where = [
            row["fact"].removeprefix(EMERGENCY).lstrip(", ") or row["country"]
            for _, row in same.iterrows()
        ]
        parts += [LINE_END, _call(number), " and ".join(where)]
    items = [Item(tuple(parts), "Emergency:")]
    for row in _rows(rows[rows["country"] == ""]):
        site = urlsplit(row["reference_address"]).netloc
        items.append(Item(((site, f"https://{site}"), row["fact"]), "Wherever you are:"))
    return SourcedList(tuple(items), "Emergency numbers, and where to find a line")


def help_lines() -> SourcedList:
    """Numbers to call, by country, that for emergencies first: each on a line of its own.

    Its label names the countries, so that a reader knows before it is opened. A fact without a
    number adds to the number before it. Sources are told by `help_sources`.
    """
    rows = _facts(HELP)
    named = sorted(filter(None, rows["country"].unique()))
    items = [Item(_lines(rows[rows["country"] == country]), country) for country in named]
    items += [Item((text,)) for text in tables.read("still_to_check", topic=HELP)["warning"]]
    label = f"Helplines, by country: {', '.join(named)}"
    return SourcedList(tuple(items), label, folded=True, open_when_wide=True)


def _lines(rows: pd.DataFrame) -> tuple:
    """The parts of one country's entry, each number on a line where there are several."""
    numbers = []
    for row in _rows(rows):
        if row["telephone"]:
            numbers.append(_told(row))
        else:
            numbers[-1][-1] += f", {row['fact']}"
    numbers.sort(key=lambda number: not number[-1].startswith(EMERGENCY))
    if len(numbers) == 1:
        return tuple(numbers[0])
    return tuple(part for number in numbers for part in (LINE_END, *number))


def help_sources() -> SourcedList:
    """Who says so: for each number, its source and when that was seen."""
    rows = _facts(HELP).sort_values(["country", "row_id"], kind="stable")
    items = tuple(
        Item(
            (row["fact"],),
            " ".join(filter(None, (row["country"], row["telephone"]))) or "Elsewhere",
            (_source(row),),
        )
        for row in _rows(rows)
    )
    return SourcedList(items, "Source of each number, and when it was seen", folded=True)


def safety_list(topic: str, label: str, folded: bool = False) -> SourcedList:
    """What sources say on one topic, with warnings of which a person must still see a source.

    What concerns the same people (``concerns``) is told together, and first what to do: a reader
    in a hurry stops early.

    Parameters
    ----------
    topic : str
        Topic of `safety_facts` and of `still_to_check`.
    label : str
        What the list holds.
    folded : bool
        Whether it opens from its label.
    """
    sourced, advised = _facts(topic), tables.read("still_to_check", topic=topic)
    known = set(sourced["concerns"])
    both = [concerns for concerns in advised["concerns"] if concerns in known]
    items = []
    for concerns in dict.fromkeys([*both, *sourced["concerns"], *advised["concerns"]]):
        facts = sourced[sourced["concerns"] == concerns]
        advice = tuple(advised.loc[advised["concerns"] == concerns, "warning"])
        if concerns:
            parts = (*advice, *(part for row in _rows(facts) for part in _told(row)))
            items.append(Item(parts, f"{concerns}.", _sources(facts)))
        else:
            items += [Item((text,)) for text in advice]
            items += [Item(tuple(_told(row)), "", (_source(row),)) for row in _rows(facts)]
    return SourcedList(tuple(items), label, folded)


def still_to_check() -> SourcedList:
    """Warnings that stand without a source, and what a person should look for."""
    items = tuple(
        Item(
            (row["warning"], f"Still to be seen: {row['what_to_look_for']}"),
            f"{row['concerns']}." if row["concerns"] else "",
        )
        for row in _rows(tables.read("still_to_check"))
    )
    return SourcedList(items, "What is advised above, and the source that is missing", folded=True)


def verdict_lines(*claim_ids: str) -> SourcedList:
    """Claims in a line each: the words, the verdict as a link to its section, the reason.

    A claim that was split is told in its parts.
    """
    parts = [part for claim_id in claim_ids for part in Claim(claim_id).parts or (claim_id,)]
    lines = tuple(_verdict_line(Claim(part)) for part in parts)
    label = "Each claim, and what we found"
    return SourcedList(lines, label, folded=True, open_when_wide=True)


def _verdict_line(claim: Claim) -> Item:
    row = claim.row
    known = claim.certainty
    sure = f", {known} certainty" if known and known != "not applicable" else ""
    page = f"{row['chapter']}.html#{anchor(claim.claim_id)}"
    said = (f"{str(claim.verdict).capitalize()}{sure}:", page)
    return Item((said, f"“{row['claim'].rstrip('.')}”.", claim.reason))
