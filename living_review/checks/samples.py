"""Whole-number answers: can any sample of them print this mean, and this mean with this spread?

The first question is GRIM's [brown2017]_, the second GRIMMER's [anaya2016]_, both answered
exactly: a sample exists or it does not.
"""

import pandas as pd

from living_review.checks.findings import (
    Finding,
    Verdict,
    as_table,
    cannot_tell,
    cell,
    group_size,
    spread,
)
from living_review.checks.integer_samples import Convention, grim, possible_totals
from living_review.checks.reconstruction import PrintedSample, grimmer, one_sample

MEAN = "mean of whole scores (GRIM)"
STANDARD_DEVIATION = "standard deviation"
SPREAD = "mean and spread of whole scores (GRIMMER)"


def check_samples(groups: pd.DataFrame) -> pd.DataFrame:
    """Check printed means and standard deviations of whole-number scores.

    Parameters
    ----------
    groups : pandas.DataFrame
        ``row_id``, and as printed ``value``, ``spread``, ``n``, and ``minimum`` and ``maximum``
        of the scale; blank where not, and rows without ``n`` are passed over. ``spread_type`` is
        what the source calls the spread. A person's score is a whole number.

    Returns
    -------
    pandas.DataFrame
        Findings: on the mean, and where it is possible and a spread is printed on both.
        *Impossible* is said only if no sample does it under any rounding convention, and of a
        spread only if the source calls it a standard deviation.

    Raises
    ------
    BadRowError
        If a cell can't be read, or the mean lies outside the scale.
    """
    findings = []
    for _, row in groups[groups["n"] != ""].iterrows():
        mean = _mean(row)
        findings.append(mean)
        if row["spread"] and mean.verdict is not Verdict.IMPOSSIBLE:
            findings.append(_both(row))
    return as_table(findings)


def _scale(row: pd.Series) -> tuple[int, int]:
    return cell(row, "minimum", int), cell(row, "maximum", int)


def _mean(row: pd.Series) -> Finding:
    n, (low, high) = cell(row, "n", group_size), _scale(row)
    possible = cell(row, "value", lambda text: grim(text, n, 1, low, high)).conventions
    totals = {c: possible_totals(row["value"], n, c, 1, low, high) for c in Convention}
    shown = sorted({t for found in totals.values() for t in found})
    middle = round(float(row["value"]) * n)
    decimals = len(row["value"].partition(".")[2]) + 2
    steps = [
        f"{total} points of {n} people are a mean of {total / n:.{decimals}f}."
        for total in (middle - 1, middle, middle + 1)
    ]
    span = f"{shown[0]} to {shown[-1]}" if len(shown) > 1 else "".join(map(str, shown))
    could = f"a total of {span} points" if shown else "no total of whole points"
    verdict, words = _verdict(possible)
    return Finding(
        row["row_id"],
        MEAN,
        verdict,
        f"mean {row['value']}, n {n}",
        could,
        f"whole scores; {words}",
        tuple(steps),
    )


def _both(row: pd.Series) -> Finding:
    n, (low, high) = cell(row, "n", group_size), _scale(row)
    printed = f"{row['value']} ± {row['spread']}, n {n}"
    cell(row, "spread", spread)
    if n < 2:
        return cannot_tell(
            row, SPREAD, printed, "one member has no spread", "One member has no spread."
        )
    possible = grimmer(row["value"], row["spread"], n, 1, low, high).conventions
    verdict, words = _verdict(possible)
    words = f"the spread a standard deviation; {words}"
    if verdict is Verdict.IMPOSSIBLE and row["spread_type"] != STANDARD_DEVIATION:
        verdict, words = Verdict.CONDITIONAL, "only if the spread is a standard error"
    exists = "a sample exists" if possible else "no sample exists"
    shown = _example(row, n, low, high, possible)
    steps = (
        f"Looked for: {n} whole scores from {low} to {high} whose mean is printed as "
        f"{row['value']} and whose standard deviation (n - 1 in the denominator) as "
        f"{row['spread']}.",
        f"By exact search over totals and sums of squares: {exists}"
        + (f", under {', '.join(possible)}." if possible else " under any convention."),
        *shown,
    )
    return Finding(row["row_id"], SPREAD, verdict, printed, exists, f"whole scores; {words}", steps)


def _example(
    row: pd.Series, n: int, low: int, high: int, possible: tuple[Convention, ...]
) -> tuple[str, ...]:
    """One sample that prints both numbers."""
    case = PrintedSample(row["value"], row["spread"], n, 1, low, high)
    sample = one_sample(case, possible[0]) if possible else None
    if not sample:
        return ()
    scores = ", ".join(str(score) for score, times in sample.items() for _ in range(times))
    return (f"One such sample of scores: {scores}.",)


def _verdict(possible: tuple[Convention, ...]) -> tuple[Verdict, str]:
    if not possible:
        return Verdict.IMPOSSIBLE, "any rounding"
    if possible == (Convention.TRUNCATION,):
        return Verdict.CONDITIONAL, "only if digits were cut off, not rounded"
    if len(possible) == len(Convention):
        return Verdict.CONSISTENT, "any rounding"
    return Verdict.CONSISTENT, f"rounded {', or '.join(possible)}"
