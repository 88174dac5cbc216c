"""Out to other programs and back: nothing is lost, and what is wrong is told with its row."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from living_review.evidence.eligibility import eligibility_rules
from living_review.search.records import plain_text
from living_review.workshop.imports.cells import decoded
from living_review.workshop.imports.proposals import Proposal
from living_review.workshop.screening import exchange
from living_review.workshop.screening.taking import Reading, rows_of
from living_review.workshop.screening.worklist import screening_now, worklist
from tests.workshop.screening.conftest import record

CAPTURES = Path(__file__).parent / "captures"
RULES = eligibility_rules()
FIRST = next(iter(RULES))
READ = Reading("reader1", "title and abstract", "", "Decided elsewhere.")
ANSWERS = {"include": "1", "exclude": "0", "unsure": "unsure", "": "-1"}
MARKS = {"include": "ASReview_relevant", "exclude": "ASReview_irrelevant", "": "ASReview_not_seen"}

# Right to left, combining characters, what looks like tags or cells, and whatever else.
TITLES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.sampled_from(
        [
            "סרטון of אסתמה\u200f (trial)",
            "e\u0301tude\u0323",
            "TY  - JOUR",
            "line\nER  - \nTY  - JOUR",
            "a\u2028b\x85c\x0bd\re",
            '"=1+1", quoted; parted',
            "AN  - pubmed:9",
        ]
    ),
).filter(lambda title: plain_text(title) != "")
RECORDS = st.lists(
    st.builds(
        lambda number, title, author, journal: record(
            f"pubmed:{number}", title, authors=plain_text(author), journal=journal
        ),
        st.integers(1, 10**8),
        TITLES,
        st.text(st.characters(categories=["L", "Mn", "Zs"])),
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["record"],
)


def read_back(text: str) -> str:
    """The text as it is read from a file."""
    return decoded(text.encode("utf-8"), Proposal())


@given(RECORDS, st.data())
def test_a_table_brings_back_every_record_and_decision(records, data):
    rows = list(csv.DictReader(io.StringIO(read_back(exchange.as_csv(records)), newline="")))
    assert [row["title"] for row in rows] == [plain_text(row["title"]) for row in records]
    assert [row["authors"] for row in rows] == [row["authors"] for row in records]
    decided = [data.draw(st.sampled_from(list(ANSWERS))) for _ in rows]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row, decision in zip(rows, decided, strict=True):
        writer.writerow(row | {"included": ANSWERS[decision]})
    answers = exchange.answers_in_csv(read_back(out.getvalue()))
    assert [(a.record, a.decision) for a in answers] == [
        (row["record"], decision) for row, decision in zip(records, decided, strict=True)
    ]


@given(RECORDS, st.data())
def test_ris_brings_back_every_record_and_decision(records, data):
    entries = rispy.loads(read_back(exchange.as_ris(records)))
    assert [one["title"] for one in entries] == [plain_text(row["title"]) for row in records]
    assert ["; ".join(one.get("authors", [])) for one in entries] == [
        row["authors"] for row in records
    ]
    decided = [data.draw(st.sampled_from(list(MARKS))) for _ in entries]
    marked = [
        entry | {"notes": ["of mine", MARKS[decision], "ASReview_prior"]}
        for entry, decision in zip(entries, decided, strict=True)
    ]
    answers = exchange.answers_in_ris(read_back(rispy.dumps(marked)))
    assert [(a.record, a.decision) for a in answers] == [
        (row["record"], decision) for row, decision in zip(records, decided, strict=True)
    ]


def test_a_registered_study_is_no_article():
    (entry,) = rispy.loads(exchange.as_ris([record("clinicaltrials:NCT1", "A study")]))
    assert entry["type_of_reference"] == "GEN"
    (entry,) = rispy.loads(exchange.as_ris([record("pubmed:7", "A study")]))
    assert entry["urls"] == ["https://pubmed.ncbi.nlm.nih.gov/7/"]


@pytest.mark.parametrize(
    ("cell", "decision"),
    [("1", "include"), ("0.0", "exclude"), ("", ""), ("-1", ""), ("NaN", ""), ("Unsure", "unsure")],
)
def test_what_programs_write_for_a_decision(cell, decision):
    (answer,) = exchange.answers_in_csv(f"record,included\npubmed:1,{cell}\n")
    assert answer.decision == decision


def test_the_label_of_asreview_goes_before_the_column_that_it_was_given():
    text = "record;included;asreview_label\npubmed:1;;1\npubmed:2;0;\n"
    assert [a.decision for a in exchange.answers_in_csv(text)] == ["include", "exclude"]


def test_notes_in_ris_name_rule_and_reason():
    text = (
        "TY - JOUR\nAN - pubmed:2\nN1 - ASReview_irrelevant\nN1 - rule: E2\nN1 - reason: no\nER -\n"
    )
    (answer,) = exchange.answers_in_ris(text)
    assert (answer.record, answer.decision, answer.rule, answer.reason) == (
        "pubmed:2",
        "exclude",
        "E2",
        "no",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,included\nA,1\n", "no column is called record"),
        ("record,title\npubmed:1,A\n", "no column is called included"),
    ],
)
def test_a_table_without_a_column_that_is_needed_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        exchange.answers_in_csv(text)


@pytest.mark.parametrize("text", ["TY  - JOUR\nAN  - pubmed:1\n", "TY  - JOUR\nER  - \nTY  - JOUR"])
def test_ris_that_is_cut_off_is_refused_with_its_place(text):
    with pytest.raises(ValueError, match=r"record [12] is cut off.* export it again"):
        exchange.answers_in_ris(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_garbage_is_refused_in_words_or_says_nothing(text):
    for read in (exchange.answers_in_csv, exchange.answers_in_ris):
        with contextlib.suppress(ValueError):
            assert all(answer.place for answer in read(text))


def answer(key: str, decision: str, **cells: str) -> exchange.Answer:
    return exchange.Answer("row 2", key, decision, **cells)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answer("", "include"), r"row 2 \(no record\): names no record"),
        (answer("pubmed:9", "include"), r"row 2 \(pubmed:9\): no such record"),
        (answer("pubmed:2", "maybe"), "'maybe' is no decision; write 1, 0"),
        (answer("pubmed:2", "ASReview_irrelevant and ASReview_relevant"), "is no decision"),
        (answer("pubmed:2", "exclude"), "excluded without a rule; name one in a column rule"),
        (answer("pubmed:2", "exclude", rule="P1"), "'P1' is no rule of eligibility"),
        (answer("pubmed:2", "include", rule=FIRST), "only an excluded record fails"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_remedy(review, given, said):
    with pytest.raises(ValueError, match=said):
        rows_of([given], READ, screening_now(), RULES)


def test_all_that_is_wrong_is_told_at_once(review):
    wrong = [
        exchange.Answer("row 2", "pubmed:9", "include"),
        exchange.Answer("row 3", "pubmed:2", "exclude"),
    ]
    with pytest.raises(ValueError, match=r"row 2 .*\nrow 3 "):
        rows_of(wrong, READ, screening_now(), RULES)


def test_what_was_not_decided_makes_no_row_even_of_an_unknown_record(review):
    assert rows_of([answer("pubmed:9", "")], READ, screening_now(), RULES) == []


def test_two_records_of_a_work_are_one_decision_or_a_contradiction(review):
    same = [
        exchange.Answer("row 2", "crossref:10.1/a", "include"),
        exchange.Answer("row 3", "pubmed:1", "include"),
    ]
    (row,) = rows_of(same, READ, screening_now(), RULES)
    assert (row["record"], row["reason"]) == ("crossref:10.1/a", "Decided elsewhere.")
    differs = [same[0], exchange.Answer("row 3", "pubmed:1", "exclude", FIRST)]
    with pytest.raises(ValueError, match=r"reader1 has decided include on this work \(row 2\)"):
        rows_of(differs, READ, screening_now(), RULES)


def test_what_is_likeliest_is_first_and_every_work_is_there_once(review):
    records = worklist(screening_now(), "", "title and abstract")
    assert sorted(row["record"] for row in records) == ["crossref:10.1/a", "pubmed:2", "pubmed:3"]


CAPTURED = [
    ("pubmed:1", "include", "", ""),
    ("pubmed:2", "exclude", "E2", "was no trial"),
    ("pubmed:3", "", "", ""),
    ("pubmed:4", "include", "", "fine"),
    ("pubmed:5", "exclude", "", 'because "x"'),
    ("pubmed:6", "", "", ""),
    ("clinicaltrials:NCT01", "include", "", ""),
]


@pytest.mark.parametrize("kind", ["csv", "ris"])
def test_what_asreview_wrote_is_read_with_its_notes(kind):
    read = {"csv": exchange.answers_in_csv, "ris": exchange.answers_in_ris}[kind]
    answers = read(read_back((CAPTURES / f"asreview.{kind}").read_text(encoding="utf-8")))
    assert [(a.record, a.decision, a.rule, a.reason) for a in answers] == CAPTURED


@pytest.mark.parametrize(
    ("decision", "note", "rule", "reason"),
    [
        ("0", "E2", "E2", ""),
        ("0", "E12: of horses", "E12", "of horses"),
        ("0", "No rule", "", "No rule"),
        ("1", "B12 was measured", "", "B12 was measured"),
    ],
)
def test_a_note_names_a_rule_only_beside_an_exclusion(decision, note, rule, reason):
    text = f"record,asreview_label,asreview_note\npubmed:1,{decision},{note}\n"
    (answer,) = exchange.answers_in_csv(text)
    assert (answer.rule, answer.reason) == (rule, reason)
