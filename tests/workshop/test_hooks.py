"""The hooks that authors may put before a commit: each finds its fault, and a clean copy passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.executable).parent.parent


@pytest.fixture
def repository(project):
    """The copy as a git repository with the hooks' settings and the interpreter they name."""
    settings = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (project.root / ".pre-commit-config.yaml").write_text(settings, encoding="utf-8")
    # Compiled code that a hook makes anew is no change of the review.
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    (project.root / ".gitignore").write_text(ignored, encoding="utf-8")
    (project.root / ".venv").symlink_to(VENV)
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=project.root, check=True)
    return project


def hooks(project) -> subprocess.CompletedProcess:
    environment = {**project.environment, "PRE_COMMIT_HOME": str(project.root / ".cache" / "hooks")}
    environment.pop("LIVING_REVIEW_READS", None)
    return subprocess.run(
        [str(VENV / "bin" / "pre-commit"), "run", "--all-files", "--color", "never"],
        cwd=project.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.long
def test_a_clean_copy_passes(repository):
    finished = hooks(repository)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.count("Passed") == 5


# File, what is edited in it, the hook that finds it, and what it says.
FAULTS = (
    (
        "data/verdict_readings.csv",
        "reader33,partly supported,",
        "reader33,perhaps,",
        "data-check",
        "value 'perhaps'",
    ),
    ("data/claims.csv", "S1-01,S1", '"S1-01",S1', "canonical", "rewritten: data/claims.csv"),
    (
        "chapters/zinc.md",
        "## What is claimed\n",
        "## What is claimed\n\nOf 12.\n",
        "prose",
        "'12' is typed",
    ),
    ("living_review/evidence/units.py", "import ", "import  os, ", "ruff-check", "I001"),
)


@pytest.mark.long
def test_each_hook_finds_its_fault_whatever_others_find(repository):
    for file, old, new, *_ in FAULTS:
        repository.edit(file, old, new)
    finished = hooks(repository)
    assert finished.returncode == 1
    for *_, hook, told in FAULTS:
        assert f"hook id: {hook}" in finished.stdout
        assert told in finished.stdout
