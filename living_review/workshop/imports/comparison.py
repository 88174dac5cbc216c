"""The effect that a table of results states, beside the one that its numbers give here.

Tables in the standard of Metapsy correct a small sample by an approximation, and give the variance
of the effect before its correction. Both are computed too, so that what is left is another cause.
"""

import math
from collections import Counter
from typing import NamedTuple

from living_review.statistics.effect_sizes.conversions import from_final_means
from living_review.statistics.effect_sizes.counts import log_risk_ratio
from living_review.statistics.effect_sizes.standardised import pooled_sd
from living_review.workshop.imports.cells import number_of, text_of
from living_review.workshop.imports.proposals import Proposal

MEANS, EVENTS = "n_arm{0} mean_arm{0} sd_arm{0}", "event_arm{0} totaln_arm{0}"
ARMS = {
    "msd": MEANS,
    "imsd": MEANS,
    "change": "n_change_arm{0} mean_change_arm{0} sd_change_arm{0}",
    "response": EVENTS,
    "remission": EVENTS,
}
MOST_DIGITS = 12
SAME = 3  # digits after the point to which an effect has to agree
TURNED = "the same size with the other sign; ours is negative where it favours the first group"


class Effect(NamedTuple):
    """An effect and its standard error."""

    value: float
    error: float


def compare(place: str, row: dict[str, str], proposal: Proposal):
    """Add a line to what was compared, if the row states an effect for its own kind of numbers."""
    kind = text_of(row, "outcome_type").lower()
    name = ".log_rr" if ARMS.get(kind) == EVENTS else ".g"
    stated = Effect(*(float(number_of(row, c) or "nan") for c in (name, f"{name}_se")))
    if kind not in ARMS or math.isnan(stated.value):
        return
    ours, theirs_again, why = _ours(kind, row)
    digits = _digits(stated, ours)
    if ours and min(digits) < SAME:
        turned = agreement(-stated.value, ours.value) >= SAME
        why = TURNED if turned else "other numbers or another formula"
        if min(_digits(stated, theirs_again)) >= SAME:
            why = "approximate correction for small samples, and the variance before it"
    proposal.compared.append(
        {
            "place": place,
            "study": text_of(row, "study"),
            "kind": kind,
            "effect": name.lstrip("."),
            "stated": number_of(row, name),
            "ours": f"{ours.value:.12g}" if ours else "",
            "digits": str(digits[0]),
            "digits_of_se": str(digits[1]),
            "digits_by_their_formula": str(min(_digits(stated, theirs_again))),
            "why": why,
        }
    )


def _digits(one: Effect, other: Effect | None) -> tuple[int, int]:
    if other is None:
        return 0, 0
    return agreement(one.value, other.value), agreement(one.error, other.error)


def _ours(kind: str, row: dict[str, str]) -> tuple[Effect | None, Effect | None, str]:
    """Effect of a row, the same by the formula of such tables, or why there is none."""
    columns = [column for arm in (1, 2) for column in ARMS[kind].format(arm).split()]
    written = [number_of(row, column) for column in columns]
    if missing := [c for c, text in zip(columns, written, strict=True) if not text]:
        return None, None, f"no number in {', '.join(missing)}"
    numbers = [float(text) for text in written]
    try:
        if ARMS[kind] == EVENTS:
            effect = _plain(log_risk_ratio(*numbers))
            return effect, effect, ""
        n1, mean1, sd1, n2, mean2, sd2 = numbers
        effect = _plain(from_final_means(mean1, sd1, n1, mean2, sd2, n2))
    except (ValueError, OverflowError) as error:
        return None, None, str(error)
    d = (mean1 - mean2) / float(pooled_sd(sd1, n1, sd2, n2))
    people = n1 + n2
    error = math.sqrt(1 / n1 + 1 / n2 + d**2 / (2 * people))
    return effect, Effect(d * (1 - 3 / (4 * people - 9)), error), ""


def _plain(effect) -> Effect:
    return Effect(float(effect.yi), math.sqrt(float(effect.vi)))


def agreement(one: float, other: float) -> int:
    """Digits after the point to which two numbers agree, at most twelve.

    Examples
    --------
    >>> agreement(0.12341, 0.12343), agreement(-0.5, 0.5), agreement(1.0, 1.0)
    (4, 0, 12)
    """
    apart = abs(one - other)
    if not math.isfinite(apart) or apart >= 0.5:
        return 0
    return MOST_DIGITS if apart < 0.5 * 10**-MOST_DIGITS else int(-math.log10(2 * apart))


def in_words(compared: list[dict[str, str]]) -> list[str]:
    """How many effects agree, to how many digits, and what explains the others, in lines."""
    if not compared:
        return []
    agree = sum(int(line["digits"]) >= SAME for line in compared)
    errors = sum(int(line["digits_of_se"]) >= SAME for line in compared)
    again = sum(int(line["digits_by_their_formula"]) >= 10 for line in compared)
    lines = [
        f"{len(compared)} rows state an effect of their own. To {SAME} decimals or more, {agree} "
        f"agree with ours, and {errors} of the standard errors; by the formula of such tables "
        f"{again} agree in both to 10."
    ]
    reasons = Counter(line["why"] for line in compared if line["why"])
    return lines + [f"  {count}: {why}" for why, count in reasons.most_common()]
