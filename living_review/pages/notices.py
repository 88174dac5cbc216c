"""Notices about a publication as readers see them: on the record of its trial, and in the bar."""

import pandas as pd

from living_review.evidence import dois, tables
from living_review.evidence.publication_notices import (
    RETRACTIONS,
    retracted_publications,
    retractions,
    told_of,
)
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.record_pages.parts import linked
from living_review.pages.sources import source_name
from living_review.synthesis.trials.tables import retracted_trials

LABELS = {
    "kind": "Notice",
    "by": "Told by",
    "notice": "Published as",
    "told_as": "In its words",
    "stated_on": "Dated",
    "seen_on": "First seen",
    "state": "Listed",
}
NONE_SEEN = "none seen"


def notice_address(notice: str) -> str:
    """Where a notice can be read; blank where only its reference is known.

    Examples
    --------
    >>> notice_address("pubmed:12"), notice_address("reference:Thorax. 2001;1:2")
    ('https://pubmed.ncbi.nlm.nih.gov/12/', '')
    >>> notice_address("doi:10.1000/182")
    'https://doi.org/10.1000/182'
    """
    kind, _, identifier = notice.partition(":")
    if kind == "doi":
        return dois.address(identifier)
    return dois.pubmed_address(identifier) if kind == "pubmed" else ""


def notices_table(publication: str) -> PageTable | None:
    """All that readers and databases say of notices about a publication, side by side.

    Parameters
    ----------
    publication : str
        Its key.

    Returns
    -------
    PageTable or None
        None where nobody says anything. Its caption says so where they do not agree.
    """
    told = told_of(publication)
    rows = [_row(row) for _, row in told.iterrows()]
    if seen := tables.row("publications", publication)["notice"]:
        blank = dict.fromkeys([*LABELS, "address"], "")
        rows.append(blank | {"kind": seen, "by": "a reader of this review"})
    if not rows:
        return None
    differ = disagreement(seen, told)
    caption = "Every notice about its publication, by who tells of it" + (differ and f". {differ}")
    return PageTable(pd.DataFrame(rows), caption, LABELS, links={"notice": "address"})


def disagreement(seen: str, told: pd.DataFrame) -> str:
    """In a sentence, where a reader and the databases do not agree; blank where they do.

    Parameters
    ----------
    seen : str
        What a reader entered, or blank.
    told : pandas.DataFrame
        ``kind`` and ``gone_on`` of what the databases tell.

    Examples
    --------
    >>> disagreement("retraction", pd.DataFrame({"kind": [], "gone_on": []}))
    'A reader saw a retraction that no database lists; the trial stays out of every pool'
    """
    listed = told[told["gone_on"] == ""]
    retracted = not retractions(listed).empty
    if seen in RETRACTIONS and not retracted:
        return "A reader saw a retraction that no database lists; the trial stays out of every pool"
    if seen and seen not in RETRACTIONS and retracted:
        return "A database lists a retraction where a reader saw none; the trial is in no pool"
    if seen == NONE_SEEN and len(listed):
        return "A database lists a notice where a reader saw none"
    return ""


def _row(row: pd.Series) -> dict[str, str]:
    by = row["source"] if row["stated_by"] == row["source"] else f"{row['source']}, {row.stated_by}"
    state = f"no longer since {row['gone_on']}" if row["gone_on"] else "yes"
    notice = row["notice"].removeprefix("reference:")
    return {**row, "by": by, "state": state, "notice": notice} | {
        "address": notice_address(row["notice"])
    }


def retraction_html(publication: str) -> str:
    """*Retracted* with a link to each notice of it; blank where the publication is not.

    Parameters
    ----------
    publication : str
        Its key.
    """
    if publication not in retracted_publications():
        return ""
    notices = retractions(told_of(publication))["notice"].unique()
    links = [linked(notice, notice_address(notice)) for notice in notices]
    listed = f" (notice: {', '.join(links)})" if links else ""
    return f"<p><strong>Retracted</strong>{listed}. No pool and no verdict counts it.</p>"


def retracted_html(up: str) -> str:
    """What the bar of a page says of retracted trials; blank where there is none.

    Parameters
    ----------
    up : str
        Way from the page to the top of the book, blank or with a slash at its end.
    """
    trials = retracted_trials()
    if not trials:
        return ""
    names = ", ".join(
        linked(source_name(tables.entry(trial)), up + trial_address(trial)) for trial in trials
    )
    said = "1 trial was retracted" if len(trials) == 1 else f"{len(trials)} trials were retracted"
    return f'<span class="review-retracted">{said}: {names}</span>'
