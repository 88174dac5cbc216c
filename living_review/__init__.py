"""Statistics, figures and book machinery of a living review.

The package never names the review's topic: what it knows of a topic it reads from ``data/``.
"""
