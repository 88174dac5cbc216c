"""How far the trials differ from each other, and which of them moves the answer."""

import math
from functools import cached_property

import pandas as pd

from living_review.charts.forest import HEADING, NOTHING, forest, forest_row
from living_review.charts.measures_side_by_side import Measure, measures_side_by_side
from living_review.charts.number_format import MINUS, interval_in_words, p_value_in_words, signed
from living_review.evidence.question import treatment
from living_review.pages.chart_titles import pools_title
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable, Remark
from living_review.pages.plural import count_or_none, several
from living_review.pages.trials import DOMAIN, axis, set_title, trial_name
from living_review.statistics.meta_analysis import Pooled
from living_review.statistics.random_effects import METHODS
from living_review.synthesis.trials.diagnostics import (
    ESTIMATORS,
    FEWEST_FOR_INFLUENCE,
    FEWEST_PER_SET,
    FEWEST_TO_CONCLUDE,
    INTERVALS,
    OUTLYING,
    SHARED_PRIOR,
    contrast,
    estimators,
    heterogeneity_of,
    influence_of,
    posterior_difference,
    recoverable,
)
from living_review.synthesis.trials.pools import (
    MAIN_PRIOR,
    PooledEffect,
    density,
    pool_with_bounds,
    recoverable_pool,
)
from living_review.synthesis.trials.selection import MAIN, OPEN, OTHER, UNSELECTED
from living_review.synthesis.trials.tables import effects_of
from living_review.synthesis.trials.trial_effect import TrialEffect

COMPARED = (MAIN, OPEN, UNSELECTED, OTHER)  # the sets that the protocol pools apart
ORDINARY, STANDS_APART = "in line with the others", "further out than chance often puts a trial"


