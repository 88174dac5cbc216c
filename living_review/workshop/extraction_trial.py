"""What the door for data makes of errors of extraction that are put into true reports.

A copy of the review gets made-up trials, then one error at a time. Whatever the data check and the
calculations say of it is the outcome; what they let pass is held against the effect that the
people of the made-up trial have.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from living_review.checks.extraction.errors import ERRORS_PUT_IN, ExtractionError
from living_review.checks.extraction.outcomes import NO_ERROR, Outcome
from living_review.checks.extraction.reports import Rows, TrueReports
from living_review.checks.extraction.trials import with_true_trials
from living_review.checks.findings import Verdict
from living_review.checks.ledger import ledger
from living_review.evidence import tables
from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.trials.response import MEASURES, ratios
from living_review.synthesis.trials.selection import DOUBTED, EXCLUDED, SETS
from living_review.synthesis.trials.tables import effects_of_many, printed_responses
from living_review.workshop.copies import copied_review
from living_review.workshop.data_checks import problems

NOTICING = (Verdict.IMPOSSIBLE, Verdict.INCONSISTENT, Verdict.QUESTION)
# An effect is the right one within what rounding of printed numbers and variance formulas move.
SAME_EFFECT, SAME_ERROR = 0.03, 0.05
Effects = dict[str, tuple[float, ...]]  # by trial, or by trial and what was counted
Doubt = tuple[str, str]


def outcomes_of_errors(errors: Sequence[ExtractionError] = ERRORS_PUT_IN) -> pd.DataFrame:
    """Put each error into the true reports and see what becomes of it.

    Parameters
    ----------
    errors : sequence of ExtractionError
        Those to try, one at a time.

    Returns
    -------
    pandas.DataFrame
        ``error trial told_by outcome said``: first a row for each made-up trial without an error
        (*no error*), then one for each error; ``said`` is the first thing said of it.

    Raises
    ------
    ValueError
        If the door refuses true reports: then nothing can be said of errors.
    """
    with _copied_review() as review:
        review.write(true := review.true_reports())
        if said := problems():
            raise ValueError(f"true reports are refused, first: {said[0]}")
        right = _effects() | true.right
        known = set(_doubts(true))
        tried = [(NO_ERROR, trial, "", _of_effects(trial, right, ())) for trial in true.entries]
        for error in errors:
            spoilt = true.copy()
            error.spoil(spoilt, error.trial)
            review.write(spoilt)
            belongs = right if error.in_pool else {}
            doubts = (doubt for doubt in _doubts(spoilt) if doubt not in known)
            found = _of_problems() or _of_effects(error.trial, belongs, doubts)
            tried.append((error.name, error.trial, str(error.told_by), found))
    columns = ["error", "trial", "told_by", "outcome", "said"]
    return pd.DataFrame([(*cells, *found) for *cells, found in tried], columns=columns)


def _of_problems() -> tuple[Outcome, str] | None:
    """What the data check says: a value that can't be true is refused, an odd one asked about."""
    said = problems()
    if not said:
        return None
    only_asked = all(getattr(problem, "question", "") for problem in said)
    return Outcome.ASKED if only_asked else Outcome.REFUSED, str(said[0]).partition("\n")[0]


def _of_effects(trial: str, right: Effects, doubts: Iterable[Doubt]) -> tuple[Outcome, str]:
    """What becomes of a trial that the data check let pass, and of its doubles."""
    try:
        now = {name: effect for name, effect in _effects().items() if name.startswith(trial)}
        wrong = [n for n, effect in now.items() if n not in right or not _same(effect, right[n])]
        if not wrong:
            return (Outcome.NO_EFFECT if trial in now else Outcome.KEPT_OUT), ""
        doubt = next(iter(doubts), None)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Outcome.STOPS, str(error)
    moved = f"{wrong[0]}: {_told(now[wrong[0]])}"
    if wrong[0] in right:
        moved += f", right {_told(right[wrong[0]])}"
    return (Outcome.FOUND, f"{moved}; {doubt[1]}") if doubt else (Outcome.SILENT, moved)


