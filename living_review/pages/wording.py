"""Two texts that were compared word by word: what they share, and what differs."""

from functools import cached_property

import pandas as pd

from living_review.charts.stacked_parts import stacked_parts
from living_review.evidence import tables
from living_review.evidence.printed_numbers import value_of
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable

SHARED, ADDED, CHANGED, DROPPED = PARTS = ("in both", "put in", "changed", "left out")
HUNDRED = 100


class WordComparison:
    """A text and the one that it follows, from the facts about the two.

    Parameters
    ----------
    shared : tuple of str
        Rows of the facts with the words that the two share, ``count`` of ``of``: the first counted
        in the text, the second in the one that it follows.
    added, dropped : tuple of str
        Rows with words that only the text has, and that only the other has.
    names : tuple of str
        What the two are called.
    """

    def __init__(
        self,
        shared: tuple[str, str],
        added: tuple[str, ...],
        dropped: tuple[str, ...],
        names: tuple[str, str],
    ):
        self.shared, self.added, self.dropped, self.names = shared, added, dropped, names

    @cached_property
    def rows(self) -> pd.DataFrame:
        """``whole``, ``part``, ``count``; words of no other part are changed ones."""
        found = []
        for name, shared, others, part in zip(
            self.names, self.shared, (self.added, self.dropped), (ADDED, DROPPED), strict=True
        ):
            same, total = _count(shared, "count"), _count(shared, "of")
            apart = sum(_count(row_id, "count") for row_id in others)
            changed = total - same - apart
            if changed < 0:
                raise ValueError(
                    f"{shared}: {same} shared and {apart} other words are more than {total}; "
                    f"look at count and of in data/provenance_facts.csv"
                )
            found += [(name, SHARED, same), (name, part, apart), (name, CHANGED, changed)]
        return pd.DataFrame(found, columns=["whole", "part", "count"])

    def figure(self, name: str, caption: str) -> Figure:
        """Both texts as bars of words."""
        sentences = []
        for whole, part in self.rows.groupby("whole", sort=False):
            counts = ", ".join(
                f"{row.number} {row.part}"
                for row in part.rename(columns={"count": "number"}).itertuples()
            )
            sentences.append(f"{whole}, {part['count'].sum()} words: {counts}.")
        table = PageTable(
            self.rows, caption, {"whole": "Text", "part": "Words that are", "count": "How many"}
        )
        draw = stacked_parts(self.rows, parts=PARTS, unit="words")
        share = []
        for whole, part in self.rows.groupby("whole", sort=False):
            same = part.loc[part["part"] == SHARED, "count"].sum()
            share.append(f"{100 * same / part['count'].sum():.0f} % ({whole})")
        title = f"Words that both texts share: {', '.join(share)}"
        return Figure(
            name, title, caption, f"Two bars of words. {' '.join(sentences)}", draw, table
        )

    def numbers(self) -> dict[str, str]:
        """Words of the text, those that it shares and what was left out, for prose, as text."""
        first, second = (
            part.set_index("part")["count"] for _, part in self.rows.groupby("whole", sort=False)
        )
        return {
            "words": str(first.sum()),
            "shared": str(first[SHARED]),
            "dropped": str(second[DROPPED]),
            "share": f"{HUNDRED * first[SHARED] / first.sum():.0f}",
        }


def _count(row_id: str, column: str) -> int:
    return int(value_of(tables.row("provenance_facts", row_id)[column]))
