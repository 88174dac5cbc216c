"""Synthesis: from rows of evidence to answers.

Effects of trials and their pools, risk of bias, certainty, directions, verdicts. Nothing here draws
or writes a page.
"""
