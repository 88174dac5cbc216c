"""Joined rows of made-up results, as `printed_result` reads them; cells that are not named: blank.

The scale is S, of which more is worse and whose spread elsewhere is 5; it has no ends.
"""

import pandas as pd

from living_review.evidence import tables
from living_review.synthesis.trials.effects import trial_effects
from living_review.synthesis.trials.printed_result import (
    ESTIMATE_CELLS,
    MEAN_CELLS,
    SCALE_CELLS,
)
from living_review.synthesis.trials.trial_effect import Assumptions, TrialEffect

OWN = ("n1", "n2", "n_total", "first", "second", "estimate", "p_value", "printed_words")
RESULT = {
    "row_id": "res-001",
    "trial": "a",
    "design": "parallel",
    "outcome": "wellness",
    "scale": "S",
    "timepoint": "8 weeks",
    "group1": "new",
    "group2": "old",
    "sizes_are": "analysed",
    "test": "not told",
    "direction": "lower in group 1",
    **dict.fromkeys((*OWN, "words_say", "df1"), ""),
    **{f"scale_{column}": "" for column in SCALE_CELLS},
    "scale_higher_is": "worse",
    **{f"estimate_{column}": "" for column in ESTIMATE_CELLS},
    **{f"{column}_{which}": "" for column in MEAN_CELLS for which in ("first", "second")},
}
SPREADS = pd.DataFrame({"scale": ["S"], "sd": ["5.0"]})


def effect_of(cells: dict[str, str], assumed: Assumptions | None = None) -> TrialEffect:
    """Effect of a result with these cells."""
    (effect,) = trial_effects(pd.DataFrame([RESULT | cells]), SPREADS, assumed)
    return effect


def means(first: tuple[str, str, str], second: tuple[str, str, str], **both: str) -> dict[str, str]:
    """Cells of two means, each as value, spread and n; ``both`` holds cells that are the same."""
    cells = {"first": "grp-001", "second": "grp-002"}
    time = "start to 8 weeks" if both.get("kind") == "change" else "8 weeks"
    for which, group, numbers in (("first", "new", first), ("second", "old", second)):
        own = {
            "study": "a",
            "quantity": "wellness score",
            "kind": "level",
            "scale": "S",
            "group": group,
            "timepoint": time,
            "spread_type": "standard deviation",
            "unit": "points",
        }
        own |= dict(zip(("value", "spread", "n"), numbers, strict=True)) | both
        cells |= {f"{column}_{which}": value for column, value in own.items()}
    return cells


def estimate(value: str, low: str, high: str, **more: str) -> dict[str, str]:
    """Cells of an estimate; a difference in points at the level of 95 % unless told otherwise."""
    cells = {
        "design": "randomised trial",
        "quantity": "wellness score",
        "measure": "mean difference",
        "estimate": value,
        "ci_low": low,
        "ci_high": high,
        "confidence": "95",
        "unit": "points",
    } | more
    return {"estimate": "est-001"} | {f"estimate_{name}": cell for name, cell in cells.items()}


def another_answer(trial: str, domain: str, other: str) -> tuple[str, str]:
    """The first answer on a trial's trustworthiness as its table writes it, and with another."""
    row = tables.read("trustworthiness_readings", trial=trial, domain=domain).iloc[0]
    known = f"{trial},{domain},{row['reader']},"
    return f"{known}{row['answer']}", f"{known}{other}"
