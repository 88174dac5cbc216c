"""The pooled answers as an edition keeps them: each set of trials, and every year until now.

What is kept is rounded as it is shown, so that two editions differ only where a reader sees it.
"""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from living_review.evidence import tables
from living_review.synthesis.certainty import certainty
from living_review.synthesis.trials.pools import (
    LIKELIHOOD,
    RECOVERED,
    PooledEffect,
    pool_with_bounds,
    recoverable_pool,
)
from living_review.synthesis.trials.selection import DOUBTED, MAIN, OPEN, OTHER, UNSELECTED
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import TrialEffect

DIGITS = 2  # as beside the rows of a figure
NUMBERS = ("estimate", "low", "high", "predicted_low", "predicted_high")
MEASURE = "Hedges' g; negative favours the treatment"
SETS = {
    MAIN: (MAIN,),
    f"{MAIN}, and trials of serious concern": (MAIN, DOUBTED),
    OPEN: (OPEN,),
    UNSELECTED: (UNSELECTED,),
    OTHER: (OTHER,),
}


def _rounded(found: PooledEffect | None) -> dict[str, float | None]:
    """Numbers of an answer as shown; None where there is none."""
    values = {name: math.nan if found is None else getattr(found, name) for name in NUMBERS}
    return {
        name: round(value, DIGITS) + 0.0 if math.isfinite(value) else None
        for name, value in values.items()
    }


def _people(effects: Sequence[TrialEffect]) -> int:
    return round(sum(effect.people for effect in effects))


def pooled(
    effects: Sequence[TrialEffect],
) -> dict[str, tuple[PooledEffect | None, list[TrialEffect]]]:
    """Both pools of some trials: by name, the answer (None: too few) and the trials that enter."""
    with_result = [effect for effect in effects if effect.result]
    with_number = [effect for effect in effects if effect.point]
    try:
        whole = pool_with_bounds(with_result)
    except ValueError:  # the prior needs more results than there are
        whole = None
    plain = recoverable_pool(with_number) if len(with_number) > 1 else None
    return {LIKELIHOOD: (whole, with_result), RECOVERED: (plain, with_number)}


def pools() -> list[dict]:
    """Every pool of the review.

    Returns
    -------
    list of dict
        ``result`` (identifier), ``outcome``, ``set``, ``pooled`` (which trials, how), ``measure``,
        ``estimate low high predicted_low predicted_high`` (rounded as shown; None where there are
        too few trials), ``trials``, ``people``, ``certainty`` (blank where nobody judged it).
    """
    judged = tables.read("certainty_judgements")
    outcome = judged["outcome"].iloc[0] if len(judged) else ""
    level = str(certainty(judged[judged["outcome"] == outcome])) if outcome else ""
    rows = []
    for name, sets in SETS.items():
        for how, (best, used) in pooled(effects_of(sets)).items():
            rated = name == MAIN and how == LIKELIHOOD
            rows.append(
                {
                    "result": f"{name}; {how}",
                    "outcome": outcome,
                    "set": name,
                    "pooled": how,
                    "measure": MEASURE,
                    **_rounded(best),
                    "trials": len(used),
                    "people": _people(used),
                    "certainty": level if rated else "",
                }
            )
    return rows


def by_year(effects: Sequence[TrialEffect], years: Mapping[str, int], until: int) -> pd.DataFrame:
    """What the review would have said at the end of each year since the first trial.

    Parameters
    ----------
    effects : sequence of TrialEffect
        Trials of one pool.
    years : mapping of str to int
        Year of publication by trial.
    until : int
        Last year.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``came_in`` (list of trials of that year), ``known`` (trials published by then),
        ``trials`` (of them, with a usable result), ``people``, and the numbers of `pools`, None
        where they could not be pooled. Empty without a trial.

    Notes
    -----
    Today's reading of each trial and today's methods are used throughout: it is a replay, not a
    record. That certainty of past years is nobody's judgement, so there is none.
    """
    rows = []
    for year in range(
        min((years[effect.trial] for effect in effects), default=until + 1), until + 1
    ):
        known = [effect for effect in effects if years[effect.trial] <= year]
        best, used = pooled(known)[LIKELIHOOD]
        rows.append(
            {
                "year": year,
                "came_in": [e.trial for e in known if years[e.trial] == year],
                "known": len(known),
                "trials": len(used),
                "people": _people(used),
                **_rounded(best),
            }
        )
    columns = ["year", "came_in", "known", "trials", "people", *NUMBERS]
    # Whole numbers and None side by side: no column may turn into floats.
    return pd.DataFrame(rows, columns=columns, dtype=object)


def main_by_year() -> pd.DataFrame:
    """`by_year` of the main pool, until the year of the newest trial of any pool."""
    keys = tables.read("trials", ("trial",))["trial"]
    dated = {key: tables.entry(key).get("year", "") for key in keys}
    years = {key: int(year) for key, year in dated.items() if year.isdigit()}
    effects = [effect for effect in effects_of((MAIN,)) if effect.trial in years]
    return by_year(effects, years, max(years.values(), default=0))
