"""Import references or a table of results as proposed rows, which a person takes over."""

import csv
import io
from pathlib import Path

from living_review.evidence import tables
from living_review.workshop.imports import comparison
from living_review.workshop.imports.cells import decoded
from living_review.workshop.imports.proposals import Proposal
from living_review.workshop.imports.reference_files import (
    BIBTEX_START,
    PUBMED_START,
    read_bibtex,
    read_pubmed,
    read_ris,
)
from living_review.workshop.imports.references import propose
from living_review.workshop.imports.results import ResultTable
from living_review.workshop.saying import fail

FOLDER = "proposals"
REFERENCES = {
    ".ris": read_ris,
    ".nbib": read_pubmed,
    ".bib": read_bibtex,
    ".bibtex": read_bibtex,
}
TABLES = (".csv", ".tsv", ".tab")


def import_file(file: str, source: str = ""):
    """Read a file of references or results into proposals; nothing of the review changes."""
    path = Path(file)
    if not file or not path.is_file():
        fail(f"{file or 'no file'}: there is no such file. Call: make import FILE=path")
    try:
        with tables.frozen():
            proposal = read_file(path, source)
    except ValueError as error:
        fail(str(error))
    folder = write_proposal(proposal, path.stem)
    print("\n".join(report(proposal, folder)))


def read_file(path: Path, source: str = "") -> Proposal:
    """What a file proposes.

    Parameters
    ----------
    path : pathlib.Path
        RIS, PubMed's format or BibTeX, or a table of results in the standard of Metapsy.
    source : str
        Key of the publication that a table of results comes from.

    Raises
    ------
    ValueError
        If the kind of file is not known, or the source has no entry in the bibliography.
    """
    if source and source not in tables.bibliography():
        raise ValueError(f"{source!r} has no entry in {tables.BIBLIOGRAPHY}: make new WHAT=study")
    proposal, kind = Proposal(), path.suffix.lower()
    text = decoded(path.read_bytes(), proposal)
    if kind in TABLES:
        ResultTable(proposal, source).read(text)
        return proposal
    reader = REFERENCES.get(kind) or _reader_of(text)
    if reader is None:
        known = ", ".join((*REFERENCES, *TABLES))
        raise ValueError(f"{path.name}: is of no kind that is known; name it by its kind: {known}")
    records = list(reader(text, proposal))
    if not records:
        raise ValueError(
            f"{path.name}: no record was found in it. RIS records begin with TY, PubMed's with "
            "PMID-, entries of BibTeX with @; was it exported in another form?"
        )
    propose(records, proposal)
    return proposal


def _reader_of(text: str):
    """Reader of a file whose name does not tell what it is, such as .txt of PubMed."""
    if PUBMED_START.search(text):
        return read_pubmed
    if BIBTEX_START.search(text):
        return read_bibtex
    return read_ris if "TY  - " in text else None


def write_proposal(proposal: Proposal, name: str) -> Path:
    """Write tables, entries, remarks and comparison into a folder of their own."""
    folder = tables.root() / FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file():
            old.unlink()
    for table, rows in proposal.rows.items():
        _write(folder / f"{table}.csv", rows)
    if proposal.entries:
        entries = "\n".join(proposal.entries[key] for key in sorted(proposal.entries))
        (folder / tables.BIBLIOGRAPHY).write_text(entries, encoding="utf-8")
    remarks = [vars(remark) for remark in proposal.remarks]
    _write(folder / "left_over.csv", remarks or [dict.fromkeys(("place", "what", "value", "why"))])
    if proposal.compared:
        _write(folder / "effects_compared.csv", proposal.compared)
    report_text = "\n".join(report(proposal, folder)) + "\n"
    (folder / "report.txt").write_text(report_text, encoding="utf-8")
    return folder


def _write(path: Path, rows: list[dict]):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in rows if any(row.values()))
    path.write_text(out.getvalue(), encoding="utf-8")


def report(proposal: Proposal, folder: Path) -> list[str]:
    """What became of every record, and what is left to do, in lines."""
    counts = ", ".join(f"{count} {name}" for name, count in proposal.counts().items())
    lines = [f"Records: {counts}.", f"Written to {folder}; nothing in the review has changed."]
    for table, rows in proposal.rows.items():
        lines.append(f"  {table}.csv: {len(rows)} rows{_to_fill(table, rows)}")
    if proposal.entries:
        lines.append(f"  {tables.BIBLIOGRAPHY}: {len(proposal.entries)} entries")
    lines.append(
        f"  left_over.csv: {len(proposal.remarks)} remarks on what was not taken over as it stands"
    )
    lines += comparison.in_words(proposal.compared)
    return [
        *lines,
        "Look at each row, fill what is blank, and take it over: rows into data/, entries into "
        f"{tables.BIBLIOGRAPHY}; then make canonical and make data-check.",
    ]


def _to_fill(table: str, rows: list[dict[str, str]]) -> str:
    fields = tables.resource(table)["schema"]["fields"]
    required = [f["name"] for f in fields if f.get("constraints", {}).get("required")]
    blank = [name for name in required if any(not row[name] for row in rows)]
    return f"; to fill: {', '.join(blank)}" if blank else ""
