"""Numbers as a source printed them: text, decimals, and the interval that rounding leaves open.

A printed ``5.20`` says more than ``5.2``: its last digit tells how far it was rounded.
Every number of the data is therefore kept as text, and this module is the only place that
turns such text into a value and an interval.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pandas as pd

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
P_VALUE = re.compile(
    r"(?P<relation><=|>=|[<>=≤≥]?)"
    r"(?P<digits>[0-9]?\.[0-9]+|[0-9])(?P<exponent>[eE]-[0-9]{1,3})?"
)
SMALLEST_P = Decimal("1e-300")  # smaller numbers lose their digits in a computer
RELATIONS = {"": "=", "=": "=", "<": "<", "<=": "<", "≤": "<", ">": ">", ">=": ">", "≥": ">"}


class RoundingRule(StrEnum):
    """How the printed number is taken to have been shortened.

    ``NEAREST`` covers half up, half down and half even together: they differ only in which of
    the two end points belongs to the interval, and the closed interval holds both.
    ``TRUNCATED`` means that further digits were cut off. ``EITHER`` leaves open which.
    """

    NEAREST = "nearest"
    TRUNCATED = "truncated"
    EITHER = "either"


@dataclass(frozen=True)
class PrintedNumber:
    """One number as printed.

    Parameters
    ----------
    text : str
        The number as it stands in the source, such as ``"5.20"``.

    Raises
    ------
    ValueError
        If the text is not a plain decimal number; the message quotes it.

    Examples
    --------
    >>> PrintedNumber("5.20").decimals
    2
    >>> PrintedNumber("5.20").rounding_interval()
    (5.195, 5.205)
    >>> PrintedNumber("0.9").rounding_interval(RoundingRule.TRUNCATED)
    (0.9, 1.0)
    """

    text: str

    def __post_init__(self):
        if not isinstance(self.text, str) or not NUMBER.fullmatch(self.text):
            raise ValueError(
                f"{self.text!r} is not a printed number: write digits with a decimal point, "
                "such as '5.20', and nothing else"
            )

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.text)

    @property
    def decimals(self) -> int:
        """How many digits stand after the decimal point."""
        return len(self.text.partition(".")[2])

    @property
    def last_digit(self) -> Decimal:
        """The size of one step of the last printed digit."""
        return Decimal(1).scaleb(-self.decimals)

    def rounding_interval(self, rule: RoundingRule = RoundingRule.NEAREST) -> tuple[float, float]:
        """Closed interval of unrounded values that would be printed like this.

        Under truncation digits are cut off towards zero, so the interval lies on the far side
        of the printed number, and around zero on both. A zero with a minus sign is what a small
        negative number is rounded to, so its interval ends at zero.
        """
        printed, step = Decimal(self.text), self.last_digit
        if printed == 0 and printed.is_signed():
            return float(-step if rule is not RoundingRule.NEAREST else -step / 2), 0.0
        if rule is RoundingRule.EITHER:
            both = [
                self.rounding_interval(one)
                for one in (RoundingRule.NEAREST, RoundingRule.TRUNCATED)
            ]
            return min(low for low, _ in both), max(high for _, high in both)
        if rule is RoundingRule.NEAREST:
            low, high = printed - step / 2, printed + step / 2
        elif printed == 0:
            low, high = -step, step
        elif printed > 0:
            low, high = printed, printed + step
        else:
            low, high = printed - step, printed
        return float(low), float(high)


def widest_interval(text: str) -> tuple[float, float]:
    """Closed interval of values that would be printed like this under any rounding rule.

    Examples
    --------
    >>> widest_interval("0.9")
    (0.85, 1.0)
    """
    return PrintedNumber(text).rounding_interval(RoundingRule.EITHER)


def spread_interval(text: str, rule: RoundingRule = RoundingRule.NEAREST) -> tuple[float, float]:
    """Rounding interval of a quantity that cannot be negative, such as a standard deviation.

    Examples
    --------
    >>> spread_interval("0.0")
    (0.0, 0.05)
    """
    low, high = PrintedNumber(text).rounding_interval(rule)
    return max(low, 0.0), high


def value_of(text: str) -> float:
    """Value of a printed number, or NaN where nothing was printed.

    Examples
    --------
    >>> value_of("44.39"), value_of("")
    (44.39, nan)
    """
    return PrintedNumber(text).value if text else float("nan")


def values(column: pd.Series) -> pd.Series:
    """Values of a column of printed numbers; blank becomes NaN.

    Raises
    ------
    ValueError
        If a cell is neither blank nor a number; the message names the row.
    """
    read = {}
    for row, text in column.items():
        try:
            read[row] = value_of(text)
        except ValueError as error:
            raise ValueError(f"row {row!r}, column {column.name!r}: {error}") from None
    return pd.Series(read, index=column.index, name=column.name, dtype=float)


def parse_p_value(text: str) -> tuple[str, float]:
    """Relation and number of a printed p value.

    Returns
    -------
    tuple of (str, float)
        ``"<"``, ``">"`` or ``"="``, and the number. Zeros with decimals, as software prints what
        rounds to them, mean anything below half of the last digit: ``0.000`` and ``<0.000`` are
        ``("<", 0.0005)``. ``≤`` is ``"<"`` and ``≥`` is ``">"``: the intervals of p are closed.

    Raises
    ------
    ValueError
        If the text is not a p value, or is one that no test gives: above 1, 0, or below 1e-300.

    Examples
    --------
    >>> parse_p_value("<0.05"), parse_p_value("≤0.05")
    (('<', 0.05), ('<', 0.05))
    >>> parse_p_value(".039"), parse_p_value("3.2e-5"), parse_p_value(".000")
    (('=', 0.039), ('=', 3.2e-05), ('<', 0.0005))
    """
    relation, digits, exponent = _p_value_parts(text)
    if Decimal(digits) == 0 and relation != ">":
        return "<", float(PrintedNumber(digits).last_digit.scaleb(exponent) / 2)
    return relation, float(Decimal(digits).scaleb(exponent))


def p_value_interval(text: str, rule: RoundingRule = RoundingRule.NEAREST) -> tuple[float, float]:
    """Closed interval of p values for which a printed one stands.

    Parameters
    ----------
    text : str
        As printed, see `parse_p_value`.
    rule : RoundingRule
        How a p value without relation is taken to have been shortened. Zeros are taken to be
        rounded, as software does, unless the rule is that digits were cut off.

    Examples
    --------
    >>> p_value_interval("0.03"), p_value_interval(">0.05"), p_value_interval("0.000")
    ((0.025, 0.035), (0.05, 1.0), (0.0, 0.0005))
    """
    relation, digits, exponent = _p_value_parts(text)
    cut = relation == "=" and rule is RoundingRule.TRUNCATED
    if not cut:  # zeros, too, are below a number
        relation, number = parse_p_value(text)
    if relation == "<":
        return 0.0, number
    if relation == ">":
        return number, 1.0
    low, high = PrintedNumber(digits).rounding_interval(rule)
    return max(low * 10.0**exponent, 0.0), min(high * 10.0**exponent, 1.0)


def _p_value_parts(text: str) -> tuple[str, str, int]:
    """Relation, digits with a leading zero, and power of ten of a p value that is possible."""
    match = P_VALUE.fullmatch(text)
    if not match:
        raise ValueError(
            f"{text!r} is not a p value: copy it without the letter p and without spaces, such as "
            "<0.05, ≤0.05, .039, 0.000 or 3.2e-5"
        )
    relation = RELATIONS[match["relation"]]
    digits = f"0{match['digits']}" if match["digits"].startswith(".") else match["digits"]
    exponent = int((match["exponent"] or "e0")[1:])
    number = Decimal(digits).scaleb(exponent)
    if number > 1 or (number == 1 and relation == ">"):
        raise ValueError(
            f"{text!r}: no p value lies above 1; look for a lost decimal point, or for another "
            "number in its place"
        )
    if 0 < number < SMALLEST_P:
        raise ValueError(f"{text!r}: no test gives so small a p value; look at its power of ten")
    if number == 0 and "." not in digits:
        raise ValueError(
            f"{text!r}: no p value is 0; copy the decimals too (0.000 is read as below 0.0005), or "
            "leave it blank if the source prints none"
        )
    return relation, digits, exponent
