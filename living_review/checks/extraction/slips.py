"""Ways to go wrong when a report is entered, each a function that changes rows of one trial.

None of them knows of a check. A function that takes no rows gives one that does.
"""

import math
from collections.abc import Callable

from living_review.checks.extraction.reports import (
    CHANGE,
    CONTROL,
    END,
    SD,
    SE,
    TREATED,
    TrueReports,
)

ARMS = (TREATED, CONTROL)
Slip = Callable[[TrueReports, str], None]


def _means(reports: TrueReports, trial: str, time: str = END) -> list[dict[str, str]]:
    """Rows with the means of both arms at one time."""
    return [reports.row("group_statistics", f"{trial}/{arm}/{time}") for arm in ARMS]


def _main(reports: TrueReports, trial: str) -> dict[str, str]:
    return reports.row("trial_results", f"{trial}/main")


def _estimate(reports: TrueReports, trial: str) -> dict[str, str]:
    return reports.row("printed_estimates", trial)


def _times(cell: str, factor: float) -> str:
    return f"{float(cell) * factor:.2f}"


def spreads_times(factor: Callable[[int], float]):
    """Both spreads at the end become another quantity; their label stays."""

    def spoil(reports, trial):
        for row in _means(reports, trial):
            row["spread"] = _times(row["spread"], factor(int(row["n"])))

    return spoil


def replaced(table: str, role: str, **cells: str):
    """Cells of one row, replaced."""
    return lambda reports, trial: reports.row(table, role.format(trial=trial)).update(cells)


def name_rows(first: str, second: str):
    """The result names other rows of means than its own."""

    def spoil(reports, trial):
        named = (
            reports.ids["group_statistics", role.format(trial=trial)] for role in (first, second)
        )
        _main(reports, trial).update(zip(("first", "second"), named, strict=True))

    return spoil


def copy_numbers(time: str, columns=("value", "spread"), unsigned: bool = False):
    """The numbers of another time are typed into the rows of the end."""

    def spoil(reports, trial):
        for right, wrong in zip(_means(reports, trial), _means(reports, trial, time), strict=True):
            right.update({name: wrong[name].lstrip("-" if unsigned else "") for name in columns})

    return spoil


def standard_error_labelled(reports, trial):
    """Standard deviations get the label of standard errors."""
    for row in _means(reports, trial):
        row["spread_type"] = SE


def deviation_labelled(reports, trial):
    """Standard errors get the label of standard deviations."""
    for row in _means(reports, trial):
        row["spread_type"] = SD


def minus_lost_in_one_change(reports, trial):
    """One of two falls loses its sign."""
    row = _means(reports, trial, CHANGE)[0]
    row["value"] = row["value"].lstrip("-")


def numbers_exchanged(reports, trial):
    """Each group gets the numbers of the other."""
    first, second = _means(reports, trial)
    for name in ("value", "spread"):
        first[name], second[name] = second[name], first[name]


def digits_transposed(reports, trial):
    """The first two digits of a mean change places."""
    row = _means(reports, trial)[0]
    row["value"] = row["value"][1] + row["value"][0] + row["value"][2:]


def last_digit_mistyped(reports, trial):
    """A mean is off by one step of its last digit."""
    row = _means(reports, trial)[0]
    row["value"] = f"{float(row['value']) + 0.01:.2f}"


def point_lost(column: str):
    """A number of the first group loses its decimal point."""

    def spoil(reports, trial):
        row = _means(reports, trial)[0]
        row[column] = row[column].replace(".", "")

    return spoil


def mean_in_the_place_of_the_spread(reports, trial):
    """The mean of one group is typed as the spread of the other."""
    first, second = _means(reports, trial)
    second["spread"] = first["value"]


def mean_and_spread_exchanged(reports, trial):
    """Two columns change places."""
    for row in _means(reports, trial):
        row["value"], row["spread"] = row["spread"], row["value"]


def spread_of_the_other_arm(reports, trial):
    """One group gets the spread of the other."""
    first, second = _means(reports, trial)
    first["spread"] = second["spread"]


def other_unit_unsaid(reports, trial):
    """One group is typed in a unit ten times as large; the label stays."""
    row = _means(reports, trial)[1]
    row["value"], row["spread"] = _times(row["value"], 0.1), _times(row["spread"], 0.1)


def other_unit_said(reports, trial):
    """One group is typed in a unit ten times as large, and its label says so."""
    other_unit_unsaid(reports, trial)
    _means(reports, trial)[1]["unit"] = "points per item"


def decimal_comma(reports, trial):
    """A decimal point becomes a comma."""
    row = _means(reports, trial)[0]
    row["value"] = row["value"].replace(".", ",")


def randomised_for_analysed(reports, trial):
    """The two groups as they were put together: more people than were analysed."""
    sizes = {"first": "39", "second": "41"}
    for row, n in zip(_means(reports, trial), sizes.values(), strict=True):
        row["n"] = n
    _main(reports, trial).update(n1=sizes["first"], n2=sizes["second"])


