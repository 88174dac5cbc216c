"""A copy of what the door for data reads, to break rows in."""

import shutil
from pathlib import Path

import pytest

from living_review.evidence import tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """What the door reads, in a folder of its own."""
    root = tmp_path_factory.mktemp("door")
    for name in tables.FOLDERS:
        shutil.copytree(ROOT / name, root / name)
    for name in tables.FILES:
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture
def door(copied, monkeypatch):
    """The copy, sound at the start of each test."""
    monkeypatch.setenv(tables.ROOT, str(copied))
    return restore(copied)


def restore(copied: Path) -> Path:
    """Make the copy what the review is, whatever was broken in it."""
    for path in [*(ROOT / "data").glob("*.csv"), ROOT / "references.bib"]:
        here = copied / path.relative_to(ROOT)
        if here.read_bytes() != path.read_bytes():
            shutil.copy(path, here)
    return copied
