"""Switcher and banner as a reader meets them: from a server's root, below it, and from a folder."""

import re
import shutil
import sys
from functools import partial

import pytest
import small_review
from shares import first_of
from websites import AXE_TAGS, DESKTOP, NARROWEST, PATIENCE, PHONE, broken_links, served

from living_review import editions as package
from living_review.editions import building, printing
from living_review.machine import browser

pytestmark = pytest.mark.site
WHY = "A study came in & a <verdict> moved."
OLD, BANNER = "chapters/index.html", ".review-old-edition"


@pytest.fixture(scope="module")
def website(tmp_path_factory):
    """A website of three editions, of which the middle one has other pages, and a development one.

    It stands in a folder whose name needs encoding.
    """
    with pytest.MonkeyPatch.context() as patch:  # undone also where a website can't be made
        for name, module in small_review.stand_ins().items():
            patch.setitem(sys.modules, f"living_review.editions.{name}", module)
            patch.setattr(package, name, module, raising=False)
        folder = tmp_path_factory.mktemp("with space")
        review = small_review.make(folder / "review")
        patch.setenv("LIVING_REVIEW_ROOT", str(review.root))
        review.release("0.1.0")
        review.change()
        review.release("0.2.0", WHY)
        review.edit("chapters/index.md", "The first page", "The opening page")
        (review.root / "chapters" / "new.md").rename(review.root / "chapters" / "newer.md")
        review.edit(
            "editions.yaml",
            "redirects: []",
            "redirects: [{from: chapters/new.html, to: chapters/newer.html}]",
        )
        review.release("0.2.1", "Words are plainer.", date="2026-03-03")
        pages = folder / "html"
        building.build(review.root, "HEAD", "0.0.0", "", pages)
        review.assemble(development=pages)
        shutil.copytree(review.site, folder / "served" / "some" / "path")
        shutil.copytree(review.site, folder / "served", dirs_exist_ok=True)
    return folder / "served"


long = partial(pytest.param, marks=pytest.mark.long)


@pytest.fixture(scope="module", params=[long("/"), "/some/path/", long("file")])
def base(request, website):
    """Address of the website, in each of the ways in which it may stand."""
    if request.param == "file":
        yield f"{website.as_uri()}/"
        return
    with served(website) as address:
        yield f"{address}{request.param}"


@pytest.fixture
def visit(chromium, base):
    contexts = []

    def go(name, size=DESKTOP, **options):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and "favicon" not in message.location.get("url", "")
                and page.said.append(message.text)
            ),
        )
        page.goto(base + name)
        return page

    yield go
    for context in contexts:
        context.close()


def where(page, base) -> str:
    assert page.url.startswith(base)
    return page.url.removeprefix(base)


def choose(page, words):
    page.locator(".review-editions summary").click()
    page.locator(".review-editions a", has_text=re.compile(words)).first.click()


def test_switching_both_ways_stays_on_the_same_page(visit, base):
    page = visit(f"0.1.0/{OLD}")
    choose(page, "the newest")
    assert where(page, base) == f"latest/{OLD}"
    assert "The opening page, with 4 trials" in page.inner_text("body")
    choose(page, r"^edition 0\.1\.0")
    assert where(page, base) == f"0.1.0/{OLD}"
    choose(page, "at an address that stays")
    assert where(page, base) == f"0.2.1/{OLD}"
    choose(page, "development")
    assert where(page, base) == f"development/{OLD}"
    assert page.said == []


def test_only_an_old_edition_has_the_banner(visit):
    for folder, old in (
        ("0.1.0", 1),
        ("0.2.0", 1),
        ("0.2.1", 0),
        ("latest", 0),
        ("development", 0),
    ):
        page = visit(f"{folder}/{OLD}")
        assert page.locator(BANNER).count() == old
        assert page.locator(".review-editions").count() == 1
        summary = page.locator(".review-editions summary").inner_text()
        assert summary.endswith(", the newest") == (folder in ("0.2.1", "latest"))
        said = page.locator(".review-development-edition")
        assert said.count() == (folder == "development")


def test_the_banner_says_since_when_why_and_leads_on(visit, base):
    page = visit(f"0.1.0/{OLD}#here")
    said = page.locator(BANNER).inner_text()
    assert "This is an old edition (0.1.0 of 2026-01-01)." in said
    assert f"Edition 0.2.0 of 2026-02-02 superseded it: {WHY}" in said
    assert "The newest is edition 0.2.1 of 2026-03-03." in said
    page.get_by_role("link", name="Read this page in the newest edition").click()
    assert where(page, base) == f"latest/{OLD}#here"
    said = visit(f"0.2.0/{OLD}").locator(BANNER).inner_text()
    assert "superseded it: Words are plainer. Read this page" in said


def test_a_page_that_moved_is_found_under_its_other_name(visit, base):
    page = visit("0.2.0/chapters/new.html")
    choose(page, "the newest")
    assert where(page, base) == "latest/chapters/newer.html"
    choose(page, r"^edition 0\.2\.0")
    assert where(page, base) == "0.2.0/chapters/new.html"
    page.goto(f"{base}latest/chapters/new.html")
    page.wait_for_url("**/newer.html")


