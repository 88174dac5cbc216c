"""An edition built from its own commit, with its own lock, data and package, in a worktree."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from living_review.editions import register
from living_review.editions.register import Edition, EditionError
from living_review.machine import environment

CACHE = Path(".cache") / "editions"
BOOK = Path("_build") / "html"
CHAPTERS = Path(".cache") / "chapters"
LOCK = "requirements.txt"
MOST_SECONDS = 3600
LAST_LINES = 20
# What an edition must not inherit from the tree that builds it.
NOT_INHERITED = ("LIVING_REVIEW_", "PYTHONPATH", "PYTHONHOME", "GIT_")


def lock_digest(lock: bytes) -> str:
    """SHA-256 of a lock file, by which environments are shared."""
    return hashlib.sha256(lock).hexdigest()


def interpreter(lock: bytes, cache: Path) -> str:
    """Interpreter of an environment that holds exactly what a lock says.

    The running one serves where it was made from the same lock; others are made once and kept.

    Parameters
    ----------
    lock : bytes
        Content of the lock file.
    cache : pathlib.Path
        Folder in which environments are kept, each under the digest of its lock.
    """
    if environment.LOCK.exists() and environment.LOCK.read_bytes() == lock:
        return sys.executable
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    folder = cache / "environments" / f"{lock_digest(lock)[:16]}-python{python}"
    ready = folder / "ready"
    if ready.exists():
        return str(folder / "bin" / "python")
    folder.parent.mkdir(parents=True, exist_ok=True)
    copy = folder.with_suffix(".txt")
    copy.write_bytes(lock)
    print(f"  making the environment {folder.name}, once …", flush=True)
    try:
        found = environment.install(folder, copy)
    except SystemExit as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise EditionError(f"{error} Its lock is {copy}; is the network there?") from None
    ready.write_text(lock_digest(lock))
    return found


@contextmanager
def worktree(repository: Path, commit: str):
    """A clean tree of a commit in a folder of its own, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="edition-"))
    tree = place / "tree"
    command = ["git", "worktree", "add", "--quiet", "--detach", str(tree), commit]
    try:
        added = subprocess.run(command, cwd=repository, capture_output=True, text=True)
        if added.returncode:
            raise EditionError(f"git could not check out {commit[:12]}: {added.stderr.strip()}")
        yield tree
    finally:
        register.git(repository, "worktree", "remove", "--force", str(tree))
        shutil.rmtree(place, ignore_errors=True)
        register.git(repository, "worktree", "prune")


def build(
    repository: Path,
    commit: str,
    version: str,
    date: str,
    folder: Path,
    cache: Path | None = None,
    seconds: int = MOST_SECONDS,
) -> str:
    """Build the pages of a commit as an edition.

    Parameters
    ----------
    repository : pathlib.Path
        A clone that has the commit.
    commit, version, date : str
        What to build, and what its pages call themselves.
    folder : pathlib.Path
        Where the pages go, with the executed chapters under ``notebooks`` and what the
        environment held in ``environment.txt``; it must not exist.
    cache : pathlib.Path, optional
        Where environments are kept; by default in the repository's ``.cache``.
    seconds : int
        How long the build may take.

    Returns
    -------
    str
        SHA-256 of the commit's lock file.

    Raises
    ------
    EditionError
        If the build fails, takes too long or leaves no pages; with its last lines.
    """
    cache = cache or repository / CACHE
    print(f"Building edition {version} from {commit[:12]} …", flush=True)
    with worktree(repository, commit) as tree:
        named = tree / register.FILE
        if not named.exists() or not (tree / LOCK).exists():
            raise EditionError(
                f"commit {commit[:12]} has no {register.FILE} or no {LOCK}: it is too old to be an "
                "edition"
            )
        text = named.read_text(encoding="utf-8")
        named.write_text(register.named_for_building(text, version, date), encoding="utf-8")
        lock = (tree / LOCK).read_bytes()
        python = interpreter(lock, cache)
        _run(version, [python, "-m", "living_review", "book"], tree, seconds)
        if not (tree / BOOK / "index.html").exists():
            raise EditionError(f"the build of edition {version} left no {BOOK / 'index.html'}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(tree / BOOK, folder, ignore=shutil.ignore_patterns(".buildinfo"))
        for notebook in sorted((tree / CHAPTERS).glob("*.ipynb")):
            (folder / "notebooks").mkdir(exist_ok=True)
            text = _without_chance(notebook.read_text(encoding="utf-8"))
            (folder / "notebooks" / notebook.name).write_text(text, encoding="utf-8")
        resolved = f"# Python {_version_of(python)}\n".encode() + lock
        (folder / "environment.txt").write_bytes(resolved)
    return lock_digest(lock)


def _without_chance(notebook: str) -> str:
    """An executed notebook whose cells are named by their order, not at random."""
    content = json.loads(notebook)
    for number, cell in enumerate(content.get("cells", []), 1):
        if "id" in cell:
            cell["id"] = f"cell-{number}"
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n"


def _version_of(python: str) -> str:
    asked = [python, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(asked, capture_output=True, text=True).stdout.strip()


def _run(version: str, command: list[str], tree: Path, seconds: int):
    """Run the build with nothing of this tree in sight; stop with its last lines if it fails."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)}
    variables = {**kept, "PYTHONPATH": str(tree), "LIVING_REVIEW_ROOT": str(tree)}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        # A group of its own: kernels and workers of a build that hangs have to end with it.
        started = subprocess.Popen(
            command,
            cwd=tree,
            env=variables,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = started.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()
        said.seek(0)
        last = "".join(f"    {line}" for line in said.readlines()[-LAST_LINES:])
    last = last.replace(str(tree), "…")
    if code is None:
        raise EditionError(
            f"the build of edition {version} took more than {seconds} seconds; it said last:\n"
            f"{last}"
        )
    if code:
        raise EditionError(f"the build of edition {version} failed; it said last:\n{last}")


def complete(folder: Path, edition: Edition):
    """Put beside the pages what makes an edition citable by itself: metadata and how to cite."""
    from living_review.editions import metadata

    metadata.write(folder, edition, "")
