"""How far each trial's effect may lie from what its report gives, by chance."""

import pandas as pd

from living_review.statistics.normal_intervals import normal_interval


def with_intervals(effects: pd.DataFrame) -> pd.DataFrame:
    """Effects with the ends of their intervals.

    Parameters
    ----------
    effects : pandas.DataFrame
        As of `living_review.synthesis.trials.trial_effect.effects_frame`.

    Returns
    -------
    pandas.DataFrame
        The same with ``low`` and ``high``: of an effect that is a number, its 95 % interval; of
        one of which only limits are known, these (they may be infinite), and then ``outer_low``
        and ``outer_high``: the limits with sampling error added.

    Examples
    --------
    >>> effects = pd.DataFrame({"yi": [-0.5, float("nan")], "vi": [0.04, 0.04],
    ...     "least": [-0.5, -0.4], "most": [-0.5, 0.4]})
    >>> with_intervals(effects)[["low", "high", "outer_low"]].round(2).values.tolist()
    [[-0.89, -0.11, nan], [-0.4, 0.4, -0.79]]
    """
    error = effects["vi"] ** 0.5
    low, _ = normal_interval(effects["least"], error)
    _, high = normal_interval(effects["most"], error)
    known = effects["yi"].notna()
    return effects.assign(
        low=low.where(known, effects["least"]),
        high=high.where(known, effects["most"]),
        outer_low=low.mask(known),
        outer_high=high.mask(known),
    )
