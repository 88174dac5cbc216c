"""WHO's platform of trial registers: an export that a person downloads, read without contacts."""

from lxml import etree

from living_review.search.failures import SearchError
from living_review.search.reading import parse_xml
from living_review.search.records import plain_text, record_of, registrations_in

SLUG = "ictrp"
ROOT = "Trials_downloaded_from_ICTRP"
END = f"</{ROOT}>".encode()


def read_export(raw: bytes) -> list:
    """Elements of the trials in an export; its closing tag may be missing, as it sometimes is.

    Raises
    ------
    SearchError
        If it is no export, or was cut off within a trial.
    """
    whole = raw if END in raw[-200:] else raw.rstrip() + END
    root = parse_xml(whole)
    if root.tag != ROOT:
        raise SearchError("unreadable answer", "is no export of the platform")
    return list(root.iterfind("Trial"))


def parse_record(source: str, trial: etree._Element) -> dict[str, str]:
    """Columns of a trial; whom to ask about it is never taken over.

    Parameters
    ----------
    source : str
        Name of the platform in the protocol.
    trial : lxml element
        One trial of an export.

    Raises
    ------
    living_review.search.records.UnreadableRecordError
        If it has no identifier or no title.
    """

    def text(name: str) -> str:
        return plain_text(trial.findtext(name) or "")

    return record_of(
        source,
        SLUG,
        text("TrialID"),
        kinds=text("Study_type"),
        title=text("Scientific_title") or text("Public_title"),
        authors=text("Primary_sponsor"),
        published=text("Date_registration"),
        journal=text("Source_Register"),
        registrations=registrations_in(text("TrialID"), text("SecondaryIDs")),
        status=text("Recruitment_Status"),
        completed_on=text("results_date_completed"),
        updated_on=text("Last_Refreshed_on"),
    )
