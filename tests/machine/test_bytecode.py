"""Compiled code is never older than its source, whatever the times say."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from living_review.machine.bytecode import compile_by_content

PYTHON = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "some_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "value.py").write_text("VALUE = 1\n")
    assert shown(folder) == "1"
    return folder


def shown(folder: Path) -> str:
    command = [sys.executable, "-c", "from some_package.value import VALUE; print(VALUE)"]
    finished = subprocess.run(
        command, cwd=folder.parent, env=PYTHON, capture_output=True, text=True
    )
    return finished.stdout.strip() or finished.stderr


def compiled(folder: Path) -> Path:
    return Path(importlib.util.cache_from_source(folder / "value.py"))


def edit_in_the_past(folder: Path, text: str):
    """Size and time of the file stay."""
    status = (folder / "value.py").stat()
    (folder / "value.py").write_text(text)
    os.utime(folder / "value.py", ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_edit_that_keeps_size_and_time_is_seen(package, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    edit_in_the_past(package, "VALUE = 2\n")
    assert shown(package) == "1"  # Python by itself: if not, nothing here is needed any more
    compile_by_content(package)
    assert shown(package) == "2"
    edit_in_the_past(package, "VALUE = 3\n")  # and from now on, without being asked
    assert shown(package) == "3"


def test_a_compiled_file_that_is_cut_is_made_again(package, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compile_by_content(package)
    path = compiled(package)
    raw = path.read_bytes()
    path.write_bytes(raw[:-10])
    assert "EOFError" in shown(package)
    compile_by_content(package)
    assert path.read_bytes() == raw
    assert shown(package) == "1"


def test_where_none_is_to_be_written_a_stale_one_only_goes(package, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    edit_in_the_past(package, "VALUE = 2\n")
    compile_by_content(package)
    assert not compiled(package).exists()
    assert shown(package) == "2"


def test_a_module_that_is_no_python_is_left_to_whoever_imports_it(package, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    edit_in_the_past(package, "VALUE = (\n")
    compile_by_content(package)
    assert "SyntaxError" in shown(package)


@pytest.mark.long
def test_commands_begin_with_it(project):
    """A module of a command itself, edited so that size and time stay."""
    path = project.root / "living_review" / "workshop" / "testing.py"
    command = [sys.executable, "-m", "living_review", "prose"]
    environment = {k: v for k, v in project.environment.items() if k in (*PYTHON, "PYTHONPATH")}
    environment = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def said() -> str:
        finished = subprocess.run(
            command, cwd=project.root, env=environment, capture_output=True, text=True
        )
        return finished.stdout + finished.stderr

    plain = [sys.executable, "-c", "import living_review.workshop.testing"]
    subprocess.run(plain, cwd=project.root, env=environment, check=True)
    status = path.stat()
    project.edit("living_review/workshop/testing.py", "No number is typed", "No number is TYPED")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "No number is TYPED" in said()
