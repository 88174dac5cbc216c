"""What pages need of rows: every table, picture and number of trials is written once."""

from collections.abc import Callable, Iterator

from living_review.charts.forest_sections import with_words
from living_review.checks.ledger import ledger
from living_review.evidence import tables
from living_review.evidence.printed_numbers import values
from living_review.evidence.problems import Line, Problem
from living_review.pages.bias import judged_trials
from living_review.pages.certainty import findings_table, judged_steps
from living_review.pages.designs import printed_estimates_table
from living_review.pages.earlier_reviews import earlier_reviews, published_pools
from living_review.pages.finding_list import for_readers
from living_review.pages.points import points_rows
from living_review.pages.responses import responses_in_words, responses_table
from living_review.pages.trial_differences import (
    differences_table,
    estimators_table,
    influence_rows,
    influence_table,
    scatter_table,
    set_rows,
)
from living_review.pages.trials import effects_by_set, placed_trials
from living_review.pages.trustworthiness import answers_by_domain, settled_reports
from living_review.statistics.effect_sizes.counts import risk_difference
from living_review.synthesis.trials.adverse_events import with_counts
from living_review.synthesis.trials.diagnostics import (
    estimators,
    heterogeneity_of,
    influence_of,
    recoverable,
)
from living_review.synthesis.trials.intervals import with_intervals
from living_review.synthesis.trials.pools import density, pool_with_bounds
from living_review.synthesis.trials.response import pooled_ratios, ratios
from living_review.synthesis.trials.selection import EXCLUDED, MAIN, SETS
from living_review.synthesis.trials.sets_apart import differences_from_first, pools_by_set
from living_review.synthesis.trials.tables import effects_of, printed_responses
from living_review.synthesis.verdicts.claims import Claim

INCLUDED = tuple(place for place in SETS if place != EXCLUDED)
REMEDY = (
    "look at the rows that were changed last; that no row is named is a fault of the check, "
    "please report it"
)
Write = Callable[[], object]


def check_pages() -> list[Problem]:
    """Pages that can't be written of data in which nothing else is wrong.

    Returns
    -------
    list of Problem
        One for each part that fails. All of them name the table that the part is of.
    """
    problems = list(_undecided())
    for table, part in _parts():
        try:
            part()
        except Exception as error:
            wrong = f"no page can be written of it ({type(error).__name__}: {error})"
            problems.append(Problem(f"data/{table}.csv", 0, "", "", wrong, REMEDY))
    return problems


def _undecided() -> Iterator[Problem]:
    """Rules of claims that can't decide, since a row that they read says something else now."""
    for number, row in enumerate(tables.read("verdict_rules").to_dict("records"), 2):
        line = Line("verdict_rules", number, row)
        try:
            _ = Claim(line["claim_id"]).verdict
        except Exception as error:
            column = "statistic" if line["statistic"] else "claim_id"
            wrong = f"leaves the rule {line['rule']} without what it reads: {error}"
            yield line.problem(column, wrong, "look at the row that it names, and at the rule")


def _parts() -> Iterator[tuple[str, Write]]:
    """Table that a part of a page is mainly of, and what writes it."""
    yield "trials", placed_trials
    yield "trial_results", _effects
    yield "outcome_spreads", _points
    yield "trial_results", _differences
    yield "trial_results", _sets_apart
    yield "trial_results", _findings
    yield "trial_responses", _responses
    yield "trial_adverse_events", _adverse_events
    yield "risk_of_bias_answers", judged_trials
    yield "trustworthiness_readings", lambda: answers_by_domain(settled_reports())
    yield "earlier_reviews", lambda: published_pools(earlier_reviews())
    yield "printed_estimates", _estimates
    yield "group_statistics", lambda: for_readers(ledger(), "../")


def _effects():
    with_words(with_intervals(effects_by_set(*INCLUDED)).rename(columns={"yi": "value"}))


def _points():
    spreads = values(tables.read("outcome_spreads")["sd"])
    matters = tables.read("important_differences", unit="points")
    scales = tables.read("outcome_spreads", ("scale",))
    points_rows(scales.assign(estimate=-spreads, low=-spreads, high=spreads), matters)


def _differences():
    effects = effects_of((MAIN,))
    numbers = recoverable(effects)
    scatter = heterogeneity_of(numbers)
    scatter_table(scatter, scatter, density(effects).tau_quantiles)
    estimators_table(estimators(numbers))
    influence_table(influence_rows(influence_of(numbers)))


def _sets_apart():
    sets = {place: effects_of((place,)) for place in INCLUDED}
    set_rows(pools_by_set(sets))
    differences_table(differences_from_first(sets))


def _findings():
    effects = effects_of((MAIN,))
    findings_table(effects, pool_with_bounds(effects), judged_steps())


def _responses():
    responses = printed_responses()
    responses_table(responses, ratios(responses))
    responses_in_words(pooled_ratios(responses[responses["set"] == MAIN]))


def _adverse_events():
    events = with_counts(tables.read("trial_adverse_events"), tables.read("printed_counts"))
    counts = events[["events1", "n1", "events2", "n2"]].dropna()
    risk_difference(*(counts[name] for name in counts))


def _estimates():
    keys = tables.read("printed_estimates", ("row_id",))["row_id"]
    printed_estimates_table("Estimates", *keys)
