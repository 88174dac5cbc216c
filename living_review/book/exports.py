"""What stands beside the pages under addresses that will stay: data, verdicts, Vega."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from living_review.book import linked_data
from living_review.evidence import edition_in_hand, identity, keys, stored_results, tables

SCHEMAS = Path(__file__).resolve().parent / "schemas"
# Code that answers come from, widely meant: a stale number would be worse than a wait.
RESULT_MODULES = ("checks", "evidence", "statistics", "synthesis")

VEGA = "vega/vega.js"
ARCHIVE = "all-data.zip"
JOIN_SCRIPT = "window.reviewVegaEmbed = vegaEmbed;"


def _write(path: Path, content: bytes):
    if not (path.exists() and path.read_bytes() == content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_vega(static: Path):
    """Vega, Vega-Lite and Vega-Embed as one classic script.

    Wrapped in a function: bare, it would leak thousands of names into the page. Classic rather
    than a module, so that live charts work in a book that is opened from a folder.
    """
    import vl_convert

    wanted = keys.digest_of(vl_convert.__version__, JOIN_SCRIPT)
    path = tables.root() / ".cache" / VEGA
    found = keys.kept(path)
    if found is None or found.key != wanted:
        bundle = vl_convert.javascript_bundle(JOIN_SCRIPT)
        keys.keep(path, wanted, f"(function(){{{bundle}\n}})();\n".encode())
        found = keys.kept(path)
    _write(static / VEGA, found.content)


def write_scripts(source: Path, static: Path):
    """The book's own scripts without the lines of comment that only their authors need."""
    for script in sorted(source.glob("*.js")):
        lines = script.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.lstrip().startswith("//")]
        _write(static / script.name, "".join(kept).encode())


def write_data(out: Path):
    """The data package: every table as CSV and JSON, the descriptor as datapackage.json."""
    package = tables.descriptor()
    text = json.dumps(package, indent=2, ensure_ascii=False, default=str)
    _write(out / "datapackage.json", f"{text}\n".encode())
    for described in package["resources"]:
        raw = tables.read_bytes(f"data/{described['path']}")
        _write(out / described["path"], raw)
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
        twin = json.dumps(rows, indent=1, ensure_ascii=False)
        _write(out / Path(described["path"]).with_suffix(".json"), f"{twin}\n".encode())
    write_verdicts(out)
    write_results(out)
    write_citations(out)
    _write(out / "protocol.json", _as_json(tables.register("protocol")))
    _write(out / "references.bib", tables.read_bytes(tables.BIBLIOGRAPHY))
    write_archive(out)
    for schema in sorted(SCHEMAS.glob("*.schema.json")):
        _write(out / schema.name, schema.read_bytes())


def write_archive(out: Path):
    """Every table with the description of its columns, the protocol and the references, in one."""
    names = ["datapackage.json", "protocol.json", "references.bib"]
    names += [described["path"] for described in tables.descriptor()["resources"]]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(names):  # without the time of day, which would differ each time
            data = (out / name).read_bytes()
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    _write(out / ARCHIVE, content.getvalue())


def _as_json(value) -> bytes:
    return f"{json.dumps(value, indent=1, ensure_ascii=False, default=str)}\n".encode()


def write_citations(out: Path):
    """Write the edition as reference managers read it: BibTeX and RIS."""
    edition = edition_in_hand.current()
    title, version, date = identity.title(), edition["version"], edition["date"]
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in identity.authors()),
        "title": f"{{{title}}}",
        "version": version,
        "date": date,
        "year": date[:4],
        "note": f"Living review, {version}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    _write(out / "citation.bib", f"@misc{{livingreview,\n{lines}}}\n".encode())
    authors = [("AU", f"{name},") for name in identity.authors()]  # a comma: no given name follows
    ris = [("TY", "GEN"), *authors, ("TI", title), ("DA", date.replace("-", "/")), ("ET", version)]
    text = "".join(
        f"{tag}  - {value}\r\n" for tag, value in [*ris, ("ER", "")] if value or tag == "ER"
    )
    _write(out / "citation.ris", text.encode())


def _kept_result(name: str, make: Callable[[], object]):
    """An answer of seconds, as it was kept under a key of the data and the code, or made anew."""
    names = [f"data/{described['path']}" for described in tables.descriptor()["resources"]]
    read = [*names, *tables.REGISTERS, tables.BIBLIOGRAPHY]
    inputs = keys.digest_of(*map(tables.read_bytes, read))
    wanted = stored_results.key_of(inputs, RESULT_MODULES)
    path = tables.root() / ".cache" / "results" / f"{name}.json"
    found = keys.kept(path)
    if found is None or found.key != wanted:
        keys.keep(path, wanted, _as_json(make()))
        found = keys.kept(path)
    return json.loads(found.content)


def write_results(out: Path):
    """The pooled answers, and what they would have been at the end of each year."""

    def make() -> dict:
        from living_review.synthesis.trials.results import main_by_year, pools

        return {"pools": pools(), "by_year": main_by_year().to_dict("records")}

    _write(out / "results.json", _as_json(_kept_result("results", make)))


def verdicts() -> pd.DataFrame:
    """Every claim with its verdict: `verdict_table`, which takes a second, as it was kept."""

    def make() -> dict:
        from living_review.synthesis.verdicts.claims import verdict_table

        return verdict_table().to_dict("split", index=False)

    return pd.DataFrame(**_kept_result("verdicts", make))


def write_verdicts(out: Path):
    """Every claim with its verdict, as CSV and JSON, and as linked data."""
    table = verdicts()
    _write(out / "verdicts.csv", table.to_csv(index=False, lineterminator="\n").encode())
    shown = json.dumps(table.to_dict("records"), indent=1, ensure_ascii=False)
    _write(out / "verdicts.json", f"{shown}\n".encode())
    linked = json.dumps(linked_data.graph(table, ".."), indent=1, ensure_ascii=False)
    _write(out / "claims.jsonld", f"{linked}\n".encode())
