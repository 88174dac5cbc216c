"""The package as a whole: it never names the topic, its citations exist, its colours hold."""

import re
from pathlib import Path

import pytest

from living_review.charts import theme
from living_review.evidence import tables

PACKAGE = Path(tables.__file__).parents[1]
TOPIC = re.compile(r"magnes|depress|nechifor|zinc|erythrocyte|antidepress", re.IGNORECASE)
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
            "prose.py",  # patterns that prose may hold
            "chapters.py",  # table of contents
        ), path.name


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
