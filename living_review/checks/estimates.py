"""An estimate, its interval, its p value and its words: do they say one thing?

Ratios are looked at on the logarithmic scale, everything else as printed. Limits are taken to
be estimate ± a multiple of one standard error, which is usual and not the only way: an interval
that is not symmetric is therefore a question, not an inconsistency.
"""

import math
import re

import numpy as np
import pandas as pd
from scipy import stats

from living_review.checks.findings import BadRowError, Finding, Verdict, as_table, cell, number
from living_review.checks.p_values import OTHER_TESTS, p_interval, shown_p, within_other_tests
from living_review.evidence.printed_intervals import lost_sign, turned
from living_review.evidence.printed_numbers import PrintedNumber, widest_interval

INSIDE = "estimate inside its interval"
SYMMETRY = "interval around its estimate"
P_VALUE = "p from estimate and interval"
WORDS = "percentage in words"
RATIOS = (
    "risk ratio",
    "odds ratio",
    "Peto odds ratio",
    "hazard ratio",
    "incidence rate ratio",
    "variance ratio",
)
# Their limits are usually equally far on a scale that is neither that of the numbers nor of their
# logarithms, so that only their order can be checked.
OTHER_SCALES = ("percentage", "number needed to treat")
# Some methods give limits at unequal distances; so many times as far on one side none gives.
LOPSIDED = 5.0
CHANGE_IN_WORDS = re.compile(
    r"(?P<percent>[0-9]+(\.[0-9]+)?) ?% "
    r"((?P<less>reduction|reduced|lower|less|decrease)|increase|increased|higher|more)"
)


def check_estimates(estimates: pd.DataFrame) -> pd.DataFrame:
    """Check estimates against what is printed with them.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``row_id``, ``measure`` (ratios are those in `RATIOS`), and as printed ``estimate``,
        ``ci_low``, ``ci_high``, ``confidence`` (in percent), ``p_value``, ``in_words``; blank
        where not printed.

    Returns
    -------
    pandas.DataFrame
        Findings: for each row those checks that its printed numbers allow.

    Raises
    ------
    BadRowError
        If a cell can't be read, or a ratio is not positive.
    """
    findings = []
    for _, row in estimates.iterrows():
        if row["estimate"] and row["ci_low"] and row["ci_high"]:
            findings += _with_interval(row)
        if row["estimate"] and row["in_words"] and row["measure"] in RATIOS:
            findings += _words(row)
    return as_table(findings)


def _on_scale(row: pd.Series, column: str) -> tuple[float, float]:
    """Rounding interval of a cell on the scale of the measure."""
    low, high = cell(row, column, widest_interval)
    if row["measure"] not in RATIOS:
        return low, high
    if high <= 0:
        words = "a ratio lies above 0; look at the sign, or at the measure"
        raise BadRowError(row, column, words)
    return math.log(low) if low > 0 else -math.inf, math.log(high)


def _with_interval(row: pd.Series) -> list[Finding]:
    estimate, low, high = (_on_scale(row, name) for name in ("estimate", "ci_low", "ci_high"))
    shown = f"{row['estimate']} ({row['ci_low']} to {row['ci_high']})"
    scale = "logarithms" if row["measure"] in RATIOS else "the printed numbers"
    back = math.exp if row["measure"] in RATIOS else float
    findings = [_inside(row, shown, estimate, low, high)]
    symmetric = row["measure"] not in OTHER_SCALES and math.isfinite(low[0])
    if findings[0].verdict is Verdict.CONSISTENT and symmetric:
        findings.append(_symmetry(row, shown, estimate, low, high, scale, back))
        # A standard error can be had from an interval only if it lies around the estimate.
        if row["p_value"] and findings[-1].verdict is Verdict.CONSISTENT:
            findings.append(_p_value(row, shown, estimate, low, high, scale))
    return findings


def _inside(row, shown, estimate, low, high) -> Finding:
    fits = low[0] <= estimate[1] and estimate[0] <= high[1] and low[0] <= high[1]
    words = "lies between" if fits else "does not lie between"
    step = f"{row['estimate']} {words} {row['ci_low']} and {row['ci_high']}, rounding allowed for."
    return Finding(
        row["row_id"],
        INSIDE,
        Verdict.CONSISTENT if fits else Verdict.INCONSISTENT,
        shown,
        f"{row['ci_low']} to {row['ci_high']}",
        "an interval holds its estimate",
        (step,) if fits else (step, *_lost_sign(row)),
    )


