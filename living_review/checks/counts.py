"""People are whole: percentages belong to counts, parts add up, and shares give their p value."""

import math

import pandas as pd
from scipy import stats

from living_review.checks.findings import (
    Finding,
    Verdict,
    as_table,
    cannot_tell,
    cell,
    group_size,
    number,
)
from living_review.checks.integer_samples import Convention, percent_to_count, sizes_that_fit
from living_review.checks.named_tests import NamedTest, member
from living_review.checks.p_values import p_interval, shown_p, within_other_tests
from living_review.evidence.printed_numbers import widest_interval

PERCENTAGE = "percentage of whole people"
SHARES = "p from two shares"
TOTAL = "parts and total"
SUM, AT_MOST = "sum", "at most"
# What a named test of counts may be, as `p_of_table` calls it: programs print the corrected
# chi-squared test beside the plain one, under one name.
TESTS_OF_COUNTS = {
    NamedTest.CHI_SQUARED: ("chi-squared", "with correction"),
    NamedTest.YATES: ("with correction",),
    NamedTest.FISHER: ("Fisher's exact",),
}
MOST_SIZES = 1000  # sizes above a group's that are tried for a percentage


def check_percentages(counts: pd.DataFrame) -> pd.DataFrame:
    """Check printed percentages against the people that they are shares of.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``row_id``, and as printed ``count``, ``of`` and ``percentage``; blank where not; and
        ``study``, if rows of one study may name each other's people. Rows without a percentage or
        without the people are passed over.

    Returns
    -------
    pandas.DataFrame
        Findings. Where fewer people would give the percentage, some may be missing: that is a
        *question*. *Inconsistent*: it is a share of more people, by the printed count or by a
        number that the study states elsewhere. *Impossible*: no number of people with the printed
        count gives it, or, without a count, none up to that many and none that is stated.

    Raises
    ------
    BadRowError
        If a cell can't be read, or a count exceeds the people.
    """
    with_both = counts[(counts["of"] != "") & (counts["percentage"] != "")]
    return as_table(_percentage(row, _stated(counts, row)) for _, row in with_both.iterrows())


def _stated(counts: pd.DataFrame, row: pd.Series) -> set[int]:
    """Numbers of people that rows of the same study state, as far as they can be read."""
    if "study" not in counts:
        return set()
    others = counts.loc[counts["study"] == row["study"], "of"]
    return {int(text) for text in others if text.isascii() and text.isdigit() and int(text)}


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a count is a whole number; write digits only")
    return int(text)


def _count(row: pd.Series, suffix: str = "") -> int | None:
    if not row[f"count{suffix}"]:
        return None
    people = cell(row, f"of{suffix}", group_size)

    def within(text: str) -> int:
        if _whole(text) > people:
            raise ValueError(f"more than the {people} people that it is a part of")
        return _whole(text)

    return cell(row, f"count{suffix}", within)


def possible_counts(percentage: str, people: int) -> dict[Convention, list[int]]:
    """Whole counts that print as a percentage, under each rounding convention that has some."""
    by_convention = percent_to_count(percentage, people)
    return {convention: list(counts) for convention, counts in by_convention.items() if counts}


def smaller_sizes(percentage: str, people: int, count: int | None) -> list[int]:
    """Sizes below a group's of which a percentage is a share, largest first.

    Parameters
    ----------
    percentage : str
        As printed.
    people : int
        The group's size.
    count : int or None
        The count that is printed with it, if one is.

    Examples
    --------
    >>> smaller_sizes("34.5", 30, 10), smaller_sizes("58.3", 39, None)
    ([29], [36, 24, 12])
    """
    if people == 1:
        return []
    found = sizes_that_fit(percentage, 1, people - 1)
    sizes = sorted({n for sizes in found.values() for n in sizes}, reverse=True)
    if count is None:
        return sizes
    fits = {n: possible_counts(percentage, n).values() for n in sizes}
    return [n for n, found in fits.items() if any(count in counts for counts in found)]


