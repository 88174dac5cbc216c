"""Build the whole website, and make an edition."""

import os
import re
from datetime import UTC, date, datetime

from living_review.evidence import identity, tables
from living_review.search.heartbeat import changes, heartbeat
from living_review.workshop.building import build_book
from living_review.workshop.saying import fail


def make_site(archives: str = "", archives_url: str = "", development: bool = True):
    """Build the whole website: every edition, the newest, and the one in the making.

    Parameters
    ----------
    archives : str
        Folder with the archives of editions; by default ``archives``.
    archives_url : str
        Where releases keep their files, up to the tag.
    development : bool
        Whether the tree that is being worked on is part of it.
    """
    from living_review.editions import site
    from living_review.editions.register import EditionError

    root = tables.root()
    built = build_book() if development else None
    try:
        told = site.assemble(
            root,
            root / site.SITE,
            root / (archives or site.ARCHIVES),
            archives_url,
            built,
            changed=changes(_today()),
        )
    except EditionError as error:
        fail(f"{error}\n\nThe website was not built.")
    print("\n".join(told))
    print(f"The website is at {site.SITE / 'index.html'}.")


def _today() -> date:
    """Day of the build: that of SOURCE_DATE_EPOCH, where somebody builds what was built before."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else datetime.now(UTC)
    return now.date()


def make_release(version: str, why: str, moved: str = "", **options: str):
    """Make an edition of the last commit: check, build, archive, register, tag.

    Parameters
    ----------
    version, why : str
        Its number, and why it is published, in one sentence.
    moved : str
        What moved, whole sentences, parted by semicolons; by default, what the changelog says.
    **options : str
        Of `living_review.editions.releasing.release`.
    """
    from living_review.editions import releasing
    from living_review.editions.register import EditionError

    # A semicolon within a sentence parts nothing.
    parts = re.split(r"(?<=[.!?])\s*;", moved)
    sentences = tuple(part.strip() for part in parts if part.strip())
    day = options.get("date") or datetime.now(UTC).date().isoformat()
    try:
        check_searched(date.fromisoformat(day))
        _, told = releasing.release(tables.root(), version, why, moved=sentences, **options)
    except EditionError as error:
        fail(f"{error}\n\nNothing was released.")
    print("\n".join(told))


def check_searched(day: date):
    """Stop where the review is overdue or retired on a day and calls itself living all the same.

    Raises
    ------
    living_review.editions.register.EditionError
        As of `living_review.editions.releasing.check_still_living`.
    """
    from living_review.editions import releasing

    amendments = tables.register("protocol")["amendments"]
    releasing.check_still_living(heartbeat(), day, identity.title(), amendments)
