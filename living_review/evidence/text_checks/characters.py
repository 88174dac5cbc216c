"""Characters that can't be seen, or that look like others: the same word twice is two words.

A key with a no-break space joins no table, a minus sign of typography is no number, and a search
for a name misses the one whose letters come from another alphabet.
"""

import re
import unicodedata
from functools import lru_cache

PLAIN_SPACES = " \t\n"
# Joiners belong to the spelling of Persian and of Indian languages.
JOINERS = "\u200c\u200d"
NAMELESS = {"\0": "NUL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}
BLANKS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
HYPHENS = {"\u2010": "HYPHEN", "\u2011": "NON-BREAKING HYPHEN", "\u00ad": "SOFT HYPHEN"}
SIGN_BEFORE_DIGIT = re.compile(r"(?:^|[\s(\[=<>≤≥±,;])([−‐-—﹣－])(?=[.\d])")
MU_IN_UNIT = re.compile("\u03bc(?=(g|mol|l|L|m|M|U|kat)\\b)")
WORD = re.compile(r"[^\W\d_]+")
# Letters that print like those of the Latin alphabet.
LIKE_LATIN = frozenset("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
DRESSED = ("FULLWIDTH", "HALFWIDTH", "MATHEMATICAL", "LATIN SMALL LIGATURE F", "CIRCLED")

# UTF-8 that was read in the code page of Western Windows: each letter became two or three.
MISREAD = re.compile(
    "[\u00c2-\u00ef][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2026"
    "\u2030\u2039\u203a\u20ac\u2122]{1,2}"
)

Fault = tuple[str, str]
# An author and the tests check one small edit after another: most texts are asked about again.
remembered = lru_cache(maxsize=1 << 17)


@remembered
def invisible(text: str) -> Fault | None:
    r"""The first character that nobody sees, or that stands for none; what to do about it.

    Spaces of typography count as seen. Joiners within scripts that need them are letters.

    Examples
    --------
    >>> invisible("Doe,\u00a0Jane")
    >>> invisible("Jane\u200b Doe")
    ("holds an invisible character after 'Jane' (U+200B ZERO WIDTH SPACE)", 'take it away')
    """
    for place, letter in enumerate(text):
        if letter in PLAIN_SPACES or (letter in JOINERS and _joins(text, place)):
            continue
        if _unseen(letter):
            return _said("holds an invisible character", text, place), "take it away"
        if unicodedata.category(letter) in ("Co", "Cn", "Cs") or letter == "\ufffd":
            said = _said("holds a character that stands for none", text, place)
            return said, "look at the source and write the letter that is meant"
    return None


@remembered
def odd(text: str) -> Fault | None:
    r"""What in a text of the data is not what it looks like, and the remedy; None if nothing is.

    Examples
    --------
    >>> odd("Dose, 8–12 weeks: -0.45 µmol/l; NFκB, ΔFosB, β-endorphin")
    >>> odd("Doe,\u00a0Jane")
    ("holds an odd space after 'Doe,' (U+00A0 NO-BREAK SPACE)", 'write a plain space')
    >>> odd("change −0.45")[0]
    "writes a minus that is no number's after 'change ' (U+2212 MINUS SIGN)"
    >>> odd("А trial of something")[0]  # the first letter is Cyrillic
    "holds a letter of another alphabet after '' (U+0410 CYRILLIC CAPITAL LETTER A)"
    """
    if text.isascii() and "  " not in text and text.isprintable():
        return None
    checks = (_misread, invisible, _space, _dash, _letters, _composition)
    return next((fault for check in checks if (fault := check(text))), None)


def tidied(text: str) -> str:
    r"""A text from elsewhere with plain spaces and hyphens, composed, without what is unseen.

    Letters of other alphabets stay: which was meant is for a person to say.

    Examples
    --------
    >>> tidied("Jane\u00a0\u200bDoe,  double\u2010blind")
    'Jane Doe, double-blind'
    """
    # What is taken away can bring two letters together that were one, read in a wrong encoding.
    while (tidy := _tidied_once(text)) != text:
        text = tidy
    return tidy


def _tidied_once(text: str) -> str:
    letters = (
        unicodedata.normalize("NFC", reread(text)).replace("\u2010", "-").replace("\u2011", "-")
    )
    spaced = ("".join(_tidy_letter(letters, place) for place in range(len(letters)))).split()
    signed = SIGN_BEFORE_DIGIT.sub(_hyphen, " ".join(spaced))
    return unicodedata.normalize("NFC", MU_IN_UNIT.sub("µ", signed))


def reread(text: str) -> str:
    r"""A text whose letters were read in the wrong encoding, once or more often, as it was meant.

    Only what comes out as a letter of Europe or a sign of typography is taken for that: a letter
    before a dash or a quotation mark may look alike.

    Examples
    --------
    >>> twice = "’".encode().decode("cp1252").encode().decode("cp1252")
    >>> reread("Th\u00c3\u00a9venaz"), reread(f"O{twice}Donnell")
    ('Thévenaz', 'O’Donnell')
    >>> reread("CAFÉ—bar, São Paulo, Müller")
    'CAFÉ—bar, São Paulo, Müller'
    """
    again = MISREAD.sub(_as_meant, text)
    return text if again == text else reread(again)


def _as_meant(letters: re.Match) -> str:
    raw = b"".join(
        letter.encode("cp1252") if letter > "\u00ff" else letter.encode("latin-1")
        for letter in letters[0]
    )
    for length in (3, 2):  # what follows may be a letter of its own
        try:
            meant = raw[:length].decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(meant) == 1 and ("\u00a0" <= meant <= "\u017f" or "\u2010" <= meant <= "\u2122"):
            return meant + letters[0][length:]
    return letters[0]


def _misread(text: str) -> Fault | None:
    meant = reread(text)
    if meant == text:
        return None
    return "holds letters that were read in the wrong encoding", f"write {meant[:60]!r}"


def _hyphen(sign: re.Match) -> str:
    return sign[0].replace(sign[1], "-")


def _tidy_letter(text: str, place: int) -> str:
    letter = text[place]
    if unicodedata.category(letter) in ("Zs", "Zl", "Zp") or letter in PLAIN_SPACES + "\r":
        return " "
    if _unseen(letter) and not (letter in JOINERS and _joins(text, place)):
        return ""
    return unicodedata.normalize("NFKC", letter) if _dressed(letter) else letter


def _unseen(letter: str) -> bool:
    named = letter in BLANKS or "\ufe00" <= letter <= "\ufe0f"
    return named or unicodedata.category(letter) in ("Cc", "Cf")


def _said(what: str, text: str, place: int) -> str:
    letter = text[place]
    name = NAMELESS.get(letter) or unicodedata.name(letter, "without a name")
    before = text[max(0, place - 12) : place]
    return f"{what} after {before!r} (U+{ord(letter):04X} {name})"


def _joins(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    return bool(before) and unicodedata.category(before) in ("Lo", "Mn", "Mc")


def _space(text: str) -> Fault | None:
    for place, letter in enumerate(text):
        if letter != " " and unicodedata.category(letter) in ("Zs", "Zl", "Zp"):
            return _said("holds an odd space", text, place), "write a plain space"
    if "  " in text:
        before = text[: text.index("  ")][-12:]
        return f"holds two spaces after {before!r}", "write one"
    return None


def _dash(text: str) -> Fault | None:
    if sign := SIGN_BEFORE_DIGIT.search(text):
        said = _said("writes a minus that is no number's", text, sign.start(1))
        return said, "write the hyphen of the keyboard before a number: -0.45"
    for place, letter in enumerate(text):
        if letter in HYPHENS:
            return _said("holds an odd hyphen", text, place), "write the hyphen of the keyboard"
    return None


def _dressed(letter: str) -> bool:
    return not letter.isascii() and unicodedata.name(letter, "").startswith(DRESSED)


def _letters(text: str) -> Fault | None:
    for place, letter in enumerate(text):
        if _dressed(letter):
            plain = unicodedata.normalize("NFKC", letter)
            return _said("holds a letter in a form of its own", text, place), f"write {plain}"
    if mu := MU_IN_UNIT.search(text):
        return _said(
            "holds a Greek mu in a unit", text, mu.start()
        ), "write the micro sign, µ (U+00B5)"
    foreign = any(_alphabet(c) == "CYRILLIC" and c not in LIKE_LATIN for c in text)
    for word in WORD.finditer(text):
        likes = [c for c in word[0] if c in LIKE_LATIN]
        mixed = {"LATIN", "CYRILLIC"} <= {_alphabet(c) for c in word[0]}
        passes = "LATIN" in {_alphabet(c) for c in word[0]} or len(likes) == len(word[0])
        if mixed or (likes and passes and not foreign and _has_latin(text)):
            letter = (likes or [c for c in word[0] if _alphabet(c) == "CYRILLIC"])[0]
            place = word.start() + word[0].index(letter)
            said = _said("holds a letter of another alphabet", text, place)
            return said, "type the word anew in Latin letters"
    return None


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _has_latin(text: str) -> bool:
    return any(_alphabet(letter) == "LATIN" for letter in text)


def _composition(text: str) -> Fault | None:
    if unicodedata.is_normalized("NFC", text):
        return None
    pairs = zip(text, unicodedata.normalize("NFC", text), strict=False)
    place = next((i for i, (a, b) in enumerate(pairs) if a != b), 0)
    said = _said("holds a letter put together from parts", text, place)
    return said, "write it as one character (NFC), or run the text through make import"
