"""Chapters parsed as the book parses them, without running a cell."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole, docutils_namespace

from living_review.book.directive_cells import FUNCTIONS
from living_review.book.directives import OPTIONS, Caption

# Stand where a page shows something that is bound to data, or the name and year of a source.
GLUED, CITED = "\ue000", "\ue001"
GLUE_NAMES = ("", "any", "text", "md", "math", "figure")
CITATION_FORMS = "p ps t ts alp alps author authors year yearpar label labelpar empty"
BOUND_ROLES = {"eval": GLUED} | {f"glue:{name}".removesuffix(":"): GLUED for name in GLUE_NAMES}
BOUND_ROLES |= {"glue:": GLUED, "cite": CITED} | {
    f"cite:{name}": CITED for name in CITATION_FORMS.split()
}
FOLDER = "chapters"


class CodeCell(nodes.General, nodes.Element):
    """A code cell: its options and its source, which are not run."""


class Bound(SphinxRole):
    """A role that shows what data say; words that are typed around a key are shown too."""

    def run(self):
        """Stand in for the role."""
        mark, typed = BOUND_ROLES[self.name.lower()], ""
        if mark == CITED:  # {see}key{p. 2}
            typed = " ".join(part.split("}")[0] for part in self.text.split("{")[1:])
        return [nodes.inline(self.rawtext, f"{mark} {typed}".strip())], []


class BoundDirective(SphinxDirective):
    """A directive that shows what data say; a caption in it is typed."""

    required_arguments = 1
    has_content = True
    option_spec = dict.fromkeys(("alt", "name", "class", "figclass", "width", "align"), str)

    def run(self):
        """Parse what is typed."""
        shown = nodes.container(alt=self.options.get("alt", ""))
        self.state.nested_parse(self.content, self.content_offset, shown)
        return [shown]


class CodeCellDirective(Directive):
    """A code cell, whose options are read as they stand."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        """Keep the cell."""
        cell = CodeCell()
        cell.content, cell.line = list(self.content), self.lineno
        return [cell]


class MadeDirective(Directive):
    """A directive whose cell shows what data say; its options are typed."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = OPTIONS

    def run(self):
        """What is typed, each option a paragraph of its own."""
        typed = [text for text in self.options.values() if text]
        return [nodes.paragraph(text, text) for text in typed]


class Nothing(Directive):
    """A directive that shows nothing typed, such as the bibliography."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = None

    def run(self):
        """Show nothing."""
        return []


def setup(app: Sphinx) -> dict:
    """Register stand-ins for the directives and roles that need data or outputs of cells."""
    app.setup_extension("living_review.book.roles")
    for name in BOUND_ROLES:
        app.add_role(name, Bound())
    for name in GLUE_NAMES:
        app.add_directive(f"glue:{name}", BoundDirective)
    app.add_directive("code-cell", CodeCellDirective)
    for name in FUNCTIONS:
        app.add_directive(name, MadeDirective)
    app.add_directive("caption", Caption)
    app.add_directive("bibliography", Nothing)
    return {"version": "1", "parallel_read_safe": True}


def chapter_trees(root: Path) -> Iterator[tuple[str, nodes.document]]:
    """Name and document tree of every chapter, in the order of their names.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the review, with its chapters, and the settings of its Markdown if there are any.
    """
    with tempfile.TemporaryDirectory() as aside, docutils_namespace():
        app = Sphinx(
            srcdir=root,
            confdir=None,
            outdir=Path(aside) / "out",
            doctreedir=Path(aside) / "trees",
            buildername="dummy",
            confoverrides=_settings(root),
            status=None,
            warning=io.StringIO(),  # what could not be read stands in the tree as well
        )
        trees = {}
        app.connect("doctree-read", lambda app, tree: trees.update({app.env.docname: tree}))
        app.env.find_files(app.config, app.builder)
        for document in sorted(app.env.found_docs):
            app.builder.read_doc(document)
            yield document.removeprefix(f"{FOLDER}/"), trees.pop(document)


def _settings(root: Path) -> dict:
    """Settings of the book that decide how its Markdown is read."""
    book = root / "_config.yml"
    written = yaml.safe_load(book.read_text(encoding="utf-8")) if book.exists() else {}
    return {
        "extensions": ["myst_parser", "sphinx_design", "sphinx_togglebutton", __name__],
        "include_patterns": [f"{FOLDER}/*.md"],
        "root_doc": f"{FOLDER}/index",
        "keep_warnings": True,
        "smartquotes": False,
        "myst_enable_extensions": written.get("parse", {}).get("myst_enable_extensions", []),
    }
