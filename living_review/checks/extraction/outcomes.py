"""What became of the errors of extraction when they were last put in.

It takes minutes, so it is stored.
"""

from enum import StrEnum

import pandas as pd

from living_review.evidence import stored_results

NAME = "extraction_errors"
NO_ERROR = "no error"


class Outcome(StrEnum):
    """What becomes of an error, from the best to the worst."""

    REFUSED = "refused"
    ASKED = "asked about"
    KEPT_OUT = "kept out of the pool"
    NO_EFFECT = "without effect on the pool"
    FOUND = "pooled, a reporting check has doubts"
    STOPS = "passes the data check, then stops a calculation"
    SILENT = "pooled in silence"


def stored_outcomes() -> pd.DataFrame:
    """Outcomes as they were last stored; the tests that take long make them again and compare.

    Returns
    -------
    pandas.DataFrame
        ``error trial told_by outcome said``, a row for each error, and before them one for each
        true report (*no error*); ``outcome`` is ordered from the best to the worst.
    """
    stored = stored_results.stored(NAME)
    return stored.assign(outcome=pd.Categorical(stored["outcome"], list(Outcome), ordered=True))


def key() -> str:
    """Key of the errors and of the reports that they are put into."""
    return stored_results.key_of("", ("checks/extraction",))
