"""How far trials differ, and which of them moves the answer: rows and tables as readers see them.

What is calculated stands in `living_review.synthesis.trials.diagnostics` and `sets_apart`. Where
there are too few effects for a measure, its cell says so.
"""

import math

import pandas as pd

from living_review.charts.forest import NOTHING
from living_review.charts.forest_sections import estimate_rows, with_words
from living_review.charts.measures_side_by_side import Measure
from living_review.charts.number_format import MINUS, interval_in_words, p_value_in_words, signed
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import trial_address
from living_review.pages.trials import set_title, trial_name
from living_review.statistics.random_effects import METHODS
from living_review.synthesis.trials.diagnostics import INTERVALS, OUTLYING
from living_review.synthesis.trials.selection import MAIN, OPEN
from living_review.synthesis.trials.sets_apart import FEWEST_PER_SET, FEWEST_TO_CONCLUDE

ORDINARY, STANDS_APART = "in line with the others", "further out than chance often puts a trial"
TOO_FEW = "too few trials"
INTERVAL_NAMES = ("95 % interval, normal (Wald)", "Hartung-Knapp", "Hartung-Knapp, ad hoc rule")
ESTIMATE = ["estimate", "low", "high"]
SCATTER = {
    "Cochran's Q": "How far apart the effects are, measured by their own uncertainty; about its "
    "degrees of freedom if chance alone is at work",
    "p of Q": "How badly the effects fit one common effect; with few trials it is rarely small",
    "I²": "Share of the differences that is more than chance; not a measure of how large they are",
    "τ²": "Variance of the true effects (REML), with its Q-profile interval",
    "τ": "The same as a standard deviation, in the unit of the effects",
    "Prediction interval, k − 2": "Where the true effect of a new trial would be; t with two "
    "degrees of freedom less than there are trials",
    "Prediction interval, k − 1": "The same with one degree of freedom less than there are trials",
}


def scatter_table(main: pd.Series, mixed: pd.Series, tau: dict[float, float]) -> PageTable:
    """Measures of heterogeneity of the main pool, and with the unmasked trials mixed in.

    Parameters
    ----------
    main, mixed : pandas.Series
        As of `living_review.synthesis.trials.diagnostics.heterogeneity_of`.
    tau : dict of float to float
        Quantiles of τ in the main analysis: the lower end, the median and the upper end.
    """
    rows = pd.DataFrame({"says": SCATTER, "main": _scatter_words(main)})
    rows["mixed"] = pd.Series(_scatter_words(mixed))
    low, middle, high = tau.values()
    rows.loc["τ in the main analysis, bounds included"] = {
        "says": "The same with the trials in part, and with what is known of other meta-analyses",
        "main": f"{middle:.2f} ({low:.2f} to {high:.2f})",
        "mixed": "",
    }
    labels = {"measure": "Measure", "says": "What it says", "main": set_title(MAIN).capitalize()}
    labels |= {"mixed": f"With the trials of: {set_title(OPEN)}"}
    return PageTable(
        rows.rename_axis("measure").reset_index(), "How much the trials differ", labels
    )


def _scatter_words(scatter: pd.Series) -> dict[str, str]:
    """The measures of heterogeneity as they stand in a table."""
    if math.isnan(scatter["q"]):
        return dict.fromkeys(SCATTER, TOO_FEW)
    squares = scatter[["tau2", "tau2_low", "tau2_high"]]
    told = {
        "Cochran's Q": f"{scatter['q']:.2f}, {several(int(scatter['q_df']), 'degree')} of "
        f"freedom, {scatter['k']:.0f} trials",
        "p of Q": p_value_in_words(scatter["q_p"]),
        "I²": f"{scatter['i2']:.0f} %",
        "τ²": "{:.2f} ({:.2f} to {:.2f})".format(*squares),
        "τ": "{:.2f} ({:.2f} to {:.2f})".format(*squares.map(math.sqrt)),
    }
    for df, label in (("k-2", "Prediction interval, k − 2"), ("k-1", "Prediction interval, k − 1")):
        low, high, freedom = scatter[[f"pi_low {df}", f"pi_high {df}", f"prediction_df {df}"]]
        told[label] = (
            TOO_FEW
            if math.isnan(low)
            else f"{interval_in_words(math.nan, low, high)}, "
            f"{several(round(freedom), 'degree')} of freedom"
        )
    return told


