"""Editions: the register and git, checksums, building from a commit, the website, releasing."""

import dataclasses
import errno
import functools
import json
import shutil
import subprocess
import sys
import tarfile
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import small_review

from living_review import __main__
from living_review import editions as package
from living_review.editions import building, digests, meaning, register, releasing
from living_review.editions.kept_data import DESCRIPTOR, KeptData
from living_review.editions.register import EditionError
from living_review.machine import environment
from living_review.workshop import publishing

WHY = "A study came in and a verdict moved."


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch):
    for name, module in small_review.stand_ins().items():
        monkeypatch.setitem(sys.modules, f"living_review.editions.{name}", module)
        monkeypatch.setattr(package, name, module, raising=False)
    # A small review has no protocol whose searches could be late or overdue.
    monkeypatch.setattr(publishing, "check_searched", lambda day: None)
    monkeypatch.setattr(publishing, "changes", lambda until: [])


def release_two(review):
    """Two editions, between which the known change was made."""
    review.release("0.1.0")
    review.change()
    review.release("0.2.0", WHY)


def put_up(review):
    """Two editions, and their website."""
    release_two(review)
    review.assemble()


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """Small reviews by what was done to them, each made once: to copy one is much faster."""
    folder, ready = tmp_path_factory.mktemp("originals"), {}

    def original(done):
        if done not in ready:
            with pytest.MonkeyPatch.context() as patch:
                made = small_review.make(folder / f"{len(ready)}")
                patch.setenv("LIVING_REVIEW_ROOT", str(made.root))
                if done:
                    done(made)
            ready[done] = made.root
        return ready[done]

    return original


@pytest.fixture
def copy_of(originals, tmp_path, monkeypatch):
    """Copies a small review to which something was done."""

    def copied(done=None):
        root = tmp_path / "review"
        shutil.copytree(originals(done), root, symlinks=True)
        monkeypatch.setenv("LIVING_REVIEW_ROOT", str(root))
        return small_review.SmallReview(root)

    return copied


@pytest.fixture
def review(copy_of):
    """A small review without an edition."""
    return copy_of()


@pytest.fixture
def two(copy_of):
    """The same with two editions, between which the known change was made."""
    return copy_of(release_two)


@pytest.fixture
def visit(monkeypatch):
    """Work on another clone."""

    def go(folder: Path) -> small_review.SmallReview:
        monkeypatch.setenv("LIVING_REVIEW_ROOT", str(folder))
        return small_review.SmallReview(folder)

    return go


def clone(review, folder, *options):
    subprocess.run(
        ["git", "clone", "-q", *options, f"file://{review.root}", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def standing(copy_of):
    """A website that stands already, to be left untouched by whatever fails."""
    two = copy_of(put_up)
    (two.site / "mark").write_text("was here before")
    before = contents(two.site)

    def untouched():
        assert contents(two.site) == before
        assert sorted(path.name for path in two.site.parent.iterdir()) == ["site"]
        assert two.git("worktree", "list").count("\n") == 0

    two.untouched = untouched
    return two


def forget(review):
    """Take archives and everything that was built away."""
    shutil.rmtree(review.root / "archives", ignore_errors=True)
    shutil.rmtree(review.root / ".cache", ignore_errors=True)


# The register


def test_a_release_registers_what_git_holds(two):
    found = register.read().editions
    assert [edition.version for edition in found] == ["0.2.0", "0.1.0"]
    for edition in found:
        assert two.git("rev-parse", f"{edition.commit}^{{tree}}") == edition.tree
        assert two.git("rev-parse", f"{edition.tag}^{{commit}}") == edition.commit
        # The row is in the commit after the one that it names.
        assert edition.commit not in two.git("show", f"{edition.commit}:editions.yaml")
    assert (two.root / "editions.yaml").read_text().startswith("# A comment that stays.\n")
    assert found[0].why == WHY
    assert found[0].moved == ("Something moved.",)


def test_the_row_is_as_the_schema_wants_it(two):
    import jsonschema
    import yaml

    schema = json.loads((small_review.ROOT / "data/editions.schema.json").read_text())
    jsonschema.validate(yaml.safe_load((two.root / "editions.yaml").read_text()), schema)


def test_quotes_colons_and_other_scripts_survive_the_register(review):
    review.release("0.1.0", 'He said: "it\'s #1" – 50 % más\\', moved=("a: b", "- c"))
    found = register.read().editions[0]
    assert found.why == 'He said: "it\'s #1" – 50 % más\\'
    assert found.moved == ("a: b", "- c")


def changed_register(review, **fields):
    """Write the register with one field of its newest row changed."""
    newest, *others = register.read().editions
    text = small_review.REGISTER
    for edition in (*reversed(others), dataclasses.replace(newest, **fields)):
        text = register.with_row(text, edition)
    review.write("editions.yaml", text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"version": "0.1.0"}, "registers 0.1.0 twice"),
        ({"version": "0.0.9"}, "newest edition first"),
        ({"date": "2025-01-01"}, "one of the dates is wrong"),
        ({"version": "0.2"}, "is no version"),
    ],
)
def test_a_register_that_contradicts_itself_is_refused(standing, fields, said):
    changed_register(standing, **fields)
    with pytest.raises(EditionError, match=said):
        standing.assemble()
    standing.untouched()


