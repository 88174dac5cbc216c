"""What earlier reviews ask, hold and pool."""

import pandas as pd

from living_review.charts.forest_sections import with_words
from living_review.charts.number_format import signed
from living_review.evidence import tables
from living_review.pages.forest_details import row_details
from living_review.pages.sources import with_sources
from living_review.pages.trials import trial_name, year_of

REVIEWS = {
    "reference": "Review",
    "kind": "Kind",
    "question": "Asks",
    "trials": "Trials",
    "people": "People",
    "in_words": "Finds",
    "note": "Remark",
}
MEMBERS = {
    "name": "Review",
    "label": "Trial as named there",
    "people": "People there",
    "ours": "Trial here",
    "randomised": "In groups here",
    "note": "Remark",
}
POOLS = {"name": "Pool", "words": "Standardised mean difference"}


def earlier_reviews() -> pd.DataFrame:
    """Reviews with what they ask, hold and find, oldest first, and their sources."""
    rows = with_sources(tables.read("earlier_reviews"))
    years = rows["review"].map(year_of)
    return rows.assign(year=years).sort_values("year", kind="stable", ignore_index=True)


def trials_of_reviews() -> pd.DataFrame:
    """Trials that each review was seen to use, beside what is found of them here.

    Returns
    -------
    pandas.DataFrame
        The rows of ``review_members`` with ``name`` of the review, ``ours``: the trial's name here,
        and ``randomised``: the people in its groups.
    """
    rows = tables.read("review_members")
    people = tables.read("trials").set_index("trial")["n_randomised"]
    return rows.assign(
        name=rows["review"].map(trial_name),
        ours=[trial_name(trial) if trial else "not found" for trial in rows["trial"]],
        randomised=rows["trial"].map(people).fillna(""),
    )


def published_pools(reviews: pd.DataFrame) -> pd.DataFrame:
    """Pooled effects that reviews of trials print, as rows of a forest plot.

    Parameters
    ----------
    reviews : pandas.DataFrame
        As of `earlier_reviews`.

    Returns
    -------
    pandas.DataFrame
        ``name kind value low high words`` and what a row tells of its record; both ends are the
        effect itself where no interval was seen.
    """
    printed = tables.read("printed_estimates", design="meta-analysis of trials")
    printed = tables.with_access(printed[printed["source"].isin(reviews["review"])])
    names = reviews.drop_duplicates("review").set_index("review")["reference"]
    value = printed["estimate"].astype(float)
    low, high = (pd.to_numeric(printed[end], errors="coerce") for end in ("ci_low", "ci_high"))
    rows = pd.DataFrame(
        {
            "name": printed["source"].map(names) + ", " + printed["comparison"],
            "kind": "estimate",
            "value": value,
            "low": low.fillna(value),
            "high": high.fillna(value),
        }
    )
    told = with_words(rows)["words"]
    bare = value.map(signed) + " (no interval seen)"
    details = [row_details(row.row_id, row.access) for row in printed.itertuples()]
    return rows.assign(words=told.where(low.notna(), bare)).join(
        pd.DataFrame(details, index=rows.index)
    )
