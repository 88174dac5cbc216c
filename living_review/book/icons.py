"""Of the theme's icons, only those that pages show: they would be half of a first visit."""

import io
import re
from pathlib import Path

STYLE = Path("styles") / "pydata-sphinx-theme.css"
FONTS = Path("vendor") / "fontawesome" / "webfonts"
RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"([^"]*)"\}')
CONTENT = re.compile(r'content:\s*"([^"]*)"')
NAME = re.compile(r"\bfa-[a-z0-9-]+")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")


def characters(content: str) -> set[str]:
    r"""Characters of a CSS string.

    Examples
    --------
    >>> sorted(characters(r"\f107\+a"))
    ['+', 'a', '\uf107']
    """
    return set(ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], content))


def trim_style(style: str, used: set[str]) -> tuple[str, set[str]]:
    """Drop the rules of icons that no page shows; returns the rest, and its characters.

    Parameters
    ----------
    style : str
        The theme's style sheet.
    used : set of str
        Names of icons, such as ``fa-bars``.
    """

    def kept(rule: re.Match) -> str:
        return rule[0] if set(NAME.findall(rule[1])) & used else ""

    rest = RULE.sub(kept, style)
    return rest, {letter for text in CONTENT.findall(rest) for letter in characters(text)}


def subset(font: bytes, letters: set[str]) -> bytes:
    """A web font with these characters only."""
    from fontTools import subset as tools

    options = tools.Options(flavor="woff2", notdef_outline=True, ignore_missing_unicodes=True)
    options.recalc_timestamp = False  # the same bytes on every build
    loaded = tools.load_font(io.BytesIO(font), options)
    cutter = tools.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(loaded)
    out = io.BytesIO()
    tools.save_font(loaded, out, options)
    return out.getvalue()


def trim(out: Path):
    """Trim the built site's style sheet and icon fonts to what its pages show.

    Parameters
    ----------
    out : pathlib.Path
        Folder of the built site, complete.
    """
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    static = out / "_static"
    speaking = (*out.rglob("*.html"), *(static / "scripts").glob("*.js"))
    used = {name for path in speaking for name in NAME.findall(path.read_text(encoding="utf-8"))}
    style, letters = trim_style((theme / STYLE).read_text(encoding="utf-8"), used)
    _write_changed(static / STYLE, style.encode())
    for path in static.rglob("*.css"):
        letters |= {
            c
            for text in CONTENT.findall(path.read_text(encoding="utf-8"))
            for c in characters(text)
        }
    for path in sorted((static / FONTS).glob("*.ttf")):
        path.unlink()  # for browsers that do not know woff2, which none does any more
    shown, marker = "".join(sorted(letters)), static / FONTS / "characters.txt"
    fonts = sorted((theme / FONTS).glob("*.woff2"))
    sizes = "\n".join(f"{font.name} {font.stat().st_size}" for font in fonts)
    version = f"{shown}\n{sizes}\n"
    trimmed = [static / FONTS / font.name for font in fonts]
    if (
        marker.exists()
        and marker.read_text(encoding="utf-8") == version
        and all(a.stat().st_size < b.stat().st_size for a, b in zip(trimmed, fonts, strict=True))
    ):
        return
    for font, target in zip(fonts, trimmed, strict=True):
        target.write_bytes(subset(font.read_bytes(), letters))
    marker.write_text(version, encoding="utf-8")


def _write_changed(path: Path, content: bytes):
    if path.read_bytes() != content:
        path.write_bytes(content)
