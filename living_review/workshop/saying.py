"""How a command calls a tool of this environment, and how it stops."""

import sys
from pathlib import Path


def tool(name: str) -> str:
    """Path of a program that stands beside the interpreter."""
    return str(Path(sys.executable).parent / name)


def speak_any_letter():
    """Have this process print a substitute for a letter that the terminal can't show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where something else stands in for it
            stream.reconfigure(errors="replace")


def syntax_in_words(error: SyntaxError, place: str = "") -> str:
    """What is wrong in a file that is no Python, in two lines: where and why, and the line.

    Examples
    --------
    >>> print(syntax_in_words(SyntaxError("'(' was never closed", ("a.py", 3, 5, "f(x"))))
    a.py:3: '(' was never closed
        f(x
    """
    return (
        f"{place or error.filename}:{error.lineno}: {error.msg}\n    {(error.text or '').strip()}"
    )


def fail(message: str):
    """Stop with a message and an exit code that is not zero."""
    raise SystemExit(message)