def test_a_strange_field_is_named(two):
    two.edit("editions.yaml", "    why:", "    whi: x\n    why:")
    with pytest.raises(EditionError, match="no such field: whi"):
        register.read()


def test_a_commit_that_is_missing_says_what_to_fetch(standing):
    forget(standing)
    changed_register(standing, commit="0" * 40, tree="1" * 40)
    standing.git("tag", "-d", "v0.2.0")
    with pytest.raises(EditionError, match=f"git fetch origin {'0' * 40}"):
        standing.assemble()
    standing.untouched()


def test_a_commit_that_was_rewritten_is_found_by_its_tree(two):
    forget(two)
    newest = register.read().editions[0]
    changed_register(two, commit="0" * 40)
    assert register.find_commit(two.root, register.read().editions[0]) == newest.commit
    assert "0.2.0 of 2026-02-02: rebuilt" in two.assemble()


def test_a_commit_with_another_tree_is_refused(standing):
    forget(standing)
    changed_register(standing, tree="1" * 40)
    with pytest.raises(EditionError, match="has the tree"):
        standing.assemble()
    standing.untouched()


def test_a_tag_that_disagrees_is_refused(standing):
    standing.git("tag", "-f", "-a", "v0.1.0", "-m", "moved", "HEAD")
    with pytest.raises(EditionError, match=r"the tag v0\.1\.0 names"):
        standing.assemble()
    standing.untouched()


def test_a_tag_on_a_rewritten_commit_of_the_same_tree_agrees(two):
    commit = register.read().editions[0].commit
    again = two.git("commit-tree", f"{commit}^{{tree}}", "-m", "The same, written anew")
    two.git("tag", "-f", "v0.2.0", again)
    register.check_tags(two.root, register.read().editions)


# Checksums


def test_words_and_numbers_are_what_is_seen_and_heard():
    page = (
        "<head><title>T</title><style>s</style></head><body data-x='1'><p>a\n  b<br>c</p>"
        "<img alt='heard'><script>unseen</script><svg aria-label='said'><text>5.2</text></svg>"
    )
    assert digests.words(page) == "T a b c heard said 5.2"


@pytest.mark.parametrize(
    ("name", "old", "new", "same"),
    [
        ("chapters/index.html", "3 trials", "4 trials", False),
        ("chapters/index.html", "<p>", "<p class='other'>", True),
        ("chapters/index.html", "</main>", "</main><script>1.0000000001</script>", True),
        ("data/results_seen.csv", "5.20", "5.2", False),
        ("data/claims.json", "[{", "[ {", True),
        ("data/claims.json", "It helps", "It harms", False),
    ],
)
def test_what_changes_the_digest_of_words(two, name, old, new, same):
    two.assemble()
    folder = two.site / "0.1.0"
    before = digests.words_and_numbers(folder)
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    assert (digests.words_and_numbers(folder) == before) == same


def test_an_archive_depends_on_its_content_alone(two, tmp_path):
    two.assemble()
    copy = tmp_path / "copy"
    shutil.copytree(two.site / "0.1.0", copy, copy_function=shutil.copyfile)
    packed = [tmp_path / "a.tar.gz", tmp_path / "b.tar.gz"]
    for folder, archive in zip((two.site / "0.1.0", copy), packed, strict=True):
        digests.write_archive(folder, archive, "0.1.0")
    assert packed[0].read_bytes() == packed[1].read_bytes()
    assert digests.of_file(packed[0]) == register.read().editions[1].archive


