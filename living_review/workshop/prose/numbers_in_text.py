"""Numbers in a plain text, in whatever way they are written.

Digits of every script and form (``12``, ``¹²``, ``⑫``, ``½``), words from *two* on, and Roman
numerals. *One*, *none*, *both*, *first* to *third* are not numbers here: almost always they are
pronouns or an order within the sentence, and no lint can tell which.
"""

import re
import unicodedata
from dataclasses import dataclass

UNITS = "two three four five six seven eight nine"
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"  # and ten
TENS = "twenty thirty forty fourty fifty sixty seventy eighty ninety"
MULTIPLES = "hundred thousand million billion trillion dozen"
DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
# A fifth of them, two fifths, the fifth: from four on they tell how many there are.
ORDINALS = (
    "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth "
    "sixtieth seventieth eightieth ninetieth hundredth thousandth millionth"
)
OTHERS = "zero nought naught nil half halves halved thirds quarters twice thrice"


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_COUNT = rf"(?:{_any_of(f'{UNITS} {TEENS} {TENS}')}|(?:{_any_of(MULTIPLES)})s?)"
_FOLD = rf"(?:{_any_of(f'{UNITS} {TEENS} {TENS}')}|hundred|thousand)[ -]?fold"
_SINGLE = rf"(?:{_any_of(f'{DECADES} {ORDINALS} {OTHERS}')}|(?:{_any_of(ORDINALS)})s)"
WORD = re.compile(
    r"\b(?:"
    rf"{_FOLD}"
    rf"|(?:(?:an?|one)\s+(?=(?:{_any_of(MULTIPLES)})\b))?{_COUNT}"
    rf"(?:(?:\s+and\s+|\s*-\s*|\s+)(?:{_COUNT}|one|half|thirds|quarters|(?:{_any_of(ORDINALS)})s?)\b)*"
    rf"|{_SINGLE}"
    r"|one\s+(?:third|quarter)|(?:an?|one)\s+(?:third|quarter|couple)(?=\s+(?:of|as|more|less|fewer))"
    # A trial that is double-blind has no number to go stale.
    r"|(?:doubl|tripl|quadrupl|quintupl|trebl)(?:e|ed|es|ing)(?![ -](?:blind|dummy|bind|bond))"
    r")\b",
    re.IGNORECASE,
)
# Two letters or more, since I is a pronoun; a lone V or X counts before a word. Numbers with C, D
# or M, from a hundred on, would take in CC, MD and CI.
ROMAN = re.compile(
    r"\b(?:(?=[IVXL]{2,}\b)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
    # In small letters those of i, v and x only: cm, ml and mix are words.
    r"|(?=[ivx]{2,}\b)x{0,3}(?:ix|iv|v?i{0,3})"
    r"|[VX](?=\s+[a-z]{2}))\b"
)
DIGITS = re.compile(r"0+(?:[.,:\u2044/]0+)*")
DASHES = dict.fromkeys(range(0x2010, 0x2016), "-")


@dataclass(frozen=True)
class NumberInText:
    """A number as it is written, and where it begins.

    Parameters
    ----------
    start : int
        Place in the text as `plain` leaves it.
    written : str
        The digits, the words or the Roman numeral.
    """

    start: int
    written: str


def plain(text: str) -> str:
    """A text with one form for each character, and without the invisible ones.

    Full-width, superscript, circled and mathematical digits become plain ones, fractions become
    two numbers, dashes become hyphens. Lines stay lines.

    Examples
    --------
    >>> plain("４² of ⑫, 𝟕½, seven\u2011\u00adteen")
    '42 of 12, 71⁄2, seven-teen'
    """
    forms = unicodedata.normalize("NFKC", text).translate(DASHES)
    return "".join(c for c in forms if unicodedata.category(c) not in ("Cf", "Mn", "Me"))


def _is_number(character: str) -> bool:
    return unicodedata.numeric(character, None) is not None


def numbers_in_text(text: str, *, roman: bool = True) -> list[NumberInText]:
    """Numbers of a text that `plain` has gone over, in their order.

    Parameters
    ----------
    text : str
        A plain text.
    roman : bool
        Whether Roman numerals count; in a formula, letters are variables.

    Examples
    --------
    >>> [found.written for found in numbers_in_text("Of 3.5 or ٤٢ people, twenty-one in Part II")]
    ['3.5', '٤٢', 'twenty-one', 'II']
    """
    # Characters that are numbers in any script become one digit, so that one pattern finds them.
    mask = "".join("0" if _is_number(character) else character for character in text)
    spans = [match.span() for match in DIGITS.finditer(mask)]
    spans += [match.span() for match in WORD.finditer(text)]
    if roman:
        spans += [match.span() for match in ROMAN.finditer(text)]
    return [NumberInText(start, text[start:end]) for start, end in sorted(spans)]
