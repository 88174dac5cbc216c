"""Tables of results of other reviews, in the standard of Metapsy, into proposed rows.

One row of such a table is one comparison of two arms on one scale at one time. It becomes a result
of its trial with the means or the counts of both arms. Its own effect size is compared with ours.
"""

from collections import Counter

from living_review.evidence import tables
from living_review.workshop.imports.cells import count_of, number_of, read_rows, text_of
from living_review.workshop.imports.comparison import compare
from living_review.workshop.imports.placing import Placing, choices
from living_review.workshop.imports.proposals import PROPOSED, Proposal
from living_review.workshop.imports.references import letters
from living_review.workshop.imports.trials import Trials

NEEDED = ("study", "outcome_type")
# Kind of outcome → columns with n, mean and standard deviation of an arm, and the kind of mean.
MEANS = {
    "msd": ("n_arm{arm}", "mean_arm{arm}", "sd_arm{arm}", "level"),
    "imsd": ("n_arm{arm}", "mean_arm{arm}", "sd_arm{arm}", "level"),
    "change": ("n_change_arm{arm}", "mean_change_arm{arm}", "sd_change_arm{arm}", "change"),
}
BASELINE = ("baseline_n_arm{arm}", "baseline_m_arm{arm}", "baseline_sd_arm{arm}")
COUNTS = ("response", "remission")
OWN_EFFECTS = (".g", ".g_se", ".log_rr", ".log_rr_se")
IMPUTED = "The end score was calculated from a change by the review that the table comes from."
COPIED = "Copied from a table of results; its decimals are those of the file, not of print."