def test_an_archive_that_reaches_outside_is_refused(tmp_path):
    archive = tmp_path / "0.1.0.tar.gz"
    (tmp_path / "x").write_text("x")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "x", "../x")
    with pytest.raises(EditionError, match=r"not of 0\.1\.0/"):
        digests.unpack(archive, digests.of_file(archive), tmp_path / "out", "0.1.0")


# Building


def test_an_edition_is_built_from_its_own_commit(two):
    forget(two)
    two.write("chapters/index.md", "Not committed, and of no edition.")
    assert two.assemble()[:2] == ["0.2.0 of 2026-02-02: rebuilt", "0.1.0 of 2026-01-01: rebuilt"]
    old, new = (
        (two.site / version / "chapters/index.html").read_text() for version in ("0.1.0", "0.2.0")
    )
    assert "3 trials" in old
    assert "belongs to 0.1.0 of 2026-01-01" in old
    assert "4 trials" in new
    assert (two.site / "0.1.0/notebooks/index.ipynb").exists()
    assert (two.site / "0.1.0/environment.txt").read_text().startswith("# Python 3.")
    assert (two.site / "0.1.0/metadata.txt").read_text() == "0.1.0 of 2026-01-01"
    assert two.git("worktree", "list").count("\n") == 0


def test_a_build_that_fails_says_its_last_words(standing):
    standing.write("broken", "")
    commit = standing.commit()
    changed_register(standing, commit=commit, tree=standing.git("rev-parse", "HEAD^{tree}"))
    standing.git("tag", "-d", "v0.2.0")
    forget(standing)
    with pytest.raises(EditionError, match=r"failed; it said last:\n.*the last words of the build"):
        standing.assemble()
    standing.untouched()


def test_a_build_that_hangs_is_ended(review, tmp_path):
    review.write("slow", "")
    commit = review.commit()
    with pytest.raises(EditionError, match="took more than 1 seconds"):
        building.build(review.root, commit, "0.1.0", "2026-01-01", tmp_path / "out", seconds=1)
    assert not (tmp_path / "out").exists()
    assert review.git("worktree", "list").count("\n") == 0


def test_a_commit_without_a_register_is_too_old(review, tmp_path):
    (review.root / "editions.yaml").unlink()
    commit = review.commit()
    with pytest.raises(EditionError, match="too old to be an edition"):
        building.build(review.root, commit, "0.1.0", "2026-01-01", tmp_path / "out")


def test_environments_are_shared_by_lock(tmp_path, monkeypatch):
    made = []

    def install(folder, lock):
        made.append(lock.read_bytes())
        (folder / "bin").mkdir(parents=True)
        return str(folder / "bin" / "python")

    monkeypatch.setattr(environment, "install", install)
    assert building.interpreter(environment.LOCK.read_bytes(), tmp_path) == sys.executable
    assert made == []
    first, again, other = (building.interpreter(lock, tmp_path) for lock in (b"a", b"a", b"b"))
    assert first == again != other
    assert made == [b"a", b"b"]


def test_an_environment_that_fails_is_not_kept(tmp_path, monkeypatch):
    def install(folder, lock):
        folder.mkdir(parents=True)
        raise SystemExit("no network")

    monkeypatch.setattr(environment, "install", install)
    with pytest.raises(EditionError, match="no network"):
        building.interpreter(b"a", tmp_path)
    assert [path.name for path in (tmp_path / "environments").iterdir() if path.is_dir()] == []


# The website


def test_a_fresh_clone_without_tags_builds_the_same_website(two, tmp_path, visit):
    two.assemble()
    there = visit(clone(two, tmp_path / "fresh", "--no-tags"))
    assert there.git("tag") == ""
    assert there.assemble()[0] == "0.2.0 of 2026-02-02: rebuilt"
    ours, theirs = contents(two.site), contents(there.site)
    # Alike but for what says where the pages are from.
    told = {"editions.json", "editions/index.html", "archives/SHA256SUMS"}
    assert {name for name in theirs if theirs[name] != ours.get(name)} == told
    assert {one["origin"] for one in small_review.listed(there.site)["editions"]} == {"rebuilt"}


