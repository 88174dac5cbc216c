"""What the review asks about, in the words that sentences and axes use."""

from living_review.evidence import tables


def treatment() -> str:
    """Name of the treatment within a sentence; *the treatment* where the protocol names none."""
    return tables.register("protocol")["question"]["treatment"].get("name") or "the treatment"
