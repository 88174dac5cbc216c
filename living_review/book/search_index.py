"""What the page of search looks through: every page and every record, each word once counted well.

A page's title counts most, then the answer that it opens with, then its headings, its text, and
last its tables and its lists of findings or claims. Readers' own words for those of the trade come
from the data.
"""

import html
import json
import re
from pathlib import Path

from living_review.book.sharing import description
from living_review.evidence import keys, tables
from living_review.pages.everyday import also
from living_review.pages.record_pages.addresses import FINDINGS, identifiers

SCRIPT = "search-index.js"
ARTICLE = re.compile(r'<article class="bd-article.*?</article>|<main\b.*?</main>', re.DOTALL)
# Code, pictures, formulas, and what is said of a page and not on it.
UNREAD = re.compile(
    r"<(script|style|svg|template|math|nav|pre)\b.*?</\1>|<details class=\"hide.*?</details>"
    r"|<p class=\"review-edition\".*?</p>|<section class=\"record-cite\".*?</section>"
    r"|<a class=\"headerlink\".*?</a>",
    re.DOTALL,
)
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
HEADINGS = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)
TABLES = re.compile(
    r"<table\b.*?</table>|<article id=.*?</article>|<ul class=\"review-entries\">.*?</ul>",
    re.DOTALL,
)
HEAD = re.compile(r'<div class="record-head">(.*?)</div>', re.DOTALL)
TAG, WORD = re.compile(r"<[^>]+>"), re.compile(r"[\w'’-]+")


def text_of(markup: str) -> str:
    """Text of HTML; what stands in two elements stays two words.

    Examples
    --------
    >>> text_of("<td>Germany</td><td>40 &amp; more</td>")
    'Germany 40 & more'
    """
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())


def words_of(text: str) -> str:
    """Each word of a text once, in small letters: for what is long and has no sentences."""
    return " ".join(sorted({word.lower() for word in WORD.findall(text)}))


def document(page: str, address: str) -> dict[str, str] | None:
    """One page as it is searched.

    Parameters
    ----------
    page : str
        Its HTML.
    address : str
        From the top of the book.

    Returns
    -------
    dict or None
        ``address title answer headings text tables also``; None for a page without an article.
    """
    article = ARTICLE.search(page)
    title = article and TITLE.search(article[0])
    if not title:
        return None
    record = HEAD.search(article[0])
    answer = text_of(record[1]) if record else description(article[0])
    body = UNREAD.sub(" ", article[0])
    found = {
        "address": address,
        "title": text_of(UNREAD.sub(" ", title[1])),
        "answer": answer,
        "headings": text_of(" ".join(HEADINGS.findall(TABLES.sub(" ", body)))),
        "text": text_of(TABLES.sub(" ", body)),
        "tables": words_of(text_of(" ".join(TABLES.findall(body)))),
    }
    return found | {"also": also(f"{found['title']} {answer} {found['headings']}")}


def identifiers_by_prefix() -> dict[str, str]:
    """Beginning of an identifier, such as ``bic``, → the table that its rows are in."""
    return {
        name.partition("-")[0]: address.partition("#")[0]
        for name, address in identifiers().items()
        if "#" in address
    }


def write_index(out: Path):
    """Write the index of the whole book, from its pages as they are built."""
    with tables.frozen():
        chapters = [out / "chapters" / f"{name}.html" for name in tables.chapters()]
        # Findings are searched in the list of all of them, which leads to the pages that hold each.
        every = out / FINDINGS
        records = sorted((out / "records").rglob("*.html"))
        records = [page for page in records if page.parent != every.parent or page == every]
        pages = [*chapters, *records]
        found = [
            document(page.read_text(encoding="utf-8"), page.relative_to(out).as_posix())
            for page in pages
            if page.is_file()
        ]
    content = json.dumps([one for one in found if one], ensure_ascii=False)
    places = json.dumps(identifiers_by_prefix(), ensure_ascii=False)
    said = f"window.reviewSearchIndex = {content};\nwindow.reviewTables = {places};\n"
    script = said.encode()
    path = out / "_static" / SCRIPT
    if not path.is_file() or path.read_bytes() != script:
        keys.write(path, script)
