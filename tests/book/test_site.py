"""The built site as a reader meets it, in a real browser: desktop and phone, light and dark."""

import csv
import json
import re
from urllib.parse import urlparse

import jsonschema
import pytest
from shares import first_of
from websites import (
    AXE_TAGS,
    DESKTOP,
    NARROWEST,
    PHONE,
    SITE,
    broken_links,
    wait_until_live,
)

from living_review.charts.number_format import p_value_in_words, significant, with_minus
from living_review.evidence import identity, tables
from living_review.statistics.group_comparisons import over_group_sizes
from living_review.statistics.paired_changes import smallest_numbers_of_people
from living_review.synthesis.verdicts.claims import verdict_table

PAGES = sorted(f"chapters/{name}.html" for name in tables.chapters())
# The page that most readers meet first, the one whose faults could do most harm, and a record; the
# others are looked at in the suite that takes long.
FIRST_LOOKED_AT = (
    "chapters/index.html",
    "chapters/if-you-are-here-for-yourself.html",
    "records/trials/rajizadeh2017.html",
)
# Records are made by five kinds of code: one of each kind, and those that hold most.
RECORDS = (
    "records/index.html",
    "records/claims/s2-07a.html",
    "records/trials/rajizadeh2017.html",
    "records/data/biomarker_values.html",
    "records/checks/rajizadeh2017.html",
)
LONGEST_RECORDS = (
    "records/checks/index.html",
    "records/trials/mehdi2017.html",
    "records/data/publications.html",
)
LOOKED_AT = [
    name if name in FIRST_LOOKED_AT else pytest.param(name, marks=pytest.mark.long)
    for name in (*PAGES, *RECORDS, *LONGEST_RECORDS)
]
CELLS = "chapters/magnesium-in-cells-and-blood.html"
COLOUR_RULES = ("color-contrast", "link-in-text-block")
pytestmark = pytest.mark.site


def has_figures(name: str) -> bool:
    return "review-figure" in (SITE / name).read_text(encoding="utf-8")


def outside(page, origin) -> list[str]:
    return [url for url in page.asked if not url.startswith((origin, "data:", "blob:"))]


def test_a_request_to_another_origin_would_be_seen(open_page, origin):
    page = open_page(PAGES[0])
    with page.expect_request("http://127.0.0.1:9/x"):
        page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x'}))"
        )
    assert outside(page, origin) == ["http://127.0.0.1:9/x"]


# For each way in which text stands before a ground, its first element: what colours can go wrong
# is the same for all that share every style up the tree, and on long pages thousands do.
FIRST_OF_EACH_LOOK = """() => {
    const looks = new Map(), numbers = new Map();
    const styles = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize',
        'fontWeight', 'textShadow', 'textDecorationLine', 'borderBottomWidth', 'borderBottomStyle',
        'display', 'position', 'zIndex', 'clip', 'filter', 'mixBlendMode'];
    const look = element => {
        if (!element) return -1;
        if (looks.has(element)) return looks.get(element);
        const computed = getComputedStyle(element);
        const key = JSON.stringify([look(element.parentElement), element.localName, element.type,
            element.disabled, element.getAttribute('aria-disabled'),
            ...styles.map(name => computed[name])]);
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        looks.set(element, numbers.get(key));
        return numbers.get(key);
    };
    const seen = new Set(), first = [];
    for (const element of document.body.querySelectorAll('*')) {
        const written = [...element.childNodes].map(n => n.nodeType === 3 ? n.data : '').join(' ')
            .trim() || (element.matches('input, select, textarea') ? 'a value' : '');
        if (!written || !element.checkVisibility()) continue;
        // Single signs are passed over by axe, so they can't stand for words.
        const kind = look(element) + (/[\\p{L}\\p{N}]{2}/u.test(written) ? ' words' : ' signs');
        if (seen.has(kind)) continue;
        seen.add(kind);
        first.push(element);
    }
    return first;
}"""


def violations(page) -> list[str]:
    """What axe finds: colours on the first element of each look, all other rules everywhere."""
    off = {rule: {"enabled": False} for rule in COLOUR_RULES}
    rest = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "rules": off}
    return [*_violations(page, "document", rest), *colour_violations(page)]


