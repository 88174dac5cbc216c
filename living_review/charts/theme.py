"""Look of every chart: the book's own font, colours that hold on light and dark paper."""

from pathlib import Path

import altair as alt

FONT = "Review Sans"
FONT_FOLDER = Path(__file__).resolve().parent.parent / "book" / "static" / "fonts"

# Each colour has a contrast of at least 3 to 1 on white and on the dark theme's background
# (WCAG 2.2, 1.4.11), and the order stays apart for readers with a colour vision deficiency.
# A test computes both. Colour is never the only cue: shape or position says the same.
COLOURS = {
    "first": "#c4581a",
    "second": "#3d7ebf",
    "third": "#3f8f6b",
    "fourth": "#a2609f",
    "muted": "#7f7f7f",
}
SHAPES = {"first": "circle", "second": "square", "third": "diamond", "fourth": "triangle-up"}

WIDE, NARROW = 680, 320


@alt.theme.register("review", enable=True)
def review_theme() -> alt.theme.ThemeConfig:
    """Altair theme: text in the page's own colour, so that dark mode needs no second drawing."""
    text = {"color": "currentColor", "font": FONT, "fontSize": 13}
    axis = {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "tickColor": "#7f7f7f",
        "domainColor": "#7f7f7f",
        "gridColor": "#7f7f7f",
        "gridOpacity": 0.25,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": 400,
        "labelLimit": 330,
        "labelSeparation": 6,
    }
    return alt.theme.ThemeConfig(
        config={
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": "transparent"},
            "range": {"category": list(COLOURS.values()), "symbol": list(SHAPES.values())},
            "line": {"strokeWidth": 2.5, "color": COLOURS["first"]},
            "point": {"size": 90, "filled": True, "opacity": 1, "color": COLOURS["first"]},
            "rule": {"color": "currentColor"},
            "axis": axis,
            "axisX": {"grid": False},
            "text": text,
            "title": {**text, "anchor": "start", "fontWeight": 600},
            "legend": {
                "labelColor": "currentColor",
                "titleColor": "currentColor",
                "labelFont": FONT,
                "titleFont": FONT,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "orient": "top",
                "title": None,
            },
            "autosize": {"type": "fit", "contains": "padding"},
        }
    )
