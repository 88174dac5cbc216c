"""Meta-analysis of effects with known sampling variances.

Sign: an effect is group 1 minus group 2, so a negative one says that group 1 lies lower.
Effects are in one unit, their variances in its square. The first fit of a process takes seconds,
because it imports PyMARE, which does the weighted fits.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from living_review.statistics.random_effects import (
    check_choices,
    checked_effects,
    fit,
    heterogeneity,
    inference,
    joint_test,
    q_profile,
    refuse,
)

PREDICTION_DF = {"k-2": 2, "k-1": 1}


@dataclass(frozen=True)
class Pooled:
    """Result of one meta-analysis, as plain numbers.

    Attributes
    ----------
    k : int
        Number of studies.
    estimate, se, ci_low, ci_high : float
        Pooled effect, its standard error and confidence interval, in the unit of the effects.
    p : float
        Two-sided p value of no effect.
    tau2, tau2_low, tau2_high : float
        Variance of the true effects between studies and its Q-profile interval, in the squared
        unit. Of a common effect τ² is 0 by assumption and has no interval (nan); of a single
        study it cannot be estimated (nan).
    i2 : float
        I² in per cent: share of the variance that is not sampling error. Not a measure of how much
        effects differ [borenstein2017]_.
    q, q_df, q_p : float
        Cochran's Q, its degrees of freedom and p value; q_p is nan of a single study.
    pi_low, pi_high, prediction_df : float
        Prediction interval for the effect in a new study, and the degrees of freedom of its t
        distribution; nan of a common effect, and where no degree of freedom is left.
    weights : tuple of float
        Weight of each study in per cent, in the order of the input.
    method, interval : str
        What was done: a key of `random_effects.METHODS` and one of `random_effects.INTERVALS`.
    level : float
        Coverage that all intervals aim at.
    """

    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    q: float
    q_df: int
    q_p: float
    pi_low: float
    pi_high: float
    prediction_df: float
    weights: tuple[float, ...]
    method: str
    interval: str
    level: float


@dataclass(frozen=True, eq=False)
class SubgroupContrast:
    """Effects of subgroups and their differences.

    Attributes
    ----------
    groups : pandas.DataFrame
        One row per group: group, k, estimate, se, ci_low, ci_high, tau2.
    differences : pandas.DataFrame
        One row per group but the reference: group, difference (that group minus the reference),
        se, ci_low, ci_high, p.
    reference : str
        Group that the others are compared with.
    test, test_df, test_p : float, tuple of float, float
        Test that all groups have one effect: F with two degrees of freedom under Hartung-Knapp,
        else χ² with one (the second is infinite).
    tau2, method, interval : str
        What was done.
    """

    groups: pd.DataFrame
    differences: pd.DataFrame
    reference: object
    test: float
    test_df: tuple[float, float]
    test_p: float
    tau2: str
    method: str
    interval: str


@dataclass(frozen=True, eq=False)
class MetaRegression:
    """Result of a meta-regression.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        One row per term, the intercept first: term, estimate, se, ci_low, ci_high, p. A slope is
        the change of the effect per unit of its moderator.
    k : int
        Number of studies.
    df : float
        Degrees of freedom of the coefficients' t distribution; infinite for the normal one.
    tau2, tau2_low, tau2_high, i2 : float
        What is left between studies, as in `Pooled`.
    r2 : float
        Share of τ² that the moderators account for, in per cent; nan where there was none.
    q, q_df, q_p : float
        Residual heterogeneity: Cochran's Q around the regression.
    test, test_df, test_p : float, tuple of float, float
        Test that all slopes are 0, as in `SubgroupContrast`.
    method, interval : str
        What was done.
    """

    coefficients: pd.DataFrame
    k: int
    df: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    r2: float
    q: float
    q_df: int
    q_p: float
    test: float
    test_df: tuple[float, float]
    test_p: float
    method: str
    interval: str


class ManyFits(NamedTuple):
    """Pooled effects, standard errors and τ² of m meta-analyses; each has shape (m,)."""

    estimate: np.ndarray
    se: np.ndarray
    tau2: np.ndarray


def pool(
    yi, vi, method="REML", interval="Hartung-Knapp", level=0.95, prediction_df="k-2"
) -> Pooled:
    """Pool the effects of independent studies.

    Parameters
    ----------
    yi : array_like, shape (k,)
        Effects, in one unit; negative where group 1 lies lower.
    vi : array_like, shape (k,)
        Their sampling variances (squared standard errors), above 0 and taken as known.
    method : str
        How τ² is estimated, a key of `random_effects.METHODS`. ``EE`` takes τ² as 0.
    interval : str
        A key of `random_effects.INTERVALS`. ``Wald``: normal distribution, variance 1/Σw.
        ``Hartung-Knapp``: t distribution with k − 1 degrees of freedom, variance H/Σw with
        H = Σ w (y − estimate)² / (k − 1) [inthout2014]_. ``Hartung-Knapp ad hoc``: the same with
        max(1, H) in place of H, so that neither interval named before is wider [rover2015]_.
    level : float
        Coverage of the intervals, between 0 and 1.
    prediction_df : str
        Degrees of freedom of the prediction interval: ``k-2`` [higgins2009]_ or ``k-1``.

    Returns
    -------
    Pooled
        Of a single study: that study with its normal-theory interval, whatever was asked for
        (Hartung-Knapp has no degree of freedom left; the field ``interval`` says ``Wald``), and
        nan for what one study cannot show.

    Raises
    ------
    ValueError
        If there is no study; an effect is not finite; a variance is not above 0; lengths differ;
        magnitudes are beyond computing; a method, interval or level is unknown.

    Notes
    -----
    Weights are 1 / (v + τ²). Random effects assume independent studies and normally distributed
    true effects. Where the restricted likelihood has two maxima, the higher one is taken.
    The Q-profile interval of τ² holds each value at which Q, with weights 1 / (v + τ²), lies
    between the χ² quantiles with k − 1 degrees of freedom; where even τ² = 0 makes Q too small,
    both bounds are 0. Under the model just named it covers as often as it says.
    I² is τ² / (τ² + typical variance), where the typical variance is (k − 1) / (Σw − Σw²/Σw) with
    w = 1/v; of a common effect it is (Q − df) / Q. All this is as in metafor [viechtbauer2010]_.
    The prediction interval is estimate ± t √(τ² + se²), with the standard error of the chosen
    interval [inthout2016]_.
    If all effects are exactly alike, the plain Hartung-Knapp standard error is 0.

    Examples
    --------
    >>> result = pool([-0.8, -0.2, -0.5, 0.1], [0.04, 0.03, 0.05, 0.02])
    >>> round(result.estimate, 4), round(result.se, 4), round(result.tau2, 4)
    (-0.3304, 0.1958, 0.123)
    >>> round(result.ci_low, 3), round(result.ci_high, 3)
    (-0.953, 0.293)
    """
    y, v = checked_effects(yi, vi, 1)
    check_choices(method, interval, level)
    if not isinstance(prediction_df, str) or prediction_df not in PREDICTION_DF:
        raise ValueError(f"prediction_df is one of {list(PREDICTION_DF)}, not {prediction_df!r}")
    k = len(y)
    if k == 1:
        return _single_study(y, v, method, level)
    X = np.ones((k, 1))
    fits = fit(y[None], v[None], X, method, interval)
    estimate, tau2 = float(fits.coefficients[0, 0]), float(fits.tau2[0])
    se = float(np.sqrt(fits.covariance[0, 0, 0]))
    low, high, p = inference(estimate, se, fits.df, level)
    q, i2 = heterogeneity(y[None], v[None], X, fits.tau2, method)
    tau2_low, tau2_high = q_profile(y, v, X, level) if method != "EE" else (np.nan, np.nan)
    pi_low, pi_high, pi_df = _prediction(
        estimate, se, tau2, k - PREDICTION_DF[prediction_df], method, level
    )
    weights = 1 / (v + tau2)
    return Pooled(
        k,
        estimate,
        se,
        float(low),
        float(high),
        float(p),
        tau2,
        tau2_low,
        tau2_high,
        float(i2[0]),
        float(q[0]),
        k - 1,
        float(special.chdtrc(k - 1, q[0])),
        pi_low,
        pi_high,
        pi_df,
        tuple((100 * weights / weights.sum()).tolist()),
        method,
        interval,
        float(level),
    )


def fit_many(yi, vi, method="REML", interval="Hartung-Knapp") -> ManyFits:
    """Fit m meta-analyses of k studies each at once, as for a bootstrap.

    Parameters
    ----------
    yi, vi : array_like, shape (m, k)
        One meta-analysis per row. Each is what `pool` makes of that row; with one study per row
        it is that study, and τ² is nan.
    method, interval : str
        As in `pool`. ``PM`` is fitted row by row, all others together.

    Raises
    ------
    ValueError
        As in `pool`, naming row and column.

    Examples
    --------
    >>> fits = fit_many([[-0.8, -0.2, -0.5], [0.1, 0.3, 0.2]], [[0.04, 0.03, 0.05]] * 2, "DL")
    >>> fits.estimate.round(4).tolist()
    [-0.4892, 0.2106]
    """
    y, v = checked_effects(yi, vi, 2)
    check_choices(method, interval)
    return _fit_rows(y, v, method, interval)[0]


def leave_one_out(yi, vi, method="REML", interval="Hartung-Knapp", level=0.95) -> pd.DataFrame:
    """Pool again without each study in turn.

    Parameters
    ----------
    yi, vi, method, interval, level
        As in `pool`; two studies at least.

    Returns
    -------
    pandas.DataFrame
        One row per study left out, in the order of the input, with the position of that study
        (``omitted``) and estimate, se, ci_low, ci_high, p, tau2, i2, q, q_p of the others, as in
        `Pooled`. Of two studies one is left; see `pool`.

    Examples
    --------
    >>> leave_one_out([-0.8, -0.2, 0.1], [0.04, 0.03, 0.02], "DL")["estimate"].round(4).tolist()
    [-0.0333, -0.3389, -0.4917]
    """
    y, v = checked_effects(yi, vi, 1)
    check_choices(method, interval, level)
    if len(y) < 2:
        raise ValueError("one study cannot be left out of one: give two or more")
    rest = _all_but_one(len(y))
    return _table_of_fits(y[rest], v[rest], method, interval, level, {"omitted": range(len(y))})


def influence(yi, vi, method="REML", interval="Hartung-Knapp") -> pd.DataFrame:
    """Diagnostics of what each study does to the pooled effect.

    Parameters
    ----------
    yi, vi, method, interval
        As in `pool`; three studies at least.

    Returns
    -------
    pandas.DataFrame
        One row per study: ``studentised_residual`` (its distance from the estimate of the
        others, in standard deviations), ``dffits``, ``cooks_distance``, ``covariance_ratio``
        (squared standard error without it over that with it), ``hat``, ``tau2_without``,
        ``weight`` in per cent.

    Notes
    -----
    Definitions are metafor's [viechtbauer2010]_. With (−i) for a fit without study i, h for the
    hat value wᵢ/Σw and s² for the factor H of `pool` (1 for Wald):
    residual = (yᵢ − b₍₋ᵢ₎) / √(s²₍₋ᵢ₎ (vᵢ + τ²₍₋ᵢ₎) + se²₍₋ᵢ₎);
    DFFITS = (b − b₍₋ᵢ₎) / √(s²₍₋ᵢ₎ h (vᵢ + τ²₍₋ᵢ₎)); Cook's distance = (b − b₍₋ᵢ₎)² / se².

    Raises
    ------
    ValueError
        As in `pool`; also if effects agree so exactly that a standard error is 0.

    Examples
    --------
    >>> influence([-0.8, -0.2, 0.1], [0.04, 0.03, 0.02], "EE", "Wald")["hat"].round(4).tolist()
    [0.2308, 0.3077, 0.4615]
    """
    y, v = checked_effects(yi, vi, 1)
    check_choices(method, interval)
    if len(y) < 3:
        raise ValueError(f"influence needs three studies at least, and there are {len(y)}")
    whole, _ = _fit_rows(y[None], v[None], method, interval)
    rest = _all_but_one(len(y))
    without, _ = _fit_rows(y[rest], v[rest], method, interval)
    if whole.se[0] == 0 or np.any(without.se == 0):
        raise ValueError(
            "the effects agree exactly, so that the Hartung-Knapp standard error is 0: "
            "ask for interval='Wald' or 'Hartung-Knapp ad hoc'"
        )
    w = 1 / (v + whole.tau2[0])
    hat = w / w.sum()
    inflation = without.se**2 * (1 / (v[rest] + without.tau2[:, None])).sum(axis=1)
    variance = inflation * (v + without.tau2)
    change = whole.estimate[0] - without.estimate
    return pd.DataFrame(
        {
            "studentised_residual": (y - without.estimate) / np.sqrt(variance + without.se**2),
            "dffits": change / np.sqrt(hat * variance),
            "cooks_distance": (change / whole.se[0]) ** 2,
            "covariance_ratio": (without.se / whole.se[0]) ** 2,
            "hat": hat,
            "tau2_without": without.tau2,
            "weight": 100 * hat,
        }
    )


def subgroup_contrast(
    yi,
    vi,
    groups,
    tau2="common",
    method="REML",
    interval="Hartung-Knapp",
    level=0.95,
    reference=None,
) -> SubgroupContrast:
    """Compare the pooled effects of two or more subgroups of studies.

    Parameters
    ----------
    yi, vi, method, interval, level
        As in `pool`.
    groups : array_like, shape (k,)
        Label of the group of each study; none blank.
    tau2 : str
        ``common``: one τ² within all groups, which few studies can bear. ``separate``: one for
        each, of two studies at least.
    reference : label, optional
        Group that the others are compared with; the first one met, if not given.

    Returns
    -------
    SubgroupContrast
        A difference is a group minus the reference: negative where the group's effect is the
        lower one.

    Raises
    ------
    ValueError
        As in `pool`; also if there is one group only, or too few studies.

    Notes
    -----
    Common: a meta-regression on the groups; Hartung-Knapp has k − (number of groups) degrees of
    freedom. Separate: each group is pooled by itself, with the chosen interval, but differences
    are compared by normal theory (Wald), from normal-theory standard errors: Hartung-Knapp has no
    agreed degrees of freedom across separate fits. With few studies that test is too bold.

    Examples
    --------
    >>> found = subgroup_contrast([-0.8, -0.6, 0.1, 0.2], [0.04, 0.03, 0.05, 0.02], list("aabb"))
    >>> found.differences.round(4).to_dict("records")[0]["difference"]
    0.8571
    """
    y, v = checked_effects(yi, vi, 1)
    check_choices(method, interval, level)
    labels, levels = _checked_groups(groups, len(y), reference)
    members = np.array([[label == name for name in levels] for label in labels])
    if tau2 == "common":
        table, fits = _groups_with_one_tau2(y, v, members, method, interval, level)
        b, V, df = fits.coefficients[0], fits.covariance[0], fits.df
    elif tau2 == "separate":
        table, b, V = _groups_apart(y, v, members, levels, method, interval, level)
        df = np.inf
    else:
        raise ValueError(f"tau2 is 'common' or 'separate', not {tau2!r}")
    table.insert(0, "group", levels)
    contrasts = np.column_stack([-np.ones(len(levels) - 1), np.eye(len(levels) - 1)])
    differences = _coefficients(contrasts @ b, contrasts @ V @ contrasts.T, df, level)
    differences = differences.rename(columns={"estimate": "difference"})
    differences.insert(0, "group", levels[1:])
    test = joint_test(contrasts @ b, contrasts @ V @ contrasts.T, df)
    return SubgroupContrast(table, differences, levels[0], *test, tau2, method, interval)


def meta_regression(
    yi,
    vi,
    moderators,
    method="REML",
    interval="Hartung-Knapp",
    level=0.95,
    few_studies_allowed=False,
) -> MetaRegression:
    """Regress effects on properties of the studies, with random effects.

    Parameters
    ----------
    yi, vi, method, interval, level
        As in `pool`.
    moderators : pandas.DataFrame, k rows
        One numeric column per moderator, in the order of the studies; an intercept is added.
        Code a category as columns of 0 and 1.
    few_studies_allowed : bool
        Fit even with fewer than 10 studies per moderator. Such a slope is mostly noise and
        should be called exploratory.

    Returns
    -------
    MetaRegression

    Raises
    ------
    ValueError
        As in `pool`; also if a moderator is not numeric, not finite, constant or made of others,
        or if there are too few studies.

    Notes
    -----
    yᵢ = b₀ + b₁ xᵢ₁ + … + uᵢ + eᵢ with u ~ N(0, τ²) and e ~ N(0, vᵢ). A slope across studies is an
    association between studies, not within them. Definitions are metafor's [viechtbauer2010]_.

    Examples
    --------
    >>> dose = pd.DataFrame({"dose": [1.0, 2.0, 3.0, 4.0]})
    >>> found = meta_regression([-0.1, -0.3, -0.2, -0.6], [0.04, 0.03, 0.05, 0.02], dose,
    ...                         few_studies_allowed=True)
    >>> found.coefficients["estimate"].round(4).tolist()
    [0.0625, -0.155]
    """
    y, v = checked_effects(yi, vi, 1)
    check_choices(method, interval, level)
    M = _checked_moderators(moderators, len(y), few_studies_allowed)
    mean, sd = M.mean(axis=0), M.std(axis=0)
    # Years near 2000 would lose half the digits: fit on standardised moderators, then go back.
    X = np.column_stack([np.ones(len(y)), (M - mean) / sd])
    back = np.diag(np.r_[1, 1 / sd])
    back[0, 1:] = -mean / sd
    fits = fit(y[None], v[None], X, method, interval)
    b, V = fits.coefficients[0], fits.covariance[0]
    table = _coefficients(back @ b, back @ V @ back.T, fits.df, level)
    table.insert(0, "term", ["intercept", *map(str, moderators.columns)])
    q, i2 = heterogeneity(y[None], v[None], X, fits.tau2, method)
    bounds = q_profile(y, v, X, level) if method != "EE" else (np.nan, np.nan)
    q_df, tau2 = len(y) - X.shape[1], float(fits.tau2[0])
    alone = fit(y[None], v[None], X[:, :1], method, interval).tau2[0]
    return MetaRegression(
        table,
        len(y),
        fits.df,
        tau2,
        *bounds,
        float(i2[0]),
        float(100 * max(0, 1 - tau2 / alone)) if alone > 0 else np.nan,
        float(q[0]),
        q_df,
        float(special.chdtrc(q_df, q[0])),
        *joint_test(b[1:], V[1:, 1:], fits.df),
        method,
        interval,
    )


def _fit_rows(y, v, method, interval) -> tuple[ManyFits, float]:
    """Pooled effects of each row, and the degrees of freedom; single studies stay themselves."""
    if y.shape[1] == 1:
        tau2 = np.full(len(y), 0.0 if method == "EE" else np.nan)
        return ManyFits(y[:, 0], np.sqrt(v[:, 0]), tau2), np.inf
    fits = fit(y, v, np.ones((y.shape[1], 1)), method, interval)
    se = np.sqrt(fits.covariance[:, 0, 0])
    return ManyFits(fits.coefficients[:, 0], se, fits.tau2), fits.df


def _table_of_fits(y, v, method, interval, level, columns) -> pd.DataFrame:
    """One row per meta-analysis of a row of y and v, after the given columns."""
    fits, df = _fit_rows(y, v, method, interval)
    low, high, p = inference(fits.estimate, fits.se, df, level)
    k = y.shape[1]
    if k == 1:
        q, i2 = np.zeros(len(y)), np.full(len(y), np.nan)
    else:
        q, i2 = heterogeneity(y, v, np.ones((k, 1)), fits.tau2, method)
    return pd.DataFrame(
        {
            **columns,
            "estimate": fits.estimate,
            "se": fits.se,
            "ci_low": low,
            "ci_high": high,
            "p": p,
            "tau2": fits.tau2,
            "i2": i2,
            "q": q,
            "q_p": special.chdtrc(k - 1, q) if k > 1 else np.nan,
        }
    )


def _groups_with_one_tau2(y, v, members, method, interval, level):
    """Table of the groups' effects and the fit, one τ² within all groups."""
    k, groups = members.shape
    if k <= groups:
        raise ValueError(
            f"{k} studies in {groups} groups do not show how studies of a group differ"
        )
    fits = fit(y[None], v[None], members.astype(float), method, interval)
    table = _coefficients(fits.coefficients[0], fits.covariance[0], fits.df, level)
    table.insert(0, "k", members.sum(axis=0))
    return table.drop(columns="p").assign(tau2=fits.tau2[0]), fits


