"""A reader's own review: the choices of the pool laid open, and answered on the page itself.

Without the page's script it is a table of what each choice alone would do. With it, the reader
ticks trials and changes choices, and `book/static/own_review.js` pools them anew.
"""

import html
import json
import math
import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from living_review.charts.number_format import interval_in_words, signed
from living_review.evidence import edition_in_hand, tables
from living_review.evidence.question import treatment
from living_review.pages.certainty import judged_steps
from living_review.pages.chart_titles import range_title
from living_review.pages.figure import CAPTION, json_for_page
from living_review.pages.page_table import PageTable
from living_review.pages.trials import DOMAIN, axis, set_title, told_of
from living_review.statistics.partly_reported.regions import FullResult
from living_review.synthesis.certainty import STEPS, certainty
from living_review.synthesis.trials import own_choices
from living_review.synthesis.trials.multiverse import choices, specifications
from living_review.synthesis.trials.tables import selection
from living_review.synthesis.trials.trial_effect import TrialEffect

DIGITS = 7  # significant ones of a number that the page calculates with
NAME = "your-own-review"


def slug(name: str) -> str:
    """What a choice is called in an address.

    Examples
    --------
    >>> slug("recoverable, REML, Hartung-Knapp ad hoc")
    'recoverable-reml-hartung-knapp-ad-hoc'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _number(value: float) -> float | None:
    """A number in so many digits that machines agree; None for an end that is infinite."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def as_result(effect: TrialEffect) -> dict | None:
    """A trial's result as the page's estimator takes it; None where nothing can be used.

    Parameters
    ----------
    effect : TrialEffect
        Negative effects favour group 1.

    Returns
    -------
    dict
        ``people``; ``y`` and ``v`` of a result that is known, or ``v`` and ``regions``, pairs of
        ends, None where one is infinite; ``point``: y and v of the effect as a number, if there
        is one.
    """
    if effect.result is None:
        return None
    told: dict = {"people": round(effect.people), "v": _number(effect.result.vi)}
    if isinstance(effect.result, FullResult):
        told["y"] = _number(effect.result.yi)
    else:
        told["regions"] = [[_number(end) for end in region] for region in effect.result.regions]
    if effect.point is not None:
        told["point"] = [_number(float(effect.point.yi)), _number(float(effect.point.vi))]
    return told