def larger_sizes(percentage: str, people: int, count: int | None, stated: set[int]) -> list[int]:
    """Sizes above a group's of which a percentage is a share, those that are stated first.

    Parameters
    ----------
    percentage, people, count
        As in `smaller_sizes`. Without a count only stated sizes are tried, since every percentage
        is a share of some larger number.
    stated : set of int
        Numbers of people that the study states.

    Examples
    --------
    >>> larger_sizes("33.3", 10, 5, set()), larger_sizes("34.5", 21, None, {29})
    ([15], [29])
    >>> larger_sizes("34.5", 21, 7, {29})
    []
    """
    tried = sorted(n for n in stated if n > people)
    if count:
        low, high = (max(end, 0.0) / 100 for end in widest_interval(percentage))
        least = max(people + 1, math.floor(count / high)) if high else people + 1
        most = min(math.ceil(count / low), least + MOST_SIZES) if low else least + MOST_SIZES
        tried += [n for n in range(least, most + 1) if n not in tried]
    fits = {n: possible_counts(percentage, n).values() for n in tried}
    return [
        n
        for n, found in fits.items()
        if any(counts if count is None else count in counts for counts in found)
    ]


def _percentage(row: pd.Series, stated: set[int]) -> Finding:
    people, count = cell(row, "of", group_size), _count(row)
    by_convention = cell(row, "percentage", lambda text: possible_counts(text, people))
    printed = f"{row['percentage']} % of {people}"
    printed = f"{count} ({row['percentage']} %) of {people}" if count is not None else printed
    steps = _nearest_shares(row["percentage"], people, count)
    if not by_convention:
        return _no_such_share(row, printed, people, count, steps, stated)
    shown = " or ".join(map(str, sorted({k for counts in by_convention.values() for k in counts})))
    conventions = [c for c, counts in by_convention.items() if count is None or count in counts]
    if not conventions:
        verdict, words = Verdict.INCONSISTENT, "count and percentage are of the same people"
    elif conventions == [Convention.TRUNCATION]:
        verdict, words = Verdict.CONDITIONAL, "only if digits were cut off, not rounded"
    else:
        verdict, words = Verdict.CONSISTENT, "a share of the people named"
    could = f"{shown} of {people}"
    return Finding(row["row_id"], PERCENTAGE, verdict, printed, could, words, tuple(steps))


def _nearest_shares(percentage: str, people: int, count: int | None) -> list[str]:
    """What the counts beside the percentage come to, and the printed count if it lies elsewhere."""
    nearest = round(float(percentage) * people / 100)
    steps = [
        f"{k} of {people} is {number(100 * k / people, 6)} %."
        for k in (nearest - 1, nearest, nearest + 1)
        if 0 <= k <= people
    ]
    if count is not None and count not in (nearest - 1, nearest, nearest + 1):
        steps.append(f"The printed {count} of {people} is {number(100 * count / people, 6)} %.")
    return steps


def _no_such_share(row, printed: str, people: int, count, steps, stated: set[int]) -> Finding:
    """The finding where no whole number of people gives the percentage.

    Where one of fewer people does, it is a question: some may be missing without a word. Where
    one of more people does, percentage and people do not belong together.
    """
    steps = (
        *steps,
        f"No whole number of {people} people is printed as {row['percentage']} %, "
        "by rounding or by cutting off.",
    )
    verdict, words = Verdict.IMPOSSIBLE, "a share of whole people"
    could = f"no share of {people} people or fewer"
    if sizes := smaller_sizes(row["percentage"], people, count):
        verdict, words = Verdict.QUESTION, "some of the people named may be missing"
    elif sizes := larger_sizes(row["percentage"], people, count, stated):
        verdict, words = Verdict.INCONSISTENT, "a percentage of more people than are named"
        if sizes[0] in stated:
            words += f"; the study states {sizes[0]} elsewhere"
    if sizes:
        could = f"a share of {', '.join(map(str, sizes[:4]))} people"
    elif count is not None:
        could = f"no share of {people} people, and {count} of no other number"
    return Finding(row["row_id"], PERCENTAGE, verdict, printed, could, words, steps)


