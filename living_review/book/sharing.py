"""What a page says of itself to search engines and to who shares it: title, answer, picture."""

import html
import re
import textwrap
from pathlib import Path

from living_review.charts.theme import FONT, FONT_FOLDER
from living_review.evidence import edition_in_hand, identity, keys

ANSWER = re.compile(r"review-in-short.*?</p>\s*<p>(.+?)</p>", re.DOTALL)
TAG, BREAK = re.compile(r"<[^>]+>"), re.compile(r"\s+")
LONGEST = 300  # letters of a description; longer ones are cut by whoever shows them
PICTURES = Path("_static") / "pictures"
WIDTH, HEIGHT = 1200, 630  # what those who show such pictures ask for
BAND, INK, PAPER = "#10393f", "#1d2a33", "#ffffff"  # as in the style sheet
TITLE, TEXT = (56, 38), (34, 62)  # size of letters, and how many of them a line holds
LINES = 6  # of text; more would run out of the picture


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


def picture_name(pagename: str) -> str:
    """Address of a page's picture from the top of the book.

    Examples
    --------
    >>> picture_name("chapters/harms")
    '_static/pictures/chapters-harms.png'
    """
    return f"{PICTURES.as_posix()}/{pagename.replace('/', '-')}.png"


def metadata(body: str, context: dict, pagename: str) -> str:
    """Elements with a page's title and answer, and with its address and picture.

    The last two need to know where the website stands; without that they are left out.
    """
    title = html.escape(TAG.sub("", context.get("title", "")), quote=True)
    site = html.escape(context.get("docstitle") or "", quote=True)
    found = [("property", "og:title", title), ("property", "og:type", "article")]
    found += [("property", "og:site_name", site)] if site else []
    if answer := html.escape(description(body), quote=True):
        found += [("name", "description", answer), ("property", "og:description", answer)]
    if edition := edition_in_hand.address():
        found += [
            ("property", "og:url", f"{edition}{pagename}.html"),
            ("property", "og:image", f"{edition}{picture_name(pagename)}"),
            ("name", "twitter:card", "summary_large_image"),
        ]
    return "".join(f'<meta {kind}="{name}" content="{text}">' for kind, name, text in found)


def picture(title: str, answer: str) -> str:
    """A page's picture as SVG: the review, the page's title, and its answer."""
    y, rows = 210, []
    for text, (size, letters), weight in ((title, TITLE, 600), (answer, TEXT, 400)):
        for line in textwrap.wrap(text, letters, max_lines=LINES, placeholder=" …"):
            rows.append(
                f'<text x="60" y="{y}" font-size="{size}" font-weight="{weight}" fill="{INK}">'
                f"{html.escape(line)}</text>"
            )
            y += round(size * 1.3)
        y += 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{FONT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{WIDTH}" height="110" fill="{BAND}"/>'
        f'<text x="60" y="70" font-size="36" font-weight="600" fill="{PAPER}">'
        f"{html.escape(identity.title())}</text>{''.join(rows)}</svg>"
    )


def write_picture(out: Path, pagename: str, title: str, body: str):
    """Write a page's picture as PNG, if the website's address is known, so that it can be named."""
    if not edition_in_hand.address():
        return
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
    keys.write(
        out / picture_name(pagename),
        vl_convert.svg_to_png(picture(TAG.sub("", title), description(body))),
    )
