"""True reports of made-up trials, as rows of a review's tables, and errors of extraction in them.

Nothing here knows of a check: `reports` and `trials` make the rows, `slips` has ways to go wrong,
and `errors` the list of them. What becomes of each is found out in the workshop.
"""
