"""Raw answers by their digest, in a folder that git ignores, and what has been asked so far.

A run can be killed at any point. What was answered is on the disk under its digest, and the
journal of the run says which question it answered; begun again, the run takes these answers
and asks for the rest, so that nothing is lost and nothing stands twice.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from living_review.evidence import keys
from living_review.search.connection import Connection, Request
from living_review.search.failures import SearchError
from living_review.search.sources.paging import Answer

# What was answered longer ago belongs to another state of the source, and is asked again.
KEPT_FOR = timedelta(days=1)


class AnswerStore:
    """Answers in a folder, each in a file named by the SHA-256 of its bytes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def put(self, raw: bytes) -> str:
        """Store an answer; its digest."""
        digest = hashlib.sha256(raw).hexdigest()
        if self.get(digest) is None:
            keys.write(self._path(digest), raw)
        return digest

    def get(self, digest: str) -> bytes | None:
        """An answer; None where it is not there or is not what was stored."""
        try:
            raw = self._path(digest).read_bytes()
        except OSError:
            return None
        return raw if hashlib.sha256(raw).hexdigest() == digest else None


class Journal:
    """What a run was called, when it began, and which questions were answered.

    Parameters
    ----------
    path : pathlib.Path
        Its file: a line of JSON for the beginning, then one for each answer.
    """

    def __init__(self, path: Path):
        self.path = path
        self.start: dict[str, str] = {}
        self.answered: dict[str, str] = {}
        for line in self._whole_lines():
            if "started" in line:
                self.start = line
            else:
                self.answered[line["question"]] = line["answer"]

    def _whole_lines(self) -> list[dict]:
        """Lines that were written to their end; a last one that was cut short is taken away."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except OSError:
            return []
        whole, newline, cut = text.rpartition("\n")
        if cut:
            keys.write(self.path, f"{whole}{newline}".encode())
        return [json.loads(line) for line in whole.split("\n") if line]

    def is_stale(self, now: datetime) -> bool:
        """Whether it began too long ago for its answers to be taken."""
        return bool(self.start) and now - at(self.start["started"]) > KEPT_FOR

    def begin(self, **start: str):
        """Say how the run is called and when it began."""
        self.start = start
        self._add(start)

    def note(self, question: str, answer: str):
        """Say which answer a question had; the answer is stored before."""
        self.answered[question] = answer
        self._add({"question": question, "answer": answer})

    def _add(self, line: dict):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def forget(self):
        """Remove the journal; the answers stay."""
        self.path.unlink(missing_ok=True)
        self.start, self.answered = {}, {}


class Asking:
    """Asks a source what its journal has no answer to, and stores every answer.

    Parameters
    ----------
    connection : Connection
        Asks the source.
    store : AnswerStore
        Where answers are kept.
    journal : Journal
        Which questions were answered.
    """

    def __init__(self, connection: Connection, store: AnswerStore, journal: Journal):
        self.connection, self.store, self.journal = connection, store, journal
        self._times: Counter[str] = Counter()

    def __call__(self, request: Request, read: Callable[[bytes], Any]) -> Answer:
        """The answer to a request; an answer that says that the search failed is not stored."""
        self._times[request.key] += 1  # one cursor may stand for one page after another
        question = f"{request.key} {self._times[request.key]}"
        digest = self.journal.answered.get(question, "")
        raw = self.store.get(digest) if digest else None
        if raw is not None:
            return Answer(read(raw), digest)
        raw, meant = self.connection.ask(request, read)
        digest = self.store.put(raw)
        self.journal.note(question, digest)
        return Answer(meant, digest)

    def manifest(self) -> str:
        """Digest of the list of all answers of the run, which is stored like an answer."""
        listed = sorted(self.journal.answered.items())
        return self.store.put(json.dumps(listed, indent=0).encode())


@contextmanager
def alone(folder: Path, done: str = "searched"):
    """Within it no other process does the same; the lock goes with the process, however that ends.

    Parameters
    ----------
    folder : pathlib.Path
        Where the lock lies.
    done : str
        What is done, as a participle.

    Raises
    ------
    SearchError
        If another one does it.
    """
    import fcntl  # not on Windows, where nothing else here is missing

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SearchError("refused", f"is being {done} by another process") from None
        yield


def at(written: str) -> datetime:
    """Moment of a text such as ``2026-12-01T10:20:30Z``.

    Examples
    --------
    >>> at("2026-12-01T10:20:30Z").hour
    10
    """
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def now_written() -> str:
    """The present moment, as `at` reads it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
