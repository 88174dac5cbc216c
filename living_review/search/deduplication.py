"""Records of the same work: linked with a reason, never removed.

Identifiers decide first. What they leave open is compared by bib-dedupe, whose rules know how
databases abbreviate and misprint; its own aim is that no two works are ever taken for one.
"""

import contextlib
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import version

import pandas as pd

SAME, TRIAL, APART = "same work", "same trial", "not the same"
COLUMNS = ["record", "other", "relation", "reason", "judged_by"]
REGISTERED = ("clinicaltrials:", "ictrp:")
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
    """Pairs of records that tell of the same work or trial.

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
    studies = records["record"].str.startswith(REGISTERED)
    works = records[~studies]
    found = [
        *_by_identifier(works, ["pubmed_id"], "same PubMed identifier"),
        *_by_identifier(_with_plain_title(works), ["doi", "plain"], "same DOI and title"),
        *_by_comparison(works),
        *_by_identifier(records[studies], ["identifier"], "same registration number"),
        *_by_registration(records[studies], works),
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
        _pair(one, other, SAME, reason, "identifiers")
        for _, group in known.groupby(columns)
        for one, other in zip(group["record"], group["record"][1:], strict=False)
    ]


def _with_plain_title(works: pd.DataFrame) -> pd.DataFrame:
    return works.assign(plain=works["title"].map(plain_title))


def plain_title(title: str) -> str:
    """Letters and digits of a title alone, without accents and case.

    Examples
    --------
    >>> plain_title("Étude: a T-380A trial.")
    'etudeat380atrial'
    """
    apart = unicodedata.normalize("NFKD", title.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in apart if not unicodedata.combining(c)))


def _by_comparison(works: pd.DataFrame) -> list[tuple]:
    """What bib-dedupe takes for the same."""
    if len(works) < 2:
        return []
    asked = works[[*COMPARED]].rename(columns=COMPARED).assign(ID=works["record"])
    filling = pd.DataFrame([FILLING])
    asked = pd.concat([asked.assign(ENTRYTYPE="article"), filling], ignore_index=True)
    judge = f"bib-dedupe {version('bib-dedupe')}"
    by_key = works.set_index("record")
    return [
        _pair(one, other, SAME, _what_agrees(by_key.loc[one], by_key.loc[other]), judge)
        for one, other in _matches(asked)
    ]


def _matches(asked: pd.DataFrame) -> list[tuple[str, str]]:
    from bib_dedupe.bib_dedupe import block, match, prep  # sets options of pandas: only when used

    with contextlib.redirect_stdout(io.StringIO()):  # it tells every step
        pairs = block(prep(asked, cpu=1), cpu=1)
        if pairs.empty:
            return []
        matched = match(pairs, cpu=1)
    sure = matched[matched["duplicate_label"] == "duplicate"]
    return list(zip(sure["ID_1"], sure["ID_2"], strict=True))


def _what_agrees(one: pd.Series, other: pd.Series) -> str:
    same = [
        column.replace("doi", "DOI")
        for column in COMPARED
        if one[column] and plain_title(one[column]) == plain_title(other[column])
    ]
    return f"same {', '.join(same)}" if same else "similar in title, authors and journal"


def _by_registration(studies: pd.DataFrame, works: pd.DataFrame) -> list[tuple]:
    """A registered study, and the publications that name its number."""
    naming = defaultdict(list)
    for record, numbers in zip(works["record"], works["registrations"], strict=True):
        for number in filter(None, numbers.split("; ")):
            naming[number].append(record)
    return [
        _pair(study, work, TRIAL, f"the publication names {number}", "identifiers")
        for study, number in zip(studies["record"], studies["identifier"], strict=True)
        for work in naming[number]
    ]


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