def test_a_shallow_clone_says_what_to_fetch_and_works_from_archives(two, tmp_path, visit):
    there = visit(clone(two, tmp_path / "shallow", "--depth", "1"))
    with pytest.raises(EditionError, match=r"this clone is shallow.*git fetch --unshallow"):
        there.assemble()
    assert not there.site.exists()
    shutil.copytree(two.root / "archives", there.root / "archives")
    assert there.assemble()[:2] == ["0.2.0 of 2026-02-02: archive", "0.1.0 of 2026-01-01: archive"]
    there.git("fetch", "-q", "--unshallow")
    shutil.rmtree(there.root / "archives")
    assert there.assemble()[1] == "0.1.0 of 2026-01-01: rebuilt"


def test_an_archive_with_one_byte_changed_is_refused(standing):
    archive = standing.root / "archives" / "0.1.0.tar.gz"
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 2] ^= 1
    archive.write_bytes(raw)
    with pytest.raises(EditionError, match=r"0\.1\.0\.tar\.gz is not the registered archive"):
        standing.assemble()
    standing.untouched()


def test_a_rebuilt_edition_that_says_something_else_is_refused(standing):
    forget(standing)
    changed_register(standing, words="0" * 64)
    with pytest.raises(EditionError, match="says something else than what was published"):
        standing.assemble()
    standing.untouched()


def test_a_rebuilt_edition_with_another_lock_is_refused(standing):
    forget(standing)
    changed_register(standing, lock="0" * 64)
    with pytest.raises(EditionError, match="its commit has a lock file"):
        standing.assemble()
    standing.untouched()


@pytest.mark.parametrize("where", ["write_zip", "unpack", "words_and_numbers"])
def test_a_disk_that_fills_leaves_the_old_website(standing, monkeypatch, where):
    if where == "words_and_numbers":
        forget(standing)

    def full(*arguments, **more):
        raise OSError(errno.ENOSPC, "No space left on device", "a file")

    monkeypatch.setattr(digests, where, full)
    with pytest.raises(EditionError, match=r"No space left on device.*before is untouched"):
        standing.assemble()
    standing.untouched()


def test_a_move_that_fails_puts_the_old_website_back(standing, monkeypatch):
    rename = Path.rename

    def fails(self, target):
        if self.name == "site.new":
            raise OSError(errno.EXDEV, "Not on this disk")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(EditionError, match="Not on this disk"):
        standing.assemble()
    standing.untouched()


def test_archives_are_fetched_from_releases_and_kept(two, tmp_path):
    served = tmp_path / "served"
    for version in ("0.1.0", "0.2.0"):
        (served / f"v{version}").mkdir(parents=True)
        shutil.move(two.root / "archives" / f"{version}.tar.gz", served / f"v{version}")
    (served / "v0.1.0" / "0.1.0.tar.gz").unlink()
    forget(two)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(SimpleHTTPRequestHandler, directory=str(served))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    told = two.assemble(archives_url=url)
    assert told[:2] == ["0.2.0 of 2026-02-02: archive", "0.1.0 of 2026-01-01: rebuilt"]
    server.shutdown()
    server.server_close()
    assert two.assemble(archives_url=url)[0] == "0.2.0 of 2026-02-02: archive"


def test_what_the_website_holds(two):
    told = two.assemble()
    assert "no 404 page: it needs site_url in editions.yaml" in told
    assert any(line.startswith("chapters/old.html is gone since edition 0.1.0") for line in told)
    names = {path.name for path in two.site.iterdir()}
    assert names == {
        "0.1.0",
        "0.2.0",
        "latest",
        "data",
        "archives",
        "editions",
        "editions.json",
        "feed.xml",
        "index.html",
        "versions.js",
    }
    assert 'content="0; url=latest/index.html"' in (two.site / "index.html").read_text()
    assert (two.site / "feed.xml").read_text() == "0.2.0 0.1.0"
    assert "three2003" in (two.site / "data" / "publications.json").read_text()
    sums = (two.site / "archives" / "SHA256SUMS").read_text().splitlines()
    assert len(sums) == 4
    for line in sums:
        digest, name = line.split("  ")
        assert digests.of_file(two.site / "archives" / name) == digest
    newest, oldest = small_review.listed(two.site)["editions"]
    assert newest["version"] == "0.2.0"
    assert newest["why"] == WHY
    for place in ("pages", "data", "data_archive", "site_archive"):
        assert (two.site / oldest[place]).exists()
    latest, fixed = contents(two.site / "latest"), contents(two.site / "0.2.0")
    assert {name: latest[name] for name in fixed} == fixed
    assert set(latest) - set(fixed) == {"chapters/old.html"}


