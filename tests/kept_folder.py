"""Data folders of editions for tests: the review's own tables, and a known change of them."""

import csv
import json
import shutil
from pathlib import Path

from living_review.evidence import tables

ROOT = tables.root()
POOL = {
    "result": "main; all",
    "outcome": "pain",
    "set": "main",
    "pooled": "all",
    "measure": "g",
    "estimate": -0.6,
    "low": -0.9,
    "high": -0.25,
    "predicted_low": -1.09,
    "predicted_high": -0.03,
    "trials": 5,
    "people": 287,
    "certainty": "very low",
}


class Folder:
    """The data folder of an edition, made of the review's own tables."""

    def __init__(self, path: Path):
        self.path = path

    @classmethod
    def new(cls, path: Path) -> "Folder":
        path.mkdir(parents=True)
        for described in tables.descriptor()["resources"]:
            shutil.copy(ROOT / "data" / described["path"], path)
        shutil.copy(ROOT / "references.bib", path)
        folder = cls(path)
        folder.write("datapackage.json", tables.descriptor())
        folder.write("protocol.json", tables.register("protocol"))
        folder.write("results.json", {"pools": [POOL], "by_year": []})
        last = tables.read("verdict_history").groupby("claim_id").last().reset_index()
        claims = tables.read("claims").set_index("claim_id")["claim"]
        folder.write(
            "verdicts.json",
            [
                {**row, "claim": claims[row["claim_id"]], "reason": "As the readers found."}
                for row in last[["claim_id", "verdict", "certainty"]].to_dict("records")
            ],
        )
        return folder

    def copy(self, path: Path) -> "Folder":
        shutil.copytree(self.path, path)
        return Folder(path)

    def write(self, name: str, value):
        text = json.dumps(value, ensure_ascii=False, default=str)
        (self.path / name).write_text(text, encoding="utf-8")

    def read(self, name: str):
        return json.loads((self.path / name).read_text(encoding="utf-8"))

    def rows(self, table: str) -> list[dict]:
        with (self.path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_rows(self, table: str, rows: list[dict]):
        path = self.path / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))  # also of a table without rows
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows({**dict.fromkeys(columns, ""), **row} for row in rows)

    def add(self, table: str, **cells: str):
        self.write_rows(table, [*self.rows(table), cells])

    def drop(self, table: str, **where: str):
        kept = [row for row in self.rows(table) if not where.items() <= row.items()]
        assert len(kept) < len(self.rows(table))
        self.write_rows(table, kept)

    def edit(self, table: str, where: dict[str, str], **cells: str):
        rows = self.rows(table)
        met = [row for row in rows if where.items() <= row.items()]
        assert met
        for row in met:
            row.update(cells)
        self.write_rows(table, rows)

    def edit_verdict(self, claim_id: str, **cells: str) -> dict:
        verdicts = self.read("verdicts.json")
        row = next(row for row in verdicts if row["claim_id"] == claim_id)
        row.update(cells)
        self.write("verdicts.json", verdicts)
        return row

    def edit_pool(self, **cells):
        self.write("results.json", {"pools": [{**POOL, **cells}], "by_year": []})

    def add_study(self, key: str = "doe2026"):
        bibliography = self.path / "references.bib"
        entry = f"@article{{{key}, title = {{A trial}}, author = {{Doe, Jane}}, year = {{2026}}}}\n"
        bibliography.write_text(bibliography.read_text(encoding="utf-8") + entry, encoding="utf-8")
        self.add("publications", source=key, publication_type="journal article")
        self.add("publication_views", source=key, view="abstract", access="abstract")
        self.add("trials", trial=key, source=key, view="abstract", allocation="random")
        self.add(
            "trial_results",
            row_id="res-900",
            trial=key,
            source=key,
            view="abstract",
            p_value="0.3",
            note="New.",
        )
        self.add("risk_of_bias_answers", trial=key, question="1.1", first_answer="yes")
        self.add("trustworthiness_readings", trial=key, domain="results", reader="reader1")
        self.add(
            "claim_evidence",
            claim_id=CLAIM,
            row_id="res-900",
            relation="opposes",
            directness="direct",
            reason="It found nothing.",
        )


CLAIM = tables.read("verdict_history")["claim_id"].iloc[1]
CLAIM_TEXT = tables.row("claims", CLAIM)["claim"]
HISTORY = tables.read("verdict_history", claim_id=CLAIM).iloc[-1]
MOVED_TO = "supported" if HISTORY["verdict"] != "supported" else "overstated"
RESULT = tables.read("trial_results").iloc[0]


def mend(folder: Folder):
    folder.edit("trial_results", {"row_id": RESULT["row_id"]}, p_value="0.05")


def move(folder: Folder):
    folder.add(
        "verdict_history",
        claim_id=CLAIM,
        date="2027-01-02",
        verdict=MOVED_TO,
        certainty=HISTORY["certainty"],
        why="A new trial found nothing.",
    )
    folder.edit_verdict(CLAIM, verdict=MOVED_TO)
    readings = {"claim_id": CLAIM, "reading": "settlement"}
    if any(readings.items() <= row.items() for row in folder.rows("verdict_readings")):
        folder.edit("verdict_readings", readings, verdict=MOVED_TO, judged_on="2027-01-02")
