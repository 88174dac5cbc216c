"""Numbers as readers see them: a true minus sign, the decimals that are meant, no minus zero.

Python writes a hyphen for a minus, and a screen reader passes over it. So every number that can be
negative comes from here before it stands in a sentence, a table or a picture. What a program reads
again (data, a chart's own numbers) keeps the hyphen.
"""

import math

MINUS = "\u2212"


def significant(value: float, digits: int) -> str:
    """A float with so many significant digits, in plain notation, trailing zeros kept.

    With a hyphen, so that it can be read back; `with_minus` is for readers.

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


def with_minus(text: str) -> str:
    """A number that is text already, or several, with true minus signs for hyphens.

    Examples
    --------
    >>> with_minus("-0.47 ± 0.02")
    '−0.47 ± 0.02'
    """
    return text.replace("-", MINUS)


def signed(value: float, decimals: int = 2) -> str:
    """A number with so many decimals; what rounds to zero has no sign.

    Examples
    --------
    >>> signed(-0.4727), signed(-0.001), signed(-8.04, 1)
    ('−0.47', '0.00', '−8.0')
    """
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if not float(text) else with_minus(text)


def interval_in_words(value: float, low: float, high: float) -> str:
    """An effect and its interval as they stand beside a row.

    Examples
    --------
    >>> interval_in_words(-0.4727, -1.0187, 0.0733)
    '−0.47 (−1.02 to 0.07)'
    >>> interval_in_words(float("nan"), float("-inf"), -0.3575)
    'up to −0.36'
    """
    if math.isinf(low):
        return f"up to {signed(high)}"
    span = f"{signed(low)} to {signed(high)}"
    return span if math.isnan(value) else f"{signed(value)} ({span})"


def p_value_in_words(p: float) -> str:
    """A p value to two significant digits, and small ones as a bound.

    Examples
    --------
    >>> p_value_in_words(0.04321), p_value_in_words(0.0000002), p_value_in_words(0.151)
    ('0.043', '<0.0001', '0.15')
    """
    if p != p:
        return ""
    return "<0.0001" if p < 0.0001 else significant(p, 2)
