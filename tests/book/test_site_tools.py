"""What a reader can do on a page: take data and pictures away, have terms explained, get about."""

import csv
import io
import re
import struct
import xml.etree.ElementTree as ET
import zipfile

import pytest
from shares import first_of
from websites import DESKTOP, PHONE, SITE, wait_until_live

from living_review.evidence import tables

PAGES = sorted(f"chapters/{name}.html" for name in tables.chapters())
POOLED, TERMS = "chapters/the-pooled-answer.html", "chapters/ketamine.html"
FIGURE = re.compile(r'<figure class="review-figure" id="([^"]+)">(.{0,60})')
pytestmark = pytest.mark.site

# One figure of each kind of chart.
KINDS = {
    "forest": POOLED,
    "cells-intervals": "chapters/magnesium-in-cells-and-blood.html",
    "cells-group-size": "chapters/magnesium-in-cells-and-blood.html",
    "laboratories": "chapters/magnesium-in-cells-and-blood.html",
    "influence": "chapters/sensitivity.html",
    "bias": "chapters/the-trials.html",
    "wall": "chapters/verdicts-at-a-glance.html",
    "death": "chapters/harms-of-antidepressants-one-by-one.html",
    "people-of-a-hundred": "chapters/what-antidepressants-do-and-how-fast.html",
}


def saved(page, press) -> bytes:
    with page.expect_download() as download:
        press.click()
    return download.value.path().read_bytes()


def test_every_figure_says_its_finding_first():
    figures = [found for page in PAGES for found in FIGURE.findall((SITE / page).read_text())]
    assert figures
    untitled = [name for name, start in figures if not start.startswith('<p class="review-title">')]
    assert untitled == []


@pytest.mark.parametrize("name", first_of(KINDS))
def test_the_data_that_are_saved_are_those_of_the_table(open_page, name):
    page = open_page(KINDS[name])
    figure = page.locator(f"#figure-{name}")
    figure.locator("summary", has_text="Data").click()
    rows = list(csv.reader(io.StringIO(saved(page, figure.get_by_text("Save as CSV")).decode())))
    shown = figure.locator("table").evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    assert [[" ".join(cell.split()) for cell in row] for row in shown] == rows
    assert len(rows) > 3


def test_a_row_that_a_filter_hides_is_not_saved(open_page):
    page = open_page(POOLED)
    figure = page.locator("#figure-forest")
    figure.locator("summary", has_text="Data").click()
    whole = saved(page, figure.get_by_text("Save as CSV")).decode().splitlines()
    figure.locator("table").evaluate("table => { table.rows[2].hidden = true; }")
    rest = saved(page, figure.get_by_text("Save as CSV")).decode().splitlines()
    assert rest == whole[:2] + whole[3:]


def said_by(picture: bytes) -> str:
    texts = ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(" ".join(" ".join(text.itertext()).split()) for text in texts)


@pytest.mark.parametrize("name", first_of(KINDS))
def test_a_picture_says_its_finding_edition_and_address(open_page, name):
    size, scheme = (PHONE, "dark") if name == "forest" else (DESKTOP, "light")
    page = open_page(KINDS[name], size=size, scheme=scheme)
    wait_until_live(page)
    figure = page.locator(f"#figure-{name}")
    drawn = said_by(saved(page, figure.get_by_text("Picture (SVG)")))
    assert " ".join(figure.locator(".review-title").inner_text().split()) in drawn
    assert "Development edition" in drawn
    assert page.locator(".review-masthead .review-name").inner_text() in drawn
    squeezed = "".join(drawn.split())  # a text of several lines has no space between them
    assert f"{page.url}#figure-{name}" in squeezed
    shown = (
        figure.locator(".review-picture >> visible=true").locator("svg text").all_text_contents()
    )
    assert all("".join(words.split()) in squeezed for words in shown)
    png = saved(page, figure.get_by_text("Picture (PNG)"))
    assert png.startswith(b"\x89PNG")
    wide, tall = struct.unpack(">II", png[16:24])
    assert wide >= 600
    assert tall >= 300


@pytest.mark.parametrize("size", first_of([(PHONE,), (DESKTOP,)]), ids=["phone", "desktop"])
def test_a_picture_is_as_wide_live_as_before(open_page, size):
    widths = set()
    for script in (False, True):
        page = open_page(POOLED, size=size, java_script_enabled=script)
        if script:
            wait_until_live(page)
        picture = page.locator("#figure-forest .review-picture svg >> visible=true")
        widths.add(round(picture.bounding_box()["width"]))
    assert len(widths) == 1


