"""What a code cell shows without being run: its captions, and the words and remarks of its code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import yaml

from living_review.workshop.prose.chapter_trees import GLUED

# Methods whose text is code.
QUERIES = {"query", "eval"}


def cell_texts(content: list[str]) -> Iterator[tuple[int, str]]:
    """Texts of a cell, each with the number of the line in it, from one.

    Captions among its options, remarks, and texts in its code that have a space or are nothing
    but a number; names, keys, paths and the identifiers of rows are neither. Numbers of the code
    itself are not looked at: what a cell computes with is its own matter.

    Parameters
    ----------
    content : list of str
        Lines between the fences.

    Raises
    ------
    ValueError
        If the code can't be read.
    """
    options, code = _split_cell(content)
    yield from ((1, text) for text in _strings(options))
    skipped, source = len(content) - len(code), "\n".join(code)
    try:
        tree = ast.parse(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, tokenize.TokenError) as error:
        raise ValueError(f"the code of a cell ({error})") from None
    for token in tokens:
        if token.type == tokenize.COMMENT:
            yield skipped + token.start[0], token.string
    yield from ((skipped + line, text) for line, text in _literals(tree))


def _split_cell(content: list[str]) -> tuple[object, list[str]]:
    """Options of a cell but its tags, which nobody sees, and its lines of code."""
    lines = list(content)
    if lines and lines[0].strip() == "---":
        end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), len(lines))
        options, code = lines[1:end], lines[end + 1 :]
    else:
        code = list(lines)
        while code and re.match(r":[\w-]+:", code[0]):
            code.pop(0)
        options = [line[1:] for line in lines[: len(lines) - len(code)]]
    read = yaml.safe_load("\n".join(options)) or {}
    return {name: value for name, value in read.items() if name != "tags"}, code


def _strings(options: object) -> Iterator[str]:
    if isinstance(options, dict):
        options = list(options.values())
    if isinstance(options, list):
        for one in options:
            yield from _strings(one)
    elif options is not None and not isinstance(options, bool):
        yield str(options)


def _literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Words in a cell's code: texts with a space, and texts that are nothing but a number."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in QUERIES:
            skipped |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.JoinedStr):
            if id(node) in skipped:
                skipped |= {id(part) for part in node.values}
                continue
            skipped |= {id(part) for part in node.values}
            # How a number is rounded is no number.
            skipped |= {id(part.format_spec) for part in node.values if _has_format(part)}
            parts = [getattr(part, "value", None) for part in node.values]
            yield node.lineno, "".join(p if isinstance(p, str) else GLUED for p in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) not in skipped and (" " in text or not re.search(r"[^\W\d_]", text)):
                yield node.lineno, text


def _has_format(part: ast.AST) -> bool:
    return isinstance(part, ast.FormattedValue) and part.format_spec is not None
