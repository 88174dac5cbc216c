"""Random-effects models of trials of which some are reported in full and others only in part.

A trial with an estimate and its variance adds a density to the likelihood. One of which only
"p > .05" is printed is no trial without an effect and no missing trial either: its estimate lies
in a known region, and it adds the probability of that region.

`regions` turns what is printed into estimates and regions, `likelihood` fits mean and
heterogeneity, `posteriors` weighs them with a prior. Effects are standardised differences g,
group 1 minus group 2, so a negative value says that group 1 lies lower.
"""

from living_review.statistics.partly_reported.likelihood import (
    Fit,
    fit,
    log_interval_probability,
    log_likelihood,
    profile_interval,
)
from living_review.statistics.partly_reported.posteriors import (
    HalfCauchy,
    HalfNormal,
    LogT,
    Posterior,
    Prior,
    Uniform,
    posterior,
)
from living_review.statistics.partly_reported.regions import (
    Comparison,
    Direction,
    FullResult,
    PartialResult,
    adjusted_for_baseline,
    crossover,
    full_result,
    not_significant,
    omnibus_not_significant,
    one_of_several_arms,
    region_of_omnibus_p_value,
    region_of_p_value,
    two_arms,
)

__all__ = [
    "Comparison",
    "Direction",
    "Fit",
    "FullResult",
    "HalfCauchy",
    "HalfNormal",
    "LogT",
    "PartialResult",
    "Posterior",
    "Prior",
    "Uniform",
    "adjusted_for_baseline",
    "crossover",
    "fit",
    "full_result",
    "log_interval_probability",
    "log_likelihood",
    "not_significant",
    "omnibus_not_significant",
    "one_of_several_arms",
    "posterior",
    "profile_interval",
    "region_of_omnibus_p_value",
    "region_of_p_value",
    "two_arms",
]
