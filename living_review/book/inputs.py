"""Puts the code of a cell below what it made, so that the answer comes first."""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform

KIND = "nb_element"
CELL, OUTPUT = "cell_code", "cell_code_output"


class InputsBelow(SphinxPostTransform):
    """Moves folded code behind its output; that of cells which show nothing to the page's end."""

    default_priority = 210  # after MyST-NB has folded it
    formats = ("html",)

    def run(self, **kwargs):
        """Move the code of every cell."""
        silent = []
        for cell in list(self.document.findall(nodes.container)):
            if cell.get(KIND) != CELL or not isinstance(cell.next_node(), HideCodeCellNode):
                continue
            if cell.children[-1].get(KIND) == OUTPUT:
                cell.append(cell.pop(0))
            else:
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
