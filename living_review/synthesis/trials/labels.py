"""The labels of a printed result: what a source says that its numbers are.

Each is a vocabulary with exactly the values that the descriptor of the data allows.
"""

from enum import StrEnum


class Design(StrEnum):
    """How the groups of a trial were arranged; ``design`` of ``trials``."""

    PARALLEL = "parallel"
    CROSSOVER = "crossover"
    FACTORIAL = "factorial"
    NOT_RANDOM = "groups not made at random"


class SizesAre(StrEnum):
    """Whose number the sizes are; ``sizes_are`` of ``trial_results``."""

    ANALYSED = "analysed"
    RANDOMISED = "randomised"


class KindOfValue(StrEnum):
    """What a printed mean is of; ``kind`` of ``group_statistics``."""

    LEVEL = "level"
    CHANGE = "change"
    SHARE = "share of yes"


class KindOfSpread(StrEnum):
    """What the source says that a spread is; ``spread_type`` of ``group_statistics``."""

    NOT_LABELLED = "not labelled"
    SD = "standard deviation"
    SE = "standard error"
    HALF_INTERVAL = "half width of a 95% confidence interval"
    OTHER = "another measure"


class PrintedMeasure(StrEnum):
    """Effect measure of an estimate; ``measure`` of ``printed_estimates``."""

    DIFFERENCE = "mean difference"
    WEIGHTED_DIFFERENCE = "weighted mean difference"
    STANDARDISED = "standardised mean difference"
    COHENS_D = "Cohen d"
    HEDGES_G = "Hedges g"
    RISK_RATIO = "risk ratio"
    ODDS_RATIO = "odds ratio"
    PETO_ODDS_RATIO = "Peto odds ratio"
    HAZARD_RATIO = "hazard ratio"
    RATE_RATIO = "incidence rate ratio"
    RISK_DIFFERENCE = "risk difference"
    SLOPE = "regression slope"

    @property
    def is_ratio(self) -> bool:
        """Whether the measure is above 0, with no effect at 1."""
        return self.value.endswith("ratio")


class Test(StrEnum):
    """What was tested, as far as it is printed; ``test`` of ``trial_results``."""

    __test__ = False  # its name would make pytest collect it

    TWO_GROUPS = "two-group t test"
    WELCH = "Welch t test"
    ONE_SIDED = "one-sided t test"
    COVARIANCE = "analysis of covariance"
    ALL_GROUPS = "comparison of all groups"
    ALL_GROUPS_ADJUSTED = "comparison of all groups, adjusted"
    REGRESSION = "regression"
    CROSSOVER = "crossover"
    RANKS = "test of ranks"
    COUNTS = "test of counts"
    NOT_TOLD = "not told"

    @property
    def is_of_all_groups(self) -> bool:
        """Whether more than two groups are compared at once."""
        return self in (Test.ALL_GROUPS, Test.ALL_GROUPS_ADJUSTED)

    @property
    def is_unadjusted(self) -> bool:
        """Whether it is known to leave the scores at the start out."""
        return self in (Test.TWO_GROUPS, Test.WELCH, Test.ONE_SIDED)


class PrintedDirection(StrEnum):
    """Which group is said to lie lower, as the scale counts; ``direction`` of ``trial_results``."""

    LOWER = "lower in group 1"
    HIGHER = "higher in group 1"
    NOT_PRINTED = "not printed"


class WordsSay(StrEnum):
    """What words say of the groups; ``words_say`` of ``trial_results``."""

    NOTHING_SEEN = ""
    NO_DIFFERENCE = "no difference between the groups"
    NO_CHANGE = "no change over time"
    BETTER = "better in group 1"
    NOTHING = "nothing of the groups"


class HigherIs(StrEnum):
    """What more of a scale means; ``higher_is`` of ``score_scales``."""

    NOT_SEEN = ""
    WORSE = "worse"
    BETTER = "better"
