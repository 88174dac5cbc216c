"""Every claim with its verdict: by a rule where there is one, otherwise by the readers."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from living_review.checks.findings import Verdict
from living_review.evidence import tables
from living_review.evidence.printed_numbers import parse_p_value
from living_review.evidence.publication_notices import retracted_publications
from living_review.synthesis.directions import by_laboratory
from living_review.synthesis.verdicts.answers import Printed, compares, of_direction, points, says
from living_review.synthesis.verdicts.populations import by_population, with_populations
from living_review.synthesis.verdicts.rules import RULES, ClaimVerdict, Reads, Ruled

# Who a row of evidence was read and checked by, remarks on it, and the words for it turned round
# are no part of what it says. Absolute risks stood in the remarks, and no rule reads them.
NOT_EVIDENCE = (
    *("extracted_by", "checked_by", "note", "table", "comparison_turned"),
    *("risk_first", "risk_second"),
)
DIGITS = 12
OF_CLAIM = ("claim_id", "seed", "locator", "claim", "kind", "origin", "chapter")
SETTLED = "settlement"
RETRACTED = "retracted"  # what a row counts as, and is called, whose publication was retracted
ON_RECORD = "provenance_facts"  # what a text says stays a fact about it, whatever became of it
ITSELF = "the claim itself"  # directness of a row that the claim was drawn from
BY_INTERVALS = ("association", "effect")  # rules that count what intervals show
CONTRASTS = "biomarker_contrasts"  # the table whose rows have a laboratory


@dataclass(frozen=True)
class Claim:
    """One claim with all that bears on it.

    Parameters
    ----------
    claim_id : str
        Identifier.

    Raises
    ------
    KeyError
        If there is no such claim.
    """

    claim_id: str

    @cached_property
    def row(self) -> pd.Series:
        """The claim's own row."""
        return tables.row("claims", self.claim_id)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Identifiers of the claims that this one was split into; empty where it was not."""
        return tuple(sorted(tables.read("claims", part_of=self.claim_id)["claim_id"]))

    @cached_property
    def links(self) -> pd.DataFrame:
        """Ties to rows of evidence, as in the data."""
        return tables.read("claim_evidence", claim_id=self.claim_id)

    @cached_property
    @tables.frozen()
    def evidence(self) -> list[tuple[pd.Series, str, pd.Series]]:
        """Each tie with the table and the row that it leads to."""
        evidence = []
        for _, link in self.links.iterrows():
            table = tables.table_of(link["row_id"])
            evidence.append((link, table, tables.row(table, link["row_id"])))
        return evidence

    @cached_property
    def retracted(self) -> frozenset[str]:
        """Rows of evidence, of any relation, that are findings of a retracted publication.

        They decide nothing, whatever the rule (V12); facts on record about a text are no findings
        of it and stay.
        """
        gone = retracted_publications() if len(self.links) else ()
        return frozenset(
            row["row_id"]
            for _, table, row in self.evidence
            if table != ON_RECORD and row["source"] in gone
        )

    @property
    def _deciding(self) -> list[tuple[pd.Series, str, pd.Series]]:
        """The evidence that may decide, for all rules that read rows.

        No context, not the claim itself, nothing retracted, and for some rules nothing indirect.
        """
        unread = {ITSELF, "indirect"} if self.reads_direct_only else {ITSELF}
        return [
            (link, table, row)
            for link, table, row in self.evidence
            if link["relation"] != "context"
            and link["directness"] not in unread
            and row["row_id"] not in self.retracted
        ]

    @cached_property
    def rule(self) -> pd.Series | None:
        """The row that names the rule which decides, or None where readers judge."""
        rows = tables.read("verdict_rules", claim_id=self.claim_id)
        return None if rows.empty else rows.iloc[0]

    @property
    def _reads(self) -> Reads | None:
        """What the rule reads; None where there is none."""
        return None if self.rule is None else RULES[self.rule["rule"]].reads

    @cached_property
    def readings(self) -> dict[str, pd.Series]:
        """What readers judged: ``first``, ``second``, ``settlement``, as far as there are any."""
        rows = tables.read("verdict_readings", claim_id=self.claim_id)
        return {row["reading"]: row for _, row in rows.iterrows()}

    @cached_property
    def history(self) -> pd.DataFrame:
        """Verdicts that the claim has had, the oldest first."""
        return tables.read("verdict_history", claim_id=self.claim_id)

    @cached_property
    def digest(self) -> str:
        """Digest of the rows of evidence; a judgement names the one that it was made on.

        A retraction changes it: whoever judged before it has not judged this evidence.
        """
        rows = sorted(
            json.dumps(
                [
                    table,
                    {k: str(v) for k, v in row.items() if k not in NOT_EVIDENCE},
                    *([RETRACTED] if row["row_id"] in self.retracted else []),
                ],
                ensure_ascii=False,
                sort_keys=True,
            )
            for _, table, row in self.evidence
        )
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:DIGITS]

    @cached_property
    def answers(self) -> pd.DataFrame:
        """What each row of evidence that the rule reads says of the claim.

        Returns
        -------
        pandas.DataFrame
            ``row_id says points compares study age_group``; empty where no rule reads rows. What a
            row ``says`` heeds its interval, and where its estimate ``points`` does not. Rows that
            may not decide are not read, nor rows that hold no answer.
        """
        columns = ["row_id", "says", "points", "compares", "study", "age_group"]
        if self._reads is None or not self._reads.is_of_rows:
            return pd.DataFrame(columns=columns)
        printed = self._printed("statistic")
        answered = []
        for _, table, row in self._deciding:
            answer = says(table, row, self.rule["claimed"], printed)
            if answer is not None:
                study = row.get("study", "") or row["source"]
                way = points(table, row, self.rule["claimed"]) or answer
                of_whom = row.get("age_group", "")
                answered.append((row["row_id"], answer, way, compares(table, row), study, of_whom))
        return pd.DataFrame(answered, columns=columns)

    @cached_property
    def populations(self) -> pd.DataFrame:
        """What each population says of the claim, as of `populations.by_population`."""
        return by_population(with_populations(self.answers))

    @property
    def by_directions(self) -> ClaimVerdict | None:
        """The verdict if estimates counted by their direction alone; None where none is counted."""
        if self.rule is None or self.rule["rule"] not in BY_INTERVALS:
            return None
        pointing = self.answers.assign(says=self.answers["points"])
        decide = RULES[self.rule["rule"]].decide
        return decide(by_population(with_populations(pointing))).verdict

    @property
    def is_overruled(self) -> bool:
        """Whether a rule decides against two readers who agree."""
        said = {r["verdict"] for side, r in self.readings.items() if side != SETTLED}
        both = set(self.readings) >= {"first", "second"} and len(said) == 1
        return self.ruled is not None and both and str(self.verdict) not in said

    @property
    def reads_direct_only(self) -> bool:
        """Whether the rule leaves out rows that speak of the claim indirectly."""
        return self._reads == Reads.DIRECT_POPULATIONS

    @cached_property
    @tables.frozen()
    def uncounted(self) -> pd.DataFrame:
        """Ties, other than context, to rows that the rule does not count; empty where none does."""
        ties = self.links[self.links["relation"] != "context"]
        if self._reads is None or not self._reads.is_of_rows:
            return ties.iloc[:0]
        if self._reads == Reads.LABORATORIES:
            read = [row["row_id"] for _, table, row in self._deciding if table == CONTRASTS]
            return ties[~ties["row_id"].isin(read)]
        return ties[~ties["row_id"].isin(self.answers["row_id"])]

    def _printed(self, column: str) -> Printed | None:
        if not self.rule[column]:
            return None
        row = tables.row("printed_statistics", self.rule[column])
        return Printed(row, tables.read("substances"))

    @cached_property
    def ruled(self) -> Ruled | None:
        """What the rule says, or None where readers judge."""
        if self.rule is None:
            return None
        given = {
            Reads.ROWS: lambda: (self.answers,),
            Reads.POPULATIONS: lambda: (self.populations,),
            Reads.DIRECT_POPULATIONS: lambda: (self.populations,),
            Reads.LABORATORIES: lambda: (self._by_laboratory(),),
            Reads.FINDING: self._finding,
            Reads.GROUP_SIZES: lambda: (self._group_sizes(),),
        }
        rule = RULES[self.rule["rule"]]
        return rule.decide(*given[rule.reads]())

    def _by_laboratory(self) -> pd.DataFrame:
        """What each laboratory says, counted once; a pooled analysis is none."""
        read = [row for _, table, row in self._deciding if table == CONTRASTS]
        if not read:
            return pd.DataFrame(columns=["says"])
        ways = by_laboratory(pd.DataFrame(read))["direction"]
        said = [of_direction(way, self.rule["claimed"]) for way in ways]
        return pd.DataFrame({"says": said})

    def _finding(self) -> tuple[Verdict, str]:
        """What the check found about the claim's number, and what that number could be."""
        from living_review.checks.ledger import ledger

        checked = ledger()
        here = checked["row_id"] == self.rule["statistic"]
        here &= checked["check"] == self.rule["check"]
        if not here.any():
            raise ValueError(
                f"claim {self.claim_id}: no check {self.rule['check']!r} of "
                f"{self.rule['statistic']} is in the ledger; look at data/verdict_rules.csv"
            )
        row = checked[here].iloc[0]
        return Verdict(row["verdict"]), row["could_be"]

    def _group_sizes(self) -> pd.DataFrame:
        """The smallest groups of one size that reach the printed bound, under each reading."""
        from living_review.statistics.group_comparisons import smallest_group_sizes

        first, second = self.rule["statistic"], self.rule["against"]
        groups = tables.rows("printed_statistics", first, second)
        bound = next(p for p in groups["p_value"] if p)
        table = smallest_group_sizes(groups.iloc[0], groups.iloc[1], bound)
        main = table[(table["test"] == "Welch") & (table["division"] == "1 to 1")]
        return main.assign(bound=parse_p_value(bound)[1])

    @property
    def verdict(self) -> ClaimVerdict:
        """The verdict as it stands today."""
        if self.ruled is not None:
            return self.ruled.verdict
        if SETTLED in self.readings:
            return ClaimVerdict(self.readings[SETTLED]["verdict"])
        return ClaimVerdict.OPEN

    @property
    def certainty(self) -> str:
        """Certainty of the evidence, blank as long as nobody judged it."""
        return self.readings[SETTLED]["certainty"] if SETTLED in self.readings else ""

    @property
    def reason(self) -> str:
        """Why the verdict is what it is; blank as long as the claim is open."""
        if SETTLED in self.readings and (self.ruled is None or self.is_current):
            return self.readings[SETTLED]["reason"]
        return self.ruled.reason if self.ruled else ""

    @property
    def would_change(self) -> str:
        """What would change the verdict, blank as long as nobody judged it."""
        return self.readings[SETTLED]["would_change"] if SETTLED in self.readings else ""

    @property
    def is_current(self) -> bool:
        """Whether the settlement was made on today's rows of evidence; False without one."""
        return SETTLED in self.readings and self.readings[SETTLED]["evidence"] == self.digest

    @property
    def is_to_be_judged_anew(self) -> bool:
        """Whether readers judged it on evidence of which a part was retracted afterwards."""
        judged = self.rule is None and SETTLED in self.readings
        return judged and bool(self.retracted) and not self.is_current

    @property
    def decided_by(self) -> str:
        """The rule's name, the settlement's reader, or blank."""
        if self.rule is not None:
            return f"rule: {self.rule['rule']}"
        return self.readings[SETTLED]["reader"] if SETTLED in self.readings else ""


