"""Rows about one trial that contradict each other: its results, means, estimates and sizes.

A result names the means or the difference that it is of. A row that says another outcome, time,
scale, group or trial than the result that names it is refused, since one of the two is wrong.
"""

import re
from collections.abc import Iterator

from living_review.evidence import tables
from living_review.evidence.belonging import IN_COMMON, disagreeing
from living_review.evidence.problems import Line, Problem, Rows, lines
from living_review.evidence.soundness.numbers import GROUPS, LOOK, number
from living_review.evidence.soundness.scores import scales_of

ENDS = (("first", "group1", "n1"), ("second", "group2", "n2"))
BOTH = "look at both rows: one of them says what its source does not"
OF_A_TRIAL = "randomised trial"
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six"),
            *("seven", "eight", "nine", "ten", "eleven", "twelve"),
        ),
        1,
    )
}
YEAR = re.compile(r"[0-9]{4}")
TIME = re.compile(
    rf"\b([0-9]+|{'|'.join(NUMBER_WORDS)})[ -](hour|day|week|month|year)s?\b", re.IGNORECASE
)
Known = dict[str, Line]


def check_trials(read: Rows) -> list[Problem]:
    """What rows of trials say of each other."""
    trials = {line["trial"]: line for line in lines(read, "trials")}
    groups = {line["row_id"]: line for table in GROUPS for line in lines(read, table)}
    estimates = {line["row_id"]: line for line in lines(read, "printed_estimates")}
    scales = {line["scale"] for line in lines(read, "score_scales")}
    problems: list[Problem] = []
    for line in lines(read, "trial_results"):
        problems += _against_itself(line)
        problems += _against_trial(line, trials.get(line["trial"]))
        problems += _against_means(line, groups, scales)
        if line["estimate"] in estimates:
            problems += _against_estimate(line, estimates[line["estimate"]], trials, read)
    problems += _second_main_results(read)
    problems += _without_year(read)
    problems += _sizes(read, trials)
    problems += _counts_named(read)
    return problems


def _without_year(read: Rows) -> Iterator[Problem]:
    """Trials and reviews whose publication has no year: pages show them in the order of years."""
    try:
        entries = tables.bibliography()
    except Exception:  # told with the bibliography
        return
    for table, key in (("trials", "trial"), ("earlier_reviews", "review")):
        for line in lines(read, table):
            if line[key] in entries and not YEAR.fullmatch(entries[line[key]].get("year", "")):
                wrong = f"its entry in {tables.BIBLIOGRAPHY} has no year of four digits"
                yield line.problem(key, wrong, "look for the year in the source, and add it there")


def _against_itself(line: Line) -> Iterator[Problem]:
    for one, two in (("group1", "group2"), ("first", "second")):
        if line[one] and line[one] == line[two]:
            yield line.problem(two, f"is the same as in {one}", "name two different groups")
    for one, two in (("first", "second"), ("second", "first"), ("n1", "n2"), ("n2", "n1")):
        if line[one] and not line[two]:
            yield line.problem(
                one, f"stands alone: {two} is blank", f"{LOOK} for the other, or leave both blank"
            )
    n1, n2, both = (number(line[name]) for name in ("n1", "n2", "n_total"))
    if None not in (n1, n2, both) and n1 + n2 != both:
        wrong = f"is not the sum of n1 and n2, {n1:g} and {n2:g}"
        yield line.problem("n_total", wrong, LOOK)


def _against_trial(line: Line, trial: Line | None) -> Iterator[Problem]:
    """A result of more people than the trial put into groups or analysed."""
    if trial is None:
        return
    sizes = [number(line[name]) for name in ("n1", "n2")]
    column, people = ("n_total", number(line["n_total"]))
    if None not in sizes:
        column, people = "n1", sum(sizes)
    for whole in ("n_randomised", "n_analysed"):
        if whole == "n_analysed" and line["sizes_are"] != "analysed":
            continue
        most = number(trial[whole])
        if people is not None and most is not None and people > most:
            wrong = (
                f"makes {people:g} people, more than {whole} of data/trials.csv:{trial.number}, "
                f"which is {most:g}"
            )
            yield line.problem(column, wrong, BOTH)


def _against_means(line: Line, groups: Known, scales: set[str]) -> Iterator[Problem]:
    named = [groups.get(line[which]) for which, _, _ in ENDS]
    for (which, group, size), mean in zip(ENDS, named, strict=True):
        if mean is not None:
            yield from _against_mean(line, which, group, size, mean, scales)
            yield from _beside_score(line, which, mean, groups)
    first, second = named
    if None in named or first is second:
        return
    labelled = first["spread"] and second["spread"]
    for column in (*IN_COMMON, *(("spread_type",) if labelled else ())):
        if first[column] != second[column]:
            wrong = _says(second, column) + f", and that of the first group {first[column]!r}"
            yield line.problem("second", wrong, BOTH)
    for which, one, other in (("first", first, second), ("second", second, first)):
        if other["spread"] and not one["spread"]:
            wrong = f"names {one['row_id']}, which has no spread, beside one that has"
            yield line.problem(which, wrong, f"{LOOK} for the spread of {one['row_id']}")


def _says(mean: Line, column: str) -> str:
    place = f"data/{mean.table}.csv:{mean.number}"
    return f"names {mean['row_id']} ({place}), whose {column} is {mean[column]!r}"


