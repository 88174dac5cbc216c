"""Searches: what runs against a source, what it answered, and the records that came of it.

In it are the clients of the sources, the store of their raw answers, a row for each run, and the
links between records of the same work. What a record means for the review, and what a page says
of the searches, is decided above.
"""
