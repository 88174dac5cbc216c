"""Verdicts on claims: all of them at a glance, those of a chapter, two readers side by side."""

from functools import cached_property

import pandas as pd

from living_review.charts.finding_wall import finding_wall
from living_review.charts.scales import CLAIMS
from living_review.evidence import tables
from living_review.pages.claim_card import record
from living_review.pages.claim_section import NOT_SURE
from living_review.pages.figure import Figure
from living_review.pages.page_table import LinkList, PageTable
from living_review.pages.plural import none_or_several, several
from living_review.synthesis.certainty import Certainty
from living_review.synthesis.verdicts import readings
from living_review.synthesis.verdicts.claims import Claim, verdict_table
from living_review.synthesis.verdicts.rules import ClaimVerdict

APART = "inferred or on record"
TALLIED = ("said", "hedged")  # the others are counted apart
TOOLTIPS = (("what", "claim"), ("printed", "what is claimed"), ("verdict", "verdict"))


def chapter_certainty(chapter: str) -> dict[str, str]:
    """How sure the verdicts of one chapter are: ``certainty``, one level or the range of them.

    Claims to which certainty does not apply are left out; those that nobody has judged are told.

    Examples
    --------
    >>> certainty_in_words(["moderate", "low", "not applicable"])
    'low to moderate'
    """
    with tables.frozen():
        ids = tables.read("claims", chapter=chapter)["claim_id"]
        return {"certainty": certainty_in_words([Claim(one).certainty for one in ids])}


