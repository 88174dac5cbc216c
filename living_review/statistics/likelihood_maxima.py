"""The highest maximum of a likelihood of the variance between studies (τ²).

A likelihood of τ² may have more than one maximum, typically where a few precise studies agree
and the imprecise ones do not. A search from one start takes whichever lies near. So the whole
range is looked through: every place where the slope turns from rising to falling is a maximum,
each is found to the last digits, and the highest is taken.
Arrays have shape (m, k) for m fits of k studies, as in `random_effects`; the design X (k, p).
"""

import numpy as np

# Steps of τ² as a ratio. Each term of the likelihood moves with log(v + τ²), so that its turns are
# no narrower than about a factor of 3; the tests look between the steps.
STEP = 2.0
CELLS = 100_000  # numbers in one pass, so that many fits at once need little memory
MOST_STEPS = 200


def highest_maximum(y, v, X, method):
    """τ² (m,) at which the likelihood is highest, of REML or ML.

    Parameters
    ----------
    y, v : numpy.ndarray, shape (m, k)
        Effects, and variances whose median is about 1.
    X : numpy.ndarray, shape (k, p)
        Design of full rank, k above p.
    method : {"REML", "ML"}
        Which likelihood.

    Examples
    --------
    >>> y, v = np.array([[0.1, 0.1, 0.11, 2.2]]), np.array([[2e-4, 2e-4, 2e-4, 0.35]])
    >>> highest_maximum(y, v, np.ones((4, 1)), "REML").tolist()
    [0.0]
    """
    grid = _grid(y, v, X)
    rows = max(1, CELLS // (grid.shape[1] * y.shape[1]))
    parts = [slice(first, first + rows) for first in range(0, len(y), rows)]
    return np.concatenate([_highest(y[part], v[part], X, grid[part], method) for part in parts])


def _grid(y, v, X):
    """Values of τ² (m, g) from 0 to where the likelihood can only fall.

    With S the residual sum of squares, y'PPy is at most S/(τ² + least v)², and tr P at least
    (k − p)/(τ² + greatest v): from τ² = max(greatest v, 2S/(k − p)) on the slope is below 0.
    """
    df = y.shape[1] - X.shape[1]
    e = y - (y @ np.linalg.pinv(X).T) @ X.T
    top = 2 * np.maximum(v.max(axis=1), 2 * (e * e).sum(axis=1) / df)
    bottom = v.min(axis=1) / 30
    steps = int(np.ceil(np.log(top / bottom).max() / np.log(STEP))) + 1
    powers = np.linspace(0, 1, steps)
    inside = bottom[:, None] * (top / bottom)[:, None] ** powers
    return np.hstack([np.zeros((len(y), 1)), inside])


def _highest(y, v, X, grid, method):
    m, g = grid.shape
    every = np.repeat(np.arange(m), g)
    slopes = slope_of_likelihood(y[every], v[every], X, grid.ravel(), method).reshape(m, g)
    fits, at = np.nonzero((slopes[:, :-1] > 0) & (slopes[:, 1:] <= 0))
    inner = _turn(y[fits], v[fits], X, grid[fits, at], grid[fits, at + 1], method)
    at_zero = np.flatnonzero(slopes[:, 0] <= 0)
    fits = np.concatenate([at_zero, fits])
    tau2 = np.concatenate([np.zeros(len(at_zero)), inner])
    if len(fits) > m:  # with one maximum each, there is nothing to compare
        heights = log_likelihood(y[fits], v[fits], X, tau2, method)
        order = np.lexsort((-heights, fits))
        fits, tau2 = fits[order], tau2[order]
    _, first = np.unique(fits, return_index=True)
    return tau2[first]


def _turn(y, v, X, low, high, method):
    """Where the slope turns between two values of τ²: Newton's steps, halved where they leave."""
    tau2, left = (low + high) / 2, np.arange(len(y))
    low, high = low.copy(), high.copy()
    for _ in range(MOST_STEPS):
        if not len(left):
            break
        at = tau2[left]
        slope, curvature = slope_and_curvature(y[left], v[left], X, at, method)
        rises = slope > 0
        low[left] = np.where(rises, at, low[left])
        high[left] = np.where(rises, high[left], at)
        with np.errstate(divide="ignore", invalid="ignore"):
            stepped = at + slope / curvature
        inside = (curvature > 0) & (stepped > low[left]) & (stepped < high[left])
        moved = np.where(inside, stepped, (low[left] + high[left]) / 2)
        tau2[left] = np.where(slope == 0, at, moved)
        left = left[(slope != 0) & (np.abs(moved - at) > 1e-12 * at)]
    return tau2


def slope_and_curvature(y, v, X, tau2, method):
    """First derivative of the log-likelihood by τ² (m,), and minus the second.

    Notes
    -----
    With P = W − WX(X'WX)⁻¹X'W the slope of REML is (y'PPy − tr P)/2, and that of ML
    (y'PPy − tr W)/2.
    """
    w, inverse, e = weighted_fit(y, v, X, tau2)
    r = w * e
    rX = (w * r) @ X
    curvature = (w * r * r).sum(axis=1) - np.einsum("mp,mpq,mq->m", rX, inverse, rX)
    second = (w * w).sum(axis=1)
    if method == "REML":
        second_moment = inverse @ cross(w * w, X)
        second = (
            second
            - 2 * np.trace(inverse @ cross(w**3, X), axis1=1, axis2=2)
            + np.trace(second_moment @ second_moment, axis1=1, axis2=2)
        )
    return _slope(w, inverse, r, X, method), curvature - second / 2


def _slope(w, inverse, r, X, method):
    trace = w.sum(axis=1)
    if method == "REML":
        trace = trace - np.trace(inverse @ cross(w * w, X), axis1=1, axis2=2)
    return ((r * r).sum(axis=1) - trace) / 2


def slope_of_likelihood(y, v, X, tau2, method):
    """First derivative of the log-likelihood by τ² (m,)."""
    w, inverse, e = weighted_fit(y, v, X, tau2)
    return _slope(w, inverse, w * e, X, method)


def log_likelihood(y, v, X, tau2, method):
    """Log-likelihood (m,) of τ², the coefficients at their best, up to a constant."""
    w, inverse, e = weighted_fit(y, v, X, tau2)
    height = np.log(w).sum(axis=1) - (w * e * e).sum(axis=1)
    if method == "REML":
        height = height + np.linalg.slogdet(inverse)[1]
    return height / 2


def cross(w, X):
    """X'WX for each of m rows of weights."""
    return (X.T * w[:, None, :]) @ X


def weighted_fit(y, v, X, tau2):
    """Weights (m, k), (X'WX)⁻¹ (m, p, p) and residuals (m, k) at given τ² (m,)."""
    w = 1 / (v + tau2[:, None])
    inverse = np.linalg.inv(cross(w, X))
    b = np.einsum("mpq,mq->mp", inverse, (w * y) @ X)
    return w, inverse, y - b @ X.T
