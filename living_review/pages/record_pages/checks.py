"""Record pages of the reporting checks: one for each publication, and one that lists them all."""

import html

import pandas as pd

from living_review.checks.ledger import VERDICTS, ledger
from living_review.evidence import tables
from living_review.pages.finding_list import FILTERS, FindingList, for_readers
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import (
    FINDINGS,
    findings_address,
    row_address,
)
from living_review.pages.record_pages.parts import UP, Record, Section, linked
from living_review.pages.sources import publication_address

ABOUT = (
    "<p><em>Impossible</em>: no data could give it. <em>Inconsistent</em>: it disagrees with the "
    "numbers beside it under every reading that was tried. <em>Question</em>: worth asking the "
    "authors about. A number that does not fit does not tell whose slip it was, and nobody is "
    "accused.</p>"
)
MANY = 20  # findings from which on a reader wants to filter them
GRAVE = VERDICTS[:3]  # impossible, inconsistent, question


def checked_publications() -> list[str]:
    """Publications of which some number could be checked, by their keys."""
    return sorted(ledger()["source"].unique())


@tables.frozen()
def findings_record() -> Record:
    """Record page that lists every finding and leads to its arithmetic."""
    found = for_readers(ledger(), UP)
    head = f"<p>{several(len(found), 'finding')}: {shares(found)}.</p>{ABOUT}"
    listed = FindingList(found, "Every finding, gravest first", brief=True, filters=FILTERS)
    return Record(
        FINDINGS,
        "Reporting checks",
        "of all publications",
        "Every finding of the reporting checks",
        head,
        (Section("Findings", (listed,)), Section("By publication", (by_publication(found),))),
        searched=True,
    )


@tables.frozen()
def publication_findings(source: str) -> Record:
    """Record page of what the checks found in one publication.

    Raises
    ------
    KeyError
        If none of its numbers could be checked.
    """
    found = ledger()
    found = found[found["source"] == source]
    if found.empty:
        raise KeyError(f"no number of {source!r} was checked")
    found = for_readers(found, UP)
    many = len(found) >= MANY
    filters = {name: words for name, words in FILTERS.items() if many and name != "source"}
    title = tables.entry(source)["title"]
    links = (
        linked("The publication", publication_address(source)),
        linked("what is in the data on it", UP + row_address("publications", source)),
        linked("findings on all publications", UP + FINDINGS),
    )
    head = (
        f"<p>{html.escape(title)}</p><p>{several(len(found), 'check')}: {shares(found)}.</p>"
        f"<p>{', '.join(links)}.</p>{ABOUT}"
    )
    name = found["source"].iloc[0]
    return Record(
        findings_address(source),
        "Reporting checks",
        f"of {name}",
        f"What the checks found in {name}",
        head,
        (Section("", (FindingList(found, "Every finding, gravest first", filters=filters),)),),
        searched=True,
    )


def by_publication(findings: pd.DataFrame, some: bool = False) -> PageTable:
    """How many findings of each verdict each publication has, those with grave ones first.

    Parameters
    ----------
    findings : pandas.DataFrame
        As of `for_readers`.
    some : bool, optional
        Whether publications all of whose numbers fit, as far as can be told, are left to one row.
    """
    counts = pd.crosstab(findings["publication"], findings["verdict"])
    counts = counts.reindex(columns=list(VERDICTS), fill_value=0)
    counts = counts.sort_values(list(VERDICTS), ascending=False, kind="stable")
    grave = counts[list(GRAVE)].any(axis=1)
    told = findings.drop_duplicates("publication").set_index("publication")
    shown = counts[grave] if some else counts
    rows = shown.assign(
        source=told["source"], place=told["place"].str.partition("#")[0]
    ).reset_index()
    labels = {"source": "Source", **{v: v.capitalize() for v in VERDICTS}}
    if some:
        rest = {"source": "All others", "place": "", **counts[~grave].sum()}
        rows = pd.concat([rows, pd.DataFrame([rest])], ignore_index=True)
        labels = {"source": "Source", **{v: v.capitalize() for v in GRAVE}, "all": "All findings"}
    rows["all"] = rows[list(VERDICTS)].sum(axis=1)
    return PageTable(
        rows.astype(str), "Findings by source and verdict", labels, links={"source": "place"}
    )


def shares(findings: pd.DataFrame) -> str:
    """How many findings there are of each verdict that occurs, in words."""
    counts = findings["verdict"].value_counts()
    return ", ".join(f"{counts[v]} {v}" for v in VERDICTS if v in counts)
