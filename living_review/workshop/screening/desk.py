"""Decisions while they are made: each is in the table at once, and can be taken back."""

from datetime import date

from living_review.search.records import plain_text
from living_review.search.rows import DECISIONS, add_rows, take_row


def decision_row(
    reader: str, stage: str, record: str, decision: str, rule: str, reason: str
) -> dict[str, str]:
    """Row of ``screening_decisions`` for a decision of today."""
    return {
        "record": record,
        "stage": stage,
        "reader": reader,
        "decision": decision,
        "rule": rule,
        "reason": reason,
        "decided_on": f"{date.today()}",
    }


class Desk:
    """Records before a reader, and what the reader has decided on them.

    Parameters
    ----------
    reader, stage : str
        Who decides, and what is read.
    records : list of dict
        Rows of ``search_records``, in the order in which they are read.
    """

    def __init__(self, reader: str, stage: str, records: list[dict[str, str]]):
        self.reader, self.stage, self.records = reader, stage, records
        self.decided: dict[str, dict[str, str]] = {}
        self._before: list[tuple[int, dict[str, str] | None]] = []

    def decide(self, place: int, decision: str, rule: str, reason: str):
        """Write the decision on the record at a place, instead of one made before.

        Raises
        ------
        ValueError
            If no reason is given.
        """
        said = plain_text(reason)
        if not said:
            raise ValueError("A decision needs a reason.")
        record = self.records[place]["record"]
        row = decision_row(self.reader, self.stage, record, decision, rule, said)
        add_rows(DECISIONS, [row])
        self._before.append((place, self.decided.get(record)))
        self.decided[record] = row

    def undo(self) -> int | None:
        """Put back what stood before the last decision.

        Returns
        -------
        int or None
            Place of its record; None if nothing is left to take back.
        """
        if not self._before:
            return None
        place, before = self._before.pop()
        row = self.decided.pop(self.records[place]["record"])
        if before is None:
            take_row(DECISIONS, row)
        else:
            add_rows(DECISIONS, [before])
            self.decided[before["record"]] = before
        return place
