"""Why git does not answer in a folder, in a sentence that says what to do."""

import os
import shlex
import subprocess
from pathlib import Path


def why_git_refuses(folder: Path) -> str:
    """Why git does not answer in a folder; blank where it does.

    Parameters
    ----------
    folder : pathlib.Path
        Such as the review's; git refuses one that belongs to another user, as in containers.
    """
    words = {**os.environ, "LC_ALL": "C"}  # git's own words, whatever the reader's language
    command = ["git", "rev-parse", "--git-dir"]
    try:
        finished = subprocess.run(
            command, cwd=folder, env=words, capture_output=True, encoding="utf-8", errors="replace"
        )
    except FileNotFoundError:
        return "git is not installed"
    if not finished.returncode:
        return ""
    if "dubious ownership" in finished.stderr:
        return (
            f"git refuses {folder}, since the folder belongs to another user. If it is yours, say "
            f"so: git config --global --add safe.directory {shlex.quote(str(folder))}"
        )
    return f"{folder} is no git repository"
