"""What may be typed with a number in it: a declared list of phrases, each with its reason."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from living_review.workshop.prose.numbers_in_text import numbers_in_text

KEYS = {"pattern", "words", "reason", "chapters"}


@dataclass(frozen=True)
class Declared:
    """A phrase that may hold a number.

    Parameters
    ----------
    pattern : re.Pattern
        What may be typed.
    written : str
        The phrase or the pattern as it is declared.
    chapters : tuple of str
        Names of the chapters where it may; empty for all.
    """

    pattern: re.Pattern
    written: str
    chapters: tuple[str, ...]

    def holds_in(self, chapter: str) -> bool:
        """Whether it may be typed in a chapter."""
        return not self.chapters or chapter in self.chapters


def declared(path: Path) -> list[Declared]:
    """Read the declared list.

    Raises
    ------
    ValueError
        Naming the entry that has no reason, or whose words are a bare number, which would let that
        number through everywhere.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [one for entry in entries for one in _declared(path.name, entry)]


def _declared(file: str, entry: dict) -> list[Declared]:
    told = f"{file}: the entry {entry!r}"
    if set(entry) - KEYS or len({"pattern", "words"} & set(entry)) != 1:
        raise ValueError(f"{told} needs words (a list) or a pattern, and a reason")
    if not entry.get("reason"):
        raise ValueError(f"{told} has no reason")
    chapters = tuple(entry.get("chapters", ()))
    if "pattern" in entry:
        return [Declared(re.compile(entry["pattern"]), entry["pattern"], chapters)]
    for phrase in entry["words"]:
        if [phrase.strip().casefold()] == [n.written.casefold() for n in numbers_in_text(phrase)]:
            raise ValueError(
                f"{file}: {phrase!r} is a bare number and would be let through everywhere: "
                "declare it with the word that it belongs to"
            )
    return [Declared(_phrase(phrase), phrase, chapters) for phrase in entry["words"]]


def _phrase(words: str) -> re.Pattern:
    """The words with any space between them, whole, in small or capital letters."""
    body = r"\s+".join(re.escape(word) for word in words.split())
    return re.compile(rf"(?<![\w.,])(?<!\w-){body}(?!-?\w)", re.IGNORECASE)