def _groups_apart(y, v, members, levels, method, interval, level):
    """Table of the groups' effects; the effects; their normal-theory covariance."""
    rows, variances = [], []
    for name, inside in zip(levels, members.T, strict=True):
        if inside.sum() < 2 and method != "EE":
            raise ValueError(
                f"group {name!r} has one study, too few for a tau2 of its own: take tau2='common'"
            )
        pooled = pool(y[inside], v[inside], method, interval, level)
        rows.append(
            {c: getattr(pooled, c) for c in ("k", "estimate", "se", "ci_low", "ci_high", "tau2")}
        )
        variances.append(1 / (1 / (v[inside] + pooled.tau2)).sum())
    table = pd.DataFrame(rows)
    return table, table["estimate"].to_numpy(), np.diag(variances)


def _single_study(y, v, method, level) -> Pooled:
    """The one study there is, with its normal-theory interval."""
    estimate, se = float(y[0]), float(np.sqrt(v[0]))
    low, high, p = inference(estimate, se, np.inf, level)
    nan = float("nan")
    return Pooled(
        1,
        estimate,
        se,
        float(low),
        float(high),
        float(p),
        0.0 if method == "EE" else nan,
        nan,
        nan,
        nan,
        0.0,
        0,
        nan,
        nan,
        nan,
        nan,
        (100.0,),
        method,
        "Wald",
        float(level),
    )


