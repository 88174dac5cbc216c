"""What changed between two editions, from their own data.

Nothing that differs between two data folders is passed over: what a source prints, claims, their
evidence and verdicts, pooled answers, rules; and the rest as counts. Nothing is told twice either:
rows that came in with a study are told with the study.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from living_review.editions.changes import (
    OPEN,
    Cell,
    Changes,
    ClaimChange,
    EvidenceChange,
    MethodChange,
    PoolChange,
    RecordChange,
    StudyChange,
    VerdictChange,
)
from living_review.editions.kept_data import (
    CLAIM,
    CLAIMS,
    PUBLICATIONS,
    STUDY,
    TIES,
    KeptData,
    Key,
    Row,
    Table,
)
from living_review.editions.naming import Naming, renamed_rows

# Who read and checked a row, where a copy of it stands, in which chapter it is told, and words
# about it: none of it is what the source says.
BESIDES = {"extracted_by", "checked_by", "note", "chapter", "seen_on", "address", "copy"}
HISTORY, RULES = "verdict_history", "verdict_rules"
BIBLIOGRAPHY = "references.bib"
IN, OUT, CORRECTED, SPLIT = "in", "out", "corrected", "split"
# A study of which more was read, or that is judged otherwise, or only remarked upon.
FURTHER, JUDGED, REMARKED = "read further", "judged anew", "remarked upon"
LISTED = "listed"  # a publication of which no number or finding is in the data
ANSWER = (
    "estimate",
    "low",
    "high",
    "predicted_low",
    "predicted_high",
    "trials",
    "people",
    "certainty",
)


def compare(before: KeptData, after: KeptData) -> Changes:
    """What changed between two editions.

    Parameters
    ----------
    before, after : KeptData
        Data of the two, as built.

    Raises
    ------
    UnreadableEditionError
        If one of them was read from no data folder of an edition.
    """
    return _Comparison(before, after).changes()


@dataclass
class _RowChanges:
    """Rows of one owner that came, went or differ."""

    rows_in: list[tuple[str, Key]] = field(default_factory=list)
    rows_out: list[tuple[str, Key]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    remarks: int = 0


def _key_text(key: Key) -> str:
    return ", ".join(key)


class _Comparison:
    """Compares two editions once."""

    def __init__(self, before: KeptData, after: KeptData):
        self.before, self.after = before, after
        self.same_rows = renamed_rows(before.tables, after.tables)
        self.by_owner: dict[tuple[str, str], _RowChanges] = defaultdict(_RowChanges)
        self.records: dict[str, Counter] = defaultdict(Counter)
        self.ties: list[tuple[str, str, str, str, Row, Cell | None]] = []
        self.rules: list[MethodChange] = []
        self._rows_before: dict[str, dict[Key, Row]] = {}
        for name in (*after.tables, *(n for n in before.tables if n not in after.tables)):
            self._compare_table(name)
        self._compare_bibliography()

    def _rows(self, data: KeptData, name: str) -> dict[Key, Row]:
        """Rows of a table, those of the earlier edition under the names that they have now."""
        if name not in data.tables:
            return {}
        if data is self.after or not self.same_rows:
            return data.tables[name].rows
        if name not in self._rows_before:
            known = self.same_rows
            self._rows_before[name] = {
                tuple(known.get(part, part) for part in key): {
                    column: known.get(cell, cell) for column, cell in row.items()
                }
                for key, row in data.tables[name].rows.items()
            }
        return self._rows_before[name]

    def _compare_table(self, name: str):
        old, new = self._rows(self.before, name), self._rows(self.after, name)
        known = [
            data.tables[name].columns for data in (self.before, self.after) if name in data.tables
        ]
        columns = [c for c in known[-1] if all(c in others for others in known)]
        for key in new.keys() - old.keys():
            self._note(name, key, self.after, new[key], "in")
        for key in old.keys() - new.keys():
            self._note(name, key, self.before, self._row_before(name, key), "out")
        for key in old.keys() & new.keys():
            moved = [column for column in columns if old[key][column] != new[key][column]]
            if moved and self._changed_hands(name, key, new[key]):
                self._note(name, key, self.before, self._row_before(name, key), "out")
                self._note(name, key, self.after, new[key], "in")
                continue
            for column in moved:
                cell = Cell(name, _key_text(key), column, old[key][column], new[key][column])
                self._note(name, key, self.after, new[key], "cell", cell)

    def _changed_hands(self, name: str, key: Key, row: Row) -> bool:
        """Whether a row is about another study than it was."""
        was = self.before.owner(name, self._row_before(name, key))
        return name not in TIES and was != self.after.owner(name, row)

    def _row_before(self, name: str, key: Key) -> Row:
        """A row that went, as its own edition has it."""
        back = {new: old for old, new in self.same_rows.items()}
        return self.before.tables[name].rows[tuple(back.get(part, part) for part in key)]

    def _note(self, name, key, data: KeptData, row: Row, what: str, cell: Cell | None = None):
        if name in TIES:
            self.ties.append((name, _key_text(key), what, row["row_id"], row, cell))
            return
        if name == RULES:
            self._note_rule(key, row, what, cell)
            return
        owner = data.owner(name, row)
        if owner is None:
            self.records[name][what if cell is None else ("cell", key)] += 1
            return
        changes = self.by_owner[owner]
        if cell is None:
            (changes.rows_in if what == "in" else changes.rows_out).append((name, key))
        elif cell.column in BESIDES and owner[0] == CLAIM:
            self.records[name]["cell", key] += 1
        elif cell.column in BESIDES:
            changes.remarks += 1
        else:
            changes.cells.append(cell)

    def _note_rule(self, key: Key, row: Row, what: str, cell: Cell | None):
        claim = row["claim_id"]
        known = [(claim,) in self._rows(data, CLAIMS) for data in (self.before, self.after)]
        if not all(known):
            return  # it came or went with its claim
        rule = f"How the verdict on {claim} is decided"
        words = "; ".join(row[c] for c in row if c not in ("claim_id", "why_this_rule") and row[c])
        if cell is None:
            readers = "by readers"
            pair = (readers, words) if what == "in" else (words, readers)
            self.rules.append(MethodChange(rule, *pair))
        elif cell.column != "why_this_rule":
            self.rules.append(MethodChange(f"{rule}, {cell.column}", cell.before, cell.after))

    def _compare_bibliography(self):
        old, new = self.before.bibliography, self.after.bibliography
        for study in old.keys() & new.keys():
            for name in sorted(old[study].keys() | new[study].keys()):
                pair = old[study].get(name, ""), new[study].get(name, "")
                if pair[0] != pair[1]:
                    owner = self.by_owner[STUDY, study]
                    owner.cells.append(Cell(BIBLIOGRAPHY, study, name, *pair))
        for study in old.keys() ^ new.keys():
            where = self.by_owner[STUDY, study]
            (where.rows_in if study in new else where.rows_out).append((BIBLIOGRAPHY, (study,)))

    def changes(self) -> Changes:
        """Everything that is different."""
        states = self._states()
        claims = {change.claim_id: change for change in self._claims()}
        verdicts = tuple(self._verdicts())
        bears, evidence = self._evidence(claims)
        # Readings that came with a claim, or moved its verdict, are told by that.
        told = {change.claim_id for change in verdicts}
        told |= {name for name, change in claims.items() if change.state != CORRECTED}
        names = Naming(self.before, self.after)
        studies = [
            self._study(study, state, bears.get(study, ()), names)
            for study, state in sorted(states.items())
        ]
        return Changes(
            tuple(studies),
            tuple(claims.values()),
            tuple(evidence),
            verdicts,
            tuple(self._pools()),
            tuple(self._methods()),
            tuple(self._records(told)),
            tuple(self._untold()),
        )

    def _printed_rows(self, data: KeptData) -> Counter:
        """How many rows with what it prints each publication has."""
        counts: Counter = Counter()
        for name, table in data.tables.items():
            if data.is_printed(name):
                counts.update(row["source"] for row in table.rows.values())
        return counts

    def _states(self) -> dict[str, str]:
        old, new = self._printed_rows(self.before), self._printed_rows(self.after)
        return {
            owner[1]: self._state(changed, old[owner[1]], new[owner[1]])
            for owner, changed in self.by_owner.items()
            if owner[0] == STUDY
        }

    def _state(self, changed: _RowChanges, old: int, new: int) -> str:
        if not old and not new:
            return LISTED
        if not old or not new:
            return IN if new else OUT
        gone = [
            *(name for name, _ in changed.rows_out),
            *(cell.table for cell in changed.cells if cell.before),
        ]
        # A blank means not seen: that it is filled is no correction.
        come = [
            *(name for name, _ in changed.rows_in),
            *(cell.table for cell in changed.cells if not cell.before),
        ]
        if any(map(self._is_from_source, gone)):
            return CORRECTED
        if any(map(self._is_from_source, come)):
            return FURTHER
        return JUDGED if gone or come else REMARKED

    def _is_from_source(self, name: str) -> bool:
        """Whether a table says what a source is and prints; others say what is made of it."""
        return name in (*PUBLICATIONS, BIBLIOGRAPHY) or any(
            data.is_printed(name) for data in (self.before, self.after)
        )

    def _study(self, study: str, state: str, bears, names: "Naming") -> StudyChange:
        changed = self.by_owner[STUDY, study]
        rows = [
            tuple(sorted(f"{name} {_key_text(key)}" for name, key in part))
            for part in (changed.rows_in, changed.rows_out)
        ]
        return StudyChange(
            study,
            state,
            names.of(study),
            *rows,
            tuple(_ordered(changed.cells)),
            tuple(sorted(bears)),
            changed.remarks,
        )

    def _claims(self) -> Iterator[ClaimChange]:
        old, new = self._rows(self.before, CLAIMS), self._rows(self.after, CLAIMS)
        for key in sorted(old.keys() | new.keys()):
            claim_id = key[0]
            here = self.after if key in new else self.before
            row, verdict = (new.get(key) or old[key]), here.verdicts.get(claim_id, {})
            state = IN if key not in old else OUT if key not in new else CORRECTED
            # Readings belong to the verdict, which has its own place.
            own = self.by_owner.get((CLAIM, claim_id))
            cells = [cell for cell in own.cells if cell.table == CLAIMS] if own else []
            parts = self._new_parts(claim_id)
            if parts:
                state = SPLIT
            elif state == CORRECTED and not cells:
                continue
            judged = verdict.get("verdict", OPEN)
            yield ClaimChange(claim_id, state, row["claim"], judged, tuple(_ordered(cells)), parts)

    def _new_parts(self, claim_id: str) -> tuple[str, ...]:
        """Claims into which one was split since the earlier edition."""
        known = self._rows(self.before, CLAIMS)
        return tuple(
            key[0]
            for key, row in sorted(self._rows(self.after, CLAIMS).items())
            if row.get("part_of") == claim_id and key not in known
        )

    def _evidence(self, claims: Mapping[str, ClaimChange]):
        """Claims that each study bears on, and ties that changed otherwise."""
        bears: dict[str, set[str]] = defaultdict(set)
        others: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        for name, key, what, row_id, row, cell in self.ties:
            about = row.get("claim_id") or row.get("statistic_id", "")
            data = self.before if what == "out" else self.after
            owner = data.owner(name, row)
            study = owner[1] if owner and owner[0] == STUDY else ""
            if self._came_or_went(study, row_id, what):
                bears[study].add(about)
            elif about in claims and claims[about].state != CORRECTED:
                continue
            elif cell is None:
                others[about][what].append(f"{row_id} ({row['relation']})")
            elif cell.column in ("relation", "directness"):
                others[about]["cells"].append(cell)
            else:
                self.records[name]["cell", key] += 1
        evidence = [
            EvidenceChange(
                about,
                tuple(sorted(ties["in"])),
                tuple(sorted(ties["out"])),
                tuple(_ordered(ties["cells"])),
            )
            for about, ties in sorted(others.items())
        ]
        return bears, evidence

    def _came_or_went(self, study: str, row_id: str, what: str) -> bool:
        """Whether a tie came or went with the row of the study that it leads to."""
        if not study or what == "cell" or (STUDY, study) not in self.by_owner:
            return False
        changed = self.by_owner[STUDY, study]
        rows = changed.rows_in if what == "in" else changed.rows_out
        return any(key == (row_id,) for _, key in rows)

    def _verdicts(self) -> Iterator[VerdictChange]:
        old, new = self.before.verdicts, self.after.verdicts
        both = self._rows(self.before, CLAIMS).keys() & self._rows(self.after, CLAIMS).keys()
        for (claim_id,) in sorted(both):
            if self._new_parts(claim_id):
                continue
            was, now = old.get(claim_id, {}), new.get(claim_id, {})
            before, after = was.get("verdict", OPEN), now.get("verdict", OPEN)
            sure = was.get("certainty", ""), now.get("certainty", "")
            if before == after and sure[0] == sure[1]:
                continue
            why, date = self._why(claim_id, after)
            yield VerdictChange(
                claim_id,
                now.get("claim") or was["claim"],
                before,
                after,
                *sure,
                why,
                date,
                now.get("reason", ""),
            )

    def _why(self, claim_id: str, verdict: str) -> tuple[str, str]:
        """Reason and day that the later edition recorded for the change; blank if it did not."""
        known = self._rows(self.before, HISTORY)
        entries = [
            row
            for key, row in sorted(self._rows(self.after, HISTORY).items())
            if row["claim_id"] == claim_id and known.get(key) != row
        ]
        last = max(entries, key=lambda row: row["date"], default=None)
        if last is None or last["verdict"] != verdict:
            return "", ""
        return last["why"], last["date"]

    def _pools(self) -> Iterator[PoolChange]:
        old, new = self.before.results, self.after.results
        for result in (*new, *(r for r in old if r not in new)):
            was, now = old.get(result), new.get(result)
            if was is None or now is None or any(was.get(n) != now.get(n) for n in ANSWER):
                kept = [
                    None if row is None else {name: row.get(name) for name in ANSWER}
                    for row in (was, now)
                ]
                yield PoolChange(result, *kept)

    def _methods(self) -> Iterator[MethodChange]:
        old, new = self.before.protocol, self.after.protocol
        if old is not None and new is not None:
            for rule in (*new, *(r for r in old if r not in new)):
                was, now = old.get(rule, ""), new.get(rule, "")
                if was != now:
                    yield MethodChange(f"Protocol: {rule}", was, now)
        yield from sorted(self.rules, key=lambda change: change.rule)

    def _records(self, told: set[str]) -> Iterator[RecordChange]:
        counts = dict(self.records)
        for owner, changed in self.by_owner.items():
            if owner[0] != CLAIM or owner[1] in told:
                continue
            for what, part in (("in", changed.rows_in), ("out", changed.rows_out)):
                for name, _ in part:
                    if name != CLAIMS:
                        counts.setdefault(name, Counter())[what] += 1
            for cell in changed.cells:
                if cell.table != CLAIMS:
                    counts.setdefault(cell.table, Counter())["cell", cell.row] += 1
        for name, count in sorted(counts.items()):
            table: Table = (self.after.tables | self.before.tables)[name]
            changed = sum(1 for what in count if isinstance(what, tuple))
            yield RecordChange(name, table.title, count["in"], count["out"], changed)

    def _untold(self) -> Iterator[str]:
        for data, which in ((self.before, "earlier"), (self.after, "later")):
            other = self.after if data is self.before else self.before
            if not data.results and other.results:
                yield f"The {which} edition keeps no pooled answers."
            if data.protocol is None and other.protocol is not None:
                yield f"The {which} edition keeps no protocol among its data."
        for name in sorted(self.after.tables.keys() & self.before.tables.keys()):
            old, new = (set(data.tables[name].columns) for data in (self.before, self.after))
            for columns, words in ((new - old, "new"), (old - new, "gone")):
                if columns:
                    yield f"Table {name}: {', '.join(sorted(columns))} {words}."


def _ordered(cells: list[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (cell.table, cell.row, cell.column))
