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
    "search.accuracy.key": "`make precompute` calls it in a loop over modules",
    "search.accuracy.NAME": "the same",
    "search.accuracy.make": "the same; a page of the searches will show what it stores",
    "statistics.effect_sizes.crossover.from_crossover": "a scale whose spread nobody printed",
    "statistics.effect_sizes.crossover.from_crossover_interval": "as printed with an interval",
    "statistics.effect_sizes.crossover.from_crossover_p_value": "as printed with a p value",
    "statistics.effect_sizes.changes.sd_of_change": "start and end printed, as a second topic has",
    "statistics.effect_sizes.changes.from_changes_and_start": "changes beside spreads at the start",
    "statistics.effect_sizes.conversions.from_cohens_d": "Cohen's d as an array; rows have one",
    "statistics.effect_sizes.mean_differences.mean_difference": "a second topic, with one scale",
    "statistics.effect_sizes.mean_differences.mean_difference_from_interval": "the same, adjusted",
    "statistics.effect_sizes.mean_differences.log_ratio_of_means": "a second topic, lengths",
    "statistics.effect_sizes.printed_ratios.ratio_from_p_value": "ratios printed with p alone",
    "statistics.effect_sizes.printed_ratios.hazard_ratio_from_log_rank": "a second topic, times",
    "statistics.effect_sizes.quantiles.mean_from_quartiles": "rows labelled interquartile range",
    "statistics.effect_sizes.quantiles.mean_from_range": "rows labelled range",
    "statistics.effect_sizes.quantiles.mean_from_five_numbers": "rows with quartiles and range",
    "statistics.effect_sizes.summaries.sd_from_error_of_difference": "differences of scales "
    "whose spread nobody printed",
    "statistics.meta_analysis.meta_regression": "a pool of another topic has trials enough for it",
    "synthesis.trials.simulation.key": "`make precompute` calls it in a loop over modules",
}
CHECKERS = (
    "evidence.data_check",
    "checks.soundness",
    "synthesis.trials.soundness",
    "synthesis.verdicts.soundness",
    "pages.soundness",
)
# Templates, styles and schemas too: whatever is not a font, a picture or a licence.
WRITTEN = {".py", ".js", ".css", ".html", ".j2", ".json", ".yaml", ".toml", ".txt", ".md"}
FILES = [
    path
    for folder in (PACKAGE, PACKAGE.parent / "benchmarks")
    for path in sorted(folder.rglob("*"))
    if path.suffix in WRITTEN and "fonts" not in path.parts
]
# Columns whose cells name what this review is about. What they hold is read from the data, so a
# second topic, or one more scale, is looked for without an edit here.
NAMING = {
    "animal_experiments": ("study", "substance", "test"),
    "biomarker_contrasts": ("study", "substance", "treatment"),
    "biomarker_inventory": ("diagnosis",),
    "biomarker_values": ("study", "substance", "treatment"),
    "claims": ("claim_id", "chapter"),
    "context_estimates": ("exposure",),
    "earlier_reviews": ("review",),
    "group_statistics": ("scale",),
    "important_differences": ("scale",),
    "laboratories": ("laboratory", "institution", "city"),
    "outcome_spreads": ("scale",),
    "printed_doses": ("forms",),
    "printed_statistics": ("row_id",),
    "registered_trials": ("registration",),
    "score_scales": ("scale", "name"),
    "seeds": ("seed", "source", "short_name"),
    "substances": ("substance", "title"),
    "trial_results": ("scale",),
    "trials": ("trial", "preparation", "registration"),
}
# What any review of treatments says, whatever its topic.
COMMON = {
    *("none", "placebo", "treatment", "another treatment", "usual care", "waiting list"),
    # Names of chapters that every review has.
    *("index", "certainty", "protocol", "corrections", "checklists", "sensitivity"),
}
# The page and the abstract are everybody's words: they name a seed only where they are a string
# of their own, or begin one as its label.
WHOLE_STRINGS = {("seeds", "short_name")}


def names_in(cell: str) -> set[str]:
    """Names that a cell holds: its parts, without doses and second halves of titles."""
    parts = {cell, *re.split(r"; | or | and ", cell)}
    parts |= {re.sub(r" [0-9].*", "", part) for part in parts}  # a drug without its dose
    parts |= {part.split(", ")[0] for part in parts}  # a scale without its edition
    # A scale without its number of items.
    parts |= {found[1] for part in parts if (found := re.match(r"([A-Z]{3,})-", part))}
    return {part.strip() for part in parts if len(part) > 1 and not part.isdigit()} - COMMON


