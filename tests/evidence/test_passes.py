"""What was found sound is remembered by content alone, and what is wrong never."""

from collections import Counter

import pytest
from frictionless import Resource

from living_review.evidence import keys, passes, tables
from living_review.evidence.soundness import schema


@pytest.fixture
def looked_at(project, monkeypatch) -> Counter:
    """How often Frictionless was asked about each table, from nothing known in this process."""
    asked: Counter = Counter()
    validate = Resource.validate

    def counted(resource, *arguments, **options):
        asked[resource.name] += 1
        return validate(resource, *arguments, **options)

    monkeypatch.setattr(Resource, "validate", counted)
    monkeypatch.setattr(schema, "FOUND_IN", {})
    return asked


def checked(monkeypatch) -> list[str]:
    """Problems of all tables, as a new process finds them."""
    monkeypatch.setattr(schema, "FOUND_IN", {})
    base = tables.root() / "data"
    return [str(problem) for problem in schema.check_schema(tables.descriptor(), str(base))]


@pytest.mark.long
def test_a_sound_table_is_looked_at_once_and_a_wrong_one_each_time(project, looked_at, monkeypatch):
    assert not checked(monkeypatch)
    looked_at.clear()
    assert not checked(monkeypatch)
    assert not looked_at
    path = project.root / "data" / "readers.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")  # a key twice
    first = checked(monkeypatch)
    assert [problem for problem in first if "the key stands twice" in problem]
    assert 0 < len(looked_at) < len(tables.table_names())
    assert checked(monkeypatch) == first
    assert looked_at["readers"] == 2


@pytest.mark.parametrize("broken", ["edited by hand", "of other code", "unreadable"])
def test_a_store_that_is_not_what_was_written_counts_for_nothing(project, monkeypatch, broken):
    passes.remember("trial", ["a", "b"])
    assert passes.passed("trial") >= {"a", "b"}
    path = tables.root() / passes.FOLDER / "sound-trial"
    if broken == "edited by hand":
        path.write_text(path.read_text() + "\nc")
    elif broken == "of other code":
        keys.keep(path, "another key", path.read_bytes())
    else:
        path.write_bytes(b"\xff")
    assert not passes.passed("trial")
    passes.remember("trial", ["d"])
    assert passes.passed("trial") == {"d"}


def test_it_does_not_grow_without_end(project, monkeypatch):
    monkeypatch.setattr(passes, "MOST", 3)
    for digest in "abcd":
        passes.remember("trial", [digest])
    assert passes.passed("trial") == {"d"}
