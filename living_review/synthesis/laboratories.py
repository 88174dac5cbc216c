"""Laboratories by question: which way each points, counted once, and what *no difference* allows.

A comparison of two groups, or of two times, is asked of each body fluid or tissue apart; a
correlation of all of them together.
"""

import pandas as pd

from living_review.evidence.publication_notices import retracted_publications
from living_review.statistics.partly_reported.regions import not_significant, two_arms
from living_review.synthesis.directions import by_laboratory

BETWEEN_GROUPS, OVER_TIME = "patients against controls", "after against before treatment"
AFTER = " after treatment"
CORRELATIONS = {
    "correlation with severity": "with more severe illness",
    "correlation with recovery": "as patients improve",
}


def by_question(contrasts: pd.DataFrame, fluids: pd.DataFrame) -> pd.DataFrame:
    """Contrasts with the question that each answers; one of two fluids answers two.

    Parameters
    ----------
    contrasts : pandas.DataFrame
        Rows of the table of contrasts; those of retracted publications are left out.
    fluids : pandas.DataFrame
        ``matrix``, as contrasts name it, how it is ``shown``, and its ``place`` in the order.

    Returns
    -------
    pandas.DataFrame
        The rows with ``question``, in the order of `questions_in_order`. Of one group alone,
        ``n2`` is 0.

    Raises
    ------
    ValueError
        Naming the rows whose fluid or tissue has no name.
    """
    contrasts = contrasts[~contrasts["source"].isin(retracted_publications())]
    names = dict(zip(fluids["matrix"], fluids["shown"], strict=True))
    correlated = contrasts["comparison"].isin(CORRELATIONS)
    together = contrasts[correlated].assign(
        question=lambda rows: rows["comparison"].map(CORRELATIONS)
    )
    apart = contrasts[~correlated].assign(question=lambda rows: rows["matrix"].str.split(" and "))
    apart = apart.explode("question")
    after = (apart["comparison"] == OVER_TIME).map({True: AFTER, False: ""})
    apart = apart.assign(question=apart["question"].map(names) + after)
    if lost := apart.loc[apart["question"].isna(), "row_id"].tolist():
        raise ValueError(
            f"{', '.join(lost)}: data/matrices.csv has no name for this fluid or tissue"
        )
    found = pd.concat([apart, together], ignore_index=True)
    alone = (found["comparison"] != BETWEEN_GROUPS) & (found["n1"] != "")
    found["n2"] = found["n2"].mask(alone, "0")
    order = questions_in_order(fluids)
    return found.sort_values("question", key=lambda part: part.map(order.index), kind="stable")


def questions_in_order(fluids: pd.DataFrame) -> list[str]:
    """Every question that a contrast may answer: fluids, fluids after treatment, correlations."""
    shown = list(dict.fromkeys(fluids.sort_values("place", kind="stable")["shown"]))
    return [*shown, *(fluid + AFTER for fluid in shown), *CORRELATIONS.values()]


def laboratories(asked: pd.DataFrame) -> pd.DataFrame:
    """Which way each laboratory points on each question, counted once on each.

    Parameters
    ----------
    asked : pandas.DataFrame
        As of `by_question`.

    Returns
    -------
    pandas.DataFrame
        As of `living_review.synthesis.directions.by_laboratory`, with ``question``, with
        ``drug_treatment`` where all rows of a laboratory share it, and with the ``row_id`` of its
        first row.
    """
    parts = []
    for question, rows in asked.groupby("question", sort=False):
        counted = by_laboratory(rows, keep=("drug_treatment",)).assign(question=question)
        witness = rows["laboratory"].where(rows["laboratory"] != "", rows["study"])
        first = rows.groupby(witness)["row_id"].first()
        parts.append(counted.assign(row_id=counted["laboratory"].map(first)))
    columns = ["question", "laboratory", "direction", "studies", "established", "people"]
    if not parts:
        return pd.DataFrame(columns=[*columns, "drug_treatment", "row_id"])
    return pd.concat(parts, ignore_index=True)


def differences_left_open(asked: pd.DataFrame, level: float = 0.05) -> pd.DataFrame:
    """How large a difference may be that a source calls none.

    Parameters
    ----------
    asked : pandas.DataFrame
        As of `by_question`; rows of *no difference* with the sizes of both groups are taken.
    level : float, optional
        At which the source is taken to have tested.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``g_low`` and ``g_high``: Hedges' g lies between them.
    """
    found = asked[(asked["direction"] == "no difference") & (asked["n1"] != "")]
    found = found[~found["n2"].isin(["", "0"])]
    limits = [
        not_significant(two_arms(row.study, int(row.n1), int(row.n2)), level).regions[0]
        for row in found.itertuples()
    ]
    return found.assign(
        g_low=[-high for _, high in limits], g_high=[high for _, high in limits]
    ).reset_index(drop=True)
