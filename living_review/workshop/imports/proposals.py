"""What an import proposes, what is here already, and what is left over with the reason."""

from collections import Counter
from dataclasses import dataclass, field

PROPOSED, ALREADY_HERE, LEFT_OVER = "proposed", "already here", "left over"


@dataclass(frozen=True)
class Remark:
    """Something of a file that a person must look at: a part without a place, or a doubt.

    Parameters
    ----------
    place : str
        Where it stands in the file.
    what, value : str
        Name of the field or column, and what it holds.
    why : str
        Why it found no place, or what is doubtful.
    """

    place: str
    what: str
    value: str
    why: str


@dataclass
class Proposal:
    """Rows and entries that are proposed, and an account of every record that was read.

    Parameters
    ----------
    rows : dict
        Name of a table → rows for it, each column → text.
    entries : dict
        Key of the bibliography → entry in BibTeX.
    outcomes : dict
        Place of each record in its file → what became of it.
    remarks : list of Remark
        All that a person must look at.
    compared : list of dict
        Effects that the file itself states beside those computed from its numbers.
    """

    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    compared: list[dict[str, str]] = field(default_factory=list)

    def add(self, table: str, row: dict[str, str]):
        """Propose a row of a table."""
        self.rows.setdefault(table, []).append(row)

    def say(self, place: str, what: str, value: str, why: str):
        """Leave something to a person."""
        self.remarks.append(Remark(place, what, value, why))

    def leave(self, place: str, value: str, why: str, outcome: str = LEFT_OVER):
        """Propose nothing for a record."""
        self.outcomes[place] = outcome
        self.say(place, "record", value, why)

    def counts(self) -> dict[str, int]:
        """Records read, proposed, already here and left over; the last three make the first."""
        ended = Counter(self.outcomes.values())
        return {
            "read": len(self.outcomes),
            **{outcome: ended[outcome] for outcome in (PROPOSED, ALREADY_HERE, LEFT_OVER)},
        }
