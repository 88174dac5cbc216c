"""Verdicts on claims: what a rule decides from rows of evidence, and what readers judge.

``answers`` turns one row of evidence into what it says of a claim, ``rules`` turns the answers into
a verdict, ``readings`` holds the readers' judgements against each other, and ``claims`` puts it all
into one table; ``soundness`` checks what rules and judgements need of the data. A verdict that a
rule decides is never typed.
"""
