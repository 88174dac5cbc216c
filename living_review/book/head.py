"""The head of every page: which edition it is of, how far was searched, where to go from there."""

import html
import re

from sphinx.application import Sphinx

from living_review.evidence import edition_in_hand, identity
from living_review.pages.records import search_state

ANSWER = re.compile(r"review-in-short.*?</p>\s*<p>(.+?)</p>", re.DOTALL)
TAG, BREAK = re.compile(r"<[^>]+>"), re.compile(r"\s+")
LONGEST = 300  # letters of a description; longer ones are cut by whoever shows them


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
        "told": (edition, search_state()),
        "links": links,
        "up": up,
    }


def links_at_the_end(app: Sphinx, up: str) -> str:
    """The same links below the text, where no screen is too narrow for them."""
    shown = "".join(
        f'<a href="{html.escape(f"{up}/{address}", quote=True)}">{html.escape(words)}</a>'
        for words, address in links(app).items()
    )
    return f'<nav class="review-bar-end" aria-label="More on this edition">{shown}</nav>'


def description(body: str) -> str:
    """The answer with which a page opens, as plain text; blank where it has none.

    Examples
    --------
    >>> description('<div class="review-in-short"><p>In short</p> <p>It <b>may</b>.</p></div>')
    'It may.'
    """
    found = ANSWER.search(body)
    if not found:
        return ""
    text = BREAK.sub(" ", html.unescape(TAG.sub("", found[1]))).strip()
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition(". ")[0] + "." if ". " in text[:LONGEST] else text[:LONGEST]


def metadata(body: str, context: dict) -> str:
    """Elements for search engines and for who shares a page: its title and its answer."""
    title = html.escape(TAG.sub("", context.get("title", "")), quote=True)
    site = html.escape(context.get("docstitle") or "", quote=True)
    found = [("property", "og:title", title), ("property", "og:type", "article")]
    found += [("property", "og:site_name", site)] if site else []
    if answer := html.escape(description(body), quote=True):
        found += [("name", "description", answer), ("property", "og:description", answer)]
    return "".join(f'<meta {kind}="{name}" content="{text}">' for kind, name, text in found)
