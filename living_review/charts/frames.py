"""Frames as charts take them: only what is drawn, in as many digits as can be seen."""

import pandas as pd


def significant(value: float, digits: int) -> str:
    """A float with so many significant digits, in plain notation, trailing zeros kept.

    Examples
    --------
    >>> significant(0.0123456, 3), significant(1234.5, 3), significant(2.0, 3)
    ('0.0123', '1234', '2.00')
    """
    if value != value:
        return ""
    if value == 0:
        return "0"
    exponent = int(f"{value:.{digits - 1}e}".split("e")[1])
    return f"{value:.{max(digits - 1 - exponent, 0)}f}"


def plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Only what a chart encodes, floats rounded to six significant digits."""
    return frame.map(lambda x: float(significant(x, 6)) if isinstance(x, float) and x == x else x)
