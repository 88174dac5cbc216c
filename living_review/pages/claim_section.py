"""A claim as it is told in its chapter and on its record page."""

from living_review.evidence import tables
from living_review.pages.claim_card import ClaimCard, SplitCard
from living_review.pages.plural import several
from living_review.synthesis.verdicts.claims import RETRACTED, SETTLED, Claim
from living_review.synthesis.verdicts.rules import ClaimVerdict

ORDER = ("supports", "opposes", "inconclusive", "context")
RELATIONS = {
    "supports": "for it",
    "opposes": "against it",
    "inconclusive": "leaving it open",
    "context": "as background",
}
NOT_SURE = "not judged yet"
# Whose claim it is, in words.
ORIGINS = {
    "said": "The document says so.",
    "hedged": "The document says that it may be so, and we judge it as that.",
    "inferred": "The document does not say this outright; a reader may conclude it.",
    "on record": "A record about the document says so, not the document itself.",
}


def claim_section(claim_id: str) -> ClaimCard:
    """A claim with its verdict and reason; its evidence is on its record."""
    with tables.frozen():
        return _claim_section(Claim(claim_id))


def _claim_section(claim: Claim) -> ClaimCard | SplitCard:
    claim_id = claim.claim_id
    if claim.parts:
        return SplitCard(claim_id, claim.row["claim"], claim.parts, history_of(claim))
    counts = claim.links["relation"].value_counts()
    parts = [f"{counts[name]} {words}" for name, words in RELATIONS.items() if name in counts]
    parts += [f"of these {len(claim.retracted)} {RETRACTED}"] if claim.retracted else []
    whose = (("Whose claim it is", ORIGINS[claim.row["origin"]]),)
    said = claim.row["origin"] == "said"
    return ClaimCard(
        claim_id,
        str(claim.verdict),
        certainty_of(claim),
        (
            ("Retracted evidence", retracted(claim)),
            ("Rule and readers differ", overruled(claim)),
            (
                "What is claimed",
                f"{claim.row['claim']} ({claim.row['seed']}, {claim.row['locator']})",
            ),
            *(() if said else whose),
            ("Why this verdict", claim.reason or "Nobody has judged it yet."),
        ),
        (*(whose if said else ()), ("What would change it", claim.would_change)),
        f"{', '.join(parts)}" if parts else "none yet",
    )


def certainty_of(claim: Claim) -> str:
    """How sure the verdict is, in words."""
    known = claim.certainty
    if known == "not applicable":
        return "Certainty: not applicable (a matter of record, words or authority)"
    return f"Certainty: {known or NOT_SURE}"


def how_reached(claim: Claim) -> str:
    """Who or what decided, in words, and whether the evidence has changed since."""
    if claim.verdict == ClaimVerdict.OPEN:
        return ""
    parts = []
    if claim.rule is not None:
        parts.append(f"A rule decides ({claim.rule['rule']}). {claim.ruled.reason}")
        parts += [*_level(claim), *_not_counted(claim)]
    given = [
        claim.readings[side]["verdict"] for side in ("first", "second") if side in claim.readings
    ]
    if len(given) == 2:
        same = f"both said {given[0]}" if len(set(given)) == 1 else f"said {' and '.join(given)}"
        parts.append(f"Two AI readings, made separately and from the evidence alone, {same}.")
    elif given:
        parts.append(f"One AI reading, made from the evidence alone, said {given[0]}.")
    if SETTLED in claim.readings:
        parts.append(claim.readings[SETTLED]["discussion"])
        if not claim.is_current:
            parts.append("The evidence has changed since the readers judged it.")
    return " ".join(part for part in parts if part)


def retracted(claim: Claim) -> str:
    """How much of the evidence was retracted, and what follows; blank where nothing was."""
    if not claim.retracted:
        return ""
    told = several(
        len(claim.retracted),
        "piece of evidence is from a retracted publication and decides nothing.",
        "pieces of evidence are from retracted publications and decide nothing.",
    )
    anew = " It was part of what readers judged: the claim is to be judged anew."
    return told + (anew if claim.is_to_be_judged_anew else "")


def overruled(claim: Claim) -> str:
    """That a rule decides against both readers; blank where it does not."""
    if not claim.is_overruled:
        return ""
    said = claim.readings["first"]["verdict"]
    return f"Both AI readings said {said}; the rule says {claim.verdict}."


def _level(claim: Claim) -> list[str]:
    """The level of evidence that a verdict rests on, and what directions alone would give."""
    words = []
    if claim.ruled.level is not None:
        words.append(f"The verdict rests on {claim.ruled.level}.")
    if claim.by_directions not in (None, claim.verdict):
        words.append(
            f"Counted by direction alone, without intervals, it would be {claim.by_directions}."
        )
    return words


def _not_counted(claim: Claim) -> list[str]:
    """How many rows that speak of the claim the rule leaves out, so that the counts add up."""
    left = claim.uncounted
    left = left[~left["row_id"].isin(claim.retracted)]  # told apart
    indirect = int((left["directness"] == "indirect").sum()) if claim.reads_direct_only else 0
    words = []
    if indirect:
        told = several(indirect, "piece of indirect evidence is", "pieces of indirect evidence are")
        words.append(f"{told} not counted.")
    if other := len(left) - indirect:
        more = "more " if indirect else ""
        told = several(other, f"{more}piece of evidence has", f"{more}pieces of evidence have")
        words.append(f"{told} nothing that this rule counts.")
    return words


def history_of(claim: Claim) -> str:
    """Verdicts that the claim has had, the oldest first, as one text."""
    return " ".join(
        f"{row.date}: {row.verdict}{f', {row.certainty}' if row.certainty else ''}. {row.why}"
        for row in claim.history.itertuples()
    )
