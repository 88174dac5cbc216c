"""What each trial's printed result says of its standardised effect, and how far it was derived.

A result is a row of data that names means, an estimate, a p value or words, with labels that say
what each is. Where means are printed the effect follows; where a p value or *not significant* is
printed the effect lies in a region that the test gives. What is not printed is an assumption, and
every assumption can be changed.
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from living_review.synthesis.trials.from_estimates import effect_of_estimate
from living_review.synthesis.trials.from_means import effect_of_means
from living_review.synthesis.trials.from_tests import effect_of_p_value, effect_of_words
from living_review.synthesis.trials.labels import KindOfValue
from living_review.synthesis.trials.orientation import check_words, direction_of_difference
from living_review.synthesis.trials.printed_result import PrintedResult, printed_result
from living_review.synthesis.trials.trial_effect import Assumptions, TrialEffect, doubtful


class UnusableRowError(ValueError):
    """A row whose cells can't be read together; the message names row, column and value."""


def trial_effects(
    results: pd.DataFrame, spreads: pd.DataFrame, assumptions: Assumptions | None = None
) -> list[TrialEffect]:
    """Effects of the trials' main results.

    Parameters
    ----------
    results : pandas.DataFrame
        One row per trial, as `printed_result.printed_result` reads it.
    spreads : pandas.DataFrame
        ``scale`` and ``sd``: standard deviations from elsewhere, for differences in points.
    assumptions : Assumptions, optional
        Those of the main analysis unless given.

    Returns
    -------
    list of TrialEffect
        In the order of the rows. Negative effects favour group 1, whichever end of the scale is
        the better one.

    Raises
    ------
    UnusableRowError
        If a cell can't be read, labels and numbers contradict each other or allow no conversion,
        or a standard deviation that a difference needs is not in ``spreads``.
    """
    assumed = assumptions or Assumptions()
    known = dict(zip(spreads["scale"], spreads["sd"].astype(float), strict=True))
    effects = []
    for row in results.to_dict("records"):
        try:
            effects.append(_effect(row, known, assumed))
        except ValueError as error:
            raise UnusableRowError(f"row {row['row_id']} ({row['trial']}): {error}") from None
    return effects


def _effect(row: Mapping[str, str], spreads: dict[str, float], assumed: Assumptions) -> TrialEffect:
    printed = printed_result(row)
    effect = _by_what_is_printed(printed, spreads, assumed)
    doubt = doubtful(effect)
    steps = (str(printed), *effect.steps, *((doubt,) if doubt else ()))
    return replace(effect, steps=steps)


def _by_what_is_printed(
    printed: PrintedResult, spreads: dict[str, float], assumed: Assumptions
) -> TrialEffect:
    """Means with spreads come first, then an estimate, a p value, and words."""
    if _have_spreads(printed):
        return effect_of_means(printed, assumed)
    if printed.estimate:
        return effect_of_estimate(printed, spreads, assumed)
    if printed.p_value:
        return effect_of_p_value(printed, assumed)
    return effect_of_words(printed, assumed)


def _have_spreads(printed: PrintedResult) -> bool:
    """Whether both means have a spread; means without any are held against the words alone."""
    if not printed.means:
        return False
    first, second = printed.means
    for one, other in ((first, second), (second, first)):
        if one.spread is None and other.spread is not None:
            raise one.cells.refusal("spread", "blank beside a mean that has one; look for it")
    if first.spread is None and not printed.estimate and not printed.p_value:
        raise first.cells.refusal(
            "spread", "blank, and so is everything else that would tell how sure the means are"
        )
    if first.spread is None and first.kind is not KindOfValue.CHANGE:
        lower = direction_of_difference(first.value.value - second.value.value)
        check_words(printed, lower, f"{first.cells.place}and the second mean")
    return first.spread is not None