def undivided(columns: tuple[str, ...] = (), **equal: str) -> pd.DataFrame:
    """Claims that are judged: all but those that were split into others.

    Parameters
    ----------
    columns : tuple of str, optional
        Those wanted beside ``claim_id``; otherwise all.
    **equal : str
        Value that a column must have, as of `tables.read`.

    Returns
    -------
    pandas.DataFrame
        Rows of ``claims``, in their order.
    """
    wholes = set(tables.read("claims", ("part_of",))["part_of"])
    claims = tables.read("claims", ("claim_id", *columns) if columns else (), **equal)
    return claims[~claims["claim_id"].isin(wholes)].reset_index(drop=True)


def verdict_row(claim: Claim) -> dict:
    """One row of `verdict_table`."""
    relations = claim.links["relation"]
    return {
        **claim.row[list(OF_CLAIM)],
        "verdict": str(claim.verdict),
        "level": str((claim.ruled and claim.ruled.level) or ""),
        "certainty": claim.certainty,
        "decided_by": claim.decided_by,
        "reason": claim.reason,
        "would_change": claim.would_change,
        "rows": len(relations),
        **{
            name: int((relations == name).sum()) for name in ("supports", "opposes", "inconclusive")
        },
        **{
            side: claim.readings[side]["verdict"] if side in claim.readings else ""
            for side in ("first", "second")
        },
        "current": claim.is_current,
        "since": claim.history["date"].iloc[-1] if len(claim.history) else "",
    }


@tables.shared
def verdict_table() -> pd.DataFrame:
    """Every claim with its verdict; one that was split stands in its parts.

    Returns
    -------
    pandas.DataFrame
        ``claim_id seed locator claim kind origin chapter verdict level certainty decided_by reason
        would_change rows supports opposes inconclusive first second current since``; the numbers of
        rows are integers, ``current`` is false where the evidence has changed since it was judged,
        ``level`` is the level of evidence that a verdict on an effect rests on, blank elsewhere.
    """
    table = [verdict_row(Claim(claim_id)) for claim_id in undivided(("part_of",))["claim_id"]]
    return pd.DataFrame(table)
