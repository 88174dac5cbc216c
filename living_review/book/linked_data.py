"""Claims and verdicts in the words of schema.org, for machines."""

import pandas as pd

from living_review.evidence import dois, edition_in_hand, tables
from living_review.pages.claim_card import anchor
from living_review.synthesis.verdicts.rules import ClaimVerdict

CONTEXT = "https://schema.org"
# schema.org wants a number beside the word; it has no meaning beyond the order.
RATINGS = {
    ClaimVerdict.SUPPORTED: 5,
    ClaimVerdict.PARTLY: 4,
    ClaimVerdict.OVERSTATED: 3,
    ClaimVerdict.UNSUPPORTED: 2,
    ClaimVerdict.CONTRADICTED: 1,
}
AUTHOR = {"@type": "Organization", "name": "The living review"}


def graph(verdicts: pd.DataFrame, up: str = ".", edition: dict | None = None) -> dict:
    """Claims with their reviews as JSON-LD.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        As of `living_review.synthesis.verdicts.claims.verdict_table`.
    up : str
        Way from the file to the folder of the chapters.
    edition : dict, optional
        ``version`` and ``date`` of the edition that says so; the one being built unless given.

    Returns
    -------
    dict
        ``@context`` and ``@graph``: a ``Claim`` for every row, and a ``ClaimReview`` for those that
        have a verdict. Addresses are relative, as everywhere in the book.
    """
    sources = tables.read("seeds").set_index("seed")
    edition = edition or edition_in_hand.current()
    version = {"version": edition["version"]} if edition["date"] else {}
    found = []
    for row in verdicts.itertuples():
        place = f"{up}/chapters/{row.chapter}.html#{anchor(row.claim_id)}" if row.chapter else ""
        claim = {
            "@type": "Claim",
            "@id": f"urn:claim:{row.claim_id}",
            "identifier": row.claim_id,
            "text": row.claim,
            "appearance": _work(sources.loc[row.seed, "source"]),
            **version,
        }
        if place:
            claim["url"] = place
        found.append(claim)
        if row.verdict != ClaimVerdict.OPEN:
            found.append(_review(row, place) | version)
    return {"@context": CONTEXT, "@graph": found}


def _work(source: str) -> dict:
    """The document that makes a claim."""
    entry = tables.entry(source)
    work = {"@type": "CreativeWork", "name": entry["title"], "identifier": source}
    return work | ({"sameAs": dois.address(entry["doi"])} if "doi" in entry else {})


def _review(row, place: str) -> dict:
    rating = {"@type": "Rating", "alternateName": row.verdict}
    if row.verdict in RATINGS:
        rating |= {
            "ratingValue": RATINGS[ClaimVerdict(row.verdict)],
            "bestRating": 5,
            "worstRating": 1,
        }
    review = {
        "@type": "ClaimReview",
        "@id": f"urn:claim-review:{row.claim_id}",
        "claimReviewed": row.claim,
        "itemReviewed": {"@id": f"urn:claim:{row.claim_id}"},
        "reviewRating": rating,
        "reviewBody": row.reason,
        "author": AUTHOR,
    }
    if place:
        review["url"] = place
    return review | ({"datePublished": row.since} if row.since else {})
