"""The register of published editions, and where git keeps what each was made from.

The register decides, not tags: these get lost in forks, mirrors and shallow clones. Where a tag
is there too, both must agree.
"""

import itertools
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from living_review.evidence import tables

FILE = "editions.yaml"
VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class EditionError(Exception):
    """What stops a website or a release, in words for the person at the terminal."""


@dataclass(frozen=True)
class Edition:
    """One published edition, as its row of the register says.

    Attributes
    ----------
    version, date : str
        Such as ``0.2.0`` and ``2026-11-21``.
    commit, tree : str
        What it was built from; the tree finds it again where commits were rewritten.
    lock : str
        SHA-256 of the lock file that its environment was made from.
    words : str
        Digest of its words and numbers, see `living_review.editions.digests`.
    archive : str
        SHA-256 of its archive; blank where there is none yet.
    moved : tuple of str
        What moved since the edition before, a sentence each.
    why : str
        Why it was published; readers of the edition before are told this.
    question : str
        What changed in the question and the methods; blank for nothing.
    doi : str
        Blank as long as there is none.
    origin : str
        Where its pages were taken from in the site that is being made: ``archive``, ``rebuilt``
        (from its commit, with the registered words and numbers), or blank.
    """

    version: str
    date: str
    commit: str
    tree: str
    lock: str
    words: str
    archive: str
    moved: tuple[str, ...]
    why: str
    question: str = ""
    doi: str = ""
    origin: str = ""

    @property
    def number(self) -> tuple[int, ...]:
        """The version in numbers, which sort."""
        return number(self.version)

    @property
    def tag(self) -> str:
        """What git calls it."""
        return f"v{self.version}"


@dataclass(frozen=True)
class Register:
    """All published editions, newest first, and what the website as a whole needs to know.

    Attributes
    ----------
    editions : tuple of Edition
        Newest first.
    site_url : str
        Where the website will stand, ending with a slash; blank as long as that is not settled.
    redirects : dict of str to str
        Address of a page that moved → where it stands now, both below an edition's folder.
    """

    editions: tuple[Edition, ...]
    site_url: str = ""
    redirects: dict[str, str] | None = None


def number(version: str) -> tuple[int, ...]:
    """A version in numbers.

    Examples
    --------
    >>> number("0.10.2") > number("0.9.9")
    True
    """
    if not VERSION.fullmatch(version):
        raise EditionError(f"{version!r} is no version: write three numbers, such as 0.2.0")
    return tuple(int(part) for part in version.split("."))


def read() -> Register:
    """The register of the tree that is being worked on.

    Raises
    ------
    EditionError
        If a version stands twice, or the order is not newest first.
    """
    content = tables.register("editions")
    known = Edition.__dataclass_fields__.keys() - {"origin"}
    editions = []
    for row in content["editions"]:
        if strange := row.keys() - known:
            raise EditionError(f"{FILE}: no such field: {', '.join(sorted(strange))}")
        try:
            editions.append(Edition(**{**row, "moved": tuple(row.get("moved", ()))}))
        except TypeError as error:
            raise EditionError(f"{FILE}, {row.get('version', 'a row')}: {error}") from None
    _check_order(editions)
    url = content.get("site_url", "")
    redirects = {row["from"]: row["to"] for row in content.get("redirects", [])}
    return Register(tuple(editions), f"{url.rstrip('/')}/" if url else "", redirects)


def _check_order(editions: list[Edition]):
    versions = [edition.version for edition in editions]
    for version in versions:
        if versions.count(version) > 1:
            raise EditionError(
                f"{FILE} registers {version} twice: an edition is published once; take out the "
                "row that is wrong, or give the newer one a version of its own"
            )
    if versions != sorted(versions, key=number, reverse=True):
        raise EditionError(f"{FILE}: write the newest edition first; now: {', '.join(versions)}")
    for newer, older in itertools.pairwise(editions):
        if newer.date < older.date:
            raise EditionError(
                f"{FILE}: {newer.version} is of {newer.date}, before {older.version} of "
                f"{older.date}; one of the dates is wrong"
            )


def git(repository: Path, *words: str) -> str | None:
    """What git prints, or None where it refuses."""
    try:
        finished = subprocess.run(["git", *words], cwd=repository, capture_output=True, text=True)
    except FileNotFoundError:
        raise EditionError("git is not installed, and editions are built from it") from None
    return None if finished.returncode else finished.stdout.strip()