def _lost_sign(row) -> tuple[str, ...]:
    """A step that says which sign may be lost, if one may."""
    if row["measure"] in RATIOS:
        return ()
    column = lost_sign(row["estimate"], row["ci_low"], row["ci_high"])
    if not column:
        return ()
    number, other = row[column], turned(row[column])
    return (f"With {other} for {number} the limits are equally far: a minus sign may be lost.",)


def _symmetry(row, shown, estimate, low, high, scale, back) -> Finding:
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    fits = middle[0] <= estimate[1] and estimate[0] <= middle[1]
    ends = f"{number(back(middle[0]))} to {number(back(middle[1]))}"
    sides = sorted([max(estimate[1] - low[0], 0.0), max(high[1] - estimate[0], 0.0)])
    lopsided = not fits and sides[1] > LOPSIDED * sides[0]
    sign = () if fits else _lost_sign(row)
    verdict = Verdict.INCONSISTENT if lopsided or sign else Verdict.QUESTION
    return Finding(
        row["row_id"],
        SYMMETRY,
        Verdict.CONSISTENT if fits else verdict,
        shown,
        ends,
        f"limits equally far from the estimate, in {scale}",
        (
            f"Middle of the limits, taken in {scale} and over their rounding: {ends}.",
            f"The estimate {row['estimate']} {'fits' if fits else 'does not fit'} that.",
            *sign,
        ),
    )


def _p_value(row, shown, estimate, low, high, scale) -> Finding:
    confidence = cell(row, "confidence", lambda text: PrintedNumber(text or "95").value) / 100
    multiple = float(stats.norm.ppf((1 + confidence) / 2))
    full = np.array([max(high[0] - low[1], 0.0), high[1] - low[0]]) / 2
    halves = [
        [max(high[0] - estimate[1], 0.0), high[1] - estimate[0]],
        [max(estimate[0] - low[1], 0.0), estimate[1] - low[0]],
    ]
    ends = np.array([full, *halves])  # rounding of a limit moves one half more than the whole
    widths = np.array([ends[:, 0].min(), ends[:, 1].max()]) / multiple
    sizes = np.abs(np.array(estimate))
    smallest = 0.0 if estimate[0] <= 0 <= estimate[1] else sizes.min()
    with np.errstate(divide="ignore"):
        p_low = float(2 * stats.norm.sf(sizes.max() / widths[0])) if widths[0] else 0.0
        p_high = float(2 * stats.norm.sf(smallest / widths[1]))
    wanted = cell(row, "p_value", p_interval)
    ends = f"{number(p_low, 2)} to {number(p_high, 2)}"
    level = "" if row["confidence"] else ", and an interval of 95 %"
    both = f"{shown}, p {shown_p(row['p_value'])}"
    return Finding(
        row["row_id"],
        P_VALUE,
        within_other_tests(p_low, p_high, wanted),
        both,
        f"p {ends}",
        f"a normal test, as large samples allow{level}",
        (
            f"Standard error in {scale}, from half of the interval or either side of it over "
            f"{number(multiple)}: "
            f"{number(widths[0])} to {number(widths[1])}.",
            f"Estimate over standard error gives p from {ends}.",
            f"The printed p covers {number(wanted[0], 3)} to {number(wanted[1], 3)}. Within a "
            f"factor of {OTHER_TESTS:g} it may come from another test.",
        ),
    )


def _words(row: pd.Series) -> list[Finding]:
    said = CHANGE_IN_WORDS.search(row["in_words"])
    if said is None:
        return []
    sign, way = (-1, "less") if said["less"] else (1, "more")
    ends = widest_interval(said["percent"])
    low, high = cell(row, "estimate", widest_interval)
    percent = sorted(sign * (end - 1) * 100 for end in (low, high))
    fits = percent[0] <= max(ends) and min(ends) <= percent[1]
    could = f"{number(percent[0], 3)} to {number(percent[1], 3)} % {way}"
    return [
        Finding(
            row["row_id"],
            WORDS,
            Verdict.CONSISTENT if fits else Verdict.INCONSISTENT,
            f"{row['measure']} {row['estimate']}, \N{LEFT DOUBLE QUOTATION MARK}{said[0]}"
            "\N{RIGHT DOUBLE QUOTATION MARK}",
            could,
            "the percentage is meant of the same ratio",
            (
                f"A ratio printed as {row['estimate']} covers {number(low)} to {number(high)}.",
                f"In percent of change: {could}. The words say {said['percent']} %.",
            ),
        )
    ]