def check_shares(pairs: pd.DataFrame) -> pd.DataFrame:
    """Check p values of two shares.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``row_id``, ``p_value``, and ``count``, ``of`` and ``percentage`` as printed, for the row
        itself and, with the suffix ``_other``, for the one that it is compared with.

    Returns
    -------
    pandas.DataFrame
        Findings, one per pair. Where a count is not printed, every count that the percentage
        allows is tried, with the chi-squared test, the same with Yates's correction, and
        Fisher's exact test. ``named_test``, of `NamedTest`, may be blank or left out.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    return as_table(_shares(row) for _, row in pairs.iterrows())


def _tried(row: pd.Series, suffix: str) -> list[tuple[int, int]]:
    """Counts and sizes that what is printed of a share allows; of fewer people if it must be."""
    if not row[f"of{suffix}"]:
        return []
    people, count = cell(row, f"of{suffix}", group_size), _count(row, suffix)
    percentage = row[f"percentage{suffix}"]
    if not percentage:
        return [] if count is None else [(count, people)]
    by_convention = cell(row, f"percentage{suffix}", lambda text: possible_counts(text, people))
    counts = sorted({k for counts in by_convention.values() for k in counts})
    if counts:
        return [(k, people) for k in (counts if count is None else [count])]
    tried = []
    for n in smaller_sizes(percentage, people, count)[:1]:
        some = {k for counts in possible_counts(percentage, n).values() for k in counts}
        tried += [(k, n) for k in sorted(some) if count in (None, k)]
    return tried or ([] if count is None else [(count, people)])


def p_of_table(table: list[list[int]]) -> dict[str, float]:
    """P of the usual tests of a table of counts; for two by two also the corrected and exact.

    Examples
    --------
    >>> {name: round(p, 3) for name, p in p_of_table([[22, 8], [10, 20]]).items()}
    {'chi-squared': 0.002, 'with correction': 0.004, "Fisher's exact": 0.004}
    """
    kept = [row for row in table if sum(row)]
    columns = list(zip(*kept, strict=True))
    p_values = {}
    if len(kept) > 1 and all(sum(column) for column in columns):
        p_values["chi-squared"] = float(stats.chi2_contingency(kept, correction=False).pvalue)
    if len(table) == 2 and len(columns) == 2:
        if p_values:
            corrected = stats.chi2_contingency(kept, correction=True)
            p_values["with correction"] = float(corrected.pvalue)
        p_values["Fisher's exact"] = float(stats.fisher_exact(table).pvalue)
    return p_values


def _named(row: pd.Series) -> NamedTest:
    """Kind of test that the source names; one that does not follow from counts is refused."""
    row = pd.Series({"named_test": "", **row})
    return cell(row, "named_test", member(NamedTest))


def _not_tried(row: pd.Series, printed: str) -> Finding | None:
    """The finding where the source names a test that does not follow from counts alone."""
    named = _named(row)
    if named in (NamedTest.NOT_NAMED, *TESTS_OF_COUNTS):
        return None
    why = f"the p of a test named {named} does not follow from these counts"
    return cannot_tell(row, SHARES, printed, why, f"Not computed, since {why}.")


def check_tables(variables: pd.DataFrame) -> pd.DataFrame:
    """Check p values of whole tables of counts, one variable in two groups.

    Parameters
    ----------
    variables : pandas.DataFrame
        ``row_id``, ``p_value`` as printed, and ``cells``: one pair of printed counts for each
        value of the variable, blank where not printed.

    Returns
    -------
    pandas.DataFrame
        Findings, one per variable.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    return as_table(_variable(row) for _, row in variables.iterrows())


def _variable(row: pd.Series) -> Finding:
    wanted = cell(row, "p_value", p_interval)
    printed = f"p {shown_p(row['p_value'])}"
    if untried := _not_tried(row, printed):
        return untried
    if not all(k for pair in row["cells"] for k in pair):
        why = "the source does not give all counts of the table"
        return cannot_tell(row, SHARES, printed, why, f"Not computed, since {why}.")
    table = cell(row, "cells", lambda pairs: [[_whole(k) for k in pair] for pair in pairs])
    tests = p_of_table(table)
    words = ", ".join(f"{name} p {number(p, 2)}" for name, p in tests.items())
    lines = "; ".join(f"{first} and {second}" for first, second in table)
    steps = (f"Counts in the two groups, value by value: {lines}.", f"{words}.")
    fitting = [name for name, p in tests.items() if wanted[0] <= p <= wanted[1]]
    verdict, how = _verdict(list(tests.values()), fitting, wanted, _named(row))
    return Finding(row["row_id"], SHARES, verdict, printed, words, how, steps)


