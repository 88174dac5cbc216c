"""The package as a whole: it never names the topic, its citations exist, its colours hold."""

import re
from pathlib import Path

import pytest

from living_review.charts import theme
from living_review.evidence import tables
from living_review.workshop.data_checks import CHECKING
from tests.reachability import Module, follow_from_commands, read_package

PACKAGE = Path(tables.__file__).parents[1]
TOPIC = re.compile(r"magnes|depress|nechifor|zinc|erythrocyte|antidepress", re.IGNORECASE)
# What nothing reaches yet, with the reason why it stays.
NOT_REACHED_YET = {
    "statistics.effect_sizes.crossover.from_crossover": "crossover trials are to enter the pool",
    "statistics.effect_sizes.crossover.from_crossover_interval": "as printed with an interval",
    "statistics.effect_sizes.crossover.from_crossover_p_value": "as printed with a p value",
    "statistics.effect_sizes.counts.smd_from_odds_ratio": "trials that print an odds ratio alone",
    "statistics.meta_analysis.meta_regression": "a pool of another topic has trials enough for it",
    "synthesis.trials.simulation.key": "`make precompute` calls it in a loop over modules",
}
CHECKERS = ("evidence.data_check", "synthesis.verdicts.soundness")
FILES = [p for p in PACKAGE.rglob("*") if p.suffix in {".py", ".js", ".css", ".html", ".j2"}]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_package_never_names_the_topic(path):
    found = TOPIC.search(path.read_text(encoding="utf-8"))
    assert not found, f"{path.name} names the topic: {found.group()}"


def test_every_source_that_a_docstring_cites_is_in_the_bibliography():
    entries = tables.bibliography()
    cited = set()
    for path in PACKAGE.rglob("*.py"):
        cited |= set(re.findall(r"\[([a-z]+[0-9]{4}[a-z]?)\]_", path.read_text(encoding="utf-8")))
    assert {"welch1947", "hedges1981"} <= cited
    assert cited <= set(entries)


def test_only_tables_reads_the_data():
    for path in PACKAGE.rglob("*.py"):
        if path.name in ("tables.py", "data_check.py"):
            continue
        text = path.read_text(encoding="utf-8")
        # Stored results are not data; they are read where they are written.
        assert "read_csv" not in text or path.name == "stored_results.py", path.name
        assert "datapackage.yaml" not in text, path.name
        assert "safe_load" not in text or path.name in (
            "notebooks.py",  # reviewed outputs
            "declared.py",  # phrases that prose may hold
            "cell_texts.py",  # options of a cell
            "chapter_trees.py",  # settings of the book
            "cell_texts.py",  # options of a cell
            "chapters.py",  # table of contents
        ), path.name


def test_nothing_public_is_reached_by_tests_alone():
    declared = [f"living_review.{name}" for name in NOT_REACHED_YET]
    reach = follow_from_commands(PACKAGE.parent, also=declared)
    assert not [str(definition) for definition in reach.unreached()], (
        "only tests reach these: remove them with their tests, or use them"
    )


def test_what_is_declared_as_not_reached_yet_is_not_reached():
    unreached = {str(definition) for definition in follow_from_commands(PACKAGE.parent).unreached()}
    reached = [name for name in NOT_REACHED_YET if f"living_review.{name}" not in unreached]
    assert not reached, "something reaches these now: take them off the list"


def test_all_code_that_checks_the_data_is_in_the_key_of_a_pass():
    modules = read_package(PACKAGE)
    reached, left = set(), {f"living_review.{name}" for name in CHECKERS}
    while left:
        name = left.pop()
        reached.add(name)
        imported = modules[name].imports.values()
        parents = (full.rpartition(".")[0] for full in imported)
        left |= {full for full in (*imported, *parents) if full in modules} - reached
    listed = tuple(
        f"living_review.{name.removesuffix('.py').replace('/', '.')}" for name in CHECKING
    )
    assert not [
        name for name in reached if not name.startswith((*listed, "living_review.evidence"))
    ]


@pytest.mark.parametrize("folder", ["living_review", "benchmarks", "tests"])
def test_no_private_name_is_borrowed(folder):
    modules = {}
    for name in ("living_review", "benchmarks", "tests"):
        modules |= read_package(PACKAGE.parent / name)
    borrowed = {
        name: found
        for name, module in modules.items()
        if name.partition(".")[0] == folder and (found := sorted(module.borrowed(modules)))
    }
    assert not borrowed, "make these public where they belong, or move them"


@pytest.mark.parametrize(
    "text",
    [
        "from living_review.pages.trials import _row",
        "from living_review.pages import trials\ntrials._row",
        "from living_review.pages import trials as told\ntold._row()",
        "import living_review.pages.trials\nliving_review.pages.trials._row",
        "from living_review.pages import trials\npatch.setattr(trials, '_row', print)",
    ],
)
def test_each_way_to_borrow_a_private_name_is_seen(text):
    known = {"living_review.pages.trials": Module("living_review.pages.trials", "_row = 1")}
    assert Module("here", text).borrowed(known) == {"living_review.pages.trials._row"}
    assert not Module("here", text.replace("_row", "row")).borrowed(known)
    assert not Module("here", "import os\nself._row, os._exit, trials._row").borrowed(known)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("background", ["#ffffff", "#14181e"])
@pytest.mark.parametrize("name", theme.COLOURS)
def test_every_colour_has_contrast_on_light_and_dark(name, background):
    assert contrast(theme.COLOURS[name], background) >= 3
