"""Names that must be names of something: rows, chapters, headings, readers and tests."""

from living_review.evidence import tables
from living_review.evidence.problems import Problem, Rows, lines

# Columns that name a row of evidence in whatever table.
NAMING_ANY_ROW = {
    "claim_evidence": ("row_id",),
    "evidence_populations": ("row_id",),
    "statistic_evidence": ("row_id",),
    "contrast_groups": ("first", "second"),
    "printed_counts": ("compared_with",),
    "trial_results": ("first", "second", "estimate"),
    "trial_adverse_events": ("first", "second"),
    "trial_responses": ("first", "second"),
    "earlier_reviews": ("treatment_estimate",),
}


def check_links(read: Rows, package: dict) -> list[Problem]:
    """Row identifiers across tables: each once, and none that is not there."""
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for described in package["resources"]:
        if described["schema"]["primaryKey"] != ["row_id"]:
            continue
        for line in lines(read, described["name"]):
            row_id, file = line["row_id"], f"data/{described['path']}"
            if row_id in owners:
                wrong = f"stands in {owners[row_id]} too"
                remedy = "row identifiers are unique across all tables"
                problems.append(line.problem("row_id", wrong, remedy))
            owners[row_id] = file
    for name, columns in NAMING_ANY_ROW.items():
        required = _required(package, name)
        problems += [
            line.problem(column, "no table has this row", "name a row_id that exists")
            for line in lines(read, name)
            for column in columns
            if line[column] not in owners and (line[column] or column in required)
        ]
    return problems


def _required(package: dict, name: str) -> set[str]:
    fields = {r["name"]: r for r in package["resources"]}[name]["schema"]["fields"]
    return {f["name"] for f in fields if f.get("constraints", {}).get("required")}


def check_chapters(read: Rows, package: dict) -> list[Problem]:
    """Names of chapters in the data against the chapters that there are."""
    known = sorted(path.stem for path in (tables.root() / "chapters").glob("*.md"))
    remedy = f"leave it blank, or use one of: {', '.join(known)}"
    return [
        line.problem(column, "is no chapter", remedy)
        for described in package["resources"]
        for column in _marked(described, "chapter")
        for line in lines(read, described["name"])
        if line[column] and line[column] not in known
    ]


def _marked(described: dict, mark: str) -> list[str]:
    """Columns of a table that its descriptor marks as naming a chapter or a heading."""
    return [f["name"] for f in described["schema"]["fields"] if f.get(mark)]


def check_places(read: Rows, package: dict) -> list[Problem]:
    """Headings that the data name against those of the chapters: a renamed one is seen."""
    problems = []
    for described in package["resources"]:
        columns = _marked(described, "heading")
        for line in lines(read, described["name"]) if columns else ():
            known = tables.anchors(line["chapter"]) if line["chapter"] else []
            wrong = f"is no heading of chapters/{line['chapter']}.md"
            problems += [
                line.problem(column, wrong, f"use one of: {', '.join(known)}")
                for column in columns
                if known and line[column] not in known
            ]
    return problems


def check_checklists(read: Rows) -> list[Problem]:
    """Items of checklists that nobody checked, or that a test is said to check and none named."""
    problems, readers = [], {row["reader"] for row in read.get("readers", [])}
    for line in lines(read, "checklist_items"):
        if line["checked_by"] not in {*readers, "test"}:
            remedy = f"use test, or one of: {', '.join(sorted(readers))}"
            problems.append(line.problem("checked_by", "is neither a reader nor test", remedy))
        if (line["checked_by"] == "test") != bool(line["test"]):
            wrong = f"does not go with checked_by {line['checked_by']}"
            remedy = "name a test exactly where a test checks the item"
            problems.append(line.problem("test", wrong, remedy))
    return problems


def check_trust(read: Rows) -> list[Problem]:
    """Trustworthiness is settled from two readers; a third answer would count for nothing."""
    problems = []
    given: dict[tuple, list[str]] = {}
    for line in lines(read, "trustworthiness_readings"):
        readers = given.setdefault((line["trial"], line["domain"]), [])
        readers.append(line["reader"])
        if len(readers) > 2:
            wrong = (
                f"{line['trial']} has answers on {line['domain']} by "
                f"{' and '.join(readers[:2])} already"
            )
            remedy = "keep two readers; a further judgement is a row of data/trustworthiness.csv"
            problems.append(line.problem("reader", wrong, remedy))
    return problems
