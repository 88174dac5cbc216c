"""Links between records: those of the same work, and works of one study; nothing is removed.

Identifiers decide first. What they leave open is compared by bib-dedupe, whose rules know how
databases abbreviate and misprint; its own aim is that no two works are ever taken for one.
"""

import contextlib
import io
from functools import cache
from importlib.metadata import version
from unittest import mock

import pandas as pd

from living_review.search.blocking import candidates
from living_review.search.records import plain_title
from living_review.search.relations import (
    IDENTIFIERS,
    PREPRINT,
    REGISTERED,
    SAME,
    groups,
    preprints,
    registered_pairs,
    stated_pairs,
    titled_pairs,
)

COLUMNS = ["record", "other", "relation", "reason", "judged_by"]
# What bib-dedupe compares, by our names.
COMPARED = {
    "title": "title",
    "authors": "author",
    "year": "year",
    "journal": "journal",
    "volume": "volume",
    "issue": "number",
    "pages": "pages",
    "doi": "doi",
}
# A record like no other, so that no column is without a value: bib-dedupe fails on such.
FILLING = {
    "ID": "filling",
    "title": "Qwyzx vkjhq zzxwv",
    "author": "Qwyzx, V.",
    "year": "1801",
    "journal": "Zzxwv Qwyzx",
    "volume": "7001",
    "number": "7002",
    "pages": "7003-7004",
    "doi": "10.7005/qwyzx",
    "ENTRYTYPE": "article",
}


def links(records: pd.DataFrame) -> pd.DataFrame:
    """Pairs of records that tell of the same work, or of works on the same study.

    Parameters
    ----------
    records : pandas.DataFrame
        Columns of ``search_records``, as text.

    Returns
    -------
    pandas.DataFrame
        Columns ``record`` and ``other`` (in order), ``relation``, ``reason``, ``judged_by``; one
        row for each pair, and the first reason that was found for it.
    """
    registered = records["record"].str.startswith(REGISTERED)
    works, studies = records[~registered], records[registered]
    identical = [
        *_by_identifier(works, ["pubmed_id"], "same PubMed identifier"),
        *_by_identifier(_with_plain_title(works), ["doi", "plain"], "same DOI and title"),
        *_by_identifier(studies, ["identifier"], "same registration number"),
    ]
    early = preprints(works, groups(pair[:2] for pair in identical))
    related = [
        *stated_pairs(records, early),
        *titled_pairs(works, early),
        *registered_pairs(studies, works),
    ]
    found = [
        *identical,
        *(_pair(*pair, IDENTIFIERS) for pair in related),
        *_by_comparison(works, early),
    ]
    frame = pd.DataFrame(found, columns=COLUMNS)
    return frame.drop_duplicates(["record", "other"]).sort_values(["record", "other"])


def _pair(one: str, other: str, relation: str, reason: str, judge: str) -> tuple[str, ...]:
    first, second = sorted((one, other))
    return first, second, relation, reason, judge


def _by_identifier(works: pd.DataFrame, columns: list[str], reason: str) -> list[tuple]:
    """Each record with the next that has the same identifiers; none of them may be blank."""
    known = works[(works[columns] != "").all(axis=1)]
    return [
        _pair(one, other, SAME, reason, IDENTIFIERS)
        for _, group in known.groupby(columns)
        for one, other in zip(group["record"], group["record"][1:], strict=False)
    ]


def _with_plain_title(works: pd.DataFrame) -> pd.DataFrame:
    return works.assign(plain=works["title"].map(plain_title))


def _by_comparison(works: pd.DataFrame, early: set[str]) -> list[tuple]:
    """What bib-dedupe takes for the same; of a preprint and a work that is none, a pair of both."""
    if len(works) < 2:
        return []
    asked = works[[*COMPARED]].rename(columns=COMPARED).assign(ID=works["record"])
    filling = pd.DataFrame([FILLING])
    asked = pd.concat([asked.assign(ENTRYTYPE="article"), filling], ignore_index=True)
    judge = f"bib-dedupe {version('bib-dedupe')}"
    by_key = works.set_index("record")
    found = []
    for one, other in _matches(asked):
        relation = SAME if (one in early) == (other in early) else PREPRINT
        agreeing = _what_agrees(by_key.loc[one], by_key.loc[other])
        found.append(_pair(one, other, relation, agreeing, judge))
    return found


def _matches(asked: pd.DataFrame) -> list[tuple[str, str]]:
    from bib_dedupe.bib_dedupe import match  # sets options of pandas: only when used

    with contextlib.redirect_stdout(io.StringIO()):  # it tells every step
        pairs = candidates(prepared(asked))
        if pairs.empty:
            return []
        matched = match(pairs, cpu=1)
    sure = matched[matched["duplicate_label"] == "duplicate"]
    return list(zip(sure["ID_1"], sure["ID_2"], strict=True))


def prepared(asked: pd.DataFrame) -> pd.DataFrame:
    """Records as bib-dedupe compares them, from its own preparation.

    To find numbers in words it has the dictionaries of five languages made anew for each title
    and journal, nine tenths of the time; here they are made once.
    """
    from bib_dedupe.bib_dedupe import prep
    from number_parser import parser

    once = cache(parser.LanguageData)  # nothing writes to what it makes
    with mock.patch.object(parser, "LanguageData", once):
        return prep(asked, cpu=1)


def _what_agrees(one: pd.Series, other: pd.Series) -> str:
    same = [
        column.replace("doi", "DOI")
        for column in COMPARED
        if one[column] and plain_title(one[column]) == plain_title(other[column])
    ]
    return f"same {', '.join(same)}" if same else "similar in title, authors and journal"


def with_decisions(found: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Links with those that readers decided, which stand in the place of the program's.

    Parameters
    ----------
    found : pandas.DataFrame
        As of `links`.
    decided : pandas.DataFrame
        The rows of ``record_links`` that a reader wrote.
    """
    both = pd.concat([decided[COLUMNS], found[COLUMNS]])
    return both.drop_duplicates(["record", "other"]).sort_values(["record", "other"])
