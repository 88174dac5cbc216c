"""Standard deviation or standard error: what all that is printed beside a spread allows.

One piece of evidence rules a reading out or does not. If a piece rules out both, its numbers
disagree with each other, which is another check's to say, and it is left out here.
"""

import pandas as pd

from living_review.checks.findings import Finding, Verdict, as_table
from living_review.summary_tests import SpreadReading

CHECK = "standard deviation or standard error"
NOT_LABELLED = "not labelled"


def check_readings(spreads: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Say of every printed spread which readings are left.

    Parameters
    ----------
    spreads : pandas.DataFrame
        ``row_id``, ``value``, ``spread`` and ``spread_type``: what the source calls it, or
        *not labelled*.
    evidence : pandas.DataFrame
        ``row_id``, ``reading`` (of `SpreadReading`), ``allowed``, and ``why`` in words; each piece
        has a row for both readings.

    Returns
    -------
    pandas.DataFrame
        Findings, one per spread. *Inconsistent*: no reading is left, or not the one that the
        source names.
    """
    pieces = {row_id: part for row_id, part in evidence.groupby("row_id", sort=False)}
    none = evidence.iloc[:0]
    return as_table(_check(row, pieces.get(row["row_id"], none)) for _, row in spreads.iterrows())


def _check(row: pd.Series, evidence: pd.DataFrame) -> Finding:
    left, steps = set(SpreadReading), []
    for why, piece in evidence.groupby("why", sort=False):
        allowed = {reading for reading, fits in zip(piece["reading"], piece["allowed"], strict=True)
                   if fits}  # fmt: skip
        if not allowed:
            steps.append(f"By {why}, neither: those numbers disagree, so this is left out.")
            continue
        words = "both" if len(allowed) == 2 else f"only a {next(iter(allowed))}"
        steps.append(f"By {why}: {words}.")
        left &= allowed
    steps = steps or ["Nothing is printed that would rule out either."]
    verdict, words = _verdict(left, row["spread_type"])
    could = " or ".join(reading for reading in SpreadReading if reading in left) or "neither"
    return Finding(row["row_id"], CHECK, verdict, f"{row['value']} ± {row['spread']}", could, words,
                   tuple(steps))  # fmt: skip


def _verdict(left: set[SpreadReading], label: str) -> tuple[Verdict, str]:
    named = [reading for reading in SpreadReading if reading == label]
    if not left or (named and named[0] not in left):
        return Verdict.INCONSISTENT, f"the source calls it: {label}"
    if named:
        return Verdict.CONSISTENT, f"as the source calls it: {label}"
    if len(left) == 2:
        return Verdict.CANNOT_TELL, "the source does not say, and nothing decides"
    if left == {SpreadReading.SE}:
        return Verdict.CONDITIONAL, "the source does not say"
    return Verdict.CONSISTENT, "the source does not say"
