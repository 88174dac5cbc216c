"""Words that a text of the register marks with asterisks, as a page or a feed shows them."""

import html
import re

# One or two asterisks on either side of words, none of them inside; a lone one is a sign.
MARKED = re.compile(r"(?<![\w*])(\*\*?)(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")


def in_quotation_marks(text: str) -> str:
    """Plain text, which has no italics: marked words stand in quotation marks.

    Examples
    --------
    >>> in_quotation_marks("No more than *overstated*, and **no** cause; 2 * 3 * 4 is 24.")
    'No more than “overstated”, and “no” cause; 2 * 3 * 4 is 24.'
    """
    return MARKED.sub(r"“\2”", text)


def as_html(text: str) -> str:
    """HTML, in which marked words are emphasised.

    Examples
    --------
    >>> as_html("Less than *overstated* & <b>.")
    'Less than <em>overstated</em> &amp; &lt;b&gt;.'
    """
    return MARKED.sub(r"<em>\2</em>", html.escape(text))
