"""Effect sizes from whatever two groups print, each with its variance.

`standardised` holds the type that all share, and standardised differences of means; `counts` has
ratios and differences of people with an event, `crossover` what people show in both periods, and
`changes` what they changed by. `summaries` turns intervals and standard errors into spreads,
`quantiles` medians into means, and `conversions` makes one scale of means, t, d and p.
"""
