"""Run the build in a process of its own, and tell how far it is while it runs."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from living_review.book.gate import Gate

STEPS = 4  # lines in all where they can't overwrite each other


def run_and_tell(
    command: Sequence[str], folder: Path, gate: Gate | None = None
) -> subprocess.CompletedProcess:
    """Run a build; of what it says, show the lines that count chapters, and return the others.

    Parameters
    ----------
    command : sequence of str
        Program and arguments.
    folder : pathlib.Path
        Where it runs.
    gate : Gate, optional
        Where it waits until its data are known to be sound.

    Returns
    -------
    subprocess.CompletedProcess
        With ``returncode``, and as text ``stdout`` (without the counting lines) and ``stderr``.
    """
    from living_review.book.execution import PROGRESS

    # Whatever the terminal can show, the build writes UTF-8, and that is read here.
    variables = {**os.environ, "PYTHONUTF8": "1", **(gate.variables if gate else {})}
    said = []
    # A pipe that nobody empties would stop the build, so its complaints go into a file.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        with subprocess.Popen(
            command,
            cwd=folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=complaints,
            pass_fds=(gate.inherited,) if gate else (),
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout:
                # The build may be in the middle of a line of its own when a chapter has run.
                before, found, numbers = line.partition(PROGRESS)
                said.append(before if found else line)
                if found:
                    _tell(*map(int, numbers.split()[:2]))
        complaints.seek(0)
        return subprocess.CompletedProcess(
            command, process.returncode, "".join(said), complaints.read()
        )


def _tell(done: int, of: int):
    words = f"chapters run so far: {done} of {of}"
    if sys.stdout.isatty():
        print(f"\r{words}", end="\n" if done == of else "", flush=True)
    elif done == of or done * STEPS // of > (done - 1) * STEPS // of:
        print(words, flush=True)
