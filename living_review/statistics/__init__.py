"""Statistics: numbers in, numbers out, each from a published formula.

Nothing here knows where its numbers come from, and nothing draws.
"""
