"""What in the package, the chapters or the name of a folder keeps every command from working."""

import ast
import re
import sys
from pathlib import Path

from living_review.book.directive_cells import written_out
from living_review.workshop.saying import fail, syntax_in_words

# Tools of the build read these in a path as patterns or as escapes.
UNFIT = re.compile(r"[\[\]*?%]")
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?P<source>.*?)^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^(?::[\w-]+:|---$)")


def refuse_names_that_fail(root: Path):
    """Stop if the path of the review holds a letter that the build would take for a pattern."""
    if letters := sorted(set(UNFIT.findall(str(root)))):
        fail(
            f"The book can't be built in {root}: tools of the build misread {' '.join(letters)} in "
            "the name of a folder. Rename the folder, or move the review to another."
        )


def broken_sources(root: Path) -> list[str]:
    """Each module and cell that is no Python, each directive that would not run: where and why.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the review.
    """
    found = []
    for path in sorted((root / "living_review").rglob("*.py")):
        found += _broken(path.read_text(encoding="utf-8"), path.relative_to(root), 1)
    for path in sorted((root / "chapters").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for cell in CELL.finditer(text):
            first = text.count("\n", 0, cell.start("source")) + 1
            found += _broken(_without_options(cell["source"]), path.relative_to(root), first)
        try:
            written_out(text)
        except ValueError as error:
            found.append(f"{path.relative_to(root).as_posix()}, {error}")
    return found


def _without_options(source: str) -> str:
    """A cell with its options blank, so that its lines keep their numbers."""
    lines = source.split("\n")
    inside = bool(lines) and lines[0] == "---"
    for number, line in enumerate(lines):
        if not (inside or OPTION.match(line)):
            break
        inside = inside and (number == 0 or line != "---")
        lines[number] = ""
    return "\n".join(lines)


def _broken(source: str, place: Path, first: int) -> list[str]:
    try:
        ast.parse(source, feature_version=sys.version_info[:2])
    except SyntaxError as error:
        error.lineno = (error.lineno or 1) + first - 1
        return [syntax_in_words(error, place.as_posix())]
    return []
