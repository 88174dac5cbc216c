"""How a command calls a tool of this environment, and how it stops."""

import sys
from pathlib import Path


def tool(name: str) -> str:
    """Path of a program that stands beside the interpreter."""
    return str(Path(sys.executable).parent / name)


def fail(message: str):
    """Stop with a message and an exit code that is not zero."""
    raise SystemExit(message)
