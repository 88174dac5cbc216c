"""Results on the same people count once: what each population says of a claim.

A study that prints three results, a review beside the trials that it pools, and an earlier beside
a longer follow-up are each one population. Which rows belong together stands in the data; rows of
one study do so without an entry.
"""

import pandas as pd

from living_review.evidence import tables
from living_review.synthesis.verdicts.rules import majority

WHOLE = ("", "all ages")  # a study's result in all, beside those in kinds of people
GENERAL = "people in general"
IN_GENERAL = (*WHOLE, "adults")  # what is not said to be another kind is this one


def with_populations(answers: pd.DataFrame) -> pd.DataFrame:
    """Add to each answer the population that it is about.

    Parameters
    ----------
    answers : pandas.DataFrame
        ``row_id``, and of the row of evidence ``study`` and ``age_group``, blank where it has none.

    Returns
    -------
    pandas.DataFrame
        With ``population`` (an entry of ``evidence_populations``, else the study), ``people`` (a
        kind of people, blank where none is told) and ``speaks`` (bool: stands for its population).
    """
    entries = tables.read("evidence_populations").set_index("row_id").to_dict("index")
    known = [entries.get(row_id, {}) for row_id in answers["row_id"]]
    beside = list(zip(known, answers["study"], answers["age_group"], strict=True))
    return answers.assign(
        population=[entry.get("population", study) for entry, study, _ in beside],
        people=[entry.get("people") or of_whom for entry, _, of_whom in beside],
        speaks=[entry.get("speaks") == "yes" for entry in known],
    )


def by_population(answers: pd.DataFrame) -> pd.DataFrame:
    """What each population says, once in each level of evidence that it has results of.

    Parameters
    ----------
    answers : pandas.DataFrame
        ``row_id says compares population people speaks``, one row per row of evidence.

    Returns
    -------
    pandas.DataFrame
        ``compares people population says rows``, sorted; ``rows`` is a tuple of identifiers. A row
        that speaks for its population decides alone, or with others that do; else more than half
        of the rows decide, and if no side has more than half, the question is left open. Kinds of
        people are apart, and a result in all ages is no result of its own beside them.

    Examples
    --------
    >>> rows = pd.DataFrame({"row_id": ["a", "b", "c"],
    ...     "says": ["supports", "supports", "inconclusive"], "compares": "groups",
    ...     "population": ["one", "one", "two"], "people": "", "speaks": False})
    >>> [(row.population, str(row.says), row.rows) for row in by_population(rows).itertuples()]
    [('one', 'supports', ('a', 'b')), ('two', 'inconclusive', ('c',))]
    """
    populations = []
    for (compares, population), of_one in answers.groupby(["compares", "population"]):
        whole = of_one["people"].isin(WHOLE)
        parts = of_one if whole.all() else of_one[~whole]
        kinds = parts["people"].where(~parts["people"].isin(IN_GENERAL), GENERAL)
        for people, rows in parts.groupby(kinds):
            deciding = rows[rows["speaks"]] if rows["speaks"].any() else rows
            says = majority(deciding["says"])
            populations.append((compares, people, population, says, tuple(sorted(rows["row_id"]))))
    columns = ["compares", "people", "population", "says", "rows"]
    return pd.DataFrame(populations, columns=columns).sort_values(columns[:3], ignore_index=True)
