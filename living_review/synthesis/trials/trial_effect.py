"""What is known of one trial's effect, how far it was derived, and what was assumed for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from living_review.statistics.effect_sizes.standardised import EffectSize
from living_review.statistics.partly_reported.regions import FullResult, PartialResult
from living_review.synthesis.trials.labels import KindOfSpread, KindOfValue

# In 20 meta-analyses, 60 % of the standardised differences beyond this were standard errors taken
# for standard deviations [kadlec2023]_.
LARGEST_CREDIBLE = 3.0


class Tier(StrEnum):
    """How far an effect was derived, from the most direct; a forest plot shows it."""

    DIRECT = "means and standard deviations"
    STANDARDISED = "standardised difference as printed"
    INTERVAL = "difference and interval"
    RATIO = "odds ratio and interval"
    P_VALUE = "p value"
    ASSUMED = "p value, group sizes assumed"
    BOUND = "bound, from not significant"
    NONE = "no result that can be used"


@dataclass(frozen=True)
class Assumptions:
    """What is assumed where a source is silent; the values here are those of the main analysis.

    Parameters
    ----------
    coding : str
        ``final``, or ``change`` where a trial prints changes from the start as well.
    share_in_group1 : float
        Share of all people in group 1 where no sizes are printed.
    correlation : float
        Of the two periods of a crossover, within people.
    adjusted_correlation : float
        Of start and end, where a comparison of several groups may be adjusted for the start; 0
        gives the widest bound.
    p_adjusted_correlation : float
        Of start and end, where a p value of a test that is not told is taken to be adjusted for
        the start; 0 takes it as a plain t test of scores at the end.
    change_correlation : float
        Of start and end, where only changes and their spreads are printed.
    unlabelled : KindOfSpread
        What a spread without a label is taken to be, unless its scale rules that out.
    margins : bool
        Whether a factorial trial is compared at its margins (everybody with the treatment against
        everybody without) instead of the treatment alone against neither.
    words_count : bool
        Whether words of no change, of which no comparison of the groups is told, are taken as
        *not significant*.
    spread_factor : float
        Standard deviations from elsewhere are multiplied by this.
    """

    coding: str = "final"
    share_in_group1: float = 0.5
    correlation: float = 0.5
    adjusted_correlation: float = 0.0
    p_adjusted_correlation: float = 0.0
    change_correlation: float = 0.5
    unlabelled: KindOfSpread = KindOfSpread.SD
    margins: bool = False
    words_count: bool = False
    spread_factor: float = 1.0


@dataclass(frozen=True)
class TrialEffect:
    """One trial's result, as far as it is known.

    Parameters
    ----------
    trial : str
        Its key.
    tier : Tier
        How it was derived.
    result : FullResult, PartialResult or None
        For the likelihood; None if the printed result says nothing usable.
    point : EffectSize or None
        A single effect and variance where one can be had, for pools that need one.
    steps : tuple of str
        How it was derived, in words.
    people : float
        How many people the result is of.
    kind : KindOfValue, optional
        Scores at the end or changes from the start, where means are printed.
    rests_on : tuple of str
        Fields of `Assumptions` that only few results need, and this one does.
    """

    trial: str
    tier: Tier
    result: FullResult | PartialResult | None
    point: EffectSize | None
    steps: tuple[str, ...]
    people: float = 0.0
    kind: KindOfValue | None = None
    rests_on: tuple[str, ...] = ()


def doubtful(effect: TrialEffect) -> str:
    """Why an effect should be looked at again before it is pooled; empty if nothing speaks for it.

    Notes
    -----
    A standardised difference beyond 3 is more often a standard error read as a standard deviation,
    or a lost decimal point, than an effect [kadlec2023]_.

    Examples
    --------
    >>> large = TrialEffect("A", Tier.DIRECT, None, EffectSize(-3.24, 0.23), ())
    >>> doubtful(large)[:43]
    'An effect of -3.2 standard deviations is la'
    >>> doubtful(TrialEffect("A", Tier.DIRECT, None, EffectSize(-0.70, 0.10), ()))
    ''
    """
    if effect.point is None or abs(float(effect.point.yi)) <= LARGEST_CREDIBLE:
        return ""
    return (
        f"An effect of {float(effect.point.yi):.1f} standard deviations is larger than treatments "
        "have: see whether the ± values are standard errors, or a decimal point is lost."
    )


def effects_frame(effects: Iterable[TrialEffect]) -> pd.DataFrame:
    """Effects as a table.

    Returns
    -------
    pandas.DataFrame
        One row per trial, in their order: ``trial``; ``tier``; ``yi`` and ``vi``, Hedges' g and
        its variance; ``least`` and ``most``, between which g lies, both equal to ``yi`` where that
        is known; ``people``: how many the result is of. Of a result that is only bounded, ``yi`` is
        NaN; of none, all four are.

    Examples
    --------
    >>> known = TrialEffect("A", Tier.DIRECT, None, EffectSize(-0.7, 0.1), ())
    >>> region = PartialResult("B", ((-0.6, 0.6),), 0.09)
    >>> bounded = TrialEffect("B", Tier.BOUND, region, None, ())
    >>> effects_frame([known, bounded]).drop(columns=["tier", "people"]).to_dict("records")[1]
    {'trial': 'B', 'yi': nan, 'vi': 0.09, 'least': -0.6, 'most': 0.6}
    """
    rows = []
    for effect in effects:
        yi = vi = least = most = float("nan")
        if effect.point is not None:
            yi = least = most = float(effect.point.yi)
            vi = float(effect.point.vi)
        elif effect.result is not None:
            regions = effect.result.regions
            least, most = regions[0][0], regions[-1][1]
            vi = float(effect.result.vi)
        rows.append((effect.trial, effect.tier, yi, vi, least, most, effect.people))
    return pd.DataFrame(rows, columns=["trial", "tier", "yi", "vi", "least", "most", "people"])