def estimators_table(estimated: pd.DataFrame) -> PageTable:
    """The pooled effect by each estimator of the scatter, with each interval.

    Parameters
    ----------
    estimated : pandas.DataFrame
        As of `living_review.synthesis.trials.diagnostics.estimators`.
    """
    spans = with_words(estimated.assign(value=math.nan), TOO_FEW)
    spans = spans.pivot(index="method", columns="interval", values="words").fillna("not used")
    rows = estimated.drop_duplicates("method").set_index("method").join(spans).reset_index()
    common = rows["method"] == "EE"
    names = rows["method"].map(METHODS)
    brief = (" (" + rows["method"] + ")").mask(common, "")
    # As objects: of too few effects all is NaN, and gives way to words.
    tau2 = rows["tau2"].map("{:.3f}".format, "ignore").astype(object).mask(common, "taken as 0")
    rows = rows.assign(
        method=names.str[0].str.upper() + names.str[1:] + brief,
        tau2=tau2.fillna(TOO_FEW),
        estimate=rows["estimate"].map(signed, "ignore").astype(object).fillna(TOO_FEW),
    )
    labels = {"method": "Model or estimator", "tau2": "τ²", "estimate": "Pooled g"}
    labels |= dict(zip(INTERVALS, INTERVAL_NAMES, strict=True))
    return PageTable(rows, "Recoverable effects by estimator and interval", labels)


def influence_rows(influence: pd.DataFrame) -> pd.DataFrame:
    """What each trial does to the pool, with its name, its record, and its numbers in words.

    Parameters
    ----------
    influence : pandas.DataFrame
        As of `living_review.synthesis.trials.diagnostics.influence_of`.
    """
    return influence.assign(
        name=influence["trial"].map(trial_name),
        record="../" + influence["trial"].map(trial_address),
        apart=influence["outlying"],
        shift_words=influence["shift"].map(signed),
        residual_words=influence["studentised_residual"].map(lambda value: signed(value, 1)),
        weight_words=influence["weight"].map("{:.0f} %".format),
    )


def influence_measures(trials: int) -> tuple[Measure, ...]:
    """Panels of what each of so many trials does: shift, distance from the others, and weight."""
    equal, bound = 100 / max(trials, 1), f"{OUTLYING:.0f}"
    shares = ((0.0, "0"), (equal, f"equal: {equal:.0f} %"))
    ends = ((-OUTLYING, f"{MINUS}{bound}"), (0.0, "0"), (OUTLYING, bound))
    return (
        Measure(
            "shift",
            "shift_words",
            "Without it the pooled effect moves by (g)",
            lines=((0.0, "no change"),),
        ),
        Measure(
            "studentised_residual",
            "residual_words",
            "Distance from the others, in standard errors",
            lines=ends,
        ),
        Measure("weight", "weight_words", "Its share of the pool", lines=shares),
    )


def described_influence(rows: pd.DataFrame) -> str:
    """What each trial does to the pool, for those who can't see the picture.

    Examples
    --------
    >>> words = {"name": "A", "shift_words": "0.10", "residual_words": "1.2", "weight_words": "9 %"}
    >>> described_influence(pd.DataFrame([words]))
    'Influence of 1 trial. A: without it the pooled effect moves by 0.10, it is 1.2 standard \
errors from the others, and has 9 % of the weight.'
    """
    told = [
        f"{row.name}: without it the pooled effect moves by {row.shift_words}, it is "
        f"{row.residual_words} standard errors from the others, and has {row.weight_words} of "
        "the weight"
        for row in rows.itertuples(index=False)
    ]
    return f"Influence of {several(len(rows), 'trial')}. {'; '.join(told) or TOO_FEW}."


