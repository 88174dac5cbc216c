"""What an edit moves, in words: numbers, cells of tables, figures and verdicts, before and after.

Compared are reviewed outputs of chapters, as `tests/expected` holds them; so what is told here is
what a reader would see differently.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping

GLUED = re.compile(r"^(?P<name>[\w-]+) = '(?P<value>.*)'$", re.DOTALL)
FIGURE = re.compile(
    # The caption of a figure that a cell drew is in the chapter, not among its outputs.
    r"figure (?P<name>[\w-]+): (?P<title>[^\n]*)\n(?:(?P<caption>[^\n]*)\n)?(?P<description>.*)\n"
    r"data: (?P<rows>\d+) rows, digest (?P<digest>\S+)\n(?P<look>.*)",
    re.DOTALL,
)
MOST_WORDS = 160  # letters of a value; the rest is in the diff of the reviewed outputs


def facts(cells: Iterable[Mapping]) -> dict[tuple[str, ...], str]:
    """Everything that a chapter's reviewed outputs say, each fact under its own name.

    Parameters
    ----------
    cells : iterable of mapping
        With ``outputs``, a list of texts, as in a file of ``tests/expected``.

    Returns
    -------
    dict
        ``("number", name)``, ``("table", caption, row, column)``, ``("figure", name, part)`` or
        ``("text", first line)`` → value.
    """
    found: dict[tuple[str, ...], str] = {}
    seen: Counter = Counter()  # two tables of a page may have one caption
    for cell in cells:
        for text in cell["outputs"]:
            if glued := GLUED.match(text):
                found["number", glued["name"]] = glued["value"]
            elif text.startswith("table: "):
                found |= _table_facts(text, seen)
            elif figure := FIGURE.match(text):
                for part in ("title", "caption", "description", "look"):
                    found["figure", figure["name"], part] = figure[part] or ""
                data = f"{figure['rows']} rows, digest {figure['digest']}"
                found["figure", figure["name"], "data"] = data
            else:
                found["text", _numbered(text.partition("\n")[0], seen)] = text
    return found


def _numbered(name: str, seen: Counter) -> str:
    """A name, with a number from its second use on."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _table_facts(text: str, captions: Counter) -> dict[tuple[str, ...], str]:
    caption, _, body = text.removeprefix("table: ").partition("\n")
    caption = _numbered(caption, captions)
    lines = list(csv.reader(io.StringIO(body)))
    found: dict[tuple[str, ...], str] = {}
    seen: Counter = Counter()
    for line in lines[1:]:
        row = _numbered(line[0], seen)
        found |= {
            ("table", caption, row, column): value
            for column, value in zip(lines[0], line, strict=False)
        }
    return found


def moved(before: Mapping[tuple[str, ...], str], after: Mapping[tuple[str, ...], str]) -> list[str]:
    """One line for each thing that is different, new or gone.

    Parameters
    ----------
    before, after : mapping
        As `facts` gives them.

    Returns
    -------
    list of str
        In the order of the page; rows of tables that are new or gone are told as one line.

    Examples
    --------
    >>> moved({("number", "n"): "3"}, {("number", "n"): "4"})
    ['number n: 3 → 4']
    """
    lines: dict[str, None] = {}
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        lines[_in_words(key, old, new, before, after)] = None
    return list(lines)


def _in_words(key, old, new, before, after) -> str:
    kind = key[0]
    if kind == "table":
        _, caption, row, column = key
        for facts_there, word in ((before, "new"), (after, "gone")):
            if not any(other[:3] == key[:3] for other in facts_there if other[0] == "table"):
                whole = after if word == "new" else before
                cells = [value for other, value in whole.items() if other[:3] == key[:3]]
                return f"table “{caption}”, row {word}: {_short('; '.join(filter(None, cells)))}"
        return f"table “{caption}”, row “{_short(row)}”, {column}: {_change(old, new)}"
    if kind == "figure":
        _, name, part = key
        if old is None or new is None:
            return f"figure {name}: {'new' if old is None else 'gone'}"
        if part == "look":
            return f"figure {name}: drawn differently"
        return f"figure {name}, {part}: {_change(old, new)}"
    if kind == "text":
        state = "new" if old is None else "gone" if new is None else "different"
        return f"text “{_short(key[1])}”: {state}"
    return f"number {key[1]}: {_change(old, new)}"


def _change(old: str | None, new: str | None) -> str:
    if old is None:
        return f"new, {_short(new) or 'blank'}"
    if new is None:
        return f"gone, was {_short(old) or 'blank'}"
    return f"{_short(old) or 'blank'} → {_short(new) or 'blank'}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MOST_WORDS else f"{flat[: MOST_WORDS - 1]}…"


def moved_verdicts(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """One line for each claim whose verdict is different, new or gone.

    Parameters
    ----------
    before, after : mapping of str to str
        Identifier of a claim → its verdict.
    """
    return [
        f"claim {claim}: {_change(before.get(claim), after.get(claim))}"
        for claim in sorted({*before, *after})
        if before.get(claim) != after.get(claim)
    ]


def report(chapters: Mapping[str, list[str]], verdicts: list[str], against: str) -> str:
    """Everything that moved, as Markdown for the author and for the reviewer of a change.

    Parameters
    ----------
    chapters : mapping of str to list of str
        Name of the chapter → lines of `moved`; chapters in which nothing moved are left out.
    verdicts : list of str
        Lines of `moved_verdicts`.
    against : str
        What the state is compared with, in words.
    """
    told = {name: lines for name, lines in chapters.items() if lines}
    count = sum(map(len, told.values()))
    parts = [
        "# What this change moves",
        f"Compared with {against}: {len(verdicts)} verdicts, and {count} things on "
        f"{len(told)} pages.",
        "## Verdicts",
        "\n".join(f"- {line}" for line in verdicts) or "No verdict moves.",
    ]
    for name, lines in told.items():
        parts += [f"## {name}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(parts) + "\n"