@pytest.mark.parametrize("name", first_of(KINDS))
def test_a_picture_says_without_a_script_what_it_says_with_it(open_page, name):
    said = []
    for script in (False, True):
        page = open_page(KINDS[name], java_script_enabled=script)
        view = page.locator(f"#figure-{name} .review-wide")
        view.scroll_into_view_if_needed()
        if script:
            page.wait_for_selector(f"#figure-{name} .review-wide[data-live=true]")
        said.append(view.locator(".review-picture svg text").all_text_contents())
    assert said[0] == said[1] != []


def test_code_and_link_are_tools_of_the_figure(open_page):
    page = open_page(POOLED)
    tools = page.locator("#figure-side-by-side .review-tools")
    code = tools.locator("details.hide")
    assert not code.locator("pre").is_visible()
    code.locator("summary").click()
    assert "show(" in code.locator("pre").inner_text()
    assert tools.get_by_role("link", name="Link").get_attribute("href") == "#figure-side-by-side"
    assert page.said == []


def test_without_javascript_data_and_code_are_there(open_page):
    page = open_page(POOLED, java_script_enabled=False)
    figure = page.locator("#figure-forest")
    figure.locator("summary", has_text="Data").click()
    assert figure.locator("table").is_visible()
    assert page.locator("details.hide", has_text="Code").first.is_visible()


def test_a_term_is_explained_on_pointing_and_by_keyboard(open_page):
    page = open_page(TERMS)
    link, bubble = page.locator("a:has(.std-term)").first, page.locator("#review-explained")
    link.scroll_into_view_if_needed()
    link.hover()
    bubble.wait_for()
    said = bubble.inner_text()
    assert len(said) > 20
    page.keyboard.press("Escape")
    assert bubble.is_hidden()
    page.mouse.move(0, 0)
    link.evaluate("link => link.focus({focusVisible: true})")
    assert bubble.inner_text() == said
    assert link.get_attribute("aria-describedby") == "review-explained"
    link.evaluate("link => link.blur()")
    assert bubble.is_hidden()
    assert page.said == []


def test_a_citation_is_explained_on_a_first_tap_and_followed_on_a_second(open_page):
    page = open_page(TERMS, size=PHONE, has_touch=True)
    link = page.locator('.bd-article a[data-explained][href*="references"]').first
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # scrolling hides what is shown
    link.tap()
    page.locator("#review-explained").wait_for()
    assert page.url.endswith("ketamine.html")
    box = page.locator("#review-explained").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    link.tap()
    page.wait_for_url("**/references.html#*")


def test_without_javascript_a_term_keeps_its_meaning_as_its_title(open_page):
    page = open_page(TERMS, java_script_enabled=False)
    assert len(page.locator("a:has(.std-term)").first.get_attribute("title")) > 20


@pytest.mark.parametrize("size", first_of([(PHONE,), (DESKTOP,)]), ids=["phone", "desktop"])
def test_the_text_is_three_keys_away(open_page, size):
    """Past all navigation with one key, then what can be followed in the text is next."""
    page = open_page(POOLED, size=size)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.bd-article') !== null")


def test_the_sidebar_keeps_the_place(open_page):
    page = open_page("chapters/glossary.html", size=(1280, 700))
    page.wait_for_function("document.querySelector('.bd-sidebar-primary').scrollTop > 0")
    place = page.locator(".bd-sidebar-primary a.current").bounding_box()
    assert 0 <= place["y"] <= 700


@pytest.mark.parametrize("size", first_of([(PHONE,), (DESKTOP,)]), ids=["phone", "desktop"])
def test_edition_searches_change_citation_and_data_head_every_page(open_page, size):
    for name in (POOLED, "records/claims/s1-05.html"):
        page = open_page(name, size=size)
        bar = page.locator(".review-bar")
        for words in ("Development edition", "What changed", "Cite", "Data"):
            assert bar.get_by_text(words, exact=True).is_visible(), (name, words)
            place = bar.get_by_text(words, exact=True).bounding_box()
            assert place["y"] + place["height"] < 120


def test_a_page_describes_itself():
    for page in PAGES:
        text = (SITE / page).read_text()
        title = re.search(r'property="og:title" content="([^"]+)"', text)
        assert title, page
        if "review-in-short" in text:
            assert re.search(r'name="description" content="[^"]{40,}"', text), page


@pytest.mark.parametrize(
    "asked", first_of(["nothing of the kind zzz", "suicide", "kill myself", ""])
)
def test_search_shows_where_help_is_whatever_is_asked(open_page, asked):
    page = open_page(f"search.html?q={asked}")
    link = page.get_by_role("link", name="call someone now")
    assert link.is_visible()
    link.click()
    page.wait_for_url("**/if-you-are-here-for-yourself.html#if-you-need-help-now")
    assert page.locator("#if-you-need-help-now").count() == 1


