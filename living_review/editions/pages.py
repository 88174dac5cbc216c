"""Pages about the editions: what there are, how to cite each, what changed between any two.

They stand beside the editions, not in them, since they know of later ones. Plain HTML, with
relative addresses, so that they are read from a folder as well as from a server.
"""

import html
import json
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd

from living_review.charts import theme
from living_review.editions import history, metadata, printing, words
from living_review.editions.changes import Changes
from living_review.editions.differences import compare
from living_review.editions.kept_data import KeptData
from living_review.evidence import identity
from living_review.evidence.edition_in_hand import VERSIONS_SCRIPT
from living_review.pages import emphasis
from living_review.pages.figure import Figure
from living_review.pages.page_table import PageTable
from living_review.pages.plural import several

FOLDER, INDEX = "editions", "index.html"
STATIC = Path(__file__).resolve().parent / "static"
STYLE, SCRIPT = "editions.css", "editions.js"
# So many editions are compared two by two; of more, neighbours, and each with the newest.
MOST_COMPARED = 20
ORIGINS = {
    "archive": "Taken whole from its archive, checked by its checksum.",
    "rebuilt": "Rebuilt from its commit: the words and numbers are those of the edition as "
    "it was published, the bytes may not be.",
}
MACHINE_READABLE = (
    ("feed.xml", "Feed of editions (Atom)"),
    ("verdicts.xml", "Feed of verdicts that moved (Atom)"),
    ("news.xml", "Feed of new studies, retractions and the state of the searches (Atom)"),
    ("editions.json", "The register of editions (JSON)"),
    ("archives/SHA256SUMS", "Checksums of all archives"),
    ("data/datapackage.json", "Tables of the newest edition, described (Frictionless)"),
    ("data/verdicts.json", "Verdicts of the newest edition (JSON)"),
    ("data/verdicts.schema.json", "What its fields mean (JSON Schema)"),
    ("data/results.json", "Pooled answers of the newest edition (JSON)"),
    ("data/results.schema.json", "What its fields mean (JSON Schema)"),
)
LINKS = (
    ("{version}/index.html", "Read it"),
    (f"{{version}}/{printing.FILE}", "Print it (PDF)"),
    ("archives/{version}.tar.gz", "Pages as one file"),
    ("archives/data-{version}.zip", "Data as one file"),
    ("{version}/data/verdicts.json", "Verdicts (JSON)"),
    ("{version}/CITATION.cff", "Citation file"),
    ("{version}/metadata.jsonld", "schema.org"),
    ("{version}/ro-crate-metadata.json", "RO-Crate"),
)


def pairs(editions: Sequence) -> list[tuple]:
    """Which editions are compared: ``(earlier, later)``, the newest pairs first."""
    if len(editions) <= MOST_COMPARED:
        chosen = list(combinations(editions, 2))
    else:
        chosen = [*pairwise(editions), *((editions[0], edition) for edition in editions[2:])]
    return [(older, newer) for newer, older in chosen]


def pair_name(older, newer) -> str:
    """Name of the page on what changed between two editions, without its ending."""
    return f"{older.version}-to-{newer.version}"


def write_editions_page(site: Path, editions: Sequence, site_url: str = "") -> list[Path]:
    """Write the list of editions and a page for every two of them.

    Parameters
    ----------
    site : pathlib.Path
        Root of the site, with a folder for each edition and the archives.
    editions : sequence of Edition
        Newest first, as in the register.
    site_url : str
        Where the site will stand; blank as long as that is not settled.

    Returns
    -------
    list of pathlib.Path
        What was written.
    """
    folder = Path(site) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        edition.version: KeptData(Path(site) / edition.version / "data") for edition in editions
    }
    found = {}
    for older, newer in pairs(editions):
        found[older.version, newer.version] = compare(kept[older.version], kept[newer.version])
    written = {
        STYLE: (STATIC / STYLE).read_text("utf-8"),
        SCRIPT: (STATIC / SCRIPT).read_text("utf-8"),
        INDEX: _index(Path(site), editions, kept, found, site_url),
    }
    for older, newer in pairs(editions):
        changes = found[older.version, newer.version]
        questions = questions_between(editions, older, newer)
        name = pair_name(older, newer)
        written[f"{name}.html"] = _pair(older, newer, changes, questions, site_url)
        written[f"{name}.json"] = _json(older, newer, changes, questions)
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in written]


def questions_between(editions: Sequence, older, newer) -> list[str]:
    """What the register says of question and methods after one edition, up to another."""
    versions = [edition.version for edition in editions]
    later = editions[versions.index(newer.version) : versions.index(older.version)]
    return [
        f"Edition {edition.version}: {emphasis.in_quotation_marks(edition.question)}"
        for edition in reversed(later)
        if edition.question
    ]


