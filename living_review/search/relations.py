"""Reports of the same study that are different works: preprints and papers, trials and reports.

What a source says of its record goes first; a preprint that no source ties to its paper is told by
the same title and first author. None of this makes two works one: each is screened by itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from living_review.search.records import plain_title

SAME, TRIAL, PREPRINT = "same work", "same trial", "preprint and its paper"
IDENTIFIERS = "identifiers"
REGISTERED = ("clinicaltrials:", "ictrp:")
# What stands in the notices of a record, and who of the two has to be a preprint for it to mean
# that the other is its paper: PubMed also says *updated by* of reviews and letters.
STATED = {
    "preprint of": (PREPRINT, None),
    "has preprint": (PREPRINT, None),
    "updated by": (PREPRINT, (True, False)),
    "update of": (PREPRINT, (False, True)),
    "results in": (TRIAL, None),
}
NOTICE = re.compile(rf"({'|'.join(STATED)}) (pubmed|doi):(\S+)")
Pair = tuple[str, str, str, str]  # one record, another, what they are to each other, and why


def preprints(works: pd.DataFrame, same: Iterable[Iterable[str]]) -> set[str]:
    """Records that are preprints, by the kind that any record of the same work has.

    Parameters
    ----------
    works : pandas.DataFrame
        Rows of ``search_records``.
    same : iterable of iterables of str
        Records with the same identifier.
    """
    named = set(works.loc[works["kinds"].str.contains("preprint", case=False), "record"])
    return named.union(*(group for group in same if not named.isdisjoint(group)))


def stated_pairs(records: pd.DataFrame, early: set[str]) -> Iterator[Pair]:
    """Records that a source relates to another one that was found, too.

    Parameters
    ----------
    records : pandas.DataFrame
        Rows of ``search_records``.
    early : set of str
        Those that are preprints, as of `preprints`.
    """
    known = defaultdict(list)
    for row in records.itertuples():
        known["pubmed", row.pubmed_id].append(row.record)
        known["doi", row.doi].append(row.record)
    for row in records.itertuples():
        for notice in row.notices.split("; "):
            if not (told := NOTICE.fullmatch(notice)):
                continue
            relation, which = STATED[told[1]]
            for other in known[told[2], told[3]]:
                kinds = (row.record in early, other in early)
                if other != row.record and which in (None, kinds):
                    yield row.record, other, relation, f"{row.source} says: {notice}"


def titled_pairs(works: pd.DataFrame, early: set[str]) -> Iterator[Pair]:
    """Preprints and works that are none, of the same title and first author."""
    plain = works.assign(
        title=works["title"].map(plain_title),
        first=works["authors"].str.split("; ").str[0].map(plain_title),
    )
    likely = plain["title"].isin(plain.loc[plain["record"].isin(early), "title"])
    told = plain[likely & (plain["title"] != "") & (plain["first"] != "")]
    for _, group in told.groupby(["title", "first"]):
        for one in early.intersection(group["record"]):
            for other in set(group["record"]) - early:
                yield one, other, PREPRINT, "a preprint of the same title and first author"


def registered_pairs(studies: pd.DataFrame, works: pd.DataFrame) -> Iterator[Pair]:
    """Registered studies and publications that name their number.

    Of a study whose own record was not found, publications that name it and no other.
    """
    named = works["registrations"].str.split("; ").map(lambda numbers: [n for n in numbers if n])
    alone = named.map(len) == 1
    naming, reporting = defaultdict(list), defaultdict(list)
    for record, numbers, only in zip(works["record"], named, alone, strict=True):
        for number in numbers:
            naming[number].append(record)
            reporting[number] += [record] * only
    for study, number in zip(studies["record"], studies["identifier"], strict=True):
        for work in naming[number]:
            yield study, work, TRIAL, f"the publication names {number}"
    for number in set(reporting) - set(studies["identifier"]):
        for one, other in zip(reporting[number], reporting[number][1:], strict=False):
            yield one, other, TRIAL, f"both publications name {number}"


def groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Records that belong together, directly or through others.

    Examples
    --------
    >>> groups([("a", "b"), ("b", "c"), ("d", "e")]) == [{"a", "b", "c"}, {"d", "e"}]
    True
    """
    belongs: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = belongs.get(one, {one}) | belongs.get(other, {other})
        belongs |= dict.fromkeys(joined, joined)
    return list({id(group): group for group in belongs.values()}.values())


def named_by_first(keys: pd.Series, pairs: Iterable[tuple[str, str]]) -> pd.Series:
    """Each record with the first one of those that it belongs together with.

    Parameters
    ----------
    keys : pandas.Series
        Records.
    pairs : iterable of tuple of (str, str)
        Records that belong together.

    Returns
    -------
    pandas.Series
        By record, in the order of the records.
    """
    first = {record: min(group) for group in groups(pairs) for record in group}
    return pd.Series([first.get(key, key) for key in keys], index=list(keys), dtype=object)


def works(records: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Work that each record tells of; a work is named by the first of its records.

    Parameters
    ----------
    records : pandas.DataFrame
        Rows of ``search_records``; ``record`` is enough.
    links : pandas.DataFrame
        Rows of ``record_links``. Only *same work* counts: reports of one study are screened
        each by itself.

    Returns
    -------
    pandas.Series
        By record, in the order of the records.
    """
    same = links[links["relation"] == SAME]
    return named_by_first(records["record"], zip(same["record"], same["other"], strict=True))


def studies(records: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Study that each record tells of; a study is named by the first of its records.

    A publication that names several registered studies joins them no more than a review would,
    and counts by itself, unless a reader tied it to one.

    Parameters
    ----------
    records, links : pandas.DataFrame
        Rows of ``search_records`` and ``record_links``.

    Returns
    -------
    pandas.Series
        By record, in the order of the records.
    """
    work_of = works(records, links)
    tied = links[links["relation"].isin((SAME, PREPRINT))]
    trials = links[links["relation"] == TRIAL]
    ends = trials[["record", "other"]]
    registered = ends.apply(lambda end: end.str.startswith(REGISTERED))
    study = ends["record"].where(registered["record"], ends["other"]).map(work_of)
    report = ends["other"].where(registered["record"], ends["record"]).map(work_of)
    entered = registered.any(axis=1)
    several = study[entered].groupby(report[entered]).transform("nunique") > 1
    unsure = trials.loc[several.index[several]].query("judged_by == @IDENTIFIERS")
    joined = pd.concat([tied, trials.drop(unsure.index)])
    return named_by_first(records["record"], zip(joined["record"], joined["other"], strict=True))