@dataclass(frozen=True)
class OwnReview:
    """The choices of the pool for readers to make otherwise.

    Parameters
    ----------
    alone : pandas.DataFrame
        As of `own_choices.one_choice_changed`.
    scales : pandas.DataFrame
        ``scale sd``: scales on which the answer may be told, with their standard deviations.
    """

    alone: pd.DataFrame
    scales: pd.DataFrame

    @cached_property
    def title(self) -> str:
        """What the stored combinations amount to; a reader's own may lie beyond them."""
        ends = pd.concat([self.alone["least"], self.alone["most"]])
        each = self.alone.groupby("choice")["combinations"].sum()  # every choice splits them all
        return range_title(ends, f"In {each.max():.0f} combinations that we tried")

    @cached_property
    def table(self) -> PageTable:
        """Each choice alone, and its span over all combinations."""
        alone = self.alone.assign(
            choice=self.alone["choice"].map(own_choices.CHOICES),
            words=[
                "could not be pooled" if math.isnan(row.estimate) else _interval(row)
                for row in self.alone.itertuples()
            ],
            span=[f"{signed(row.least)} to {signed(row.most)}" for row in self.alone.itertuples()],
        )
        return PageTable(
            alone,
            "What each choice alone would do to the pooled effect",
            {
                "choice": "Choice",
                "option": "Option",
                "words": "Hedges' g, everything else as in the review",
                "span": "Over all combinations with it",
                "combinations": "Combinations",
            },
        )

    @cached_property
    def payload(self) -> dict:
        """All that the page's script needs: trials, their results, choices, and stored answers."""
        asked = choices()
        place = selection().set_index("trial")["set"]
        trials = [effect.trial for effect in own_choices.every_effect(asked)]
        together = list(dict.fromkeys(place[trial] for trial in trials))  # those of a set
        trials.sort(key=lambda trial: together.index(place[trial]))
        results, of = _results(asked.assumptions, asked)
        told = told_of(pd.Series(trials)).to_dict("records")
        rules = own_choices.rules(asked)
        return {
            "edition": edition_in_hand.current()["version"],
            "treatment": treatment(),
            "axis": list(axis()),
            "domain": list(DOMAIN),
            "trials": [
                {
                    "id": trial,
                    "name": row["name"],
                    "place": set_title(place[trial]),
                    "told": f"Risk of bias: {row['bias']}. Read as: {row['access']}.",
                    "record": row["record"],
                    "of": of[trial],
                }
                for trial, row in zip(trials, told, strict=True)
            ],
            "results": results,
            "sets": [
                {"slug": slug(name), "name": name, "of": [trials.index(trial) for trial in inside]}
                for name, inside in own_choices.members(asked).items()
            ],
            "rules": [
                {
                    "slug": slug(name),
                    "name": name,
                    "out": [trials.index(trial) for trial in out if trial in trials],
                    "stored": name in asked.without,
                }
                for name, out in rules.items()
            ],
            "readings": [{"slug": slug(name), "name": name} for name in asked.assumptions],
            "methods": [
                {
                    "slug": slug(method.name),
                    "name": method.told,
                    "call": method.call,
                    **method.numbers,
                }
                for method in own_choices.methods()
            ],
            "scales": [
                {"slug": slug(row.scale), "name": row.scale, "sd": float(row.sd)}
                for row in self.scales.itertuples()
            ],
            "stored": own_choices.stored_estimates(asked, specifications()),
            "storedMethods": list(map(slug, own_choices.stored_methods())),
            "certainty": _certainty(),
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}

    def to_html(self) -> str:
        """The figure as it stands in the page before its script makes it answer."""
        return (
            f'<figure class="review-figure review-own" id="figure-{NAME}">'
            f'<p class="review-title">{html.escape(self.title)}</p>'
            f'<script type="application/json" class="review-own-data">'
            f"{json_for_page(self.payload)}</script>"
            f'<div class="review-own-choices"></div>'
            f'<div class="review-own-picture">{self.table.to_html(f"table-{NAME}")}</div>'
            f"{CAPTION[0]}{CAPTION[1]}"
            '<div class="review-tools"></div></figure>'
        )

    def to_reviewed_text(self) -> str:
        """Title, the table, and all numbers with which the page's script calculates."""
        payload = json.dumps(self.payload, sort_keys=True, ensure_ascii=False)
        return f"figure {NAME}: {self.title}\n{self.table.to_reviewed_text()}\n{payload}"


def _interval(row) -> str:
    return interval_in_words(row.estimate, row.low, row.high)


def _results(readings, asked) -> tuple[list[dict | None], dict[str, list[int]]]:
    """Distinct results, and the place of each trial's result among them, reading by reading."""
    results: list[dict | None] = [None]
    of: dict[str, list[int]] = {}
    for reading in readings:
        for effect in own_choices.every_effect(asked, reading):
            result = as_result(effect)
            if result not in results:
                results.append(result)
            of.setdefault(effect.trial, []).append(results.index(result))
    return results, of


def _certainty() -> dict:
    """The review's own judgement, of which a choice may lower two parts and raise none."""
    steps = judged_steps()
    main = next(iter(own_choices.members(choices()).values()))
    effects = [effect for effect in own_choices.every_effect(choices()) if effect.trial in main]
    return {
        "level": str(certainty(steps)),
        "steps": {row["domain"]: STEPS[row["concern"]] for _, row in steps.iterrows()},
        "people": round(sum(effect.people for effect in effects if effect.result)),
    }


def own_review(alone: pd.DataFrame) -> OwnReview:
    """The reader's own review, told on the scales whose standard deviations are known.

    Parameters
    ----------
    alone : pandas.DataFrame
        As of `own_choices.one_choice_changed`.
    """
    return OwnReview(alone, tables.read("outcome_spreads")[["scale", "sd"]])
