"""The editions of this review itself: what the register says is what git has."""

import subprocess
from pathlib import Path

import pytest

from living_review.editions import building, register

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = register.read().editions


@pytest.mark.parametrize("edition", PUBLISHED, ids=[edition.version for edition in PUBLISHED])
def test_what_is_registered_can_be_built_from_here(edition):
    if register.git(ROOT, "rev-parse", "--is-shallow-repository") == "true":
        pytest.skip("this clone is shallow: commits of older editions are not in it")
    commit = register.find_commit(ROOT, edition)
    assert register.tree_of(ROOT, commit) == edition.tree
    lock = subprocess.run(
        ["git", "show", f"{commit}:{building.LOCK}"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    assert building.lock_digest(lock) == edition.lock
    assert len(edition.words) == len(edition.archive) == 64
    assert edition.why
    assert edition.moved


def test_tags_agree_with_the_register():
    register.check_tags(ROOT, PUBLISHED)
