"""What a page says of itself where it is shared, and where an error in it is told."""

import struct

import pytest
import vl_convert

from living_review.book import head, records, sharing
from living_review.evidence import edition_in_hand
from living_review.pages.record_pages.index import index_record

IN_SHORT = (
    '<div class="review-in-short"><p>In short</p> <p>It <b>may</b> help &amp; harm.</p></div>'
)


def test_a_page_names_its_picture_only_where_the_website_stands(monkeypatch, tmp_path):
    context = {"title": "Harms", "docstitle": "A review"}
    found = sharing.metadata(IN_SHORT, context, "chapters/harms")
    assert 'content="It may help &amp; harm."' in found
    assert "og:image" not in found
    assert "og:url" not in found
    sharing.write_picture(tmp_path, "chapters/harms", "Harms", IN_SHORT)
    assert not list(tmp_path.rglob("*.png"))

    monkeypatch.setattr(edition_in_hand, "address", lambda: "https://example.org/r/1.0.0/")
    found = sharing.metadata(IN_SHORT, context, "chapters/harms")
    place = sharing.picture_name("chapters/harms")
    assert f'content="https://example.org/r/1.0.0/{place}"' in found
    assert 'content="https://example.org/r/1.0.0/chapters/harms.html"' in found
    sharing.write_picture(tmp_path, "chapters/harms", "<em>Harms</em>", IN_SHORT)
    header = (tmp_path / place).read_bytes()[:24]
    assert struct.unpack(">II", header[16:]) == (sharing.WIDTH, sharing.HEIGHT)


@pytest.mark.parametrize("answer", ["", "Short.", "word " * 400, "<script>&", "x" * 900])
@pytest.mark.parametrize("title", ["Harms", "A title that goes on " * 9])
def test_a_picture_can_be_drawn_whatever_it_says(title, answer):
    assert vl_convert.svg_to_png(sharing.picture(title, answer)).startswith(b"\x89PNG")


def test_a_picture_ends_before_its_edge():
    """Title of its usual length, and the longest answer that a page may open with."""
    svg = sharing.picture("Harms of antidepressants, one by one", "word " * 60)
    lowest = max(int(part.split('"')[0]) for part in svg.split(' y="')[1:])
    assert lowest < sharing.HEIGHT - 20


@pytest.mark.long
def test_an_error_is_told_where_there_is_a_place_for_it(monkeypatch):
    assert head.error_report("", "chapters/harms") == ""
    assert "Report an error" not in records.in_html(index_record())
    monkeypatch.setattr(edition_in_hand, "issues_url", lambda: "https://example.org/new")
    told = records.in_html(index_record())
    assert "https://example.org/new?title=Error+on+records%2Findex.html" in told
