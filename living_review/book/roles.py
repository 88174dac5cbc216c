"""Roles of the chapters: a verdict or a certainty in a sentence, with the mark of charts."""

from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from living_review.charts.scales import CERTAINTIES, LOOKS


class MarkedRole(SphinxRole):
    """A word of one scale with its mark; a word that is not on it stops the build."""

    def __init__(self, scale: str, classes: Mapping[str, list[str]]):
        super().__init__()
        self.scale, self.marked = scale, classes

    def run(self):
        """The word, marked as everywhere."""
        classes = self.marked.get(self.text)
        if classes is None:
            message = self.inliner.reporter.error(
                f"{self.text!r} is no {self.scale}; there are {', '.join(self.marked)}",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.inline(self.rawtext, self.text, classes=classes)], []


ROLES = {
    "verdict": {
        word: ["review-verdict", f"review-looks-{look.token}"] for word, look in LOOKS.items()
    },
    "certainty": {
        word: ["review-certainty", f"review-{sure.token}"] for word, sure in CERTAINTIES.items()
    },
}


def setup(app: Sphinx) -> dict:
    """Register the roles; also for who reads chapters without executing them."""
    for scale, classes in ROLES.items():
        app.add_role(scale, MarkedRole(scale, classes))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