class TrialDifferences:
    """How much the trials differ, and what that does to the pool."""

    def __init__(self):
        self.effects = {place: effects_of((place,)) for place in COMPARED}
        self.main: list[TrialEffect] = self.effects[MAIN]

    @cached_property
    def too_few(self) -> Remark | None:
        """What is said where the recoverable effects are too few to tell how trials differ."""
        known = len(recoverable(self.main))
        if known >= FEWEST_FOR_INFLUENCE:
            return None
        return Remark(
            f"Only {known} effects of the {set_title(MAIN)} are numbers, which is too "
            f"few for this: {FEWEST_FOR_INFLUENCE} are needed."
        )

    @cached_property
    def scatter(self) -> dict[str, Pooled]:
        """Heterogeneity of the main pool's recoverable effects."""
        return heterogeneity_of(self.main)

    @cached_property
    def influence(self) -> pd.DataFrame:
        """What each recoverable effect does to the pool."""
        return influence_of(self.main).assign(name=lambda t: t["trial"].map(trial_name))

    @cached_property
    def estimated(self) -> pd.DataFrame:
        """The pool by each estimator and interval."""
        return estimators(self.main)

    def scatter_table(self) -> PageTable | Remark:
        """Measures of heterogeneity of the main pool, and with the unmasked trials mixed in."""
        if self.too_few:
            return self.too_few
        mixed = heterogeneity_of([*self.main, *self.effects[OPEN]])
        columns = [_scatter_cells(self.scatter), _scatter_cells(mixed)]
        rows = [
            {"measure": name, "says": says, "main": columns[0][name], "mixed": columns[1][name]}
            for name, says in SCATTER.items()
        ]
        best = density(self.main)
        low, middle, high = best.tau_quantiles.values()
        rows.append(
            {
                "measure": "τ in the main analysis, bounds included",
                "mixed": "",
                "says": "The same with the trials in part, and with what is known of other "
                "meta-analyses",
                "main": f"{middle:.2f} ({low:.2f} to {high:.2f})",
            }
        )
        return PageTable(
            pd.DataFrame(rows),
            "How much the trials differ",
            {
                "measure": "Measure",
                "says": "What it says",
                "main": set_title(MAIN).capitalize(),
                "mixed": f"With the trials of: {set_title(OPEN)}",
            },
        )

    def estimators_table(self) -> PageTable | Remark:
        """The pooled effect by each estimator of the scatter, with each interval."""
        if self.too_few:
            return self.too_few
        rows = []
        for method, part in self.estimated.groupby("method", sort=False):
            cells = part.set_index("interval")
            name = METHODS[method]
            row = {
                "method": f"{name[0].upper()}{name[1:]}{BRIEF[method]}",
                "tau2": "taken as 0" if method == "EE" else f"{part['tau2'].iloc[0]:.3f}",
                "estimate": signed(part["estimate"].iloc[0]),
            }
            for interval in INTERVALS:
                row[interval] = (
                    interval_in_words(math.nan, *cells.loc[interval, ["low", "high"]])
                    if interval in cells.index
                    else "not used"
                )
            rows.append(row)
        return PageTable(
            pd.DataFrame(rows),
            "Recoverable effects by estimator and interval",
            {
                "method": "Model or estimator",
                "tau2": "τ²",
                "estimate": "Pooled g",
                "Wald": "95 % interval, normal (Wald)",
                "Hartung-Knapp": "Hartung-Knapp",
                "Hartung-Knapp ad hoc": "Hartung-Knapp, ad hoc rule",
            },
        )

    def influence_figure(self, name: str, caption: str) -> Figure | Remark:
        """What each trial does to the pool of the recoverable effects."""
        if self.too_few:
            return self.too_few
        rows = self.influence.assign(
            apart=self.influence["outlying"],
            shift_words=self.influence["shift"].map(signed),
            residual_words=[signed(value, 1) for value in self.influence["studentised_residual"]],
            weight_words=[f"{weight:.0f} %" for weight in self.influence["weight"]],
        )
        equal = 100 / len(rows)
        bound = f"{OUTLYING:.0f}"
        measures = (
            Measure(
                "shift",
                "shift_words",
                "Without it the pooled effect moves by (g)",
                lines=((0.0, "no change"),),
            ),
            Measure(
                "studentised_residual",
                "residual_words",
                "Distance from the others, in standard errors",
                lines=((-OUTLYING, f"{MINUS}{bound}"), (0.0, "0"), (OUTLYING, bound)),
            ),
            Measure(
                "weight",
                "weight_words",
                "Its share of the pool",
                lines=((0.0, "0"), (equal, f"equal: {equal:.0f} %")),
            ),
        )
        draw = measures_side_by_side(rows, measures=measures, plain=ORDINARY, apart=STANDS_APART)
        words = "; ".join(
            f"{row.name}: without it the pooled effect moves by {row.shift_words}, it is "
            f"{row.residual_words} standard errors from the others, and has {row.weight_words} of "
            "the weight"
            for row in rows.itertuples(index=False)
        )
        far = rows["name"][rows["apart"].astype(bool)].tolist()
        title = (
            f"Far from the others: {', '.join(far)}" if far else "No trial lies far from the others"
        )
        return Figure(
            name,
            title,
            caption,
            f"Influence of {len(rows)} trials. {words}.",
            draw,
            self.influence_table(),
        )

    def influence_table(self) -> PageTable | Remark:
        """Diagnostics of every trial."""
        if self.too_few:
            return self.too_few
        found = self.influence
        rows = found.assign(
            without_words=[
                interval_in_words(row.without, row.low, row.high) for row in found.itertuples()
            ],
            **{
                column: found[column].map(signed)
                for column in (
                    "shift",
                    "studentised_residual",
                    "dffits",
                    "cooks_distance",
                    "covariance_ratio",
                    "hat",
                )
            },
            tau2=[f"{value:.3f}" for value in found["tau2_without"]],
        )
        return PageTable(
            rows,
            "What each trial does to the pool of recoverable effects",
            {
                "name": "Trial",
                "without_words": "Pool without it (g)",
                "shift": "Moves by",
                "studentised_residual": "Studentised deleted residual",
                "dffits": "DFFITS",
                "cooks_distance": "Cook's distance",
                "covariance_ratio": "Covariance ratio",
                "hat": "Hat value (weight)",
                "tau2": "τ² without it",
            },
        )

    @cached_property
    def pools(self) -> dict[str, dict[str, PooledEffect]]:
        """Pools of each set by each method that has enough results."""
        found = {}
        for place, effects in self.effects.items():
            usable = sum(1 for effect in effects if effect.result)
            points = len(recoverable(effects))
            found[place] = {}
            for prior in (MAIN_PRIOR, SHARED_PRIOR):
                try:
                    if usable >= FEWEST_PER_SET:
                        found[place][f"all trials, prior {prior}"] = pool_with_bounds(
                            effects, prior
                        )
                except ValueError:  # the prior needs more results than there are
                    continue
            if points >= FEWEST_PER_SET:
                found[place]["recoverable effects only"] = recoverable_pool(
                    effects, interval="Hartung-Knapp ad hoc"
                )
        return found

    def sets_figure(self, name: str, caption: str) -> Figure:
        """Pooled effect of each set of trials, apart."""
        rows, words = [], []
        for place, found in self.pools.items():
            rows.append(forest_row(set_title(place).capitalize(), HEADING))
            for method, pooled in found.items():
                rows.append(
                    forest_row(
                        f"{several(pooled.trials, 'trial')}, {_told(method)}",
                        "estimate",
                        pooled.estimate,
                        pooled.low,
                        pooled.high,
                    )
                )
            if not found:
                usable = sum(1 for effect in self.effects[place] if effect.result)
                rows.append(
                    forest_row(
                        f"{several(usable, 'trial')} with a result", NOTHING, words="not pooled"
                    )
                )
            told = "; ".join(f"{r['name']}: {r['words']}" for r in rows[-max(len(found), 1) :])
            words.append(f"{set_title(place)}: {told}")
        frame = pd.DataFrame(rows)
        shown = frame.assign(set=frame["name"].where(frame["kind"] == HEADING).ffill())
        table = PageTable(
            shown[frame["kind"] != HEADING],
            "Pooled effect of each set of trials",
            {"set": "Set", "name": "Trials and method", "words": "Hedges' g"},
        )
        return Figure(
            name,
            pools_title(
                shown.loc[shown["kind"] == "estimate", ["low", "high"]].itertuples(index=False),
                treatment(),
            ),
            caption,
            f"Pooled effects of sets of trials. {'. '.join(words)}.",
            forest(frame, quantity=axis(), kinds=("estimate",), domain=DOMAIN),
            table,
        )

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """Difference of each other set from the main pool, by each method that has enough."""
        rows = []
        for place in COMPARED[1:]:
            other = self.effects[place]
            sizes = [len(recoverable(part)) for part in (other, self.main)]
            for interval in INTERVALS[1:]:
                found = contrast({MAIN: self.main, place: other}, interval)
                if found is None:
                    continue
                row = found.differences.iloc[0]
                rows.append(
                    {
                        "set": place,
                        "method": f"recoverable effects only, {interval}",
                        "k": tuple(sizes),
                        "difference": row["difference"],
                        "low": row["ci_low"],
                        "high": row["ci_high"],
                        "test": _test_in_words(found),
                    }
                )
            usable = [sum(1 for e in part if e.result) for part in (other, self.main)]
            if min(usable) >= FEWEST_PER_SET:
                found = posterior_difference(other, self.main)
                rows.append(
                    {
                        "set": place,
                        "method": f"all trials, prior {SHARED_PRIOR}",
                        "k": tuple(usable),
                        "difference": found.median,
                        "low": found.low,
                        "high": found.high,
                        "test": f"probability of less than 0: {100 * found.below_zero:.0f} %",
                    }
                )
        return pd.DataFrame(rows)

    def contrasts_table(self) -> PageTable:
        """How far each other set lies from the main pool, with its test."""
        rows = []
        for place in COMPARED[1:]:
            part = self.contrasts[self.contrasts["set"] == place]
            if part.empty:
                usable = sum(1 for effect in self.effects[place] if effect.result)
                told = f"no: fewer than {FEWEST_PER_SET} trials with a result"
                rows.append(
                    {
                        "set": set_title(place),
                        "method": "none",
                        "k": str(usable),
                        "words": "not compared",
                        "test": "",
                        "told": told,
                    }
                )
            for row in part.itertuples():
                rows.append(
                    {
                        "set": set_title(place),
                        "method": row.method,
                        "k": f"{row.k[0]} against {row.k[1]}",
                        "words": interval_in_words(row.difference, row.low, row.high),
                        "test": row.test,
                        "told": _conclusion(row),
                    }
                )
        return PageTable(
            pd.DataFrame(rows),
            f"Difference from the {set_title(MAIN)}",
            {
                "set": "Set",
                "method": "By",
                "k": "Trials",
                "words": "Difference of g (95 % interval)",
                "test": "Test of difference",
                "told": "Can anything be concluded?",
            },
        )

    def numbers(self) -> dict[str, str]:
        """Numbers that prose may want, as text; *not known* where the effects are too few."""
        counts = {
            "k": str(len(recoverable(self.main))),
            "partly": str(sum(1 for effect in self.main if effect.result and effect.point is None)),
            "silent": str(sum(1 for effect in self.main if effect.result is None)),
            "from-p": str(
                sum(
                    1
                    for effect in self.main
                    if effect.point and not effect.tier.startswith("means")
                )
            ),
            "estimators": str(len(ESTIMATORS) - 1),
            "fewest": str(FEWEST_TO_CONCLUDE),
        }
        if self.too_few:
            return dict.fromkeys(COMPUTED, "not known") | counts
        return counts | dict(zip(COMPUTED, self._computed(), strict=True))

    def _computed(self) -> tuple[str, ...]:
        """Values of the numbers that `COMPUTED` names, in its order."""
        found = self.scatter["k-2"]
        random = self.estimated[self.estimated["method"] != "EE"]
        by_interval = random[random["method"] == "REML"].set_index("interval")
        widths = random.groupby("method")["tau2"].first()
        worst = self.influence.loc[self.influence["shift"].abs().idxmax()]
        ends = ["low", "high"]
        return (
            f"{found.q:.2f}",
            f"{found.q_df}",
            p_value_in_words(found.q_p),
            f"{found.i2:.0f}",
            f"{found.tau2:.2f}",
            f"{found.tau2_high:.2f}",
            f"{found.tau2_low:.2f}",
            f"{math.sqrt(found.tau2_high):.2f}",
            str(int((widths < 5e-4).sum())),
            interval_in_words(math.nan, *by_interval.loc["Hartung-Knapp", ends]),
            interval_in_words(math.nan, *by_interval.loc["Hartung-Knapp ad hoc", ends]),
            worst["name"],
            signed(worst["shift"]),
            count_or_none(self.influence["outlying"].sum()),
            count_or_none(self.influence["influential"].sum()),
        )