def influence_table(rows: pd.DataFrame) -> PageTable:
    """Diagnostics of every trial.

    Parameters
    ----------
    rows : pandas.DataFrame
        As of `influence_rows`.
    """
    labels = {
        "shift": "Moves by",
        "studentised_residual": "Studentised deleted residual",
        "dffits": "DFFITS",
        "cooks_distance": "Cook's distance",
        "covariance_ratio": "Covariance ratio",
        "hat": "Hat value (weight)",
    }
    without = estimate_rows(rows[["without", "low", "high"]].set_axis(ESTIMATE, axis=1))["words"]
    shown = rows.assign(**{column: rows[column].map(signed) for column in labels})
    shown = shown.assign(without=without, tau2=rows["tau2_without"].map("{:.3f}".format))
    labels = {"name": "Trial", "without": "Pool without it (g)"} | labels
    caption = "What each trial does to the pool of recoverable effects"
    return PageTable(shown, caption, labels | {"tau2": "τ² without it"})


def set_rows(pools: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forest plot of sets of trials, each pooled by itself.

    Parameters
    ----------
    pools : pandas.DataFrame
        As of `living_review.synthesis.trials.sets_apart.pools_by_set`, by the keys of the sets.

    Returns
    -------
    pandas.DataFrame
        What `living_review.charts.forest.forest` takes, and ``set``: the title of each.
    """
    trials = pools["trials"].map(lambda count: several(count, "trial"))
    none = pools["method"] == ""
    rows = pools.assign(
        set=pools["set"].map(set_title),
        name=(trials + ", " + pools["method"]).mask(none, trials + " with a result"),
    )
    rows = estimate_rows(rows)
    return rows.assign(
        kind=rows["kind"].mask(none, NOTHING), words=rows["words"].mask(none, "not pooled")
    )


def sets_table(rows: pd.DataFrame) -> PageTable:
    """The rows of `set_rows` as a table."""
    labels = {"set": "Set", "name": "Trials and method", "words": "Hedges' g"}
    shown = rows.assign(set=rows["set"].str.capitalize())
    return PageTable(shown, "Pooled effect of each set of trials", labels)


def differences_table(differences: pd.DataFrame) -> PageTable:
    """How far each other set lies from the main pool, with its test.

    Parameters
    ----------
    differences : pandas.DataFrame
        As of `living_review.synthesis.trials.sets_apart.differences_from_first`, by the keys of
        the sets.
    """
    rows = [_difference_in_words(row) for row in differences.to_dict("records")]
    labels = {
        "set": "Set",
        "method": "By",
        "k": "Trials",
        "words": "Difference of g (95 % interval)",
        "test": "Test of difference",
        "told": "Can anything be concluded?",
    }
    return PageTable(
        pd.DataFrame(rows, columns=[*labels]), f"Difference from the {set_title(MAIN)}", labels
    )


def _difference_in_words(row: dict) -> dict[str, str]:
    """One row of the table of differences."""
    told = {"set": set_title(row["set"]), "method": row["method"] or "none"}
    if not row["method"]:
        none = {"k": str(row["trials"]), "words": "not compared", "test": ""}
        return told | none | {"told": f"no: fewer than {FEWEST_PER_SET} trials with a result"}
    return told | {
        "k": f"{row['trials']} against {row['of_first']:.0f}",
        "words": interval_in_words(row["difference"], row["low"], row["high"]),
        "test": _test_in_words(row),
        "told": _conclusion(row),
    }


def _test_in_words(row: dict) -> str:
    first, second = row["test_df"], row["test_df2"]
    if math.isnan(first):
        return f"probability of less than 0: {100 * row['below_zero']:.0f} %"
    name = f"χ² with {first:.0f}" if math.isinf(second) else f"F with {first:.0f} and {second:.0f}"
    return f"{name} degrees of freedom: {row['test']:.2f}, p {p_value_in_words(row['test_p'])}"


def _conclusion(row: dict) -> str:
    trials = int(row["trials"] + row["of_first"])
    if trials < FEWEST_TO_CONCLUDE:
        return f"no: too few ({trials}; at least {FEWEST_TO_CONCLUDE} are asked for)"
    if row["low"] <= 0 <= row["high"]:
        return "no: the interval includes no difference"
    return "only that these trials differ, not why"
