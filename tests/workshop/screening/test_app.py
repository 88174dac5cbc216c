"""The keys of screening, pressed as a reader would, in a terminal that nobody sees."""

import asyncio
import re

import pytest
from textual.widgets import Input, Static

from living_review.evidence.eligibility import eligibility_rules
from living_review.search.rows import DECISIONS, read_rows
from living_review.search.screening import EARLY, LATE
from living_review.workshop.screening.app import ScreeningApp, highlighted
from living_review.workshop.screening.desk import Desk
from living_review.workshop.screening.worklist import screening_now, worklist

RULES = eligibility_rules()
FIRST = next(iter(RULES))


def desk_of(reader: str = "reader1", stage: str = EARLY) -> Desk:
    return Desk(reader, stage, worklist(screening_now(), reader, stage))


def press(desk: Desk, *keys: str, then=None):
    """Press keys one after the other; what the app shows at the end."""

    async def run() -> str:
        app = ScreeningApp(desk, RULES)
        async with app.run_test(size=(100, 40)) as pilot:
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            if then:
                then(app)
            found = app.screen_stack[0].query(Static).results()
            return "\n".join(str(one.content) for one in found if one.id)

    return asyncio.run(run())


def test_each_decision_is_in_the_table_at_once(review, decisions):
    desk = desk_of()
    order = [row["record"] for row in desk.records]
    seen = []
    press(desk, "i", "enter", then=lambda app: seen.extend(decisions()))
    assert seen == [(order[0], "reader1", "include", "")]
    press(desk, "n", "x", "1", "enter", "u", "enter")
    assert set(decisions()) == {
        (order[0], "reader1", "include", ""),
        (order[1], "reader1", "exclude", FIRST),
        (order[2], "reader1", "unsure", ""),
    }
    reasons = {row["record"]: row["reason"] for row in read_rows(DECISIONS)}
    assert reasons[order[1]].startswith(f"Fails {FIRST}: ")
    assert desk_of().records == []
    assert len(desk_of("reader2").records) == 3


@pytest.mark.long
def test_a_text_is_missing_only_where_it_is_looked_for(review, decisions):
    order = [row["record"] for row in desk_of().records]
    press(desk_of(), "m", "enter")
    assert decisions() == []
    press(desk_of(), "i", "enter")
    press(desk_of("reader2"), *(key for _ in order for key in ("i", "enter", "n")))
    press(desk_of(stage=LATE), "m", "enter")
    assert (order[0], "reader1", "not retrieved", "") in decisions()


def test_a_rule_is_chosen_by_arrows_too_and_a_reason_can_be_written_anew(review):
    last = list(RULES)[-1]
    press(desk_of(), "x", "end", "enter", "ctrl+u", *"no", "enter")
    (row,) = read_rows(DECISIONS)
    assert (row["rule"], row["reason"]) == (last, "no")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["decided_on"])


def test_escape_and_a_blank_reason_write_nothing(review, decisions):
    press(desk_of(), "x", "escape", "i", "escape", "x", "2", "escape")
    assert decisions() == []
    asked = []
    keys = ("i", "ctrl+u", "enter")
    press(desk_of(), *keys, then=lambda app: asked.append(app.screen.query_one(Input).value))
    assert asked == [""]  # the line is still there
    assert decisions() == []


def test_undo_takes_back_one_after_the_other_and_goes_there(review, decisions):
    desk = desk_of()
    shown = press(desk, "i", "enter", "u", "enter", "z", "z", "z")
    assert decisions() == []
    assert shown.startswith("1 of 3")
    assert not desk.decided


def test_undo_puts_back_what_a_second_decision_replaced(review, decisions):
    press(desk_of(), "i", "enter", "p", "u", "enter", "z")
    ((_, _, decision, _),) = decisions()
    assert decision == "include"


def test_quitting_halfway_keeps_what_was_decided(review, decisions):
    press(desk_of(), "i", "enter", "q")
    assert len(decisions()) == 1
    assert len(desk_of().records) == 2


def test_next_and_previous_stay_within_the_records(review, decisions):
    assert press(desk_of(), "p", "p").startswith("1 of 3")
    shown = press(desk_of(), *"nnnnn", "i", "x")
    assert "Nothing left to screen." in shown
    assert decisions() == []


def test_without_records_there_is_nothing_to_screen(review):
    assert "Nothing to screen." in press(desk_of(stage=LATE), "i", "x", "z", "n")


def test_a_title_is_shown_as_it_is_whatever_is_in_it(review):
    shown = press(desk_of(), "n", "n")
    titles = {row["title"] for row in desk_of().records}
    assert any(title in shown for title in titles)
    every = "\n".join(press(desk_of(), *"n" * place) for place in range(3))
    assert all(title in every for title in titles)


def test_terms_of_the_searches_stand_out(review):
    app = ScreeningApp(desk_of(), RULES)
    title = highlighted("A trial of magnesium, MDDs and low mood", app.terms)
    assert {title.plain[span.start : span.end] for span in title.spans} == {"magnesium", "low mood"}


def test_a_table_that_can_not_be_written_stops_nothing_and_is_told(review, monkeypatch):
    def full(*_):
        raise OSError("[disk full]")

    told = []
    monkeypatch.setattr("living_review.workshop.screening.desk.add_rows", full)
    monkeypatch.setattr(ScreeningApp, "notify", lambda self, said, **_: told.append(said))
    desk = desk_of()
    shown = press(desk, "i", "enter")
    assert told == ["It was not written: [disk full]"]
    assert shown.startswith("1 of 3")
    assert not desk.decided


@pytest.mark.parametrize("keys", [("z",), ("q",), ("enter",), ("1",), ("escape",)])
def test_keys_that_decide_nothing_write_nothing(review, decisions, keys):
    press(desk_of(), *keys)
    assert decisions() == []
