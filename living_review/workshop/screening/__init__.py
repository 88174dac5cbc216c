"""Screening: what is left to read, in a terminal or in another program, and what came of it.

Every way ends in rows of ``screening_decisions``. What these rows mean for a work is decided in
the room of searches.
"""