def commit_of(repository: Path, name: str) -> str | None:
    """Full name of the commit that something names; None where it is not in the repository."""
    return git(repository, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")


def tree_of(repository: Path, commit: str) -> str | None:
    """Name of the tree of a commit."""
    return git(repository, "rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}")


def find_commit(repository: Path, edition: Edition) -> str:
    """The commit that an edition is built from: the registered one, or one with the same tree.

    Raises
    ------
    EditionError
        If neither is in the repository, or the commit has another tree than the register says.
    """
    commit = commit_of(repository, edition.commit)
    if commit:
        tree = tree_of(repository, commit)
        if tree != edition.tree:
            raise EditionError(
                f"{FILE}, {edition.version}: commit {commit[:12]} has the tree {tree[:12]}, and "
                f"{edition.tree[:12]} is registered; correct the row that is wrong"
            )
        return commit
    known = git(repository, "log", "--all", "--format=%H %T") or ""
    for line in known.splitlines():
        other, _, tree = line.partition(" ")
        if tree == edition.tree:
            return other
    where = f"edition {edition.version} was built from commit {edition.commit}, which is not here"
    if git(repository, "rev-parse", "--is-shallow-repository") == "true":
        raise EditionError(
            f"{where}: this clone is shallow. Fetch the rest (git fetch --unshallow), or that "
            f"commit alone (git fetch --depth 1 origin {edition.commit}), or put the edition's "
            "archive in the folder of archives"
        )
    raise EditionError(
        f"{where}, nor is another with its tree {edition.tree[:12]}. Fetch it "
        f"(git fetch origin {edition.commit}), or put the edition's archive in the folder of "
        "archives"
    )


def check_tags(repository: Path, editions: tuple[Edition, ...]):
    """Where git has a tag for an edition, it must name what the register names.

    Raises
    ------
    EditionError
        If a tag names another commit with another tree.
    """
    for edition in editions:
        tagged = commit_of(repository, f"refs/tags/{edition.tag}")
        if tagged in (None, edition.commit):
            continue
        if tree_of(repository, tagged) != edition.tree:
            raise EditionError(
                f"the tag {edition.tag} names commit {tagged[:12]}, and {FILE} registers "
                f"{edition.commit[:12]} for edition {edition.version}. An edition never moves: "
                f"find out which is right, and mend the other (git tag -d {edition.tag})"
            )


def with_row(text: str, edition: Edition) -> str:
    """The register's text with an edition put first; comments stay.

    Raises
    ------
    EditionError
        If the text has no list of editions.
    """
    row = "".join(f"{'  - ' if first else '    '}{line}\n" for first, line in _row_lines(edition))
    heading = re.search(r"^editions:[ ]*(\[\])?[ ]*(#.*)?\n", text, re.MULTILINE)
    if not heading:
        raise EditionError(f"{FILE} has no line `editions:`")
    return f"{text[: heading.start()]}editions:\n{row}{text[heading.end() :]}"


def _row_lines(edition: Edition):
    # A text in JSON's quotes is one in YAML's, too.
    def quoted(text):
        return json.dumps(text, ensure_ascii=False)

    names = ("version", "date", "commit", "tree", "lock", "words", "archive")
    lines = [f"{name}: {quoted(getattr(edition, name))}" for name in names]
    lines.append("moved:" if edition.moved else "moved: []")
    lines += [f"  - {quoted(sentence)}" for sentence in edition.moved]
    lines += [f"why: {quoted(edition.why)}", f"question: {quoted(edition.question)}"]
    lines += [f"doi: {quoted(edition.doi)}"] if edition.doi else []
    return [(index == 0, line) for index, line in enumerate(lines)]


def named_for_building(text: str, version: str, date: str) -> str:
    """The register's text of an edition's own tree, told which edition it is being built as.

    Raises
    ------
    EditionError
        If the text does not say what a build is called.
    """
    block = re.compile(r"^building:[ ]*\n(?:[ ]+.*\n)+", re.MULTILINE)
    named = f'building:\n  version: "{version}"\n  date: "{date}"\n'
    changed, count = block.subn(named, text, count=1)
    if not count:
        raise EditionError(
            f"{FILE} of that commit has no entry `building`: it is too old to be an edition"
        )
    return changed
