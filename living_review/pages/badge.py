"""A verdict in text: its mark and its word, the same wherever a verdict is named."""

import html

from living_review.charts.scales import LOOKS


def badge(verdict: str) -> str:
    """A verdict as HTML, with the mark that charts give it; the mark is drawn by the style sheet.

    Examples
    --------
    >>> badge("contradicted")
    '<span class="review-verdict review-looks-false">contradicted</span>'
    """
    return (
        f'<span class="review-verdict review-looks-{LOOKS[verdict].token}">'
        f"{html.escape(verdict)}</span>"
    )
