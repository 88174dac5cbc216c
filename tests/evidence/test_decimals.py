"""Lost zeros are asked about, and a source's own way of printing is not."""

import copy
import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence import data_check, tables
from living_review.evidence.text_checks.decimals import QUESTION, check_decimals

PACKAGE = {
    "resources": [
        {
            "name": "means",
            "path": "means.csv",
            "schema": {
                "fields": [
                    {"name": name, "asPrinted": True}
                    for name in ("value", "spread", "estimate", "ci_low", "ci_high", "p_value")
                ]
            },
        }
    ]
}
PLACE = {"source": "doe2001", "view": "table 1", "locator": "row 1", "unit": "points"}


def asked(*rows: dict) -> list[tuple[int, str]]:
    """Place of each question among rows of one place: number of the row, column."""
    read = {"means": [{**PLACE, **row} for row in rows]}
    return [(problem.line - 2, problem.column) for problem in check_decimals(read, PACKAGE)]


def values(*texts: str) -> list[tuple[int, str]]:
    return asked(*({"value": text} for text in texts))


# Means of one printed table. GRIM says of the first that 5.20 is impossible for 28 whole numbers
# and 5.2 is not; "only strings retain trailing zeros", says scrutiny's own page on it.
@pytest.mark.parametrize(
    ("texts", "short"),
    [
        (["5.2", "4.91", "5.13", "6.07"], [0]),
        (["4.91", "5.13", "6.07", "5"], [3]),
        (["3.5", "2.94"], [0]),
        (["3.50", "2.94"], []),
        (["3.5", "2.9"], []),
        (["12", "7"], []),
        (["12.125", "7.25", "8.375"], [1]),
        # of four numbers three would have lost a zero: the source prints so
        (["26.9", "11.26", "25.6", "15.2"], []),
        (["44.39", "2.7", "59.1", "3.2"], []),
    ],
)
def test_numbers_of_one_place_that_differ(texts, short):
    assert values(*texts) == [(number, "value") for number in short]


def test_a_mean_and_its_spread_are_looked_at_together_once_alone():
    assert asked({"value": "5.2", "spread": "1.13"}) == [(0, "value")]
    # two means with one decimal and two spreads with two: as often printed as not
    own_way = [{"value": "1.3", "spread": "0.04"}, {"value": "1.4", "spread": "0.05"}] * 2
    assert asked(*own_way) == []


def test_limits_have_the_decimals_of_their_estimate():
    row = {"estimate": "-0.40", "ci_low": "-1.7", "ci_high": "0.92"}
    assert asked(row) == [(0, "ci_low")]
    assert asked({**row, "ci_low": "-1.70"}) == []


def test_other_places_and_other_units_are_no_neighbours():
    here, there = {"value": "5.2"}, {"value": "6.13", "locator": "row 2"}
    assert asked(here, there) == []
    assert asked(here, {"value": "6.13", "unit": "mg"}) == []
    assert asked(here, {"value": "not said", "spread": "n/a"}) == []


def test_the_question_names_cell_and_both_answers():
    read = {"means": [{**PLACE, "value": "5"}, {**PLACE, "value": "6.13"}]}
    (problem,) = check_decimals(read, PACKAGE)
    assert (problem.file, problem.line, problem.column) == ("data/means.csv", 2, "value")
    assert problem.question
    assert "write 5.00 if it prints that, or confirm 5" in problem.remedy


@given(st.lists(st.decimals(-99, 99, places=2).map(str), min_size=2, max_size=8))
def test_numbers_with_the_same_decimals_are_never_asked_about(texts):
    assert values(*texts) == []


@given(
    st.lists(st.one_of(st.text(max_size=6), st.from_regex(r"-?[0-9]{1,3}\.[0-9]{0,3}")), max_size=6)
)
def test_garbage_is_no_traceback_and_asked_cells_are_short_ones(texts):
    for number, column in values(*texts):
        assert column == "value"
        assert any(len(t.partition(".")[2]) > len(texts[number].partition(".")[2]) for t in texts)


LAST_ZERO = re.compile(r"[<>=]?-?[0-9]*\.[0-9]*0")


def test_most_zeros_of_the_review_are_missed_when_they_go():
    """Each number of the review that ends in a zero after its point is shortened by itself."""
    package = tables.descriptor()
    noticed = stripped = 0
    for described in package["resources"]:
        printed = {f["name"] for f in described["schema"]["fields"] if f.get("asPrinted")}
        text = tables.read_bytes(f"data/{described['path']}").decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        for line, row in enumerate(rows, 2):
            for column in printed:
                if LAST_ZERO.fullmatch(row[column]) and row[column].strip("<>=-0.") != "":
                    changed = copy.copy(row) | {column: row[column].rstrip("0").rstrip(".")}
                    read = {described["name"]: [*rows[: line - 2], changed, *rows[line - 1 :]]}
                    problems = check_decimals(read, package)
                    noticed += any((p.line, p.column) == (line, column) for p in problems)
                    stripped += 1
    assert noticed >= 0.8 * stripped > 80


@pytest.mark.long
def test_a_lost_zero_stops_the_build_until_the_cell_is_confirmed(project):
    assert data_check.check_data() == []
    project.edit("data/group_statistics.csv", "26,,32.20,9.54", "26,,32.2,9.54")
    (problem,) = data_check.check_data()
    assert "column value, value '32.2': asked about" in str(problem)
    assert "write 32.20 if it prints that, or confirm 32.2" in str(problem)
    path = project.root / "data" / "confirmed_as_printed.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    like = next(row for row in rows if row[2] == QUESTION)
    rows.append(["grp-001", "value", QUESTION, "32.2", *like[4:]])
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([rows[0], *sorted(rows[1:])])
    path.write_text(out.getvalue(), encoding="utf-8")
    assert data_check.check_data() == []
