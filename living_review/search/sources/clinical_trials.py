"""ClinicalTrials.gov by its API, version 2: registered studies, page after page by token.

Only named parts of a study are asked for, so that no contact of a person ever arrives.
"""

from living_review.search.addresses import ADDRESSES
from living_review.search.connection import Request
from living_review.search.failures import SearchError
from living_review.search.reading import parse_json
from living_review.search.records import record_of, registrations_in
from living_review.search.sources.paging import Ask, Found, Page, Window, parts_of, read_pages

NAME, SLUG = "ClinicalTrials.gov", "clinicaltrials"
ADDRESS = ADDRESSES[NAME]
PAUSE = 1.0  # its robots file asks for a second between requests
PAGE_SIZE = "1000"
PARTS = (
    *("NCTId", "SecondaryId", "BriefTitle", "OfficialTitle", "OverallStatus", "StudyType"),
    *("StudyFirstPostDate", "CompletionDate", "LastUpdatePostDate", "LeadSponsorName"),
    *("ReferencePMID", "ReferenceType"),
)
# Publications that whoever registered a study, or PubMed, says report on it; not its background.
REPORTS = ("RESULT", "DERIVED")
# Lines of a search string: what is looked for, and where.
FIELDS = {
    "term": "query.term",
    "intervention": "query.intr",
    "condition": "query.cond",
    "outcome": "query.outc",
}


def identity(tool: str, contact: str) -> dict[str, str]:
    """Parameters that say who asks: none, since the source refuses what it does not know."""
    return {}


def search(ask: Ask, string: str, window: Window, found: Found):
    """All studies of a search string, whatever the window: the whole list takes few pages.

    Parameters
    ----------
    ask : callable
        Asks the source.
    string : str
        A line for each part, such as ``condition: asthma``; the words are those of `FIELDS`.
    window : Window
        Not used.
    found : Found
        Takes the records.

    Raises
    ------
    SearchError
        If the list can't be read to its end.
    ValueError
        If the string has a line of another kind.
    """
    asked = parts_of(string, FIELDS)
    found.source_date = ask(Request("version"), read_version).read

    def request_of(token: str) -> Request:
        page = (("fields", ",".join(PARTS)), ("pageSize", PAGE_SIZE), ("countTotal", "true"))
        return Request("studies", (*asked, *page, *((("pageToken", token),) if token else ())))

    read_pages(ask, request_of, read_page, parse_record, found)


def read_version(raw: bytes) -> str:
    """The source's own date of its data; blank where it says none."""
    return str(parse_json(raw).get("dataTimestamp") or "")


def read_page(raw: bytes) -> Page:
    """A page of studies; the first one says how many there are."""
    answer = parse_json(raw)
    items, total = answer.get("studies"), answer.get("totalCount")
    if not isinstance(items, list) or not (total is None or isinstance(total, int)):
        raise SearchError("unreadable answer", "sent JSON of another form", True)
    return Page(items, total, str(answer.get("nextPageToken") or ""))


def parse_record(study: dict) -> dict[str, str]:
    """Columns of a registered study."""
    protocol = study["protocolSection"]
    named = protocol["identificationModule"]
    state = protocol.get("statusModule", {})
    sponsor = protocol.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {})
    listed = protocol.get("referencesModule", {}).get("references", [])
    reports = [r["pmid"] for r in listed if r.get("type") in REPORTS and r.get("pmid")]
    secondary = [str(other.get("id", "")) for other in named.get("secondaryIdInfos", [])]
    return record_of(
        NAME,
        SLUG,
        named["nctId"],
        kinds=_plain(protocol.get("designModule", {}).get("studyType")),
        title=named.get("officialTitle") or named.get("briefTitle"),
        authors=sponsor.get("name", ""),
        published=_day(state, "studyFirstPostDateStruct"),
        registrations=registrations_in(named["nctId"], *secondary),
        status=_plain(state.get("overallStatus")),
        completed_on=_day(state, "completionDateStruct"),
        updated_on=_day(state, "lastUpdatePostDateStruct"),
        notices="; ".join(dict.fromkeys(f"results in pubmed:{number}" for number in reports)),
    )


def _day(state: dict, name: str) -> str:
    return state.get(name, {}).get("date", "")


def _plain(coded: str | None) -> str:
    return (coded or "").replace("_", " ").lower()
