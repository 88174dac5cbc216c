"""The order in which records are screened: what looks like earlier inclusions comes first.

It only orders. Nothing is left out by it, and nobody may stop screening because of it.
"""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

WORD = re.compile(r"[^\W\d_]{3,}")


def words_of(title: str) -> frozenset[str]:
    """Words of three letters or more, each once, whatever their case.

    Examples
    --------
    >>> sorted(words_of("Asthma in children: a trial of asthma"))
    ['asthma', 'children', 'trial']
    """
    return frozenset(WORD.findall(title.casefold()))


def by_priority(
    titles: pd.Series, included: Iterable[str] = (), excluded: Iterable[str] = ()
) -> pd.Series:
    r"""Titles in the order in which they are best screened, with what puts them there.

    Parameters
    ----------
    titles : pandas.Series of str
        Titles to screen.
    included, excluded : iterable of str
        Titles that were decided on, or that are in the review already.

    Returns
    -------
    pandas.Series of float
        Score by the index of ``titles``, the highest first; equal scores keep their order. As
        long as nothing was excluded, it is the number of words that included titles have, too.

    Notes
    -----
    A word that is in :math:`a` of :math:`n` included titles and in :math:`c` of :math:`m`
    excluded ones counts

    .. math:: \ln\frac{a + 1/2}{n - a + 1/2} - \ln\frac{c + 1/2}{m - c + 1/2},

    its log odds ratio; a title has the sum over its words, and a word that no decided title has
    counts nothing. One half is added since a word may be in all or none of the titles.

    Examples
    --------
    >>> titles = pd.Series({"a": "A census of beetles", "b": "Asthma: a trial"})
    >>> list(by_priority(titles, ["Trial in asthma"], ["Beetles of the north"]).index)
    ['b', 'a']
    """
    words = titles.map(words_of)
    known, unwanted = list(map(words_of, included)), list(map(words_of, excluded))
    if unwanted:
        weights = _log_odds_ratios(known, unwanted)
    else:
        weights = dict.fromkeys(frozenset().union(*known), 1.0)
    # Added in one order: sums of the same words in another would differ in the last digit.
    scores = [sum(weights.get(word, 0.0) for word in sorted(own)) for own in words]
    return pd.Series(scores, index=titles.index, dtype=float).sort_values(
        ascending=False, kind="stable"
    )


def _log_odds_ratios(known: list[frozenset], unwanted: list[frozenset]) -> dict[str, float]:
    seen = sorted(frozenset().union(*known, *unwanted))
    difference = _log_odds(seen, known) - _log_odds(seen, unwanted)
    return dict(zip(seen, difference.tolist(), strict=True))


def _log_odds(words: list[str], titles: list[frozenset]) -> np.ndarray:
    counts = Counter(word for title in titles for word in title)
    having = np.array([counts[word] for word in words], dtype=float)
    return np.log((having + 0.5) / (len(titles) - having + 0.5))
