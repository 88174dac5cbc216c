"""How long pooling takes: beside PyMARE's own batched call, a plain loop, statsmodels, and R."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy import optimize

from benchmarks import report
from benchmarks.checks import seconds
from living_review.statistics.meta_analysis import fit_many, leave_one_out, pool
from living_review.synthesis.trials import multiverse, simulation
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of

SEED = 20261121
# metafor keeps matrices of k by k; beyond this they no longer fit a small machine.
LARGEST_FOR_R = 1000
R_SCRIPT = """
suppressMessages(library(metafor))
d <- as.matrix(read.csv(commandArgs(TRUE)[1], header=FALSE)); k <- ncol(d) / 2
fit <- function(i) try(rma(d[i, 1:k], d[i, (k + 1):(2 * k)], method="REML", test="knha"), TRUE)
t <- system.time(for (i in seq_len(nrow(d))) fit(i))
cat(t[["elapsed"]])
"""


def studies(m: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Effects and variances of m made-up meta-analyses of k studies each."""
    rng = np.random.default_rng(SEED + k)
    vi = rng.uniform(0.02, 0.3, (m, k))
    return rng.normal(-0.3, np.sqrt(vi + 0.05)), vi


def plain_reml(y: np.ndarray, v: np.ndarray) -> float:
    """τ² by restricted maximum likelihood, one meta-analysis at a time, as one would write it."""

    def minus_log_likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        mean = (w * y).sum() / w.sum()
        return 0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mean) ** 2).sum())

    return float(optimize.minimize_scalar(minus_log_likelihood, bounds=(0, 5), method="bounded").x)


def by_pymare(y: np.ndarray, v: np.ndarray):
    """PyMARE's own batched call, without anything of ours."""
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    estimator = VarianceBasedLikelihoodEstimator(
        method="REML", small_sample_correction="knapp-hartung"
    )
    return estimator.fit(y.T, v.T, np.ones((y.shape[1], 1)))


def by_r(y: np.ndarray, v: np.ndarray) -> float | None:
    """Seconds that metafor takes for the same fits in a loop; None where it is not tried."""
    if not shutil.which("Rscript") or y.shape[1] > LARGEST_FOR_R:
        return None
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder) / "studies.csv", Path(folder) / "time.R"
        np.savetxt(table, np.hstack([y, v]), delimiter=",")
        script.write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(
            ["Rscript", str(script), str(table)], capture_output=True, text=True, check=False
        )
    return float(done.stdout) if done.returncode == 0 else None


def measure() -> str:
    """The part of the report on pooling."""
    y, v = studies(10_000, 13)
    fit_many(y[:2], v[:2])  # libraries imported, so that both sides start warm
    rows = [
        _compared(
            "10,000 bootstrap refits, k = 13",
            lambda: fit_many(y, v),
            lambda: by_pymare(y, v),
            (y, v),
            500,
        )
    ]
    one, its = studies(1, 100)
    left_out = (
        np.array([np.delete(one[0], i) for i in range(100)]),
        np.array([np.delete(its[0], i) for i in range(100)]),
    )
    many = [np.tile(part, (20, 1)) for part in left_out]
    rows.append(
        _compared(
            "2,000 leave-one-out fits, k = 100",
            lambda: fit_many(*many),
            lambda: by_pymare(*many),
            many,
            100,
        )
    )
    for k in (10, 100, 10_000):
        a, b = studies(1, k)
        rows.append(
            _compared(
                f"one pool, k = {k:,}",
                lambda a=a, b=b: pool(a[0], b[0]),
                lambda a=a, b=b: by_pymare(a, b),
                (a, b),
                1,
            )
        )
    leave_one_out(one[0], its[0])
    columns = ["work", "ours, s", "PyMARE alone, s", "ratio", "plain loop, s", "R metafor, s"]
    costly = [
        ["the effects of the main pool", *_alone(lambda: effects_of((MAIN,)))],
        ["a tenth of the multiverse", *_alone(_tenth)],
        [
            "one condition of the simulation, 500 repetitions",
            *_alone(lambda: simulation.make(500, simulation.CONDITIONS[:1])),
        ],
    ]
    return (
        f"## Pooling\n\n{report.table(columns, rows)}\n\n"
        "REML with Hartung-Knapp. Ours adds checks of the input, Newton's last steps, and for one "
        "pool all that a page shows of it. The loops were run on a part and scaled up.\n\n"
        f"{report.table(['work', 's'], costly)}"
    )


def _tenth():
    asked = multiverse.choices()
    part = multiverse.Choices(
        dict(list(asked.sets.items())[:1]),
        dict(list(asked.without.items())[:2]),
        dict(list(asked.assumptions.items())[:5]),
    )
    return multiverse.multiverse(part, effects_of)


def _alone(work) -> tuple[str]:
    started = time.perf_counter()
    work()
    return (f"{time.perf_counter() - started:.2f}",)


def _compared(name: str, ours, theirs, data, few: int) -> list[str]:
    y, v = data
    mine, library = sorted(seconds(ours))[1], sorted(seconds(theirs))[1]
    part = [(y[i], v[i]) for i in range(min(few, len(y)))]
    scale = len(y) / len(part)
    plain = seconds(lambda: [plain_reml(a, b) for a, b in part], 1)[0] * scale
    r = by_r(y[:few], v[:few])
    return [
        name,
        f"{mine:.3g}",
        f"{library:.3g}",
        f"{mine / library:.2f}",
        f"{plain:.3g}",
        "not tried" if r is None else f"{r * scale:.3g}",
    ]