def test_a_page_that_is_not_in_the_other_edition_says_so(visit, base):
    page = visit("0.1.0/chapters/old.html")
    assert "This page is not in the newest edition" in page.locator(BANNER).inner_text()
    page.locator(".review-editions summary").click()
    entry = page.locator(".review-editions li", has_text="the newest")
    assert "this page is not in it" in entry.inner_text()
    entry.locator("a").click()
    page.wait_for_url("**/latest/chapters/index.html")
    page.goto(f"{base}latest/chapters/old.html")
    page.get_by_role("link", name="in edition 0.1.0").click()
    assert where(page, base) == "0.1.0/chapters/old.html"


def test_an_address_that_needs_encoding(visit, base):
    page = visit("0.1.0/chapters/pooled%20answer.html")
    choose(page, "the newest")
    assert where(page, base) == "latest/chapters/pooled%20answer.html"


def test_it_goes_by_keyboard(visit, base):
    page = visit(f"0.1.0/{OLD}")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary":
            break
    page.keyboard.press("Enter")
    first = page.locator(".review-editions a").first
    assert first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not first.is_visible()
    assert page.evaluate("document.activeElement.localName") == "summary"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/latest/{OLD}")


@pytest.mark.parametrize("size", [PHONE, NARROWEST], ids=["390", "320"])
def test_it_fits_a_phone_and_goes_by_touch(visit, base, size):
    page = visit(f"0.1.0/{OLD}", size=size, has_touch=True, is_mobile=True)
    summary = page.locator(".review-editions summary")
    summary.tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for target in (summary, *page.locator(".review-editions a").all()):
        assert target.bounding_box()["height"] >= 24
    page.locator(".review-editions a", has_text="the newest").tap()
    page.wait_for_url(f"**/latest/{OLD}")


@pytest.mark.parametrize("theme", first_of(["light", "dark"]))
@pytest.mark.parametrize("folder", first_of(["development", "0.1.0"]))
def test_it_is_accessible(visit, folder, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(f"{folder}/{OLD}")
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    page.evaluate(
        "theme => { document.body.style = theme === 'dark'"
        " ? 'background: #121212; color: #eee' : '' }",
        theme,
    )
    page.evaluate(
        "document.querySelectorAll('li a').forEach(a => { if (!a.closest('nav'))"
        " a.style.color = 'inherit' })"
    )
    page.locator(".review-editions summary").click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response
    seen = [(v["id"], n["target"]) for v in found["violations"] for n in v["nodes"]]
    assert seen == []


def test_the_page_of_all_editions_has_the_switcher_too(visit, base):
    page = visit("editions/index.html")
    assert page.locator(BANNER).count() == 0
    choose(page, r"^edition 0\.1\.0")
    page.wait_for_url(f"**/0.1.0/{OLD}")


def test_the_root_leads_to_the_newest(visit, base):
    page = visit("index.html")
    page.wait_for_url(f"**/latest/{OLD}")


def test_every_link_of_every_edition_leads_somewhere(website):
    assert broken_links(website) == []


def test_the_script_does_nothing_where_it_does_not_belong(chromium, tmp_path, website):
    """A page that was saved elsewhere must not get a switcher that leads nowhere."""
    (tmp_path / "saved.html").write_text(
        f"<p>saved</p><script defer src='{(website / 'versions.js').as_uri()}'></script>"
    )
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto((tmp_path / "saved.html").as_uri())
    assert page.locator(".review-editions").count() == 0
    page.close()


def test_an_edition_is_printed_as_a_whole(tmp_path, chromium):
    """Also in a process in which another browser is open already."""
    folder = tmp_path / "chapters"
    folder.mkdir()
    page = (
        "<html><head><title>{0}</title></head><body><nav class='bd-links'><ul>"
        "<li><a href='second.html'>S</a></li><li><a href='#'>I</a></li></ul></nav>"
        "<nav><a href='third.html'>T</a></nav>"
        '<article class="bd-article"><h1>{0}</h1><p>Text. <a href="second.html">s</a>'
        '<a href="second.html#part">p</a> <a href="../data/x.csv">x</a>'
        '<a href="https://example.org/">e</a></p><script>1</script></article></body></html>'
    )
    for name in ("index", "second", "third"):
        (folder / f"{name}.html").write_text(page.format(name))
    found = printing.chapters(folder / "index.html")
    assert [path.stem for path in found] == ["index", "second"]
    text = printing.together(found)
    assert text.count("<article") == 2
    for kept in ('href="#second.html"', 'href="#part"', 'href="https://example.org/"'):
        assert kept in text
    assert "x.csv" not in text
    assert "<script" not in text
    assert printing.write(tmp_path)
    raw = (tmp_path / printing.FILE).read_bytes()
    assert raw.startswith(b"%PDF")
    assert str(tmp_path).encode() not in raw
    assert sorted(path.name for path in folder.iterdir()) == [
        "index.html",
        "second.html",
        "third.html",
    ]


def test_without_a_browser_or_a_book_nothing_is_printed(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "installed", lambda: "/somewhere/chromium")
    assert not printing.write(tmp_path)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.html").write_text("")
    monkeypatch.setattr(browser, "installed", lambda: None)
    assert not printing.write(tmp_path)
