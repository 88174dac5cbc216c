"""What the schema can't see of verdicts: rules that lack something, and odd judgements."""

import re
from collections.abc import Iterator

from living_review.evidence.problems import Problem
from living_review.synthesis.verdicts.rules import RULES

SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z(]|$)")
MOST_SENTENCES = 3


def check_verdicts(read: dict[str, list[dict]]) -> list[Problem]:
    """Rules that lack what they need, and judgements that say too much, too little or twice.

    Parameters
    ----------
    read : dict
        Rows of each table, by its name; those that are not there count as empty.

    Returns
    -------
    list of Problem
        In the order of the rows; empty when nothing is wrong.
    """
    return [*_incomplete_rules(read.get("verdict_rules", [])), *_odd_readings(read)]


def _incomplete_rules(rows: list[dict]) -> Iterator[Problem]:
    for line, row in enumerate(rows, 2):  # the header is line 1
        rule = RULES.get(row["rule"])  # a rule that is unknown is told by the schema
        for column in rule.needs if rule else ():
            if not row[column]:
                yield Problem(
                    "data/verdict_rules.csv",
                    line,
                    column,
                    "",
                    f"is blank, and the rule {row['rule']} needs it",
                    "see the data dictionary",
                )


def _odd_readings(read: dict[str, list[dict]]) -> Iterator[Problem]:
    rows = read.get("verdict_readings", [])
    ruled = {row["claim_id"] for row in read.get("verdict_rules", [])}
    kinds = {row["claim_id"]: row["kind"] for row in read.get("claims", [])}
    by_claim: dict[str, dict[str, dict]] = {}
    for row in rows:
        by_claim.setdefault(row["claim_id"], {})[row["reading"]] = row
    for line, row in enumerate(rows, 2):
        for column, wrong, remedy in _wrong_reading(row, ruled, kinds, by_claim):
            yield Problem("data/verdict_readings.csv", line, column, row[column], wrong, remedy)


def _wrong_reading(row: dict, ruled: set, kinds: dict, by_claim: dict):
    """Column, what is wrong, and the remedy, for each fault of one judgement."""
    settled, decided = row["reading"] == "settlement", row["claim_id"] in ruled
    others = by_claim[row["claim_id"]]
    if settled and decided and row["verdict"]:
        yield "verdict", "is given, but a rule decides this claim", "leave it blank"
    if not row["verdict"] and not (settled and decided):
        yield "verdict", "is blank, and no rule decides it", "give one"
    if kinds.get(row["claim_id"]) == "bibliographic" and row["certainty"] != "not applicable":
        yield ("certainty", "is given for a claim about a record", "write not applicable")
    if len(SENTENCE_END.findall(row["reason"])) > MOST_SENTENCES:
        yield "reason", f"has more than {MOST_SENTENCES} sentences", "shorten it"
    if row["reading"] == "second" and others.get("first", {}).get("reader") == row["reader"]:
        yield "reader", "also made the first reading", "two readings need two readers"
    two = {others[side]["verdict"] for side in ("first", "second") if side in others}
    differs = len(two) > 1 or (not decided and two and row["verdict"] not in two)
    if settled and differs and not decided and not row["discussion"]:
        yield (
            "discussion",
            "is blank, though the readings differ",
            "say what they saw differently and why it was settled so",
        )