def test_help_is_one_key_away_on_a_record(open_page):
    page = open_page("records/claims/s2-01.html", size=PHONE)
    page.get_by_role("link", name="Help now").click()
    page.wait_for_url("**/if-you-are-here-for-yourself.html#if-you-need-help-now")


def test_a_slip_of_the_pen_finds_what_was_meant(open_page):
    page = open_page("search.html?q=magnesuim")
    page.wait_for_function("document.querySelectorAll('#search-results li').length > 3")


def test_everyday_words_find_a_claim_in_the_list(open_page):
    page = open_page("chapters/verdicts-at-a-glance.html")
    page.locator('.review-filters input[type="search"]').fill("red blood cells sertraline")
    shown = page.locator(".review-entries > li:visible")
    assert any("S1-10" in text for text in shown.all_inner_texts())


def test_all_data_come_in_one_archive():
    with zipfile.ZipFile(SITE / "data" / "all-data.zip") as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        for described in tables.descriptor()["resources"]:
            assert described["path"] in names
        held = archive.read("trials.csv")
    assert held == (tables.root() / "data" / "trials.csv").read_bytes()


def test_pressing_a_trial_in_the_forest_leads_to_its_record(open_page):
    page = open_page(POOLED)
    wait_until_live(page)
    name = page.locator("#figure-forest .review-wide svg text", has_text="Rajizadeh 2017").first
    name.scroll_into_view_if_needed()
    box = name.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    page.wait_for_url("**/records/trials/rajizadeh2017.html")


def test_a_first_tap_on_a_trial_tells_and_a_second_leads_on(open_page):
    page = open_page(POOLED, size=PHONE, has_touch=True)
    wait_until_live(page)
    name = page.locator("#figure-forest .review-narrow svg text", has_text="Rajizadeh 2017").first
    name.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = name.bounding_box()
    place = box["x"] + 5, box["y"] + box["height"] / 2
    page.touchscreen.tap(*place)
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for()
    assert "risk of bias" in tip.inner_text()
    assert page.url.endswith("the-pooled-answer.html")
    page.touchscreen.tap(*place)
    page.wait_for_url("**/records/trials/rajizadeh2017.html")


def told(page) -> list[str]:
    """Values of the details that are shown."""
    return page.locator("#vg-tooltip-element td.value").all_inner_texts()


@pytest.mark.parametrize("figure", first_of(KINDS))
def test_keyboard_pointer_and_finger_are_told_the_same(open_page, figure):
    page = open_page(KINDS[figure], has_touch=True)
    wait_until_live(page)
    picture = page.locator(f"#figure-{figure} .review-wide .review-picture")
    picture.focus()
    page.keyboard.press("ArrowRight")
    by_key = told(page)
    status = picture.get_by_role("status", include_hidden=True).text_content()
    assert re.match(r"1 of \d+\. ", status)
    assert by_key
    assert all(value in status for value in by_key)
    box = picture.locator(".review-ring").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.press("Escape")
    shown = page.locator("#vg-tooltip-element.visible")
    assert shown.count() == 0
    # In this order: a mouse that was moved leaves the picture again when a finger has tapped.
    page.touchscreen.tap(*middle)
    shown.wait_for()
    assert told(page) == by_key
    page.mouse.move(*middle)
    page.mouse.move(middle[0] + 1, middle[1])
    shown.wait_for()
    assert told(page) == by_key


def test_keys_go_from_mark_to_mark_and_enter_opens_the_record(open_page):
    page = open_page(POOLED)
    wait_until_live(page)
    picture = page.locator("#figure-forest .review-wide .review-picture")
    picture.focus()
    page.keyboard.press("Home")
    first = told(page)
    page.keyboard.press("ArrowDown")
    second = told(page)
    assert first != second
    page.keyboard.press("ArrowUp")
    assert told(page) == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/trials/*.html")


def test_a_small_mark_is_hit_by_what_is_near_it(open_page):
    page = open_page(KINDS["influence"])
    wait_until_live(page)
    picture = page.locator("#figure-influence .review-wide .review-picture")
    picture.focus()
    page.keyboard.press("ArrowRight")
    by_key = told(page)
    box = picture.locator(".review-ring").bounding_box()
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + box["width"] / 2 - 9, box["y"] + box["height"] / 2)
    page.locator("#vg-tooltip-element.visible").wait_for()
    assert told(page) == by_key
