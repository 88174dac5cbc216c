"""What the update rule asks for: each trigger of the protocol is told, with what asks for it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_rows import change, read_rows

from living_review.evidence import tables
from living_review.evidence.edition_in_hand import last_edition_day
from living_review.pages import triggers
from living_review.pages.page_table import PageTable
from living_review.pages.silent_trials import (
    WITHOUT_RESULT,
    end_day,
    unpublished,
    without_result,
)
from living_review.pages.triggers import LISTED, triggered
from living_review.pages.waiting import waiting
from living_review.synthesis.verdicts.claims import Claim, verdict_table

SCRIPT = tables.root() / "living_review" / "book" / "static" / "review.js"


def asked(step: str) -> int:
    return int(triggered().query("rule != ''").set_index("step").loc[step, "count"])


def test_each_trigger_of_the_protocol_is_told_in_its_own_words():
    told = triggered().query("rule != ''")
    rules = tables.register("protocol")["updating"]["triggers"]
    assert dict(zip(told["step"].str.lower(), told["rule"], strict=True)) == rules
    waits = waiting().set_index("what")["count"]
    assert asked("Certainty") == waits["Trials whose report nobody judged for trustworthiness"]
    assert asked("Extraction") == waits["Included articles that are not in the bibliography"]


@pytest.mark.long
def test_a_judged_claim_asks_once_its_evidence_has_changed(door):
    before = asked("Synthesis")
    judged = next(
        row.claim_id
        for row in verdict_table().itertuples()
        if row.decided_by.startswith("reader") and row.current and row.rows
    )
    change(door, "verdict_readings", f"{judged} settlement", evidence="0" * 64)
    assert not Claim(judged).is_current
    assert asked("Synthesis") == before + 1
    (row,) = triggered()[triggered()["item"].str.startswith(f"{judged}:")].to_dict("records")
    assert row["address"].endswith(f"/{judged.lower()}.html")


@pytest.mark.long
def test_a_verdict_given_after_the_last_edition_asks_for_the_next(monkeypatch):
    since = verdict_table()["since"]
    monkeypatch.setattr(triggers, "last_edition_day", lambda: "1999-01-01")
    assert asked("Publication") == (since > "1999-01-01").sum() > 0
    monkeypatch.setattr(triggers, "last_edition_day", lambda: since.max())
    assert asked("Publication") == 0
    assert last_edition_day()


def test_what_would_fill_a_page_is_counted(monkeypatch):
    monkeypatch.setattr(triggers, "last_edition_day", lambda: "1999-01-01")
    rows = triggered()
    more = rows[rows["item"].str.endswith(" more")]
    assert int(more["item"].iloc[-1].split()[0]) == asked("Publication") - LISTED


def test_every_registration_without_a_publication_is_listed_the_longest_silent_first(door):
    listed = without_result()
    lines = [row for row in read_rows(door, "registered_trials") if not row["trial"]]
    assert set(listed["registration"]) == {row["registration"] for row in lines}
    days = [day for day in listed["since"] if day]
    assert days == sorted(days)
    assert (listed["since"].iloc[len(days) :] == "").all()


def test_those_that_count_as_overdue_are_the_ones_that_are_counted(door):
    first = without_result()["registration"].iloc[0]
    overdue = {"groups": "made at random", "outcome_measured": "yes", "due": "yes"}
    change(door, "registered_trials", first, **overdue)
    listed = without_result().set_index("registration")["counted"]
    counted = unpublished(tables.read("registered_trials"), measured="yes")["registration"]
    assert set(listed.index[listed == "yes"]) == set(counted)
    assert first in set(counted)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("groups", "one group", "one group"),
        ("groups", "not made at random", "groups not made at random"),
        ("outcome_measured", "mood", "mood measured"),
        ("outcome_measured", "not seen", "no measure of the outcome seen"),
        ("due", "no", "not due when seen"),
    ],
)
def test_why_one_does_not_count_is_told(door, column, value, told):
    first = without_result()["registration"].iloc[0]
    overdue = {"groups": "made at random", "outcome_measured": "yes", "due": "yes"}
    change(door, "registered_trials", first, **overdue | {column: value})
    assert without_result().set_index("registration").loc[first, "counted"] == f"no: {told}"


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_a_day_is_read_as_it_was_seen_and_a_month_as_its_last_day(day):
    seen = f"{day.day} {day:%B %Y}"
    assert end_day(f"start 1 May 1980, end {seen}") == str(day)
    last = date.fromisoformat(end_day(f"July 1980 to {day:%B %Y}"))
    assert (last.month, (last + timedelta(days=1)).day) == (day.month, 1)


@pytest.mark.parametrize("dates", ["", "registered 29 May 2014", "start 30 January 2023"])
def test_no_other_day_is_taken_for_the_end(dates):
    assert end_day(dates) == ""


@pytest.mark.site
def test_the_browser_counts_the_days_on_the_readers_own_day(chromium):
    rows = pd.DataFrame(
        [("A", "2026-08-01"), ("B", "2027-01-01"), ("C", "2026-11-30"), ("D", "")],
        columns=["registration", "since"],
    )
    table = PageTable(rows, "Without a result", {key: WITHOUT_RESULT[key] for key in rows})
    assert "2026-08-01</span></td>" in table.to_html()  # what stands there without a script
    page = chromium.new_page()
    try:
        page.clock.set_fixed_time("2026-12-01T12:00:00Z")
        page.set_content(table.to_html())
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        told = page.locator("td").all_text_contents()
        assert told == ["2026-08-01 (122 days)", "2027-01-01", "2026-11-30 (1 day)", ""]
    finally:
        page.close()
