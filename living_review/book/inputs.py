"""Puts the code of a cell below what it made, and a caption within its figure."""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from living_review.book.directives import CAPTION

LOGGER = logging.getLogger(__name__)
SLOT = "<figcaption></figcaption>"
KIND = "nb_element"
CELL, OUTPUT = "cell_code", "cell_code_output"


class InputsBelow(SphinxPostTransform):
    """Moves code behind its output; that of cells which show nothing to the page's end."""

    default_priority = 210  # after MyST-NB has folded it
    formats = ("html",)

    def run(self, **kwargs):
        """Move the code of every cell."""
        silent = []
        for cell in list(self.document.findall(nodes.container)):
            if cell.get(KIND) != CELL:
                continue
            if cell.children[-1].get(KIND) == OUTPUT:
                if len(cell.children) > 1:
                    cell.append(cell.pop(0))
            elif isinstance(cell.next_node(), HideCodeCellNode):
                silent.append(cell)
        for cell in silent:
            cell.parent.remove(cell)
        if silent:
            self._end().extend(silent)

    def _end(self) -> nodes.Element:
        """The last section of the page's first heading, or the page itself."""
        sections = [child for child in self.document if isinstance(child, nodes.section)]
        if not sections:
            return self.document
        within = [child for child in sections[-1] if isinstance(child, nodes.section)]
        return within[-1] if within else sections[-1]


class CaptionsWithin(SphinxPostTransform):
    """Puts each caption into the figure of the cell before it."""

    default_priority = 220
    formats = ("html",)

    def run(self, **kwargs):
        """Move every caption; warn of one without a figure, and of a figure without one."""
        for caption in list(self.document.findall(nodes.container)):
            if CAPTION in caption["classes"]:
                self._put(caption)
        for raw in self.document.findall(nodes.raw):
            if SLOT in raw.astext():
                LOGGER.warning("a figure has no caption: write one after its cell", location=raw)

    def _put(self, caption: nodes.container):
        parent = caption.parent
        place = parent.index(caption)
        before = parent[place - 1] if place else None
        figures = before.findall(nodes.raw) if before is not None else ()
        raw = next((raw for raw in figures if SLOT in raw.astext()), None)
        if raw is None:
            LOGGER.warning("a caption is not behind the cell of a figure", location=caption)
            return
        above, _, below = raw.astext().partition(SLOT)
        parent.remove(caption)
        # Each raw node with a class would be an element of its own, and end within the figure.
        whole = nodes.container(classes=raw["classes"])
        whole += nodes.raw("", f"{above}<figcaption>", format="html")
        whole += caption.children
        whole += nodes.raw("", f"</figcaption>{below}", format="html")
        raw.replace_self(whole)
