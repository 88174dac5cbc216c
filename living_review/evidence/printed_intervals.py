"""An estimate and its limits as printed: symmetry, and a minus sign that was lost in copying."""

from living_review.evidence.printed_numbers import widest_interval

LOWEST_LEVEL = 50.0  # per cent; below it stands a level that was written as a fraction


def symmetric(estimate: str, low: str, high: str) -> bool:
    """Whether the limits can lie equally far from the estimate, however the three were rounded.

    Examples
    --------
    >>> symmetric("-3.3", "-6.1", "-0.5"), symmetric("-3.3", "-6.1", "0.5")
    (True, False)
    """
    middle, below, above = map(widest_interval, (estimate, low, high))
    return (
        below[0] <= above[1]
        and (below[0] + above[0]) / 2 <= middle[1]
        and middle[0] <= (below[1] + above[1]) / 2
    )


def lost_sign(estimate: str, low: str, high: str) -> str:
    """Which of three printed numbers fits the other two only with the other sign.

    Parameters
    ----------
    estimate, low, high : str
        A difference with its limits as printed; of ratios no sign can be lost.

    Returns
    -------
    str
        *estimate*, *ci_low* or *ci_high* where the limits are not equally far from the estimate as
        printed and are with the sign of that one turned; blank where nothing of the kind is so, or
        where more than one would fit.

    Examples
    --------
    >>> lost_sign("-3.3", "-6.1", "0.5"), lost_sign("-1.14", "2.27", "-0.00")
    ('ci_high', 'ci_low')
    >>> lost_sign("-3.3", "-6.1", "-0.5"), lost_sign("0.4", "-0.1", "1.3")
    ('', '')
    """
    printed = {"estimate": estimate, "ci_low": low, "ci_high": high}
    if symmetric(*printed.values()):
        return ""
    fitting = [
        name
        for name, text in printed.items()
        if symmetric(*{**printed, name: turned(text)}.values())
    ]
    return fitting[0] if len(fitting) == 1 else ""


def turned(text: str) -> str:
    """A printed number with the other sign.

    Examples
    --------
    >>> turned("0.5"), turned("-0.5"), turned("-0.00")
    ('-0.5', '0.5', '0.00')
    """
    return text[1:] if text.startswith("-") else f"-{text.lstrip('+')}"
