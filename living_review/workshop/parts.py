"""Run checks and tests in parts: two at a time, none hidden by another that fails.

While they run, it is said how far each is; in the end, how each ended and what was slowest.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from living_review.workshop import progress_notes

AT_ONCE = 2  # each may use every core; a second one fills the pauses of the first
SAY_EVERY = 15  # seconds
LOOK_EVERY = 0.1
SLOWEST = 10
WORST_ENDING = 60  # lines that are shown of a part that failed and has no list of failures


@dataclass(frozen=True)
class Part:
    """One command among those that a suite consists of.

    Parameters
    ----------
    name : str
        What its lines begin with.
    command : tuple of str
        What is run. If pytest, with the arguments of `PYTEST_LOG`, it is told how far it is.
    needs : str, optional
        Name of the part that has to pass before this one can run.
    problem : str, optional
        Why the part can't run at all: then it has failed, and there is nothing to run.
    """

    name: str
    command: tuple[str, ...] = ()
    needs: str = ""
    problem: str = ""


PYTEST_LOG = ("-p", progress_notes.__name__)


@dataclass
class Run:
    """A part that is running or has ended."""

    part: Part
    folder: Path
    ended: str = ""  # "passed", "FAILED" or "not run"
    said: str = ""
    seconds: float = 0.0
    tests: list[dict] = field(default_factory=list)
    _process: subprocess.Popen | None = field(default=None, repr=False)
    _started: float = 0.0
    _count: int = 0
    _read: int = 0

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.part.name}.json"

    @property
    def _output(self) -> Path:
        return self.folder / f"{self.part.name}.txt"

    def start(self, root: Path, variables: dict[str, str]):
        """Start the command, or note why it can't be run."""
        if self.part.problem:
            self.ended, self.said = "FAILED", self.part.problem
            return
        self._started = time.monotonic()
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                self.part.command,
                cwd=root,
                env={**os.environ, **variables, progress_notes.FILE: str(self._log)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that it can be stopped with all that it started
            )

    def look(self):
        """Read what was noted since the last look, and whether the command has ended."""
        code = self._process.poll()
        self.seconds = time.monotonic() - self._started
        self._read_notes()
        if code is not None:
            self.ended = "FAILED" if code else "passed"
            self.said = self._output.read_text(encoding="utf-8", errors="replace").strip()

    def _read_notes(self):
        if not self._log.exists():
            return
        with self._log.open("rb") as file:
            file.seek(self._read)
            whole, newline, _ = file.read().rpartition(b"\n")  # a last line may be half written
        self._read += len(whole) + len(newline)
        for note in map(json.loads, whole.splitlines()):
            if "tests" in note:
                self._count = note["tests"]
            else:
                self.tests.append(note)

    def stop(self):
        """End the command and all that it started."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()

    def progress(self) -> str:
        """How far the part is, in one line."""
        far = f", {len(self.tests)} of {self._count} tests" if self._count else ""
        failed = sum(test["outcome"] == "failed" for test in self.tests)
        return f"{self.part.name}: {self.seconds:.0f} s{far}{f', {failed} FAILED' * bool(failed)}"

    def closing_line(self) -> str:
        """Of pytest, how many tests passed and failed; of what did not run, why."""
        is_of_tests = PYTEST_LOG[-1] in self.part.command or not self.part.command
        told = is_of_tests or self.ended == "not run"
        return self.said.splitlines()[-1] if told and self.said else ""

    def failures(self) -> str:
        """What the command said of its failures, or its last lines."""
        for heading in ("= ERRORS =", "= FAILURES ="):
            before, found, rest = self.said.partition(heading)
            if found:
                return f"{before.splitlines()[-1]}{heading}{rest}"
        return "\n".join(self.said.splitlines()[-WORST_ENDING:])


def run(parts: Sequence[Part], root: Path, **variables: str) -> bool:
    """Run parts, say how far they are and how they ended; returns whether all of them passed.

    Parameters
    ----------
    parts : sequence of Part
        In the order in which they may start; a part is named after the one that it needs.
    root : pathlib.Path
        Folder in which their commands run.
    **variables : str
        Variables that their commands see.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        runs = [Run(part, Path(folder)) for part in parts]
        try:
            run_all(runs, root, variables)
        finally:
            for one in runs:
                one.stop()
    print(summary(runs, time.monotonic() - started), flush=True)
    return all(one.ended == "passed" for one in runs)


def run_all(runs: list[Run], root: Path, variables: dict[str, str]):
    """Run every part, some at once, each after the one that it needs; say how far they are."""
    waiting, running, said_at = list(runs), [], time.monotonic()
    ended: dict[str, str] = {}
    while waiting or running:
        for one in [w for w in waiting if w.part.needs in ("", *ended)]:
            if len(running) == AT_ONCE:
                break
            waiting.remove(one)
            if one.part.needs and ended[one.part.needs] != "passed":
                one.ended, one.said = "not run", f"it needs {one.part.needs}"
            else:
                one.start(root, variables)
            running.append(one)
        for one in running:
            if not one.ended:
                one.look()
            if one.ended:
                ended[one.part.name] = one.ended
                _tell_end(one, len(ended), len(runs))
        running = [one for one in running if not one.ended]
        if running and time.monotonic() - said_at > SAY_EVERY:
            said_at = time.monotonic()
            print(" | ".join(one.progress() for one in running), flush=True)
        time.sleep(LOOK_EVERY * bool(running))


def _tell_end(one: Run, number: int, count: int):
    said = f"{one.progress()}: {one.ended} (part {number} of {count})"
    if one.ended == "FAILED":
        said = f"\n{one.failures()}\n\n{said}"
    elif one.ended == "not run":
        said = f"{one.part.name}: not run, {one.said}"
    print(said, flush=True)


def summary(runs: Sequence[Run], seconds: float) -> str:
    """The slowest tests, and how each part ended: a line each."""
    lines = [""]
    tests = [test for one in runs for test in one.tests]
    slowest = sorted(tests, key=lambda test: -test["seconds"])[:SLOWEST]
    if slowest:
        lines += ["The slowest tests:"]
        lines += [f"{test['seconds']:8.1f} s  {test['test']}" for test in slowest] + [""]
    width = max(len(one.part.name) for one in runs)
    lines += [
        f"{one.part.name:{width}}  {one.ended:7}  {one.seconds:5.0f} s  {one.closing_line()}"
        for one in runs
    ]
    failed = [one.part.name for one in runs if one.ended != "passed"]
    told = f"did not pass: {', '.join(failed)}" if failed else "every part passed"
    return "\n".join([*lines, f"{seconds:.0f} s in all, {told}."])
