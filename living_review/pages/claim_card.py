"""A claim as it is told in its chapter: verdict, reason, what would change it, its record.

And all claims as one list, which a script makes searchable; without it every claim is there.
"""

import html
from dataclasses import dataclass

import pandas as pd

from living_review.pages.badge import badge, certainty_badge
from living_review.pages.everyday import also
from living_review.pages.record_pages.addresses import claim_address

LIST_FILTERS = {
    "verdict": "Verdict",
    "certainty": "Certainty",
    "seed": "Document",
    "origin": "Whose claim",
    "kind": "Kind",
}


def anchor(claim_id: str) -> str:
    """Anchor of a claim; it stays as long as the claim does.

    Examples
    --------
    >>> anchor("A1-05")
    'claim-a1-05'
    """
    return f"claim-{claim_id.lower()}"


def record(claim_id: str) -> str:
    """Address of a claim's record from the page of a chapter."""
    return f"../{claim_address(claim_id)}"


def _terms(entries: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f"<dt>{html.escape(title)}</dt><dd>{html.escape(text)}</dd>"
        for title, text in entries
        if text
    )


@dataclass(frozen=True)
class ClaimCard:
    """One claim for readers.

    Parameters
    ----------
    claim_id : str
        Identifier.
    verdict : str
        Verdict in words.
    certainty : str
        Certainty in words.
    entries : tuple of (str, str)
        Headings and texts in the order in which they stand; those without a text are left out.
    folded : tuple of (str, str)
        The same, for those who want to know more.
    evidence : str
        How much evidence there is of which kind, one line.
    """

    claim_id: str
    verdict: str
    certainty: str
    entries: tuple[tuple[str, str], ...]
    folded: tuple[tuple[str, str], ...]
    evidence: str

    def to_html(self) -> str:
        """The claim as HTML, with a link to its record."""
        name, here = html.escape(self.claim_id), anchor(self.claim_id)
        more = "All of it, who judged and how, and its history"
        return (
            f'<section class="review-claim" id="{here}" aria-label="Claim {name}">'
            f'<p class="review-claim-head"><a href="{record(self.claim_id)}">Claim {name}</a> '
            f"{badge(self.verdict)} <span>{certainty_badge(self.certainty)}</span></p>"
            f"<dl>{_terms(self.entries)}</dl>"
            "<details><summary>What would change it, and the evidence</summary>"
            f"<dl>{_terms(self.folded)}<dt>Evidence</dt>"
            f'<dd>{html.escape(self.evidence)}. <a href="{record(self.claim_id)}">{more}</a></dd>'
            "</dl></details></section>"
        )

    def to_reviewed_text(self) -> str:
        """Everything as lines."""
        lines = [f"claim {self.claim_id}: {self.verdict}; {self.certainty}"]
        told = (*self.entries, *self.folded)
        lines += [f"{title}: {text}" for title, text in told if text]
        return "\n".join([*lines, f"Evidence: {self.evidence}"])

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}


@dataclass(frozen=True)
class SplitCard:
    """The address of a claim that was split, which leads to its parts.

    Parameters
    ----------
    claim_id : str
        Identifier of the whole.
    claim : str
        What it said.
    parts : tuple of str
        Identifiers of its parts.
    history : str
        Verdicts that the whole had.
    """

    claim_id: str
    claim: str
    parts: tuple[str, ...]
    history: str

    def to_html(self) -> str:
        """The address with links to the parts."""
        name, here = html.escape(self.claim_id), anchor(self.claim_id)
        links = " and ".join(
            f'<a href="{record(part)}">{html.escape(part)}</a>' for part in self.parts
        )
        return (
            f'<section class="review-claim" id="{here}" aria-label="Claim {name}">'
            f'<p class="review-claim-head"><a href="{record(self.claim_id)}">Claim {name}</a> '
            f"was split into {links}.</p><p>{html.escape(self.claim)}</p>"
            f"<p>{html.escape(self.history)}</p>"
            "</section>"
        )

    def to_reviewed_text(self) -> str:
        """The same as lines."""
        head = f"claim {self.claim_id}: split into {', '.join(self.parts)}"
        return "\n".join((head, self.claim, self.history))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}


@dataclass(frozen=True)
class ClaimList:
    """All claims, one entry each.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``claim_id seed kind origin claim verdict certainty reason page``, all text; ``page`` is
        where the claim is examined, blank where nowhere.
    caption : str
        What the list holds.
    """

    claims: pd.DataFrame
    caption: str

    def to_html(self) -> str:
        """The list as HTML; filters and a search field are added by a script."""
        filters = html.escape(" ".join(LIST_FILTERS), quote=True)
        names = html.escape("|".join(LIST_FILTERS.values()), quote=True)
        entries = "".join(self._entry(row) for _, row in self.claims.iterrows())
        return (
            f'<section class="review-findings" data-filters="{filters}" data-names="{names}" '
            f'data-search="Search">'
            f'<p class="review-caption">{html.escape(self.caption)}</p>'
            f'<ul class="review-entries">{entries}</ul></section>'
        )

    def _entry(self, row: pd.Series) -> str:
        data = " ".join(
            f'data-{name}="{html.escape(row[name] or "not judged", quote=True)}"'
            for name in LIST_FILTERS
        )
        unseen = f"{also(row['claim'])} {row['reason']}"  # the reason is told on the record
        data += f' data-also="{html.escape(unseen, quote=True)}"'
        name = html.escape(row["claim_id"])
        where = f"{row['page']}#{anchor(row['claim_id'])}" if row["page"] else ""
        link = f'<a href="{record(row["claim_id"])}">{name}</a>'
        discussed = f' <a href="{html.escape(where, quote=True)}">Discussion</a>' if where else ""
        return (
            f'<li id="list-{anchor(row["claim_id"])}" {data}><p>{link} {badge(row["verdict"])} '
            f"{html.escape(row['claim'])}{discussed}</p></li>"
        )

    def to_reviewed_text(self) -> str:
        """All claims as CSV."""
        columns = ["claim_id", "verdict", "certainty", "reason"]
        text = self.claims[columns].to_csv(index=False, lineterminator="\n")
        return f"claims: {self.caption}\n{text}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}
