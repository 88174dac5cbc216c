"""What a trial prints about a comparison, as an estimate or as the region in which it lies.

Effects are standardised differences g, group 1 minus group 2, so a negative value says that
group 1 lies lower. All p values are two-sided.
"""

import itertools
import math
from dataclasses import dataclass
from enum import StrEnum

from scipy import stats

from living_review.evidence.printed_numbers import RoundingRule, p_value_interval
from living_review.statistics.effect_sizes.standardised import small_sample_correction


class Direction(StrEnum):
    """Which group lies lower, as far as the source tells."""

    LOWER = "group 1 lower"
    HIGHER = "group 1 higher"
    UNTOLD = "not told"


def checked_number(study, name: str, value, good, remedy: str) -> float:
    """The value as a float, if it passes; otherwise an error that names study, field, remedy."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not good(number):
        raise ValueError(f"study {study!r}, {name}: {value!r} will not do; {remedy}")
    return number


def _check_study(study):
    if not isinstance(study, str) or not study.strip():
        raise ValueError(f"study {study!r}, study: every result needs its trial's name as text")


def _group_size(study, name, n) -> float:
    return checked_number(
        study, name, n, lambda x: 2 <= x < math.inf, "give a number of people from 2"
    )


def _correlation(study, r) -> float:
    return checked_number(
        study, "correlation", r, lambda x: -1 < x < 1, "give one between -1 and 1, or vary it"
    )


@dataclass(frozen=True)
class Comparison:
    """How the t statistic of one trial's comparison stands to its standardised effect g.

    Made by `two_arms`, `adjusted_for_baseline`, `crossover` or `one_of_several_arms`.

    Parameters
    ----------
    study : str
        Name of the trial.
    standard_error : float
        Standard error of the difference, in standard deviations of the final scores.
    degrees_of_freedom : float
        Of the t statistic; from 2.
    people : float
        How many people the standard deviation was estimated from.
    """

    study: str
    standard_error: float
    degrees_of_freedom: float
    people: float

    def __post_init__(self):
        _check_study(self.study)
        for name, least in (("standard_error", 0), ("degrees_of_freedom", 2), ("people", 1)):
            number = checked_number(
                self.study,
                name,
                getattr(self, name),
                lambda x, least=least: x >= least and 0 < x < math.inf,
                f"give a number above 0, and from {least}",
            )
            object.__setattr__(self, name, number)

    def effect(self, t):
        """Standardised effect that belongs to a t statistic.

        Notes
        -----
        g = J(df) · t · standard error, with J as in `small_sample_correction` [hedges1981]_.
        """
        return small_sample_correction(self.degrees_of_freedom) * t * self.standard_error

    def variance(self, effect=0.0):
        """Large-sample variance of g where the estimate is ``effect``.

        Notes
        -----
        v = standard error² + g² / (2 · people); for two arms this is the form of
        `effect_sizes.standardised.hedges_g_variance` [hedges1981]_. Of a partly
        reported trial the estimate is not known, and v is taken at g = 0: inside the region of a
        non-significant result g² / (2 · people) is at most a few percent of v. To see what
        another value does, put it in with `dataclasses.replace`.
        """
        return self.standard_error**2 + effect**2 / (2 * self.people)


def two_arms(study: str, n1, n2) -> Comparison:
    """Comparison of two independent arms by Student's t test.

    Notes
    -----
    g = J(n1 + n2 − 2) · t · √(1/n1 + 1/n2) [hedges1981]_. Assumes equal variances.

    Examples
    --------
    >>> round(float(two_arms("A", 20, 20).effect(-3.0)), 4)
    -0.9298
    """
    n1, n2 = _group_size(study, "n1", n1), _group_size(study, "n2", n2)
    return Comparison(study, math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2, n1 + n2)


def adjusted_for_baseline(study: str, n1, n2, correlation, covariates: int = 1) -> Comparison:
    """Comparison of two arms by analysis of covariance on the baseline score.

    Parameters
    ----------
    correlation : float
        Correlation of baseline and final score within arms, between −1 and 1. Rarely printed:
        vary it.
    covariates : int
        How many covariates the model holds, the baseline score among them; from 1.

    Notes
    -----
    g = J(n1 + n2 − 2 − covariates) · t · √(1 − r²) · √(1/n1 + 1/n2), standardised by the final
    scores. Assumes equal variances and slopes in both arms, arms alike at baseline (what
    imbalance adds to the standard error is left out), and no further covariate that explains much.

    Examples
    --------
    >>> comparison = adjusted_for_baseline("A", 20, 20, 0.6)
    >>> round(comparison.standard_error / two_arms("A", 20, 20).standard_error, 4)
    0.8
    """
    n1, n2 = _group_size(study, "n1", n1), _group_size(study, "n2", n2)
    r = _correlation(study, correlation)
    covariates = checked_number(
        study,
        "covariates",
        covariates,
        lambda x: 1 <= x < math.inf,
        "the baseline score is one; without it use two_arms",
    )
    error = math.sqrt((1 - r**2) * (1 / n1 + 1 / n2))
    return Comparison(study, error, n1 + n2 - 2 - covariates, n1 + n2)


def crossover(study: str, pairs, correlation) -> Comparison:
    """Comparison of two periods of the same people by the paired t test.

    Parameters
    ----------
    pairs : float
        How many people were measured in both periods; from 3.
    correlation : float
        Correlation of the two periods' scores within people, between −1 and 1. Rarely printed:
        vary it.

    Notes
    -----
    g = J(n − 1) · t · √(2 (1 − r) / n), standardised by the scores of one period. Assumes equal
    variances in both periods, and no effect of period or carry-over.

    Examples
    --------
    >>> round(float(crossover("A", 30, 0.5).effect(-2.5)), 4)
    -0.4445
    """
    n = checked_number(
        study, "pairs", pairs, lambda x: 3 <= x < math.inf, "give a number of people from 3"
    )
    r = _correlation(study, correlation)
    return Comparison(study, math.sqrt(2 * (1 - r) / n), n - 1, n)


def one_of_several_arms(
    study: str, n1, n2, residual_degrees_of_freedom, correlation=0.0
) -> Comparison:
    """Comparison of two arms of a trial with more, standardised by the spread of all arms.

    Parameters
    ----------
    residual_degrees_of_freedom : float
        df2 of the omnibus test: people minus arms, minus covariates.
    correlation : float
        Correlation of baseline and final score where the test is adjusted for baseline; else 0.

    Notes
    -----
    g = J(df2) · t · √(1 − r²) · √(1/n1 + 1/n2). Assumes equal variances in all arms, and for
    r other than 0 what `adjusted_for_baseline` assumes.

    Examples
    --------
    >>> round(one_of_several_arms("A", 20, 20, 57).standard_error, 4)
    0.3162
    """
    n1, n2 = _group_size(study, "n1", n1), _group_size(study, "n2", n2)
    r = _correlation(study, correlation)
    error = math.sqrt((1 - r**2) * (1 / n1 + 1 / n2))
    return Comparison(study, error, residual_degrees_of_freedom, residual_degrees_of_freedom)


@dataclass(frozen=True)
class FullResult:
    """One trial's estimate and its variance.

    Raises
    ------
    ValueError
        If the estimate is not finite or the variance is not above 0.

    Examples
    --------
    >>> FullResult("A", -0.4, 0.05).yi
    -0.4
    """

    study: str
    yi: float
    vi: float

    def __post_init__(self):
        _check_study(self.study)
        object.__setattr__(
            self,
            "yi",
            checked_number(
                self.study,
                "yi",
                self.yi,
                math.isfinite,
                "give a finite estimate, or what is known of it as a PartialResult",
            ),
        )
        object.__setattr__(self, "vi", _variance(self.study, self.vi))


@dataclass(frozen=True)
class PartialResult:
    """Regions in which one trial's estimate lies, and the variance that it has there.

    Parameters
    ----------
    study : str
        Name of the trial.
    regions : tuple of (float, float)
        Lower and upper end of each region of g; an end may be infinite. Regions do not overlap.
    vi : float
        Sampling variance of the estimate.
    printed : str
        What the source prints.

    Raises
    ------
    ValueError
        If there is no region, a region is empty or overlaps another, or the variance is not
        above 0.

    Examples
    --------
    >>> PartialResult("A", ((0.6, float("inf")), (-1.2, -0.6)), 0.1).regions
    ((-1.2, -0.6), (0.6, inf))
    """

    study: str
    regions: tuple[tuple[float, float], ...]
    vi: float
    printed: str = ""

    def __post_init__(self):
        _check_study(self.study)
        object.__setattr__(self, "regions", _checked_regions(self.study, self.regions))
        object.__setattr__(self, "vi", _variance(self.study, self.vi))

    @property
    def bounded(self) -> bool:
        """Whether the estimate is held in on both sides."""
        return math.isfinite(self.regions[0][0]) and math.isfinite(self.regions[-1][1])


def _variance(study, vi) -> float:
    return checked_number(
        study,
        "vi",
        vi,
        lambda x: 0 < x < math.inf,
        "give the squared standard error, above 0 and finite",
    )


def _checked_regions(study, regions) -> tuple[tuple[float, float], ...]:
    remedy = "give pairs (low, high), low below high"
    try:
        pairs = [(float(low), float(high)) for low, high in regions]
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"study {study!r}, regions: {regions!r} will not do; {remedy}") from None
    if not pairs:
        raise ValueError(f"study {study!r}, regions: there is none; {remedy}")
    for low, high in pairs:
        if not low < high or low == math.inf or high == -math.inf:
            raise ValueError(f"study {study!r}, regions: {low:g} to {high:g} is empty; {remedy}")
    pairs.sort()
    for (_, before), (after, _) in itertools.pairwise(pairs):
        if after < before:
            raise ValueError(f"study {study!r}, regions: they overlap at {after:g}; join them")
    return tuple(pairs)


def not_significant(
    comparison: Comparison, alpha: float, direction: Direction = Direction.UNTOLD
) -> PartialResult:
    """Region of a result that is only called not significant.

    Parameters
    ----------
    alpha : float
        Level that the source tests at, between 0 and 1; it must be named.
    direction : Direction
        Which group lies lower, where the source tells.

    Notes
    -----
    The size of t is at most t(1 − alpha/2, df), and g is that of `Comparison.effect`. Assumes
    that the source did the test that the comparison stands for, two-sided.

    Examples
    --------
    >>> ((low, high),) = not_significant(two_arms("A", 20, 20), 0.05).regions
    >>> round(low, 4), round(high, 4)
    (-0.6274, 0.6274)
    """
    alpha = _alpha(comparison, alpha)
    printed = f"not significant at {alpha:g}"
    return _of_p_interval(comparison, (alpha, 1.0), direction, printed)


def region_of_p_value(
    comparison: Comparison,
    printed: str,
    direction: Direction = Direction.UNTOLD,
    rule: RoundingRule = RoundingRule.NEAREST,
) -> PartialResult:
    """Region of a result of which a p value is printed.

    Parameters
    ----------
    printed : str
        The p value as printed: ``>0.05``, ``<0.001``, ``=0.03``, ``.03`` or ``0.000``.
    direction : Direction
        Which group lies lower. Not told, a small p leaves one region on each side of 0.
    rule : RoundingRule
        How a p value without relation is taken to have been shortened.

    Raises
    ------
    ValueError
        If the text is not a p value, or is one that no result can have.

    Notes
    -----
    Each end of the interval of p gives a size of t, t(1 − p/2, df), and g is that of
    `Comparison.effect`. ``<`` gives the interval from 0, ``>`` the one up to 1; a plain p value
    stands for its rounding interval.
    Assumes a two-sided t test.

    Examples
    --------
    >>> comparison = two_arms("A", 20, 20)
    >>> ((low, high),) = region_of_p_value(comparison, "=0.03", Direction.LOWER).regions
    >>> round(low, 3), round(high, 3)
    (-0.723, -0.678)
    >>> region_of_p_value(comparison, "<0.05").regions[1][1]
    inf
    """
    return _of_p_interval(comparison, _p_interval(comparison, printed, rule), direction, printed)


def region_of_omnibus_p_value(
    comparison: Comparison,
    arms_degrees_of_freedom: int,
    printed: str,
    direction: Direction = Direction.UNTOLD,
    rule: RoundingRule = RoundingRule.NEAREST,
) -> PartialResult:
    """Region of one comparison of a trial that prints only the p value of an omnibus F test.

    Parameters
    ----------
    comparison : Comparison
        As made by `one_of_several_arms`; its degrees of freedom are df2.
    arms_degrees_of_freedom : int
        df1 of the F test, arms minus 1; from 2, since with two arms F = t².
    printed : str
        The p value as printed, of the F test.

    Raises
    ------
    ValueError
        If df1 is below 2 or no whole number, or the text is not a possible p value.

    Notes
    -----
    The sum of squares between arms holds that of every contrast, so t² ≤ df1 · F. F is largest
    at the low end of the interval of p. This is a bound: where the contrast can be, not the
    event that was reported, whose probability would need the effects of the other arms too.
    Using the wider region tells less than the source does. There is no lower bound whatever p:
    other arms may have made F large. From ``<0.05`` the contrast can be anywhere.

    Examples
    --------
    >>> comparison = one_of_several_arms("A", 20, 20, 57)
    >>> ((low, high),) = region_of_omnibus_p_value(comparison, 2, ">0.05").regions
    >>> round(low, 4), round(high, 4)
    (-0.7843, 0.7843)
    """
    low, _ = _p_interval(comparison, printed, rule)
    return _of_omnibus(comparison, arms_degrees_of_freedom, low, direction, printed)


def omnibus_not_significant(
    comparison: Comparison,
    arms_degrees_of_freedom: int,
    alpha: float,
    direction: Direction = Direction.UNTOLD,
) -> PartialResult:
    """Region of one comparison of a trial whose omnibus F test is only called not significant.

    Parameters, errors and the bound are those of `region_of_omnibus_p_value`; the level
    ``alpha`` must be named.

    Examples
    --------
    >>> comparison = one_of_several_arms("A", 20, 20, 76)
    >>> round(omnibus_not_significant(comparison, 3, 0.05).regions[0][1], 4)
    0.8952
    """
    alpha = _alpha(comparison, alpha)
    printed = f"not significant at {alpha:g}"
    return _of_omnibus(comparison, arms_degrees_of_freedom, alpha, direction, printed)


def _alpha(comparison, alpha) -> float:
    return checked_number(
        comparison.study,
        "alpha",
        alpha,
        lambda x: 0 < x < 1,
        "name the level of the test, such as 0.05",
    )


def _p_interval(comparison, printed: str, rule: RoundingRule) -> tuple[float, float]:
    try:
        return p_value_interval(printed, rule)
    except (TypeError, ValueError) as error:
        raise ValueError(f"study {comparison.study!r}, printed: {error}") from None


def _of_p_interval(comparison, p_values, direction, printed) -> PartialResult:
    low, high = p_values
    df = comparison.degrees_of_freedom
    return _of_sizes(
        comparison, stats.t.isf(high / 2, df), stats.t.isf(low / 2, df), direction, printed
    )


def _of_omnibus(comparison, df1, smallest_p, direction, printed) -> PartialResult:
    df1 = checked_number(
        comparison.study,
        "arms_degrees_of_freedom",
        df1,
        lambda x: 2 <= x < math.inf and x == int(x),
        "give arms minus 1, from 2; of two arms F is t squared: use region_of_p_value",
    )
    largest_f = stats.f.isf(smallest_p, df1, comparison.degrees_of_freedom)
    return _of_sizes(comparison, 0.0, math.sqrt(df1 * largest_f), direction, printed)


def _of_sizes(comparison, smallest, largest, direction, printed) -> PartialResult:
    """Regions of g in which the size of t lies between two bounds."""
    low, high = float(comparison.effect(smallest)), float(comparison.effect(largest))
    below, above = (-high, 0.0 - low), (low, high)
    sides = {
        Direction.LOWER: (below,),
        Direction.HIGHER: (above,),
        Direction.UNTOLD: ((-high, high),) if low == 0 else (below, above),
    }
    if not isinstance(direction, Direction):
        raise ValueError(
            f"study {comparison.study!r}, direction: {direction!r} will not do; give a Direction"
        )
    return PartialResult(comparison.study, sides[direction], comparison.variance(), printed)
