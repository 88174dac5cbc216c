"""Errors of extraction, each put into a made-up trial that was entered without one.

Nothing here knows of a check. The kinds are those that were met in published reviews: numbers,
spreads, signs and sizes [gotzsche2007]_, standard errors as standard deviations [kadlec2023]_,
trials that enter twice [tramer1997]_, and wrong cells in general [mathes2017]_.
"""

from dataclasses import dataclass
from enum import StrEnum

from living_review.checks.extraction import slips
from living_review.checks.extraction.reports import CHANGE, CONTROL, END, MIDDLE, START, TREATED

MEANS, ERRORS, CHANGES = "madewithmeans", "madewitherrors", "madewithchanges"
ESTIMATE, LEVEL, RATIO = "madewithestimate", "madewithlevel", "madewithratio"
COUNTS, CROSSOVER, P_VALUE = "madewithcounts", "madewithcrossover", "madewithp"
THREE_ARMS = "madewitharms"
QUARTILES, HALF_INTERVAL, RANGE = 1.349, 1.96, 4.2  # of a normal group, in deviations or errors


class Told(StrEnum):
    """What of the data gives an error away to who reads it carefully."""

    LABELS = "the row's own labels"
    NEIGHBOURS = "its neighbours"
    SOURCE = "the source alone"


@dataclass(frozen=True)
class ExtractionError:
    """One error.

    Parameters
    ----------
    name : str
        What was done, in words.
    trial : str
        Key of the trial that it is put into.
    spoil : callable
        Puts it into rows that may be changed.
    told_by : Told
        What gives it away.
    in_pool : bool
        Whether the trial still belongs into a pool.
    """

    name: str
    trial: str
    spoil: slips.Slip
    told_by: Told = Told.LABELS
    in_pool: bool = True


def _named(time: str = END, first: str = TREATED, second: str = CONTROL, trial: str = "{trial}"):
    return slips.name_rows(f"{trial}/{first}/{time}", f"{trial}/{second}/{time}")


def _estimate(**cells: str):
    return slips.replaced("printed_estimates", "{trial}", **cells)


def _result(**cells: str):
    return slips.replaced("trial_results", "{trial}/main", **cells)


def _all(told_by: Told, trial: str, **ways: slips.Slip) -> list[ExtractionError]:
    """Errors in one trial that the same gives away; a keyword names each."""
    return [
        ExtractionError(name.replace("_", " "), trial, spoil, told_by)
        for name, spoil in ways.items()
    ]