def certainty_in_words(levels: list[str]) -> str:
    """One level, or the lowest and the highest, and how many are not judged yet."""
    order = [str(level) for level in reversed(Certainty)]
    known = sorted({level for level in levels if level in order}, key=order.index)
    words = [known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"] if known else []
    if waiting := levels.count(""):
        words.append(f"{NOT_SURE} for {waiting}" if known else NOT_SURE)
    return ", ".join(words) or "not applicable"


class Verdicts:
    """All claims with their verdicts."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per claim, with the ``page`` on which it is examined."""
        found = verdict_table()
        return found.assign(page=(found["chapter"] + ".html").where(found["chapter"] != "", ""))

    @cached_property
    def said(self) -> pd.DataFrame:
        """Claims that a document makes itself, hedged or not."""
        return self.table[self.table["origin"].isin(TALLIED)]

    def numbers(self) -> dict[str, str]:
        """How many claims have each verdict and who decided, as text for prose.

        Verdicts are counted over what the documents say; ``apart`` are the other claims.
        """
        counts = self.said["verdict"].value_counts()
        waiting = int((self.table["verdict"] == str(ClaimVerdict.OPEN)).sum())
        judged = len(self.table) - waiting
        known = [verdict for verdict in ClaimVerdict if verdict != ClaimVerdict.OPEN]
        numbers = {f"{str(v).replace(' ', '-')}": str(counts.get(str(v), 0)) for v in known}
        by_rule = int(self.table["decided_by"].str.startswith("rule").sum())
        return numbers | {
            "claims": str(len(self.table)),
            "said": str(len(self.said)),
            "apart": str(len(self.table) - len(self.said)),
            "judged": str(judged),
            "by-rule": str(by_rule),
            "by-readers": str(judged - by_rule),
            "waiting": none_or_several(waiting, "claim waits", "claims wait"),
        }

    def of(self, *claim_ids: str) -> dict[str, str]:
        """Verdict of each claim, for a sentence that names it."""
        known = self.table.set_index("claim_id")["verdict"]
        return {claim_id: known[claim_id] for claim_id in claim_ids}

    def figure(self, name: str, caption: str) -> Figure:
        """Claims that the documents make themselves, one mark each, by chapter."""
        said = self.said
        rows = said.assign(
            check=[tables.title(name) if name else "Not examined yet" for name in said["chapter"]],
            what=said["claim_id"],
            printed=said["claim"],
            source=said["seed"],
            record=said["claim_id"].map(record),
        )
        present = {v: look for v, look in CLAIMS.items() if (rows["verdict"] == v).any()}
        counts = rows["verdict"].value_counts()
        parts = "; ".join(f"{verdict}: {counts[verdict]}" for verdict in present)
        description = (
            f"{len(rows)} claims that the documents make themselves, one mark each, by the chapter "
            f"that examines them. {parts}."
        )
        wall = finding_wall(rows, present, TOOLTIPS)
        title = (
            f"{counts.get('supported', 0)} of {several(len(rows), 'claim')} are supported as made"
        )
        return Figure(name, title, caption, description, wall, claims_by_verdict(self.table))


def claims_by_verdict(claims: pd.DataFrame) -> PageTable:
    """Verdicts by document, and apart those on what no document says itself.

    Parameters
    ----------
    claims : pandas.DataFrame
        ``verdict``, ``origin`` and ``seed``.
    """
    said = claims["origin"].isin(TALLIED)
    table = pd.crosstab(claims["verdict"], claims["seed"].where(said, APART))
    table = table.reindex([v for v in map(str, ClaimVerdict) if v in table.index])
    table["all"] = table.sum(axis=1)
    seeds = [seed for seed in table.columns if seed not in (APART, "all")]
    labels = {"verdict": "Verdict", **{seed: seed for seed in seeds}}
    labels |= {APART: APART.capitalize()} if APART in table else {}
    labels |= {"all": "All"}
    return PageTable(table.reset_index(), "Claims by verdict and document", labels)


def claims_described(claims: pd.DataFrame) -> str:
    """How many claims have which verdict, for those who can't see the picture.

    Examples
    --------
    >>> claims_described(pd.DataFrame({"verdict": ["supported", "overstated", "supported"]}))
    '3 claims, one tile each. supported: 2; overstated: 1.'
    """
    counts = claims["verdict"].value_counts()
    told = "; ".join(f"{verdict}: {number}" for verdict, number in counts.items())
    return f"{several(len(claims), 'claim')}, one tile each. {told}."


def verdict_links() -> LinkList:
    """All verdicts as files."""
    return LinkList(
        [
            ("All verdicts as CSV", "../data/verdicts.csv"),
            ("All verdicts as JSON", "../data/verdicts.json"),
            ("Claims and verdicts as linked data (JSON-LD)", "../data/claims.jsonld"),
        ]
    )


def rules_table() -> PageTable:
    """Which claims each rule decides; why that one is on the record of each."""
    rows = tables.read("verdict_rules").groupby("rule", sort=False)["claim_id"]
    shown = rows.agg(claims=", ".join, number="count").reset_index().astype(str)
    labels = {"rule": "Rule", "number": "Claims", "claims": "Which"}
    return PageTable(shown, "Claims that a rule decides", labels)


def _in_a_row(names: list[str]) -> str:
    """Names as they stand in a sentence.

    Examples
    --------
    >>> _in_a_row(["a", "b", "c"]), _in_a_row(["a"]), _in_a_row([])
    ('a, b and c', 'a', 'none')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or "none"


class TwoReaders:
    """The two blind readings of the claims."""

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Both readings of every claim that both judged."""
        return readings.pairs()

    def numbers(self) -> dict[str, str]:
        """Agreement with its intervals, as text."""
        found = readings.agreement(self.pairs["first"], self.pairs["second"])
        sure = readings.agreement(self.pairs["certainty_first"], self.pairs["certainty_second"])
        ruled = self.rows.loc[self.rows["overruled"], "claim_id"].tolist()
        numbers = {
            "number": str(found["number"]),
            "same": str(found["same"]),
            "certainty-same": str(sure["same"]),
            "overruled": str(len(ruled)),
            "overruled-claims": _in_a_row(ruled),
        }
        for name in ("share", "share_low", "share_high"):
            numbers[name.replace("_", "-")] = f"{100 * found[name]:.0f}"
        for name in ("kappa", "kappa_low", "kappa_high"):
            numbers[name.replace("_", "-")] = f"{found[name]:.2f}"
        numbers["certainty-kappa"] = f"{sure['kappa']:.2f}"
        return numbers

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Both verdicts beside the one that ``stands``; disputed claims and ``overruled`` first.

        A claim is overruled where both readers agree and the verdict that stands is another.
        """
        known = verdict_table().set_index("claim_id")
        settled = tables.read("verdict_readings", reading="settlement").set_index("claim_id")
        rows = self.pairs.assign(
            stands=self.pairs["claim_id"].map(known["verdict"]),
            decided=self.pairs["claim_id"].map(known["decided_by"]),
            discussion=self.pairs["claim_id"].map(settled["discussion"]).fillna(""),
        )
        rows["overruled"] = [Claim(claim_id).is_overruled for claim_id in rows["claim_id"]]
        as_both_said = rows["agree"] & ~rows["overruled"]
        rows["place"] = rows["agree"].astype(int) + as_both_said.astype(int)
        return rows.sort_values(["place", "claim_id"], kind="stable", ignore_index=True)

    def table(self) -> PageTable:
        """Both verdicts beside the one that stands, whatever is disputed first."""
        return PageTable(
            self.rows,
            "Two readers, and the verdict",
            {
                "claim_id": "Claim",
                "first": "First reader",
                "second": "Second reader",
                "stands": "Verdict",
                "decided": "Decided by",
                "discussion": "Discussion",
            },
        )
