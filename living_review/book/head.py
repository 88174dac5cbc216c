"""The head of every page: edition, how far was searched, what was retracted, where to go next."""

import html
from urllib.parse import urlencode

from sphinx.application import Sphinx

from living_review.evidence import edition_in_hand, identity
from living_review.pages.heartbeat import heartbeat_html
from living_review.pages.notices import retracted_html


def links(app: Sphinx) -> dict[str, str]:
    """Words → address from the top of the book, of what every page leads to."""
    return dict(app.config.review_links)


def masthead(links: dict[str, str], up: str) -> dict:
    """What `masthead.html` shows at the top of a page: the review, its edition, where to go.

    Parameters
    ----------
    links : dict
        Words → address from the top of the book.
    up : str
        Way from the page to the top of the book, blank or with a slash at its end.
    """
    edition = edition_in_hand.name(edition_in_hand.current())
    return {
        "review": identity.title(),
        "edition": edition,
        "heartbeat": heartbeat_html(up=up),
        "retracted": retracted_html(up),
        "links": links,
        "up": up,
    }


def links_at_the_end(app: Sphinx, up: str, pagename: str) -> str:
    """The same links below the text, and one to tell of an error where there is a place for it."""
    shown = "".join(
        f'<a href="{html.escape(f"{up}/{address}", quote=True)}">{html.escape(words)}</a>'
        for words, address in links(app).items()
    )
    if report := error_report(edition_in_hand.issues_url(), pagename):
        shown += f'<a href="{html.escape(report, quote=True)}">Report an error on this page</a>'
    return f'<nav class="review-bar-end" aria-label="More on this edition">{shown}</nav>'


def error_report(issues_url: str, pagename: str) -> str:
    """Address of a new report that names the page and the edition; blank where there is no place.

    Examples
    --------
    >>> error_report("https://example.org/issues/new", "chapters/harms")
    'https://example.org/issues/new?title=Error+on+chapters%2Fharms.html&body=Development+edition'
    """
    if not issues_url:
        return ""
    edition = edition_in_hand.name(edition_in_hand.current())
    return f"{issues_url}?{urlencode({'title': f'Error on {pagename}.html', 'body': edition})}"
