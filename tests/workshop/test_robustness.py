"""Commands where something is not as they would wish: terminals, folders, git, broken code."""

import shutil
import subprocess
import sys
import threading
import time

import pytest

from living_review.machine import repository
from living_review.workshop import data_checks, following, reviewing, serving, sources
from living_review.workshop.authoring import forms


def in_place(path, text):
    """Save as many editors do: a new file is moved to where the old one was."""
    aside = path.with_name(f"{path.name}~")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


@pytest.fixture
def watched(tmp_path):
    """A review's folder that is being watched, and what was noticed so far."""
    root = tmp_path / "review"
    for name in serving.FOLDERS:
        (root / name).mkdir(parents=True)
    for name in serving.FILES:
        (root / name).write_text("before", encoding="utf-8")
    stop, noticed = threading.Event(), []

    def follow():
        for names in serving.saves(root, stop):
            noticed.append(names)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    yield root, noticed
    stop.set()
    thread.join(600)  # for what hangs
    assert not thread.is_alive(), "the watch did not end"


def wait_for(name, root, noticed):
    """Save a file until the watch has begun and notices it; True if it ever does."""
    for attempt in range(6000):  # ten minutes: for what hangs, never for what is slow
        in_place(root / name, f"after {attempt}")
        time.sleep(0.1)
        if any(name in names for names in list(noticed)):
            return True
    return False


INPUTS = [*sorted(serving.FILES), *(f"{folder}/file" for folder in serving.FOLDERS)]


def test_a_save_of_anything_that_the_book_is_made_from_is_noticed(watched):
    root, noticed = watched
    # A file that was moved into place is another file: it has to be noticed a second time.
    for name in (*INPUTS, *INPUTS):
        noticed.clear()
        assert wait_for(name, root, noticed), name


def test_every_kind_of_input_is_watched():
    for name in ("_config.yml", "CITATION.cff", "requirements.txt", "_toc.yml", "protocol.yaml"):
        assert name in serving.FILES
    assert {"precomputed", "data", "chapters", "living_review", "searches"} <= set(serving.FOLDERS)


def test_what_a_build_writes_starts_no_build(watched):
    root, noticed = watched
    assert wait_for("_config.yml", root, noticed)
    (root / "_build").mkdir()
    (root / "_build" / "page.html").write_text("x")
    (root / "notes.txt").write_text("x")
    noticed.clear()
    assert wait_for("_config.yml", root, noticed)  # it comes after what came before
    assert set().union(*noticed) <= {"_config.yml"}


# --- a syntax error is told in two lines --------------------------------------------------------


