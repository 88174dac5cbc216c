"""Made-up trials as a careful reader would enter them, one of each kind of report.

Each says which effect it has by its people; what a reader enters follows from their numbers alone.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import stats

from living_review.checks.extraction.reports import (
    CHANGE,
    CONTROL,
    END,
    SD,
    SE,
    START,
    TREATED,
    Maker,
    Rows,
    TrueReports,
)
from living_review.statistics.effect_sizes.standardised import small_sample_correction
from living_review.statistics.normal_intervals import NORMAL_95

CORRELATION = 0.5  # of two periods, and of start and end, where none is printed


def _standardised(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Hedges' g of two groups of people and its standard error."""
    n1, n2 = len(first), len(second)
    pooled = ((n1 - 1) * first.var(ddof=1) + (n2 - 1) * second.var(ddof=1)) / (n1 + n2 - 2)
    d = (first.mean() - second.mean()) / pooled**0.5
    g = float(small_sample_correction(n1 + n2 - 2) * d)
    return g, float((1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))) ** 0.5)


def _with_means(maker: Maker, trial: str, spread_type: str):
    maker.trial(trial, 80, 71)
    arms = maker.arms(trial, spread_type)
    women = arms[TREATED].end[:15], arms[CONTROL].end[:16]
    for group, people in zip((TREATED, CONTROL), women, strict=True):
        maker.mean(trial, f"{group}, women", END, people, spread_type)
    ids = maker.reports.ids
    named = {
        end: ids["group_statistics", f"{trial}/{group}/{END}"]
        for end, group in (("first", TREATED), ("second", CONTROL))
    }
    sizes = {"n1": str(len(arms[TREATED].end)), "n2": str(len(arms[CONTROL].end))}
    p = maker.compared(trial, arms)
    maker.result(trial, "main", **named, **sizes, p_value=p, test="two-group t test")
    maker.reports.right[trial] = _standardised(arms[TREATED].end, arms[CONTROL].end)


def _with_changes(maker: Maker, trial: str):
    maker.trial(trial, 80, 71)
    arms = maker.arms(trial)
    ids = maker.reports.ids
    named = {
        end: ids["group_statistics", f"{trial}/{group}/{CHANGE}"]
        for end, group in (("first", TREATED), ("second", CONTROL))
    }
    sizes = {"n1": str(len(arms[TREATED].end)), "n2": str(len(arms[CONTROL].end))}
    maker.result(trial, "main", **named, **sizes, timepoint=CHANGE)
    changes = [arms[group].end - arms[group].start for group in (TREATED, CONTROL)]
    # With this correlation changes spread as scores do.
    maker.reports.right[trial] = _standardised(*changes)


def _with_estimate(maker: Maker, trial: str, confidence: int, gain: float):
    maker.trial(trial, 80, 71)
    arms = {TREATED: maker.arm(34, gain), CONTROL: maker.arm(37, 0.03)}
    for group, arm in arms.items():
        maker.mean(trial, group, START, arm.start)
    first, second = arms[TREATED].end, arms[CONTROL].end
    difference, error = first.mean() - second.mean(), np.hypot(stats.sem(first), stats.sem(second))
    half = stats.norm.isf((1 - confidence / 100) / 2) * error
    p = 2 * stats.norm.sf(abs(difference) / error)
    numbers = [f"{number:.2f}" for number in (difference, difference - half, difference + half)]
    estimate = maker.estimate(
        trial,
        "mean difference",
        numbers,
        **{"confidence": str(confidence), "unit": "points", "n": "71"},
        p_value=f"{p:.3f}" if p >= 0.001 else "<0.001",
    )
    maker.result(trial, "main", estimate=estimate, n1="34", n2="37")
    maker.reports.right[trial] = float(difference) / maker.sd, float(error) / maker.sd


def _with_ratio(maker: Maker, trial: str):
    maker.trial(trial, 100, 92)
    ill, n = (17, 29), (45, 47)
    counts = []
    for group, count, of in zip((TREATED, CONTROL), ill, n, strict=True):
        numbers = {"count": str(count), "of": str(of), "percentage": f"{100 * count / of:.1f}"}
        cells = {"study": trial, "what": "people who were ill at the end", "group": group}
        named = numbers | cells | maker.where(trial)
        counts.append(maker.reports.add("printed_counts", f"{trial}/{group}", **named))
    maker.reports.row("printed_counts", f"{trial}/{TREATED}")["compared_with"] = counts[1]
    cells = (*ill, *(whole - part for whole, part in zip(n, ill, strict=True)))
    log_ratio = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    error = sum(1 / cell for cell in cells) ** 0.5
    half = NORMAL_95 * error
    numbers = [f"{np.exp(log_ratio + step):.2f}" for step in (0, -half, half)]
    p = 2 * stats.norm.sf(abs(log_ratio) / error)
    told = {"confidence": "95", "n": "92", "p_value": f"{p:.3f}"}
    quantity = f"{maker.outcome}: people who were ill at the end"
    estimate = maker.estimate(trial, "odds ratio", numbers, quantity=quantity, **told)
    maker.result(trial, "main", estimate=estimate, n1="45", n2="47")
    factor = 3**0.5 / np.pi
    maker.reports.right[trial] = float(factor * log_ratio), float(factor * error)