def test_a_page_that_is_gone_says_where_it_stood_last(two):
    two.assemble()
    text = (two.site / "latest" / "chapters" / "old.html").read_text()
    assert 'href="../../0.1.0/chapters/old.html"' in text
    assert 'href="../index.html"' in text


def test_a_page_that_moved_leads_to_where_it_is(two):
    two.edit(
        "editions.yaml",
        "redirects: []",
        "redirects:\n"
        "  - {from: chapters/old.html, to: chapters/between.html}\n"
        "  - {from: chapters/between.html, to: chapters/new.html}",
    )
    told = two.assemble()
    assert not any("is gone" in line for line in told)
    for name in ("old", "between"):
        text = (two.site / "latest" / "chapters" / f"{name}.html").read_text()
        assert 'content="0; url=../chapters/new.html"' in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("[{from: chapters/index.html, to: chapters/new.html}]", "has a page of that name"),
        ("[{from: chapters/old.html, to: chapters/nowhere.html}]", "does not have"),
        ("[{from: a.html, to: b.html}, {from: b.html, to: a.html}]", "in a circle"),
    ],
)
def test_redirects_that_lead_nowhere_are_refused(standing, rows, said):
    standing.edit("editions.yaml", "redirects: []", f"redirects: {rows}")
    with pytest.raises(EditionError, match=said):
        standing.assemble()
    standing.untouched()


def test_with_an_address_there_is_a_404_page_and_a_canonical_link(two):
    two.edit("editions.yaml", 'site_url: ""', "site_url: https://example.org/review")
    told = two.assemble()
    assert not any("404" in line for line in told)
    text = (two.site / "404.html").read_text()
    assert 'href="https://example.org/review/latest/index.html"' in text
    start = (two.site / "index.html").read_text()
    assert 'rel="canonical" href="https://example.org/review/latest/index.html"' in start


def test_the_edition_in_the_making_stands_beside_the_others(review, tmp_path):
    pages = tmp_path / "html"
    building.build(review.root, "HEAD", "0.0.1", "", pages)
    with pytest.raises(EditionError, match="nothing to put on a website"):
        review.assemble()
    assert review.assemble(development=pages)[0] == "development: this tree"
    assert "url=development/index.html" in (review.site / "index.html").read_text()
    review.release("0.1.0")
    review.assemble(development=pages)
    assert (review.site / "development" / "chapters" / "index.html").exists()
    assert "url=latest/index.html" in (review.site / "index.html").read_text()


# Releasing


@pytest.mark.parametrize(
    ("version", "options", "said"),
    [
        ("0.2", {}, "is no version"),
        ("0.1.0", {}, "registered already"),
        ("0.0.9", {}, "is older than 0.1.0"),
        ("0.1.1", {"why": " "}, "say why in one sentence"),
        ("0.1.1", {"tested": "HEAD~2"}, "run them on what is released"),
        ("0.1.1", {"tested": "nothing"}, "run them on what is released"),
        ("0.1.1", {"commit": "nothing"}, "names no commit"),
        ("0.1.1", {"date": "2020-01-01"}, "is before 2026-01-01"),
        ("0.2.0", {}, r"call it 0\.1\.1 \(no study, claim, number or verdict moved\)"),
        ("0.1.2", {}, r"call it 0\.1\.1"),
        ("1.0.0", {}, "every claim has a verdict, and 2 have none"),
    ],
)
def test_a_release_that_is_not_ready_is_refused(review, version, options, said):
    review.release("0.1.0")
    review.edit("chapters/index.md", "The first page", "The very first page")
    with pytest.raises(EditionError, match=said):
        review.release(version, **options)
    assert len(register.read().editions) == 1
    assert review.git("tag") == "v0.1.0"
    assert sorted(path.name for path in (review.root / "archives").iterdir()) == [
        "0.1.0.tar.gz",
        "data-0.1.0.zip",
    ]


def test_a_dirty_tree_is_not_released(review):
    review.log("0.1.0")
    with pytest.raises(EditionError, match=r"changes that no commit holds[^\n]*\n.*CHANGELOG\.md"):
        releasing.release(review.root, "0.1.0", "Why.")
    assert review.git("tag") == ""


