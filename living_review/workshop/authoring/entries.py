"""Rows that are checked with the rest of the data before anything is written."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date

from living_review.evidence import data_check, tables
from living_review.evidence.comparison_rows import check_comparisons
from living_review.evidence.soundness import form
from living_review.synthesis.trials.soundness import check_effects
from living_review.synthesis.verdicts.soundness import check_verdicts
from living_review.workshop.authoring.forms import Question, fill, fill_row, questions
from living_review.workshop.copies import copied_review

Ask = Callable[[Question], str] | None

# Fields of an entry of the bibliography that are asked for; the key comes with the publication.
BIBLIOGRAPHIC = (
    Question("title", "Title as printed.", required=True),
    Question("author", "Authors as printed: Family, Given and Family, Given."),
    Question("year", "Year of publication as printed.", pattern="[0-9]{4}"),
    Question("journal", "Journal."),
    Question("volume", "Volume."),
    Question("pages", "Pages.", pattern=r"\w+(--?\w+)?"),
    Question("doi", "Digital object identifier, without https.", pattern=r"10\.[0-9]{4,}/\S+"),
)
ENTRY = re.compile(r"^@\w+\{(?P<key>[^,\s]+),", re.MULTILINE)


def new_row(table: str, given: Mapping[str, str], ask: Ask = None) -> list[str]:
    """Add a row to a table, where its key belongs.

    Returns
    -------
    list of str
        Where it stands now, as file, line and identifier.

    Raises
    ------
    ValueError
        If a value is not allowed or the data would not be sound with it; nothing is written.
    """
    row = fill_row(table, given, ask)
    file = f"data/{tables.resource(table)['path']}"
    changed = _with_row(table, row)
    write_if_sound({file: changed})
    return [_place(file, changed, table, row)]


def new_study(given: Mapping[str, str], ask: Ask = None) -> list[str]:
    """Add a publication: its entry in the bibliography, its row, and the view that was read.

    Parameters
    ----------
    given : mapping of str to str
        Fields of the bibliography and columns of the two tables; ``note`` is the publication's.
    """
    views = [q for q in questions("publication_views") if q.column not in ("source", "note")]
    proposals = {"seen_on": date.today().isoformat(), "view": "abstract"}
    answers = fill(
        [*reversed(questions("publications")), *BIBLIOGRAPHIC, *views],
        given,
        ask,
        lambda column, row: proposals.get(column, ""),
    )
    rows = {
        table: {
            field["name"]: answers.get(field["name"], "")
            for field in tables.resource(table)["schema"]["fields"]
        }
        for table in ("publications", "publication_views")
    }
    rows["publication_views"]["note"] = ""
    files = {table: f"data/{tables.resource(table)['path']}" for table in rows}
    changes = {files[table]: _with_row(table, row) for table, row in rows.items()}
    places = [_place(files[t], changes[files[t]], t, row) for t, row in rows.items()]
    changes[tables.BIBLIOGRAPHY] = _with_entry(answers)
    write_if_sound(changes)
    return [f"{tables.BIBLIOGRAPHY} ({answers['source']})", *places]


def _with_row(table: str, row: Mapping[str, str]) -> bytes:
    """A table's bytes with one row more."""
    described = tables.resource(table)
    text = tables.read_bytes(f"data/{described['path']}").decode("utf-8")
    rows = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    return form.canonical_table(
        [*rows, [row[name] for name in rows[0]]], described["schema"]["primaryKey"]
    )


def _place(file: str, content: bytes, table: str, row: Mapping[str, str]) -> str:
    """File, line and identifier of a row that was added."""
    written = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    key = tables.resource(table)["schema"]["primaryKey"]
    line = written.index([row[name] for name in written[0]]) + 1
    return f"{file}:{line} ({' '.join(row[name] for name in key)})"


def _with_entry(answers: Mapping[str, str]) -> bytes:
    """The bibliography with one entry more, where its key belongs."""
    kind = "article" if answers["journal"] else "misc"
    fields = {question.column: answers[question.column] for question in BIBLIOGRAPHIC}
    fields["title"] = f"{{{fields['title']}}}"  # the title's capitals stay
    fields["author"] = fields["author"] or "{authors not seen}"
    fields["year"] = fields["year"] or "year not seen"
    fields["url"] = answers["address"]
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    entry = "\n".join([f"@{kind}{{{answers['source']},", *lines, "}"]) + "\n"
    text = tables.read_bytes(tables.BIBLIOGRAPHY).decode("utf-8")
    later = [match for match in ENTRY.finditer(text) if match["key"] > answers["source"]]
    if later:
        at = later[0].start()
        return f"{text[:at]}{entry}\n{text[at:]}".encode()
    return f"{text.rstrip()}\n\n{entry}".encode()


def write_if_sound(changes: Mapping[str, bytes]):
    """Write files of the review if its data are sound with all of them, and else none.

    Parameters
    ----------
    changes : mapping of str to bytes
        Path below the review's folder → new content.

    Raises
    ------
    ValueError
        With every problem that the data would have.
    """
    root = tables.root()
    with copied_review() as copy:
        for name, content in changes.items():
            (copy / name).write_bytes(content)
        problems = data_check.check_data(check_verdicts, check_comparisons, check_effects)
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    for name, content in changes.items():
        (root / name).write_bytes(content)
