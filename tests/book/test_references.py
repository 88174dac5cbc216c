"""The list of references, written once for each entry as it is."""

import pytest

from living_review.book.references import KeptStyle
from living_review.evidence import bibliography

ENTRY = b"@article{a, author={Doe, J.}, title={T}, journal={J}, year={2001}}"


@pytest.fixture
def style(monkeypatch):
    monkeypatch.setattr(KeptStyle, "known", {})
    return KeptStyle()


def entry(raw=ENTRY):
    return bibliography.as_written(raw)["a"]


def test_an_entry_is_written_as_the_style_writes_it(style):
    plain = bibliography.style().format_entry("1", entry())
    assert style.format_entry("1", entry()).text == plain.text
    assert style.format_entry("1", entry()) is style.format_entry("1", entry())


def test_an_entry_that_changed_is_written_anew(style):
    before = style.format_entry("1", entry())
    after = style.format_entry("1", entry(ENTRY.replace(b"2001", b"2002")))
    assert "2001" in str(before.text)
    assert "2002" in str(after.text)
    assert style.format_entry("2", entry()).label == "2"
