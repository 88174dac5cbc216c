"""What the review asks about, in the words that sentences and axes use."""

from living_review.evidence import tables

NAMELESS = "the treatment"


def treatment() -> str:
    """Name of the treatment within a sentence; *the treatment* where no protocol names one."""
    try:
        asked = tables.register("protocol")["question"]["treatment"]
    except FileNotFoundError:  # the pages above all editions are made without one, too
        return NAMELESS
    return asked.get("name") or NAMELESS