def test_a_version_that_the_changelog_does_not_know_is_not_released(review):
    with pytest.raises(EditionError, match=r"CHANGELOG.md says nothing under .*## 0\.1\.0"):
        releasing.release(review.root, "0.1.0", "Why.")


def test_what_fails_its_checks_is_not_released(review):
    review.write(".ci/run", "#!/bin/sh\nexit 1\n")
    with pytest.raises(EditionError, match="failed; nothing was released"):
        review.release("0.1.0", tested="")
    review.write(".ci/run", "#!/bin/sh\nexit 0\n")
    review.commit()
    releasing.release(review.root, "0.1.0", "Why.")


def test_a_tag_that_names_something_else_stops_a_release(review):
    review.git("tag", "v0.1.0")
    with pytest.raises(EditionError, match=r"the tag v0\.1\.0 is there already"):
        review.release("0.1.0")


def test_an_older_commit_can_be_released(review):
    older = review.git("rev-parse", "HEAD")
    review.edit("chapters/index.md", "3 trials", "9 trials")
    edition, told = review.release("0.1.0", commit=older, tested=older)
    assert edition.commit == older
    assert "    git push origin main v0.1.0" in told
    review.assemble()
    assert "3 trials" in (review.site / "0.1.0/chapters/index.html").read_text()


@pytest.mark.parametrize("where", ["with_row", "commit_of"])
def test_a_release_that_fails_at_the_end_leaves_nothing(review, monkeypatch, where):
    if where == "with_row":
        monkeypatch.setattr(register, "with_row", lambda text, edition: text)
    else:
        monkeypatch.setattr(releasing, "make_tag", lambda *given: False)
    before = (review.root / "editions.yaml").read_text()
    with pytest.raises(EditionError, match="nothing was registered"):
        review.release("0.1.0")
    assert (review.root / "editions.yaml").read_text() == before
    assert list((review.root / "archives").iterdir()) == []
    assert review.git("tag") == ""


