"""The record page of a claim: verdict, evidence, who judged, what would change it."""

import html

import pandas as pd

from living_review.evidence import tables
from living_review.pages.badge import badge, certainty_badge
from living_review.pages.claim_section import (
    ORDER,
    ORIGINS,
    certainty_of,
    how_reached,
    overruled,
    retracted,
)
from living_review.pages.claims import linked_rows
from living_review.pages.page_table import PageTable, Remark
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import claim_address, row_address
from living_review.pages.record_pages.parts import UP, Record, Section, facts, linked, sections
from living_review.pages.sources import publication_address, reader_name, view_address
from living_review.synthesis.verdicts.claims import RETRACTED, Claim

TITLES = {
    "supports": "Evidence for it",
    "opposes": "Evidence against it",
    "inconclusive": "Evidence that leaves it open",
    "context": "Background: readers may consider it, no rule counts it",
}
READINGS = {
    "first": "First AI reading",
    "second": "Second AI reading, made separately",
    "settlement": "Settlement",
}


@tables.frozen()
def claim_record(claim_id: str) -> Record:
    """Record page of a claim.

    Raises
    ------
    KeyError
        If there is no such claim.
    """
    claim = Claim(claim_id)
    row = claim.row
    seed = tables.row("seeds", row["seed"])
    title = row["claim"]
    if claim.parts:
        return Record(
            claim_address(claim_id), "Claim", claim_id, title, _parts(claim), _history(claim)
        )
    answer = f"{badge(str(claim.verdict))} {certainty_badge(certainty_of(claim))}"
    head = (
        f'<p class="record-answer">{answer}'
        f"</p><p>{html.escape(claim.reason or 'Nobody has judged it yet.')}</p>"
    )
    for said in filter(None, (retracted(claim), overruled(claim))):
        head += f"<p><strong>{html.escape(said)}</strong></p>"
    return Record(
        claim_address(claim_id),
        "Claim",
        claim_id,
        title,
        head,
        sections(
            Section("Where it comes from", _origin(row, seed)),
            *_evidence(claim),
            Section("What each group of people shows", _populations(claim)),
            Section("How the verdict was reached", (Remark(how_reached(claim)), *_rule(claim))),
            Section("Who read it", _readings(claim)),
            Section(
                "What would have to be true, and what would change the verdict",
                facts(
                    [
                        ("What would have to be true", row["would_have_to_be_true"]),
                        ("What would change the verdict", claim.would_change),
                    ]
                ),
            ),
            *_history(claim),
        ),
    )


def _parts(claim: Claim) -> str:
    links = " and ".join(linked(part, UP + claim_address(part)) for part in claim.parts)
    return f'<p class="record-answer">This claim was split into {links}.</p>'


def _origin(row: pd.Series, seed: pd.Series):
    entry = tables.entry(seed["source"])
    seen = view_address(seed["source"], seed["view"])
    chapter = row["chapter"]
    return facts(
        [
            ("Whose claim it is", ORIGINS[row["origin"]]),
            ("Document", entry["title"], publication_address(seed["source"], seen)),
            ("Place in it", row["locator"]),
            ("Discussed in", chapter and tables.title(chapter), f"{UP}chapters/{chapter}.html"),
        ]
    )


def _evidence(claim: Claim) -> list[Section]:
    """One section for each relation: rows with what they say, why they bear, and their source."""
    rows = linked_rows(claim.links, ORDER)
    rows["place"] = [UP + row_address(tables.table_of(r), r) for r in rows["row_id"]]
    counted = dict(claim.answers[["row_id", "says"]].itertuples(index=False))
    counted |= dict.fromkeys(claim.retracted, RETRACTED)
    rows["counts"] = [str(counted.get(row_id, "")) for row_id in rows["row_id"]]
    found = []
    for relation, title in TITLES.items():
        part = rows[rows["relation"] == relation]
        if part.empty:
            continue
        labels = {
            "row_id": "Record",
            "shown": "What was found",
            "reason": "Why it matters here",
            "directness": "Directness",
            "counts": "Counts as" if claim.rule is None else "The rule counts it as",
            "access": "Read as",
            "reference": "Source",
        }
        links = {"row_id": "place", "reference": "reference_address"}
        many = several(len(part), "piece of evidence", "pieces of evidence")
        found.append(Section(title, (PageTable(part, many, labels, links=links),)))
    return found


def _populations(claim: Claim) -> tuple[PageTable, ...]:
    """What each population says, where a rule counts populations."""
    if claim.rule is None or claim.populations.empty:
        return ()
    rows = claim.populations.assign(rows=claim.populations["rows"].map(", ".join)).astype(str)
    return (
        PageTable(
            rows,
            "Each group of people counts once, however often it was reported",
            {
                "population": "Study or group of studies",
                "people": "People",
                "compares": "Compared",
                "says": "Result",
                "rows": "Evidence",
            },
        ),
    )


def _rule(claim: Claim):
    """Which rule decides and why that one, with its row; or that none does."""
    if claim.rule is None:
        return facts(
            [("Rule", "No rule decides this claim: two readings and their settlement do.")]
        )
    row = UP + row_address("verdict_rules", claim.claim_id)
    return facts(
        [("Rule", claim.rule["rule"], row), ("Why this rule", claim.rule["why_this_rule"])]
    )


def _readings(claim: Claim) -> tuple[PageTable, ...]:
    """What each reading said, with its reason."""
    if not claim.readings:
        return ()
    rows = [
        {
            "who": f"{name} ({reader_name(claim.readings[kind]['reader'])})",
            "verdict": claim.readings[kind]["verdict"] or f"set by the rule: {claim.verdict}",
            "certainty": claim.readings[kind]["certainty"],
            "reason": claim.readings[kind]["reason"],
            "on": claim.readings[kind]["judged_on"],
            "place": f"{UP}{row_address('readers', claim.readings[kind]['reader'])}",
        }
        for kind, name in READINGS.items()
        if kind in claim.readings
    ]
    labels = {
        "who": "Reading",
        "verdict": "Verdict",
        "certainty": "Certainty",
        "reason": "Reason",
        "on": "Judged on",
    }
    return (PageTable(pd.DataFrame(rows), "Readings of the claim", labels, links={"who": "place"}),)


def _history(claim: Claim) -> tuple[Section, ...]:
    if claim.history.empty:
        return ()
    labels = {"date": "Date", "verdict": "Verdict", "certainty": "Certainty", "why": "Why"}
    return (Section("History", (PageTable(claim.history, "Verdicts so far", labels),)),)
