"""One look for each verdict: told apart by shape alone, and by colour on light and dark pages."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import living_review
from living_review.book.sharing import BAND
from living_review.charts import scales
from living_review.checks.findings import Verdict
from living_review.pages.badge import badge
from living_review.synthesis.certainty import LEVELS
from living_review.synthesis.verdicts.rules import ClaimVerdict

STYLE = (Path(living_review.__file__).parent / "book" / "static" / "review.css").read_text()
PAGES = {"light": "#ffffff", "dark": "#14181e", "the theme's dark": "#121212"}
# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear red, green and blue.
SIMULATED = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def linear(colour):
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("page", PAGES)
def test_every_mark_is_seen_on_every_page(page):
    for verdict, look in {**scales.LOOKS, **scales.CERTAINTIES}.items():
        lighter, darker = sorted((luminance(look.colour), luminance(PAGES[page])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, verdict


def test_every_verdict_has_a_look_from_the_gravest():
    assert set(scales.CLAIMS) == {str(verdict) for verdict in ClaimVerdict}
    assert list(scales.NUMBERS) == [str(verdict) for verdict in Verdict]


@pytest.mark.parametrize("scale", [scales.CLAIMS, scales.NUMBERS])
def test_shape_and_size_tell_verdicts_apart_without_colour(scale):
    assert len({(look.shape, look.size) for look in scale.values()}) == len(scale)


def test_every_level_of_certainty_has_marks_of_its_own_from_the_highest():
    assert list(scales.CERTAINTIES) == [str(level) for level in LEVELS]
    assert [sure.filled for sure in scales.CERTAINTIES.values()] == [4, 3, 2, 1]


@pytest.mark.parametrize("sight", [None, *SIMULATED])
def test_certainty_fades_step_by_step_for_every_eye(sight):
    """Lighter from step to step, so that the order is seen without colour; the ends lie apart."""
    matrix = np.array(SIMULATED[sight]) if sight else np.eye(3)
    seen = [
        np.cbrt(np.clip(matrix @ linear(sure.colour), 0, 1)) for sure in scales.CERTAINTIES.values()
    ]
    light = [float(colour @ [0.2126, 0.7152, 0.0722]) for colour in seen]
    assert light == sorted(light)
    assert np.linalg.norm(seen[0] - seen[-1]) > 0.2


def test_no_level_of_certainty_has_the_colour_of_a_verdict():
    verdicts = {look.colour for look in scales.LOOKS.values()}
    assert not verdicts & {sure.colour for sure in scales.CERTAINTIES.values()}


@pytest.mark.parametrize("sight", SIMULATED)
def test_what_holds_is_not_taken_for_what_does_not(sight):
    """Blue ends and red ends stay apart for readers who see red and green alike."""
    seen = {
        look.token: np.cbrt(np.clip(np.array(SIMULATED[sight]) @ linear(look.colour), 0, 1))
        for look in scales.LOOKS.values()
    }
    for good, bad in itertools.product(("holds", "partly"), ("doubtful", "unshown", "false")):
        assert np.linalg.norm(seen[good] - seen[bad]) > 0.2, (good, bad)


def test_the_style_sheet_has_the_same_colours_and_a_mark_for_each():
    for look in scales.LOOKS.values():
        assert re.search(rf"--review-{look.token}: {look.colour};", STYLE)
        assert f".review-looks-{look.token}::before" in STYLE
        assert f"var(--review-{look.token})" in STYLE


def test_the_style_sheet_has_the_same_marks_of_certainty():
    for sure in scales.CERTAINTIES.values():
        assert f"--review-{sure.token}: {sure.colour};" in STYLE
        rule = f'.review-{sure.token}::before {{ content: "{sure.marks}" / "";'
        assert f"{rule} color: var(--review-{sure.token}); }}" in STYLE


def test_a_picture_for_sharing_has_the_colour_of_the_masthead():
    assert f"--review-band: {BAND};" in STYLE


def test_a_verdict_that_has_no_look_is_refused():
    with pytest.raises(KeyError):
        badge("nearly true")
