"""Two readers' verdicts on the same claims held against each other."""

import numpy as np
import pandas as pd

from living_review.evidence import tables


def pairs() -> pd.DataFrame:
    """Verdicts and certainties of both readers, one row per claim that both judged.

    Returns
    -------
    pandas.DataFrame
        ``claim_id``, ``first``, ``second`` (verdicts), ``certainty_first``, ``certainty_second``,
        ``reason_first``, ``reason_second``, ``agree``.
    """
    readings = tables.read("verdict_readings")
    columns = ["verdict", "certainty", "reason"]
    sides = {
        side: readings[readings["reading"] == side]
        .set_index("claim_id")[columns]
        .add_suffix(f"_{side}")
        for side in ("first", "second")
    }
    both = sides["first"].join(sides["second"], how="inner")
    both = both.rename(columns={"verdict_first": "first", "verdict_second": "second"})
    return both.assign(agree=both["first"] == both["second"]).reset_index()


def agreement(first: pd.Series, second: pd.Series) -> dict[str, float]:
    """How far two readers agree.

    Parameters
    ----------
    first, second : pandas.Series
        Their categories, row by row.

    Returns
    -------
    dict
        ``number``, ``same``, ``share`` with ``share_low`` and ``share_high`` (Wilson's 95 %
        interval), ``kappa`` with ``kappa_low`` and ``kappa_high`` (Cohen's kappa, normal 95 %
        interval); kappa is NaN where both used one category only.

    Notes
    -----
    Both come from statsmodels. Kappa treats every disagreement alike, whether between neighbouring
    verdicts or distant ones.

    Examples
    --------
    >>> found = agreement(pd.Series(list("aabb")), pd.Series(list("aaba")))
    >>> found["same"], round(found["kappa"], 2)
    (3, 0.5)
    """
    from statsmodels.stats.inter_rater import cohens_kappa
    from statsmodels.stats.proportion import proportion_confint

    number, same = len(first), int((first.to_numpy() == second.to_numpy()).sum())
    nothing = float("nan")
    told = {
        "number": number,
        "same": same,
        "share": nothing,
        "share_low": nothing,
        "share_high": nothing,
        "kappa": nothing,
        "kappa_low": nothing,
        "kappa_high": nothing,
    }
    if not number:
        return told
    low, high = proportion_confint(same, number, method="wilson")
    told |= {"share": same / number, "share_low": float(low), "share_high": float(high)}
    used = sorted({*first, *second})
    if len(used) > 1:
        table = pd.crosstab(pd.Categorical(first, used), pd.Categorical(second, used), dropna=False)
        with np.errstate(invalid="ignore", divide="ignore"):  # of a test that is not asked for
            result = cohens_kappa(table.to_numpy())
        told |= {
            "kappa": float(result.kappa),
            "kappa_low": float(result.kappa_low),
            "kappa_high": float(result.kappa_upp),
        }
    return told
