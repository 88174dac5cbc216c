"""A new edition: everything that must hold before there is one, then its row, archive and tag."""

import dataclasses
import datetime
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from living_review.editions import building, digests, meaning, printing, register, site
from living_review.editions.kept_data import KeptData
from living_review.editions.register import Edition, EditionError
from living_review.evidence import tables
from living_review.evidence.text_checks.characters import tidied
from living_review.machine import browser
from living_review.machine.repository import why_git_refuses
from living_review.search.heartbeat import OVERDUE, RETIRED, Heartbeat

CHANGELOG = "CHANGELOG.md"
CHECK = Path(".ci") / "run"


def changelog_section(text: str, version: str) -> str:
    r"""What the changelog says of a version; blank where it says nothing.

    Examples
    --------
    >>> changelog_section("# Changelog\n\n## 0.2.0\n\n- More.\n\n## 0.1.0\n", "0.2.0")
    '- More.'
    """
    heading = re.compile(rf"^## \[?v?{re.escape(version)}\]?(?:[ ,(].*)?$", re.MULTILINE)
    start = heading.search(text)
    return text[start.end() :].split("\n## ")[0].strip() if start else ""


def bullets(section: str) -> tuple[str, ...]:
    r"""Entries of a changelog's section, a sentence or two each, as plain text.

    Letters are those that the data check lets into the register, such as the keyboard's minus.

    Examples
    --------
    >>> bullets("- More studies, by `make new`.\n- A correction:\n  one number.")
    ('More studies, by make new.', 'A correction: one number.')
    """
    entries = re.split(r"^[-*] ", section, flags=re.MULTILINE)[1:]
    return tuple(tidied(entry.replace("`", "")) for entry in entries)


def check_ready(repository: Path, version: str, why: str, commit: str, known: register.Register):
    """Everything about a release that can be known before anything is built.

    Raises
    ------
    EditionError
        Naming the first thing that is missing.
    """
    number = register.number(version)
    if refused := why_git_refuses(repository):
        raise EditionError(f"{refused}; an edition names a commit")
    if changed := register.git(repository, "status", "--porcelain"):
        raise EditionError(
            f"there are changes that no commit holds; commit them or take them away:\n{changed}"
        )
    if not why.strip():
        raise EditionError('say why in one sentence that readers will see: WHY="…"')
    for edition in known.editions:
        if edition.version == version:
            raise EditionError(
                f"{version} is registered already, as of {edition.date}: an edition "
                "is published once"
            )
        if edition.commit == commit:
            raise EditionError(f"commit {commit[:12]} is edition {edition.version} already")
    if known.editions and number < known.editions[0].number:
        raise EditionError(f"{version} is older than {known.editions[0].version}, the newest")
    if not changelog_section((repository / CHANGELOG).read_text(encoding="utf-8"), version):
        raise EditionError(f"{CHANGELOG} says nothing under a heading `## {version}`")
    tagged = register.commit_of(repository, f"refs/tags/v{version}")
    if tagged not in (None, commit):
        raise EditionError(
            f"the tag v{version} is there already and names {tagged[:12]}, not "
            f"{commit[:12]}; git tag -d v{version} takes it away"
        )


def check_still_living(beat: Heartbeat, day: datetime.date, title: str, amendments: list[dict]):
    """A review that is no longer searched does not call itself living, and has said why not.

    Parameters
    ----------
    beat : living_review.search.heartbeat.Heartbeat
        Days of its searches.
    day : datetime.date
        Day of publication.
    title : str
        Its title.
    amendments : list of dict
        Those of its protocol, with ``date``.

    Raises
    ------
    EditionError
        If it is overdue or retired on the day, and its title says living, or no amendment since
        then tells of the decision.
    """
    state = beat.state(day)
    if state not in (OVERDUE, RETIRED):
        return
    since = beat.retired if state == RETIRED else beat.overdue
    if re.search(r"\bliving\b", title, re.IGNORECASE):
        raise EditionError(
            f"the review is {state} since {since}, so that its title can't say living: take the "
            f"word out of the title in {tables.CITATION}, or search (make search)"
        )
    if not any(str(row["date"]) >= str(since) for row in amendments):
        raise EditionError(
            f"the review is {state} since {since}, and no amendment of protocol.yaml since then "
            "says that it is no longer called living, and why"
        )


def check_tested(repository: Path, commit: str, tested: str):
    """Run every check on the commit, unless somebody says on which commit they passed.

    Raises
    ------
    EditionError
        If they fail, or passed on something else.
    """
    if tested:
        named = register.commit_of(repository, tested)
        if named is None or register.tree_of(repository, named) != register.tree_of(
            repository, commit
        ):
            raise EditionError(
                f"the checks passed on {tested}, which is not {commit[:12]}: run "
                "them on what is released"
            )
        return
    if commit != register.commit_of(repository, "HEAD"):
        raise EditionError(
            "checks run on the commit that is checked out: check out "
            f"{commit[:12]} and run {CHECK} there, then say TESTED={commit[:12]}"
        )
    print(f"Running {CHECK} …", flush=True)
    if subprocess.run([str(repository / CHECK)], cwd=repository).returncode:
        raise EditionError(f"{CHECK} failed; nothing was released")


