"""Prose lint: no number is typed in a chapter's text.

A number that was computed is glued from a cell, and so is one from a source. What may be
written with digits (years of publication, names such as a scale's) is one declared list of
patterns, each with its reason.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

# Directives whose body is prose and is linted like any other.
PROSE_DIRECTIVES = (
    "admonition",
    "note",
    "warning",
    "important",
    "tip",
    "glossary",
    "dropdown",
    "margin",
    "seealso",
    "hint",
)
DIGIT = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
DIRECTIVE = re.compile(r"^\{([a-z:-]+)\}")


@dataclass(frozen=True)
class TypedNumber:
    """A number typed in prose, and where."""

    file: str
    line: int
    text: str
    number: str

    def __str__(self):
        return (
            f"{self.file}:{self.line}: {self.number!r} is typed in prose: "
            f"{self.text.strip()[:90]}\n"
            "    remedy: glue it from a cell, or, if it is a name or a year, declare its pattern "
            "with a reason in tests/prose_digits.yaml"
        )


def parser() -> MarkdownIt:
    """Markdown as the chapters use it."""
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .use(front_matter_plugin)
        .use(myst_role_plugin)
        .use(colon_fence_plugin)
        .use(dollarmath_plugin)
    )


def allowed_patterns(path: Path) -> list[re.Pattern]:
    """Declared patterns that may hold digits; every one needs a reason."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in declared:
        if not entry.get("reason"):
            raise ValueError(f"{path.name}: the pattern {entry.get('pattern')!r} has no reason")
    return [re.compile(entry["pattern"]) for entry in declared]


def prose_lines(markdown: str, first_line: int = 1):
    """Lines of prose of a chapter, as line number and text.

    Roles, code and the targets of links are left out.
    """
    tokens = parser().parse(markdown)
    for token in tokens:
        start = first_line + (token.map[0] if token.map else 0)
        if token.type in ("fence", "colon_fence"):
            match = DIRECTIVE.match(token.info.strip())
            if match and match.group(1) in PROSE_DIRECTIVES:
                title = token.info.strip()[match.end() :]
                if title.strip():
                    yield start, title
                body = re.sub(r"^:[\w-]+:.*$", "", token.content, flags=re.MULTILINE)
                yield from prose_lines(body, start + 1)
        elif token.type == "inline":
            line = start
            text = ""
            for child in token.children:
                if child.type in ("softbreak", "hardbreak"):
                    yield line, text
                    line, text = line + 1, ""
                elif child.type == "text":
                    text += child.content
                elif child.type in ("myst_role", "code_inline", "math_inline"):
                    text += " "
            yield line, text


def typed_numbers(file: str, markdown: str, allowed: list[re.Pattern]) -> list[TypedNumber]:
    """Numbers typed in the prose of one chapter.

    Parameters
    ----------
    file : str
        Name for the messages.
    markdown : str
        Text of the chapter.
    allowed : list of re.Pattern
        What may hold digits.
    """
    found = []
    for line, text in prose_lines(markdown):
        rest = text
        for pattern in allowed:
            rest = pattern.sub(" ", rest)
        found += [TypedNumber(file, line, text, m.group()) for m in DIGIT.finditer(rest)]
    return found


def lint(root: Path) -> list[TypedNumber]:
    """Numbers typed in prose anywhere in the chapters."""
    allowed = allowed_patterns(root / "tests" / "prose_digits.yaml")
    found = []
    for path in sorted((root / "chapters").glob("*.md")):
        found += typed_numbers(f"chapters/{path.name}", path.read_text(encoding="utf-8"), allowed)
    return found
