"""Kinds of test that sources name, and what a printed p value stands for under each.

The vocabulary of the column ``named_test``, and of ``sides`` and ``correction`` beside it. What a
check says hangs on the kind, never on how a source spells it.
"""

from collections.abc import Callable
from enum import StrEnum


class NamedTest(StrEnum):
    """Kind of test that a source names for a comparison; blank where it names none."""

    NOT_NAMED = ""
    TWO_GROUP_T = "two-group t test"
    STUDENT_T = "Student t test"
    WELCH_T = "Welch t test"
    PAIRED_T = "paired t test"
    ANOVA = "analysis of variance"
    ANCOVA = "analysis of covariance"
    REPEATED_ANOVA = "repeated-measures analysis of variance"
    REGRESSION = "regression"
    MIXED_MODEL = "mixed model"
    MANN_WHITNEY = "Mann-Whitney test"
    WILCOXON = "Wilcoxon signed-rank test"
    KRUSKAL_WALLIS = "Kruskal-Wallis test"
    CHI_SQUARED = "chi-squared test"
    YATES = "chi-squared test with Yates's correction"
    FISHER = "Fisher's exact test"
    MCNEMAR = "McNemar's test"
    OTHER = "another test"


class Sides(StrEnum):
    """Sides of a test, where the source tells."""

    NOT_TOLD = ""
    TWO = "two-sided"
    ONE = "one-sided"


class Correction(StrEnum):
    """How the source corrected p for several comparisons, where it tells."""

    NONE = ""
    BONFERRONI = "Bonferroni"
    OTHER = "another correction"


# Tests whose p follows from means, spreads and sizes, or may (of two groups F is t squared).
OF_MEANS = frozenset(
    {
        NamedTest.NOT_NAMED,
        NamedTest.TWO_GROUP_T,
        NamedTest.STUDENT_T,
        NamedTest.WELCH_T,
        NamedTest.PAIRED_T,
        NamedTest.ANOVA,
    }
)
TWO_GROUPS = frozenset({NamedTest.TWO_GROUP_T, NamedTest.STUDENT_T, NamedTest.WELCH_T})
MOST_COMPARISONS = 20  # by which a Bonferroni correction is tried to have multiplied p
AGAINST = "the one-sided test looked the other way"


def member(vocabulary: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Reader of a cell that holds a word of a vocabulary.

    Examples
    --------
    >>> str(member(Sides)("one-sided"))
    'one-sided'
    >>> member(Sides)("1-sided")
    Traceback (most recent call last):
    ...
    ValueError: use one of: two-sided, one-sided; or leave it blank where nothing is told
    """

    def read(text: str) -> StrEnum:
        if text not in {str(word) for word in vocabulary}:
            known = ", ".join(str(word) for word in vocabulary if word)
            raise ValueError(f"use one of: {known}; or leave it blank where nothing is told")
        return vocabulary(text)

    return read


def two_sided_intervals(
    wanted: tuple[float, float], sides: Sides, correction: Correction
) -> dict[str, tuple[float, float]]:
    """Intervals of the plain two-sided p for which a printed p may stand.

    Parameters
    ----------
    wanted : tuple of float
        Closed interval of the printed p.

    Returns
    -------
    dict of str to tuple of float
        By what has to be assumed, in words; blank where nothing has, and that first.

    Notes
    -----
    One-sided, p is half of the two-sided p if the difference goes the way that the test looks,
    and 1 minus that half if not. Bonferroni's p is the plain one times the number of comparisons,
    at most 1.

    Examples
    --------
    >>> two_sided_intervals((0.0395, 0.0405), Sides.ONE, Correction.NONE)
    {'': (0.079, 0.081)}
    >>> list(two_sided_intervals((0.03, 0.04), Sides.TWO, Correction.BONFERRONI))[:2]
    ['', 'p was multiplied by 2']
    """
    corrected = {"": wanted}
    if correction is Correction.BONFERRONI:
        low, high = wanted
        for times in range(2, MOST_COMPARISONS + 1):
            corrected[f"p was multiplied by {times}"] = (
                low / times,
                1.0 if high >= 1 else high / times,
            )
    if sides is not Sides.ONE:
        return corrected
    intervals = {
        words: (2 * low, min(2 * high, 1.0))
        for words, (low, high) in corrected.items()
        if 2 * low <= 1
    }
    for words, (low, high) in corrected.items():
        if high >= 0.5:
            both = " and ".join(part for part in (words, AGAINST) if part)
            intervals[both] = (2 * (1 - high), min(2 * (1 - low), 1.0))
    return intervals
