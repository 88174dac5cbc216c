"""Frames as charts take them: only what is drawn, in as many digits as can be seen."""

import pandas as pd

from living_review.charts.number_format import significant


def plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Only what a chart encodes, floats rounded to six significant digits."""
    return frame.map(lambda x: float(significant(x, 6)) if isinstance(x, float) and x == x else x)
