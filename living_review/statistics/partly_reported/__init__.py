"""Random-effects models of trials of which some are reported in full and others only in part.

A trial with an estimate and its variance adds a density to the likelihood. One of which only
"p > .05" is printed is no trial without an effect and no missing trial either: its estimate lies
in a known region, and it adds the probability of that region.

`regions` turns what is printed into estimates and regions, `likelihood` fits mean and
heterogeneity, `posteriors` weighs them with a prior. Effects are standardised differences g,
group 1 minus group 2, so a negative value says that group 1 lies lower.
"""
