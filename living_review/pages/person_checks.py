"""What a person must still check, in the order of what it would change."""

from functools import cached_property

import pandas as pd

from living_review.charts.number_format import interval_in_words
from living_review.evidence import tables
from living_review.pages.page_table import PageTable
from living_review.pages.sources import source_name
from living_review.synthesis.trials.pools import answer, leave_one_out
from living_review.synthesis.trials.selection import MAIN
from living_review.synthesis.trials.tables import effects_of

READ_IN_FULL = "full text"
MOST = 25  # publications on the page; the others bear on fewer claims
PERSON = "person"


class PersonChecks:
    """Publications of which more could be read, by what rests on them."""

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Publications that were not read in full and bear on a pool or a claim.

        Returns
        -------
        pandas.DataFrame
            ``source name address open read_as shift pool_without claims which``: ``shift`` is how
            far the main pool moves without the trial, in standard deviations and without a sign,
            nought for what is in no pool; ``claims`` how many claims have a direct row of it that
            is no context, and ``which``. Open full texts first, then by shift, then by claims.
        """
        views = tables.read("publication_views")
        in_full = set(views.loc[views["access"] == READ_IN_FULL, "source"])
        known = tables.bibliography()
        shifts, bearing = self._shifts(), self._bearing()
        publications = tables.read("publications").set_index("source")
        read_as = views.groupby("source")["access"].agg(lambda seen: ", ".join(sorted(set(seen))))
        found = []
        open_to_all = set(publications.index[publications["full_text"] != ""])
        for source in sorted({*shifts, *bearing, *open_to_all} - in_full):
            shift, without = shifts.get(source, (0.0, ""))
            found.append(
                {
                    "source": source,
                    "name": source_name(known[source]),
                    "address": publications.loc[source, "full_text"],
                    "read_as": read_as.get(source, ""),
                    "shift": shift,
                    "pool_without": without,
                    "claims": len(bearing.get(source, ())),
                    "which": ", ".join(sorted(bearing.get(source, ()))),
                }
            )
        frame = pd.DataFrame(found)
        frame["open"] = (frame["address"] != "").map({True: "yes", False: "not seen"})
        order = ["open", "shift", "claims"]
        return frame.sort_values(order, ascending=False, kind="stable", ignore_index=True)

    @staticmethod
    def _shifts() -> dict[str, tuple[float, str]]:
        """How far the main pool moves without each of its trials, and what it then is."""
        effects = effects_of((MAIN,))
        pooled, left_out = answer(effects), leave_one_out(effects)
        return {
            row.trial: (
                abs(row.estimate - pooled.estimate),
                interval_in_words(row.estimate, row.low, row.high),
            )
            for row in left_out.itertuples()
        }

    @staticmethod
    def _bearing() -> dict[str, set[str]]:
        """Claims that each publication has rows for or against, directly."""
        ties = tables.read("claim_evidence")
        ties = ties[(ties["relation"] != "context") & (ties["directness"] == "direct")]
        bearing: dict[str, set[str]] = {}
        for tie in ties.itertuples():
            row = tables.row(tables.table_of(tie.row_id), tie.row_id)
            bearing.setdefault(row["source"], set()).add(tie.claim_id)
        return bearing

    def table(self) -> PageTable:
        """The first of them, with what rests on each."""
        shown = self.rows.head(MOST).assign(
            moves=lambda t: [without or "in no pool" for without in t["pool_without"]],
            bears=lambda t: [which or "no claim directly" for which in t["which"]],
        )
        return PageTable(
            shown,
            "What a person should read first",
            {
                "name": "Publication",
                "open": "Open to all?",
                "read_as": "Read so far as",
                "moves": "The main pool without it",
                "bears": "Claims that use it as evidence",
            },
            links={"name": "address"},
        )

    def numbers(self) -> dict[str, str]:
        """How many publications wait, and how many persons have read, as text for prose."""
        readers = tables.read("readers")["kind"]
        return {
            "waiting": str(len(self.rows)),
            "open": str((self.rows["open"] == "yes").sum()),
            "shown": str(min(MOST, len(self.rows))),
            "persons": str((readers == PERSON).sum()) if (readers == PERSON).any() else "no person",
        }
