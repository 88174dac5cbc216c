"""Synthesis: from rows of evidence to answers, which are effects of trials, bias, certainty, verdicts.

Nothing here draws or writes a page.
"""