def _shares(row: pd.Series) -> Finding:
    wanted = cell(row, "p_value", p_interval)
    printed = f"p {shown_p(row['p_value'])}"
    if untried := _not_tried(row, printed):
        return untried
    first, second = _tried(row, ""), _tried(row, "_other")
    if not (first and second):
        why = "for one of the shares no whole number of people fits, or none is reported"
        return cannot_tell(row, SHARES, printed, why, f"Not computed, since {why}.")
    p_values, steps = {}, []
    for k1, of1 in first:
        for k2, of2 in second:
            tests = p_of_table([[k1, of1 - k1], [k2, of2 - k2]])
            words = ", ".join(f"{name} p {number(p, 2)}" for name, p in tests.items())
            steps.append(f"{k1} of {of1} against {k2} of {of2}: {words}.")
            for name, p in tests.items():
                p_values.setdefault(name, []).append(p)
    fitting = [
        name
        for name, values in p_values.items()
        if any(wanted[0] <= p <= wanted[1] for p in values)
    ]
    could = "; ".join(f"{name}: {number(min(ps), 2)}" for name, ps in p_values.items())
    every = [p for values in p_values.values() for p in values]
    verdict, words = _verdict(every, fitting, wanted, _named(row))
    fewer = {of for _, of in first} != {int(row["of"])} or {of for _, of in second} != {
        int(row["of_other"])
    }
    if fewer and verdict is Verdict.CONSISTENT:
        verdict, words = Verdict.CONDITIONAL, f"only if some of the people are missing; {words}"
    return Finding(row["row_id"], SHARES, verdict, printed, could, words, tuple(steps))


def _verdict(
    values: list[float], fitting: list[str], wanted, named: NamedTest
) -> tuple[Verdict, str]:
    if fitting:
        tests = " or ".join(fitting)
        if not set(fitting) & set(TESTS_OF_COUNTS.get(named, fitting)):
            return Verdict.CONDITIONAL, f"only by {tests}, though the source names a {named}"
        return Verdict.CONSISTENT, f"tested by {tests}"
    verdict = within_other_tests(min(values), max(values), wanted)
    if verdict is Verdict.CONSISTENT:  # between two of the tests, and given by neither
        verdict = Verdict.QUESTION
    return verdict, "none of these tests gives it"


def check_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Check that parts make their total, or at least do not exceed it.

    Parameters
    ----------
    totals : pandas.DataFrame
        ``row_id``, ``total``, ``parts`` (joined by plus signs), ``relation`` (*sum* or
        *at most*).

    Returns
    -------
    pandas.DataFrame
        Findings, one per row.

    Raises
    ------
    BadRowError
        If a cell can't be read.
    """
    return as_table(_total(row) for _, row in totals.iterrows())


def _total(row: pd.Series) -> Finding:
    total = cell(row, "total", _whole)
    parts = cell(row, "parts", lambda text: [_whole(part.strip()) for part in text.split("+")])
    made = sum(parts)
    fits = made == total if row["relation"] == SUM else made <= total
    words = "the parts are all of it" if row["relation"] == SUM else "the parts lie within it"
    sign = "=" if len(parts) > 1 else "is"
    verdict = Verdict.CONSISTENT
    if not fits:
        verdict = Verdict.QUESTION if made < total else Verdict.INCONSISTENT
        words = "some may not be told" if made < total else words
    return Finding(
        row["row_id"],
        TOTAL,
        verdict,
        f"{total} and {row['parts']}",
        str(made),
        words,
        (f"{row['parts']} {sign} {made}; the source prints {total}.",),
    )
