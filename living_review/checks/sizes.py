"""Effects that are larger than what is found elsewhere: no fault, and worth asking about.

What is found elsewhere is data with sources: pooled effects of other treatments. The largest
number among them, limits of intervals included, is the measure. Single trials scatter more than
pooled effects do, so a trial beyond it is a question and nothing more.
"""

import numpy as np
import pandas as pd

from living_review.checks.findings import Finding, Verdict, as_table, cell, group_size, number
from living_review.evidence.printed_numbers import PrintedNumber, value_of
from living_review.statistics.effect_sizes.standardised import hedges_g, hedges_g_variance
from living_review.statistics.normal_intervals import normal_interval

CHECK = "size beside other treatments"


def largest_known(effects: pd.DataFrame) -> tuple[float, str]:
    """Largest standardised effect in a table, whatever its sign, and what it is of.

    Parameters
    ----------
    effects : pandas.DataFrame
        ``treatment``, and as printed ``estimate``, ``ci_low``, ``ci_high``; blank where not.

    Examples
    --------
    >>> table = pd.DataFrame({"treatment": ["a", "b"], "estimate": ["0.3", "-0.5"],
    ...                       "ci_low": ["0.1", "-0.8"], "ci_high": ["0.5", "-0.2"]})
    >>> largest_known(table)
    (0.8, 'b')
    """
    sizes = pd.DataFrame(
        {name: effects[name].map(value_of).abs() for name in ("estimate", "ci_low", "ci_high")}
    ).max(axis=1)
    return float(sizes.max()), effects.loc[sizes.idxmax(), "treatment"]


def check_printed_sizes(estimates: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Compare printed standardised effects with the largest known one.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``row_id`` and ``estimate`` as printed.
    known : pandas.DataFrame
        See `largest_known`.
    """
    return as_table(
        _finding(
            row,
            cell(row, "estimate", lambda text: PrintedNumber(text).value),
            f"{row['estimate']}",
            (),
            known,
        )
        for _, row in estimates.iterrows()
    )


def check_group_sizes(pairs: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Compare Hedges' g of two printed groups with the largest known effect.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``row_id``, and as printed ``value``, ``spread`` (taken as standard deviation) and ``n``
        with the suffixes ``_first`` and ``_second``.
    known : pandas.DataFrame
        See `largest_known`.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    return as_table(_of_groups(row, known) for _, row in pairs.iterrows())


def _of_groups(row: pd.Series, known: pd.DataFrame) -> Finding:
    def numbers(which: str) -> tuple[float, float, int]:
        mean, sd = (
            cell(row, f"{name}_{which}", lambda text: PrintedNumber(text).value)
            for name in ("value", "spread")
        )
        return mean, sd, cell(row, f"n_{which}", group_size)

    first, second = numbers("first"), numbers("second")
    g = float(hedges_g(*first, *second))
    error = float(np.sqrt(hedges_g_variance(g, first[2], second[2])))
    printed = " and ".join(
        f"{row[f'value_{w}']} ± {row[f'spread_{w}']} (n {row[f'n_{w}']})"
        for w in ("first", "second")
    )
    low, high = normal_interval(g, error)
    steps = (
        f"Hedges' g of {printed}: {number(g, 3)}, with a 95 % interval from "
        f"{number(low, 3)} to {number(high, 3)}.",
    )
    return _finding(row, g, printed, steps, known)


def _finding(row, effect: float, printed: str, steps: tuple[str, ...], known) -> Finding:
    largest, treatment = largest_known(known)
    beyond = abs(effect) > largest
    return Finding(
        row["row_id"],
        CHECK,
        Verdict.QUESTION if beyond else Verdict.CONSISTENT,
        printed,
        f"up to {number(largest, 3)} either way elsewhere",
        "a standardised difference; spreads are standard deviations",
        (
            *steps,
            f"The largest number among the pooled effects of other treatments is "
            f"{number(largest, 3)} ({treatment}); {number(abs(effect), 3)} is "
            f"{'larger' if beyond else 'not larger'}.",
        ),
    )