def pattern(name: str, whole: bool) -> re.Pattern:
    """The name as a word; of a short or a proper name, only as it is written."""
    if whole:
        return re.compile(rf"[\"'`]{re.escape(name)}[\"'`:]")
    # A city may be a common word (Reading), a symbol a syllable (Mg and mg).
    exact = len(name) < 3 or name.istitle()
    return re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", 0 if exact else re.IGNORECASE)


def topic_names() -> dict[tuple[str, str], re.Pattern]:
    """Name and column → what finds it."""
    found = {}
    for table, columns in NAMING.items():
        for column in columns:
            whole = (table, column) in WHOLE_STRINGS
            for cell in set(tables.read(table, (column,))[column]):
                for name in ({cell} if whole else names_in(cell)) - {""}:
                    found[name, f"{table}.{column}"] = pattern(name, whole)
    return found


LOOKED_FOR = topic_names()


def topic_in(text: str) -> list[str]:
    """Names of the topic that a text holds, each with the column that has it."""
    low = text.lower()  # a search for the bare letters first: a thousand patterns are slow
    return sorted(
        f"{name} ({column})"
        for (name, column), looked_for in LOOKED_FOR.items()
        if name.lower() in low and looked_for.search(text)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE.parent)))
def test_the_package_never_names_the_topic(path):
    text = path.read_text(encoding="utf-8")
    found = TOPIC.search(text)
    assert not found, f"{path.name} names the topic: {found.group()}"
    named = topic_in(text)
    assert not named, (
        f"{path.name} names {', '.join(named)}: read it from the table, or have the chapter hand "
        "it over; where it is a word of any review, add it to COMMON"
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ('for scale in ("BDI-II",):', "BDI-II"),
        ('key = "bdi"', "BDI"),
        ('SEED = "the page"', "the page"),
        ('f"the page: {value}"', "the page"),
        ("# as Mg in serum", "Mg"),
        ("amitriptyline_rows = 3", "amitriptyline"),
        ('seed == "S1"', "S1"),
    ],
)
def test_names_are_found_in_code_strings_and_comments(code, name):
    assert any(found.startswith(f"{name} (") for found in topic_in(code))


@pytest.mark.parametrize("code", ["40 mg of it", "what the page shows", "placebo in serum"])
def test_words_of_any_review_are_no_names(code):
    assert topic_in(code) == []


def test_every_source_that_a_docstring_cites_is_in_the_bibliography():
    entries = tables.bibliography()
    cited = set()
    for path in PACKAGE.rglob("*.py"):
        cited |= set(re.findall(r"\[([a-z]+[0-9]{4}[a-z]?)\]_", path.read_text(encoding="utf-8")))
    assert {"welch1947", "hedges1981"} <= cited
    assert cited <= set(entries)


def test_only_tables_reads_the_data():
    for path in PACKAGE.rglob("*.py"):
        if path.name == "tables.py":
            continue
        text = path.read_text(encoding="utf-8")
        # Stored results are not data; they are read where they are written.
        assert "read_csv" not in text or path.name == "stored_results.py", path.name
        assert "datapackage.yaml" not in text, path.name
        assert "safe_load" not in text or path.name in (
            "registers.py",  # protocol and editions, which a check must read before it trusts them
            "notebooks.py",  # reviewed outputs
            "declared.py",  # phrases that prose may hold
            "cell_texts.py",  # options of a cell
            "chapter_trees.py",  # settings of the book
            "directive_cells.py",  # options of a directive
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


def test_no_private_name_is_borrowed():
    modules = {}
    for name in ("living_review", "benchmarks", "tests"):
        modules |= read_package(PACKAGE.parent / name)
    borrowed = {
        name: found
        for name, module in modules.items()
        if (found := sorted(module.borrowed(modules)))
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


@pytest.mark.parametrize(
    ("pattern", "home"),
    [
        ("\\\\u2212|[\"']\u2212[\"'{]", "charts/number_format.py"),  # signed, with_minus, MINUS
        (r"1\.95996398|isf\(0\.025\)|ppf\(0\.975\)", "statistics/normal_intervals.py"),
    ],
    ids=["minus sign", "97.5th percentile"],
)
def test_what_many_modules_need_stands_in_one(pattern, home):
    places = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert places == {home}, "import it from there"


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
