"""The commands: what they write, what they say, and that nothing is written when they stop."""

import csv

import pytest

from living_review.evidence.eligibility import eligibility_rules
from living_review.evidence.screening_rows import check_screening
from living_review.search.answers import alone
from living_review.search.rows import DECISIONS, add_rows, read_rows
from living_review.workshop.screening import commands
from living_review.workshop.screening.desk import decision_row

FIRST = next(iter(eligibility_rules()))
EARLY = "title and abstract"


def mark(path, **included: str):
    """Write what a program gives back: a decision for records named by number."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["included"] = included.get(row["record"].partition(":")[2].replace("10.1/", ""), "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_out_and_back(review, tmp_path, decisions, capsys):
    path = tmp_path / "out.csv"
    commands.write_out(str(path), "reader1")
    assert f"3 records to screen by {EARLY} were written" in capsys.readouterr().out
    mark(path, a="1", **{"2": "0"})
    commands.take_in(str(path), "reader1", rule=FIRST)
    assert "3 records, 2 decisions, 2 of them new." in capsys.readouterr().out
    assert set(decisions()) == {
        ("crossref:10.1/a", "reader1", "include", ""),
        ("pubmed:2", "reader1", "exclude", FIRST),
    }
    assert {row["reason"] for row in read_rows(DECISIONS)} == {
        "Decided in another program, out.csv."
    }
    assert check_screening({DECISIONS: read_rows(DECISIONS)}) == []
    commands.take_in(str(path), "reader1", rule=FIRST, reason="Another.")
    assert "2 decisions, 0 of them new." in capsys.readouterr().out
    commands.write_out(str(path), "reader1")
    assert "1 records to screen" in capsys.readouterr().out


def test_ris_out_and_back(review, tmp_path, decisions):
    path = tmp_path / "out.RIS"
    commands.write_out(str(path))
    text = path.read_text(encoding="utf-8")
    assert text.count("TY  - ") == 3
    path.write_text(text.replace("ER  - ", "N1  - ASReview_relevant\nER  - "), encoding="utf-8")
    commands.take_in(str(path), "reader1")
    assert {decision for _, _, decision, _ in decisions()} == {"include"}


def test_who_changed_their_mind_is_told_and_nothing_is_written(review, tmp_path, decisions):
    path = tmp_path / "out.csv"
    commands.write_out(str(path), "reader1")
    mark(path, a="1")
    commands.take_in(str(path), "reader1")
    before = decisions()
    mark(path, a="0", **{"2": "1"})
    with pytest.raises(SystemExit, match=r"has decided include .*(?s:.*)Nothing was written"):
        commands.take_in(str(path), "reader1", rule=FIRST)
    assert decisions() == before


@pytest.mark.parametrize(
    ("file", "reader", "stage", "said"),
    [
        ("out.xlsx", "reader1", EARLY, "name a file that ends in .ris or .csv"),
        ("", "reader1", EARLY, "no file: name a file"),
        ("none.csv", "reader1", EARLY, "No such file"),
        ("none.csv", "nobody", EARLY, "'nobody' is no reader; there are "),
        ("none.csv", "", EARLY, "'' is no reader"),
        ("none.csv", "reader1", "abstract", "'abstract' is no stage"),
    ],
)
def test_what_can_not_be_taken_in_is_told(review, file, reader, stage, said):
    with pytest.raises(SystemExit, match=said):
        commands.take_in(file, reader, stage)


def test_a_file_without_records_is_told(review, tmp_path):
    (tmp_path / "a.ris").write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="no record was found in it"):
        commands.take_in(str(tmp_path / "a.ris"), "reader1")


def test_nobody_screens_while_another_does(review):
    with (
        alone(review / commands.LOCK),
        pytest.raises(SystemExit, match="The review is being screened by another process"),
    ):
        commands.screen("reader1")


def test_screening_needs_a_reader_and_a_terminal(review, monkeypatch):
    with pytest.raises(SystemExit, match="'' is no reader"):
        commands.screen("")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(SystemExit, match="without one, use screening-out"):
        commands.screen("reader1")


def test_without_records_there_is_nothing_to_screen(review, capsys):
    commands.screen("reader1", "full text")
    assert capsys.readouterr().out == "Nothing to screen by full text is left for reader1.\n"


def test_states_and_conflicts_are_told(review, capsys):
    add_rows(
        DECISIONS,
        [
            decision_row("reader1", EARLY, "pubmed:1", "include", "", "A trial."),
            decision_row("reader2", EARLY, "crossref:10.1/a", "exclude", FIRST, "No trial."),
        ],
    )
    commands.report_screening()
    assert capsys.readouterr().out == (
        "Works: 3\n  to screen: 2\n  conflict: 1\n"
        "crossref:10.1/a, reader1: include. A trial.\n"
        f"crossref:10.1/a, reader2: exclude ({FIRST}). No trial.\n"
    )


def test_a_decision_on_a_record_that_is_gone_is_told(review):
    add_rows(DECISIONS, [decision_row("reader1", EARLY, "pubmed:9", "include", "", "So.")])
    with pytest.raises(SystemExit, match="search_records does not have: pubmed:9"):
        commands.report_screening()
