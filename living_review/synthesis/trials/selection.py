"""Which trials stand in which pool: the rules of the protocol, computed from the table of trials.

A rule is met, not met, or unclear where the source does not say. Nothing is decided by hand;
trustworthiness is settled by a rule from two readings, which are data.
"""

import pandas as pd

from living_review.evidence.publication_notices import RETRACTION

MET, UNCLEAR, NOT_MET = "met", "unclear", "not met"
NOT_ASSESSED = "not assessed"
RULES = ("E1", "E2", "E3", "E4", "E5", "E6")
# Keys of the sets; their titles are data.
MAIN, OPEN, UNSELECTED = "main", "unmasked", "other people"
OTHER, EXCLUDED = "other treatment", "excluded"
SETS = (MAIN, OPEN, UNSELECTED, OTHER, EXCLUDED)
# Trials that would be in the main pool but for a serious concern; shown with it, never in it.
DOUBTED = "main, serious concern"

MASKED = ("double-blind", "triple-blind")
PLACEBO = "placebo"
ANOTHER = "another treatment"
REQUIRED, MEASURED = "required for entry", "measured at the start"
REASONS = {
    "E1": "groups were not made at random",
    "E3": "no measure of the outcome after the start was seen",
    "E4": "the treatment is not the only difference between any two groups",
    "E5": "serious concern about its trustworthiness",
}
WITHDRAWN = "E5: its publication was retracted"


def select(trials: pd.DataFrame, trustworthiness: pd.DataFrame) -> pd.DataFrame:
    """Apply the rules of eligibility to every trial.

    Parameters
    ----------
    trials : pandas.DataFrame
        ``trial allocation masking condition_at_start condition_outcome comparator_kind
        only_difference same_people_as``, and ``notice`` of its publication. A retracted one stays
        out of every pool, whatever its readers thought of it.
    trustworthiness : pandas.DataFrame
        ``trial`` and settled ``judgement``; a trial without a row was not assessed. E5 keeps out
        only those of serious concern; it is unclear where nothing could be told.

    Returns
    -------
    pandas.DataFrame
        One row per trial, in their order: ``trial``, a column per rule (*met*, *not met*,
        *unclear*, *not assessed*), ``set`` (one of `SETS`), ``reason`` in words, ``kept_from``: the
        set in which it would be if E5 did not keep it out, else empty; and ``but_for``: `DOUBTED`
        where only a serious concern keeps the trial out of the main pool, else empty.

    Raises
    ------
    ValueError
        If trustworthiness is judged of a trial that is not in the table.

    Notes
    -----
    E1 is unclear, and taken as met, where a trial against a masked placebo does not say how the
    groups were made.
    """
    unknown = set(trustworthiness["trial"]) - set(trials["trial"])
    if unknown:
        raise ValueError(
            f"table trustworthiness, trial {sorted(unknown)[0]!r}: no such trial in "
            "the table of trials; look at the key"
        )
    judged = {"serious concern": NOT_MET, "cannot tell": UNCLEAR}
    trust = {row.trial: judged.get(row.judgement, MET) for row in trustworthiness.itertuples()}
    rows = [_judge(row, trust.get(row["trial"], NOT_ASSESSED)) for _, row in trials.iterrows()]
    return pd.DataFrame(rows, columns=["trial", *RULES, "set", "reason", "kept_from", "but_for"])


def _judge(row: pd.Series, trust: str) -> dict[str, str]:
    placebo = row["comparator_kind"] == PLACEBO and row["masking"] in MASKED
    rules = {
        "E1": {"random": MET, "not random": NOT_MET}.get(row["allocation"], UNCLEAR),
        "E2": MET if row["condition_at_start"] in (REQUIRED, MEASURED) else UNCLEAR,
        "E3": NOT_MET if row["condition_outcome"] == "none seen" else MET,
        "E4": MET if row["only_difference"] == "yes" else NOT_MET,
        "E5": NOT_MET if row["notice"] == RETRACTION else trust,
        "E6": MET if placebo and row["condition_at_start"] == REQUIRED else NOT_MET,
    }
    place, reason = _place(row, rules, placebo)
    trusted, _ = _place(row, rules | {"E5": MET}, placebo)
    kept_from = trusted if trusted != place else ""
    doubted = DOUBTED if kept_from == MAIN and row["notice"] != RETRACTION else ""
    placed = {"set": place, "reason": reason, "kept_from": kept_from, "but_for": doubted}
    return {"trial": row["trial"], **rules, **placed}


def _place(row: pd.Series, rules: dict[str, str], placebo: bool) -> tuple[str, str]:
    failed = [rule for rule in REASONS if rules[rule] == NOT_MET]
    if failed:
        return EXCLUDED, "; ".join(_reason(rule, row) for rule in failed)
    if row["same_people_as"]:
        return EXCLUDED, f"probably the same people as {row['same_people_as']}"
    if rules["E1"] == UNCLEAR and not placebo:
        return EXCLUDED, "E1: the source does not say that the groups were made at random"
    unclear = (
        "" if rules["E1"] == MET else "; the source does not say that groups were made at random"
    )
    if row["comparator_kind"] == ANOTHER:
        return OTHER, f"compared with another treatment{unclear}"
    if rules["E6"] == MET:
        return MAIN, f"placebo, masked, the condition needed for entry{unclear}"
    if row["condition_at_start"] == REQUIRED:
        return (
            OPEN,
            f"the condition needed for entry, {row['masking']}, against "
            f"{row['comparator_kind']}{unclear}",
        )
    return UNSELECTED, f"the condition was not needed for entry{unclear}"


def _reason(rule: str, row: pd.Series) -> str:
    """Why a trial that fails a rule is excluded, in words."""
    if rule == "E5" and row["notice"] == RETRACTION:
        return WITHDRAWN
    return f"{rule}: {REASONS[rule]}"
