"""Made-up reports of trials, sound ones and such with a known fault, to try checks on.

This module knows nothing of the checks. A report is what a paper prints of two groups with a
score before and after: texts, rounded as papers round. It is made from simulated people, so
without a fault every number in it is true.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from living_review.statistics.normal_intervals import normal_interval

LOWEST, HIGHEST = 0, 63  # ends of the made-up score


@dataclass(frozen=True)
class Arm:
    """What is printed of one group: sizes, and mean and spread of three quantities."""

    n: str
    before: tuple[str, str]
    after: tuple[str, str]
    change: tuple[str, str]


@dataclass(frozen=True)
class Report:
    """What is printed of a trial.

    Parameters
    ----------
    first, second : Arm
        The two groups.
    p_after : str
        p of Welch's test of the scores at the end.
    estimate, ci_low, ci_high, p_estimate : str
        Difference of the mean changes, its interval and p from a normal test.
    responders, percent : str
        Members of the first group whose score halved, and their share.
    label : str
        What the spreads are called.
    """

    first: Arm
    second: Arm
    p_after: str
    estimate: str
    ci_low: str
    ci_high: str
    p_estimate: str
    responders: str
    percent: str
    label: str

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """Both groups, the first first."""
        return self.first, self.second


def _printed(sample: np.ndarray, as_errors: bool) -> tuple[str, str]:
    spread = stats.sem(sample) if as_errors else sample.std(ddof=1)
    return f"{sample.mean():.2f}", f"{spread:.2f}"


def sound_report(rng: np.random.Generator, as_errors: bool = False, missing: int = 0) -> Report:
    """A report without a fault, of 12 to 60 simulated people in each group.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the people come from.
    as_errors : bool
        Print standard errors, and do not say so.
    missing : int
        People of the first group who are left out of the percentage, and nobody says so.
    """
    arms, samples = [], []
    for gain in (rng.uniform(4, 14), rng.uniform(0, 8)):
        n = int(rng.integers(12, 61))
        before = np.clip(np.rint(rng.normal(27, 6, n)), LOWEST, HIGHEST)
        after = np.clip(np.rint(before * 0.6 + 11 - gain + rng.normal(0, 5, n)), LOWEST, HIGHEST)
        samples.append((before, after))
        change = after - before
        arms.append(Arm(str(n), *(_printed(x, as_errors) for x in (before, after, change))))
    (before1, after1), (before2, after2) = samples
    p_after = stats.ttest_ind(after1, after2, equal_var=False).pvalue
    changes = after1 - before1, after2 - before2
    estimate = changes[0].mean() - changes[1].mean()
    error = np.hypot(stats.sem(changes[0]), stats.sem(changes[1]))
    low, high = normal_interval(estimate, error)
    told = len(before1) - missing
    halved = int((after1 * 2 <= before1)[:told].sum())
    return Report(
        arms[0],
        arms[1],
        f"{p_after:.3f}",
        f"{estimate:.2f}",
        f"{low:.2f}",
        f"{high:.2f}",
        f"{2 * stats.norm.sf(abs(estimate) / error):.3f}",
        str(halved),
        f"{100 * halved / told:.1f}",
        "not labelled" if as_errors else "standard deviation",
    )


def _standard_error_for_deviation(report: Report, rng) -> Report:
    def spread(arm: Arm) -> Arm:
        return replace(arm, after=(arm.after[0], f"{float(arm.after[1]) / int(arm.n) ** 0.5:.2f}"))

    return replace(report, first=spread(report.first), second=spread(report.second))


def _swapped_arms(report: Report, rng) -> Report:
    first, second = report.first, report.second
    return replace(
        report, first=replace(first, after=second.after), second=replace(second, after=first.after)
    )


def _sign_flipped(report: Report, rng) -> Report:
    flipped = report.estimate[1:] if report.estimate.startswith("-") else f"-{report.estimate}"
    return replace(report, estimate=flipped)


def _digits_transposed(report: Report, rng) -> Report:
    text = report.first.after[0]
    pairs = [(i, text[i : i + 2]) for i in range(len(text) - 1)]
    places = [i for i, pair in pairs if pair.isdigit() and pair[0] != pair[1]]
    if not places:
        return report
    i = int(rng.choice(places))
    changed = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return replace(report, first=replace(report.first, after=(changed, report.first.after[1])))


def _wrong_size(report: Report, rng) -> Report:
    wrong = int(report.first.n) - int(rng.integers(1, 6))
    return replace(report, first=replace(report.first, n=str(wrong)))


def _spread_copied(report: Report, rng) -> Report:
    copied = (report.second.change[0], report.first.after[1])
    return replace(report, second=replace(report.second, change=copied))


def _mean_moved(report: Report, rng) -> Report:
    moved = f"{float(report.first.after[0]) + 0.01:.2f}"
    return replace(report, first=replace(report.first, after=(moved, report.first.after[1])))


def _wrong_tail(report: Report, rng) -> Report:
    return replace(report, p_after=f"{float(report.p_after) / 2:.3f}")


def _wrong_base(report: Report, rng) -> Report:
    base = int(report.first.n) + int(report.second.n)
    return replace(report, percent=f"{100 * int(report.responders) / base:.1f}")


def _unit_slip(report: Report, rng) -> Report:
    slipped = tuple(f"{float(text) / 10:.2f}" for text in report.second.after)
    return replace(report, second=replace(report.second, after=slipped))


def _limit_slipped(report: Report, rng) -> Report:
    sign = "" if report.ci_high.startswith("-") else "-"
    return replace(report, ci_high=f"{sign}{report.ci_high.lstrip('-')}")


FAULTS: dict[str, Callable[[Report, np.random.Generator], Report]] = {
    "standard error printed as standard deviation": _standard_error_for_deviation,
    "groups swapped at the end": _swapped_arms,
    "sign of the estimate lost": _sign_flipped,
    "two digits of a mean swapped": _digits_transposed,
    "group size too small by one to five": _wrong_size,
    "spread copied from another line": _spread_copied,
    "mean moved by one step of its last digit": _mean_moved,
    "one tail of p instead of two": _wrong_tail,
    "percentage of both groups instead of one": _wrong_base,
    "a value in a unit ten times as large": _unit_slip,
    "sign of an upper limit turned": _limit_slipped,
}
