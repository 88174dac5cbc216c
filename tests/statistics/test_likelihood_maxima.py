"""REML and ML take the highest of several maxima: a fine grid and SciPy beside the search.

The likelihoods here are written from their definition and share nothing with the package. R is no
oracle: metafor compares the maximum that it reaches with τ² = 0 and with nothing else.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from living_review.statistics.likelihood_maxima import highest_maximum
from living_review.statistics.meta_analysis import fit_many, meta_regression, pool

GRID = np.r_[0, np.geomspace(1e-7, 1e3, 2_000)]
# Effects, variances, and the maxima that a grid of 6,000 values with SciPy's bounded search finds:
# τ² and log-likelihood up to a constant; the last set guards against always taking the smaller.
TWO_MAXIMA = {
    "issue 22": (
        [0.01, -0.03, -1.57, 2.64],
        [0.0001, 0.0003, 0.5471, 0.8135],
        (6.0766e-4, -0.00737),
        (1.87962, 0.17467),
    ),
    "three agree, two do not": (
        [-0.40, -0.42, 0.9, -2.1, 1.6],
        [0.0005, 0.0005, 0.5, 0.6, 0.7],
        (0.0, -0.4093),
        (1.07660, -0.1486),
    ),
    "one far off": (
        [0.10, 0.10, 0.11, 2.2],
        [0.0002, 0.0002, 0.0002, 0.35],
        (0.0, 0.1037),
        (0.58291, 0.4648),
    ),
    "nearly tied": (
        [0.10, 0.12, 1.8, -1.7],
        [0.0004, 0.0004, 0.40, 0.45],
        (0.0, 0.1100),
        (1.35011, 0.0947),
    ),
    "the larger is higher": (
        [0.00, 0.02, -2.0, 2.5],
        [0.0001, 0.0002, 0.6, 0.7],
        (2.33792, 0.0988),
        (5.099e-5, 0.0075),
    ),
}


def heights(tau2, y, v, method="REML"):
    """Log-likelihood of every fit (m, k) at every τ² (g,), from the definition."""
    w = 1 / (v[:, None, :] + np.atleast_1d(tau2)[None, :, None])
    total = w.sum(axis=2)
    mean = (w * y[:, None, :]).sum(axis=2) / total
    squares = (w * (y[:, None, :] - mean[:, :, None]) ** 2).sum(axis=2)
    return (np.log(w).sum(axis=2) - (method == "REML") * np.log(total) - squares) / 2


def maxima(y, v, method="REML"):
    """All maxima of one likelihood, (τ², height), found on the grid and polished by SciPy."""
    y, v = np.asarray(y)[None], np.asarray(v)[None]
    on_grid = heights(GRID, y, v, method)[0]
    padded = np.r_[-np.inf, on_grid, -np.inf]
    tops = []
    for i in np.flatnonzero((padded[1:-1] > padded[:-2]) & (padded[1:-1] >= padded[2:])):
        best = minimize_scalar(
            lambda t: -heights(t, y, v, method)[0, 0],
            bounds=(GRID[max(i - 1, 0)], GRID[min(i + 1, len(GRID) - 1)]),
            method="bounded",
            options={"xatol": 1e-13},
        )
        at_zero = i == 0 and on_grid[0] >= -best.fun
        tops.append((0.0, on_grid[0]) if at_zero else (best.x, -best.fun))
    return tops


def made_sets(number, k, seed):
    """Sets where some precise studies agree and the others scatter: many have two maxima."""
    random = np.random.default_rng(seed)
    precise = np.arange(k) < k // 2
    v = np.where(
        precise, 10 ** random.uniform(-4.5, -2, (number, k)), random.uniform(0.1, 1.5, (number, k))
    )
    return random.normal(0, np.where(precise, 0.03, 1.8), (number, k)), v


@pytest.mark.parametrize("name", TWO_MAXIMA)
def test_of_two_maxima_the_higher_is_taken(name):
    y, v, (tau2, estimate), (lower, _) = TWO_MAXIMA[name]
    found = sorted(t for t, _ in maxima(y, v))
    assert found == pytest.approx(sorted([tau2, lower]), rel=1e-4, abs=1e-9)
    result = pool(y, v, "REML", "Wald")
    assert result.tau2 == pytest.approx(tau2, rel=1e-4, abs=1e-12)
    assert result.estimate == pytest.approx(estimate, abs=6e-5)


def test_a_set_on_which_fisher_scoring_does_not_converge():
    # Effects and variances of metaforest's test of non-convergence:
    # https://rdrr.io/cran/metaforest/src/tests/testthat/test-rma_nonconverge.R
    y = [1.30, 1.94, 0.70, 0.36, 1.31, 0.46, 1.24, 0.71, 0.35, 0.77]
    v = [0.640, 0.421, 0.992, 0.058, 0.756, 0.634, 0.79, 0.596, 0.457, 0.935]
    ((tau2, _),) = maxima(y, v)
    result = pool(y, v, "REML", "Wald")
    assert result.tau2 == pytest.approx(tau2, rel=1e-5)
    assert (round(result.tau2, 5), round(result.estimate, 5)) == (0.08197, 0.76737)


def count_wrong(number, method):
    """Fits below the grid's best, and how many sets have two maxima."""
    wrong = several = 0
    for k in (3, 4, 5, 6, 8):
        y, v = made_sets(number, k, seed=k)
        tau2 = fit_many(y, v, method, "Wald").tau2
        for part in np.array_split(np.arange(number), max(1, number // 250)):
            on_grid = heights(GRID, y[part], v[part], method)
            padded = np.pad(on_grid, ((0, 0), (1, 1)), constant_values=-np.inf)
            tops = (padded[:, 1:-1] > padded[:, :-2]) & (padded[:, 1:-1] >= padded[:, 2:])
            here = [
                heights(t, y[i : i + 1], v[i : i + 1], method)[0, 0]
                for i, t in zip(part, tau2[part], strict=True)
            ]
            wrong += int((on_grid.max(axis=1) > np.array(here) + 1e-9).sum())
            several += int((tops.sum(axis=1) > 1).sum())
    return wrong, several


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_no_value_of_a_fine_grid_is_likelier(method):
    wrong, several = count_wrong(100, method)
    assert wrong == 0
    assert several > 50


@pytest.mark.long
@pytest.mark.parametrize("method", ["REML", "ML"])
def test_none_of_thousands_of_sets_with_two_maxima_is_wrong(method):
    wrong, several = count_wrong(4_000, method)
    assert wrong == 0
    assert several > 5_000


def test_with_a_moderator_too_the_whole_likelihood_is_searched():
    def restricted(tau2, y, v, X):
        w = 1 / (v + tau2)
        information = (X.T * w) @ X
        b = np.linalg.solve(information, X.T @ (w * y))
        squares = (w * (y - X @ b) ** 2).sum()
        return (np.log(w).sum() - np.linalg.slogdet(information)[1] - squares) / 2

    several = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        (y,), (v,) = made_sets(1, 6, seed)
        moderator = random.normal(size=6)
        X = np.column_stack([np.ones(6), moderator])
        grid = GRID[::10]
        on_grid = np.array([restricted(t, y, v, X) for t in grid])
        padded = np.r_[-np.inf, on_grid, -np.inf]
        several += ((padded[1:-1] > padded[:-2]) & (padded[1:-1] >= padded[2:])).sum() > 1
        table = pd.DataFrame({"moderator": moderator})
        tau2 = meta_regression(y, v, table, few_studies_allowed=True).tau2
        assert restricted(tau2, y, v, X) >= on_grid.max() - 1e-9
    assert several > 5


def test_the_rounding_of_effects_does_not_hide_a_maximum_near_zero():
    y, v = np.array([[0.0, 0.0, 0.0]]), np.array([[1.0, 1.0, 1e-7]])
    assert highest_maximum(y, v, np.ones((3, 1)), "REML").tolist() == [0.0]


def test_extreme_scales_keep_the_search_whole():
    for scale in (1e-6, 1.0, 1e6):
        y, v, (tau2, _), _ = TWO_MAXIMA["issue 22"]
        result = pool(scale * np.array(y), scale**2 * np.array(v), "REML", "Wald")
        assert result.tau2 == pytest.approx(tau2 * scale**2, rel=1e-4)