def _json(older, newer, changes: Changes, questions: list[str]) -> str:
    told = {
        "earlier": older.version,
        "later": newer.version,
        "in_short": words.in_short(changes),
        "question": questions,
        **changes.to_dict(),
    }
    return f"{json.dumps(told, indent=1, ensure_ascii=False)}\n"


def _text(value: str) -> str:
    return html.escape(value)


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address, quote=True)}">{_text(text)}</a>'


def _page(title: str, body: str, canonical: str, head: str = "") -> str:
    canonical = f'<link rel="canonical" href="{_text(canonical)}">' if canonical else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(title)}: {_text(identity.title())}</title>
<link rel="stylesheet" href="{STYLE}">{canonical}{head}
<script src="../{VERSIONS_SCRIPT}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header><nav aria-label="Review"><a href="../latest/index.html">{_text(identity.title())}</a></nav>
</header>
<main id="main">
<h1>{_text(title)}</h1>
{body}
</main>
<footer><p>Words CC BY 4.0, data CC0, code MIT.</p></footer>
</body>
</html>
"""


def _in_short(*sentences: str) -> str:
    told = "".join(f"<p>{_text(sentence)}</p>" for sentence in sentences)
    return f'<section class="in-short"><p class="title">In short</p>{told}</section>'


def _canonical(name: str, site_url: str) -> str:
    return f"{site_url.rstrip('/')}/{FOLDER}/{name}" if site_url else ""


def _index(site: Path, editions: Sequence, kept, found, site_url: str) -> str:
    if not editions:
        return _page(
            "Editions and what changed",
            _in_short("No edition has been published yet."),
            _canonical(INDEX, site_url),
        )
    newest = editions[0]
    count = len(editions)
    body = [
        _in_short(
            f"{several(count, 'edition of this review has', 'editions of this review have')} "
            f"been published; the newest is {newest.version} of {newest.date}.",
            "An edition is never altered: what is new, or was wrong, stands in the next one.",
        ),
        "<h2>All editions</h2>",
        *(_edition(site, edition, editions, site_url) for edition in editions),
        _chooser(editions, found),
        _history(editions, kept),
        "<h2>For machines</h2>",
        _list(
            _link(f"../{place}", said) for place, said in MACHINE_READABLE if _will_be(site, place)
        ),
        f'<script src="{SCRIPT}"></script>',
    ]
    head = "".join(
        f'<link rel="alternate" type="application/atom+xml" href="../{place}" title="{said}">'
        for place, said in MACHINE_READABLE
        if said.endswith("(Atom)")
    )
    if site_url:  # relative addresses would be those of the edition's own folder
        linked = metadata.linked_data(site / newest.version, newest, site_url)
        text = json.dumps(linked, ensure_ascii=False).replace("<", "\\u003c")
        head += f'<script type="application/ld+json">{text}</script>'
    return _page("Editions and what changed", "\n".join(body), _canonical(INDEX, site_url), head)


def _will_be(site: Path, place: str) -> bool:
    """Whether a file is there; feeds are written after this page."""
    return place.endswith(".xml") or (site / place).exists()


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _edition(site: Path, edition, editions: Sequence, site_url: str) -> str:
    place = [other.version for other in editions].index(edition.version)
    parts = [
        f'<article class="edition" id="edition-{_text(edition.version)}">',
        f"<h3>Edition {_text(edition.version)}, {_text(edition.date)}</h3>",
        f"<p>{emphasis.as_html(edition.why)}</p>",
    ]
    if edition.moved:
        parts.append(_list(map(emphasis.as_html, edition.moved)))
    if edition.question:
        parts.append(f"<p>Question and methods: {emphasis.as_html(edition.question)}</p>")
    links = [
        _link(f"../{path.format(version=edition.version)}", said)
        for path, said in LINKS
        if (site / path.format(version=edition.version)).exists()
    ]
    if place + 1 < len(editions):
        before = editions[place + 1]
        links.append(
            _link(f"{pair_name(before, edition)}.html", f"What changed since {before.version}")
        )
    parts += [
        f"<p>{' · '.join(links)}</p>",
        "<p>Cite it as:</p>",
        f"<blockquote>{_text(identity.how_to_cite(edition, site_url))}</blockquote>",
    ]
    if edition.doi:
        parts.append(f"<p>DOI: {_link(f'https://doi.org/{edition.doi}', edition.doi)}</p>")
    parts += [f"<p>{ORIGINS[edition.origin]}</p>"] if edition.origin in ORIGINS else []
    sums = [
        ("Pages as one file, SHA-256", edition.archive),
        ("Words and numbers", edition.words),
        ("Commit", edition.commit),
    ]
    told = [f"{name}: <code>{_text(value)}</code>" for name, value in sums if value]
    parts.append(f"<details><summary>Checksums</summary>{_list(told)}</details></article>")
    return "".join(parts)


def _chooser(editions: Sequence, found) -> str:
    if len(editions) < 2:
        return ""
    names = [pair_name(older, newer) for older, newer in pairs(editions)]

    def options(chosen: int) -> str:
        return "".join(
            f'<option value="{_text(e.version)}"{" selected" if n == chosen else ""}>'
            f"{_text(e.version)}, {_text(e.date)}</option>"
            for n, e in enumerate(editions)
        )

    links = _list(
        _link(f"{pair_name(older, newer)}.html", f"From {older.version} to {newer.version}")
        + f": {_text(words.in_short(found[older.version, newer.version]))}"
        for older, newer in pairs(editions)
    )
    return (
        "<h2>What changed between two editions</h2>"
        f'<form id="choose" hidden data-pairs="{_text(" ".join(names))}">'
        f'<label>From<select name="earlier">{options(1)}</select></label>'
        f'<label>To<select name="later">{options(0)}</select></label>'
        '<button type="submit">Show what changed</button>'
        '<p class="said" role="status"></p></form>'
        f"<details{' open' if len(names) <= 3 else ''}><summary>All comparisons</summary>"
        f"{links}</details>"
    )


def _history(editions: Sequence, kept) -> str:
    published = history.over_editions(editions, kept)
    years = history.by_year(kept[editions[0].version])
    figure = history.figure("history", published, years)
    columns = {
        "effect": "Hedges' g (95 % interval)",
        "predicted": "In a new trial",
        "trials": "Trials",
        "people": "People",
    }
    parts = ["<h2>The history of the answer</h2>", _figure(figure)]
    parts.append(
        PageTable(
            published,
            "The answer in each edition",
            {
                "version": "Edition",
                "date": "Date",
                **columns,
                "certainty": "Certainty",
                "verdicts": "Verdicts on claims",
            },
        ).to_html()
    )
    if len(years):
        parts.append(
            "<p>What the review would have said at the end of each year, with the newest "
            "edition's methods and its reading of each trial. Nobody rated the certainty "
            "of past years.</p>"
        )
        shown = years.assign(came_in=years["came_in"].map(str))
        parts.append(
            PageTable(
                shown,
                "The answer at the end of each year",
                {"year": "Year", "came_in": "Trials of that year", **columns},
            ).to_html()
        )
    return "".join(parts)


def _figure(figure: Figure) -> str:
    views = "".join(
        f'<div class="picture {kind}" role="img" aria-label="{_text(figure.description)}">'
        f"{figure.static_svg(figure.specification(width))}</div>"
        for kind, width in (("wide", theme.WIDE), ("narrow", theme.NARROW))
    )
    return f"<figure>{views}<figcaption>{_text(figure.caption)}</figcaption></figure>"


def _pair(older, newer, changes: Changes, questions: list[str], site_url: str) -> str:
    title = f"From edition {older.version} to {newer.version}"
    sections = words.sections(changes, questions)
    dated = f"Edition {older.version} is of {older.date}, edition {newer.version} of {newer.date}."
    body = [_in_short(words.in_short(changes), dated)]
    for heading, entries in sections:
        as_list = f"<h2>{_text(heading)}</h2>{_list(map(_entry, entries))}"
        body.append(_pools(changes) if heading == words.POOLS else as_list)
    name = pair_name(older, newer)
    body.append(
        f"<p>{_link(f'{name}.json', 'The same for machines (JSON)')} · "
        f"{_link(INDEX, 'All editions')} · "
        f"{_link(f'../{older.version}/index.html', f'Edition {older.version}')} · "
        f"{_link(f'../{newer.version}/index.html', f'Edition {newer.version}')}</p>"
    )
    return _page(title, "\n".join(body), _canonical(f"{name}.html", site_url))


def _entry(entry: tuple[str, list[str]]) -> str:
    sentence, behind = entry
    if not behind:
        return _text(sentence)
    if len(behind) == 1:
        return f"{_text(sentence)}<br><small>{_text(behind[0])}</small>"
    summary = several(len(behind), "detail")
    told = _list(map(_text, behind))
    return f"{_text(sentence)}<details><summary>{summary}</summary>{told}</details>"


def _pools(changes: Changes) -> str:
    rows = [
        {
            "pool": change.result,
            "before": words.answer(change.before),
            "after": words.answer(change.after),
        }
        for change in changes.pools
    ]
    table = PageTable(
        pd.DataFrame(rows),
        "Each pooled answer that is different",
        {"pool": "Pool", "before": "Before", "after": "After"},
    )
    return (
        f"<h2>{words.POOLS}</h2><p>Hedges' g with its 95 % interval; negative favours the "
        f"treatment.</p>{table.to_html()}"
    )
