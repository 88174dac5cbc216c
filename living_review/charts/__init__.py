"""Figures: one theme, one renderer, one module per kind of plot.

A chart draws the table that it is given; it computes no statistic and reads no data.
"""