def size_cut(reports, trial):
    """A digit of a group size is lost."""
    _means(reports, trial)[0]["n"] = "3"
    _main(reports, trial)["n1"] = "3"


def sign_of(column: str):
    """A number of an estimate gets the other sign."""

    def spoil(reports, trial):
        row = _estimate(reports, trial)
        row[column] = row[column].lstrip("-") if row[column].startswith("-") else f"-{row[column]}"

    return spoil


def all_signs_lost(reports, trial):
    """An estimate and its limits lose their signs, and the limits change places."""
    row = _estimate(reports, trial)
    low, high = row["ci_high"].lstrip("-"), row["ci_low"].lstrip("-")
    row.update(estimate=row["estimate"].lstrip("-"), ci_low=low, ci_high=high)


def other_scale(reports, trial):
    """The result is said to be on another scale."""
    scales = [row["scale"] for row in reports.rows["outcome_spreads"]]
    row = _main(reports, trial)
    row["scale"] = next(scale for scale in scales[1:] if scale != row["scale"])


def logarithms(factor: int):
    """Logarithms are typed in the place of the ratio, with their sign or turned."""

    def spoil(reports, trial):
        row = _estimate(reports, trial)
        names = ("estimate", "ci_low", "ci_high")
        estimate, *limits = (factor * math.log(float(row[name])) for name in names)
        row.update(zip(names, (f"{x:.2f}" for x in (estimate, *sorted(limits))), strict=True))

    return spoil


def percent_as_count(reports, trial):
    """Percentages are typed as counts of people."""
    for arm in ARMS:
        row = reports.row("printed_counts", f"{trial}/{arm}")
        row["count"] = row["percentage"].partition(".")[0]


def events_exchanged(reports, trial):
    """People without the event are counted."""
    for arm in ARMS:
        row = reports.row("printed_counts", f"{trial}/{arm}")
        row["count"] = str(int(row["of"]) - int(row["count"]))


def halved_p(reports, trial):
    """A one-sided p value is typed as if it were two-sided."""
    row = _main(reports, trial)
    row["p_value"] = f"{float(row['p_value']) / 2:.4f}"


def as_parallel(n1: str, n2: str, test: str):
    """A crossover gets the design of two groups, with these sizes and this test."""

    def spoil(reports, trial):
        reports.row("trials", trial)["design"] = "parallel"
        _main(reports, trial).update(n1=n1, n2=n2, n_total="", test=test)

    return spoil


def limits_exchanged(reports, trial):
    """The limits of an interval change places."""
    row = _estimate(reports, trial)
    row["ci_low"], row["ci_high"] = row["ci_high"], row["ci_low"]


def ratio_turned(reports, trial):
    """The ratio of the second group over the first; the direction in words stays."""
    row = _estimate(reports, trial)
    names = ("estimate", "ci_high", "ci_low")
    turned = [f"{1 / float(row[name]):.2f}" for name in names]
    row.update(zip(("estimate", "ci_low", "ci_high"), turned, strict=True))


def _second_trial(reports: TrueReports, trial: str, entry: bool, **cells: str) -> str:
    """The rows of a trial once more, under another key."""
    twin = f"{trial}twin"
    source = dict(reports.entries[trial])
    if entry:
        source["doi"] = source["doi"].upper()
    else:
        source |= {
            "doi": f"{source['doi']}.2",
            "title": f"Second report of that: {source['title']}",
        }
    reports.entries[twin] = source
    for table in ("publications", "publication_views", "trials", "group_statistics"):
        _double(reports, table, trial, twin)
    _double(reports, "trial_results", trial, twin)
    reports.row("trials", twin).update(cells)
    return twin


def _double(reports: TrueReports, table: str, trial: str, twin: str):
    roles = [role for name, role in reports.ids if name == table and role.split("/")[0] == trial]
    for role in roles:
        row = dict(reports.row(table, role))
        row |= {name: twin for name in ("source", "trial", "study") if row.get(name) == trial}
        row |= {
            end: reports.ids["group_statistics", _role(reports, row[end]).replace(trial, twin, 1)]
            for end in ("first", "second")
            if row.get(end)
        }
        row.pop("row_id", None)
        reports.add(table, role.replace(trial, twin, 1), **row)


def _role(reports: TrueReports, row_id: str) -> str:
    return next(role for (_, role), known in reports.ids.items() if known == row_id)


def entered_twice(reports, trial):
    """A second report of the same trial becomes a trial of its own."""
    _second_trial(reports, trial, entry=False)


def doi_in_capitals(reports, trial):
    """The same publication comes in once more, its DOI in capitals."""
    _second_trial(reports, trial, entry=True, registration="")


def control_counted_twice(reports, trial):
    """Each of two arms against the one control, as if they were two trials."""
    twin = _second_trial(reports, trial, entry=False)
    half = reports.row("trial_results", f"{twin}/half")
    reports.rows["trial_results"].remove(reports.row("trial_results", f"{twin}/main"))
    half["main"] = "yes"


def retracted(reports, trial):
    """The publication has been retracted; the trial is kept."""
    reports.row("publications", trial)["notice"] = "retraction"
