"""What the checks find of faults that were put in on purpose, and whether they accuse the sound.

The reports and the faults come from `living_review.checks.faulty_reports`, which knows nothing of
the checks. Faults of which no check sees anything are as telling as those that all see.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from living_review.checks.changes import AFTER_MINUS_BEFORE, check_changes
from living_review.checks.counts import check_percentages
from living_review.checks.estimates import check_estimates
from living_review.checks.faulty_reports import FAULTS, HIGHEST, LOWEST, Arm, Report, sound_report
from living_review.checks.findings import BadRowError, Finding, Verdict, as_table
from living_review.checks.named_tests import NamedTest
from living_review.checks.p_values import check_p_values
from living_review.checks.samples import check_samples
from living_review.checks.spreads import check_spreads

SOUND = "no fault"
# Reports without a fault of which less is told than there should be.
UNTOLD = {
    "no fault, standard errors that are not labelled": {"as_errors": True},
    "no fault, two people missing from the percentage": {"missing": 2},
}
ANY = "any"  # of the checks
REFUSED = "mean beyond the scale"
NOTICING = (Verdict.IMPOSSIBLE, Verdict.INCONSISTENT, Verdict.QUESTION)


def findings_of(reports: Sequence[Report]) -> pd.DataFrame:
    """All findings of all checks on reports; ``row_id`` is the place of each report, from nought.

    The reports are checked together: a table for each of them would cost more than its checks.
    """
    if not reports:
        return as_table([])
    # A mean beyond the scale has all rows of its table refused: of these, each report has its own.
    scores = _of_arms(_score, reports).groupby("row_id")
    return pd.concat(
        [
            check_p_values(_of_reports(_comparison, reports)),
            check_changes(_of_arms(_change, reports)),
            *(_on_the_scale(rows) for _, rows in scores),
            check_samples(_of_arms(_move, reports)),
            check_percentages(_of_reports(_share, reports)),
            check_estimates(_of_reports(_estimate, reports)),
        ],
        ignore_index=True,
    )


def _of_reports(row_of: Callable[[int, Report], dict], reports: Sequence[Report]) -> pd.DataFrame:
    return pd.DataFrame(row_of(place, report) for place, report in enumerate(reports))


def _of_arms(row_of: Callable[[int, Arm, str], dict], reports: Sequence[Report]) -> pd.DataFrame:
    return pd.DataFrame(
        row_of(place, arm, report.label)
        for place, report in enumerate(reports)
        for arm in report.arms
    )


def _comparison(place: int, report: Report) -> dict:
    row = {
        "row_id": place,
        "relation": "independent groups",
        "p_value": report.p_after,
        "named_test": NamedTest.WELCH_T,
    }
    for which, arm in zip(("first", "second"), report.arms, strict=True):
        row |= {
            f"label_{which}": which,
            f"value_{which}": arm.after[0],
            f"spread_{which}": arm.after[1],
            f"unit_{which}": "points",
            f"n_{which}": arm.n,
            f"n_total_{which}": "",
            f"kind_{which}": "level",
        }
    return row


def _estimate(place: int, report: Report) -> dict:
    return {
        "row_id": place,
        "measure": "mean difference",
        "estimate": report.estimate,
        "ci_low": report.ci_low,
        "ci_high": report.ci_high,
        "confidence": "95",
        "p_value": report.p_estimate,
        "in_words": "",
    }


def _share(place: int, report: Report) -> dict:
    return {
        "row_id": place,
        "count": report.responders,
        "of": report.first.n,
        "percentage": report.percent,
    }


def _on_the_scale(scores: pd.DataFrame) -> pd.DataFrame:
    try:
        return pd.concat([check_spreads(scores), check_samples(scores)])
    except BadRowError as error:  # a mean beyond the ends of the scale is refused, not judged
        refused = Finding(error.row_id, REFUSED, Verdict.IMPOSSIBLE, "", "", "", (str(error),))
        return as_table([refused])


def _change(place: int, arm: Arm, label: str) -> dict:
    row = {"row_id": place, "direction": AFTER_MINUS_BEFORE, "n_change": arm.n}
    row |= {f"spread_type_{time}": label for time in ("before", "after", "change")}
    for time in ("before", "after", "change"):
        row[f"value_{time}"], row[f"spread_{time}"] = getattr(arm, time)
    return row


def _move(place: int, arm: Arm, label: str) -> dict:
    width = HIGHEST - LOWEST
    return {
        "row_id": place,
        "value": arm.change[0],
        "spread": arm.change[1],
        "n": arm.n,
        "minimum": str(-width),
        "maximum": str(width),
        "spread_type": label,
    }


def _score(place: int, arm: Arm, label: str) -> dict:
    return {
        "row_id": place,
        "value": arm.after[0],
        "spread": arm.after[1],
        "n": arm.n,
        "minimum": str(LOWEST),
        "maximum": str(HIGHEST),
        "spread_type": label,
    }


def detection(reports: int, seed: int) -> pd.DataFrame:
    """In how many simulated reports each check notices something, by fault.

    Parameters
    ----------
    reports : int
        Sound reports that are made; each then gets every fault in turn.
    seed : int
        Of the random numbers; the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        ``fault``, ``check`` (or *any*), ``noticed`` and ``changed``: how many reports the fault
        changed at all, among which the noticed are counted.
    """
    rng = np.random.default_rng(seed)
    sound = [sound_report(rng) for _ in range(reports)]
    tried = {SOUND: sound}
    for name, how in UNTOLD.items():
        tried[name] = [sound_report(rng, **how) for _ in range(reports)]
    for fault, spoil in FAULTS.items():
        spoilt = [(report, spoil(report, rng)) for report in sound]
        tried[fault] = [after for before, after in spoilt if after != before]
    rows = []
    for fault, changed in tried.items():
        counts = {}
        for _, findings in findings_of(changed).groupby("row_id"):  # of one report each
            noticing = findings.loc[findings["verdict"].isin(NOTICING), "check"].unique()
            for check in (*noticing, *([ANY] if len(noticing) else [])):
                counts[check] = counts.get(check, 0) + 1
            counts |= {check: counts.get(check, 0) for check in findings["check"]}
        counts.setdefault(ANY, 0)
        rows += [
            {"fault": fault, "check": check, "noticed": count, "changed": len(changed)}
            for check, count in counts.items()
        ]
    return pd.DataFrame(rows)


def noticed_by(rates: pd.DataFrame) -> pd.Series:
    """Which checks noticed each fault, the most successful first, in words by fault.

    Parameters
    ----------
    rates : pandas.DataFrame
        As of `detection`.

    Examples
    --------
    >>> rates = pd.DataFrame({"fault": ["x"] * 3, "check": ["any", "b", "a"],
    ...     "noticed": [5, 2, 4]})
    >>> noticed_by(rates).to_dict()
    {'x': 'a (4), b (2)'}
    """
    rows = rates[(rates["check"] != ANY) & (rates["noticed"] > 0)]
    rows = rows.sort_values("noticed", ascending=False, kind="stable")
    told = rows["check"] + " (" + rows["noticed"].astype(str) + ")"
    return told.groupby(rows["fault"]).agg(", ".join)
