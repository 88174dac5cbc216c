"""The report of a benchmark: what was measured, on which machine, in plain words and tables."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence

import psutil


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are columns.

    Examples
    --------
    >>> print(table(["build", "seconds"], [["cold", "9.1"]]))
    | build | seconds |
    |---|---|
    | cold | 9.1 |
    """
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} cells for {len(columns)} columns: {row}")
        cells = (cell.replace("|", "\\|") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def median_and_range(values: Sequence[float]) -> str:
    """The median with the least and the greatest value.

    Examples
    --------
    >>> median_and_range([3.04, 2.0, 9.0])
    '3.0 (2.0–9.0)'
    >>> median_and_range([3.04])
    '3.0'
    """
    middle = f"{statistics.median(values):.1f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.1f}–{max(values):.1f})"


def ratio(values: Sequence[float], baseline: Sequence[float]) -> str:
    """Ratio of two medians.

    Examples
    --------
    >>> ratio([1.0, 2.0, 3.0], [8.0])
    '0.25'
    """
    return f"{statistics.median(values) / statistics.median(baseline):.2f}"


def machine() -> str:
    """One sentence on the machine: cores, memory, Python, system."""
    gibibytes = psutil.virtual_memory().total / 2**30
    return (
        f"Machine: {os.cpu_count()} cores, {gibibytes:.0f} GiB of memory, Python "
        f"{platform.python_version()}, {platform.system()} on {platform.machine()}; "
        f"mean load when the run began {os.getloadavg()[0]:.1f}."
    )


def document(machine_in_words: str, parts: Sequence[str]) -> str:
    """The whole report."""
    opening = (
        "# What the book costs\n\n"
        "Each number stands beside a plain alternative measured in the same run. "
        "Ratios travel between machines; seconds do not.\n\n"
    )
    return f"{opening}{machine_in_words}\n\n" + "\n\n".join(parts) + "\n"
