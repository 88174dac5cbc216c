"""A study that is picked in one figure is marked in every figure of its page that shows it."""

from collections import defaultdict

import pytest
from shares import first_of
from websites import NARROWEST, PHONE, wait_until_live

from tests.book.test_chart_choices import figures

pytestmark = pytest.mark.site
PAGES = ("harms-of-antidepressants-one-by-one", "sensitivity", "the-trials")
# The middle of the first mark of a record, on the screen.
PLACE = """(view, record) => {
    const shown = [...view.querySelectorAll('.review-picture svg *')].find(
        element => element.__data__?.datum?.record === record && element.__data__.tooltip);
    shown.scrollIntoView({block: 'center'});
    const box = shown.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
}"""
# Marks of a record that lie in no frame, each with the pixels between it and the nearest. The box
# of a text is as tall as its line, so its middle stands for it; a row may be wider than its
# picture.
OUTSIDE = """(view, record) => {
    const box = one => one.getBoundingClientRect();
    const picture = box(view.querySelector('.review-picture'));
    const marks = [...view.querySelectorAll('.review-picture svg *')].filter(
        one => one.__data__?.datum?.record === record && one.__data__.tooltip);
    const beyond = (mark, frame) => {
        const {left, right, top, bottom} = box(mark), middle = (top + bottom) / 2;
        const isText = mark.tagName === 'text';
        return Math.max(
            frame.left - Math.max(left, picture.left), Math.min(right, picture.right) - frame.right,
            frame.top - (isText ? middle : top), (isText ? middle : bottom) - frame.bottom);
    };
    const frames = [...view.querySelectorAll('.review-frame')].map(box);
    return marks.map(mark => Math.min(...frames.map(frame => beyond(mark, frame))))
        .filter(pixels => pixels > 0.5);
}"""


def linked() -> dict[str, tuple[str, list[str]]]:
    """Pages of which several figures show one record: the one in most of them, and these."""
    holders = defaultdict(lambda: defaultdict(list))
    for (page, name), (datasets, _) in figures().items():
        rows = [row for dataset in datasets.values() for row in dataset]
        for record in {row["record"] for row in rows if row.get("record")}:
            holders[page][record].append(name)
    most = {
        page: max(sorted(found.items()), key=lambda held: len(held[1]))
        for page, found in holders.items()
    }
    return {page: shared for page, shared in most.items() if len(shared[1]) > 1}


class Page:
    """A page with linked figures, as a reader has it before them."""

    def __init__(self, open_page, name: str, view: str = "wide", **options):
        self.page = open_page(f"chapters/{name}.html", **options)
        self.view, self.address = view, self.page.url
        self.record, self.names = linked()[name]
        self.first, *self.others = [self.figure(one) for one in self.names]

    def figure(self, name: str):
        return self.page.locator(f"#figure-{name} .review-{self.view}")

    def place(self) -> list[float]:
        return self.first.evaluate(PLACE, self.record)

    def is_marked(self, figures, marked: bool = True):
        for figure in figures:
            frames = figure.locator(".review-frame")
            frames.first.wait_for(state="visible" if marked else "detached")
            if marked:
                assert figure.evaluate(OUTSIDE, self.record) == []

    def told(self, figure) -> str:
        return figure.locator(".review-elsewhere").inner_text()


def test_every_such_page_is_tried_here():
    assert set(linked()) == set(PAGES)


@pytest.mark.parametrize("name", first_of(PAGES))
def test_a_first_press_marks_a_study_everywhere_and_a_second_opens_it(open_page, name):
    page = Page(open_page, name)
    wait_until_live(page.page)
    height = page.first.bounding_box()["height"]
    page.page.mouse.click(*page.place())
    page.is_marked([page.first, *page.others])
    assert page.page.url == page.address
    assert page.first.bounding_box()["height"] == height
    links = page.first.locator(".review-elsewhere a")
    assert links.count() == len(page.others)
    for link, other in zip(links.all(), page.names[1:], strict=True):
        assert link.get_attribute("href") == f"#figure-{other}"
    page.page.mouse.click(*page.place())
    page.page.wait_for_url(f"**/{page.record.removeprefix('../')}")


@pytest.mark.parametrize("size", first_of([(NARROWEST,), (PHONE,)]))
def test_a_tap_marks_it_too(open_page, size):
    page = Page(open_page, "the-trials", "narrow", size=size, has_touch=True)
    wait_until_live(page.page)
    page.page.touchscreen.tap(*page.place())
    page.is_marked([page.first, *page.others])
    assert page.page.url == page.address
    assert page.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.first.get_by_role("button", name="Unmark").tap()
    page.is_marked([page.first, *page.others], marked=False)


@pytest.mark.parametrize("name", first_of(PAGES))
def test_keys_mark_it_are_told_so_and_escape_unmarks(open_page, name):
    page = Page(open_page, name)
    wait_until_live(page.page)
    picture = page.first.locator(".review-picture")
    picture.focus()
    for _ in range(200):
        page.page.keyboard.press("ArrowRight")
        if picture.get_attribute("data-picked") == page.record:
            break
    page.is_marked([page.first, *page.others])
    status = picture.get_by_role("status", include_hidden=True).text_content()
    assert f"Marked in {len(page.others)} other figure" in status
    # Who goes on in another figure begins at the study.
    other = page.others[0].locator(".review-picture")
    other.focus()
    page.page.keyboard.press("ArrowRight")
    assert other.get_attribute("data-picked") == page.record
    page.page.keyboard.press("Escape")
    page.is_marked([page.first, *page.others], marked=False)


def test_a_figure_that_is_drawn_later_takes_it_up(open_page):
    page = Page(open_page, "the-trials", size=(1280, 500))
    page.first.scroll_into_view_if_needed()
    page.page.wait_for_selector(f"#figure-{page.names[0]} .review-wide[data-live=true]")
    page.page.mouse.click(*page.place())
    page.is_marked([page.first])
    last = page.others[-1]
    assert last.get_attribute("data-live") is None
    last.scroll_into_view_if_needed()
    page.is_marked([last])
