"""Ratios that are tied to a claim as evidence: with whom each compares people, and of which age."""

import math

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.printed_numbers import value_of
from living_review.evidence.publication_notices import retracted_publications
from living_review.synthesis.verdicts.answers import RATIOS, compares, of_interval

# With whom people are compared, the most alike first; others follow in the order of the data.
WITH_WHOM = {
    "placebo": "with placebo, by lot",
    "no treatment": "with no treatment, by lot",
    "another treatment": "with another treatment, by lot",
    "the same people at other times": "with the same people at other times",
    "people with the same illness who do not use it": "with people as ill who do not use it",
    "users of another drug": "with users of another drug",
    "people who do not use it": "with people who do not use it and may differ",
    "": "with people who may differ",
}
AGES = ("children and adolescents", "young adults", "adults", "older adults", "all ages", "")


@tables.frozen()
def tied_ratios(claim_id: str) -> pd.DataFrame:
    """Ratios tied to a claim as evidence; those that are context only are left out.

    Parameters
    ----------
    claim_id : str
        The claim.

    Returns
    -------
    pandas.DataFrame
        Rows of the printed estimates, by comparison, directness and age, with ``claim_id``;
        ``value low high`` (without an interval NaN; an upper end that was printed as infinite is
        so); ``compares``, the kind of comparison; ``indirect``; and what the interval ``says`` of
        *more often*, blank where there is none. Of a retracted publication the printed words
        stay, and the numbers are NaN, so that nothing draws or counts them.

    Raises
    ------
    ValueError
        If no ratio is tied to the claim.
    """
    ties = tables.read("claim_evidence", claim_id=claim_id)
    ties = ties[(ties["relation"] != "context") & ties["row_id"].str.startswith("est-")]
    found = [tables.row("printed_estimates", row_id) for row_id in ties["row_id"].unique()]
    ratios = pd.DataFrame([row for row in found if row["measure"] in RATIOS])
    if ratios.empty:
        raise ValueError(f"no ratio is tied to {claim_id} as evidence")
    direct = ties.loc[ties["directness"] == "direct", "row_id"]
    ratios = ratios.assign(
        claim_id=claim_id,
        compares=[str(compares("printed_estimates", row)) for _, row in ratios.iterrows()],
        indirect=~ratios["row_id"].isin(direct),
        place=ratios["compared_with"].map(list(WITH_WHOM).index),
        years=ratios["age_group"].map(AGES.index),
    )
    by = ["place", "indirect", "quantity", "years", "source"]
    ratios = ratios.sort_values(by, kind="stable", ignore_index=True)
    ratios = with_limits(ratios.drop(columns=["place", "years"]))
    gone = ratios["source"].isin(retracted_publications())
    ratios.loc[gone, ["value", "low", "high"]] = math.nan
    return ratios.assign(says=ratios["says"].mask(gone, ""))


def with_limits(ratios: pd.DataFrame) -> pd.DataFrame:
    """Printed ratios as numbers, and on which side of one each interval lies.

    Parameters
    ----------
    ratios : pandas.DataFrame
        ``estimate ci_low ci_high`` as printed; a lower limit without an upper one means that the
        upper one was printed as infinite.

    Returns
    -------
    pandas.DataFrame
        With ``value low high`` and what the interval ``says`` of *more often*.

    Examples
    --------
    >>> printed = pd.DataFrame({"estimate": ["1.4", "2.0", "15.6"]})
    >>> printed = printed.assign(ci_low=["0.9", "", "1.6"], ci_high=["2.1", "", ""])
    >>> with_limits(printed)[["low", "high", "says"]].values.tolist()
    [[0.9, 2.1, 'inconclusive'], [nan, nan, ''], [1.6, inf, 'supports']]
    """
    low = ratios["ci_low"].map(value_of)
    high = ratios["ci_high"].map(value_of).where(ratios["ci_high"] != "", math.inf)
    high = high.where(low.notna())
    says = [
        "" if math.isnan(lower) else str(of_interval(lower, upper, 1.0, "higher"))
        for lower, upper in zip(low, high, strict=True)
    ]
    return ratios.assign(value=ratios["estimate"].map(value_of), low=low, high=high, says=says)
