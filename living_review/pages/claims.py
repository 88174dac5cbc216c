"""Claims and the evidence for and against them."""

import pandas as pd

from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.rows_in_words import row_in_words
from living_review.pages.sources import with_chapters, with_sources
from living_review.synthesis.verdicts.claims import Claim, undivided


def claims_table(chapter: str = "") -> PageTable:
    """Claims as rows: what is claimed, where, what would have to be true, the verdict.

    Parameters
    ----------
    chapter : str, optional
        Only the claims that this chapter examines; otherwise all, each with its chapter.
    """
    labels = {
        "claim_id": "Claim",
        "claim": "What is claimed",
        "origin": "Whose claim",
        "locator": "Where",
        "would_have_to_be_true": "What would have to be true",
        "verdict": "Verdict",
    }
    if chapter:
        found = undivided(chapter=chapter)
        found["verdict"] = [str(Claim(claim_id).verdict) for claim_id in found["claim_id"]]
        if found.empty and not (tables.root() / "chapters" / f"{chapter}.md").exists():
            raise KeyError(f"there is no chapter {chapter!r}")
        return PageTable(found, "Claims that this chapter examines", labels)
    rows = with_chapters(undivided())
    rows["verdict"] = [str(Claim(claim_id).verdict) for claim_id in rows["claim_id"]]
    return PageTable(
        rows, "All claims", labels | {"examined": "Examined in"}, links={"examined": "page"}
    )


def checked_against_table(statistic_id: str) -> PageTable:
    """What a printed number was checked against, and whether the two agree."""
    links = tables.read("statistic_evidence", statistic_id=statistic_id)
    table = linked_rows(links, ("differs", "agrees", "context"))
    printed = row_in_words("printed_statistics", tables.row("printed_statistics", statistic_id))
    return PageTable(
        table,
        f"What the reported number was checked against ({printed})",
        {
            "relation": "Relation",
            "shown": "What was found",
            "reason": "Why it matters here",
            "access": "Read as",
            "reference": "Source",
        },
        links={"reference": "reference_address"},
    )


@tables.frozen()
def linked_rows(links: pd.DataFrame, order: tuple[str, ...]) -> pd.DataFrame:
    """Rows of evidence that links name, in words and with their source, by relation."""
    pieces = []
    for _, link in links.iterrows():
        place = tables.table_of(link["row_id"])
        row = tables.row(place, link["row_id"])
        pieces.append(
            {
                **link,
                "source": row["source"],
                "view": row["view"],
                "shown": row_in_words(place, row),
            }
        )
    table = with_sources(pd.DataFrame(pieces, columns=[*links.columns, "source", "view", "shown"]))
    table = table.sort_values("relation", key=lambda c: c.map(order.index), kind="stable")
    return table.reset_index(drop=True)
