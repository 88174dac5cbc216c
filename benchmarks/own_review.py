"""What a reader's own review weighs, and how long a click takes on a slow phone."""

import gzip
import statistics
import subprocess
import sys

from benchmarks import pages, report
from living_review.evidence import tables
from living_review.machine import browser
from living_review.pages.own_review import NAME

PAGE = "chapters/the-pooled-answer.html"
SCRIPTS = ("pooling.js", "own_choice.js", "own_drawing.js", "own_review.js")
# In MB, as sent. The interpreter with its library: pypi.org/project/pyodide-pack. The wheels that
# the package's own posterior needs: anaconda.org/pyodide, numpy 2.2.5 and scipy 1.17.1.
PYODIDE = {"Python and its library": 7.0, "NumPy": 2.96, "SciPy": 13.4}
ANSWERED = f"document.querySelector('#figure-{NAME} .review-own-answer')?.textContent"
# Each click asks for trials that were not pooled before; it ends when the page is drawn anew.
BOXES = f"#figure-{NAME} .review-own-tick input:enabled"
CLICKS = f"""() => [...document.querySelectorAll('{BOXES}')].map((box) => {{
  const start = performance.now();
  box.click();
  return performance.now() - start;
}})"""


def on_phone(chromium, address: str, rate: int) -> tuple[float, list[float]]:
    """Seconds until the first answer, and milliseconds of each click, processor slowed so much."""
    context = chromium.new_context(viewport=pages.PHONE)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    if rate > 1:
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", pages.SLOW)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.goto(address, wait_until="commit")
    page.wait_for_function(ANSWERED, timeout=120_000, polling=50)
    first = page.evaluate("performance.now()") / 1000
    clicks = page.evaluate(CLICKS)
    context.close()
    return first, clicks


def measure() -> str:
    """The part of the report on a reader's own review."""
    path = browser.installed()
    if not path:
        return f"## A reader's own review\n\nNot measured: {browser.HOW_TO_GET}."
    subprocess.run([sys.executable, "-m", "living_review", "book"], cwd=tables.root(), check=True)
    site = tables.root() / "_build" / "html"
    address = f"{pages.Host(site).origin}/{PAGE}"

    def both(chromium):
        rates = (1, pages.SLOWER_PROCESSOR)
        return {rate: [on_phone(chromium, address, rate) for _ in range(3)] for rate in rates}

    seen = browser.use(both, path)
    weights = {name: weight(site / "_static" / name) for name in SCRIPTS}
    return "## A reader's own review\n\n" + in_words(seen, weights)


def weight(path) -> float:
    """What is sent of a script, in kB."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0)) / 1000


def in_words(seen: dict[int, list[tuple[float, list[float]]]], weights: dict[str, float]) -> str:
    """Tables and explanation of weights and times."""
    rows = []
    for rate, rounds in seen.items():
        clicks = [one for _, each in rounds for one in each]
        machine = "this machine" if rate == 1 else f"slow phone (processor slowed {rate} times)"
        rows.append(
            [
                machine,
                report.median_and_range([first for first, _ in rounds]),
                f"{statistics.median(clicks):.0f}",
                f"{max(clicks):.0f}",
            ]
        )
    ours, theirs = sum(weights.values()), sum(PYODIDE.values())
    weighed = ", ".join(f"{name} {size:.1f} kB" for name, size in weights.items())
    parts = ", ".join(f"{name} {size:g} MB" for name, size in PYODIDE.items())
    columns = ["where", "first answer, s", "a click, ms (median)", "a click, ms (longest)"]
    return (
        f"{report.table(columns, rows)}\n\nAims: the estimator at most 6 kB; a click at most "
        f"100 ms here, 400 ms on the slow phone. Weights: {weighed}; together {ours:.1f} kB. "
        f"Python in the browser would be {theirs:.1f} MB ({parts}, from their published sizes, not "
        f"run here), {1000 * theirs / ours:.0f} times as much, before the package itself."
    )
