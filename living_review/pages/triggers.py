"""What the update rule of the protocol asks for now, trigger by trigger."""

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.edition_in_hand import last_edition_day
from living_review.pages.page_table import PageTable
from living_review.pages.record_pages.addresses import (
    claim_address,
    row_address,
    table_address,
    trial_address,
)
from living_review.pages.trials import trial_name
from living_review.pages.waiting import not_taken_over, screened, unjudged
from living_review.search.screening import CONFLICT, NOT_RETRIEVED, TO_READ, TO_SCREEN
from living_review.synthesis.verdicts.claims import verdict_table

UP = "../"  # from a chapter to the top of the book
LISTED = 10  # of each trigger; the others are counted
LABELS = {
    "step": "Step",
    "rule": "What triggers it",
    "count": "How much waits",
    "item": "What asks for it now",
    "state": "Why",
}


def triggers_table() -> PageTable:
    """Each trigger of the protocol with what asks for its step, linked to the records."""
    return PageTable(
        triggered(), "What the update rule asks for now", LABELS, links={"item": "address"}
    )


def triggered() -> pd.DataFrame:
    """What asks for each step, in the order of the protocol.

    Returns
    -------
    pandas.DataFrame
        ``step rule count item state address``: a row for each of the first `LISTED` things that
        ask for a step, one that counts the others, and one for a step for which nothing asks.
        ``rule`` and ``count`` stand in the first row of a step only.

    Raises
    ------
    KeyError
        If the protocol has a trigger of which nothing here knows what would ask for it.
    """
    rules = tables.register("protocol")["updating"]["triggers"]
    asking = {
        "screening": (_to_screen(), "search_records"),
        "extraction": (_to_extract(), "search_records"),
        "synthesis": (_to_judge_anew(), "verdict_readings"),
        "certainty": (_without_trust(), "trials"),
        "publication": (_moved(), "claims"),
    }
    rows = [row for step in rules for row in _rows(step, rules[step], *asking[step])]
    return pd.DataFrame(rows, columns=[*LABELS, "address"])


def _rows(step: str, rule: str, asking: list[tuple[str, str, str]], table: str) -> list[tuple]:
    items = [(item, state, UP + address) for item, state, address in asking[:LISTED]]
    if more := len(asking) - len(items):
        items.append((f"{more} more", "", UP + table_address(table)))
    head = (step.capitalize(), rule, str(len(asking)))
    return [
        ((*head, *item) if place == 0 else (head[0], "", "", *item))
        for place, item in enumerate(items or [("nothing", "", "")])
    ]


def _works() -> pd.DataFrame:
    """State of each work, under the title of its record."""
    return screened().assign(title=tables.read("search_records", ("title",))["title"].to_numpy())


def _of_records(works: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [
        (row.title or row.record, row.state, row_address("search_records", row.record))
        for row in works.itertuples()
    ]


def _to_screen() -> list[tuple[str, str, str]]:
    works = _works().query("work == record")
    return _of_records(works[works["state"].isin([TO_SCREEN, CONFLICT, TO_READ, NOT_RETRIEVED])])


def _to_extract() -> list[tuple[str, str, str]]:
    works = _works()
    wanted = not_taken_over(works, tables.read("search_records"))
    return _of_records(works[works["record"].isin(wanted)])


def _of_claims(claims: pd.DataFrame, why: str) -> list[tuple[str, str, str]]:
    return [
        (f"{row.claim_id}: {row.claim}", why, claim_address(row.claim_id))
        for row in claims.itertuples()
    ]


def _to_judge_anew() -> list[tuple[str, str, str]]:
    """Claims whose rows changed after readers judged them; what a rule decides is computed."""
    verdicts = verdict_table()
    return _of_claims(verdicts[~verdicts["current"]], "evidence changed since it was judged")


def _without_trust() -> list[tuple[str, str, str]]:
    return [
        (trial_name(trial), "not judged for trustworthiness", trial_address(trial))
        for trial in unjudged()
    ]


def _moved() -> list[tuple[str, str, str]]:
    """Claims whose verdict has been given or changed since the day of the last edition."""
    verdicts = verdict_table()
    return _of_claims(verdicts[verdicts["since"] > last_edition_day()], "verdict since then")