def colour_violations(page) -> list[str]:
    only = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
    return _violations(page, f"{{include: ({FIRST_OF_EACH_LOOK})()}}", only)


def _violations(page, where: str, options: dict) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = json.dumps({**options, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({where}, {options}).then(found => found.violations)")
    return [
        f"{v['id']}: {n['target']} {n.get('failureSummary', '')[:200]}"
        for v in found
        for n in v["nodes"]
    ]


def unfold(page):
    """Open every fold, and wait until what was in it has faded in."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(
        "Promise.allSettled(document.getAnimations()"
        ".filter(a => a.effect.getComputedTiming().endTime < Infinity).map(a => a.finished))"
    )


def live_states(page) -> set[str]:
    return set(
        page.evaluate(
            "[...document.querySelectorAll('.review-view')].filter(v => v.offsetParent !== null)"
            ".map(v => v.dataset.live)"
        )
    )


def cut_labels(page) -> list[str]:
    return page.evaluate(
        "() => [...document.querySelectorAll('.review-picture')]"
        ".filter(p => p.offsetParent !== null).flatMap(p => {"
        " const box = p.getBoundingClientRect();"
        " return [...p.querySelectorAll('svg text')].filter(t => {"
        "  const b = t.getBoundingClientRect();"
        "  return b.width && (b.left < box.left - 2 || b.right > box.right + 2); })"
        " .map(t => t.textContent) })"
    )


def too_wide(page) -> list[str]:
    """What reaches beyond the page's right side, or that something does."""
    return page.evaluate(
        "() => { const w = document.documentElement.clientWidth;"
        " if (document.documentElement.scrollWidth <= window.innerWidth"
        "  && document.documentElement.scrollWidth <= w) return [];"
        " const found = [...document.querySelectorAll('.bd-article *')]"
        ".filter(e => e.getBoundingClientRect().right > w + 1)"
        ".slice(0, 3).map(e => e.outerHTML.slice(0, 150));"
        " return found.length ? found : ['something outside the article'] }"
    )


def wide_tables(page) -> list[str]:
    """Tables that are wider than the text that they stand in, so that a column is out of sight."""
    return page.evaluate(
        "() => [...document.querySelectorAll('table.review-table')]"
        ".filter(t => t.checkVisibility() && t.scrollWidth > t.parentElement.clientWidth + 1)"
        ".map(t => `${t.caption.innerText}: ${t.scrollWidth} of ${t.parentElement.clientWidth}`)"
    )


def problems(**found) -> dict:
    """The checks that found something, by name."""
    return {name: what for name, what in found.items() if what}


# A visit costs more than a check, so each makes all the checks that it can.
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_on_a_screen(open_page, origin, name):
    page = open_page(name)
    wait_until_live(page)
    seen = {
        "asked_elsewhere": outside(page, origin),
        "complaints": list(page.said),
        "labels_cut_off": cut_labels(page),
    }
    if has_figures(name):
        assert live_states(page) == {"true"}
    unfold(page)
    seen["wide_tables"] = wide_tables(page)
    seen["light"] = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    unfold(page)
    # Dark differs from light in nothing but its colours.
    seen["dark"] = colour_violations(page)
    assert problems(**seen) == {}


@pytest.mark.parametrize(
    "size", [pytest.param(PHONE, marks=pytest.mark.long), NARROWEST], ids=["390", "320"]
)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_on_a_phone(open_page, name, size):
    page = open_page(name, size=size)
    wait_until_live(page)
    seen = {"labels_cut_off": cut_labels(page)}
    if has_figures(name):
        assert live_states(page) == {"true"}
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert problems(**seen, too_wide=too_wide(page), wide_tables=wide_tables(page)) == {}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_without_javascript(open_page, name):
    page = open_page(name, java_script_enabled=False)
    assert "the development edition" in page.locator(".review-edition").inner_text()
    figures = page.locator(".review-figure:not(.review-own)")  # which is a table without it
    assert (figures.count() > 0) == (has_figures(name))
    for i in range(figures.count()):
        figure = figures.nth(i)
        for label in figure.locator("[role=img]").all():
            assert len(label.get_attribute("aria-label")) > 60
        assert figure.locator("figcaption").inner_text().strip()
        assert figure.locator("table tbody tr").count() > 0
        picture = figure.locator(".review-wide svg").first
        assert picture.is_visible()
        assert picture.locator("text").count() > 5


def test_an_overflow_and_a_violation_would_be_seen(open_page):
    """The checks above can fail: this page is made to break both rules."""
    page = open_page(PAGES[0], size=PHONE)
    assert too_wide(page) == []
    page.evaluate(
        "document.querySelector('.bd-article').insertAdjacentHTML('beforeend',"
        ' \'<div style="width:900px">wide</div><img src="data:,">\')'
    )
    assert too_wide(page)
    page.evaluate(
        "document.querySelector('.bd-article').insertAdjacentHTML('beforeend',"
        ' \'<div><table class="review-table"><caption>c</caption><tr><td>'
        '<div style="width:900px">\')'
    )
    assert [found.split(":")[0] for found in wide_tables(page)] == ["c"]
    assert any(v.startswith("image-alt") for v in violations(page))


@pytest.mark.parametrize(("scheme", "colour"), first_of([("light", "#ccc"), ("dark", "#333")]))
def test_a_colour_that_is_hard_to_read_would_be_seen_in_any_fold(open_page, scheme, colour):
    page = open_page(PAGES[0], scheme=scheme)
    folds = "".join(
        f"<details><summary>fold</summary><p>plain</p><p id='p{number}' style='color:{worn}'>"
        "words <b>and words</b></p></details>"
        for number, worn in enumerate(("inherit", colour, "inherit"))
    )
    page.evaluate(
        f'document.querySelector(".bd-article").insertAdjacentHTML("beforeend", "{folds}")'
    )
    unfold(page)
    found = " ".join(colour_violations(page))
    assert "#p1" in found
    assert "#p0" not in found


PAIRS = {
    "cells-group-size": ("S1-N01", "S1-N02"),
    "plasma-group-size": ("S1-N04", "S1-N05"),
}


def wait_until_drawn(view, line: str):
    """Wait until a chart shows a line of text: it draws anew a moment after its slider moved."""
    view.page.wait_for_function(
        "([view, line]) => [...view.querySelectorAll('svg text')]"
        ".map(text => text.textContent).join(' ').includes(line)",
        arg=[view.element_handle(), line],
    )


@pytest.mark.parametrize("figure", first_of(PAIRS))
@pytest.mark.parametrize("size", first_of([(PHONE,), (DESKTOP,)]), ids=["phone", "desktop"])
def test_the_slider_says_what_the_package_computes(open_page, figure, size):
    page = open_page(CELLS, size=size)
    wait_until_live(page)
    view = page.locator(f"#figure-{figure} .review-view >> visible=true")
    first, second = tables.rows("printed_statistics", *PAIRS[figure]).iloc
    wanted = over_group_sizes(first, second).groupby("n")
    for n in (2, 3, 4, 17, 38, 100):
        view.locator("input[type=range]").fill(str(n))
        for row in wanted.get_group(n).itertuples():
            t, g = (with_minus(significant(value, 3)) for value in (row.t, row.g))
            p = "p < 0.0001" if row.p < 0.0001 else f"p = {p_value_in_words(row.p)}"
            wait_until_drawn(view, f"t = {t}, {p}, g = {g}")
        assert view.locator("input[type=number]").input_value() == str(n)


@pytest.mark.parametrize("size", first_of([(PHONE,), (DESKTOP,)]), ids=["phone", "desktop"])
def test_the_correlation_slider_says_what_the_package_computes(open_page, size):
    page = open_page("chapters/before-and-after-antidepressants.html", size=size)
    wait_until_live(page)
    view = page.locator("#figure-sertraline-change .review-view >> visible=true")
    before, after = tables.rows("printed_statistics", "S1-N01", "S1-N10").iloc
    wanted = smallest_numbers_of_people(before, after, 0.05)
    for step in ("-0.5", "0", "0.3", "0.9"):
        view.locator("input[type=range]").fill(step)
        for fewest in wanted[wanted["correlation"] == float(step)]["smallest"]:
            wait_until_drawn(view, f"People needed for p < 0.05: {fewest:.0f}")


def test_a_slider_takes_typed_numbers_and_mends_impossible_ones(open_page):
    page = open_page(CELLS)
    wait_until_live(page)
    view = page.locator("#figure-cells-group-size .review-wide")
    number, slider = view.locator("input[type=number]"), view.locator("input[type=range]")
    for typed, kept in (("38", "38"), ("1000", "100"), ("-3", "2"), ("7.6", "8")):
        number.fill(typed)
        number.press("Enter")
        number.blur()
        assert slider.input_value() == kept
        assert number.input_value() == kept
    number.fill("")
    number.blur()
    assert number.input_value() == slider.input_value()


def test_a_slider_moves_by_keyboard(open_page):
    page = open_page(CELLS)
    wait_until_live(page)
    slider = page.locator("#figure-cells-group-size .review-wide input[type=range]")
    slider.focus()
    before = int(slider.input_value())
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == before + 1


def test_dark_mode_draws_in_light_ink(open_page):
    page = open_page(CELLS, scheme="dark")
    wait_until_live(page)
    fill = page.evaluate(
        "getComputedStyle(document.querySelector('.review-wide .role-axis-title text, "
        ".review-wide svg text')).fill"
    )
    red, green, blue = map(int, re.findall(r"\d+", fill)[:3])
    assert min(red, green, blue) > 150
    ground = page.evaluate(
        "getComputedStyle(document.querySelector('.cell_output .text_html')).backgroundColor"
    )
    assert ground == "rgba(0, 0, 0, 0)"


def test_the_book_works_from_a_folder(open_page):
    page = open_page(CELLS, base=SITE.as_uri())
    wait_until_live(page)
    states = page.evaluate(
        "[...document.querySelectorAll('.review-wide')].map(v => v.dataset.live)"
    )
    assert set(states) == {"true"}
    names = page.evaluate("Object.keys(window).length")
    assert names < 400, "the bundle leaks names into the page"


QUESTIONS = list(csv.DictReader((tables.root() / "tests" / "search_questions.csv").open()))


def test_readers_find_what_they_ask_for(open_page):
    """Thirty questions by somebody who had not seen the index; ten were not used to tune it."""
    page = open_page("search.html?q=erythrocyte")
    places = {}
    for asked in QUESTIONS:
        found = page.evaluate("asked => reviewSearch(asked).map(one => one.id)", asked["query"])
        names = [name.removeprefix("chapters/").removesuffix(".html") for name in found]
        wanted = {asked["first"], *asked["also"].split()}
        places[asked["query"]] = next((i for i, n in enumerate(names, 1) if n in wanted), None)
    late = {query: place for query, place in places.items() if place is None or place > 3}
    assert len(late) <= len(QUESTIONS) // 10, late
    assert list(places.values()).count(1) >= 0.8 * len(QUESTIONS), places
    assert page.said == []


def test_search_shows_what_it_finds_and_leads_to_it(open_page):
    page = open_page("search.html?q=erythrocyte")
    page.locator("#search-results li a").first.wait_for()
    page.locator("#review-search-field").fill("does magnesium help depression")
    link = page.locator("#search-results li a").first
    assert link.get_attribute("href") == "chapters/index.html"
    link.click()
    page.wait_for_url("**/chapters/index.html")


def test_an_identifier_leads_straight_to_its_record(open_page):
    page = open_page("search.html")
    first = page.locator("#search-results li a").first
    for asked, place in {
        "S1-10": "records/claims/s1-10.html",
        "bio-009": "records/data/biomarker_values.html#bio-009",
    }.items():
        page.locator("#review-search-field").fill(asked)
        assert first.get_attribute("href") == place
    page.locator("#review-search-field").fill("bio-999")
    assert page.locator("#search-results a[href*='bio-999']").count() == 0
    page.locator("#review-search-field").fill("zinc")
    assert violations(page) == []


def test_words_of_tables_and_claims_can_be_found(open_page):
    page = open_page("search.html")
    for word in ("Germany", "red blood cells", "S2-05", "bio-009"):
        assert page.evaluate("asked => reviewSearch(asked).length", word) > 0, word
    code = page.evaluate("window.reviewSearchIndex.map(one => one.text).join(' ')")
    assert "glue_numbers(" not in code
    assert "living_review.pages" not in code


def test_icons_are_drawn(open_page):
    page = open_page("chapters/index.html")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"', '\\uf0c9')")
    widths = page.evaluate(
        "[...document.querySelectorAll('.fa-solid')].filter(e => e.checkVisibility())"
        ".map(e => e.getBoundingClientRect().width)"
    )
    assert widths
    assert min(widths) > 5


CHECKS = "records/checks/index.html"
SHOWN = "document.querySelectorAll('.review-entries > li:not([hidden])').length"


def test_findings_can_be_filtered(open_page):
    page = open_page(CHECKS)
    every = page.evaluate(SHOWN)
    verdict = page.locator("select[name=verdict]")
    verdict.select_option("impossible")
    some = page.evaluate(SHOWN)
    assert 0 < some < every
    assert page.locator(".review-filters output").inner_text() == f"{some} of {every} shown"
    verdicts = page.locator(".review-entries > li:visible .review-verdict").all_inner_texts()
    assert set(verdicts) == {"impossible"}
    verdict.select_option("")
    assert page.evaluate(SHOWN) == every


def test_a_link_to_a_finding_unfolds_its_arithmetic(open_page):
    """So does its address from when all findings were in the chapter."""
    finding = "check-chg-014-spread-of-the-change"
    source = tables.row("printed_changes", "chg-014")["source"]
    page = open_page(f"records/checks/{source}.html#{finding}")
    entry = page.locator(f"#{finding}")
    assert entry.locator("ol li").first.is_visible()
    assert "-1 and 1" in entry.inner_text()
    page = open_page(f"chapters/reporting-checks.html#{finding}")
    page.wait_for_url(f"**/records/checks/{source}.html#{finding}")
    assert page.locator(f"#{finding} ol li").first.is_visible()


@pytest.mark.long
def test_rows_of_a_long_record_can_be_found(open_page):
    page = open_page("records/data/lookups.html")
    every = tables.count("lookups")
    page.locator("input[type=search]").fill("look-001")
    assert page.locator(".review-filters output").inner_text() == f"1 of {every} shown"
    assert page.locator("article:visible").get_attribute("id") == "look-001"
    page = open_page("records/data/lookups.html", java_script_enabled=False)
    assert page.locator("article:visible").count() == every


def test_without_javascript_every_finding_is_there(open_page):
    page = open_page(CHECKS, java_script_enabled=False)
    assert page.locator(".review-entries > li").count() > 300
    assert page.locator(".review-filters").count() == 0


URGENT = "chapters/if-you-are-here-for-yourself.html"
ONE_SHEET = "chapters/for-clinicians.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_urgent_stands_within_three_screens_of_a_phone(open_page, scheme):
    page = open_page(URGENT, PHONE, scheme)
    top = page.locator("h2", has_text="Who should ask first").bounding_box()["y"]
    assert page.locator("h2", has_text="When you start").bounding_box()["y"] < top
    assert top <= 3 * PHONE[1]


def test_lines_by_country_are_folded_on_a_phone_and_a_tap_opens_them(open_page):
    page = open_page(URGENT, PHONE, java_script_enabled=False)
    lines = page.locator(".review-open-when-wide").first
    assert not lines.locator("ul").is_visible()
    now = page.locator("section", has=page.locator("> h2", has_text="If you need help now")).last
    assert now.locator("strong", has_text="call the emergency number").is_visible()
    assert now.get_by_text("findahelpline.com").is_visible()
    assert now.locator(".review-call:visible").count() > 3  # for emergencies
    assert "United Kingdom" in lines.locator("summary").inner_text()
    lines.locator("summary").click()
    assert lines.get_by_text("116 123").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_lines_by_country_are_open_on_a_wide_screen_and_on_paper(open_page, script):
    page = open_page(URGENT, java_script_enabled=script)
    lines = page.locator(".review-open-when-wide").first
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        assert lines.get_by_text("116 123").is_visible()
        assert not lines.locator("summary").is_visible()  # nothing that folds without effect


def test_a_number_to_call_can_be_tapped(open_page):
    page = open_page(URGENT, PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    calls = page.locator(".review-call")
    assert calls.count() > 5
    for place in range(calls.count()):
        assert calls.nth(place).bounding_box()["height"] >= 24  # WCAG 2.2, target size


def test_on_paper_folded_facts_are_open(open_page):
    page = open_page(URGENT)
    lists = page.locator(".review-folded:not(.review-open-when-wide) ul")
    assert lists.count() >= 2
    assert all(not lists.nth(place).is_visible() for place in range(lists.count()))
    page.emulate_media(media="print")
    assert all(lists.nth(place).bounding_box()["height"] > 40 for place in range(lists.count()))


def test_on_paper_the_pictures_stay_and_the_controls_go(open_page):
    page = open_page(CELLS)
    wait_until_live(page)
    page.emulate_media(media="print")
    assert page.locator("#figure-cells-group-size .review-wide svg").is_visible()
    assert not page.locator("#figure-cells-group-size .review-wide .review-controls").is_visible()


# Of every text that is on paper, the letters that are too small to read there.
SMALL_ON_PAPER = """points => [...document.querySelectorAll('.bd-article *')].filter(element =>
    element.checkVisibility() && !element.closest('svg, sup, sub')
    && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(element).fontSize) < points * 96 / 72 - 0.01
).map(element => element.textContent.trim())"""


@pytest.mark.parametrize("scheme", first_of(["light", "dark"]))
def test_the_page_for_one_sheet_prints_on_one_sheet(open_page, scheme):
    page = open_page(ONE_SHEET, scheme=scheme)
    wait_until_live(page)
    page.emulate_media(media="print")
    assert page.evaluate(SMALL_ON_PAPER, 8.5) == []
    told = page.locator(".bd-article").inner_text()
    for words in (
        "Certainty",
        "Effect (95",
        "Risk of bias",
        "Trust in report",
        "Harms",
        "If a pat",
    ):
        assert words in told
    for tool in ("Code", "every row", "Save as CSV", "Picture (", "What changed"):
        assert tool not in told
    assert page.locator(".review-edition").inner_text().strip().endswith(page.url)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
    assert sheets == 1, "shorten the page, or let its list of trials go to a second sheet"


def test_no_page_holds_a_path_of_the_machine():
    for path in SITE.rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".css") and "vega" not in path.parts:
            assert str(tables.root()) not in path.read_text(encoding="utf-8"), path.name


def test_every_internal_link_leads_somewhere():
    assert broken_links(SITE) == []


def test_a_broken_link_would_be_seen(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><p id="x"><a href="#y">y</a>')
    assert len(broken_links(tmp_path)) == 2


def test_no_page_names_another_origin_to_load_from():
    for path in (p for p in SITE.rglob("*.html") if "_static" not in p.parts):
        text = path.read_text(encoding="utf-8")
        loads = re.findall(
            r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=\"([^\"]+)\"", text
        )
        outside = [x for x in loads if urlparse(x).netloc and "canonical" not in x]
        assert outside == [], path.name


@pytest.mark.parametrize("name", ["results", "verdicts"])
def test_what_is_exported_is_what_its_schema_says(name):
    folder = SITE / "data"
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")), schema)


def test_the_citation_can_be_read_by_reference_managers():
    import rispy
    from pybtex.database import parse_file

    (entry,) = parse_file(str(SITE / "data" / "citation.bib")).entries.values()
    (record,) = rispy.load(SITE / "data" / "citation.ris")
    assert entry.fields["title"].strip("{}") == record["title"] == identity.title()
    assert [str(person).strip("{}") for person in entry.persons["author"]] == identity.authors()
    assert [name.rstrip(",") for name in record["authors"]] == identity.authors()


def test_exports_are_what_the_data_holds():
    claims = json.loads((SITE / "data" / "claims.json").read_text())
    assert [c["claim_id"] for c in claims] == tables.read("claims")["claim_id"].tolist()
    package = json.loads((SITE / "data" / "datapackage.json").read_text())
    for resource in package["resources"]:
        exported = (SITE / "data" / resource["path"]).read_bytes()
        assert exported == (tables.root() / "data" / resource["path"]).read_bytes()
    verdicts = json.loads((SITE / "data" / "verdicts.json").read_text())
    found = verdict_table()
    assert {v["claim_id"]: v["verdict"] for v in verdicts} == dict(
        zip(found["claim_id"], found["verdict"], strict=True)
    )
    linked = json.loads((SITE / "data" / "claims.jsonld").read_text())["@graph"]
    assert sum(node["@type"] == "ClaimReview" for node in linked) == len(found)
