"""Heartbeat of the review as its readers see it, in the bar of every page.

The words hold days only, so that they are true whenever they are read; the reader's browser
adds the state on its own day.
"""

import html
from datetime import date

from living_review.search.heartbeat import Heartbeat, heartbeat

FRONT_PAGE = "index.html"  # where a retired review says more


def heartbeat_words(beat: Heartbeat) -> str:
    """When databases were searched and when next, in a few words.

    Examples
    --------
    >>> heartbeat_words(Heartbeat())
    'No database searched yet'
    >>> days = date(2030, 1, 1), date(2030, 2, 1), date(2030, 4, 4)
    >>> heartbeat_words(Heartbeat(2, 2, *days))
    'Databases searched up to 1 January 2030, next by 1 February 2030'
    >>> heartbeat_words(Heartbeat(1, 2, *days))
    '1 of 2 databases searched, up to 1 January 2030, next by 1 February 2030'
    """
    if beat.retired:
        return f"Retired on {told_day(beat.retired)}: newer studies are not looked for"
    if beat.last is None:
        return "No database searched yet"
    whole = beat.ran == beat.planned
    said = "Databases searched" if whole else f"{beat.ran} of {beat.planned} databases searched,"
    return f"{said} up to {told_day(beat.last)}, next by {told_day(beat.due)}"


def heartbeat_html(beat: Heartbeat | None = None, up: str = "") -> str:
    """The same, with the days from which the browser tells the state; `review.js` reads them.

    Parameters
    ----------
    beat : Heartbeat, optional
        By default that of the review.
    up : str
        Way from the page to the top of the book, where a retired one says more.
    """
    beat = beat or heartbeat()
    running = beat.last and not beat.retired
    days = {"due": beat.due, "overdue": beat.overdue} if running else {}
    told = "".join(f' data-{name}="{day}"' for name, day in days.items())
    words = html.escape(heartbeat_words(beat))
    if beat.retired:
        words = f'<a href="{up}{FRONT_PAGE}">{words}</a>'
    return f'<span class="review-heartbeat"{told}>{words}</span>'


def told_day(day: date) -> str:
    """A day in words.

    Examples
    --------
    >>> told_day(date(2030, 5, 1))
    '1 May 2030'
    """
    return f"{day.day} {day:%B %Y}"
