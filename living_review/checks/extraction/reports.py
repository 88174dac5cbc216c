"""Rows of made-up trials among those of a review, and the simulated people that they are of.

Nothing here knows of a check. Numbers are rounded as papers round, so each row is true, and it has
neighbours: the start, another time, the change, another outcome, the printed p.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats

Rows = dict[str, list[dict[str, str]]]
START, MIDDLE, END, CHANGE = "baseline", "4 weeks", "8 weeks", "baseline to 8 weeks"
TREATED, CONTROL = "treatment", "control"
SD, SE = "standard deviation", "standard error"


@dataclass
class TrueReports:
    """A review's rows with made-up trials among them.

    Parameters
    ----------
    rows : dict
        Rows of every table, by its name.
    entries : dict
        Fields of every made-up entry of the bibliography, by its key.
    ids : dict
        Identifier of each made-up row, by its table and its role, such as ``means/treatment/8
        weeks``.
    right : dict
        Effect and standard error that each made-up trial has by its people, by its key: Hedges' g,
        negative in favour of the treatment. Trials that print no more than a p value have none.
    """

    rows: Rows
    schemas: Mapping[str, dict]
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    right: dict[str, tuple[float, float]] = field(default_factory=dict)

    def row(self, table: str, role: str) -> dict[str, str]:
        """The row of a role, to be changed."""
        key = self.schemas[table]["primaryKey"][0]
        wanted = self.ids[table, role]
        return next(row for row in self.rows[table] if row[key] == wanted)

    def add(self, table: str, role: str, **cells: str) -> str:
        """Append a row; what it says nothing of is blank, or the first value of a vocabulary."""
        fields = {
            each["name"]: each.get("constraints", {}) for each in self.schemas[table]["fields"]
        }
        row = {
            name: cells.get(name)
            or (allowed.get("enum", [""])[0] if allowed.get("required") else "")
            for name, allowed in fields.items()
        }
        key = self.schemas[table]["primaryKey"][0]
        if not row[key]:
            row[key] = self._free(table, fields[key]["pattern"].partition("-")[0])
        self.rows[table].append(row)
        self.ids[table, role] = row[key]
        return row[key]

    def _free(self, table: str, prefix: str) -> str:
        taken = [int(row["row_id"].rpartition("-")[2]) for row in self.rows[table]]
        return f"{prefix}-{max(taken, default=0) + 1:03d}"

    def copy(self) -> "TrueReports":
        """The same rows, which can be changed while these stay."""
        rows = {name: [dict(row) for row in table] for name, table in self.rows.items()}
        entries = {key: dict(entry) for key, entry in self.entries.items()}
        return replace(self, rows=rows, entries=entries, ids=dict(self.ids))


@dataclass(frozen=True)
class Arm:
    """Scores of the same people at three times, and of another outcome at the end."""

    start: np.ndarray
    middle: np.ndarray
    end: np.ndarray
    other: np.ndarray


class Maker:
    """Adds made-up trials to a review, with people from one source of random numbers.

    Parameters
    ----------
    reports : TrueReports
        Where the rows go.
    seed : int
        Of the random numbers.
    """

    def __init__(self, reports: TrueReports, seed: int):
        self.reports, self.random = reports, np.random.default_rng(seed)
        spreads = {row["scale"]: row["sd"] for row in reports.rows["outcome_spreads"]}
        known = [row for row in reports.rows["score_scales"] if row["scale"] in spreads]
        self.scale, self.other_scale = (row["scale"] for row in known[:2])
        self.low, self.high = (int(known[0][name]) for name in ("minimum", "maximum"))
        self.sd = float(spreads[self.scale])
        self.readers = [row["reader"] for row in reports.rows["readers"][:2]]
        outcomes = next(
            each for each in reports.schemas["trial_results"]["fields"] if each["name"] == "outcome"
        )
        self.outcome = outcomes["constraints"]["enum"][0]

    def arm(self, n: int, gain: float) -> Arm:
        """People who lose a share of their score, and some more by the treatment."""
        width = self.high - self.low

        def whole(scores):
            return np.clip(np.rint(scores), self.low, self.high)

        start = whole(self.random.normal(self.low + 0.45 * width, 0.11 * width, n))
        noise = self.random.normal(0, 0.08 * width, (3, n))
        end = whole(self.low + 0.7 * (start - self.low) - gain * width + noise[0])
        middle = whole((start + end) / 2 + noise[1] / 2)
        other = whole(self.low + 0.3 * width + noise[2] * 1.3)
        return Arm(start, middle, end, other)

    def where(self, trial: str) -> dict[str, str]:
        """Where a row was seen, and who read it."""
        first, second = self.readers
        return {
            **{"source": trial, "view": "full text", "locator": "Table 2"},
            **{"extracted_by": first, "checked_by": second},
        }

    def trial(self, trial: str, randomised: int, analysed: int, **cells: str):
        """A trial with its publication."""
        number = len(self.reports.entries) + 1
        self.reports.entries[trial] = {
            "author": "Maker, A. and Builder, B.",
            "title": f"Made-up trial number {number} of a treatment against a control ({trial})",
            "journal": "Journal of Made-up Trials",
            "year": f"{2000 + number}",
            "doi": f"10.5555/made-up.{trial}",
        }
        self.reports.add("publications", trial, source=trial, notice="none seen")
        view = {"access": "full text", "address": f"https://example.org/{trial}"}
        self.reports.add(
            "publication_views", trial, source=trial, view="full text", seen_on="2026-01-01", **view
        )
        words = dict.fromkeys(
            ("population", "entry_criterion", "preparation", "dose", "duration", "comparator"),
            "made up",
        )
        told = {"registration": f"TEST99{number:05d}", "condition_at_start": "not seen", **words}
        sizes = {"n_randomised": str(randomised), "n_analysed": str(analysed)}
        self.reports.add(
            "trials", trial, trial=trial, **self.where(trial), **told, **sizes, **cells
        )

    def mean(
        self, trial: str, group: str, time: str, people: np.ndarray, spread_type=SD, /, **cells
    ):
        """A printed mean with its spread."""
        spread = people.std(ddof=1) / (len(people) ** 0.5 if spread_type == SE else 1)
        change = time == CHANGE
        named = {
            "quantity": f"{'change of ' if change else ''}{self.outcome} score",
            "kind": "change" if change else "level",
            "scale": self.scale,
        }
        numbers = {"value": f"{people.mean():.2f}", "spread": f"{spread:.2f}"}
        about = {"n": str(len(people)), "spread_type": spread_type, "unit": "points"}
        return self.reports.add(
            "group_statistics",
            f"{trial}/{group}/{time}",
            **(
                {"study": trial, "group": group, "timepoint": time}
                | (named | numbers | about | self.where(trial) | cells)
            ),
        )

    def result(self, trial: str, role: str, **cells: str):
        """A result of a trial; the main one unless told otherwise."""
        usual = {
            **{"outcome": self.outcome, "scale": self.scale, "timepoint": END, "main": "yes"},
            **{"group1": TREATED, "group2": CONTROL, "sizes_are": "analysed"},
            **{"test": "not told", "direction": "lower in group 1"},
        }
        cells = usual | self.where(trial) | cells
        self.reports.add("trial_results", f"{trial}/{role}", trial=trial, **cells)

    def estimate(self, trial: str, measure: str, numbers, **cells: str) -> str:
        """A printed estimate with its limits."""
        printed = dict(zip(("estimate", "ci_low", "ci_high"), numbers, strict=True))
        return self.reports.add(
            "printed_estimates",
            trial,
            **(
                {"design": "randomised trial", "quantity": f"{self.outcome} score ({self.scale})"}
                | {"comparison": f"{TREATED} against {CONTROL}, {END}", "measure": measure}
                | printed
                | self.where(trial)
                | cells
            ),
        )

    def arms(self, trial: str, spread_type=SD, sizes=(34, 37), gains=(0.07, 0.03)):
        """Both arms of a trial with all that is printed of them."""
        arms = {}
        for group, n, gain in zip((TREATED, CONTROL), sizes, gains, strict=True):
            arm = arms[group] = self.arm(n, gain)
            ids = [
                self.mean(trial, group, time, people, spread_type)
                for time, people in ((START, arm.start), (MIDDLE, arm.middle), (END, arm.end))
            ]
            change = self.mean(trial, group, CHANGE, arm.end - arm.start, spread_type)
            self.reports.add(
                "printed_changes",
                f"{trial}/{group}",
                **{"before": ids[0], "after": ids[2], "change": change},
                **(self.where(trial) | {"direction": "after minus before"}),
            )
            other = {"quantity": "score of another outcome", "scale": self.other_scale}
            scores = arm.other * self._share_of_other_scale()
            self.mean(
                trial, f"{group}, another outcome", END, scores, spread_type, group=group, **other
            )
        return arms

    def _share_of_other_scale(self) -> float:
        row = next(
            row for row in self.reports.rows["score_scales"] if row["scale"] == self.other_scale
        )
        return min(1.0, int(row["maximum"]) / self.high)

    def compared(self, trial: str, arms: Mapping[str, Arm]) -> str:
        """Print the p value of Student's t test of both arms at the end."""
        p = stats.ttest_ind(arms[TREATED].end, arms[CONTROL].end).pvalue
        printed = f"{p:.3f}" if p >= 0.001 else "<0.001"
        first, second = (
            self.reports.ids["group_statistics", f"{trial}/{group}/{END}"]
            for group in (TREATED, CONTROL)
        )
        self.reports.add(
            "printed_comparisons",
            trial,
            **{"first": first, "second": second, "relation": "independent groups"},
            **(self.where(trial) | {"p_value": printed, "named_test": "Student t test"}),
        )
        return printed
