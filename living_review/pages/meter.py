"""How sure an answer is, at a glance: one mark of four, the same everywhere."""

import html
from dataclasses import dataclass

from living_review.charts.scales import CERTAINTIES
from living_review.pages.badge import certainty_badge
from living_review.synthesis.certainty import Certainty


@dataclass(frozen=True)
class CertaintyMeter:
    """A level of certainty as marks and words, with what it rests on.

    Parameters
    ----------
    level : str
        A level of `living_review.synthesis.certainty.Certainty`.
    rests_on : str
        One sentence: how much evidence, and what keeps the level down.
    """

    level: str
    rests_on: str = ""

    def __post_init__(self):
        Certainty(self.level)  # raises for what is no level

    @property
    def marks(self) -> str:
        """One filled mark for the lowest level, four for the highest."""
        return CERTAINTIES[self.level].marks

    def to_html(self) -> str:
        """Marks, words and what they rest on."""
        rests = f" {html.escape(self.rests_on)}" if self.rests_on else ""
        return (
            f'<p class="review-meter"><strong>{certainty_badge(f"Certainty: {self.level}")}.'
            f"</strong>{rests}</p>"
        )

    def to_reviewed_text(self) -> str:
        """The same as one line."""
        return f"certainty {self.marks} {self.level}. {self.rests_on}".strip()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.to_html(), "text/plain": self.to_reviewed_text()}
