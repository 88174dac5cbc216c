"""Which group a printed result favours: what more of a scale means, and words beside numbers.

Words say which group lies lower as the scale counts; whether that is better is said by the table of
scales, or by words that name the better group. Where neither says so, nothing is guessed.
"""

from living_review.statistics.partly_reported.regions import Direction
from living_review.synthesis.trials.labels import HigherIs, PrintedDirection, WordsSay
from living_review.synthesis.trials.printed_result import PrintedResult

TURNED = {Direction.LOWER: Direction.HIGHER, Direction.HIGHER: Direction.LOWER}
AS_COUNTED = {
    PrintedDirection.LOWER: Direction.LOWER,
    PrintedDirection.HIGHER: Direction.HIGHER,
    PrintedDirection.NOT_PRINTED: Direction.UNTOLD,
}
SIGNS = {Direction.LOWER: -1, Direction.HIGHER: 1, Direction.UNTOLD: 0}


def direction_of_difference(difference: float) -> Direction:
    """Which group lies lower by the numbers, group 1 minus group 2; not told where they agree.

    Examples
    --------
    >>> str(direction_of_difference(-2.5)), str(direction_of_difference(0.0))
    ('group 1 lower', 'not told')
    """
    if difference == 0:
        return Direction.UNTOLD
    return Direction.LOWER if difference < 0 else Direction.HIGHER


def check_words(printed: PrintedResult, by_numbers: Direction, numbers: str):
    """Refuse a result whose words name another group as the lower one than its numbers do.

    Parameters
    ----------
    printed : PrintedResult
        With its words.
    by_numbers : Direction
        Which group lies lower by the numbers.
    numbers : str
        The place of the numbers and what they are, for the message.
    """
    by_words = AS_COUNTED[printed.direction]
    if Direction.UNTOLD not in (by_words, by_numbers) and by_words != by_numbers:
        raise printed.cells.refusal(
            "direction",
            f"{numbers} say the contrary; look at both in the source, and at which group is which",
        )


def more_is_better(printed: PrintedResult, by_numbers: Direction) -> bool:
    """Whether more of the scale is better, by the table of scales or by words on group 1.

    Raises
    ------
    ValueError
        If neither says so, or they contradict each other.
    """
    by_scale, by_words = printed.scale.higher_is, _by_words(printed, by_numbers)
    if by_scale and by_words and by_scale is not by_words:
        raise printed.cells.refusal(
            "words_say",
            f"group 1 lies {by_numbers.removeprefix('group 1 ')} on scale "
            f"{printed.scale.name!r}, of which data/score_scales.csv says in column higher_is "
            f"that more is {by_scale}; look at all three in the source",
        )
    if not by_scale and not by_words:
        raise printed.cells.refusal(
            "scale",
            "whether more of it is better or worse was not seen; fill column higher_is of "
            "data/score_scales.csv from a source that says so, or words_say if the words name the "
            "better group",
        )
    return (by_scale or by_words) is HigherIs.BETTER


def _by_words(printed: PrintedResult, by_numbers: Direction) -> HigherIs | None:
    if printed.words_say is not WordsSay.BETTER or by_numbers is Direction.UNTOLD:
        return None
    return HigherIs.WORSE if by_numbers is Direction.LOWER else HigherIs.BETTER


def favoured(printed: PrintedResult) -> Direction:
    """By words alone, which group lies lower once more of the scale is worse.

    Raises
    ------
    ValueError
        If a direction is printed and it is not known which end of the scale is better.
    """
    told = AS_COUNTED[printed.direction]
    if told is Direction.UNTOLD:
        return Direction.LOWER if printed.words_say is WordsSay.BETTER else told
    return TURNED[told] if more_is_better(printed, told) else told


def told_orientation(printed: PrintedResult, better: bool) -> tuple[str, ...]:
    """How the scale was turned, in words; nothing where more of it is worse by its own row."""
    if printed.scale.higher_is:
        return ("More of this scale is better, so the sign is turned.",) if better else ()
    return (
        "By the words that name group 1 as the better one, more of the scale is "
        f"{'better, so the sign is turned' if better else 'worse'}.",
    )
