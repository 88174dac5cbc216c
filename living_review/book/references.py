"""The list of references, written in words once and then taken from Sphinx's own memory.

sphinxcontrib-bibtex writes every entry anew in each build, twice: for the list, and for what is
shown where a reference is pointed at. That is a second and a half for 580 entries.
"""

from typing import ClassVar

from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx

from living_review.evidence import bibliography

GROUP = "pybtex.style.formatting"


class KeptStyle(find_plugin(GROUP, bibliography.STYLE)):
    """The book's style; an entry that is as it was is written as it was."""

    known: ClassVar[dict] = {}

    def format_entry(self, label, entry, bib_data=None):
        """As the style writes it; `entry` is compared whole, not by its key."""
        before, written = self.known.get((label, entry.key), (None, None))
        if before != entry:
            written = super().format_entry(label, entry, bib_data)
            self.known[label, entry.key] = entry, written
        return written


def remember(app: Sphinx, env):
    """Take what the last build wrote, unless another style or release of it did."""
    KeptStyle.known.clear()
    made_by, env.review_references = (
        getattr(env, "review_references", ""),
        app.config.review_made_by,
    )
    if made_by == env.review_references:
        for citation in env.get_domain("cite").citations:
            written = citation.formatted_entry
            KeptStyle.known[written.label, written.key] = citation.entry, written


def register():
    """Have this process write references in the style that keeps them, under the same name."""
    register_plugin(GROUP, bibliography.STYLE, KeptStyle, force=True)
