"""Decisions that another program gave back, as rows of the data, or everything that is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from living_review.search.records import plain_text
from living_review.search.screening import EARLY, EXCLUDE, NOT_HAD, VOTES
from living_review.workshop.screening.desk import decision_row
from living_review.workshop.screening.exchange import Answer
from living_review.workshop.screening.worklist import Screening


@dataclass(frozen=True)
class Reading:
    """Who screened what, and what is meant where the file says no more.

    Attributes
    ----------
    reader, stage : str
        Who decided, and what was read.
    rule : str
        Rule that excluded records fail, unless the file names another.
    reason : str
        Reason where the file gives none.
    """

    reader: str
    stage: str
    rule: str
    reason: str


def rows_of(
    answers: Iterable[Answer], reading: Reading, now: Screening, rules: dict[str, str]
) -> list[dict[str, str]]:
    """Rows of ``screening_decisions`` that a file adds.

    Parameters
    ----------
    answers : iterable of Answer
        What the file says.
    reading : Reading
        Who read.
    now : Screening
        How things stand: what the reader has decided already is not written again.
    rules : dict
        Rules of eligibility, by identifier.

    Returns
    -------
    list of dict
        One for each record on which something was decided for the first time.

    Raises
    ------
    ValueError
        If anything is wrong, with every place, what is wrong, and the remedy. Then nothing is to
        be written.
    """
    decided = {answer.place: answer for answer in answers if answer.decision}
    work_of = now.states.set_index("record")["work"].to_dict()
    said = _own_decisions(reading, now, work_of)
    rows, problems = [], []
    for place, answer in decided.items():
        rule = answer.rule or (reading.rule if answer.decision == EXCLUDE else "")
        work = work_of.get(answer.record)
        earlier = said.get(work)
        wrong = _wrong(answer, rule, rules, reading.stage) if work else _unknown(answer)
        if not wrong and earlier and earlier[0] != answer.decision:
            wrong = (
                f"{answer.decision}, and {reading.reader} has decided {earlier[0]} on this work "
                f"({earlier[1]}); leave it blank here, or change what stands there"
            )
        if wrong:
            problems.append(f"{place} ({answer.record or 'no record'}): {wrong}")
        elif not earlier:
            said[work] = (answer.decision, place)
            reason = plain_text(answer.reason) or reading.reason
            rows.append(
                decision_row(
                    reading.reader, reading.stage, answer.record, answer.decision, rule, reason
                )
            )
    if problems:
        raise ValueError("\n".join(problems))
    return rows


def _own_decisions(reading: Reading, now: Screening, work_of: dict) -> dict[str, tuple[str, str]]:
    """Work → what the reader has decided on it at this stage, and where that stands."""
    own = now.decisions.query("reader == @reading.reader and stage == @reading.stage")
    return {
        work_of[record]: (decision, f"{record} in screening_decisions")
        for record, decision in zip(own["record"], own["decision"], strict=True)
    }


def _unknown(answer: Answer) -> str:
    if not answer.record:
        return "names no record; keep the keys that screening-out wrote (in RIS, the tag AN)"
    return "no such record was found by a search; take the row out, or mend its key"


def _wrong(answer: Answer, rule: str, rules: dict[str, str], stage: str) -> str:
    """What is wrong with an answer by itself, and the remedy; blank if nothing is."""
    listed = ", ".join(rules)
    if answer.decision not in VOTES:
        return f"{answer.decision!r} is no decision; write 1, 0, unsure, or leave it blank"
    if answer.decision == NOT_HAD and stage == EARLY:
        return "no full text is looked for at this stage; write unsure, or leave it blank"
    if answer.decision == EXCLUDE and not rule:
        return f"excluded without a rule; name one in a column rule, or with --rule: {listed}"
    if answer.decision == EXCLUDE and rule not in rules:
        return f"{rule!r} is no rule of eligibility; there are {listed}"
    if answer.decision != EXCLUDE and rule:
        return f"names the rule {rule}, which only an excluded record fails; leave it blank"
    return ""
