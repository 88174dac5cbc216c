"""What the simulation says of the methods of pooling, as a table for readers."""

import pandas as pd

from living_review.charts.number_format import with_minus
from living_review.pages.page_table import PageTable
from living_review.statistics.normal_intervals import NORMAL_95

WAYS = {True: "of those that found nothing", False: "at random"}


def simulation_table(tried: pd.DataFrame) -> PageTable:
    """Bias, coverage and width of every method under every condition.

    Parameters
    ----------
    tried : pandas.DataFrame
        As of `living_review.synthesis.trials.simulation.coverage`.
    """
    bias, share = tried[["bias", "bias_se"]], 100 * tried[["coverage", "coverage_se"]]
    shown = tried.assign(
        k=tried["k"].astype(str),
        tau=tried["tau"].map("{:.1f}".format),
        way=tried["selective"].map(WAYS),
        bias=[with_minus(f"{b:.2f} ± {NORMAL_95 * e:.2f}") for b, e in bias.to_numpy()],
        held=[f"{c:.1f} ± {NORMAL_95 * e:.1f}" for c, e in share.to_numpy()],
        width=tried["width"].map("{:.2f}".format),
    )
    labels = {
        "method": "Method",
        "k": "Trials",
        "tau": "Scatter",
        "way": "Cut short",
        "bias": "Bias",
        "held": "Contained the true value (%)",
        "width": "Width",
    }
    return PageTable(shown, "Bias and coverage on made-up trials, with Monte Carlo error", labels)
