"""The guard: each of these edits makes `pytest --nbval chapters` fail, and says how to go on."""

import pytest

DIFFERENCE = "(np.asarray(mean1, float) - np.asarray(mean2, float)"
CHAPTER = "magnesium-in-cells-and-blood"


def compare(project):
    """Compare the one chapter that is left with its reviewed outputs."""
    project.keep_chapters(CHAPTER)
    return project.run("-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider", "chapters")


EDITS = {
    "a digit of a datum": (
        "data/printed_statistics.csv",
        "44.39",
        "44.38",
        ["44.38", "make reference"],
    ),
    "the sign of a formula": (
        "living_review/statistics/summary_tests.py",
        DIFFERENCE,
        "(np.asarray(mean2, float) - np.asarray(mean1, float)",
        ["digest", "make reference"],
    ),
    "a constant of a formula": (
        "living_review/statistics/effect_sizes/standardised.py",
        "poch((m - 1) / 2, 0.5)",
        "poch((m - 1) / 2, 0.51)",
        ["make reference"],
    ),
    "the size of a chart's marks": (
        "living_review/charts/dot_rows.py",
        "size=110",
        "size=111",
        ['"size": 111'],
    ),
    "the description of a chart": (
        "living_review/charts/dot_rows.py",
        'f" Ranges: ',
        'f" Limits: ',
        ["Limits:"],
    ),
    "the title of a chart": (
        "living_review/pages/chart_titles.py",
        "if a {reading}",
        "with a {reading}",
        ["2 with a standard deviation"],
    ),
    "what a directive shows": (
        "living_review/pages/claim_section.py",
        '"Why this verdict"',
        '"Why it is so"',
        ["Why it is so", "make reference"],
    ),
    "a cell without reviewed output": (
        f"chapters/{CHAPTER}.md",
        "## What is claimed",
        "```{code-cell} python\n:tags: [hide-input]\n1\n```\n\n## What is claimed",
        ["cells and tests/expected has outputs of", "make reference"],
    ),
    "a cell that raises": (
        f"chapters/{CHAPTER}.md",
        'show(implied_table(implied, f"the {spread}", "mg/L"))',
        "1 / 0",
        ["ZeroDivisionError"],
    ),
    "a marker that would skip a comparison": (
        f"chapters/{CHAPTER}.md",
        'show(implied_table(implied, f"the {spread}", "mg/L"))',
        'show(implied_table(implied, "it", "mg/L"))  # NBVAL_IGNORE_OUTPUT\n# NBVAL_IGNORE_OUTPUT',
        ["make reference"],
    ),
    "a kernel header taken away": (
        f"chapters/{CHAPTER}.md",
        "kernelspec:",
        "kernelspeck:",
        ["no kernel header"],
    ),
}


# The others run chapters, each anew; `make test` compares those of today with nbval anyway.
SOME = ("a cell without reviewed output",)


@pytest.mark.parametrize(
    "edit",
    [name if name in SOME else pytest.param(name, marks=pytest.mark.long) for name in EDITS],
)
def test_an_edit_is_caught(project, edit):
    name, old, new, words = EDITS[edit]
    project.edit(name, old, new)
    finished = compare(project)
    assert finished.returncode != 0
    for word in words:
        assert word in finished.stdout


@pytest.mark.long
def test_without_an_edit_it_passes(project):
    finished = compare(project)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.long
def test_noise_below_what_is_shown_is_not_a_change(project):
    noisy = f"(1 + 1e-13) * {DIFFERENCE}"
    project.edit("living_review/statistics/summary_tests.py", DIFFERENCE, noisy)
    finished = compare(project)
    assert finished.returncode == 0, finished.stdout
