"""Numbers of one row that can't stand beside each other, or that are odd and asked about.

Cells that are no numbers at all are told by their form; here they are passed over.
"""

from collections.abc import Iterator

from living_review.evidence.printed_intervals import LOWEST_LEVEL, lost_sign
from living_review.evidence.printed_numbers import NUMBER, spread_interval, widest_interval
from living_review.evidence.problems import Line, Problem, Rows, lines

# Columns that count people of a group.
COUNTING = {
    "trials": ("n_randomised", "n_analysed"),
    "trial_results": ("n1", "n2", "n_total"),
    "group_statistics": ("n", "n_total"),
    "printed_statistics": ("n",),
    "biomarker_values": ("n",),
    "printed_estimates": ("n",),
    "printed_counts": ("of",),
    "outcome_spreads": ("arms", "studies"),
    "score_scales": ("items", "item_step"),
}
FEWEST = {"trial_results": 2}  # of one person no effect can be calculated
# Tables of groups, and what the mean is called there.
GROUPS = {"group_statistics": "value", "printed_statistics": "value", "biomarker_values": "mean"}
PARTS = {  # which number may not be above which
    "trials": (("n_analysed", "n_randomised"),),
    "group_statistics": (("n", "n_total"), ("entry_minimum", "entry_maximum")),
    "score_scales": (("minimum", "maximum"), ("items", "maximum")),
}
RISKS = ("risk_first", "risk_second")  # of the two groups of an estimate
LOOK = "look at the source again"
TELL = "where it does say so, leave the cell blank and tell it in the note"
CONFIRM = f"{LOOK}; if it says so, add a row to data/confirmed_as_printed.csv"
NOTHING_SPREAD = "spread of nothing"
OUTSIDE, ONE_LIMIT = "estimate outside its interval", "one limit"
LOST_SIGN = "minus sign lost"


def number(text: str) -> float | None:
    """Value of a cell; None where it is blank or no number.

    Examples
    --------
    >>> number("5.20"), number(""), number("27²")
    (5.2, None, None)
    """
    return float(text) if NUMBER.fullmatch(text) else None


def check_numbers(read: Rows) -> list[Problem]:
    """Sizes, spreads, intervals, counts and scales of every row by itself."""
    problems: list[Problem] = []
    for table, columns in COUNTING.items():
        for line in lines(read, table):
            problems += _too_few(line, columns, FEWEST.get(table, 1))
    for table, pairs in PARTS.items():
        for line in lines(read, table):
            problems += _above(line, pairs)
    for line in lines(read, "outcome_spreads"):
        if number(line["sd"]) == 0:
            problems.append(line.problem("sd", "a standard deviation is above 0", LOOK))
    for table, mean in GROUPS.items():
        for line in lines(read, table):
            problems += _odd_spread(line, mean)
    for line in lines(read, "printed_estimates"):
        problems += [*_odd_estimate(line), *_odd_risks(line)]
    for line in lines(read, "printed_counts"):
        problems += _odd_count(line)
    return problems


def _too_few(line: Line, columns: tuple[str, ...], fewest: int) -> Iterator[Problem]:
    for column in columns:
        size = number(line[column])
        if size is not None and size < fewest:
            wrong = f"is less than {fewest}"
            if fewest > 1:
                wrong += " people, of whom no effect can be calculated"
            remedy = "look at the number, or leave it blank if none is printed"
            yield line.problem(column, wrong, remedy)


def _above(line: Line, pairs: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    for part, whole in pairs:
        small, large = number(line[part]), number(line[whole])
        if small is not None and large is not None and small > large:
            yield line.problem(part, f"is above {whole}, which is {line[whole]}", LOOK)


def _odd_spread(line: Line, mean: str) -> Iterator[Problem]:
    spread = number(line["spread"])
    if line["spread_type"] not in ("", "not labelled") and spread is None:
        wrong = "says what a spread is, and there is none"
        yield line.problem("spread_type", wrong, f"{LOOK} for the spread, or leave both blank")
    if spread is not None and not line[mean]:
        yield line.problem("spread", "stands without a mean", f"{LOOK} for the mean")
    if spread == 0:
        high = spread_interval(line["spread"])[1]
        wrong = f"is 0 as printed, so below {high:g}: everybody had nearly the same value"
        yield line.problem("spread", wrong, CONFIRM, NOTHING_SPREAD)


def _odd_risks(line: Line) -> Iterator[Problem]:
    for one, other in (RISKS, RISKS[::-1]):
        if line[one] and not line[other]:
            yield line.problem(one, f"stands without {other}", f"{LOOK} for the other group")
        events, people = (number(part) for part in (*line[one].split(" of "), "", "")[:2])
        if people is not None and events is not None and events > people:
            yield line.problem(one, "counts more people with the outcome than there are", LOOK)
        if line[one].endswith(" %") and (number(line[one][:-2]) or 0) > 100:
            yield line.problem(one, "is above 100 %", LOOK)


def _odd_estimate(line: Line) -> Iterator[Problem]:
    low, middle, high = (number(line[name]) for name in ("ci_low", "estimate", "ci_high"))
    if "ratio" in line["measure"]:
        for column in ("estimate", "ci_low", "ci_high"):
            value = number(line[column])
            if value is not None and value < 0:
                wrong = f"is below 0, which no {line['measure']} can be"
                yield line.problem(
                    column, wrong, f"{LOOK}: it may be the logarithm, which is another measure"
                )
    level = number(line["confidence"])
    if level is not None and not LOWEST_LEVEL <= level < 100:
        wrong = f"is no level of an interval: it is a percentage from {LOWEST_LEVEL:g} to 100"
        yield line.problem("confidence", wrong, "write 95 for an interval of 95 %")
    if (low is None) != (high is None):
        column, missing = ("ci_low", "ci_high") if high is None else ("ci_high", "ci_low")
        wrong = f"is a limit of an interval whose other limit, {missing}, is blank"
        yield line.problem(column, wrong, f"{LOOK} for the other; {CONFIRM}", ONE_LIMIT)
    if None not in (low, middle, high) and _outside(line):
        wrong = f"lies outside its interval, {line['ci_low']} to {line['ci_high']}"
        yield line.problem("estimate", wrong, CONFIRM, OUTSIDE)
    if None not in (low, middle, high) and "ratio" not in line["measure"]:
        column = lost_sign(line["estimate"], line["ci_low"], line["ci_high"])
        if column:
            wrong = "fits the other two numbers only with the other sign: a minus sign may be lost"
            yield line.problem(column, wrong, CONFIRM, LOST_SIGN)


def _outside(line: Line) -> bool:
    """Whether an estimate lies outside its interval, however the three were rounded."""
    low, middle, high = (widest_interval(line[name]) for name in ("ci_low", "estimate", "ci_high"))
    return middle[1] < low[0] or middle[0] > high[1] or low[0] > high[1]


def _odd_count(line: Line) -> Iterator[Problem]:
    count, size, share = (number(line[name]) for name in ("count", "of", "percentage"))
    if count is not None and size is not None and count > size:
        wrong = f"counts more people than the group has, which is {line['of']}"
        yield line.problem("count", wrong, f"{LOOK}; {TELL}")
    if share is not None and share > 100:
        yield line.problem("percentage", "is above 100", f"{LOOK}; {TELL}")
