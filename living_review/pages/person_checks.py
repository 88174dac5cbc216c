"""What a person must still check, in the order of what it would change."""

import pandas as pd

from living_review.charts.number_format import interval_in_words
from living_review.evidence import tables
from living_review.pages.sources import source_name
from living_review.synthesis.trials.pools import leave_one_out, pool_with_bounds
from living_review.synthesis.trials.trial_effect import TrialEffect

READ_IN_FULL = "full text"
TO_CHECK = {
    "name": "Publication",
    "open": "Open to all?",
    "read_as": "Read so far as",
    "moves": "The main pool without it",
    "bears": "Claims that use it as evidence",
}


def publications_to_check(effects: list[TrialEffect]) -> pd.DataFrame:
    """Publications that were not read in full and bear on a pool or a claim.

    Parameters
    ----------
    effects : list of TrialEffect
        Of the main pool.

    Returns
    -------
    pandas.DataFrame
        ``source name address open read_as shift moves claims bears``: ``shift`` is how far the pool
        moves without the trial, in standard deviations and without a sign, nought for what is in no
        pool, and ``moves`` what the pool then is; ``claims`` how many claims have a direct row of
        it that is no context, and ``bears`` which. Open full texts first, then by shift, then by
        claims.
    """
    views = tables.read("publication_views")
    in_full = set(views.loc[views["access"] == READ_IN_FULL, "source"])
    publications = tables.read("publications").set_index("source")["full_text"]
    without, claims = _pools_without(effects), _claims_by_publication()
    open_to_all = publications.index[publications != ""]
    sources = sorted({*without.index, *claims.index, *open_to_all} - in_full)
    known = tables.bibliography()
    read_as = views.groupby("source")["access"].agg(lambda seen: ", ".join(sorted(set(seen))))
    found = pd.DataFrame({"source": sources})
    found = found.assign(
        name=[source_name(known[source]) for source in sources],
        address=found["source"].map(publications),
        open=lambda t: (t["address"] != "").map({True: "yes", False: "not seen"}),
        read_as=found["source"].map(read_as).fillna(""),
        shift=found["source"].map(without["shift"]).fillna(0.0),
        moves=found["source"].map(without["words"]).fillna("in no pool"),
        claims=found["source"].map(claims.map(len)).fillna(0).astype(int),
        bears=found["source"].map(claims.map(", ".join)).fillna("no claim directly"),
    )
    order = ["open", "shift", "claims"]
    return found.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def _pools_without(effects: list[TrialEffect]) -> pd.DataFrame:
    """By trial, how far the pool moves without it (``shift``), and what it then is (``words``)."""
    now = pool_with_bounds(effects).estimate
    rows = leave_one_out(effects).set_index("trial")
    numbers = rows[["estimate", "low", "high"]].itertuples(index=False)
    return rows.assign(
        shift=(rows["estimate"] - now).abs(), words=[interval_in_words(*row) for row in numbers]
    )


def _claims_by_publication() -> pd.Series:
    """Claims that each publication has rows for or against, directly, in their order."""
    ties = tables.read("claim_evidence")
    ties = ties[(ties["relation"] != "context") & (ties["directness"] == "direct")]
    sources = [tables.row(tables.table_of(key), key)["source"] for key in ties["row_id"]]
    return ties["claim_id"].groupby(sources).agg(lambda claims: sorted(set(claims)))
