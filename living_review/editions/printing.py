"""An edition on paper: all its chapters in the order of the contents, printed by a browser."""

import html
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from living_review.machine import browser

FILE = "review.pdf"
TOGETHER = "all-chapters-to-print.html"
ARTICLE = re.compile(r'<article class="bd-article">.*?</article>', re.DOTALL)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
STYLES = re.compile(r'<link\b[^>]*rel="stylesheet"[^>]*>')
LINK = re.compile(r'\bhref="([^"]*)"')
STYLE = "article { break-before: page; } nav, .headerlink, .review-controls { display: none; }"
FOOTER = (
    '<div style="font-size:8px;width:100%;text-align:center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
MARGINS = {"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"}
SECONDS = 300


class _Contents(HTMLParser):
    """Addresses in the contents beside a page, in their order."""

    def __init__(self):
        super().__init__()
        self.found, self._inside = [], 0

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "nav":
            self._inside += bool(self._inside) or "bd-links" in (given.get("class") or "")
        elif tag == "a" and self._inside and (given.get("href") or "").split("#")[0]:
            self.found.append(given["href"].split("#")[0])

    def handle_endtag(self, tag):
        self._inside -= tag == "nav" and bool(self._inside)


def chapters(first: Path) -> list[Path]:
    """Pages of the book in the order of its contents, the first page first.

    Parameters
    ----------
    first : pathlib.Path
        The page that the book opens with.
    """
    contents = _Contents()
    contents.feed(first.read_text(encoding="utf-8"))
    listed = (first.parent / address for address in contents.found if "://" not in address)
    return list(dict.fromkeys([first, *(page for page in listed if page.exists())]))


def _kept(address: str, names: set[str]) -> str:
    """A link as it works on paper: within it or to elsewhere; no path of this machine."""
    if address.startswith(("#", "https://", "http://", "mailto:")):
        return f'href="{address}"'
    name, _, anchor = address.partition("#")
    if name in names:
        return f'href="#{anchor or name}"'
    return "data-not-on-paper"


def together(pages: list[Path]) -> str:
    """One page that holds the text of all, without scripts; links between them stay inside."""
    texts = [page.read_text(encoding="utf-8") for page in pages]
    names = {page.name for page in pages}
    articles = [
        f'<div id="{page.name}">{LINK.sub(lambda m: _kept(m.group(1), names), found.group())}</div>'
        for page, text in zip(pages, texts, strict=True)
        if (found := ARTICLE.search(text))
    ]
    styles = "\n".join(STYLES.findall(texts[0]))
    title = re.search(r"<title>(.*?)</title>", texts[0], re.DOTALL)
    named = title.group(1) if title else html.escape(pages[0].stem)
    body = SCRIPT.sub("", "\n".join(articles))
    return (
        f'<!doctype html><html lang="en" data-theme="light" data-mode="light"><head>'
        f'<meta charset="utf-8"><title>{named}</title>\n{styles}\n<style>{STYLE}</style></head>'
        f'<body><main class="bd-main">{body}</main></body></html>'
    )


def write(folder: Path) -> bool:
    """Print an edition as one PDF in its folder; says whether there is a browser to do it.

    Parameters
    ----------
    folder : pathlib.Path
        The edition's folder; its first page stands in ``chapters``.
    """
    first = folder / "chapters" / "index.html"
    path = browser.installed()
    if not path or not first.exists():
        return False
    page_of_all = first.parent / TOGETHER
    page_of_all.write_text(together(chapters(first)), encoding="utf-8")
    try:
        browser.use(partial(_print, page_of_all.as_uri(), folder / FILE), path)
    finally:
        page_of_all.unlink()
    return True


def _print(address: str, file: Path, chromium):
    page = chromium.new_page(color_scheme="light")
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    page.pdf(
        path=file,
        format="A4",
        tagged=True,
        outline=True,
        margin=MARGINS,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
    )
