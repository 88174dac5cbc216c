"""Charts: one function for each kind, a tidy frame in and an Altair chart out, and their theme.

A chart draws the frame that it is given. It computes no statistic, reads no data and puts nothing
on a page.
"""