class ResultTable:
    """Reads one table into a proposal.

    Parameters
    ----------
    proposal : Proposal
        Where rows, remarks and the account of every row go.
    source : str
        Key of the publication of the table; blank cells are proposed where it is not known.
    """

    def __init__(self, proposal: Proposal, source: str = ""):
        self.proposal, self.placing = proposal, Placing(proposal, source)
        self.trials = Trials(self.placing)
        self.groups: dict[tuple, str] = {}
        self.strange: set[str] = set()
        scales = tables.read("score_scales", ("scale",))["scale"]
        self.scales = {letters(scale): scale for scale in scales}
        self.outcomes = choices("trial_results", "outcome")

    def read(self, text: str):
        """Propose what the rows of a table hold."""
        rows = self._without_numbers(read_rows(text))
        missing = [column for column in NEEDED if not rows or column not in rows[0]]
        if missing:
            why = f"is no table of results: it has no column {' and '.join(missing)}"
            self.proposal.say("line 1", "header", text.partition("\n")[0][:200], why)
            for number, _ in enumerate(rows, 2):
                self.proposal.leave(f"line {number}", "", why)
            return
        self.trials.add(rows)
        for number, row in enumerate(rows, 2):
            self._add_result(f"line {number}", row)
        self._choose_main()
        self._tell_unplaced(rows)

    def _without_numbers(self, rows: list[dict]) -> list[dict]:
        """Rows without a nameless first column that only counts them."""
        counted = [str(number) for number in range(1, len(rows) + 1)]
        if not rows or [row.get("column 1") for row in rows] != counted:
            return rows
        self.proposal.say("line 1", "column 1", "", "has no name and only counts the rows")
        return [{name: row[name] for name in row if name != "column 1"} for row in rows]

    def _add_result(self, place: str, row: dict):
        kind = self.placing.take(row, "outcome_type").lower()
        study = text_of(row, "study")
        if not study:
            self.proposal.leave(place, "", "names no study")
        elif kind in MEANS:
            self._add_means(place, row, kind)
        elif kind in COUNTS:
            self._add_counts(place, row, kind)
        else:
            why = "is no kind of outcome that is known: msd, imsd, change, response, remission"
            self.proposal.leave(place, kind, why)
        compare(place, row, self.proposal)

    def _add_means(self, place: str, row: dict, kind: str):
        *columns, meaning = MEANS[kind]
        arms = [[column.format(arm=arm) for column in columns] for arm in (1, 2)]
        missing = [c for arm in arms for c in arm if not number_of(row, c)]
        if missing:
            missing_why = f"has no number in {', '.join(missing)}"
            self.proposal.leave(place, text_of(row, "study"), missing_why)
            return
        note = f"{COPIED} {IMPUTED}" if kind == "imsd" else COPIED
        rows = [
            self._mean(place, row, arm, cells, meaning, note) for arm, cells in enumerate(arms, 1)
        ]
        self._add_baseline(place, row, note)
        sizes = [count_of(row, arm[0]) for arm in arms]
        self._result(
            place, row, {"n1": sizes[0], "n2": sizes[1], "first": rows[0], "second": rows[1]}
        )

    def _mean(
        self, place, row, arm: int, cells: list[str], meaning: str, note: str, time=""
    ) -> str:
        """Identifier of the row of a mean; the same mean of another line is one row."""
        for cell in cells:
            self.placing.take(row, cell)
        n, mean, sd = count_of(row, cells[0]), number_of(row, cells[1]), number_of(row, cells[2])
        instrument = self.placing.take(row, "instrument")
        given = {
            "study": self.trials.keys[text_of(row, "study")],
            "quantity": self._quantity(row),
            "kind": meaning,
            "scale": self.scales.get(letters(instrument), ""),
            "group": self._group(row, arm),
            "timepoint": time or self._time(row),
            "n": n,
            "value": mean,
            "spread": sd,
            "spread_type": "standard deviation" if sd else "",
            "unit": "points",
            "note": note,
        }
        if not n:
            self.proposal.say(
                place, cells[0], text_of(row, cells[0]), "is no whole number of people"
            )
        known = tuple(given.values())
        if known not in self.groups:
            row_given = self.placing.row("group_statistics", given, self._locator(place, row))
            self.proposal.add("group_statistics", row_given)
            self.groups[known] = row_given["row_id"]
        return self.groups[known]

    def _add_baseline(self, place: str, row: dict, note: str):
        for arm in (1, 2):
            cells = [column.format(arm=arm) for column in BASELINE]
            if number_of(row, cells[1]):
                self._mean(place, row, arm, cells, "level", note, "baseline")

    def _add_counts(self, place: str, row: dict, kind: str):
        arms = [(f"event_arm{arm}", f"totaln_arm{arm}") for arm in (1, 2)]
        missing = [column for arm in arms for column in arm if not count_of(row, column)]
        if missing:
            why = f"has no whole number in {', '.join(missing)}"
            self.proposal.leave(place, text_of(row, "study"), why)
            return
        for column in (column for arm in arms for column in arm):
            self.placing.take(row, column)
        what = f"{kind}, {self._quantity(row)}, {self._time(row)}"
        identifiers = []
        for arm, (event, total) in enumerate(arms, 1):
            given = {
                "study": self.trials.keys[text_of(row, "study")],
                "what": what,
                "group": self._group(row, arm),
                "count": count_of(row, event),
                "of": count_of(row, total),
                "note": COPIED,
            }
            if int(given["count"]) > int(given["of"]):
                self.proposal.say(
                    place, event, given["count"], f"is more than {given['of']} people"
                )
            added = self.placing.row("printed_counts", given, self._locator(place, row))
            self.proposal.add("printed_counts", added)
            identifiers.append(added["row_id"])
        self._response(place, row, kind, what, identifiers)

    def _response(self, place: str, row: dict, kind: str, what: str, rows: list[str]):
        given = {
            "trial": self.trials.keys[text_of(row, "study")],
            "kind": kind if kind in choices("trial_responses", "kind") else "",
            "event": what,
            "first": rows[0],
            "second": rows[1],
            "in_words": what,
            "note": COPIED,
        }
        self.proposal.add(
            "trial_responses", self.placing.row("trial_responses", given, self._locator(place, row))
        )
        self.proposal.outcomes[place] = PROPOSED

    def _result(self, place: str, row: dict, numbers: dict[str, str]):
        outcome = self.placing.take(row, "instrument_symptom")
        after = self.placing.take(row, "post_crossover") == "1"
        marked = [
            self.placing.take(row, name) for name in ("primary_instrument", "primary_timepoint")
        ]
        instrument = text_of(row, "instrument")
        given = {
            "trial": self.trials.keys[text_of(row, "study")],
            "outcome": outcome if outcome in self.outcomes else "",
            "scale": self._scale(place, instrument),
            "timepoint": self._time(row),
            "main": "yes" if marked == ["1", "1"] and not after else "no",
            "group1": self._group(row, 1),
            "group2": self._group(row, 2),
            "test": "not told" if "not told" in choices("trial_results", "test") else "",
            "note": f"{COPIED} After the groups had crossed over." if after else COPIED,
            **numbers,
        }
        added = self.placing.row("trial_results", given, self._locator(place, row))
        self.proposal.add("trial_results", added)
        self.proposal.outcomes[place] = PROPOSED

    def _scale(self, place: str, instrument: str) -> str:
        """The review's name of a scale; blank, and said once, where it has none."""
        known = self.scales.get(letters(instrument), "")
        if instrument and not known and instrument not in self.strange:
            self.strange.add(instrument)
            why = "is no scale of score_scales: add it, and name it in the rows"
            self.proposal.say(place, "instrument", instrument, why)
        return known

    def _choose_main(self):
        """A trial has one main result; where the table marks several, a person chooses."""
        results = self.proposal.rows.get("trial_results", [])
        marked = Counter(row["trial"] for row in results if row["main"] == "yes")
        for row in results:
            if row["main"] == "yes" and marked[row["trial"]] > 1:
                row["main"] = "no"
                why = f"{marked[row['trial']]} results of this trial are marked as main: choose one"
                self.proposal.say(row["locator"], "main", row["row_id"], why)

    def _quantity(self, row: dict) -> str:
        symptom, scale = (
            self.placing.take(row, "instrument_symptom"),
            self.placing.take(row, "instrument"),
        )
        rating = self.placing.take(row, "rating")
        return f"{symptom} score ({', '.join(filter(None, (scale.upper(), rating)))})".strip()

    def _group(self, row: dict, arm: int) -> str:
        names = [
            self.placing.take(row, f"{name}_arm{arm}") for name in ("name", "multi", "condition")
        ]
        name, several, condition = names
        return f"{name or condition}{f', {several}' if several and several not in name else ''}"

    def _time(self, row: dict) -> str:
        days = self.placing.take(row, "time_days")
        said = self.placing.take(row, "study_time_point", "time")
        after = f"{float(number_of(row, 'time_days')):g}" if number_of(row, "time_days") else days
        if not said or not after or after in said:
            return said or (f"day {after}" if after else "")
        return f"{said}, {after} days after the last dose"

    def _locator(self, place: str, row: dict) -> str:
        own = self.placing.take(row, ".id")
        return f"{place}, {own}" if own else place

    def _tell_unplaced(self, rows: list[dict]):
        """Every other cell of the table: once for all rows of a trial that say the same."""
        told = set(self.placing.placed)
        for number, row in enumerate(rows, 2):
            study = text_of(row, "study")
            for column, cell in row.items():
                said = (study, column, text_of(row, column))
                if column not in OWN_EFFECTS and said[2] and said not in told:
                    told.add(said)
                    why = "no column of the review takes it"
                    self.proposal.say(f"line {number}", column, cell, why)
