"""Effect sizes from whatever two groups print, each with its variance.

`standardised` holds the type that all share, and standardised differences of means; `counts` has
ratios and differences of people with an event, `crossover` what people show in both periods.
`summaries` turns medians, intervals and standard errors into means and spreads, and `conversions`
makes one scale of all that a trial may print: changes, t, F, p, intervals.
"""