COMPUTED = (
    "q",
    "df",
    "p",
    "i2",
    "tau2",
    "tau2-high",
    "tau2-low",
    "tau-high",
    "at-nought",
    "hk",
    "ad-hoc",
    "most",
    "most-shift",
    "outlying",
    "influential",
)
BRIEF = {method: "" if method == "EE" else f" ({method})" for method in ESTIMATORS}
SCATTER = {
    "Cochran's Q": "How far apart the effects are, measured by their own uncertainty; about its "
    "degrees of freedom if chance alone is at work",
    "p of Q": "How badly the effects fit one common effect; with few trials it is rarely small",
    "I²": "Share of the differences that is more than chance; not a measure of how large they are",
    "τ²": "Variance of the true effects (REML), with its Q-profile interval",
    "τ": "The same as a standard deviation, in the unit of the effects",
    "Prediction interval, k − 2": "Where the true effect of a new trial would be; t with two "
    "degrees of freedom less than there are trials",
    "Prediction interval, k − 1": "The same with one degree of freedom less than there are trials",
}


def _scatter_cells(found: dict[str, Pooled]) -> dict[str, str]:
    """The measures of heterogeneity as they stand in a table."""
    one = found["k-2"]
    roots = [math.sqrt(value) for value in (one.tau2, one.tau2_low, one.tau2_high)]
    cells = {
        "Cochran's Q": f"{one.q:.2f}, {_degrees(one.q_df)} of freedom, {one.k} trials",
        "p of Q": p_value_in_words(one.q_p),
        "I²": f"{one.i2:.0f} %",
        "τ²": f"{one.tau2:.2f} ({one.tau2_low:.2f} to {one.tau2_high:.2f})",
        "τ": f"{roots[0]:.2f} ({roots[1]:.2f} to {roots[2]:.2f})",
    }
    for df, label in (("k-2", "Prediction interval, k − 2"), ("k-1", "Prediction interval, k − 1")):
        pooled = found[df]
        cells[label] = (
            "too few trials"
            if pooled.pi_low != pooled.pi_low
            else f"{interval_in_words(math.nan, pooled.pi_low, pooled.pi_high)}, "
            f"{_degrees(pooled.prediction_df)} of freedom"
        )
    return cells


def _degrees(df: float) -> str:
    return several(round(df), "degree")


def _test_in_words(found) -> str:
    first, second = found.test_df
    name = f"χ² with {first:.0f}" if math.isinf(second) else f"F with {first:.0f} and {second:.0f}"
    return f"{name} degrees of freedom: {found.test:.2f}, p {p_value_in_words(found.test_p)}"


def _conclusion(row) -> str:
    trials = sum(row.k)
    if trials < FEWEST_TO_CONCLUDE:
        return f"no: too few ({trials}; at least {FEWEST_TO_CONCLUDE} are asked for)"
    if row.low <= 0 <= row.high:
        return "no: the interval includes no difference"
    return "only that these trials differ, not why"


def _told(method: str) -> str:
    return method.replace("all trials, ", "").replace("only", "only, Hartung-Knapp ad hoc")
