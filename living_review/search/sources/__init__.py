"""The sources that can be searched: how each is asked, paged to its end and read.

A module knows one source and nothing of runs, files or tables. Each states the limits that its
source documents, and tells a failure within an answer from an answer without a hit.
"""