def _coefficients(b, V, df, level) -> pd.DataFrame:
    se = np.sqrt(np.diag(V))
    low, high, p = inference(b, se, df, level)
    return pd.DataFrame({"estimate": b, "se": se, "ci_low": low, "ci_high": high, "p": p})


def _prediction(estimate, se, tau2, df, method, level):
    """Prediction interval and its degrees of freedom; nan where there is none."""
    if method == "EE" or df < 1:
        return (float("nan"),) * 3
    half = float(special.stdtrit(df, (1 + level) / 2) * np.hypot(np.sqrt(tau2), se))
    return estimate - half, estimate + half, float(df)


def _all_but_one(k):
    """Positions of the others, one row per study: shape (k, k − 1)."""
    return np.array([np.delete(np.arange(k), i) for i in range(k)])


def _checked_groups(groups, k, reference):
    """Labels of the studies, and the groups in the order met, the reference first."""
    if not np.iterable(groups):
        raise ValueError(f"groups must hold the label of each study, and it is {groups!r}")
    labels = list(groups)
    if len(labels) != k:
        raise ValueError(f"there are {k} studies and {len(labels)} labels of groups: give one each")
    for i, label in enumerate(labels):
        if not pd.api.types.is_scalar(label):
            raise ValueError(f"groups[{i}] is {label!r}: a label is one name or number")
        if pd.isna(label) or label == "":
            raise ValueError(f"groups[{i}] is blank: name the group, or leave that study out")
    levels = list(dict.fromkeys(labels))
    if len(levels) < 2:
        raise ValueError(f"all studies are in group {levels[0]!r}: a contrast needs two groups")
    if reference is not None:
        if reference not in levels:
            raise ValueError(f"the reference {reference!r} is none of the groups {levels}")
        levels = [reference, *(name for name in levels if name != reference)]
    return labels, levels


