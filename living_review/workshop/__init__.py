"""The commands of authors: build, serve, add, check, compare, release.

Nothing in the rooms below knows of them.
"""
