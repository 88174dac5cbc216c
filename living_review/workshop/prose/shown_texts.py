"""Texts of a document tree that a reader of the page can meet, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from docutils import nodes
from sphinx import addnodes

from living_review.workshop.prose.cell_texts import cell_texts
from living_review.workshop.prose.chapter_trees import CITED, GLUED, CodeCell

# Attributes that steer how a page is made; every other one is taken to be shown somewhere.
UNSEEN_NAMES = """
align backrefs bullet candidates classes colwidth colwidths-given cols delimiter design_component
docname domain dupnames enumtype figwidth filename force format height html_context id ids label
language level line lineno linenos morerows name names nowrap number objtype original_uri parent
prefix rawsource refdoc refdomain refexplicit refid refname reftarget reftargetid reftype refuri
refwarn scale slug source style stub suffix translated type uri width xml:space
"""
UNSEEN_HTML_NAMES = """
class colspan cx cy d dy dx fill for height href id lang name points r rel role rowspan rx ry src
srcset stroke stroke-width style tabindex target transform type version viewbox width x x1 x2 xmlns
y y1 y2
"""
UNSEEN = frozenset(UNSEEN_NAMES.split())
UNSEEN_IN_HTML = frozenset(UNSEEN_HTML_NAMES.split())
UNSHOWN = (nodes.comment, nodes.substitution_definition, nodes.system_message)
# Without words of their own these show a title or a number that is found when the page is made.
NAMED_ELSEWHERE = {"any", "doc", "eq", "myst", "numref", "ref"}
UNREAD = re.compile(r"Unknown (?:directive type|interpreted text role)|No (?:role|directive) entry")


@dataclass(frozen=True)
class ShownText:
    """A text of a page.

    Parameters
    ----------
    line : int
        Where it begins.
    text : str
        As a reader meets it, one line for each line of the source.
    kind : str
        ``prose``, ``formula``, ``code``, ``cell``, ``attribute``, ``html`` or ``unread``.
    """

    line: int
    text: str
    kind: str


def shown_texts(tree: nodes.document) -> Iterator[ShownText]:
    """Texts of a chapter that a reader can meet.

    A paragraph, a heading, a caption or a table cell is one text, with a mark where a role shows
    what data say; formulas, attributes (such as a picture's description), raw HTML, and the
    words and remarks of code cells are texts of their own. What could not be read has the kind
    ``unread``.
    """
    for node in tree.findall():
        line = _line(node)
        if isinstance(node, nodes.system_message) and _hides_text(node):
            yield ShownText(node.get("line", line), node.astext().split("\n")[0], "unread")
        if _is_unseen(node):
            continue
        if isinstance(node, CodeCell):
            yield from _of_cell(node)
        elif isinstance(node, nodes.Element):
            yield from (ShownText(line, text, "attribute") for text in _attributes(node))
            if isinstance(node, nodes.raw):
                yield from (ShownText(line, text, "html") for text in _of_html(node))
            elif isinstance(node, (nodes.math, nodes.math_block)):
                yield ShownText(line, node.astext(), "formula")
            elif isinstance(node, nodes.literal_block):
                yield ShownText(line, node.astext(), "code")
            elif isinstance(node, nodes.TextElement) and not (
                _is_within_text(node) or _is_quoted(node)
            ):
                yield ShownText(line, _words(node), "prose")


def _hides_text(message: nodes.system_message) -> bool:
    """Whether the parser dropped what an author typed, and says so."""
    return message["level"] > 2 or bool(UNREAD.search(message.astext()))


def _line(node: nodes.Node) -> int:
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None else 1


def _is_unseen(node: nodes.Node) -> bool:
    """Whether it is a remark to authors, a message of the parser, or the number of a footnote."""
    if isinstance(node, nodes.label) and node.parent.get("auto"):
        return True
    return any(isinstance(one, UNSHOWN) for one in (node, *_above(node)))


def _is_within_text(node: nodes.Node) -> bool:
    return any(isinstance(above, nodes.TextElement) for above in _above(node))


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _is_quoted(node: nodes.Node) -> bool:
    """Whether it is the words of a source that is cited below them."""
    if isinstance(node, nodes.attribution):
        return False
    return any(
        CITED in _words(part)
        for above in _above(node)
        if isinstance(above, nodes.block_quote)
        for part in above.children
        if isinstance(part, nodes.attribution)
    )


def _words(node: nodes.Node) -> str:
    """The words of a text as they stand in a row, with a mark for what is bound to data."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.math, nodes.image, nodes.system_message)):
        return " "
    if isinstance(node, nodes.raw):
        return re.sub("<[^>]*>", "", node.astext())
    if isinstance(node, nodes.footnote_reference) and node.get("auto"):
        return ""
    if isinstance(node, addnodes.pending_xref) and _is_named_elsewhere(node):
        return GLUED
    return "".join(map(_words, node.children))


def _is_named_elsewhere(reference: addnodes.pending_xref) -> bool:
    return reference["reftype"] in NAMED_ELSEWHERE and not reference.get("refexplicit")


def _attributes(node: nodes.Element) -> Iterator[str]:
    if isinstance(node, addnodes.toctree):
        yield from (title for title, _ in node["entries"] if title)
        yield from filter(None, [node.get("caption")])
    elif isinstance(node, addnodes.index):
        yield from (entry[1] for entry in node["entries"])
    elif isinstance(node, nodes.enumerated_list):
        yield from [f"{node['start']}."] if node.get("start", 1) != 1 else []
    else:
        for name, value in node.attributes.items():
            if name == "svg":
                yield from _of_markup(value)
            elif isinstance(value, str) and name not in UNSEEN:
                yield value


def _of_html(node: nodes.raw) -> Iterator[str]:
    """Texts and attributes of raw HTML; the words between two tags of a sentence are its own."""
    if "html" not in node.get("format", "").split():
        yield node.astext()
        return
    yield from _of_markup(node.astext(), attributes_only=_is_within_text(node))


def _of_markup(markup: str, *, attributes_only: bool = False) -> Iterator[str]:
    reader = _Markup()
    reader.feed(markup)
    reader.close()
    yield from reader.attributes
    if not attributes_only:
        yield "".join(reader.texts)


class _Markup(HTMLParser):
    """Texts and shown attributes of HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [text for name, text in attrs if text and name not in UNSEEN_IN_HTML]

    def handle_data(self, data):
        self.texts.append(data)


def _of_cell(cell: CodeCell) -> Iterator[ShownText]:
    try:
        for line, text in cell_texts(list(cell.content)):
            yield ShownText(cell.line + line, text, "cell")
    except ValueError as error:
        yield ShownText(cell.line, str(error), "unread")
