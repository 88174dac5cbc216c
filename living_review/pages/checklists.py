"""What standards ask of a review, whether this book does it, and how hard its openings read."""

import pandas as pd

from living_review.evidence import tables
from living_review.pages import readability
from living_review.pages.page_table import Folded, PageTable
from living_review.pages.plural import several
from living_review.pages.record_pages.addresses import row_address
from living_review.pages.sources import with_chapters

STATES = ("met", "partly met", "not met", "not applicable")


def _items(**where: str) -> pd.DataFrame:
    rows = with_chapters(tables.read("checklist_items", **where))
    place = rows["page"] + "#" + rows["anchor"]
    return rows.assign(place=place.where(rows["page"] != "", ""))


def checklist_table(standard: str) -> Folded:
    """Every item of one standard, folded below the number of items in each state.

    A row tells what is asked, the state, where that is seen, and how or why not; its item leads to
    its record.

    Raises
    ------
    KeyError
        If the data has no item of this standard.
    """
    rows = _items(standard=standard)
    if rows.empty:
        raise KeyError(f"there is no item of {standard!r}")
    rows["by"] = rows["checked_by"].replace("test", "a test")
    rows["record"] = [f"../{row_address('checklist_items', one)}" for one in rows["item_id"]]
    counts = rows["state"].value_counts()
    states = ", ".join(f"{counts[state]} {state}" for state in STATES if state in counts)
    items = PageTable(
        rows,
        f"Items of {standard}",
        {
            "item": "Item",
            "asked": "What is asked",
            "state": "State",
            "examined": "Where",
            "how": "How, or why not",
            "by": "Judged by",
        },
        links={"item": "record", "examined": "place"},
    )
    return Folded(f"{several(len(rows), 'item')}: {states}", items)


def checklists_table() -> PageTable:
    """How many items of each standard are in each state."""
    rows = tables.read("checklist_items", ("standard", "state"))
    counts = pd.crosstab(rows["standard"], rows["state"])
    counts = counts.reindex(index=rows["standard"].unique(), columns=list(STATES), fill_value=0)
    shown = counts.astype(str).rename_axis(columns=None).reset_index()
    return PageTable(
        shown,
        "Items by standard and state",
        {"standard": "Standard", **{s: s.capitalize() for s in STATES}},
    )


def checklist_numbers() -> dict[str, str]:
    """Counts that prose may want, as text."""
    rows = tables.read("checklist_items", ("standard", "state", "checked_by"))
    numbers = {s.replace(" ", "-"): int((rows["state"] == s).sum()) for s in STATES}
    numbers |= {
        "items": len(rows),
        "standards": rows["standard"].nunique(),
        "tested": int((rows["checked_by"] == "test").sum()),
    }
    return {name: str(number) for name, number in numbers.items()}


def reading_table() -> PageTable:
    """How hard the opening of each chapter reads, by both formulas."""
    rows = [
        {
            "chapter": name,
            "sentences": str(found.sentences),
            "ari": f"{found.ari:.1f}",
            "coleman_liau": f"{found.coleman_liau:.1f}",
        }
        for name, found in readability.opening_grades().items()
    ]
    return PageTable(
        with_chapters(pd.DataFrame(rows)),
        "School grades of the openings",
        {
            "examined": "Chapter",
            "sentences": "Sentences",
            "ari": "Automated readability index",
            "coleman_liau": "Coleman and Liau",
        },
        links={"examined": "page"},
    )