_SPREADS = (
    *_all(
        Told.NEIGHBOURS,
        MEANS,
        standard_error_as_standard_deviation=slips.spreads_times(lambda n: n**-0.5),
        half_an_interval_as_standard_deviation=slips.spreads_times(
            lambda n: HALF_INTERVAL * n**-0.5
        ),
        quartile_range_as_standard_deviation=slips.spreads_times(lambda n: QUARTILES),
        range_as_standard_deviation=slips.spreads_times(lambda n: RANGE),
        standard_deviation_labelled_standard_error=slips.standard_error_labelled,
        spread_of_the_other_group=slips.spread_of_the_other_arm,
        mean_in_the_place_of_a_spread=slips.mean_in_the_place_of_the_spread,
        mean_and_spread_exchanged=slips.mean_and_spread_exchanged,
    ),
    *_all(
        Told.NEIGHBOURS,
        ERRORS,
        standard_error_labelled_standard_deviation=slips.deviation_labelled,
    ),
)
_DIGITS = (
    *_all(
        Told.LABELS,
        MEANS,
        decimal_point_of_a_mean_lost=slips.point_lost("value"),
        decimal_point_of_a_spread_lost=slips.point_lost("spread"),
        decimal_comma=slips.decimal_comma,
        one_group_in_another_unit_as_its_label_says=slips.other_unit_said,
    ),
    *_all(
        Told.NEIGHBOURS,
        MEANS,
        two_digits_of_a_mean_transposed=slips.digits_transposed,
        one_group_in_another_unit_unsaid=slips.other_unit_unsaid,
    ),
    *_all(Told.SOURCE, MEANS, last_digit_of_a_mean_mistyped=slips.last_digit_mistyped),
)
_WRONG_CELLS = (
    *_all(
        Told.LABELS,
        MEANS,
        rows_of_the_other_group_named=_named(first=CONTROL, second=TREATED),
        rows_of_another_time_named=_named(MIDDLE),
        rows_of_the_start_named=_named(START),
        rows_of_the_changes_named=_named(CHANGE),
        rows_of_another_outcome_named=_named(
            END, f"{TREATED}, another outcome", f"{CONTROL}, another outcome"
        ),
        rows_of_a_subgroup_named=_named(END, f"{TREATED}, women", f"{CONTROL}, women"),
        rows_of_another_trial_named=_named(trial=ERRORS),
        numbers_of_the_groups_exchanged=slips.numbers_exchanged,
        changes_typed_as_scores=slips.copy_numbers(CHANGE),
    ),
    *_all(
        Told.NEIGHBOURS,
        MEANS,
        numbers_of_another_time_typed=slips.copy_numbers(MIDDLE),
        numbers_of_the_start_typed=slips.copy_numbers(START),
        changes_typed_as_scores_without_sign=slips.copy_numbers(CHANGE, unsigned=True),
    ),
    *_all(Told.LABELS, THREE_ARMS, row_of_another_arm_named=_named(first="half dose")),
)
_PEOPLE = (
    *_all(
        Told.NEIGHBOURS,
        MEANS,
        people_randomised_for_those_analysed=slips.randomised_for_analysed,
        a_digit_of_a_group_size_lost=slips.size_cut,
    ),
    *_all(
        Told.NEIGHBOURS,
        CROSSOVER,
        crossover_as_parallel_everybody_twice=slips.as_parallel("30", "30", "not told"),
    ),
    *_all(
        Told.LABELS,
        CROSSOVER,
        crossover_as_parallel_halved=slips.as_parallel("15", "15", "crossover"),
    ),
    *_all(Told.LABELS, COUNTS, percentages_as_counts=slips.percent_as_count),
    *_all(Told.NEIGHBOURS, COUNTS, events_exchanged_with_the_others=slips.events_exchanged),
)
_SIGNS = (
    *_all(Told.NEIGHBOURS, CHANGES, minus_of_one_change_lost=slips.minus_lost_in_one_change),
    *_all(
        Told.LABELS,
        MEANS,
        words_of_the_direction_turned=_result(direction="higher in group 1"),
    ),
    *_all(
        Told.SOURCE,
        P_VALUE,
        direction_turned_where_p_stands_alone=_result(direction="higher in group 1"),
        one_sided_p_as_two_sided=slips.halved_p,
    ),
    *_all(
        Told.LABELS,
        ESTIMATE,
        minus_of_a_difference_lost=slips.sign_of("estimate"),
        all_signs_of_a_difference_lost=slips.all_signs_lost,
        limits_exchanged=slips.limits_exchanged,
    ),
    *_all(Told.NEIGHBOURS, ESTIMATE, minus_of_a_limit_lost=slips.sign_of("ci_high")),
)
_ESTIMATES = (
    *_all(Told.NEIGHBOURS, LEVEL, interval_of_90_percent_as_95=_estimate(confidence="95")),
    *_all(
        Told.NEIGHBOURS,
        ESTIMATE,
        interval_of_95_percent_as_99=_estimate(confidence="99"),
        result_on_another_scale_than_its_start=slips.other_scale,
    ),
    *_all(
        Told.LABELS,
        ESTIMATE,
        level_of_an_interval_as_a_fraction=_estimate(confidence="0.95"),
        difference_labelled_standardised=_estimate(measure="standardised mean difference"),
        estimate_of_a_meta_analysis=_estimate(design="meta-analysis of trials"),
    ),
    *_all(
        Told.NEIGHBOURS,
        RATIO,
        odds_ratio_labelled_risk_ratio=_estimate(measure="risk ratio"),
        odds_ratio_labelled_mean_difference=_estimate(measure="mean difference"),
        logarithm_of_the_turned_ratio_as_ratio=slips.logarithms(-1),
    ),
    *_all(
        Told.LABELS,
        RATIO,
        logarithm_as_ratio=slips.logarithms(1),
        ratio_turned=slips.ratio_turned,
    ),
)
_TWICE = (
    *_all(Told.NEIGHBOURS, THREE_ARMS, control_group_counted_twice=slips.control_counted_twice),
    *_all(
        Told.NEIGHBOURS,
        MEANS,
        trial_entered_under_a_second_key=slips.entered_twice,
        publication_twice_its_DOI_in_capitals=slips.doi_in_capitals,
    ),
    ExtractionError("trial kept though retracted", MEANS, slips.retracted, in_pool=False),
)
ERRORS_PUT_IN = (
    *_SPREADS,
    *_DIGITS,
    *_WRONG_CELLS,
    *_PEOPLE,
    *_SIGNS,
    *_ESTIMATES,
    *_TWICE,
)
