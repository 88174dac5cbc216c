"""Register, building, website, differences, feeds and metadata as one, on a known change."""

import json
import xml.etree.ElementTree as ET

import pytest
import small_review
from websites import PATIENCE, broken_links


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """Two editions of a small review, between which the known change was made."""
    made = small_review.make(tmp_path_factory.mktemp("together") / "review")
    with pytest.MonkeyPatch.context() as patch:  # undone also where an edition can't be made
        patch.setenv("LIVING_REVIEW_ROOT", str(made.root))
        made.edit("editions.yaml", 'site_url: ""', 'site_url: "https://example.org/r"')
        made.release("0.1.0")
        made.change()
        made.release("0.2.0", "A <number> was wrong & is mended.")
        made.assemble()
        yield made


def test_every_internal_link_of_the_website_leads_somewhere(review):
    assert broken_links(review.site) == []


def test_the_comparison_shows_what_was_changed_and_nothing_else(review):
    text = (review.site / "editions" / "0.1.0-to-0.2.0.html").read_text(encoding="utf-8")
    for shown in ("5.20", "5.02", "unsupported"):
        assert shown in text
    assert "A-2" not in text  # the claim that nobody touched


@pytest.mark.site
@pytest.mark.parametrize("name", ["index.html", "0.1.0-to-0.2.0.html"])
def test_pages_about_editions_lead_to_each_of_them(review, chromium, name):
    page, said = chromium.new_page(), []
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{review.site.as_uri()}/editions/{name}")
    assert page.locator(".review-old-edition").count() == 0
    summary = page.locator(".review-editions summary")
    summary.focus()
    page.keyboard.press("Enter")
    names = page.locator(".review-editions a").all_inner_texts()
    assert names[:3] == [
        "edition 0.2.0 of 2026-02-02, the newest",
        "edition 0.2.0 of 2026-02-02, at an address that stays",
        "edition 0.1.0 of 2026-01-01",
    ]
    page.locator(".review-editions a").nth(2).click()
    page.wait_for_url("**/chapters/index.html")
    assert "belongs to 0.1.0" in page.inner_text("body")
    page.locator(".review-old-edition a").click()
    page.wait_for_url("**/latest/**")
    assert said == []
    page.close()


def test_feeds_know_both_editions_and_the_verdict(review):
    entry = "{http://www.w3.org/2005/Atom}entry"
    assert len(ET.parse(review.site / "feed.xml").getroot().findall(entry)) == 2
    text = (review.site / "feed.xml").read_text(encoding="utf-8")
    assert "https://example.org/r/0.2.0/" in text
    assert "A-1" in (review.site / "verdicts.xml").read_text(encoding="utf-8")


def test_an_edition_carries_its_own_metadata_and_data(review):
    folder = review.site / "0.2.0"
    crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert "0.2.0" in json.dumps(crate)
    assert "version: 0.2.0" in (folder / "CITATION.cff").read_text().replace('"', "")
    assert "https://example.org" not in (folder / "metadata.jsonld").read_text()
