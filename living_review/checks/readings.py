"""Standard deviation or standard error: what all that is printed beside a spread allows.

One piece of evidence rules a reading out or does not. If a piece rules out both, its numbers
disagree with each other, which is another check's to say, and it is left out here.
"""

import pandas as pd

from living_review.checks.findings import Finding, Verdict, as_table
from living_review.statistics.summary_tests import SpreadReading

CHECK = "standard deviation or standard error"


def check_readings(
    spreads: pd.DataFrame, evidence: pd.DataFrame, pointers: pd.DataFrame
) -> pd.DataFrame:
    """Say of every printed spread which readings are left, and what else speaks for one.

    Parameters
    ----------
    spreads : pandas.DataFrame
        ``row_id``, ``value``, ``spread``; ``spread_type``: what the source calls it, or
        *not labelled*; and ``printed_in``: the table or text that it stands in.
    evidence : pandas.DataFrame
        ``row_id``, ``reading`` (of `SpreadReading`), ``allowed``, and ``why`` in words; each piece
        has a row for both readings.
    pointers : pandas.DataFrame
        ``row_id``, ``reading`` and ``why``: what speaks for one reading without ruling out the
        other.

    Returns
    -------
    pandas.DataFrame
        Findings, one per spread. *Inconsistent*: no reading is left, or not the one that the
        source names. Where both are left, the other spreads of the same table are all of one
        kind, and no pointer speaks against it, the verdict is *consistent under an assumption*:
        that the source keeps to one kind. Pointers alone give no verdict.
    """
    pieces = {row_id: part for row_id, part in evidence.groupby("row_id", sort=False)}
    hints = {row_id: part for row_id, part in pointers.groupby("row_id", sort=False)}
    judged = [
        _judge(row, pieces.get(row["row_id"], evidence.iloc[:0])) for _, row in spreads.iterrows()
    ]
    kinds = _kinds_by_table(spreads, [left for left, _ in judged])
    return as_table(
        _finding(
            row,
            left,
            steps,
            kinds.get(row["printed_in"], {}),
            hints.get(row["row_id"], pointers.iloc[:0]),
        )
        for (_, row), (left, steps) in zip(spreads.iterrows(), judged, strict=True)
    )


def _judge(row: pd.Series, evidence: pd.DataFrame) -> tuple[set[SpreadReading], list[str]]:
    """Readings that no piece of evidence rules out, and what each piece says."""
    left, steps = set(SpreadReading), []
    for why, piece in evidence.groupby("why", sort=False):
        allowed = {
            reading
            for reading, fits in zip(piece["reading"], piece["allowed"], strict=True)
            if fits
        }
        if not allowed:
            steps.append(f"By {why}, neither: those numbers disagree, so this is left out.")
            continue
        words = "both" if len(allowed) == 2 else f"only a {next(iter(allowed))}"
        steps.append(f"By {why}: {words}.")
        left &= allowed
    return left, steps or ["Nothing in the source rules out either."]


def _kinds_by_table(
    spreads: pd.DataFrame, left: list[set[SpreadReading]]
) -> dict[str, dict[SpreadReading, list[str]]]:
    """Per table or text, the spreads that can only be of one kind, or are called so."""
    found: dict[str, dict[SpreadReading, list[str]]] = {}
    for (_, row), readings in zip(spreads.iterrows(), left, strict=True):
        named = {reading for reading in SpreadReading if reading == row["spread_type"]}
        only = named or readings
        if len(only) == 1:
            kinds = found.setdefault(row["printed_in"], {})
            kinds.setdefault(next(iter(only)), []).append(row["row_id"])
    return found


def _finding(
    row: pd.Series,
    left: set[SpreadReading],
    steps: list[str],
    kinds: dict[SpreadReading, list[str]],
    hints: pd.DataFrame,
) -> Finding:
    verdict, words = _verdict(left, row["spread_type"])
    could = " or ".join(reading for reading in SpreadReading if reading in left) or "neither"
    if verdict is Verdict.CANNOT_TELL:
        steps = [
            *steps,
            *(
                f"In the same table or text, {_rows(rows)} can only be a {reading}."
                for reading, rows in kinds.items()
            ),
        ]
        steps += [
            f"By {hint['why']}, it looks like a {hint['reading']}; this rules out neither."
            for _, hint in hints.iterrows()
        ]
        if len(kinds) == 1 and set(hints["reading"]) <= set(kinds):
            verdict, could = Verdict.CONDITIONAL, str(next(iter(kinds)))
            words = "only if the source prints one kind of spread throughout"
        elif len(kinds) > 1:
            steps.append("So the source prints both kinds, and its other spreads decide nothing.")
    return Finding(
        row["row_id"],
        CHECK,
        verdict,
        f"{row['value']} ± {row['spread']}",
        could,
        words,
        tuple(steps),
    )


def _rows(row_ids: list[str]) -> str:
    shown = ", ".join(row_ids[:3])
    return shown if len(row_ids) <= 3 else f"{shown} and {len(row_ids) - 3} more"


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
