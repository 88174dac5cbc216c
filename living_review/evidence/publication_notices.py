"""What is known of notices about a publication: from readers, and from the databases asked.

Both stay as they are, also where they contradict each other. Whether a publication counts as
retracted is decided in one place, `retracted_publications`, for trials, evidence and pages alike.
"""

import pandas as pd

from living_review.evidence import tables

TABLE = "publication_notices"
RETRACTION = "retraction"
# Kinds of a notice after which a publication counts as retracted. A part of one that was
# retracted is for a reader to judge, and a reinstatement too: it undoes nothing by itself.
RETRACTIONS = (RETRACTION, "retraction and republication")


def told_of(publication: str) -> pd.DataFrame:
    """Notices about a publication that databases told of, those included that are listed no more.

    Parameters
    ----------
    publication : str
        Its key.

    Returns
    -------
    pandas.DataFrame
        Rows of the table of notices.
    """
    return tables.read(TABLE, publication=publication)


def retractions(told: pd.DataFrame) -> pd.DataFrame:
    """Of notices, the retractions that their database still lists.

    Parameters
    ----------
    told : pandas.DataFrame
        ``kind`` and ``gone_on``, blank as long as a notice is listed.
    """
    return told[told["kind"].isin(RETRACTIONS) & (told["gone_on"] == "")]


def retracted_publications() -> frozenset[str]:
    """Keys of the publications that count as retracted, by a reader or by a database.

    Asked so that only a retraction changes the answer: what a chapter knows of it stays as it is
    when a publication is added.
    """
    seen = [tables.read("publications", ("source",), notice=kind)["source"] for kind in RETRACTIONS]
    told = retractions(tables.read(TABLE, ("publication", "kind", "gone_on")))["publication"]
    return frozenset(pd.concat([*seen, told]))


def kind_by_publication() -> pd.Series:
    """The notice that counts about each publication: *retraction*, or what a reader entered.

    Returns
    -------
    pandas.Series
        By the publication's key. A publication is retracted if a reader saw that, or if a
        database lists a retraction of it; a notice that its database lists no more does not count.

    Notes
    -----
    A reader's *none seen* never outweighs a retraction that a database lists: a trial that was
    retracted would stay in a pool because somebody looked too early.
    """
    seen = tables.read("publications", ("source", "notice")).set_index("source")["notice"]
    return seen.mask(seen.index.isin(retracted_publications()), RETRACTION)