def release(
    repository: Path,
    version: str,
    why: str,
    *,
    moved: tuple[str, ...] = (),
    question: str = "",
    tested: str = "",
    commit: str = "HEAD",
    date: str = "",
    archives: Path | None = None,
    cache: Path | None = None,
    pdf: bool = True,
) -> tuple[Edition, list[str]]:
    """Make an edition of a commit: check, build, archive, register, tag.

    The row is written into the tree that is checked out, to be committed next: no edition knows
    its own commit.

    Parameters
    ----------
    repository : pathlib.Path
        A clean clone.
    version, why : str
        Its number, and why it is published, in one sentence.
    moved : tuple of str
        What moved, a sentence each; without it, what the changelog says of the version.
    question : str
        What changed in the question and the methods.
    tested : str
        The commit on which every check passed; without it they are run.
    commit : str
        What to release; the last commit, unless an older one is named.
    date : str
        Day of publication; today, unless another is named.
    archives : pathlib.Path, optional
        Where archives are; by default the repository's ``archives``.
    cache : pathlib.Path, optional
        Where environments are kept.
    pdf : bool
        Whether it is printed, too, where there is a browser.

    Returns
    -------
    Edition
        The row that was registered.
    list of str
        What was done, and the commands that remain.

    Raises
    ------
    EditionError
        Whatever stops it; then nothing was written.
    """
    archives = archives or repository / site.ARCHIVES
    named = register.commit_of(repository, commit)
    if named is None:
        raise EditionError(f"{commit} names no commit here")
    known = register.read()
    register.check_tags(repository, known.editions)
    check_ready(repository, version, why, named, known)
    check_tested(repository, named, tested)
    changelog = (repository / CHANGELOG).read_text(encoding="utf-8")
    moved = moved or bullets(changelog_section(changelog, version))
    date = date or datetime.datetime.now(datetime.UTC).date().isoformat()
    if known.editions and date < known.editions[0].date:
        raise EditionError(f"{date} is before {known.editions[0].date}, the day of the newest")
    with tempfile.TemporaryDirectory(prefix="release-") as place:
        folder = Path(place) / version
        lock = building.build(repository, named, version, date, folder, cache)
        reasons = _check_meaning(repository, version, known, folder, archives, cache)
        edition = Edition(
            version,
            date,
            named,
            register.tree_of(repository, named),
            lock,
            digests.words_and_numbers(folder),
            "",
            moved,
            why,
            question,
        )
        building.complete(folder, edition)
        if pdf and not printing.write(folder):
            print(f"No browser, so it has no {printing.FILE}: {browser.HOW_TO_GET}.")
        packed = Path(place) / site.archive_name(edition)
        digests.write_archive(folder, packed, version)
        edition = dataclasses.replace(edition, archive=digests.of_file(packed))
        digests.write_zip(folder / "data", Path(place) / site.data_name(edition), f"data-{version}")
        _keep(Path(place), archives, edition, repository)
    return edition, _told(edition, reasons, archives)


def _check_meaning(repository, version, known, folder, archives, cache) -> list[str]:
    """Compare with the edition before; returns what asks for this version."""
    if not known.editions:
        return meaning.check_version(version, "", None, KeptData(folder / "data"))
    before = known.editions[0]
    with site.pages_of(repository, before, archives, cache) as there:
        data_before, data = KeptData(there / "data"), KeptData(folder / "data")
        return meaning.check_version(version, before.version, data_before, data)


def _keep(place: Path, archives: Path, edition: Edition, repository: Path):
    """Put archive, row and tag where they belong; all of them, or none."""
    path = repository / register.FILE
    text = path.read_text(encoding="utf-8")
    names = (site.archive_name(edition), site.data_name(edition))
    tagged = register.commit_of(repository, f"refs/tags/{edition.tag}")
    try:
        archives.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copy(place / name, archives / name)
        path.write_text(register.with_row(text, edition), encoding="utf-8")
        if edition not in register.read().editions:
            raise EditionError(f"{register.FILE} could not be written: mend its `editions`")
        if tagged is None and not make_tag(repository, edition):
            raise EditionError(f"git could not make the tag {edition.tag}")
    except (EditionError, OSError) as error:
        path.write_text(text, encoding="utf-8")
        for name in names:
            (archives / name).unlink(missing_ok=True)
        raise EditionError(f"{error}; nothing was registered") from error


def make_tag(repository: Path, edition: Edition) -> bool:
    """Name the edition's commit in git; False if git could not."""
    words = ("tag", "-a", edition.tag, "-m", f"Edition {edition.version}", edition.commit)
    return register.git(repository, *words) is not None


def _told(edition: Edition, reasons: list[str], archives: Path) -> list[str]:
    files = " ".join(
        str(archives / name) for name in (site.archive_name(edition), site.data_name(edition))
    )
    more = f", and {len(reasons) - meaning.MOST_SHOWN} more"
    return [
        f"Edition {edition.version} of {edition.date} is registered for {edition.commit[:12]}.",
        f"It is {edition.version} because of: {'; '.join(reasons[: meaning.MOST_SHOWN])}"
        f"{more if len(reasons) > meaning.MOST_SHOWN else ''}.",
        f"The tag {edition.tag} is made. The archive is {archives / site.archive_name(edition)}: "
        "keep it, since it is the edition.",
        "What remains:",
        "    make reference    (the book lists its editions, and there is one more)",
        f'    git commit -a -m "Edition {edition.version} is registered"',
        f"    git push origin main {edition.tag}",
        f"    gh release create {edition.tag} --verify-tag {files}",
    ]