def _checked_moderators(moderators, k, few_studies_allowed):
    """Return the moderators as a float array (k, number of moderators), or say what is wrong."""
    if not isinstance(moderators, pd.DataFrame) or moderators.shape[1] == 0:
        raise ValueError("moderators must be a data frame with a column for each moderator")
    n, count = moderators.shape
    if n != k:
        raise ValueError(f"there are {k} studies and {n} rows of moderators: give one each")
    if k < count + 2:
        raise ValueError(f"{k} studies cannot carry {count} moderators and an intercept")
    if k < 10 * count and not few_studies_allowed:
        raise ValueError(
            f"{k} studies for {count} moderators are fewer than 10 for each, and a slope from so "
            "few is mostly noise: drop moderators, or say few_studies_allowed=True and call the "
            "result exploratory"
        )
    if not moderators.columns.is_unique:
        raise ValueError(f"two moderators have one name among {list(moderators.columns)}")
    M = np.column_stack([_checked_moderator(name, moderators[name]) for name in moderators])
    Z = (M - M.mean(axis=0)) / M.std(axis=0)
    for j in range(1, count):
        if np.linalg.matrix_rank(Z[:, : j + 1], tol=1e-8 * np.sqrt(k)) <= j:
            name = moderators.columns[j]
            raise ValueError(f"moderator {name!r} is made of those before it: drop it")
    return M


def _checked_moderator(name, column):
    """Return one moderator as a float array, or say what is wrong with it."""
    if column.dtype.kind not in "biuf":
        raise ValueError(f"moderator {name!r} is not numeric: code categories as 0 and 1")
    values = column.to_numpy(dtype=float, na_value=np.nan)
    place = f"moderator {name!r}"
    refuse(place, values, ~np.isfinite(values), "give a number, or leave that study out")
    refuse(place, values, np.abs(values) > 1e100, "express the moderator in another unit")
    if np.ptp(values) <= max(1e-12 * np.abs(values).max(), 1e-100):
        raise ValueError(f"moderator {name!r} is the same in all studies: drop it")
    return values
