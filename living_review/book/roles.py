"""Roles of the chapters: a verdict in a sentence, with the mark that charts give it."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from living_review.charts.scales import LOOKS


class VerdictRole(SphinxRole):
    """``{verdict}`` with a verdict's word; one that is no verdict stops the build."""

    def run(self):
        """The word, marked as everywhere."""
        look = LOOKS.get(self.text)
        if look is None:
            message = self.inliner.reporter.error(
                f"{self.text!r} is no verdict; there are {', '.join(LOOKS)}", line=self.lineno
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        classes = ["review-verdict", f"review-looks-{look.token}"]
        return [nodes.inline(self.rawtext, self.text, classes=classes)], []


def setup(app: Sphinx) -> dict:
    """Register the roles; also for who reads chapters without executing them."""
    app.add_role("verdict", VerdictRole())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