def _against_mean(
    line: Line, which: str, group: str, size: str, mean: Line, scales: set[str]
) -> Iterator[Problem]:
    """One named mean against the result that names it."""
    if mean.table != "group_statistics":
        wrong = f"names a row of {mean.table}, where no trial's scores stand"
        yield line.problem(which, wrong, "name a row of group_statistics")
        return
    for column, own in disagreeing(line, mean, group, scale_has_row=line["scale"] in scales):
        wrong = f"{_says(mean, column)}; the {own} of the result is {line[own]!r}"
        yield line.problem(which, wrong, BOTH)
    in_mean, in_result = number(mean["n"]), number(line[size])
    if in_mean is not None and in_result is not None:
        analysed = line["sizes_are"] == "analysed"
        if in_mean > in_result or (analysed and in_mean != in_result):
            wrong = f"{_says(mean, 'n')}; {size} of the result is {line[size]}"
            yield line.problem(which, wrong, BOTH)


def _beside_score(line: Line, which: str, mean: Line, groups: Known) -> Iterator[Problem]:
    """A change named as the main result, where the score at that time stands beside it."""
    if line["main"] != "yes" or mean["kind"] != "change":
        return
    same = ("study", "scale", "group")
    for score in groups.values():
        is_score = score.table == mean.table and score["kind"] == "level"
        if (
            is_score
            and score["timepoint"] == line["timepoint"]
            and mean["quantity"].endswith(score["quantity"])  # as in change of a score
            and all(score[column] == mean[column] for column in same)
        ):
            wrong = f"names a change, {mean['row_id']}, though {score['row_id']} is the score then"
            remedy = f"name {score['row_id']}: in a main result scores come before changes"
            yield line.problem(which, wrong, remedy)


def _times(text: str) -> set[str]:
    """Lengths of time that a text names.

    Examples
    --------
    >>> sorted(_times("six weeks of it against 6 weeks of nothing, two-month follow-up"))
    ['2 month', '6 week']
    """
    return {
        f"{NUMBER_WORDS.get(amount.lower(), amount)} {unit.lower()}"
        for amount, unit in TIME.findall(text)
    }


def _against_estimate(line: Line, named: Line, trials: Known, read: Rows) -> Iterator[Problem]:
    """A named difference against the result that names it."""
    if named["design"] != OF_A_TRIAL:
        yield line.problem("estimate", _says(named, "design"), "name an estimate of the trial")
    if named["source"] in trials and named["source"] != line["trial"]:
        wrong = f"{_says(named, 'source')}; the trial of the result is {line['trial']!r}"
        yield line.problem("estimate", wrong, BOTH)
    if line["outcome"].lower() not in named["quantity"].lower():
        wrong = f"{_says(named, 'quantity')}; the outcome of the result is {line['outcome']!r}"
        yield line.problem("estimate", wrong, BOTH)
    told = f"{named['quantity']} {named['comparison']}"
    scales = [scale for scale in scales_of(read) if _names(told, scale)]
    if scales and line["scale"] not in scales:
        wrong = f"{_says(named, 'quantity')}; the scale of the result is {line['scale']!r}"
        yield line.problem("estimate", wrong, BOTH)
    if (times := _times(told)) and (wanted := _times(line["timepoint"])) and not times & wanted:
        wrong = f"{_says(named, 'comparison')}; the time of the result is {line['timepoint']!r}"
        yield line.problem("estimate", wrong, BOTH)
    if line["p_value"] and named["p_value"] and line["p_value"] != named["p_value"]:
        wrong = f"{_says(named, 'p_value')}; that of the result is {line['p_value']!r}"
        yield line.problem("estimate", wrong, BOTH)
    sizes = [number(line[name]) for name in ("n_total", "n1", "n2")]
    people = sizes[0] if sizes[0] is not None else None if None in sizes[1:] else sum(sizes[1:])
    of_estimate = number(named["n"])
    if people is not None and of_estimate is not None and people != of_estimate:
        wrong = f"{_says(named, 'n')}; the result is of {people:g} people"
        yield line.problem("estimate", wrong, BOTH)


def _names(text: str, scale: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(scale)}(?![\w-])", text) is not None


def _second_main_results(read: Rows) -> Iterator[Problem]:
    main: dict[str, int] = {}
    for line in lines(read, "trial_results"):
        if line["main"] != "yes":
            continue
        if line["trial"] in main:
            wrong = f"trial {line['trial']} has its main result in line {main[line['trial']]}"
            remedy = "keep one per trial: the last time on treatment"
            yield line.problem("main", f"{wrong} already", remedy)
        main.setdefault(line["trial"], line.number)


def _sizes(read: Rows, trials: Known) -> Iterator[Problem]:
    """Groups of more people than the trial has."""
    for line in lines(read, "group_statistics"):
        trial = trials.get(line["study"])
        size, most = number(line["n"]), number(trial["n_randomised"]) if trial else None
        if size is not None and most is not None and size > most:
            wrong = f"is above n_randomised of data/trials.csv:{trial.number}, which is {most:g}"
            yield line.problem("n", wrong, BOTH)


def _counts_named(read: Rows) -> Iterator[Problem]:
    """Counts that a trial's responses or harms name, and that are another trial's."""
    counts = {line["row_id"]: line for line in lines(read, "printed_counts")}
    for table in ("trial_responses", "trial_adverse_events"):
        for line in lines(read, table):
            for which in ("first", "second"):
                count = counts.get(line[which])
                if count is not None and count["study"] != line["trial"]:
                    wrong = f"{_says(count, 'study')}; the trial is {line['trial']!r}"
                    yield line.problem(which, wrong, BOTH)
