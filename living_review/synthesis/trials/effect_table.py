"""The effects of trials as a table: a number with its variance, a bound, or nothing."""

import math
from collections.abc import Sequence

import pandas as pd

from living_review.statistics.normal_intervals import normal_interval
from living_review.synthesis.trials.trial_effect import TrialEffect

NUMBERS = ("yi", "vi", "low", "high", "outer_low", "outer_high")


def effect_table(effects: Sequence[TrialEffect]) -> pd.DataFrame:
    """A row for each trial with what is known of its effect.

    Parameters
    ----------
    effects : sequence of TrialEffect
        In standard deviations; negative ones favour group 1.

    Returns
    -------
    pandas.DataFrame
        In the order of the trials: ``trial``; ``tier``: how the effect was derived; ``people``;
        ``used`` (bool): whether there is a result that can be pooled; ``yi`` and its sampling
        variance ``vi``, NaN where there is no single number; ``low`` and ``high``: ends of the
        95 % interval of a number, or of the region within which a difference that was called not
        significant lies (may be infinite); ``outer_low`` and ``outer_high``: ends of such a region
        with sampling error added, NaN of a number.

    Examples
    --------
    >>> from living_review.statistics.effect_sizes.standardised import EffectSize
    >>> from living_review.synthesis.trials.trial_effect import Tier
    >>> known = TrialEffect("doe2001", Tier.DIRECT, None, EffectSize(-0.5, 0.04), (), 80.0)
    >>> effect_table([known])[["trial", "yi", "low", "high"]].round(2).values.tolist()
    [['doe2001', -0.5, -0.89, -0.11]]
    """
    rows = [
        {
            "trial": effect.trial,
            "tier": str(effect.tier),
            "people": effect.people,
            "used": effect.result is not None,
            **dict.fromkeys(NUMBERS, math.nan),
            **_numbers(effect),
        }
        for effect in effects
    ]
    return pd.DataFrame(rows, columns=["trial", "tier", "people", "used", *NUMBERS])


def _numbers(effect: TrialEffect) -> dict[str, float]:
    if effect.point is not None:
        yi, vi = float(effect.point.yi), float(effect.point.vi)
        low, high = normal_interval(yi, math.sqrt(vi))
        return {"yi": yi, "vi": vi, "low": low, "high": high}
    if effect.result is None:
        return {}
    low, high = effect.result.regions[0][0], effect.result.regions[-1][1]
    error = math.sqrt(effect.result.vi)
    return {
        "low": low,
        "high": high,
        "outer_low": normal_interval(low, error)[0],
        "outer_high": normal_interval(high, error)[1],
    }
