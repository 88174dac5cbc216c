"""What a term of the glossary means, said where it is used; `explained.js` shows it on a touch."""

import html
import re

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

LONGEST = 240  # letters of an explanation; a longer definition is cut at the end of a sentence
OF_A_TERM = re.compile(
    r'<a class="reference internal" href="(?P<page>[^"#]*)#(?P<term>term-[^"]+)"'
)


def explanations(env: BuildEnvironment) -> dict[str, str]:
    """Anchor of each term of the glossary → the first sentences of its definition."""
    known = {}
    objects = env.get_domain("std").get_objects()
    for document in sorted({where for _, _, kind, where, *_ in objects if kind == "term"}):
        for item in env.get_doctree(document).findall(nodes.definition_list_item):
            meaning = _first_sentences(item)
            for term in item.findall(nodes.term):
                known |= dict.fromkeys(term["ids"], meaning)
    return known


def _first_sentences(item: nodes.definition_list_item) -> str:
    paragraph = next(iter(item.findall(nodes.definition)), nodes.definition()).next_node(
        nodes.paragraph
    )
    if paragraph is None:
        return ""
    paragraph = paragraph.deepcopy()
    for citation in list(paragraph.findall(addnodes.pending_xref)):
        if citation.get("refdomain") == "cite":
            citation.parent.remove(citation)
    return shortened(paragraph.astext())


def shortened(text: str) -> str:
    """The first sentences of a text, as many as `LONGEST` letters hold, and one at least.

    Examples
    --------
    >>> shortened("A substance of the blood . It is measured in plasma.")
    'A substance of the blood. It is measured in plasma.'
    """
    text = re.sub(r"\s+(?=[.,;)])", "", " ".join(text.split()))
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z])", text)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + len(sentence) >= LONGEST:
            break
        kept += f" {sentence}"
    return kept


def explained(body: str, known: dict[str, str]) -> str:
    """A page whose links to terms carry what the term means, as their title.

    Examples
    --------
    >>> link = '<a class="reference internal" href="g.html#term-plasma">plasma</a>'
    >>> print(explained(link, {"term-plasma": "Blood without cells."}).split("#")[1])
    term-plasma" title="Blood without cells.">plasma</a>
    """

    def with_title(link: re.Match) -> str:
        meaning = known.get(link["term"], "") if link["page"] else ""
        return f'{link[0]} title="{html.escape(meaning, quote=True)}"' if meaning else link[0]

    return OF_A_TERM.sub(with_title, body)
