"""How many people a printed result is of, in each group or in both periods."""

from living_review.synthesis.trials.labels import Design
from living_review.synthesis.trials.printed_result import PrintedResult
from living_review.synthesis.trials.trial_effect import Assumptions


def group_sizes(printed: PrintedResult, assumed: Assumptions) -> tuple[float, float, bool]:
    """Sizes of the two groups that are compared, and whether they were assumed.

    Raises
    ------
    ValueError
        If no number of people is reported, or the sizes do not add up to the printed total.
    """
    if printed.n1 and printed.n2:
        _check_total(printed)
        # At the margins of a two-by-two design each side holds two of its four groups.
        times = 2 if assumed.margins and printed.design is Design.FACTORIAL else 1
        return float(times * printed.n1), float(times * printed.n2), False
    return *_divided(printed.n_total, assumed.share_in_group1), True


def sizes_of_means(printed: PrintedResult) -> tuple[float, float, bool]:
    """Sizes of the groups that two means are of, as `group_sizes`; equal groups if none are."""
    first, second = printed.means
    n1, n2 = first.n or printed.n1, second.n or printed.n2
    if n1 and n2:
        return float(n1), float(n2), False
    told = [mean.cells.people("n_total") for mean in printed.means]
    return *_divided(printed.n_total or told[0] or told[1], Assumptions().share_in_group1), True


def people_in_both(printed: PrintedResult) -> int:
    """People who were seen with both treatments of a crossover, each counted once.

    Raises
    ------
    ValueError
        If none are printed, or two groups are: there are no two groups of people in a crossover.
    """
    of_means = [mean.n for mean in printed.means or ()]
    told = {n for n in (printed.n1, printed.n2, printed.n_total, *of_means) if n}
    if len(told) != 1:
        why = (
            "no number of people is reported" if not told else f"the numbers {sorted(told)} differ"
        )
        raise printed.cells.refusal(
            "n_total",
            f"{why}, but everybody has both treatments in a crossover; write how many were seen "
            "with both, here or as the size of each mean",
        )
    return told.pop()


def told_sizes(n1: float, n2: float, assumed: bool) -> str:
    """The sizes of two groups in words.

    Examples
    --------
    >>> told_sizes(12, 11, True)
    '12 and 11 people, divided by assumption.'
    """
    how = (
        ", taken as equal groups since only the total is reported"
        if assumed and n1 == n2
        else (", divided by assumption" if assumed else "")
    )
    return f"{n1:.0f} and {n2:.0f} people{how}."


def _divided(total: int | None, share: float) -> tuple[float, float]:
    if not total:
        raise ValueError("columns n1, n2 and n_total are blank: a result needs a number of people")
    first = round(total * share)
    return float(first), float(total - first)


def _check_total(printed: PrintedResult):
    if printed.n_total and printed.n_total != printed.n1 + printed.n2:
        raise printed.cells.refusal(
            "n_total",
            f"n1 and n2 are {printed.n1} and {printed.n2}, which is another sum; correct one, or "
            "leave the total blank where it counts further groups",
        )
