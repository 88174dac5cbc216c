"""How long records of searches take from answer to flow, beside bib-dedupe alone on the same."""

import contextlib
import io
import os
import random
import resource
import time
from itertools import chain
from pathlib import Path

import pandas as pd
from bib_dedupe.bib_dedupe import block, match, prep

from benchmarks import report
from living_review.search.deduplication import COMPARED, links
from living_review.search.flow import flow_of
from living_review.search.priority import by_priority
from living_review.search.records import COLUMNS, UnreadableRecordError
from living_review.search.sources.pubmed_records import RECORDS, parse_record
from living_review.search.sources.slices import elements

SEED = 20261202
SIZES = tuple(map(int, os.environ.get("SIZES", "1000 10000").split()))
FILES = [Path(name) for name in os.environ.get("FILES", "").split()]
# Beyond so many records the library alone takes the better part of an hour.
ALONE = int(os.environ.get("ALONE", "10000"))
WORDS = [f"{a}{b}{c}" for a in ("bel", "cor", "dan", "fel") for b in "aeiou" for c in "mnrstvx"]
TWICE = 0.1  # share of records that tell of a work that is there already, with a typing error


def made_up(size: int) -> pd.DataFrame:
    """Records of works that do not exist, some of them twice.

    Examples
    --------
    >>> len(made_up(50)), made_up(50).equals(made_up(50))
    (50, True)
    """
    draw = random.Random(SEED)
    rows: list[dict[str, str]] = []
    for number in range(size):
        if rows and draw.random() < TWICE:
            row = dict(draw.choice(rows))
            row["title"] = row["title"].replace("e", "E", 1)
        else:
            row = dict.fromkeys(COLUMNS, "") | {
                "source": "A",
                "title": " ".join(draw.choices(WORDS, k=12)).capitalize(),
                "authors": "; ".join(f"{draw.choice(WORDS).title()} A" for _ in range(4)),
                "year": str(draw.randint(1980, 2025)),
                "journal": f"Journal of {draw.choice(WORDS)}",
                "volume": str(draw.randint(1, 90)),
                "issue": str(draw.randint(1, 12)),
                "pages": f"{draw.randint(1, 900)}-{draw.randint(901, 999)}",
            }
        rows.append(row | {"record": f"a:{number}", "identifier": str(number)})
    return pd.DataFrame(rows)


def alone(records: pd.DataFrame) -> int:
    """Matches of bib-dedupe by itself."""
    asked = records[[*COMPARED]].rename(columns=COMPARED)
    asked = asked.assign(ID=records["record"], ENTRYTYPE="article", doi=records["record"])
    with contextlib.redirect_stdout(io.StringIO()):
        return len(match(block(prep(asked, cpu=1), cpu=1), cpu=1))


def of_files(files: list[Path]) -> pd.DataFrame:
    """Every readable record of files of PubMed, parsed as those of a search are."""
    rows = []
    for element in chain.from_iterable(map(elements, files)):
        with contextlib.suppress(UnreadableRecordError):  # an import tells each by its number
            rows += [parse_record(element)] if element.tag in RECORDS else []
    return pd.DataFrame(rows).drop_duplicates("record", keep="last", ignore_index=True)


def row_of(records: pd.DataFrame, read: float | None = None) -> list[str]:
    """Seconds of each step, and the most that this process ever held."""
    decisions = pd.DataFrame(
        columns=["record", "stage", "reader", "decision", "rule", "reason", "decided_on"]
    )
    start = time.perf_counter()
    linked = links(records)
    after_links = time.perf_counter()
    by_priority(records.set_index("record")["title"], records["title"].head(20))
    after_order = time.perf_counter()
    flow = flow_of(records, linked, decisions, list(records["source"].unique()))
    after_flow = time.perf_counter()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    compared = len(records) <= ALONE
    if compared:
        alone(records)
    ours, theirs = after_flow - start, time.perf_counter() - after_flow
    return [
        f"{len(records):,}",
        "made up" if read is None else f"{read:.1f}",
        f"{flow.duplicates:,}",
        f"{after_links - start:.1f}",
        f"{after_order - after_links:.2f}",
        f"{after_flow - after_order:.2f}",
        f"{theirs:.1f}" if compared else "not run",
        f"{ours / theirs:.2f}" if compared else "",
        f"{held:,.0f}",
    ]


def measure() -> str:
    """Seconds of each step at each size; memory is the most that this process ever held."""
    rows = [row_of(made_up(size)) for size in SIZES]
    if FILES:
        start = time.perf_counter()
        records = of_files(FILES)
        rows.append(row_of(records, time.perf_counter() - start))
    columns = ["records", "read, s", "doubled", "links, s", "order, s", "flow, s"]
    columns += ["bib-dedupe alone, s", "ratio", "memory, MB"]
    table = report.table(columns, rows)
    others = 'SIZES="1000 30000" FILES="one.xml.gz two.xml.gz" make bench PARTS=search'
    told = f"The library alone ran on {ALONE:,} records at most (ALONE=); memory is of our steps."
    return f"## Searches\n\n{table}\n\n{told} Other sizes, and files of PubMed: {others}."
