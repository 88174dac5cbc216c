"""Sphinx's side of the chapters' directives: what their cells made, and captions that may glue."""

import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from living_review.book.directive_cells import FUNCTIONS

OPTIONS = dict.fromkeys(("caption", "label", "topic"), directives.unchanged) | {
    "folded": directives.flag
}
CAPTION = "review-caption"


class Made(SphinxDirective):
    """What the cell of a directive made; the chapter has run before it is read."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = OPTIONS

    def run(self):
        """The output as HTML.

        Raises
        ------
        sphinx.errors.ExtensionError
            If the directives of the page are not those that have run.
        """
        place = self.env.temp_data.get("review_directives", 0)
        self.env.temp_data["review_directives"] = place + 1
        made = self.env.review_made.get(self.env.docname, [])
        if place >= len(made):
            raise ExtensionError(
                f"{self.env.docname}: {self.name} {self.arguments[0]} has not run; directives "
                "are written at the start of a line with three backticks"
            )
        # Within the same elements as what a cell shows, so that the same styles hold.
        shown = nodes.raw("", made[place], format="html", classes=["output", "text_html"])
        return [nodes.container("", shown, classes=["cell_output", "review-made"])]


class Caption(SphinxDirective):
    """What is said below a figure, written after its cell; `book.inputs` puts it within."""

    has_content = True

    def run(self):
        """The words, marked as a caption."""
        held = nodes.container(classes=[CAPTION])
        self.state.nested_parse(self.content, self.content_offset, held)
        return [held]


def made_by(cells: list[nbformat.NotebookNode]) -> list[str]:
    """HTML that the cells of a chapter's directives made, in their order."""
    return ["".join(out.data.get("text/html", "") for out in cell.outputs) for cell in cells]


def setup(app: Sphinx) -> dict:
    """Register the directives."""
    for name in FUNCTIONS:
        app.add_directive(name, Made)
    app.add_directive("caption", Caption)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
