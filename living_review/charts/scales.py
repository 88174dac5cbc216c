"""The one look of each verdict and of each level of certainty, the same in chart and text.

Colour runs from blue for what holds to red for what does not, and grey for what nobody can tell;
shape says the same to those who don't see colour, and a word stands beside both. A verdict on a
number has the look of the verdict on a claim that means as much.

Certainty is four circles, of which the level fills some, as in GRADE's own tables; its colour is
none of the verdicts', and fades towards grey as certainty falls. Each colour has a contrast of at
least 3 to 1 on white and on the dark page (WCAG 2.2, 1.4.11); a test computes it, and that the
style sheet has the same colours.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How a verdict is marked.

    Parameters
    ----------
    token : str
        Its name in the style sheet.
    colour : str
        Of its mark, as six hexadecimal digits.
    shape : str
        Vega's name of the mark.
    size : int
        Area of the mark in square pixels; shapes of one area look unequally large.
    """

    token: str
    colour: str
    shape: str
    size: int


HOLDS = Look("holds", "#2b6fb3", "circle", 75)
PARTLY = Look("partly", "#5a97c9", "square", 65)
DOUBTFUL = Look("doubtful", "#b58200", "triangle-up", 85)
UNSHOWN = Look("unshown", "#c8641e", "diamond", 95)
FALSE = Look("false", "#c03a3a", "cross", 95)
UNKNOWN = Look("unknown", "#7f7f7f", "triangle-down", 65)

# From the gravest. Verdicts on claims, then on single numbers.
CLAIMS = {
    "contradicted": FALSE,
    "unsupported": UNSHOWN,
    "overstated": DOUBTFUL,
    "partly supported": PARTLY,
    "supported": HOLDS,
    "cannot be checked": UNKNOWN,
    "open": Look("open", "#7f7f7f", "circle", 30),
}
NUMBERS = {
    "impossible": FALSE,
    "inconsistent": UNSHOWN,
    "question": DOUBTFUL,
    "consistent under an assumption": PARTLY,
    "cannot tell": UNKNOWN,
    "consistent": HOLDS,
}
LOOKS = CLAIMS | NUMBERS


@dataclass(frozen=True)
class Sureness:
    """How a level of certainty is marked.

    Parameters
    ----------
    token : str
        Its name in the style sheet.
    colour : str
        Of its marks, as six hexadecimal digits.
    filled : int
        How many of the four circles are filled.
    """

    token: str
    colour: str
    filled: int

    @property
    def marks(self) -> str:
        """Four circles.

        Examples
        --------
        >>> CERTAINTIES["low"].marks
        '⊕⊕○○'
        """
        return "⊕" * self.filled + "○" * (4 - self.filled)


# From the highest.
CERTAINTIES = {
    "high": Sureness("sure-high", "#00756f", 4),
    "moderate": Sureness("sure-moderate", "#3d8480", 3),
    "low": Sureness("sure-low", "#6b8d8b", 2),
    "very low": Sureness("sure-very-low", "#939393", 1),
}