def _with_counts(maker: Maker, trial: str):
    """People who got better, for the pool of counts; the score is told in words alone."""
    maker.trial(trial, 60, 60)
    counts = []
    for group, count in ((TREATED, 22), (CONTROL, 10)):
        numbers = {"count": str(count), "of": "30", "percentage": f"{100 * count / 30:.1f}"}
        cells = {"study": trial, "what": "people who got better", "group": group}
        named = numbers | cells | maker.where(trial)
        counts.append(maker.reports.add("printed_counts", f"{trial}/{group}", **named))
    maker.reports.row("printed_counts", f"{trial}/{TREATED}")["compared_with"] = counts[1]
    words = {"event": "people who got better", "in_words": "22 of 30 and 10 of 30"}
    named = {"first": counts[0], "second": counts[1]} | words | maker.where(trial)
    maker.reports.add("trial_responses", trial, trial=trial, **named)
    told = {"printed_words": "no difference", "words_say": "no difference between the groups"}
    maker.result(trial, "main", n1="30", n2="30", direction="not printed", **told)


def _with_crossover(maker: Maker, trial: str):
    n = 30
    maker.trial(trial, n, n, design="crossover")
    people = maker.arm(n, 0.0)
    first, second = people.end, np.clip(people.end + np.rint(people.other / 4), 0, maker.high)
    named = {
        end: maker.mean(trial, f"the same people on {group}", END, scores, group=group)
        for end, group, scores in (("first", TREATED, first), ("second", CONTROL, second))
    }
    maker.result(trial, "main", **named, n_total=str(n), test="crossover")
    spread = ((first.var(ddof=1) + second.var(ddof=1)) / 2) ** 0.5
    g = float(small_sample_correction(n - 1) * (first.mean() - second.mean()) / spread)
    maker.reports.right[trial] = g, float((2 * (1 - CORRELATION) / n + g**2 / (2 * n)) ** 0.5)
    for end, group in (("first", TREATED), ("second", CONTROL)):
        maker.reports.ids["group_statistics", f"{trial}/{group}/{END}"] = named[end]


def _with_p_value(maker: Maker, trial: str):
    maker.trial(trial, 74, 71)
    first, second = maker.arm(34, 0.09).end, maker.arm(37, 0.03).end
    p = stats.ttest_ind(first, second).pvalue
    told = {"p_value": f"{p:.3f}", "test": "two-group t test"}
    maker.result(trial, "main", n1="34", n2="37", **told)


def _with_three_arms(maker: Maker, trial: str):
    maker.trial(trial, 99, 96)
    people = {TREATED: maker.arm(31, 0.10), CONTROL: maker.arm(32, 0.02), "half dose": None}
    people["half dose"] = maker.arm(33, 0.05)
    for group, arm in people.items():
        for time, scores in ((START, arm.start), (END, arm.end)):
            maker.mean(trial, group, time, scores)
    ids = maker.reports.ids
    for role, group, main in (("main", TREATED, "yes"), ("half", "half dose", "no")):
        named = {
            "first": ids["group_statistics", f"{trial}/{group}/{END}"],
            "second": ids["group_statistics", f"{trial}/{CONTROL}/{END}"],
        }
        sizes = {"n1": str(len(people[group].end)), "n2": "32"}
        maker.result(trial, role, **named, **sizes, group1=group, main=main)
    maker.reports.right[trial] = _standardised(people[TREATED].end, people[CONTROL].end)


TRIALS: dict[str, Callable[[Maker, str], None]] = {
    "madewithmeans": lambda maker, trial: _with_means(maker, trial, SD),
    "madewitherrors": lambda maker, trial: _with_means(maker, trial, SE),
    "madewithchanges": _with_changes,
    "madewithestimate": lambda maker, trial: _with_estimate(maker, trial, 95, 0.07),
    "madewithlevel": lambda maker, trial: _with_estimate(maker, trial, 90, 0.04),
    "madewithratio": _with_ratio,
    "madewithcounts": _with_counts,
    "madewithcrossover": _with_crossover,
    "madewithp": _with_p_value,
    "madewitharms": _with_three_arms,
}


def with_true_trials(rows: Rows, schemas: Mapping[str, dict], seed: int = 22) -> TrueReports:
    """A review's rows with made-up trials added, each of another kind of report.

    Parameters
    ----------
    rows : dict
        Rows of every table of a review, by its name; they are not changed.
    schemas : mapping
        Schema of every table, by its name.
    seed : int
        Of the random numbers; the same seed gives the same people.

    Raises
    ------
    ValueError
        If fewer than two scales have both their ends and a standard deviation.
    """
    reports = TrueReports(rows, schemas).copy()
    maker = Maker(reports, seed)
    for trial, make in TRIALS.items():
        make(maker, trial)
    return reports
