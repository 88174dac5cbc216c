"""Which edition of the review this is."""

from living_review.evidence import identity, tables

REGISTER = "editions.yaml"
# The script above all editions that knows them all; every page asks for it.
VERSIONS_SCRIPT = "versions.js"
UNRELEASED = {"version": "development", "date": ""}


def current() -> dict:
    """The edition being built: the register's ``building`` entry."""
    return {**UNRELEASED, **(tables.register("editions").get("building") or {})}


def address() -> str:
    """Where the edition being built will stand, with a slash at its end; blank if nobody knows."""
    site_url = tables.register("editions").get("site_url") or ""
    return identity.folder(current()["version"], site_url)


def issues_url() -> str:
    """Where somebody who found an error can tell of it; blank if there is no such place."""
    return tables.register("editions").get("issues_url") or ""


def name(edition: dict) -> str:
    """What an edition is called where there is little room.

    Examples
    --------
    >>> name({"version": "1.2.3", "date": "2001-02-03"}), name(UNRELEASED)
    ('Edition 1.2.3, 2001-02-03', 'Development edition')
    """
    if edition["version"] == UNRELEASED["version"]:
        return f"{edition['version'].capitalize()} edition"
    return ", ".join(filter(None, (f"Edition {edition['version']}", edition["date"])))


def in_words(edition: dict) -> str:
    """Which edition a page belongs to, for readers with and without JavaScript."""
    dated = f" of {edition['date']}" if edition["date"] else ""
    named = "the development edition"
    if edition["version"] != UNRELEASED["version"]:
        named = f"edition {edition['version']}"
    return (
        f"This page belongs to {named}{dated} of this living review. Published editions are in "
        "the folder above this one; the newest is called latest."
    )


def last_edition_day() -> str:
    """Day of the newest edition that was published, such as 2030-01-31; blank if none was."""
    return max(
        (row["date"] for row in tables.register("editions").get("editions") or []), default=""
    )
