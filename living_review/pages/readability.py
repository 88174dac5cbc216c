"""How hard a text is to read: school grades from lengths of words and sentences.

Both formulas count letters, words and sentences and nothing else, so they see whether a text is
long-winded, not whether it is clear. They were made for pages of prose; for two or three
sentences a grade is rough, which is why two are computed.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from living_review.evidence import tables

# Stands where a page shows a number that is only known when it is built.
NUMBER = "10"
NAMED_ROLE = re.compile(r"^(.*?)\s*<[^<>]*>$", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]”’]*\s+(?=[\"'(\[“‘]*[A-Z0-9])")
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Counts:
    """Letters and digits, words, and sentences of a text.

    Parameters
    ----------
    characters : int
        Letters and digits; punctuation and spaces are not counted.
    words : int
        Runs of text between spaces that hold a letter or a digit.
    sentences : int
        Sentences; a text with a word has one at least.
    """

    characters: int
    words: int
    sentences: int


def sentences(text: str) -> list[str]:
    """Sentences of a plain text, in their order.

    A sentence ends at a full stop, a question mark or an exclamation mark before a space and a
    capital letter or a digit, and at the end of a paragraph. Colons and semicolons end none.

    Examples
    --------
    >>> sentences("Is it so? It is, e.g. here. Yes.")
    ['Is it so?', 'It is, e.g. here.', 'Yes.']
    """
    found = [
        part
        for paragraph in text.split(PARAGRAPH)
        for part in SENTENCE_END.split(" ".join(paragraph.split()))
    ]
    return [part for part in found if any(map(str.isalnum, part))]


def count(text: str) -> Counts:
    """Letters and digits, words and sentences of a plain text.

    Examples
    --------
    >>> count("The cat sat. It was 3 o'clock!")
    Counts(characters=21, words=7, sentences=2)
    """
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    characters = sum(map(str.isalnum, "".join(words)))
    return Counts(characters, len(words), len(sentences(text)))


def automated_readability_index(counts: Counts) -> float:
    """School grade by the automated readability index (ARI).

    Parameters
    ----------
    counts : Counts
        Of the text.

    Returns
    -------
    float
        Grade of a school in the United States; nine is read at about fourteen. Not a number for
        a text without words.

    Notes
    -----
    4.71 times characters per word, plus 0.5 times words per sentence, minus 21.43 [senter1967]_.
    It assumes that long words and long sentences are hard ones.

    Examples
    --------
    >>> round(automated_readability_index(Counts(characters=450, words=100, sentences=10)), 3)
    4.765
    """
    if not counts.words:
        return float("nan")
    return 4.71 * counts.characters / counts.words + 0.5 * counts.words / counts.sentences - 21.43


def coleman_liau_index(counts: Counts) -> float:
    """School grade by the index of Coleman and Liau.

    Parameters
    ----------
    counts : Counts
        Of the text.

    Returns
    -------
    float
        As for `automated_readability_index`.

    Notes
    -----
    0.0588 times letters per hundred words, minus 0.296 times sentences per hundred words, minus
    15.8 [coleman1975]_. The length of words counts for more here than that of sentences.

    Examples
    --------
    >>> round(coleman_liau_index(Counts(characters=639, words=119, sentences=5)), 1)
    14.5
    """
    if not counts.words:
        return float("nan")
    per_hundred = 100 / counts.words
    return 0.0588 * counts.characters * per_hundred - 0.296 * counts.sentences * per_hundred - 15.8


@dataclass(frozen=True)
class Grades:
    """Both grades of a text.

    Parameters
    ----------
    ari, coleman_liau : float
        Grades by either formula.
    sentences : int
        Sentences that they rest on.
    hardest : str
        The sentence with the highest grade by the first formula.
    """

    ari: float
    coleman_liau: float
    sentences: int
    hardest: str

    @property
    def lower(self) -> float:
        """The lower of both grades."""
        return min(self.ari, self.coleman_liau)


def grades(text: str) -> Grades:
    """Both grades of a plain text, and its hardest sentence.

    Raises
    ------
    ValueError
        If the text has no words.
    """
    counts, parts = count(text), sentences(text)
    if not parts:
        raise ValueError("there is no word to read")
    hardest = max(parts, key=lambda part: automated_readability_index(count(part)))
    return Grades(
        automated_readability_index(counts), coleman_liau_index(counts), counts.sentences, hardest
    )


def _parser() -> MarkdownIt:
    """Markdown as the openings of chapters use it."""
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .use(front_matter_plugin)
        .use(myst_role_plugin)
        .use(colon_fence_plugin)
        .use(dollarmath_plugin)
    )


def plain_text(markdown: str) -> str:
    """What a reader sees of MyST Markdown, as plain text; paragraphs stay apart.

    A role shows its text, a link its words, and a glued value is counted as a short number,
    since it is known only when the page is built. Code and formulas are left out, and so is a
    citation, of which the reader sees a name and a year.

    Examples
    --------
    >>> plain_text("About {glue:text}`n` %, a [small](x.md) {term}`share <part>`: *so*.")
    'About 10 %, a small share: so.'
    """
    paragraphs = []
    for token in _parser().parse(markdown):
        if token.type != "inline":
            continue
        paragraphs.append("".join(map(_shown, token.children)))
    return PARAGRAPH.join(text.strip() for text in paragraphs if text.strip())


def _shown(child) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " "
    if child.type == "text":
        return child.content
    if child.type != "myst_role":
        return ""
    name = child.meta.get("name", "")
    if name.startswith("glue"):
        return NUMBER
    if name.startswith("cite"):
        return ""
    named = NAMED_ROLE.match(child.content)
    return named.group(1) if named else child.content


def opening_grades() -> dict[str, Grades]:
    """Grades of the opening of each chapter that has one, in the order of the contents."""
    openings = {name: tables.opening(name) for name in tables.chapters()}
    return {name: grades(plain_text(text)) for name, text in openings.items() if text}