def test_a_module_that_is_no_python_is_told_in_two_lines(project):
    for name in ("workshop/adding.py", "charts/forest.py"):
        path = project.root / "living_review" / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\ndef broken(:\n", encoding="utf-8")
    finished = project.run("-m", "living_review", "data-check")
    lines = finished.stderr.strip().splitlines()
    assert finished.returncode != 0
    assert len(lines) == 2, finished.stderr
    assert "living_review/workshop/adding.py:" in lines[0]
    assert "def broken(:" in lines[1]
    places = [said.split(":")[0] for said in sources.broken_sources(project.root)]
    assert places == ["living_review/charts/forest.py", "living_review/workshop/adding.py"]


@pytest.mark.parametrize("options", ["", ":tags: [hide-input]\n", "---\ntags: [hide-input]\n---\n"])
def test_a_cell_that_is_no_python_is_told_with_chapter_and_line(tmp_path, options):
    (tmp_path / "chapters").mkdir()
    text = (
        f"# T\n\n```{{code-cell}} python\nx = 1\n```\n\n```{{code-cell}} python\n{options}y = (\n"
    )
    (tmp_path / "chapters" / "zinc.md").write_text(f"{text}```\n", encoding="utf-8")
    line = text.count("\n")
    (said,) = sources.broken_sources(tmp_path)
    assert said.splitlines()[0].startswith(f"chapters/zinc.md:{line}: ")
    assert said.splitlines()[1].strip() == "y = ("


def test_a_directive_that_would_not_run_is_told_with_chapter_and_line(tmp_path):
    (tmp_path / "chapters").mkdir()
    text = "# T\n\n  ```{claim} X-1\n  ```\n"
    (tmp_path / "chapters" / "zinc.md").write_text(text, encoding="utf-8")
    (said,) = sources.broken_sources(tmp_path)
    assert said.startswith("chapters/zinc.md, line 3: write {claim} with three backticks")


def test_the_review_has_no_broken_source():
    from living_review.evidence import tables

    assert sources.broken_sources(tables.root()) == []


# --- progress -----------------------------------------------------------------------------------

COUNTING = """
import sys
from living_review.book.execution import print_progress
for done in range(1, 41):
    print_progress(done, 40)
print("other words – and a dash")
print("x" * 500_000, file=sys.stderr)
sys.exit(3)
"""


def test_progress_is_told_without_a_flood_and_the_rest_is_kept(tmp_path, capsys):
    finished = following.run_and_tell([sys.executable, "-c", COUNTING], tmp_path)
    told = capsys.readouterr().out.splitlines()
    assert told == [f"chapters run so far: {done} of 40" for done in (10, 20, 30, 40)]
    assert finished.returncode == 3
    assert finished.stdout == "other words – and a dash\n"
    assert len(finished.stderr) > 500_000


def test_on_a_terminal_one_line_counts_every_chapter(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    following.run_and_tell([sys.executable, "-c", COUNTING], tmp_path)
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert told.split("\r")[1:] == [
        f"chapters run so far: {done} of 40" + ("\n" if done == 40 else "") for done in range(1, 41)
    ]


# --- git, folders, terminals --------------------------------------------------------------------


def test_git_that_refuses_a_folder_of_another_owner_says_so(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert repository.why_git_refuses(tmp_path) == ""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for its tests
    said = repository.why_git_refuses(tmp_path)
    assert "another user" in said
    assert f"git config --global --add safe.directory {tmp_path}" in said
    monkeypatch.setattr(reviewing.tables, "root", lambda: tmp_path)
    with pytest.raises(SystemExit, match=r"safe\.directory"):
        reviewing.tell_consequences()


def test_a_folder_without_git_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "is no git repository" in repository.why_git_refuses(tmp_path)


@pytest.mark.long
def test_a_checkout_that_can_not_be_written_to_is_checked_all_the_same(project, capsys):
    shutil.rmtree(project.root / ".cache")
    (project.root / ".cache").write_text("a file, where a folder would have to be made")
    data_checks.report_data_check()
    assert "The data is sound" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["br [x]", "per%20cent", "what?", "all*"])
def test_a_folder_whose_name_the_build_misreads_is_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(SystemExit, match="Rename the folder"):
        sources.refuse_names_that_fail(tmp_path / name)


@pytest.mark.parametrize("name", ["a b", "ä", "x-y_z.1", "(1)"])
def test_other_names_of_folders_are_taken(tmp_path, name):
    sources.refuse_names_that_fail(tmp_path / name)


@pytest.mark.long
@pytest.mark.parametrize("terminal", ["ascii", "latin-1"])
def test_new_works_on_a_terminal_without_utf8(project, terminal):
    for words in ((), ("claims",)):
        finished = subprocess.run(
            [sys.executable, "-m", "living_review", "new", *words],
            cwd=project.root,
            env={**project.environment, "PYTHONIOENCODING": terminal, "LC_ALL": "C"},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        assert b"Traceback" not in finished.stderr
        assert b"WHAT=" in finished.stdout or b"Nothing was written" in finished.stderr


def test_letters_that_are_no_utf8_are_refused_with_what_to_set():
    typed = b"caf\xe9".decode("utf-8", "surrogateescape")
    assert "LC_ALL=C.UTF-8" in forms.Question("claim", "What.").refusal(typed)
