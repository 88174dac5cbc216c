"""What changed between two editions, as records that pages, feeds and messages read."""

from dataclasses import asdict, dataclass, field, fields

OPEN = "open"


@dataclass(frozen=True)
class Cell:
    """One cell that is different: its table, its row's key, its column, before and after."""

    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class StudyChange:
    """One publication and all that changed about it.

    Attributes
    ----------
    study : str
        Its key in the bibliography.
    state : str
        `IN`, `OUT`, `CORRECTED`, `FURTHER`, `JUDGED`, `REMARKED`, or `LISTED`.
    name : str
        First author and year, or its title.
    rows_in, rows_out : tuple of str
        Rows that came or went, as ``table key``.
    cells : tuple of Cell
        Cells that are different, remarks left out.
    bears_on : tuple of str
        Claims and printed numbers that the rows which came or went are tied to.
    remarks : int
        Cells about reading, checking and remarking that are different.
    """

    study: str
    state: str
    name: str
    rows_in: tuple[str, ...] = ()
    rows_out: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    bears_on: tuple[str, ...] = ()
    remarks: int = 0


@dataclass(frozen=True)
class ClaimChange:
    """A claim that came in, went out, was split, or is worded or placed otherwise.

    Attributes
    ----------
    parts : tuple of str
        Identifiers of the claims into which it was split; empty where it was not.
    """

    claim_id: str
    state: str
    claim: str
    verdict: str
    cells: tuple[Cell, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceChange:
    """A claim, or a printed number, that is tied otherwise to rows that were and are there."""

    about: str
    ties_in: tuple[str, ...] = ()
    ties_out: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class VerdictChange:
    """A verdict, or the certainty with it, that moved.

    Attributes
    ----------
    why : str
        Why it moved, as the later edition recorded; blank if it did not.
    date : str
        Day that was recorded with it.
    reason : str
        Reason of the verdict as it stands in the later edition.
    """

    claim_id: str
    claim: str
    before: str
    after: str
    certainty_before: str
    certainty_after: str
    why: str
    date: str
    reason: str

    @property
    def is_first(self) -> bool:
        """Whether the claim was open before."""
        return self.before == OPEN


@dataclass(frozen=True)
class PoolChange:
    """A pooled answer before and after; None where an edition does not have it."""

    result: str
    before: dict | None
    after: dict | None


@dataclass(frozen=True)
class MethodChange:
    """A rule, of the protocol or of a verdict, before and after; blank where there was none."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True)
class RecordChange:
    """A table that is no evidence, such as a log: how many rows came, went and are different."""

    table: str
    title: str
    rows_in: int = 0
    rows_out: int = 0
    rows_changed: int = 0


@dataclass(frozen=True)
class Changes:
    """Everything that is different between two editions.

    Attributes
    ----------
    studies, claims, evidence, verdicts, pools, methods, records
        What changed, each kind in the order of its identifiers.
    untold : tuple of str
        What cannot be compared, since one of the editions does not keep it, in words.
    """

    studies: tuple[StudyChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    pools: tuple[PoolChange, ...] = ()
    methods: tuple[MethodChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    untold: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not any(getattr(self, part.name) for part in fields(self) if part.name != "untold")

    def studies_that(self, *states: str) -> tuple[StudyChange, ...]:
        """Studies of some states."""
        return tuple(change for change in self.studies if change.state in states)

    def to_dict(self) -> dict:
        """Everything as plain lists and texts, for a file in JSON."""
        return asdict(self)
