"""State of the searches: computed from their runs, and told on the reader's own day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.editions.register import EditionError
from living_review.editions.releasing import check_still_living
from living_review.evidence import tables
from living_review.pages.heartbeat import heartbeat_html, heartbeat_words
from living_review.search import rows
from living_review.search.heartbeat import (
    CURRENT,
    LATE,
    NOT_STARTED,
    OVERDUE,
    RETIRED,
    Beat,
    Heartbeat,
    beats,
    changes,
    combined,
    heartbeat,
)
from living_review.search.sources.registry import SOURCES
from living_review.search.strings import strings
from living_review.workshop import publishing

SCRIPT = tables.root() / "living_review" / "book" / "static" / "review.js"
DAY = date(2030, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.fixture
def unsearched(project):
    """A copy of the review in which no search has run, whatever has run in the review itself."""
    rows.write_rows(rows.RUNS, [])
    return project


def run_of(string, day: date, **changed) -> dict[str, str]:
    """A run of a string that came to its end on a day."""
    stamp = f"{day}T10:00:00Z"
    return {
        "run": f"{string.name.removesuffix('.txt')}-{day:%Y%m%d}T100000Z",
        "source": string.source,
        "string": string.name,
        "string_version": string.version,
        "address": SOURCES[string.source].address,
        "until": f"{day}",
        "started": stamp,
        "ended": stamp,
        "outcome": "complete",
        "hits": "1",
        "tool": "test",
    } | changed


def search_all(day: date = DAY, **changed):
    """Every search of the protocol that a program makes ran whole on a day."""
    rows.add_rows(rows.RUNS, [run_of(string, day, **changed) for string in strings()])


def without_searches_by_hand(project):
    """Leave the protocol those searches that a program runs."""
    text = (project.root / "protocol.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - source: WHO"), text.index("\nupdating:")
    project.edit("protocol.yaml", text[start:end], "")


def test_nothing_has_started_without_a_run(unsearched):
    planned = len(tables.register("protocol")["searches"])
    assert heartbeat() == Heartbeat(0, planned)
    assert heartbeat().state(DAY) == NOT_STARTED
    assert heartbeat_words(heartbeat()) == "No database searched yet"


@pytest.mark.parametrize(
    "not_one",
    [
        {"outcome": "failed", "failure": "server error"},
        {"outcome": "incomplete"},
        {"address": "http://127.0.0.1:8000/"},
        {"source": "Some slice of a database"},
    ],
)
def test_what_is_no_whole_run_of_the_source_itself_starts_nothing(unsearched, not_one):
    search_all(**not_one)
    assert heartbeat().state(DAY) == NOT_STARTED


def test_an_empty_run_is_a_run(unsearched):
    without_searches_by_hand(unsearched)
    search_all(outcome="empty", hits="0")
    assert heartbeat().state(DAY) == CURRENT


def test_late_and_then_overdue_by_the_days_of_the_protocol(unsearched):
    without_searches_by_hand(unsearched)
    search_all()
    days = min(search["days"] for search in tables.register("protocol")["searches"])
    beat = heartbeat()
    assert beat.last == DAY
    told = [beat.state(DAY + timedelta(days=n)) for n in (0, days, days + 1, 3 * days)]
    assert told == [CURRENT, CURRENT, LATE, LATE]
    assert beat.state(DAY + timedelta(days=3 * days + 1)) == OVERDUE


def test_a_search_that_never_ran_makes_the_others_late(unsearched):
    search_all()  # the register that is searched by hand was not
    by_hand = [
        s["days"] for s in tables.register("protocol")["searches"] if s["source"] not in SOURCES
    ]
    assert by_hand
    search_all(DAY + timedelta(days=30 * 3))
    assert heartbeat().state(DAY + timedelta(days=max(by_hand))) == CURRENT
    assert heartbeat().state(DAY + timedelta(days=max(by_hand) + 1)) == LATE


def test_one_of_two_strings_is_not_the_whole_search(unsearched):
    search_all()
    twice = [search for search in strings() if search.source == "ClinicalTrials.gov"]
    assert len(twice) == 2
    later = DAY + timedelta(days=20)
    rows.add_rows(rows.RUNS, [run_of(twice[0], later)])
    beat = {found.source: found for found in beats()}["ClinicalTrials.gov"]
    assert beat.last == DAY


def test_a_string_whose_words_changed_is_due_at_once(unsearched):
    without_searches_by_hand(unsearched)
    search_all()
    path = next((unsearched.root / "searches").glob("pubmed*.txt"))
    path.write_text(path.read_text(encoding="utf-8") + " OR widget[Title]", encoding="utf-8")
    assert [found.changed for found in beats() if found.source == "PubMed"] == [True]
    assert heartbeat().state(DAY + timedelta(days=1)) == LATE


def test_retirement_stands_in_the_protocol_and_in_the_bar(unsearched):
    unsearched.edit(
        "protocol.yaml",
        "\nretirement:\n",
        '\nretirement:\n  retired: {day: "2030-05-01", why: Nobody is left to keep it.}\n',
    )
    assert heartbeat().state(date(2030, 5, 1)) == RETIRED
    assert "Retired on 1 May 2030" in heartbeat_html()
    assert "data-due" not in heartbeat_html()


@given(
    st.lists(st.tuples(st.integers(1, 400), st.none() | DAYS, st.booleans()), min_size=1),
    st.integers(2, 9),
)
def test_states_only_get_worse_while_nothing_is_searched(given_searches, times):
    searches = [Beat("A", days, last, last, changed) for days, last, changed in given_searches]
    beat = combined(searches, times)
    ran = [search.last for search in searches if search.last]
    assert (beat.ran, beat.planned, beat.last) == (len(ran), len(searches), min(ran, default=None))
    if not ran:
        assert beat.state(DAY) == NOT_STARTED
        return
    order = [CURRENT, LATE, OVERDUE]
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(0, 9000, 90)]
    told = [order.index(beat.state(day)) for day in days]
    assert told == sorted(told)
    assert beat.due <= beat.overdue


def test_the_bar_says_how_many_were_searched_as_long_as_not_all_were(unsearched):
    search_all()
    planned = len(tables.register("protocol")["searches"])
    said = heartbeat_words(heartbeat())
    assert said.startswith(f"{planned - 1} of {planned} databases searched, up to 1 January 2030")
    without_searches_by_hand(unsearched)
    search_all(DAY + timedelta(days=9))
    string = strings()[0]
    rows.add_rows(rows.RUNS, [run_of(string, DAY + timedelta(days=20))])
    # All that is there was searched up to the day of the search that looked last.
    assert heartbeat_words(heartbeat()).startswith("Databases searched up to 10 January 2030")


def test_one_string_alone_starts_nothing(unsearched):
    twice = [search for search in strings() if search.source == "ClinicalTrials.gov"]
    rows.add_rows(rows.RUNS, [run_of(twice[0], DAY)])
    assert heartbeat().state(DAY) == NOT_STARTED


def test_changes_are_found_where_looking_day_by_day_finds_them(unsearched):
    without_searches_by_hand(unsearched)
    after = (0, 20, 60, 61, 75, 260)  # on time, late, again on time, overdue
    for number, days in enumerate(after):
        search_all(DAY + timedelta(days=days))
        if number == len(after) // 2:  # one string alone makes nothing better
            rows.add_rows(rows.RUNS, [run_of(strings()[0], DAY + timedelta(days=90))])
    until = DAY + timedelta(days=400)
    runs, found, before = rows.read_rows(rows.RUNS), [], NOT_STARTED
    for number in range((until - DAY).days + 1):
        day = DAY + timedelta(days=number)
        rows.write_rows(rows.RUNS, [run for run in runs if run["until"] <= f"{day}"])
        state = heartbeat().state(day)
        if state != before:
            found.append((day, state))
        before = state
    rows.write_rows(rows.RUNS, runs)
    assert [(change.day, change.state) for change in changes(until)] == found
    assert [state for _, state in found].count(LATE) > 1
    assert {state for _, state in found} == {CURRENT, LATE, OVERDUE}
    # What is looked at until an earlier day is the beginning of the same.
    assert changes(DAY + timedelta(days=200)) == changes(until)[: len(changes(until)) - 3]


def test_without_a_search_nothing_changes_until_the_review_is_retired(unsearched):
    assert changes(DAY) == []
    unsearched.edit(
        "protocol.yaml",
        "\nretirement:\n",
        '\nretirement:\n  retired: {day: "2030-05-01", why: Nobody is left to keep it.}\n',
    )
    assert changes(date(2030, 4, 30)) == []
    (retired,) = changes(date(2030, 6, 1))
    assert (retired.day, retired.state) == (date(2030, 5, 1), RETIRED)


def test_what_was_told_before_a_review_was_retired_stays(unsearched):
    search_all()
    before = changes(date(2030, 4, 30))
    assert CURRENT in [change.state for change in before]
    unsearched.edit(
        "protocol.yaml",
        "\nretirement:\n",
        '\nretirement:\n  retired: {day: "2030-05-01", why: Nobody is left to keep it.}\n',
    )
    *earlier, retired = changes(date(2040, 1, 1))
    assert earlier == before
    assert heartbeat_words(retired.beat).startswith("Retired on 1 May 2030")
    assert not any("Retired" in heartbeat_words(change.beat) for change in earlier)


def test_words_of_a_string_that_changed_move_no_day_of_before(unsearched):
    without_searches_by_hand(unsearched)
    search_all()
    before = changes(DAY + timedelta(days=400))
    path = next((unsearched.root / "searches").glob("pubmed*.txt"))
    path.write_text(path.read_text(encoding="utf-8") + " OR widget[Title]", encoding="utf-8")
    assert changes(DAY + timedelta(days=400)) == before


OVERDUE_BEAT = Heartbeat(1, 1, DAY, date(2030, 2, 1), date(2030, 4, 4))


def test_an_overdue_review_is_not_released_as_a_living_one():
    late, overdue = date(2030, 4, 4), date(2030, 4, 5)
    check_still_living(OVERDUE_BEAT, late, "A living review", [])
    with pytest.raises(EditionError, match=r"overdue since 2030-04-04.*take the word out"):
        check_still_living(OVERDUE_BEAT, overdue, "A living review", [])
    with pytest.raises(EditionError, match="no amendment"):
        check_still_living(OVERDUE_BEAT, overdue, "A review", [{"date": "2030-04-03"}])
    check_still_living(OVERDUE_BEAT, overdue, "A review", [{"date": "2030-04-05"}])
    retired = Heartbeat(retired=DAY)
    with pytest.raises(EditionError, match="retired since 2030-01-01"):
        check_still_living(retired, DAY, "A living review", [])
    check_still_living(Heartbeat(), DAY, "A living review", [])


@pytest.mark.site
@pytest.mark.parametrize(
    ("day", "state", "said"),
    [
        ("2030-02-01T23:59:00Z", "current", "Current. Databases searched up to 1 January 2030"),
        ("2030-02-02T00:00:00Z", "late", "Late by 1 day. Databases"),
        ("2030-04-04T12:00:00Z", "late", "Late by 62 days. Databases"),
        ("2030-04-05T00:00:00Z", "overdue", "Overdue by 63 days: newer studies may be missing. "),
    ],
)
def test_the_browser_tells_the_state_on_the_readers_own_day(chromium, day, state, said):
    page = chromium.new_page()
    try:
        page.clock.set_fixed_time(day)
        page.set_content(f"<header>{heartbeat_html(OVERDUE_BEAT)}</header>")
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        shown = page.locator(".review-heartbeat")
        assert shown.get_attribute("data-state") == state
        assert shown.inner_text().startswith(said)
        # And the package says the same of that day.
        assert OVERDUE_BEAT.state(date.fromisoformat(day[:10])) == state
    finally:
        page.close()


def test_the_command_refuses_before_anything_is_released(unsearched):
    without_searches_by_hand(unsearched)
    search_all(date(2020, 1, 1))
    with pytest.raises(SystemExit, match=r"overdue since(.|\n)*Nothing was released"):
        publishing.make_release("9.0.0", "A test.")
