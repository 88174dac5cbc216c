"""How long the reporting checks take, beside plain Python that answers the same questions."""

import random
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import numpy as np

from benchmarks import report
from living_review.checks.integer_samples import Convention, grim_many
from living_review.checks.ledger import comparisons, ledger
from living_review.checks.reconstruction import PrintedSample, grimmer, reconstruct
from living_review.evidence.printed_numbers import PrintedNumber, spread_interval, value_of
from living_review.statistics.summary_tests import SpreadReading, as_sd, pooled_test, welch_test

SEED = 20261121
REPEATS = 3


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Wall times of a piece of work, one after the other."""
    found = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


def plain_grim(numbers: list[int], sizes: list[int]) -> list[bool]:
    """GRIM for means with two decimals as the textbook does it: one case after the other.

    Examples
    --------
    >>> plain_grim([519, 518], [28, 28])
    [False, True]
    """
    found = []
    for number, n in zip(numbers, sizes, strict=True):
        printed = number / 100
        total = round(printed * n)
        near = (Decimal(t) / n for t in (total - 1, total, total + 1))
        cent = Decimal("0.01")
        found.append(any(int(mean.quantize(cent, ROUND_HALF_UP) * 100) == number for mean in near))
    return found


def plain_grimmer(mean: str, sd: str, n: int) -> bool:
    """Whether a total and a sum of squares exist that print so: only what is necessary.

    Examples
    --------
    >>> plain_grimmer("3.00", "1.00", 5)
    True
    """
    middle = round(float(mean) * n)
    places = [Decimal(1).scaleb(-PrintedNumber(text).decimals) for text in (mean, sd)]
    for total in range(middle - 1, middle + 2):
        if (Decimal(total) / n).quantize(places[0], ROUND_HALF_UP) != Decimal(mean):
            continue
        low, high = spread_interval(sd)
        squares = [int(s**2 * (n - 1) + total**2 / n) for s in (low, high)]
        for q in range(squares[0] - 1, squares[1] + 2):
            variance = (Decimal(q) - Decimal(total) ** 2 / n) / (n - 1)
            if q % 2 != total % 2 or variance < 0:
                continue
            if variance.sqrt().quantize(places[1], ROUND_HALF_UP) == Decimal(sd):
                return True
    return False


def plain_reconstruct(mean: str, sd: str, n: int) -> int:
    """Number of samples of whole scores from 1 to 5 that print so, by trying all of them."""
    fitting = 0
    wanted = Decimal(mean), Decimal(sd)
    cent = Decimal("0.01")
    for a in range(n + 1):
        for b in range(n + 1 - a):
            for c in range(n + 1 - a - b):
                for d in range(n + 1 - a - b - c):
                    e = n - a - b - c - d
                    total = a + 2 * b + 3 * c + 4 * d + 5 * e
                    if abs(total / n - float(mean)) > 0.006:
                        continue
                    if (Decimal(total) / n).quantize(cent, ROUND_HALF_UP) != wanted[0]:
                        continue
                    squares = a + 4 * b + 9 * c + 16 * d + 25 * e
                    variance = (Decimal(squares) - Decimal(total) ** 2 / n) / (n - 1)
                    fitting += variance.sqrt().quantize(cent, ROUND_HALF_UP) == wanted[1]
    return fitting


def plain_p_values() -> int:
    """P at every sampled point of every rounding box of the ledger, one point after the other."""
    count = 0
    for _, row in comparisons().iterrows():
        if not (
            row["n_first"] and row["n_second"] and row["spread_first"] and row["spread_second"]
        ):
            continue
        n1, n2 = int(row["n_first"]), int(row["n_second"])
        gap = value_of(row["value_first"]) - value_of(row["value_second"])
        spreads = [
            np.linspace(*spread_interval(row[f"spread_{which}"]), 9)
            for which in ("first", "second")
        ]
        for test, reading in product((welch_test, pooled_test), SpreadReading):
            for s1, s2 in product(*spreads):
                if s1 > 0 and s2 > 0:
                    test(gap, as_sd(s1, n1, reading), n1, 0.0, as_sd(s2, n2, reading), n2)
                    count += 1
    return count


def grimmer_cases(count: int) -> list[tuple[str, str, int]]:
    """Means and standard deviations of samples from 1 to 7, every other one spoilt."""
    rng = random.Random(SEED)
    found = []
    for case in range(count):
        n = rng.randint(10, 100)
        sample = np.array([rng.randint(1, 7) for _ in range(n)])
        moved = 0.01 * (case % 2)
        found.append((f"{sample.mean():.2f}", f"{sample.std(ddof=1) + moved:.2f}", n))
    return found


def measure() -> str:
    """The part of the report on the checks."""
    rng = np.random.default_rng(SEED)
    numbers, sizes = rng.integers(100, 700, 10**6), rng.integers(5, 99, 10**6)
    few = 20_000
    rows = [
        _row(
            "GRIM, a million cases",
            seconds(lambda: grim_many(numbers, 2, sizes)[Convention.HALF_UP]),
            "loop with decimal rounding, of 20,000 and scaled up",
            [
                s * len(numbers) / few
                for s in seconds(lambda: plain_grim(numbers[:few].tolist(), sizes[:few].tolist()))
            ],
            "at most 0.01",
        )
    ]
    for count, aim in ((10**3, "ours below 0.1 s"), (10**5, "")):
        cases = grimmer_cases(count)
        ours = seconds(lambda cases=cases: [grimmer(m, s, n, 1, 1, 7) for m, s, n in cases])
        part = cases[:300]
        plain = seconds(lambda part=part: [plain_grimmer(m, s, n) for m, s, n in part], 1)
        rows.append(
            _row(
                f"GRIMMER, {count:,} cases",
                ours,
                "loop over totals and squares, necessary conditions only, of 300 and scaled up",
                [s * count / len(part) for s in plain],
                aim,
            )
        )
    sample = PrintedSample("3.10", "1.21", 70, 1, 1, 5)
    rows.append(
        _row(
            "all samples of 70 scores from 1 to 5",
            seconds(lambda: reconstruct(sample)),
            "all frequencies tried",
            seconds(lambda: plain_reconstruct("3.10", "1.21", 70), 1),
            "",
        )
    )
    ledger()  # files read, so that both sides start warm
    rows.append(
        _row(
            "the whole ledger",
            seconds(ledger),
            "p values alone, point by point",
            seconds(plain_p_values, 1),
            "ours below 1 s",
        )
    )
    columns = ["work", "ours, s", "plain Python", "plain, s", "ratio", "aim"]
    return (
        f"## Checks\n\n{report.table(columns, rows)}\n\n"
        "Ours is exact and answers under four rounding conventions; the plain loops take one, and "
        "for GRIMMER they check less. Median of three runs, on one core."
    )


def _row(work: str, ours: list[float], plain_name: str, plain: list[float], aim: str) -> list[str]:
    middle, baseline = sorted(ours)[len(ours) // 2], sorted(plain)[len(plain) // 2]
    return [work, f"{middle:.3g}", plain_name, f"{baseline:.3g}", f"{middle / baseline:.2g}", aim]
