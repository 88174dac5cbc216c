"""What moved, in words: numbers, rows of tables, figures, verdicts, before and after an edit."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.book import notebooks
from living_review.evidence import tables
from living_review.workshop import consequences

TABLE = "table: Ranges\nlaboratory,low,high\nA,1,2\nB,3,4"
UNCAPTIONED = "figure curve: A title\nWhat it shows.\ndata: 3 rows, digest abc\n{}"
FIGURE = "figure curve: A title\nA caption\nWhat it shows.\ndata: 3 rows, digest abc\n{}"


def told(before: list[str], after: list[str]) -> list[str]:
    return consequences.moved(
        consequences.facts([{"outputs": before}]), consequences.facts([{"outputs": after}])
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (["n = '3'"], ["n = '4'"], ["number n: 3 → 4"]),
        ([], ["n = '4'"], ["number n: new, 4"]),
        (["n = '4'"], [], ["number n: gone, was 4"]),
        ([TABLE], [TABLE.replace("B,3,4", "B,3,5")], ["table “Ranges”, row “B”, high: 4 → 5"]),
        ([TABLE], [TABLE + "\nC,5,6"], ["table “Ranges”, row new: C; 5; 6"]),
        ([TABLE], [TABLE.replace("\nB,3,4", "")], ["table “Ranges”, row gone: B; 3; 4"]),
        ([TABLE], [TABLE.replace("B,3,4", "B,3,")], ["table “Ranges”, row “B”, high: 4 → blank"]),
        ([FIGURE], [FIGURE.replace("{}", "{1}")], ["figure curve: drawn differently"]),
        (
            [FIGURE],
            [FIGURE.replace("abc", "abd")],
            ["figure curve, data: 3 rows, digest abc → 3 rows, digest abd"],
        ),
        ([], [FIGURE], ["figure curve: new"]),
        ([UNCAPTIONED], [UNCAPTIONED.replace("{}", "{1}")], ["figure curve: drawn differently"]),
        (
            [UNCAPTIONED],
            [UNCAPTIONED.replace("shows", "says")],
            ["figure curve, description: What it shows. → What it says."],
        ),
        (["Links\na"], ["Links\nb"], ["text “Links”: different"]),
        ([TABLE, FIGURE], [TABLE, FIGURE], []),
    ],
)
def test_each_kind_of_move_is_told_once(before, after, words):
    assert told(before, after) == words


def test_rows_of_the_same_name_are_told_apart():
    twice = "table: T\na,b\nx,1\nx,2"
    assert told([twice], [twice.replace("x,2", "x,3")]) == ["table “T”, row “x (2)”, b: 2 → 3"]


@given(st.lists(st.text(max_size=60), max_size=5), st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_are_compared_and_the_same_texts_never_differ(before, after):
    assert told(before, before) == []
    assert isinstance(told(before, after), list)


def test_nothing_of_the_reviewed_outputs_is_lost_in_reading_them():
    """A change of any one output of any chapter is told."""
    for path in sorted((tables.root() / "tests" / "expected").glob("*.yaml")):
        cells = notebooks.read_expected(path)
        known = consequences.facts(cells)
        for cell in cells:
            for number, text in enumerate(cell["outputs"]):
                changed = [*cell["outputs"]]
                changed[number] = text[:-2] + "?" + text[-1]
                others = [other if other is not cell else {"outputs": changed} for other in cells]
                assert consequences.moved(known, consequences.facts(others)), (path.name, text)


def test_verdicts_that_move_are_told():
    before, after = {"S1-01": "open", "S1-02": "open"}, {"S1-01": "supported", "S1-03": "open"}
    assert consequences.moved_verdicts(before, after) == [
        "claim S1-01: open → supported",
        "claim S1-02: gone, was open",
        "claim S1-03: new, open",
    ]


@pytest.fixture
def history(project):
    """The copy as a repository with one commit, and two chapters only."""
    project.keep_chapters("data-dictionary", "zinc")
    commit = ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first")
    for words in (("init", "-q"), ("add", "-A"), commit):
        subprocess.run(["git", *words], cwd=project.root, check=True)
    return project


@pytest.mark.long
def test_an_edited_datum_and_verdict_are_told_before_and_after(history):
    history.edit("data/printed_statistics.csv", ",0.68,,0.09,", ",0.78,,0.09,")
    for reading in ("first,reader31", "second,reader32", "settlement,reader33"):
        history.edit(
            "data/verdict_readings.csv",
            f"S1-12,{reading},supported,",
            f"S1-12,{reading},unsupported,",
        )
    first = history.run("-m", "living_review", "consequences")
    assert first.returncode == 0, first.stderr
    assert "claim S1-12: supported → unsupported" in first.stdout
    assert "number change-percent: 32 → 15" in first.stdout
    assert (history.root / "_build" / "consequences.md").read_text().strip() in first.stdout
    second = history.run("-m", "living_review", "reference")
    assert "number change-percent: 32 → 15" in second.stdout
    assert "claim S1-12: supported → unsupported" in second.stdout
    third = history.run("-m", "living_review", "reference")
    assert third.stdout.strip() == "Nothing moved."


@pytest.mark.long
def test_data_that_are_not_sound_are_told_instead(history):
    history.edit("data/verdict_readings.csv", "reader33,partly supported,", "reader33,perhaps,")
    finished = history.run("-m", "living_review", "consequences")
    assert finished.returncode == 0
    assert "It can't be told" in finished.stdout
    assert "value 'perhaps'" in finished.stdout


def test_an_unknown_base_is_refused(history, monkeypatch):
    monkeypatch.setenv("BASE", "no-such-branch")
    finished = history.run("-m", "living_review", "consequences")
    assert finished.returncode == 1
    assert "make consequences BASE=main" in finished.stderr
