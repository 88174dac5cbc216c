"""Reporting checks: could a printed number be true, given what is printed beside it?

Each check takes a table of numbers as printed and returns a table of findings (`findings`). None
knows where its rows come from, and none changes them; `ledger` hands it the review's data.
"""
