"""A verdict and a certainty in text: mark and word, the same wherever one is named.

The marks are drawn by the style sheet, so that whoever listens to a page hears the words alone.
"""

import html

from living_review.charts.scales import CERTAINTIES, LOOKS


def badge(verdict: str) -> str:
    """A verdict as HTML, with the mark that charts give it.

    Examples
    --------
    >>> badge("contradicted")
    '<span class="review-verdict review-looks-false">contradicted</span>'
    """
    return (
        f'<span class="review-verdict review-looks-{LOOKS[verdict].token}">'
        f"{html.escape(verdict)}</span>"
    )


def certainty_badge(words: str) -> str:
    """A level of certainty as HTML with its mark, also where a heading stands before it.

    Parameters
    ----------
    words : str
        Such as *low* or *Certainty: low*; what names no level is only escaped.

    Examples
    --------
    >>> certainty_badge("Certainty: very low")
    'Certainty: <span class="review-certainty review-sure-very-low">very low</span>'
    >>> certainty_badge("low to moderate")
    'low to moderate'
    """
    before, colon, level = words.rpartition(": ")
    if level not in CERTAINTIES:
        return html.escape(words)
    return (
        f'{html.escape(before + colon)}<span class="review-certainty '
        f'review-{CERTAINTIES[level].token}">{html.escape(level)}</span>'
    )
