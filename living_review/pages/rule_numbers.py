"""Numbers that the rules of the review fix, for the prose that tells them."""

from living_review.statistics.group_comparisons import SIZES
from living_review.statistics.small_study_effects import FEWEST_TRIALS
from living_review.synthesis.directions import FEWEST


def rule_numbers() -> dict[str, str]:
    """Fewest laboratories and trials for a test, and the sizes of groups that are tried.

    Returns
    -------
    dict of str to str
        As the program uses them; what the protocol says of them is text of its own.
    """
    return {
        "fewest-laboratories": str(FEWEST),
        "too-few-laboratories": str(FEWEST - 1),
        "fewest-trials": str(FEWEST_TRIALS),
        "fewest-people": str(SIZES[0]),
        "most-people": str(SIZES[-1]),
    }
