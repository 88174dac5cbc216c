"""The checks on numbers that somebody else has judged before."""

import pandas as pd

from living_review.checks.integer_samples import Convention, grim, percent_to_count
from living_review.checks.p_readings import INDEPENDENT
from living_review.checks.p_values import check_p_values
from living_review.checks.reconstruction import debit, grimmer

OBJECTED = ("impossible", "not reproduced")
# What a check says here of a number that it objects to, in one way or another.
NOTICED = ("impossible", "possible if digits were cut off", "inconsistent", "question")


def agreement(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with what is said here, and whether both object or neither does.

    Parameters
    ----------
    cases : pandas.DataFrame
        As in `said_here`, with ``said``: what the other one says.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``here``, ``objected`` there, ``noticed`` here (both bool).
    """
    here = [said_here(case) for _, case in cases.iterrows()]
    return cases.assign(
        here=here, objected=cases["said"].isin(OBJECTED), noticed=[said in NOTICED for said in here]
    )


def said_here(case: pd.Series) -> str:
    """What is said here of a number that somebody else has judged.

    Parameters
    ----------
    case : pandas.Series
        As printed ``check`` (*GRIM*, *GRIMMER*, *DEBIT*, *percentage*, *p value*), ``value`` (a
        mean, a share or a percentage), ``spread`` (standard deviation) and ``n`` (people); for a
        p value also ``second_value second_spread second_n p_value``.

    Returns
    -------
    str
        *impossible*, or the rounding conventions under which it is possible; of a p value the
        verdict of its check.

    Examples
    --------
    >>> case = pd.Series({"check": "GRIM", "value": "5.19", "spread": "", "n": "28"})
    >>> said_here(case)
    'impossible'
    >>> said_here(pd.Series({**case, "value": "5.18"}))
    'possible if rounded half up or half to even or half either way'
    """
    if case["check"] == "p value":
        return str(check_p_values(_two_groups(case)).iloc[0]["verdict"])
    value, spread, n = case["value"], case["spread"], int(case["n"])
    conventions = {
        "GRIM": lambda: grim(value, n).conventions,
        "GRIMMER": lambda: grimmer(value, spread, n).conventions,
        "DEBIT": lambda: debit(value, spread, n).conventions,
        "percentage": lambda: tuple(
            convention for convention, counts in percent_to_count(value, n).items() if counts
        ),
    }[case["check"]]()
    if not conventions:
        return "impossible"
    if conventions == (Convention.TRUNCATION,):
        return "possible if digits were cut off"
    return f"possible if rounded {' or '.join(conventions)}"


def _two_groups(case: pd.Series) -> pd.DataFrame:
    """One printed comparison, in the columns of the check of p values."""
    row = {
        "row_id": case["row_id"],
        "relation": INDEPENDENT,
        "p_value": case["p_value"],
        "named_test": "",
    }
    for which, start in (("first", ""), ("second", "second_")):
        row |= {
            f"label_{which}": f"{which} group",
            f"value_{which}": case[f"{start}value"],
            f"spread_{which}": case[f"{start}spread"],
            f"n_{which}": case[f"{start}n"],
            f"unit_{which}": "points",
            f"n_total_{which}": "",
            f"kind_{which}": "level",
        }
    return pd.DataFrame([row])
