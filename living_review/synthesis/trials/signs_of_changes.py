"""Signs of changes from the start: as printed, or by the scores at both times, or by words."""

from living_review.statistics.partly_reported.regions import Direction
from living_review.synthesis.trials.orientation import (
    AS_COUNTED,
    direction_of_difference,
    more_is_better,
)
from living_review.synthesis.trials.printed_result import PrintedMean, PrintedResult


def signed_changes(printed: PrintedResult) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Both changes as end minus start, and how their signs were found.

    Parameters
    ----------
    printed : PrintedResult
        With means whose kind is a change.

    Returns
    -------
    tuple
        The two changes as the scale counts, a fall negative; and the steps in words.

    Raises
    ------
    ValueError
        If no sign is printed and neither the scores at both times nor the words give it, or these
        contradict each other.

    Notes
    -----
    A printed sign is believed: end minus start. Two changes without one are both falls or both
    rises, since a report that leaves the sign out has named them in words. Where only the words on
    the groups are left to tell, both groups are taken to have got better: that both got worse is
    rarer than two rows that were exchanged.
    """
    first, second = (mean.value for mean in printed.means)
    if any(number.text[0] in "+-" for number in (first, second)):
        _check_levels(printed, (first.value, second.value))
        return (first.value, second.value), ()
    for sign, name in ((-1, "falls"), (1, "rises")):
        changes = (sign * first.value, sign * second.value)
        how = _speaks_for(printed, changes)
        if how:
            _check_levels(printed, changes)
            return changes, (f"Reported without a sign; taken as {name} by {how}.",)
    raise printed.means[0].cells.refusal(
        "value",
        "a change without a sign, and neither scores at both times nor column direction of the "
        f"result, which is {str(printed.direction)!r}, tell that both groups fell, or rose; enter "
        "the sign if it is printed, or see which group is which",
    )


def _speaks_for(printed: PrintedResult, changes: tuple[float, float]) -> str:
    """What says that the changes have these signs; empty if nothing does."""
    known = [_agree(mean, change) for mean, change in zip(printed.means, changes, strict=True)]
    if any(known):
        return "the scores at both times"
    if any(agrees is False for agrees in known):
        return ""
    by_words = AS_COUNTED[printed.direction]
    if by_words is Direction.UNTOLD or by_words != direction_of_difference(changes[0] - changes[1]):
        return ""
    got_better = (changes[0] > 0) == more_is_better(printed, by_words)
    return f"the words, {printed.direction}" if got_better else ""


def _agree(mean: PrintedMean, change: float) -> bool | None:
    """Whether the scores at both times move as the change does; None where they don't tell."""
    if mean.levels is None or change == 0:
        return None
    before, after = mean.levels
    moved = after.value - before.value
    return None if moved == 0 else (moved < 0) == (change < 0)


def _check_levels(printed: PrintedResult, changes: tuple[float, float]):
    for mean, change in zip(printed.means, changes, strict=True):
        if _agree(mean, change) is False:
            before, after = mean.levels
            raise mean.cells.refusal(
                "value",
                f"the scores of this group go from {before.text} to {after.text}, which is the "
                "other way; look at the sign of the change and at the scores",
            )