def _told(effect: tuple[float, ...]) -> str:
    return " ".join(f"{number:.3f}" for number in effect)


def _same(now: tuple[float, ...], right: tuple[float, ...]) -> bool:
    """Whether two results of a trial are one, for all that a pool can see."""
    if len(now) != 2 or len(right) != 2:
        return len(now) == len(right) and all(map(math.isclose, now, right))
    (g, error), (right_g, right_error) = now, right
    return abs(g - right_g) <= SAME_EFFECT and abs(error / right_error - 1) <= SAME_ERROR


def _effects() -> Effects:
    """Effect and standard error of every trial in a pool; of a region, its variance and ends."""
    sets = tuple(name for name in (*SETS, DOUBTED) if name != EXCLUDED)
    found: Effects = {}
    for effect in effects_of_many()(sets):
        if isinstance(effect.result, FullResult):
            found[effect.trial] = (effect.result.yi, math.sqrt(effect.result.vi))
        elif effect.result is not None:
            ends = [end for region in effect.result.regions for end in region]
            found[effect.trial] = (effect.result.vi, *ends)
    for row in ratios(printed_responses()).to_dict("records"):
        for measure in MEASURES:
            yi, vi = row[f"{measure} yi"], row[f"{measure} vi"]
            found[f"{row['trial']} {measure}"] = (float(yi), math.sqrt(vi))
    return found


def _doubts(reports: TrueReports) -> Iterator[Doubt]:
    """Doubts of the reporting checks about made-up rows: row, and which check."""
    made = set(reports.ids.values())
    table = ledger()
    for row in table[table["verdict"].isin(NOTICING)].itertuples():
        if row.row_id in made:
            yield row.row_id, f"{row.check}: {row.verdict}"


@dataclass(frozen=True)
class _Review:
    """A copy of a review in a folder of its own, with its rows and bibliography as they were."""

    folder: Path
    rows: Rows
    schemas: dict[str, dict]
    bibliography: str

    @classmethod
    def read(cls, folder: Path) -> "_Review":
        """The review as it is now."""
        schemas = {each["name"]: each["schema"] for each in tables.descriptor()["resources"]}
        rows = {name: tables.read(name).astype(str).to_dict("records") for name in schemas}
        return cls(folder, rows, schemas, tables.read_bytes(tables.BIBLIOGRAPHY).decode())

    def true_reports(self) -> TrueReports:
        """Its rows with made-up trials."""
        return with_true_trials(self.rows, self.schemas)

    def write(self, reports: TrueReports):
        """Write the tables that hold made-up rows, and the bibliography with their entries."""
        for each in tables.descriptor()["resources"]:
            if not any(table == each["name"] for table, _ in reports.ids):
                continue
            names = [field["name"] for field in each["schema"]["fields"]]
            table = pd.DataFrame(reports.rows[each["name"]], columns=names)
            table = table.sort_values(each["schema"]["primaryKey"])
            table.to_csv(self.folder / "data" / each["path"], index=False, lineterminator="\n")
        entries = "".join(_entry(key, fields) for key, fields in reports.entries.items())
        path = self.folder / tables.BIBLIOGRAPHY
        path.write_text(f"{self.bibliography}\n{entries}", encoding="utf-8")


@contextmanager
def _copied_review() -> Iterator[_Review]:
    """A copy of what the data check and the calculations read, which for a while is the review."""
    with copied_review("requirements.txt") as folder:
        yield _Review(
            folder,
            {
                table: tables.read(table).astype(str).to_dict("records")
                for table in tables.table_names()
            },
            {each["name"]: each["schema"] for each in tables.descriptor()["resources"]},
            tables.read_bytes(tables.BIBLIOGRAPHY).decode(),
        )


def _entry(key: str, fields: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@article{{{key},\n{lines}}}\n\n"
