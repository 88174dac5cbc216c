"""Before, after and change of one group: the three must fit together.

The mean of the changes is the difference of the means, exactly. The spread of the changes
follows from the two spreads and the correlation of the two times, which lies between -1 and 1.
Both hold for spreads read as standard deviations and as standard errors alike, as long as the
same people stand behind all three.
"""

import math

import pandas as pd

from living_review.checks.findings import (
    Finding,
    Verdict,
    as_table,
    cell,
    group_size,
    number,
    spread,
)
from living_review.evidence.printed_numbers import PrintedNumber, spread_interval, widest_interval

MEAN = "change of means"
SPREAD = "spread of the change"
EXCHANGED = "only if mean and spread of the change are swapped"
NOT_LABELLED = "not labelled"
AFTER_MINUS_BEFORE, BEFORE_MINUS_AFTER = "after minus before", "before minus after"


def implied_correlation(before: str, after: str, change: str) -> tuple[float, float]:
    """Correlation of two times that three printed spreads imply, over their rounding.

    Parameters
    ----------
    before, after, change : str
        Spreads as printed, in one unit, of the same people.

    Returns
    -------
    tuple of float
        Lowest and highest correlation; beyond -1 or 1 where the three can't belong together.

    Notes
    -----
    r = (s1² + s2² - s²) / (2 s1 s2), from the variance of a difference. Falling in s; along s1
    and s2 it has at most one turning point each, where s1² = s2² - s², so those are looked at.

    Examples
    --------
    >>> [round(r, 2) for r in implied_correlation("2.0", "2.0", "2.0")]
    [0.45, 0.55]
    """
    boxes = [spread_interval(text) for text in (before, after, change)]
    (low1, high1), (low2, high2), (low, high) = boxes
    tiny = 1e-12
    values = []
    for s in (low, high):
        firsts = {max(low1, tiny), high1}
        seconds = {max(low2, tiny), high2}
        for a in tuple(firsts):
            turn = math.sqrt(max(a * a - s * s, 0.0))
            seconds |= {turn} if low2 < turn < high2 else set()
        for b in tuple(seconds):
            turn = math.sqrt(max(b * b - s * s, 0.0))
            firsts |= {turn} if low1 < turn < high1 else set()
        values += [(a * a + b * b - s * s) / (2 * a * b) for a in firsts for b in seconds]
    return min(values), max(values)


def check_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Check printed changes against the two times that they lie between.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``row_id``, ``direction`` (*after minus before*, *before minus after* or *not told*),
        ``n_change``, blank where not printed, and with the suffixes ``_before``, ``_after`` and
        ``_change`` the printed ``value`` and ``spread`` and what the source calls the latter,
        ``spread_type``.

    Returns
    -------
    pandas.DataFrame
        Findings: the mean, and the spread where all three are printed.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    findings = []
    for _, row in changes.iterrows():
        findings.append(_mean(row))
        if all(row[f"spread_{time}"] for time in ("before", "after", "change")):
            findings.append(_spread(row))
    return as_table(findings)


def _mean(row: pd.Series) -> Finding:
    before, after = (cell(row, f"value_{time}", widest_interval) for time in ("before", "after"))
    change = cell(row, "value_change", widest_interval)
    low, high = after[0] - before[1], after[1] - before[0]
    ways = {AFTER_MINUS_BEFORE: [(low, high)], BEFORE_MINUS_AFTER: [(-high, -low)]}
    tried = ways.get(row["direction"]) or [way for both in ways.values() for way in both]

    def fits(ends: tuple[float, float]) -> bool:
        return any(least <= ends[1] and ends[0] <= most for least, most in tried)

    could = " or ".join(f"{number(least)} to {number(most)}" for least, most in tried)
    told = row["direction"] if row["direction"] in ways else "either way of subtracting"
    plain = PrintedNumber(row["value_after"]).value - PrintedNumber(row["value_before"]).value
    steps = [
        f"{row['value_after']} - {row['value_before']} = {number(plain)}.",
        f"Over the rounding of both, {told}: {could}.",
    ]
    verdict, words = Verdict.CONSISTENT, f"the same people at both times, any rounding; {told}"
    if not fits(change):
        exchanged = row["spread_change"] and fits(cell(row, "spread_change", spread))
        verdict = Verdict.CONDITIONAL if exchanged else Verdict.INCONSISTENT
        if exchanged:
            words = EXCHANGED
            steps.append(f"The number printed as its spread, {row['spread_change']}, would fit.")
    return Finding(
        row["row_id"], MEAN, verdict, f"change {row['value_change']}", could, words, tuple(steps)
    )


