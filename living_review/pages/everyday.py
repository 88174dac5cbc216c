"""Readers' own words for those of the trade."""

import re

from living_review.evidence import tables


def also(text: str) -> str:
    """What readers type for the words of a text, each once, parted by spaces.

    Examples
    --------
    >>> also("nothing of the kind")
    ''
    """
    low = text.lower().replace("-", " ")  # red-cell is said of red cells
    rows = tables.read("everyday_words").itertuples()
    words = [(row.word.replace("-", " "), row.also) for row in rows]
    found = [also for word, also in words if re.search(rf"\b{re.escape(word)}", low)]
    return " ".join(sorted(set(" ".join(found).split())))