CHANGES = {
    "a verdict": ("data/claims.csv", "It helps.,open,", "It helps.,unsupported,low", "MAJOR"),
    "a certainty": ("data/claims.csv", "Fast.,open,", "Fast.,open,low", "MAJOR"),
    "a study": ("data/publications.csv", "two2002", "three2003,Three\ntwo2002", "MINOR"),
    "a claim": ("data/claims.csv", "A-2", "A-1b,Slow.,open,\nA-2", "MINOR"),
    "a number": ("data/results_seen.csv", "5.20", "5.02", "MINOR"),
    "its decimals": ("data/results_seen.csv", "5.20", "5.2", "MINOR"),
    "a row": ("data/results_seen.csv", "as printed\n", "as printed\nr-2,one2001,v1,7,\n", "MINOR"),
    "a remark": ("data/results_seen.csv", "as printed", "as it is printed", "PATCH"),
    "a word": ("chapters/index.md", "The first", "This first", "PATCH"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_asks_for_its_version(review, tmp_path, what):
    *edit, wanted = CHANGES[what]
    kept = []
    for name in ("before", "after"):
        building.build(review.root, "HEAD", "0.1.0", "", tmp_path / name)
        kept.append(KeptData(tmp_path / name / "data"))
        review.edit(*edit) if name == "before" else None
        review.commit()
    far, reasons = meaning.step(*kept)
    assert far.name == wanted
    assert len(reasons) == (wanted != "PATCH")


def data_with(folder, verdicts):
    """Data of which only the verdicts matter."""
    folder.mkdir()
    (folder / DESCRIPTOR).write_text('{"resources": []}')
    rows = [{"claim_id": f"A-{n}", "verdict": verdict} for n, verdict in enumerate(verdicts)]
    (folder / "verdicts.json").write_text(json.dumps(rows))
    return KeptData(folder)


def test_the_first_edition_with_every_verdict_is_1_0_0_and_no_other(tmp_path):
    some = data_with(tmp_path / "some", ["open", "supported"])
    every = data_with(tmp_path / "every", ["unsupported", "supported"])
    later = data_with(tmp_path / "later", ["supported", "supported"])
    assert meaning.check_version("1.0.0", "0.2.0", some, every) == ["A-0: open → unsupported"]
    assert meaning.check_version("1.0.0", "", None, every) == ["the first edition"]
    for version, before in (("0.3.0", "0.2.0"), ("0.1.0", "")):
        with pytest.raises(EditionError, match=r"every claim has a verdict, so call it 1\.0\.0"):
            meaning.check_version(version, before, some, every)
    with pytest.raises(EditionError, match=r"call it 1\.0\.0"):
        meaning.check_version("1.1.0", "0.2.0", some, every)
    with pytest.raises(EditionError, match="1 have none"):
        meaning.check_version("1.0.0", "0.2.0", some, some)
    assert meaning.check_version("2.0.0", "1.0.0", every, later)
    with pytest.raises(EditionError, match=r"call it 2\.0\.0"):
        meaning.check_version("1.1.0", "1.0.0", every, later)


def test_a_certainty_of_a_pool_asks_for_the_largest_step(tmp_path):
    def pools(name, **changed):
        row = {"result": "all", "set": "s", "estimate": -0.2, "certainty": "low", **changed}
        data = data_with(tmp_path / name, [])
        (data.folder / "results.json").write_text(json.dumps({"pools": [row]}))
        return data

    before = pools("before")
    assert meaning.step(before, pools("a", certainty="very low"))[0] == meaning.Step.MAJOR
    assert meaning.step(before, pools("b", estimate=-0.3))[0] == meaning.Step.MINOR
    assert meaning.step(before, pools("c", set="words"))[0] == meaning.Step.PATCH


def test_one_is_whole_when_every_claim_is_judged(review):
    review.release("0.1.0")
    for claim in ("It helps.", "Fast."):
        review.edit("data/claims.csv", f"{claim},open,", f"{claim},unsupported,low")
    review.release("1.0.0", date="2026-05-05")
    review.edit("data/claims.csv", "unsupported,low", "supported,low")
    with pytest.raises(EditionError, match=r"call it 2\.0\.0"):
        review.release("1.1.0")


# The commands


def test_the_command_says_where_the_website_is(two, capsys):
    publishing.make_site(development=False)
    said = capsys.readouterr().out
    assert "0.1.0 of 2026-01-01: archive" in said
    assert said.endswith("The website is at _build/site/index.html.\n")


def test_states_of_the_searches_are_told_up_to_the_day_of_the_build(two, monkeypatch):
    asked = []
    monkeypatch.setattr(publishing, "changes", lambda until: asked.append(until) or [])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")
    publishing.make_site(development=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    publishing.make_site(development=False)
    assert asked[0] == date(2030, 1, 1)
    assert abs(asked[1] - datetime.now(UTC).date()) <= timedelta(days=1)


def test_what_stops_the_website_is_told_without_a_traceback(two):
    changed_register(two, version="0.1.0")
    with pytest.raises(SystemExit, match=r"registers 0\.1\.0 twice.*\n\nThe website was not built"):
        publishing.make_site(development=False)


def test_make_hands_on_what_a_release_is_told(review, monkeypatch, capsys):
    review.log("0.1.0", "- From the changelog:\n  in full.")
    head = review.commit()
    given = {
        "VERSION": "0.1.0",
        "WHY": "Because; of this.",
        "TESTED": head,
        "DATE": "2026-01-01",
        "QUESTION": "A wider question.",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["living_review", "release"])
    __main__.main()
    found = register.read().editions[0]
    assert (found.version, found.why) == ("0.1.0", "Because; of this.")
    assert found.moved == ("From the changelog: in full.",)
    assert found.question == "A wider question."
    assert "It is 0.1.0 because of: the first edition." in capsys.readouterr().out


def test_sentences_of_a_release_are_parted_by_semicolons(review):
    review.log("0.1.0")
    publishing.make_release(
        "0.1.0", "Why.", "One moved; another stayed.; Two moved.", tested=review.commit()
    )
    assert register.read().editions[0].moved == ("One moved; another stayed.", "Two moved.")


def test_what_stops_a_release_is_told_without_a_traceback(review):
    with pytest.raises(SystemExit, match=r"is no version.*\n\nNothing was released"):
        publishing.make_release("", "Why.")


def test_a_minus_of_typesetting_in_the_changelog_becomes_that_of_the_register():
    """The data check refuses the other one there."""
    assert releasing.bullets("- From \u22120.3 to 0.2.") == ("From -0.3 to 0.2.",)