def _spread(row: pd.Series) -> Finding:
    texts = [row[f"spread_{time}"] for time in ("before", "after", "change")]
    levels = [cell(row, f"spread_{time}", spread) for time in ("before", "after")]
    change = cell(row, "spread_change", spread)
    least, most = _possible(*levels)
    r_low, r_high = implied_correlation(*texts)
    steps = [
        f"With spreads {texts[0]} and {texts[1]}, changes vary least when the two times go "
        f"together (|{texts[1]} - {texts[0]}|) and most when they run against each other "
        f"({texts[0]} + {texts[1]}): {number(least)} to {number(most)}, rounding allowed for."
    ]
    printed = f"spreads {texts[0]}, {texts[1]}, change {texts[2]}"
    if change[0] <= most and least <= change[1]:
        could = f"correlation {number(max(r_low, -1.0), 2)} to {number(min(r_high, 1.0), 2)}"
        return Finding(
            row["row_id"],
            SPREAD,
            Verdict.CONSISTENT,
            printed,
            could,
            "the same people at both times, any rounding, any correlation",
            tuple(steps),
        )
    steps.append(
        f"The source prints {texts[2]}, which would need a correlation of {number(r_low, 3)} to "
        f"{number(r_high, 3)}; it lies between -1 and 1."
    )
    verdict, words = _otherwise(row, levels, change, steps)
    could = f"a spread from {number(least)} to {number(most)}"
    return Finding(row["row_id"], SPREAD, verdict, printed, could, words, tuple(steps))


def _possible(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Least and greatest spread of a change, from the intervals of two spreads."""
    return max(first[0] - second[1], second[0] - first[1], 0.0), first[1] + second[1]


def _otherwise(row, levels, change, steps: list[str]) -> tuple[Verdict, str]:
    """Verdict on a spread that does not fit as it stands, after other readings of it."""
    least, most = _possible(*levels)
    value = [abs(end) for end in cell(row, "value_change", widest_interval)]
    if min(value) <= most and least <= max(value):
        steps.append(f"The number printed as the mean, {row['value_change']}, would fit.")
        return Verdict.CONDITIONAL, EXCHANGED
    labelled = all(
        row[f"spread_type_{time}"] not in ("", NOT_LABELLED)
        for time in ("before", "after", "change")
    )
    if labelled:
        return Verdict.IMPOSSIBLE, "the same people at both times, any rounding, any correlation"
    n = cell(row, "n_change", group_size) if row["n_change"] else None
    if n:
        root = math.sqrt(n)
        wider = [(low * root, high * root) for low, high in levels]
        mixed = {
            "that of the change is a standard error, and the others standard deviations": (
                _possible(*levels),
                [end * root for end in change],
            ),
            "that of the change is a standard deviation, and the others standard errors": (
                _possible(*wider),
                change,
            ),
        }
        for words, ((low, high), ends) in mixed.items():
            if ends[0] <= high and low <= ends[1]:
                steps.append(
                    f"Of {n} people, it would fit if {words}: a spread of "
                    f"{number(ends[0])} to {number(ends[1])} between {number(low)} and "
                    f"{number(high)}."
                )
                return Verdict.CONDITIONAL, f"only if, of the three spreads, {words}"
    return Verdict.INCONSISTENT, "the same people at both times, and one kind of spread"
