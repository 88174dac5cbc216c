"""Old addresses of pages: each leads to where its text is now, to the same heading."""

from pathlib import Path

from jinja2 import Template

from living_review.evidence import keys

PAGE = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This page has moved</title>
<script>location.replace({{ target|tojson }} + location.search + location.hash)</script>
<meta http-equiv="refresh" content="1; url={{ target }}">
</head>
<body><p>This page has moved: <a href="{{ target }}">go on to where it is now</a>.</p></body>
</html>
""",
    autoescape=True,
)


def write_redirects(out: Path, moved: dict[str, str]):
    """Write a page at each old address.

    Parameters
    ----------
    out : pathlib.Path
        Folder of the chapters' pages.
    moved : dict
        Name of a page that is gone → address of the one that has its text, from there. One whose
        target is not part of this book is not written.
    """
    for name, target in moved.items():
        if (out / target.partition("#")[0]).is_file():
            keys.write(out / f"{name}.html", PAGE.render(target=target).encode())
