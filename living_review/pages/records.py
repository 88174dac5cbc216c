"""What the review knows of itself: sources, readers, protocol, look-ups, data dictionary."""

import re

import pandas as pd

from living_review.evidence import tables
from living_review.evidence.printed_numbers import PrintedNumber
from living_review.pages.page_table import PageTable
from living_review.pages.plural import none_or_several, several
from living_review.pages.sources import with_sources
from living_review.search.heartbeat import beats
from living_review.synthesis.verdicts.claims import undivided


def claim_numbers() -> dict[str, str]:
    """How many claims are examined, in all and of each document, as text for prose."""
    claims = undivided(("seed",))
    first, second = tables.read("seeds", ("seed",))["seed"]
    return {
        "claims": str(len(claims)),
        "claims-first": str((claims["seed"] == first).sum()),
        "claims-second": str((claims["seed"] == second).sum()),
    }


def publication_numbers() -> dict[str, str]:
    """How many publications the review draws on, as text for prose."""
    return {"publications": str(tables.count("publications"))}


def search_numbers() -> dict[str, str]:
    """How many searches are planned and how many have begun, as text for prose."""
    searches = beats()
    ran = [search for search in searches if search.last]
    return {"searches": str(len(searches)), "searches-run": str(len(ran))}


def access_table() -> PageTable:
    """How far the sources could be read."""
    views = tables.read("publication_views", ("access",))
    counts = views["access"].value_counts().rename_axis("access").reset_index(name="views")
    return PageTable(
        counts,
        "How far the sources were read",
        {"access": "Read as", "views": "Views of publications"},
    )


def _who_read() -> pd.DataFrame:
    """Who read each row of evidence first, and who checked it."""
    columns = ("extracted_by", "checked_by")
    return pd.concat(
        [
            tables.read(described["name"], columns)
            for described in tables.descriptor()["resources"]
            if set(columns) <= {field["name"] for field in described["schema"]["fields"]}
        ]
    )


def readers_table() -> PageTable:
    """Who read the sources, and how many rows each read first and checked."""
    rows = _who_read()
    by_number = tables.read("readers").sort_values(
        "reader", key=lambda names: names.map(_name_and_number), kind="stable"
    )
    readers = by_number.assign(
        extracted=lambda t: [int((rows["extracted_by"] == r).sum()) for r in t["reader"]],
        checked=lambda t: [int((rows["checked_by"] == r).sum()) for r in t["reader"]],
    )
    return PageTable(
        readers,
        "Readers of the evidence",
        {
            "reader": "Reader",
            "kind": "Kind",
            "description": "What it did",
            "extracted": "Rows read first",
            "checked": "Rows checked",
        },
    )


def _name_and_number(reader: str) -> tuple[str, int]:
    """Name and number of a reader, so that the second stands before the tenth."""
    name, number = re.fullmatch(r"(.*?)(\d*)", reader).groups()
    return name, int(number or 0)


def reading_numbers() -> dict[str, str]:
    """How many rows have one reader and how many two, and whether people were among those.

    Returns
    -------
    dict of str to str
        Numbers for prose; ``persons`` is the beginning of a sentence, such as *2 people have*. Who
        only stands in the table of readers has checked nothing, and is not counted.
    """
    rows = _who_read()
    once = int((rows["checked_by"] == "").sum())
    readers = tables.read("readers").set_index("reader")["kind"]
    persons = (readers[readers == "person"].index.isin(rows["checked_by"])).sum()
    told = none_or_several(persons, "person has", "people have")
    return {
        "rows-read": str(len(rows)),
        "rows-once": str(once),
        "rows-twice": str(len(rows) - once),
        "persons": f"{told[0].upper()}{told[1:]}",
    }


def facts_table(table: str, caption: str, **where: str) -> PageTable:
    """Facts of one topic, each with its source; ``where`` names columns and their values."""
    rows = with_sources(tables.read(table, **where))
    words = "fact" if "fact" in rows else "found"
    if "value" in rows:
        rows["number"] = [
            f"{v} {u}".strip() for v, u in zip(rows["value"], rows["unit"], strict=True)
        ]
    labels = {words: "What the source says"}
    if "compared" in rows:
        labels = {"compared": "What was looked at", words: "What was found"}
    if "agrees" in rows and (rows["agrees"] != "").any():
        labels["agrees"] = "Do they agree?"
    if "number" in rows and (rows["number"] != "").any():
        labels["number"] = "Number"
    if "country" in rows and (rows["country"] != "").any():
        labels["country"] = "Country"
    links = {"reference": "reference_address"}
    if "telephone" in rows and (rows["telephone"] != "").any():
        rows["call"] = "tel:" + rows["telephone"].str.replace(" ", "")
        labels = {"telephone": "Call", **labels}
        links["telephone"] = "call"
    labels |= {"access": "Read as", "reference": "Source"}
    return PageTable(rows, caption, labels, links=links)


