"""Verdicts on claims: all of them at a glance, and how sure those of a chapter are."""

import pandas as pd

from living_review.evidence import tables
from living_review.pages.claim_section import NOT_SURE
from living_review.pages.page_table import LinkList, PageTable
from living_review.pages.plural import several
from living_review.synthesis.certainty import Certainty
from living_review.synthesis.verdicts.claims import Claim
from living_review.synthesis.verdicts.rules import ClaimVerdict

APART = "inferred or on record"
TALLIED = ("said", "hedged")  # the others are counted apart


def chapter_certainty(chapter: str) -> dict[str, str]:
    """How sure the verdicts of one chapter are: ``certainty``, one level or the range of them.

    Claims to which certainty does not apply are left out; those that nobody has judged are told.

    Examples
    --------
    >>> certainty_in_words(["moderate", "low", "not applicable"])
    'low to moderate'
    """
    with tables.frozen():
        ids = tables.read("claims", chapter=chapter)["claim_id"]
        return {"certainty": certainty_in_words([Claim(one).certainty for one in ids])}


def certainty_in_words(levels: list[str]) -> str:
    """One level, or the lowest and the highest, and how many are not judged yet."""
    order = [str(level) for level in reversed(Certainty)]
    known = sorted({level for level in levels if level in order}, key=order.index)
    words = [known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"] if known else []
    if waiting := levels.count(""):
        words.append(f"{NOT_SURE} for {waiting}" if known else NOT_SURE)
    return ", ".join(words) or "not applicable"


def claims_by_verdict(claims: pd.DataFrame) -> PageTable:
    """Verdicts by document, and apart those on what no document says itself.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``verdict``, ``origin`` and ``seed``.
    """
    said = claims["origin"].isin(TALLIED)
    table = pd.crosstab(claims["verdict"], claims["seed"].where(said, APART))
    table = table.reindex([v for v in map(str, ClaimVerdict) if v in table.index])
    table["all"] = table.sum(axis=1)
    seeds = [seed for seed in table.columns if seed not in (APART, "all")]
    labels = {"verdict": "Verdict", **{seed: seed for seed in seeds}}
    labels |= {APART: APART.capitalize()} if APART in table else {}
    labels |= {"all": "All"}
    return PageTable(table.reset_index(), "Claims by verdict and document", labels)


def claims_described(claims: pd.DataFrame) -> str:
    """How many claims have which verdict, for those who can't see the picture.

    Examples
    --------
    >>> claims_described(pd.DataFrame({"verdict": ["supported", "overstated", "supported"]}))
    '3 claims, one mark each. supported: 2; overstated: 1.'
    """
    counts = claims["verdict"].value_counts()
    told = "; ".join(f"{verdict}: {number}" for verdict, number in counts.items())
    return f"{several(len(claims), 'claim')}, one mark each. {told}."


def verdict_links() -> LinkList:
    """All verdicts as files."""
    return LinkList(
        [
            ("All verdicts as CSV", "../data/verdicts.csv"),
            ("All verdicts as JSON", "../data/verdicts.json"),
            ("Claims and verdicts as linked data (JSON-LD)", "../data/claims.jsonld"),
        ]
    )


def rules_table() -> PageTable:
    """Which claims each rule decides; why that one is on the record of each."""
    rows = tables.read("verdict_rules").groupby("rule", sort=False)["claim_id"]
    shown = rows.agg(claims=", ".join, number="count").reset_index().astype(str)
    labels = {"rule": "Rule", "number": "Claims", "claims": "Which"}
    return PageTable(shown, "Claims that a rule decides", labels)
