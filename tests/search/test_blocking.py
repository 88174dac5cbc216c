"""The pairs that are compared are exactly those of bib-dedupe's own blocking."""

import contextlib
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shares import first_of

from living_review.search import blocking
from living_review.search.blocking import candidates
from living_review.search.deduplication import COMPARED, FILLING, prepared

# Few of each, so that blocks are full and titles are alike in part.
TITLES = st.lists(st.sampled_from(["zinc", "and", "iron", "in", "mice", "of"]), max_size=7)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "title": TITLES.map(" ".join),
            "author": st.sampled_from(["", "Doe, Jane", "Roe, Richard and Doe, Jane"]),
            "year": st.sampled_from(["", "2001", "2002"]),
            "journal": st.sampled_from(["", "Journal of Zinc", "Iron"]),
            "volume": st.sampled_from(["", "1", "2"]),
            "number": st.sampled_from(["", "1"]),
            "pages": st.sampled_from(["", "1-9", "10-12"]),
            "doi": st.sampled_from(["", "10.1000/a", "10.1000/b"]),
        }
    ),
    min_size=2,
    max_size=12,
)


def asked(rows: list[dict]) -> pd.DataFrame:
    numbered = [row | {"ID": str(n), "ENTRYTYPE": "article"} for n, row in enumerate(rows)]
    with contextlib.redirect_stdout(io.StringIO()):
        return prepared(pd.DataFrame([*numbered, FILLING]))


@pytest.fixture(params=first_of([2000, 1, 3]), autouse=True)
def rows_at_once(request, monkeypatch):
    monkeypatch.setattr(blocking, "ROWS_AT_ONCE", request.param)


@pytest.mark.long
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=RECORDS)
def test_the_pairs_are_those_of_the_library_with_all_that_is_compared(rows):
    from bib_dedupe.bib_dedupe import block

    records = asked(rows)
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = block(records, cpu=1)
    ours = candidates(records)
    pd.testing.assert_frame_equal(in_order(ours), in_order(theirs[ours.columns]))


def in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    told = pairs.astype(object).fillna("").astype(str)
    return told.sort_values(["ID_1", "ID_2"], ignore_index=True)


def test_preparing_once_gives_what_the_library_gives():
    from bib_dedupe.bib_dedupe import prep

    titles = ["Twenty-one days of zinc", "Veintiuno", "The second of three trials", "", "двадцать"]
    rows = [
        dict.fromkeys(COMPARED.values(), "") | {"title": title, "journal": "Vol two", "ID": title}
        for title in titles
    ]
    given_to_both = pd.DataFrame([*rows, FILLING]).assign(ENTRYTYPE="article", author="Doe, J")
    with contextlib.redirect_stdout(io.StringIO()):
        pd.testing.assert_frame_equal(prepared(given_to_both), prep(given_to_both, cpu=1))


def test_a_thousand_records_of_one_issue_are_no_half_a_million_pairs():
    same = {"author": "Doe, Jane", "year": "2001", "journal": "Iron", "volume": "1", "number": "1"}
    rows = [same | {"title": f"w{n} x{n} y{n} z{n}", "pages": "", "doi": ""} for n in range(1000)]
    assert candidates(asked(rows)).empty
