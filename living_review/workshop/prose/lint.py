"""Find what is typed with a number in it anywhere in the chapters."""

import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from living_review.workshop.prose.chapter_trees import CITED, FOLDER, chapter_trees
from living_review.workshop.prose.declared import Declared, declared
from living_review.workshop.prose.numbers_in_text import numbers_in_text, plain
from living_review.workshop.prose.shown_texts import ShownText, shown_texts

DECLARED = Path("tests") / "prose_digits.yaml"
# A quote is its source's, if the source is named directly behind it or below it.
QUOTE = re.compile(rf"[“\"][^“”\"]*[”\"](?=\s*\(?{CITED})")


@dataclass(frozen=True)
class TypedNumber:
    """A number that is typed, and where.

    Parameters
    ----------
    file : str
        Chapter.
    line : int
        Line of the chapter.
    text : str
        What it stands in.
    number : str
        As it is written; empty if the text could not be read.
    """

    file: str
    line: int
    text: str
    number: str

    def __str__(self):
        if not self.number:
            return (
                f"{self.file}:{self.line}: this can't be searched for numbers: {self.text}\n"
                "    remedy: mend it, or write it with directives and roles that are known here"
            )
        return (
            f"{self.file}:{self.line}: {self.number!r} is typed in prose: {self.text}\n"
            "    remedy: glue it from a cell, or, if it is a name or can never go stale, declare "
            f"the phrase with a reason in {DECLARED.as_posix()}"
        )


class Lint:
    """Search for typed numbers with one declared list.

    Parameters
    ----------
    phrases : list of Declared
        What may be typed.

    Attributes
    ----------
    used : set of Declared
        Declared phrases that were met so far.
    """

    def __init__(self, phrases: list[Declared]):
        self.phrases = phrases
        self.used: set[Declared] = set()

    def typed_numbers(self, chapter: str, tree: nodes.document) -> list[TypedNumber]:
        """Numbers typed in one chapter, in the order of its lines."""
        allowed = [phrase for phrase in self.phrases if phrase.holds_in(chapter)]
        file = f"{FOLDER}/{chapter}.md"
        found = [
            number for text in shown_texts(tree) for number in self._in_text(file, text, allowed)
        ]
        return sorted(found, key=lambda number: number.line)

    def _in_text(self, file: str, shown: ShownText, allowed: list[Declared]) -> list[TypedNumber]:
        if shown.kind == "unread":
            return [TypedNumber(file, shown.line, shown.text, "")]
        text = plain(shown.text)
        rest = QUOTE.sub(_blank, text)
        for phrase in allowed:
            shorter = phrase.pattern.sub(_blank, rest)
            if shorter != rest:
                self.used.add(phrase)
            rest = shorter
        return [
            TypedNumber(
                file,
                shown.line + text.count("\n", 0, number.start),
                _around(text, number.start),
                number.written,
            )
            for number in numbers_in_text(rest, roman=shown.kind != "formula")
        ]


def _blank(match: re.Match) -> str:
    """As many marks, so that places stay and words on both sides stay apart; lines stay lines."""
    return re.sub(r"[^\n]", "\u00b7", match.group())


def _around(text: str, place: int) -> str:
    """The line around a place in a text, cut to what can be read at a glance."""
    start = max(text.rfind("\n", 0, place) + 1, place - 50)
    return text[start:].split("\n")[0][:90].strip()


def lint(root: Path) -> tuple[list[TypedNumber], list[Declared]]:
    """Numbers typed anywhere in the chapters, and declared phrases that no chapter has."""
    search = Lint(declared(root / DECLARED))
    found = [one for name, tree in chapter_trees(root) for one in search.typed_numbers(name, tree)]
    return found, [phrase for phrase in search.phrases if phrase not in search.used]