@tables.frozen()
def printed_values(**rows: str | tuple[str, str]) -> dict[str, str]:
    """Numbers of single rows for prose: the name that each is given, and its row.

    Parameters
    ----------
    **rows : str or tuple of str
        Identifier of a row, whose value, estimate or count is taken; or identifier and column,
        such as the number of people.

    Returns
    -------
    dict of str to str
        As printed. A fact of which the data hold a total as well has a second name, with ``-of``
        behind it.

    Raises
    ------
    ValueError
        If the row holds no such number.
    """
    numbers = {}
    for name, asked in rows.items():
        row_id, *columns = (asked,) if isinstance(asked, str) else asked
        row = tables.row(tables.table_of(row_id), row_id)
        among = columns or ("value", "estimate", "count")
        column = next((c for c in among if row.get(c, "")), None)
        if column is None:
            raise ValueError(
                f"row {row_id} holds no number that could stand in prose: {' and '.join(among)} "
                "are blank or no columns of its table"
            )
        numbers[name] = row[column]
        if not columns and row.get("of", ""):
            numbers[f"{name}-of"] = row["of"]
    return numbers


def read_in_part() -> dict[str, str]:
    """Share of the publications of which an abstract or a record is all that was seen."""
    views = tables.read("publication_views", ("source", "access"))
    little = views["access"].isin(["abstract", "record only"]).groupby(views["source"]).all()
    return {"little-read": f"{100 * little.mean():.0f}"}


def _stands_for(row: pd.Series) -> str:
    """Values that would be printed like this number; a unit in brackets counts exactly."""
    if not row["value"] or row["unit"].startswith("("):
        return ""
    low, _ = PrintedNumber(row["value"]).rounding_interval()
    _, high = PrintedNumber(row["value_high"] or row["value"]).rounding_interval()
    decimals = PrintedNumber(row["value"]).decimals + 1
    return f"{low:.{decimals}f} to {high:.{decimals}f}"


def _range(row: pd.Series) -> str:
    number = row["value"]
    if row["value_high"]:
        number += f" to {row['value_high']}"
    return f"{number} ± {row['spread']}" if row["spread"] else number


def searches_table() -> PageTable:
    """Planned searches: source, schedule, last whole run and query."""
    rows = pd.DataFrame(tables.register("protocol")["searches"])
    rows["last"] = [f"{b.last}" if b.last else "not run yet" for b in beats()]
    return PageTable(
        rows,
        "Searches of the protocol",
        {"source": "Source", "schedule": "How often", "last": "Last run", "query": "Query"},
        links={"source": "address"},
    )


def protocol_table(*path: str, caption: str) -> PageTable:
    """One part of the protocol as a table of names and texts."""
    part = tables.register("protocol")
    for step in path:
        part = part[step]
    if isinstance(part, list):
        # Rules have an identifier and perhaps a subject.
        rows = [
            {
                "name": " ".join(item[key] for key in ("id", "subject") if key in item),
                "text": item["rule"],
            }
            for item in part
        ]
    else:
        rows = [
            {"name": name.replace("_", " "), "text": _protocol_text(value)}
            for name, value in part.items()
            if not isinstance(value, dict)
        ]
    return PageTable(pd.DataFrame(rows), caption, {"name": "Item", "text": "Rule"})


def amendments_table(*columns: str, caption: str) -> PageTable:
    """Changes of the protocol, each with its day; `columns` are of *change* and *reason*."""
    rows = pd.DataFrame(tables.register("protocol")["amendments"]).astype(str)
    labels = {"date": "Day", "change": "What was changed", "reason": "Why, and what was known then"}
    return PageTable(rows, caption, {name: labels[name] for name in ("date", *columns)})


def _protocol_text(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)


def lookup_numbers() -> dict[str, str]:
    """How many look-ups were made, for how many purposes, and when, as text for prose."""
    rows = tables.read("lookups", ("purpose", "looked_up_on"))
    return {
        "lookups": str(len(rows)),
        "lookup-purposes": str(rows["purpose"].nunique()),
        "lookups-from": rows["looked_up_on"].min(),
        "lookups-to": rows["looked_up_on"].max(),
    }


def lookups_table(least: int = 10) -> PageTable:
    """What the look-ups of known items were for; purposes of fewer than `least` share one row."""
    counts = tables.read("lookups", ("purpose",))["purpose"].value_counts(sort=False)
    counts = counts.sort_values(ascending=False, kind="stable")
    often, others = counts[counts >= least], counts[counts < least]
    rows = list(often.items())
    if len(others):
        rows.append((several(len(others), "other purpose"), others.sum()))
    shown = pd.DataFrame(rows, columns=["purpose", "number"]).astype(str)
    labels = {"purpose": "To settle", "number": "Look-ups"}
    return PageTable(shown, "What the look-ups were for", labels)
