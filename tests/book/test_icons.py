"""Icons: what pages show is there, and nothing else is carried along."""

import io
from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.book import icons
from living_review.evidence import tables

SITE = tables.root() / "_build" / "html"
THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
STYLE = (THEME / icons.STYLE).read_text(encoding="utf-8")


def letters_of(font: bytes) -> set[str]:
    return {chr(code) for code in TTFont(io.BytesIO(font)).getBestCmap()}


def test_the_style_keeps_the_icons_that_are_used_and_all_that_is_no_icon():
    style = (
        '.a{content:"x"}.fa-one:before,.fa-uno:before{content:"\\f001"}'
        '.fa-two:before{content:"\\f002"}.fa-lg{font-size:2em}'
    )
    rest, letters = icons.trim_style(style, {"fa-uno"})
    assert rest == style.replace('.fa-two:before{content:"\\f002"}', "")
    assert letters == {"x", "\uf001"}


@pytest.mark.long
@settings(deadline=None, max_examples=30)
@given(st.sets(st.sampled_from(sorted(set(icons.NAME.findall(STYLE)))), max_size=8))
def test_any_icon_of_the_theme_can_be_kept(used):
    rest, letters = icons.trim_style(STYLE, used)
    for rule in icons.RULE.finditer(STYLE):
        wanted = bool(set(icons.NAME.findall(rule[1])) & used)
        assert (rule[0] in rest) is wanted
        if wanted:
            assert icons.characters(rule[2]) <= letters


def test_a_font_is_cut_to_its_letters_and_the_same_each_time():
    font = (THEME / icons.FONTS / "fa-solid-900.woff2").read_bytes()
    cut = icons.subset(font, {"\uf0c9", "\uf185"})
    assert letters_of(cut) == {"\uf0c9", "\uf185"}
    assert len(cut) < len(font) / 50
    assert cut == icons.subset(font, {"\uf0c9", "\uf185"})


@pytest.mark.site
def test_every_icon_of_the_site_is_in_its_fonts():
    style = (SITE / "_static" / icons.STYLE).read_text(encoding="utf-8")
    shown = {
        name
        for page in SITE.rglob("*.html")
        for name in icons.NAME.findall(page.read_text(encoding="utf-8"))
    }
    fonts = (SITE / "_static" / icons.FONTS).glob("*.woff2")
    there = set().union(*(letters_of(font.read_bytes()) for font in fonts))
    drawn = 0
    for rule in icons.RULE.finditer(STYLE):
        if set(icons.NAME.findall(rule[1])) & shown:
            assert rule[0] in style
            assert icons.characters(rule[2]) <= there
            drawn += 1
    assert drawn > 5
